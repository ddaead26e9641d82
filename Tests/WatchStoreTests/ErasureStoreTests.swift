import Foundation
import Testing
import Watch
import WatchStore
import WatchTesting

/// One's own data on every database: taken away, and erased, as the raw tables show.
@Suite("One's own data in the store")
struct ErasureStoreTests {
    private static let noor: PersonId = StoreStreet.id(6)

    /// Noortje, who has done everything that somebody can do, and Bram, who said something beside her.
    private func lively(_ street: StoreStreet) async throws -> AlertId {
        try await street.persons.keep(
            Person(
                id: Self.noor, firstName: "Noortje", lastName: "Vertrouwelijk", email: "noor@geheim.example",
                language: .nl, createdAt: street.clock.now()),
            offices: [Office(kind: .municipality, territory: "0632")])
        try await street.admit(Self.noor)
        _ = try await street.people.issue(.session, to: Self.noor, device: "Firefox · Android")
        let signIn = SignIn(
            attempt: [1], email: try #require(EmailAddress("noor@geheim.example")), codeHash: [2], linkHash: [3],
            language: .nl, createdAt: street.clock.now())
        try await SQLSignInStore(database: street.database).begin(signIn) { _ in }
        _ = try await street.groups.found(
            GroupPlan(
                name: "Elders", place: nil, country: "NL", municipality: nil, area: StoreStreet.area(53),
                coCoordinator: "noor@geheim.example"), by: street.bram)
        let theirs = try await street.share(by: street.bram)
        let event = try #require(
            try await street.alertStore.events(of: street.street, after: 0, limit: 1).first?.event.id)
        try await street.alerts.receive(
            event, by: Self.noor, hearings: try await street.groups.hearings(of: Self.noor))
        _ = try await street.alerts.flag(try #require(theirs.message), by: Self.noor)
        let alert = try await street.share(by: Self.noor, key: "noor").alert
        _ = try await street.alerts.react(.init(kind: .sighting, text: "bram zag iets"), to: alert, by: street.bram)
        // Ids sort by time: what is said in the same millisecond has no order.
        street.clock.advance(by: .seconds(1))
        _ = try await street.alerts.react(.init(kind: .sighting, text: "noor zag iets"), to: alert, by: Self.noor)
        street.clock.advance(by: .seconds(1))
        _ = try await street.alerts.correct("het was groen", of: alert, by: Self.noor)
        street.clock.advance(by: .seconds(1))
        _ = try await street.alerts.close(alert, .gone, text: "weg hier", by: Self.noor)
        return alert
    }

    @Test("everything that is kept of somebody", arguments: DatabaseUnderTest.allCases)
    func record(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let now = street.clock.now()
            let alert = try await lively(street)
            let record = try await street.people.record(of: Self.noor)
            #expect(record.firstName == "Noortje" && record.lastName == "Vertrouwelijk")
            #expect(record.email == "noor@geheim.example" && record.language == .nl && record.createdAt == now)
            #expect(record.offices == ["municipality 0632"])
            let place = try #require(record.groups.first)
            #expect(record.groups.count == 1 && place.group == "De Straat")
            #expect(place.standing == .approved && place.role == .resident && place.appliedAt == now)
            #expect(!place.isMuted && place.note == nil && place.coordinatorUntil == nil)
            #expect(record.askedToLead == [.init(group: "Elders", until: now + .days(30))])
            #expect(record.devices.map(\.name) == ["Firefox · Android"])
            #expect(record.alerts.map(\.alertId) == [alert])
            #expect(record.alerts.first?.observation.behaviour == "Trekt aan deuren")
            #expect(record.alerts.first?.policeOnly?.licencePlate == "GH-482-X")
            #expect(record.messages.map(\.text) == ["noor zag iets", "het was groen", "weg hier"])
            #expect(record.flags == 1 && record.receipts == 1)
            try await expectRefusal(.notFound) { _ = try await street.people.record(of: StoreStreet.id(999)) }
        }
    }

    @Test("whoever is erased is in no table but the register", arguments: DatabaseUnderTest.allCases)
    func erases(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await lively(street)
            let register = try await street.register.entries(of: .group(street.street), after: 0, limit: 100)
            let before = try await street.texts()
            for word in ["Noortje", "Vertrouwelijk", "geheim", "Firefox"] {
                #expect(before.contains { $0.contains(word) }, "the test would prove nothing: \(word)")
            }
            let version = try #require(try await street.groupStore.heads(of: [street.street]).first?.memberVersion)
            let told = street.listener.words.count
            try await street.erase(Self.noor)

            let after = try await street.texts(without: ["register_contents"])
            for word in ["Noortje", "Vertrouwelijk", "geheim", "Firefox", "0632 "] {
                #expect(after.filter { $0.contains(word) } == [], "\(word)")
            }
            #expect(try await !street.bodies("alerts", "messages", "events").contains(Self.noor.text))
            for column: SQL in [
                "alerts WHERE reporter_id", "messages WHERE author_id", "tokens WHERE person_id",
                "offices WHERE person_id", "requests WHERE person_id",
            ] {
                #expect(try await street.count("SELECT * FROM \(sql: column) = \(Self.noor)") == 0, "\(column)")
            }
            #expect(try await street.count("SELECT * FROM sign_ins") == 0)
            #expect(try await street.register.entries(of: .group(street.street), after: 0, limit: 100) == register)
            #expect(register.contains { $0.content?.person == Self.noor })

            #expect(try await street.people.person(Self.noor) == nil)
            #expect(try await street.groups.hearings(of: Self.noor) == [])
            let place = try #require(try await street.members.own(Self.noor, in: street.street))
            #expect(place.standing == .left)
            let sequence = try await street.groups.group(.id(street.street)).lastSequence
            #expect(place.leftSequence == sequence + 1)
            let heads = try await street.groupStore.heads(of: [street.street])
            #expect(heads.first?.memberVersion == version + 1)
            #expect(street.listener.words.dropFirst(told) == [.membership(street.street), .keysEnded(Self.noor)])
            try await expectRefusal(.notFound) { try await street.erase(Self.noor) }
            #expect(try await street.alerts.file(alert, for: street.bram).alert.reporter == nil)
        }
    }

    @Test("what they said stays without them, and others' words as they were", arguments: DatabaseUnderTest.allCases)
    func wordsStay(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await lively(street)
            let before = try await street.alerts.file(alert, for: street.bram)
            let history = try await street.alertStore.events(of: street.street, after: 0, limit: 100)
            try await street.erase(Self.noor)
            let after = try await street.alerts.file(alert, for: street.bram)
            #expect(after.alert == before.alert.withoutReporter())
            #expect(after.messages == before.messages.map { $0.author == Self.noor ? $0.withoutAuthor() : $0 })
            #expect(after.messages.map(\.text) == ["bram zag iets", "noor zag iets", "het was groen", "weg hier"])
            #expect(after.messages.map(\.firstName) == ["Bram", nil, nil, nil])
            let left = try await street.alertStore.events(of: street.street, after: 0, limit: 100)
            #expect(left.map(\.event.sequence) == history.map(\.event.sequence))
            #expect(left.map(\.event.alertNews) == history.map { $0.event.alertNews?.without(Self.noor) })
            #expect(left.first?.event.alertNews?.shared?.reporterFirstName == "Bram")
        }
    }

    @Test("who waited, stood in or was suspended is out, too", arguments: DatabaseUnderTest.allCases)
    func places(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            _ = try await street.members.apply(
                to: street.street, by: street.stranger, consent: StoreStreet.consent, note: "Ik woon op 23")
            try await street.erase(street.stranger)
            _ = try await street.members.change(
                .person(street.bram), in: street.street,
                to: .init(role: .coordinator, until: street.clock.now() + .days(3)), by: street.carla)
            try await street.erase(street.bram)
            _ = try await street.members.change(
                .person(street.anna), in: street.street, to: .init(standing: .suspended), by: street.carla)
            let suspended = try #require(try await street.members.own(street.anna, in: street.street))
            _ = try await street.share(by: street.officer)
            try await street.erase(street.anna)
            for person in [street.stranger, street.bram, street.anna] {
                let place = try #require(try await street.members.own(person, in: street.street))
                #expect(place.standing == .left && place.role == .resident)
                #expect(place.coordinatorUntil == nil && place.note == nil)
                #expect(try await street.members.places(of: person) == [])
            }
            let anna = try await street.members.own(street.anna, in: street.street)
            #expect(anna?.leftSequence == suspended.leftSequence, "what they heard ended before")
            #expect(try await street.memberStore.endedStandIns(at: street.clock.now() + .days(9), limit: 9) == [])
        }
    }

    /// An end that is on its way when somebody is erased who has left the group long ago: it is waited for, and stays.
    @Test("whoever ends an alert meanwhile is not undone")
    func races() async throws {
        try await withStreet(.postgres) { street in
            let alert = try await street.share(by: street.anna).alert
            _ = try await street.members.change(
                .person(street.anna), in: street.street, to: .init(standing: .left), by: street.anna)
            var closed = try await street.alerts.file(alert, for: street.bram).alert
            _ = try closed.close(
                .gone, words: nil, by: Actor(person: street.carla, capacity: .coordinator), at: street.clock.now(),
                in: .netherlands)
            let body = String(decoding: try JSONEncoder().encode(closed), as: UTF8.self)
            let (group, database) = (street.street, street.database)
            let (began, begins) = AsyncStream<Void>.makeStream()
            async let ended: Bool = database.write { connection in
                _ = try connection.rows("SELECT id FROM groups WHERE id = \(group) FOR UPDATE")
                try connection.run("UPDATE alerts SET is_open = FALSE, body = \(body) WHERE id = \(alert)")
                begins.yield()
                begins.finish()
                // Until the erasure waits for this; then it is let through.
                for _ in 0..<100_000 {
                    let waits = try connection.first(
                        """
                        SELECT COUNT(*) AS number FROM pg_locks
                        WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
                        """)
                    if try waits?.integer("number", as: Int.self) ?? 0 > 0 { return true }
                }
                return false
            }
            for await _ in began {}
            try await street.erase(street.anna)
            #expect(try await ended, "the erasure waited for the group's lock")
            let after = try await street.alerts.file(alert, for: street.bram).alert
            #expect(after.closure == closed.closure && after.reporter == nil)
        }
    }
}
