import Watch

/// What an operator asks of a database to know how its house is: a few questions, none of which reads a large table.
public struct HouseCheckup: Hashable, Sendable {
    /// What the database's own clock says, …
    public let clock: Moment
    /// … and when a server of this house last signed the register, by its own. Nil where nothing was signed yet.
    public let signedAt: Moment?
    /// Since when news of an alert waits to be told that should have been told by now; nil where none waits.
    public let waitingSince: Moment?

    /// - Parameter now: by the clock here.
    /// - Throws: `DatabaseFault`.
    public init(_ database: any Database, at now: Moment) async throws {
        let clock = database.dialect.clock
        self = try await database.read { connection in
            let signed = try connection.first(
                """
                SELECT at FROM register_checkpoints WHERE number = (SELECT MAX(number) FROM register_checkpoints)
                """)
            let waiting = try connection.first(
                """
                SELECT MIN(due_at) AS due_at FROM notices
                WHERE lane IN \(list: [Notice.Lane.pushes, .alerts].map(\.rawValue)) AND due_at <= \(now)
                """)
            return HouseCheckup(
                clock: try connection.first(clock)?.moment("at") ?? now,
                signedAt: try signed?.moment("at"),
                waitingSince: try waiting?.integerIfPresent("due_at").map { Moment(milliseconds: $0) })
        }
    }

    private init(clock: Moment, signedAt: Moment?, waitingSince: Moment?) {
        self.clock = clock
        self.signedAt = signedAt
        self.waitingSince = waitingSince
    }
}
