import Testing
import Watch
import WatchStore
import WatchTesting

/// What keeps the registry true, on every database.
@Suite("Keeping the registry true")
struct RegistryCareTests {
    private static func letters(_ carrier: any LetterCarrier) -> RegistryDesk.Letters {
        RegistryDesk.Letters(
            carrier: carrier,
            reminder: { Letter(to: $2, subject: "\($0.name) \($1)", text: "", language: $3) },
            escalation: { groups, unconfirmed, to, language in
                Letter(
                    to: to, subject: "\(groups.count) with nobody", text: "and \(unconfirmed) unconfirmed",
                    language: language)
            })
    }

    private static func keep(
        _ street: StoreStreet, _ number: Int, _ name: String, offices: [Office] = []
    ) async throws -> PersonId {
        let id: PersonId = StoreStreet.id(number)
        try await street.persons.keep(
            Person(
                id: id, firstName: name, lastName: "", email: "\(name.lowercased())@example.org", language: .nl,
                createdAt: street.clock.now()), offices: offices)
        return id
    }

    /// A group whose coordinator can be written to.
    private static func founded(_ street: StoreStreet) async throws -> (group: Group, coordinator: PersonId) {
        let person = try await keep(street, 71, "Petra")
        let group = try await street.groups.found(
            street.group(StoreStreet.id(171), "Nieuwe Wijk", south: 52.2), coordinator: person)
        return (group, person)
    }

    @Test("two servers at once remind once; silence, then closing; each once", arguments: DatabaseUnderTest.allCases)
    func reminding(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desks = (0..<2).map { _ in RegistryDesk(store: store, surroundings: street.surroundings) }
            let (group, _) = try await RegistryCareTests.founded(street)
            let post = RecordingCarrier()
            let letters = RegistryCareTests.letters(post)
            func round() async throws -> Int {
                try await withThrowingTaskGroup(of: Int.self) { tasks in
                    for desk in desks { tasks.addTask { try await desk.doDue(limit: 20, letters: letters) } }
                    return try await tasks.reduce(0, +)
                }
            }
            #expect(try await round() == 0)
            for (letter, days) in [365, 14, 14].enumerated() {
                street.clock.advance(by: .days(Int64(days)))
                // The street beside it is due as well; its coordinator has no address, and is asked on the page.
                #expect(try await round() == 2)
                #expect(post.letters.map(\.subject) == (1...(letter + 1)).map { "Nieuwe Wijk \($0)" })
                #expect(try await round() == 0)
            }
            street.clock.advance(by: .days(14))
            #expect(try await round() == 2)
            #expect(try await desks[0].registration(of: group.id).standing == .silent)
            street.clock.advance(by: .days(90))
            #expect(try await round() == 2)
            #expect(try await desks[0].registration(of: group.id).standing == .closed)
            #expect(try await street.groups.group(.id(group.id)).closedAt == street.clock.now())
            #expect(post.letters.count == 3)
            let log = try await store.audit(of: group.id, limit: 20).map(\.kind)
            #expect(log.filter { $0 == .reminded }.count == 3)
            #expect(log.filter { $0 == .fellSilent }.count == 1 && log.filter { $0 == .closed }.count == 1)
            try await expectRefusal(.groupClosed) {
                _ = try await street.members.apply(to: group.id, by: street.anna, consent: StoreStreet.consent)
            }
            try await expectRefusal(.groupClosed) {
                _ = try await street.alerts.share(street.report(), in: street.street, by: street.anna)
            }
        }
    }

    @Test("a letter that did not go out is no reminder, and is tried again", arguments: DatabaseUnderTest.allCases)
    func failing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let (group, person) = try await RegistryCareTests.founded(street)
            street.clock.advance(by: .days(365))
            let post = RecordingCarrier()
            post.fail()
            _ = try await desk.doDue(limit: 20, letters: RegistryCareTests.letters(post))
            #expect(try await desk.registration(of: group.id).reminders == 0)
            post.fail(false)
            #expect(try await desk.doDue(limit: 20, letters: RegistryCareTests.letters(post)) == 0)
            street.clock.advance(by: RegistryDesk.lease)
            #expect(try await desk.doDue(limit: 20, letters: RegistryCareTests.letters(post)) == 1)
            #expect(post.letters.count == 1)
            #expect(try await desk.registration(of: group.id).reminders == 1)
            try await desk.renew(group.id, by: person)
            let renewed = try await desk.registration(of: group.id)
            #expect(renewed.reminders == 0 && renewed.confirmedAt == street.clock.now())
        }
    }

    @Test("one that is not confirmed is counted, and not named", arguments: DatabaseUnderTest.allCases)
    func unconfirmed(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            let office = Office(kind: .municipality, territory: "0632")
            _ = try await RegistryCareTests.keep(street, 72, "Marieke", offices: [office])
            try await street.database.write { connection in
                try connection.run("UPDATE registrations SET standing = 'proposed' WHERE group_id = \(street.street)")
            }
            street.clock.advance(by: .minutes(1))
            _ = try await street.erase(street.carla)
            let post = RecordingCarrier()
            #expect(try await desk.escalate(limit: 9, letters: RegistryCareTests.letters(post)) == 1)
            #expect(post.letters.map(\.subject) == ["0 with nobody"])
            #expect(post.letters.map(\.text) == ["and 1 unconfirmed"])
        }
    }

    @Test("a group with nobody is told to the municipality, which appoints", arguments: DatabaseUnderTest.allCases)
    func nobody(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let office = Office(kind: .municipality, territory: "0632")
            let official = try await RegistryCareTests.keep(street, 72, "Marieke", offices: [office])
            let post = RecordingCarrier()
            let letters = RegistryCareTests.letters(post)
            #expect(try await desk.escalate(limit: 9, letters: letters) == 0)
            street.clock.advance(by: .minutes(1))
            _ = try await street.erase(street.carla)
            #expect(try await desk.escalate(limit: 9, letters: letters) == 1)
            #expect(try await desk.escalate(limit: 9, letters: letters) == 0)
            #expect(post.letters.map(\.to.text) == ["marieke@example.org"])
            #expect(post.letters.map(\.subject) == ["1 with nobody"] && post.letters[0].text == "and 0 unconfirmed")
            #expect(try await desk.cared(by: [office]).map(\.coordinators) == [0])
            #expect(try await desk.cared(by: [Office(kind: .foundation, territory: "BE")]).isEmpty)
            try await expectRefusal(.notAllowed) { _ = try await desk.cared(by: []) }
            let view = try await desk.view(of: street.street, for: official)
            #expect(view.lines.first?.entry.kind == .escalated)
            let anna = try #require(view.successors.first { $0.firstName == "Anna" }).member.id
            try await expectRefusal(.notAllowed) {
                try await desk.handOver(street.street, to: anna, by: street.bram)
            }
            street.clock.advance(by: .minutes(1))
            try await desk.handOver(street.street, to: anna, by: official)
            let registration = try await desk.registration(of: street.street)
            #expect(registration.escalatedAt == nil)
            #expect(try await street.members.own(street.anna, in: street.street)?.role == .coordinator)
            try await expectRefusal(.notAllowed) {
                try await desk.handOver(street.street, to: anna, by: official)
            }
            #expect(try await store.lines(of: street.street, limit: 1).first?.firstName == "Marieke")
        }
    }

    @Test("a coordinator hands over in one; the group is never without", arguments: DatabaseUnderTest.allCases)
    func handingOver(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let anna = try #require(try await street.members.own(street.anna, in: street.street)).id
            let before = try await street.groups.group(.id(street.street)).memberVersion
            street.clock.advance(by: .minutes(1))
            try await desk.handOver(street.street, to: anna, by: street.carla)
            #expect(try await street.members.own(street.carla, in: street.street)?.role == .resident)
            #expect(try await street.members.own(street.anna, in: street.street)?.role == .coordinator)
            #expect(try await street.groups.group(.id(street.street)).memberVersion > before)
            #expect(try await store.audit(of: street.street, limit: 1).first?.kind == .handedOver)
            try await expectRefusal(.notAllowed) {
                try await desk.handOver(street.street, to: anna, by: street.carla)
            }
            try await desk.close(street.street, by: street.anna)
            try await expectRefusal(.groupClosed) { try await desk.renew(street.street, by: street.anna) }
            try await expectRefusal(.notAllowed) { try await desk.reopen(street.street, by: street.anna) }
            let official = try await RegistryCareTests.keep(
                street, 73, "Nico", offices: [Office(kind: .foundation, territory: "NL")])
            try await desk.reopen(street.street, by: official)
            #expect(try await street.groups.group(.id(street.street)).closedAt == nil)
        }
    }
}
