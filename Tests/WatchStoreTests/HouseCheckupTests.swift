import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// What an operator asks of a database, on every kind of it.
@Suite("What a database says of its house")
struct HouseCheckupTests {
    @Test("its clock, when it was last signed, and since when somebody waits", arguments: DatabaseUnderTest.allCases)
    func says(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let now = ManualClock.friday
            let fresh = try await HouseCheckup(database, at: now)
            #expect(fresh.signedAt == nil && fresh.waitingSince == nil)
            // It is the machine's own, whatever time a test plays in.
            let here = Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
            #expect((fresh.clock - here) < .minutes(1) && (here - fresh.clock) < .minutes(1))

            try await database.write { connection in
                for (number, at) in [(1, now + .hours(-1)), (2, now + .minutes(-3)), (3, now + .minutes(-2))] {
                    try connection.run(
                        """
                        INSERT INTO register_checkpoints (number, zone, at, heads, signing_key, signature)
                        VALUES (\(number), '', \(at), '[]', '', \([UInt8](repeating: 0, count: 64)))
                        """)
                }
                // Letters wait their time, and what is due later is not late.
                for (person, lane, due) in [
                    ("a", Notice.Lane.letters, now + .hours(-9)), ("b", .pushes, now + .minutes(-6)),
                    ("c", .alerts, now + .minutes(-1)), ("d", .alerts, now + .minutes(1)),
                ] {
                    try connection.run(
                        """
                        INSERT INTO notices (news_id, person_id, subject, subject_id, group_id, sequence, kind, at,
                            is_quiet, state, due_at, lane)
                        VALUES ('n', \(person), 'alert', 's', 'g', 1, 'alarm', \(now), \(false), 'waiting', \(due),
                            \(lane.rawValue))
                        """)
                }
            }
            let later = try await HouseCheckup(database, at: now)
            #expect(later.signedAt == now + .minutes(-2))
            #expect(later.waitingSince == now + .minutes(-6))
        }
    }
}
