import Watch
@testable import WatchStore

/// Asks the database what a night still waits for, so that its clock need not tick through hours in which nothing happens.
enum NightStandstill {
    /// When something is to be done next, whatever it is; nil where nothing is, ever.
    static func nextDue(in database: NightFile) async throws -> Moment? {
        try await database.read { connection in
            try connection.first(
                """
                SELECT MIN(due) AS due FROM (
                    SELECT MIN(MAX(due_at, leased_until)) AS due FROM notices WHERE due_at IS NOT NULL
                    UNION ALL SELECT MIN(MAX(at, leased_until)) FROM schedule WHERE at IS NOT NULL
                    UNION ALL SELECT MIN(at) FROM audiences WHERE spread_at IS NULL)
                """
            )?.integerIfPresent("due").map { Moment(milliseconds: $0) }
        }
    }
}
