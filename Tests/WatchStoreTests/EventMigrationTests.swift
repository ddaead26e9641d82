import Foundation
import Testing
import Watch
import WatchGEOS
import WatchStore
import WatchTesting

/// A full house of the time when an event had an id of its own in each of its groups, brought forward: an alert in three
/// groups, with receipts, a flag and its entries in the register.
@Suite("One event in many places, brought forward")
struct EventMigrationTests {
    private let start = ManualClock.friday
    private let groups: [GroupId] = [StoreStreet.id(103), StoreStreet.id(101), StoreStreet.id(102)]
    private let alertId: AlertId = Street.fixed("d1")
    private let text: MessageId = Street.fixed("c1")
    private let reaction: MessageId = Street.fixed("c2")

    /// Anna reports; she and Bram live in the first group, Bram and Carla in the second, Dirk in the third.
    private let anna: PersonId = StoreStreet.id(1)
    private let bram: PersonId = StoreStreet.id(2)
    private let carla: PersonId = StoreStreet.id(3)
    private let dirk: PersonId = StoreStreet.id(4)

    /// What was told, in order: the row's number in each of the groups, of which the first is the alert's own.
    private let news: [(kind: AlertNews.Kind, rows: [Int], second: Int64)] = [
        (.alertShared, [11, 12, 13], 0), (.reactionAdded, [21, 22, 23], 60), (.alertHeld, [31, 32, 33], 90),
        // Two at the same moment.
        (.alertHeld, [41, 42, 43], 90), (.messageRetracted, [51, 52, 53], 120), (.alertClosed, [61, 62, 63], 180),
    ]

    private static func row(_ number: Int) -> EventId { StoreStreet.id(7_000 + number) }

    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func alert() throws -> Alert {
        var alert = Alert(
            id: alertId, group: groups[0], message: text, reporter: Actor(person: anna, capacity: .neighbour),
            reporterFirstName: "Anna", link: "0123456789abcdef0123456789abcdef")
        _ = try alert.signal(Street.burglary(), in: .netherlands)
        _ = try alert.alarm(Street.called(), at: start, in: .netherlands)
        _ = try alert.share(at: start, minuteOfDay: 0, in: .netherlands)
        return alert
    }

    private func news(_ kind: AlertNews.Kind, hops: Int, shared: Alert, said: Message) -> AlertNews {
        let isText = kind == .alertShared || kind == .alertForwarded
        let provenance = Provenance(
            home: groups[0], homeName: "Groep 0", via: groups[0], viaName: "Groep 0", hops: hops, isByHand: false)
        return AlertNews(
            kind, alert: alertId,
            message: isText ? text : kind == .reactionAdded || kind == .messageRetracted ? reaction : nil,
            shared: isText ? shared : nil, said: kind == .reactionAdded ? said : nil,
            provenance: kind == .alertForwarded ? provenance : nil)
    }

    /// The house as a program that knows the steps before wrote it.
    private func settle(_ database: any Database) async throws {
        let alert = try alert()
        var closed = alert
        _ = try closed.close(
            .gone, words: nil, by: Actor(person: anna, capacity: .neighbour), at: start + .seconds(180),
            in: .netherlands)
        let said = Message(
            id: reaction, alert: alertId, kind: .sighting, author: bram, capacity: .neighbour, firstName: "Bram",
            text: "Hij loopt weg", location: nil, policeOnly: nil, moved: nil, at: start + .seconds(60))
        var statements: [SQL] = []
        for (number, name) in [(anna, "Anna"), (bram, "Bram"), (carla, "Carla"), (dirk, "Dirk")] {
            statements.append(
                """
                INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                VALUES (\(number), \(name), 'Achternaam', NULL, 'nl', \(start))
                """)
        }
        statements += try places() + messages([alert, closed], said) + register(alert, said)
        for (place, group) in groups.enumerated() {
            var earlierRows: [String] = []
            for (index, news) in news.enumerated() {
                let kind = place > 0 && news.kind == .alertShared ? .alertForwarded : news.kind
                let body = try json(self.news(kind, hops: place, shared: alert, said: said))
                earlierRows = (0..<place).map { #"{"group":"\#(groups[$0])","sequence":\#(index + 1)}"# }
                let earlier = earlierRows.isEmpty ? nil : "[" + earlierRows.joined(separator: ",") + "]"
                let message = self.news(kind, hops: 0, shared: alert, said: said).message
                let row = Self.row(news.rows[place])
                statements.append(
                    """
                    INSERT INTO events (id, group_id, sequence, at, kind, alert_id, message_id, body, earlier)
                    VALUES (\(row), \(group), \(index + 1), \(start + .seconds(news.second)), \(kind.rawValue), \(alertId),
                            \(message), \(body), \(earlier))
                    """)
                statements.append(
                    """
                    INSERT INTO audiences (event_id, told, is_quiet, at)
                    VALUES (\(row), 'members', FALSE, \(start + .seconds(news.second)))
                    """)
            }
        }
        // Bram's pages in both of his groups have shown it; Dirk's has shown how it ended, too.
        for (person, row, seconds) in [(bram, 11, 3), (bram, 12, 2), (carla, 12, 10), (dirk, 13, 50), (dirk, 63, 190)] {
            statements.append(
                """
                INSERT INTO receipts (event_id, person_id, channel, at)
                VALUES (\(Self.row(row)), \(person), 'live', \(start + .seconds(Int64(seconds))))
                """)
        }
        let work = statements
        try await database.write { connection in
            for statement in work { try connection.run(statement) }
        }
    }

    /// Three groups and who lives in them.
    private func places() throws -> [SQL] {
        let area = try json(StoreStreet.area())
        var statements: [SQL] = []
        for (index, group) in groups.enumerated() {
            let name = "groep-\(index)"
            statements.append(
                """
                INSERT INTO groups (id, slug, name, place, country, zone, area, south, north, west, east, last_sequence,
                    member_version, open_alerts, register_position, register_hash, checkpointed, created_at)
                VALUES (\(group), \(name), \(name), 'Woerden', 'NL', 'NL', \(area), 52.08, 52.09, 4.87, 4.88, \(news.count),
                    0, 0, 0, \(RegisterEntry.genesis), 0, \(start))
                """)
        }
        for (index, place) in [(0, anna), (0, bram), (1, bram), (1, carla), (2, dirk)].enumerated() {
            let member: MemberId = StoreStreet.id(200 + index)
            statements.append(
                """
                INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
                VALUES (\(member), \(groups[place.0]), \(place.1), 'approved', 'resident', 1, \(start))
                """)
        }
        return statements
    }

    /// The alert as it ended, what was said in it, and that somebody pointed to it.
    private func messages(_ alerts: [Alert], _ said: Message) throws -> [SQL] {
        let body = try json(alerts[1])
        var statements: [SQL] = [
            """
            INSERT INTO alerts (id, group_id, message_id, reporter_id, is_open, shared_at, closed_at, link, body)
            VALUES (\(alertId), \(groups[0]), \(text), \(anna), FALSE, \(start), \(alerts[1].closure?.closedAt),
                    \(alerts[1].link), \(body))
            """
        ]
        for (hops, group) in groups.enumerated() {
            statements.append(
                """
                INSERT INTO alert_groups (alert_id, group_id, sequence, hops, is_open, via_id)
                VALUES (\(alertId), \(group), 1, \(hops), FALSE, \(hops == 0 ? nil : groups[0]))
                """)
        }
        let words = Message(
            id: text, alert: alertId, kind: .alert, author: anna, capacity: .neighbour, firstName: "Anna", text: nil,
            location: nil, policeOnly: nil, moved: nil, at: start)
        for (message, sequence, isRetracted) in [(words, 1, false), (said, 2, true)] {
            let body = try json(message)
            statements.append(
                """
                INSERT INTO messages (id, alert_id, author_id, kind, at, sequence, is_retracted, body)
                VALUES (\(message.id), \(alertId), \(message.author), \(message.kind.rawValue), \(message.at), \(sequence),
                        \(isRetracted), \(body))
                """)
        }
        statements.append("INSERT INTO flags (message_id, person_id, at) VALUES (\(reaction), \(carla), \(start))")
        return statements
    }

    /// The chain of the alert's own group, byte for byte as it was hashed then.
    private func register(_ alert: Alert, _ said: Message) throws -> [SQL] {
        var (statements, head): ([SQL], [UInt8]) = ([], RegisterEntry.genesis)
        let contents = [
            (RegisterContent(alert), "alert-shared", text), (RegisterContent(said), "reaction-added", reaction),
        ]
        for (index, (content, kind, message)) in contents.enumerated() {
            let (position, at) = (index + 1, start + .seconds(Int64(index) * 60))
            let salt = [UInt8](repeating: UInt8(position), count: 16)
            let digest = Digest.sha256(salt + content.canonical.bytes)
            var entry = Canonical()
            entry.append("saar-register-1")
            entry.append(groups[0].text)
            entry.append(Int64(position))
            entry.append(at.milliseconds)
            entry.append(kind)
            entry.append(alertId.text)
            entry.append(String?.some(message.text))
            entry.append(digest)
            head = Digest.sha256(head + entry.bytes)
            let body = try json(content)
            statements.append(
                """
                INSERT INTO register_entries (group_id, position, at, kind, alert_id, message_id, digest, hash)
                VALUES (\(groups[0]), \(position), \(at), \(kind), \(alertId), \(message), \(digest), \(head))
                """)
            statements.append(
                """
                INSERT INTO register_contents (group_id, position, salt, content)
                VALUES (\(groups[0]), \(position), \(salt), \(body))
                """)
        }
        statements.append(
            """
            UPDATE groups SET register_position = \(contents.count), register_hash = \(head) WHERE id = \(groups[0])
            """)
        return statements
    }

    private func forward(
        _ kind: DatabaseUnderTest, _ test: (any Database, SQLAlertStore, AlertDesk) async throws -> Void
    )
        async throws
    {
        let before = Schema.migrations.prefix { $0.name != "one event in many places" }
        try await withDatabase(kind, migrations: Array(before)) { database, _ in
            try await settle(database)
            try await Migrator(database, Schema.migrations).migrate(at: 1)
            let surroundings = Surroundings(
                clock: ManualClock(), randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12))
            let store = SQLAlertStore(database: database, surroundings: surroundings)
            let desk = AlertDesk(store: store, announcer: RecordingAnnouncer(), surroundings: surroundings)
            try await test(database, store, desk)
        }
    }

    @Test("history stays as it was, and an event has one id in every group", arguments: DatabaseUnderTest.allCases)
    func history(_ kind: DatabaseUnderTest) async throws {
        try await forward(kind) { _, store, desk in
            for (place, group) in groups.enumerated() {
                // From every cursor that a phone may still hold.
                for cursor in 0...news.count {
                    let told = try await store.events(of: group, after: Int64(cursor), limit: 100)
                    #expect(told.count == news.count - cursor)
                    for (index, past) in zip(cursor..., told) {
                        let (was, event) = (news[index], past.event)
                        #expect(event.sequence == Int64(index + 1) && event.at == start + .seconds(was.second))
                        #expect(event.id == Self.row(was.rows[0]))
                        let isSentOn = place > 0 && was.kind == .alertShared
                        #expect(event.alertNews?.kind == (isSentOn ? .alertForwarded : was.kind))
                        #expect(past.earlier.map(\.group) == Array(groups[..<place]))
                        #expect(past.isRetracted == (event.alertNews?.message == reaction))
                    }
                }
            }
            for person in [anna, bram, carla, dirk] {
                let shown = news.filter { Notice.Kind($0.kind) != nil }.map { Self.row($0.rows[0]) }
                #expect(try await desk.file(alertId, for: person).news == shown && shown.first == Self.row(11))
            }
            #expect(try await desk.file(alertId, for: dirk).provenance?.hops == 2)
        }
    }

    @Test("receipts count once, whichever id a phone holds", arguments: DatabaseUnderTest.allCases)
    func receipts(_ kind: DatabaseUnderTest) async throws {
        try await forward(kind) { database, store, desk in
            let reach = try await store.reach(of: alertId)
            #expect(reach.audience == 3 && reach.told == 3)
            #expect(reach.within == Reach.Within(seconds1: 0, seconds4: 1, seconds15: 2, seconds60: 3))
            func count() async throws -> Int {
                try await database.read {
                    try $0.first("SELECT COUNT(*) AS number FROM receipts")?.integer("number") ?? 0
                }
            }
            let before = try await count()
            // Carla has shown it by the id that it had in her group; now she sends what she holds of it, old and new.
            let hearing = Hearing(group: groups[1], audience: .neighbour, since: 1)
            for row in [11, 12] { try await desk.receive(Self.row(row), by: carla, hearings: [hearing]) }
            #expect(try await count() == before)
            // Of its end she has shown nothing yet.
            for row in [62, 61] { try await desk.receive(Self.row(row), by: carla, hearings: [hearing]) }
            #expect(try await count() == before + 1)
            #expect(try await store.reach(of: alertId) == reach)
            // Of what stands in none of somebody's groups there is nothing, by whichever id.
            let elsewhere = Hearing(group: StoreStreet.id(109), audience: .neighbour, since: 1)
            for row in [11, 12, 13] {
                try await expectRefusal(.notFound) {
                    try await desk.receive(Self.row(row), by: carla, hearings: [elsewhere])
                }
            }
            let late = Hearing(group: groups[1], audience: .neighbour, since: 2)
            try await expectRefusal(.notFound) { try await desk.receive(Self.row(11), by: carla, hearings: [late]) }
        }
    }

    @Test("the register's chain is what it was", arguments: DatabaseUnderTest.allCases)
    func chain(_ kind: DatabaseUnderTest) async throws {
        try await forward(kind) { database, _, _ in
            let desk = RegisterDesk(
                store: SQLRegisterStore(database: database), seal: TestSeal(),
                surroundings: Surroundings(
                    clock: ManualClock(), randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12)))
            let verdict = try await desk.verify()
            #expect(verdict.flaws.isEmpty && verdict.entries == 2)
            // It goes on in the second form, byte for byte as that is hashed.
            try await callOnRecord(database)
            #expect(try await desk.verify().flaws.isEmpty)
            #expect(try await desk.verify().entries == 3)
            for (change, flaw) in [
                ("subject = 'tip'", RegisterFlaw.broken(chain: .group(groups[0]), position: 3)),
                ("subject = 'call', form = 1", .broken(chain: .group(groups[0]), position: 3)),
                ("form = 3", .unknownForm(chain: .group(groups[0]), position: 3)),
            ] {
                try await database.write { connection in
                    try connection.run(
                        "UPDATE register_entries SET \(sql: SQL(stringLiteral: change)) WHERE position = 3")
                }
                #expect(try await desk.verify().flaws == [flaw], "\(change)")
            }
        }
    }

    /// An entry about what no room of this program has, without words, as after the end of retention.
    private func callOnRecord(_ database: any Database) async throws {
        try await database.write { connection in
            let before = try connection.first("SELECT register_hash FROM groups WHERE id = \(groups[0])")
            let call = "01900000-0000-7000-8000-00000000ca11"
            let digest = Digest.sha256([1])
            var entry = Canonical()
            entry.append("saar-register-2")
            entry.append("group")
            entry.append(groups[0].text)
            entry.append(Int64(3))
            entry.append(start.milliseconds)
            entry.append("vigilance-call")
            entry.append("call")
            entry.append(call)
            entry.append(String?.none)
            entry.append(digest)
            let hash = Digest.sha256((try before?.bytes("register_hash") ?? []) + entry.bytes)
            try connection.run(
                """
                INSERT INTO register_entries (group_id, position, at, form, kind, subject, alert_id, digest, hash)
                VALUES (\(groups[0]), 3, \(start), 2, 'vigilance-call', 'call', \(call), \(digest), \(hash))
                """)
        }
    }

    @Test("what a newer program wrote takes its place and is not read", arguments: DatabaseUnderTest.allCases)
    func newer(_ kind: DatabaseUnderTest) async throws {
        let call: Id<Subject> = StoreStreet.id(8_001)
        try await forward(kind) { database, store, _ in
            let rows: [(row: EventId, subject: String, id: Id<Subject>, kind: String)] = [
                (Self.row(81), "call", call, "vigilance-call"),
                (Self.row(82), "alert", Id(trusted: alertId.text), "alert-sung"),
            ]
            try await database.write { connection in
                for (index, row) in rows.enumerated() {
                    try connection.run(
                        """
                        INSERT INTO events (id, group_id, sequence, at, subject, kind, alert_id, body)
                        VALUES (\(row.row), \(groups[0]), \(news.count + 1 + index), \(start), \(row.subject), \(row.kind),
                                \(row.id), '{"never":"seen"}')
                        """)
                }
            }
            let told = try await store.events(of: groups[0], after: Int64(news.count) - 1, limit: 9)
            #expect(told.map(\.event.sequence) == [6, 7, 8].map { Int64($0) } && told[0].event.alertNews != nil)
            #expect(
                told[1].event.news
                    == .unknown(Subject(kind: Subject.Kind(rawValue: "call"), id: call), kind: "vigilance-call"))
            #expect(told[2].event.news == .unknown(.alert(alertId), kind: "alert-sung"))
        }
    }

    @Test("what a server of before writes meanwhile stands as it did", arguments: DatabaseUnderTest.allCases)
    func beside(_ kind: DatabaseUnderTest) async throws {
        try await forward(kind) { database, store, desk in
            // Its events have an id of their own in each group.
            try await database.write { connection in
                for place in 1...2 {
                    let sequence = news.count + 1
                    let earlier = place == 1 ? nil : #"[{"group":"\#(groups[0])","sequence":\#(sequence)}]"#
                    try connection.run(
                        """
                        INSERT INTO events (id, group_id, sequence, at, kind, alert_id, message_id, body, earlier)
                        SELECT \(Self.row(70 + place)), \(groups[place - 1]), \(sequence), \(start), 'alert-held', alert_id,
                            NULL, body, \(earlier) FROM events WHERE id = \(Self.row(31))
                        """)
                }
            }
            for (place, row) in [(0, 71), (1, 72)] {
                let told = try await store.events(of: groups[place], after: Int64(news.count), limit: 9)
                #expect(told.map(\.event.id) == [Self.row(row)])
            }
            let hearing = Hearing(group: groups[1], audience: .neighbour, since: 1)
            try await desk.receive(Self.row(72), by: carla, hearings: [hearing])
            try await expectRefusal(.notFound) { try await desk.receive(Self.row(71), by: carla, hearings: [hearing]) }
        }
    }
}
