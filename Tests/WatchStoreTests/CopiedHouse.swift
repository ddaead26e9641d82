import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchStore

/// A house in which every table holds something, and what is hard to copy: no value, an empty one, signs of many
/// alphabets, bytes that are no text, numbers with many places.
enum CopiedHouse {
    /// Fills a fresh database that has the whole schema. A new table gets its rows here.
    static func fill(_ database: any Database, seal: any RegisterSeal = TestSeal()) async throws {
        let street = try await StoreStreet(database)
        let alert = try await street.share(key: "key").alert
        _ = try await street.alerts.react(.init(kind: .sighting, text: "daar 🦉 – ë"), to: alert, by: street.bram)
        let file = try await street.alerts.file(alert, for: street.bram)
        let message = try #require(file.messages.first)
        _ = try await street.alerts.flag(message.id, by: street.bram)
        _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
        _ = try await street.share()
        let row = try await LinkedRow(street, 2)
        try await row.link(0, 1)
        _ = try await row.share(in: 0, by: street.anna, latitude: 52.0895)
        _ = try await street.people.issue(.bearer, to: street.anna)
        try await street.servesFromZoneChains()
        try await street.tell("daar 🦉 – ë", in: "zone-1")
        _ = try await street.signing(seal).checkpoint()

        try await SQLPlaceStore(database: database).keep(
            GazetteerRelease(
                released: "2026-11-21", files: [GazetteerRelease.File(name: "a.csv", bytes: [0, 34, 255])]))
        let signIns = SQLSignInStore(database: database)
        for (number, name) in ["anna", "Zeno", "émile", "_x", "ana", "Ärger"].enumerated() {
            let signIn = SignIn(
                attempt: [UInt8(number), 0, 255], email: try #require(EmailAddress("a\(number)@example.org")),
                codeHash: [0], linkHash: [UInt8(number)], language: .fr, createdAt: street.clock.now())
            try await signIns.begin(signIn) { _ in }
            try await database.write { connection in
                try connection.run(
                    "INSERT INTO letter_locks (email, at) VALUES (\(name), \(Int64.min + Int64(number)))")
                try connection.run("INSERT INTO group_words (word, group_id) VALUES (\(name), \(street.street))")
            }
        }
        let event = try await database.read { try $0.first("SELECT MIN(id) AS id FROM events")?.text("id") }
        let member: MemberId = StoreStreet.id(900)
        try await database.write { connection in
            try connection.run(
                """
                INSERT INTO receipts (event_id, person_id, channel, at)
                VALUES (\(event), \(street.bram), \("live"), \(Int64.max)) ON CONFLICT DO NOTHING
                """)
            try connection.run(
                """
                INSERT INTO members (id, group_id, person_id, standing, role, applied_at, is_muted, note)
                VALUES (\(member), \(street.street), \(street.stranger), 'pending', 'resident', 0, \(true), \(""))
                """)
            try connection.run(
                """
                INSERT INTO co_coordinations (group_id, email, asker_id, counts_until)
                VALUES (\(street.street), 'émile@example.org', \(street.bram), \(Int64.max))
                """)
            // What servers of before have put down, and nobody has carried over yet.
            try connection.run(
                "INSERT INTO dues (alert_id, due, at, leased_until) VALUES (\(alert), 'quiet', \(Int64.max), 0)")
            try connection.run(
                """
                INSERT INTO member_letters (member_id, cause, since, due_at)
                VALUES (\(member), 'declined', 0, \(Int64.max)) ON CONFLICT DO NOTHING
                """)
            try connection.run(
                """
                INSERT INTO notices
                    (news_id, person_id, subject_id, group_id, sequence, kind, at, is_quiet, state, due_at, about)
                VALUES (\(event), \(street.bram), \(alert), \(street.street), 1, 'alarm', 0, \(true), 'waiting',
                    \(Int64.max), '[]')
                """)
            try connection.run(
                """
                INSERT INTO ways (person_id, channel, position, is_on, is_chosen, changed_at, capability)
                VALUES (\(street.bram), 'mail', 0, \(false), \(true), \(Int64.max), 'ab')
                """)
            try connection.run(
                """
                INSERT INTO push_devices
                    (id, person_id, token_id, endpoint, public_key, secret, mark, since, seen_at, test_sent_at, test_state)
                SELECT id, person_id, id, 'https://push.example.org/é', 'p', 's', 'ab', 0, \(Int64.max), 0, 'sending'
                FROM tokens LIMIT 1
                """)
            try connection.run(
                """
                INSERT INTO choices (person_id, group_id, quiet_from, quiet_until, passes, not_kinds, linked, metres)
                VALUES (\(street.bram), \(street.street), NULL, 0, '["police"]', '[]', 'near', \(Int64.max))
                """)
            try connection.run(
                """
                INSERT INTO test_alarms (id, group_id, event_id, sequence, sent_at, reach)
                VALUES ('ab', \(street.street), \(event), 1, \(Int64.max), NULL)
                """)
            try connection.run("INSERT INTO stops (person_id, since, ends_at) VALUES (\(street.bram), 0, NULL)")
            try connection.run("INSERT INTO asked_addresses (digest, letters, last_at) VALUES (4294967295, 3, 0)")
            try connection.run(
                """
                INSERT INTO group_letters (group_id, kind, due_at, told_at, tries, version)
                VALUES (\(street.street), 'decision', NULL, 0, 0, 1) ON CONFLICT DO NOTHING
                """)
            try connection.run(
                "INSERT INTO household_codes (group_id, hash, made_at, uses) VALUES (\(street.street), 'ab', 0, 6)")
            try connection.run(
                "INSERT INTO household_tries (id, person_id, at) VALUES ('a', \(street.bram), \(Int64.max))")
            try connection.run(
                "INSERT INTO compared_areas (person_id, since, areas) VALUES (\(street.bram), \(Int64.max), 60)")
            try connection.run(
                """
                INSERT INTO municipal_policies (territory, minimum_age, police_number, changed_at)
                VALUES ('0632', NULL, '09 266 61 11', \(Int64.max))
                """)
            try connection.run(
                """
                INSERT INTO registry_months (month, municipality, group_count, member_count)
                VALUES ('2026-10', '0632', 125, 11250), ('2026-10', 'NL', 0, 0)
                """)
            try connection.run(
                """
                UPDATE groups SET south = \(0.1 + 0.2), north = \(Double.greatestFiniteMagnitude),
                    west = \(-Double.leastNonzeroMagnitude), east = \(4.0), municipality = \(String?.none)
                """)
        }
    }

    /// Every row of every table of the house, as text: alike on both kinds of database, and read in another way than the
    /// copy reads.
    static func rows(_ database: any Database) async throws -> [String: [String]] {
        let names = database.dialect.tableNames
        return try await database.read { connection in
            var all: [String: [String]] = [:]
            for table in try connection.rows(names).map({ try $0.text("name") })
            where !["schema_migrations", "schema_floors", "house_copy"].contains(table) {
                all[table] = try connection.rows(SQL(stringLiteral: "SELECT * FROM \(table)")).map { row in
                    zip(row.columns, row.values).map { "\($0)=\(words($1))" }.joined(separator: "|")
                }
                .sorted()
            }
            return all
        }
    }

    private static func words(_ value: SQLValue?) -> String {
        switch value {
        case nil, .null: "NULL"
        case .boolean(let truth): truth ? "1" : "0"
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): "'\(text)'"
        case .bytes(let bytes): "\(bytes)"
        }
    }
}

/// From which kind of database to which.
struct CopyWay: Sendable, CustomTestStringConvertible {
    let from: DatabaseUnderTest
    let to: DatabaseUnderTest

    var testDescription: String { "\(from.rawValue) to \(to.rawValue)" }

    static let all = DatabaseUnderTest.allCases.flatMap { from in
        DatabaseUnderTest.allCases.map { CopyWay(from: from, to: $0) }
    }
}

/// Runs a test on a full house and an empty database to copy it to.
func withTwoDatabases(
    _ way: CopyWay, seal: any RegisterSeal = TestSeal(), _ test: (any Database, any Database) async throws -> Void
) async throws {
    try await withDatabase(way.from, migrations: Schema.migrations) { source, _ in
        try await CopiedHouse.fill(source, seal: seal)
        try await withDatabase(way.to) { target, _ in try await test(source, target) }
    }
}
