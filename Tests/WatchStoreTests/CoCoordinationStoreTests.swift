import Testing
import Watch
import WatchStore
import WatchTesting

/// Asking somebody to lead a group as well, on every database.
@Suite("Asking a co-coordinator in the store")
struct CoCoordinationStoreTests {
    private static let els: PersonId = StoreStreet.id(61)
    private static let address = "els@geheim.example"

    private static func desk(_ street: StoreStreet) -> CoCoordinationDesk {
        CoCoordinationDesk(
            store: SQLCoCoordinationStore(database: street.database), members: street.memberStore,
            persons: street.persons, announcer: street.listener, surroundings: street.surroundings)
    }

    private static func keep(_ street: StoreStreet, _ id: PersonId, _ name: String, _ email: String) async throws {
        try await street.persons.keep(
            Person(
                id: id, firstName: name, lastName: "", email: email, language: .fr, createdAt: street.clock.now()),
            offices: [])
    }

    private static func plan(_ name: String, asking email: String?, south: Double = 52.2) -> GroupPlan {
        GroupPlan(
            name: name, place: "Woerden", country: "NL", municipality: "0632", area: StoreStreet.area(south),
            coCoordinator: email)
    }

    /// A group that Bram founds and asks Els to lead as well.
    private static func founded(_ street: StoreStreet) async throws -> Group {
        try await keep(street, els, "Els", address)
        return try await street.groups.found(plan("Oost", asking: " Els@Geheim.example"), by: street.bram)
    }

    private static func asked(_ street: StoreStreet) async throws -> Int {
        try await street.count("SELECT * FROM co_coordinations")
    }

    @Test("whom nobody can ask; then nothing is kept", arguments: DatabaseUnderTest.allCases)
    func refused(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await Self.keep(street, Self.els, "Els", Self.address)
            for (email, code) in [("els", Refusal.Code.emailInvalid), ("ELS@geheim.example", .addressOwn)] {
                try await expectRefusal(code) {
                    _ = try await street.groups.found(Self.plan("Oost", asking: email), by: Self.els)
                }
            }
            try await Self.keep(street, StoreStreet.id(62), "", "naamloos@example.org")
            try await expectRefusal(.firstNameMissing) {
                _ = try await street.groups.found(
                    Self.plan("Oost", asking: Self.address), by: StoreStreet.id(62))
            }
            try await expectRefusal(.notFound) { _ = try await street.groups.group(.slug("oost")) }
            _ = try await street.groups.found(Self.plan("Oost", asking: " "), by: Self.els)
            #expect(try await Self.asked(street) == 0)
        }
    }

    @Test("two servers at once write once; a yes makes them coordinator", arguments: DatabaseUnderTest.allCases)
    func joining(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.founded(street)
            let desks = [Self.desk(street), Self.desk(street)]
            let post = LetterPost(street)
            let posts = [post, LetterPost(street, through: post.channel)]
            for _ in 0..<2 {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for post in posts { tasks.addTask { try await post.write(.question) } }
                    try await tasks.waitForAll()
                }
                street.clock.advance(by: max(DueDesk.lease, NoticeRules.lease))
            }
            let told = post.told(.question)
            #expect(told.map(\.content) == [.letter(.question)])
            #expect(told.map(\.group.id) == [group.id] && told.map(\.way.address) == [Self.address])
            #expect(told.map(\.language) == [.nl], "that of who asks")
            #expect(try await street.count("SELECT * FROM schedule WHERE subject = 'question'") == 0)
            #expect(try await desks[0].view(of: group.id, for: Self.els) == .asks(firstName: "Bram", needsName: false))
            #expect(try await desks[0].view(of: group.id, for: street.bram) == .waits)
            #expect(try await desks[0].view(of: group.id, for: street.anna) == nil)
            try await expectRefusal(.notFound) { try await desks[0].answer(true, in: group.id, by: street.anna) }

            let before = try await street.groups.group(.id(group.id)).memberVersion
            let heard = street.listener.words.count
            let key = RequestKey(route: "POST /x", key: "yes", bodyHash: [1])
            for _ in 0..<2 { try await desks[0].answer(true, in: group.id, by: Self.els, request: key) }
            #expect(street.listener.words.dropFirst(heard) == [.membership(group.id)])
            let own = try #require(try await street.members.own(Self.els, in: group.id))
            #expect(own.standing == .approved && own.role == .coordinator && own.joinedSequence == 1)
            #expect(try await street.groups.group(.id(group.id)).memberVersion == before + 1)
            #expect(try await street.groups.hearing(of: Self.els, in: group.id)?.audience == .coordinator)
            let versions = try await street.count(
                "SELECT * FROM persons WHERE id = \(Self.els) AND hearing_version > 0")
            #expect(versions == 1)
            #expect(try await street.count("SELECT * FROM groups WHERE id = \(group.id) AND members = 2") == 1)
            let log = try await SQLRegistryStore(database: street.database).lines(of: group.id, limit: 9)
            #expect(log.map(\.entry.kind) == [.coordinatorJoined, .registered])
            #expect(log.first?.firstName == "Els" && log.first?.entry.details == [:])
            // The address is nowhere but with the person who has it.
            #expect(try await street.texts().filter { $0.contains("geheim") } == ["persons.email: \(Self.address)"])
            try await expectRefusal(.notFound) { try await desks[1].answer(true, in: group.id, by: Self.els) }
        }
    }

    @Test("a no erases the address and makes nobody anything", arguments: DatabaseUnderTest.allCases)
    func declining(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.founded(street)
            let desk = Self.desk(street)
            let told = street.listener.words.count
            try await desk.answer(false, in: group.id, by: Self.els)
            #expect(try await Self.asked(street) == 0)
            #expect(try await street.members.own(Self.els, in: group.id) == nil)
            #expect(try await desk.view(of: group.id, for: street.bram) == nil)
            #expect(street.listener.words.count == told)
            #expect(try await SQLRegistryStore(database: street.database).audit(of: group.id, limit: 9).count == 1)
            // Who said no before the letter went out gets none.
            #expect(try await LetterPost(street).write(.question).isEmpty)
        }
    }

    @Test("who lives here already leads from then on, counted once", arguments: DatabaseUnderTest.allCases)
    func residents(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.founded(street)
            let member = try await street.members.apply(
                to: group.id, by: Self.els, consent: StoreStreet.consent, note: "Ik woon op 3")
            _ = try await street.members.change(
                .id(member.id), in: group.id, to: .init(standing: .approved), by: street.bram)
            try await Self.desk(street).answer(true, in: group.id, by: Self.els)
            let own = try #require(try await street.members.own(Self.els, in: group.id))
            #expect(own.id == member.id && own.role == .coordinator)
            #expect(try await street.count("SELECT * FROM groups WHERE id = \(group.id) AND members = 2") == 1)
        }
    }

    @Test("a letter that did not go out is tried again, until its time is over", arguments: DatabaseUnderTest.allCases)
    func failing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            _ = try await Self.founded(street)
            let desk = Self.desk(street)
            let post = LetterPost(street)
            post.channel.answer(.later(after: nil))
            #expect(try await post.write(.question).count == 1)
            #expect(try await post.write(.question).isEmpty, "not before its time")
            street.clock.advance(by: .hours(1))
            #expect(try await post.write(.question).count == 1)

            _ = try await street.groups.found(Self.plan("West", asking: Self.address, south: 53), by: street.bram)
            post.channel.answer(.later(after: nil))
            #expect(try await post.write(.question).count == 1)
            _ = try await street.groups.found(Self.plan("Noord", asking: Self.address, south: 53.1), by: street.anna)
            street.clock.advance(by: CoCoordination.lifetime)
            #expect(try await post.write(.question).isEmpty, "neither what was tried nor what never was")
            try await desk.tidy()
            #expect(try await Self.asked(street) == 0)
        }
    }

    @Test(
        "an address gets three letters, whoever asks; who asks once more is not told",
        arguments: DatabaseUnderTest.allCases)
    func flooding(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await Self.keep(street, Self.els, "Els", Self.address)
            let desk = Self.desk(street)
            let post = LetterPost(street)
            func ask(_ number: Int) async throws -> Group {
                let plan = Self.plan("Groep \(number)", asking: Self.address, south: 52.2 + 0.02 * Double(number))
                return try await street.groups.found(
                    plan, by: [street.bram, street.anna, street.carla][number % 3])
            }
            // Asked thrice: two at once, on two servers, and one whose first try failed.
            var groups: [Group] = []
            for number in 0..<2 { groups.append(try await ask(number)) }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for post in [post, LetterPost(street, through: post.channel)] {
                    tasks.addTask { try await post.write(.question) }
                }
                try await tasks.waitForAll()
            }
            #expect(post.told(.question).count == 2)
            groups.append(try await ask(2))
            for answer in [ChannelAnswer.later(after: nil), .later(after: nil), .accepted] {
                post.channel.answer(answer)
                #expect(try await post.write(.question).count == 1)
                street.clock.advance(by: .hours(2))
            }
            #expect(try await street.count("SELECT * FROM asked_addresses WHERE letters = 3") == 1)
            // A no, and a question taken back, make no room for more.
            try await desk.answer(false, in: groups[0].id, by: Self.els)
            try await desk.withdraw(in: groups[1].id, by: street.anna)
            let fourth = try await ask(3)
            for _ in 0..<2 {
                #expect(try await post.write(.question).isEmpty)
                street.clock.advance(by: .days(1))
            }
            #expect(try await desk.view(of: fourth.id, for: street.bram) == .waits)
            #expect(try await desk.view(of: fourth.id, for: Self.els) == .asks(firstName: "Bram", needsName: false))
            // What is kept of the address is no address, and goes.
            #expect(try await street.count("SELECT * FROM asked_addresses") == 1)
            street.clock.advance(by: AskedAddress.memory)
            try await desk.tidy()
            #expect(try await street.count("SELECT * FROM asked_addresses") == 0)
            _ = try await ask(4)
            #expect(try await post.write(.question).count == 1)
        }
    }

    @Test(
        "the question is taken back by who leads the group, and by nobody else", arguments: DatabaseUnderTest.allCases,
        [true, false])
    func withdrawing(_ kind: DatabaseUnderTest, isWritten: Bool) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.founded(street)
            let desk = Self.desk(street)
            let post = LetterPost(street)
            if isWritten { try await post.meet() }
            let written = try await street.count("SELECT * FROM notices WHERE subject = 'question'")
            #expect(written == (isWritten ? 1 : 0))
            for person in [street.anna, street.officer, Self.els] {
                try await expectRefusal(.notFound) { try await desk.withdraw(in: group.id, by: person) }
            }
            #expect(try await Self.asked(street) == 1)
            let key = RequestKey(route: "POST /x", key: "back", bodyHash: [1])
            for _ in 0..<2 { try await desk.withdraw(in: group.id, by: street.bram, request: key) }
            try await expectRefusal(.notFound) { try await desk.withdraw(in: group.id, by: street.bram) }
            #expect(try await street.texts().filter { $0.contains("geheim") } == ["persons.email: \(Self.address)"])
            #expect(try await desk.view(of: group.id, for: Self.els) == nil)
            try await expectRefusal(.notFound) { try await desk.answer(true, in: group.id, by: Self.els) }
            for table: SQL in ["notices", "schedule"] {
                #expect(try await street.count("SELECT * FROM \(sql: table) WHERE subject = 'question'") == 0)
            }
            #expect(try await post.write(.question).isEmpty)
        }
    }

    @Test("with who is erased goes what was counted of their address", arguments: DatabaseUnderTest.allCases)
    func erasing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            _ = try await Self.founded(street)
            #expect(try await LetterPost(street).write(.question).count == 1)
            #expect(try await street.count("SELECT * FROM asked_addresses") == 1)
            try await street.erase(Self.els)
            #expect(try await street.count("SELECT * FROM asked_addresses") == 0)
        }
    }

    @Test("nobody writes again and again by closing what they founded", arguments: DatabaseUnderTest.allCases)
    func pestering(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let registry = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            func found(_ number: Int, asking email: String? = Self.address) async throws {
                let group = try await street.groups.found(Self.plan("Groep \(number)", asking: email), by: street.bram)
                try await registry.close(group.id, by: street.bram)
            }
            for number in 0..<CoCoordination.mostAsked { try await found(number) }
            try await expectRefusal(.tooManyAsked) { try await found(6) }
            try await found(7, asking: nil)
            street.clock.advance(by: CoCoordination.lifetime)
            try await found(8)
        }
    }

    /// What makes that nobody can answer any more.
    enum Ending: String, Sendable, CaseIterable {
        case nothing, time, closed, askerResident, askerErased, askedErased, leadsAlready
    }

    @Test("what can no longer be answered is erased", arguments: DatabaseUnderTest.allCases, Ending.allCases)
    func tidying(_ kind: DatabaseUnderTest, _ ending: Ending) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.founded(street)
            let desk = Self.desk(street)
            let post = LetterPost(street)
            // What goes out again and again for some days is asked each time whether it still holds.
            post.channel.answer(.later(after: nil))
            #expect(try await post.write(.question).count == 1)
            let registry = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            func lead(_ person: PersonId) async throws {
                let member = try await street.members.apply(to: group.id, by: person, consent: StoreStreet.consent)
                _ = try await street.members.change(
                    .id(member.id), in: group.id, to: .init(standing: .approved, role: .coordinator), by: street.bram)
            }
            switch ending {
            case .nothing: break
            case .time: street.clock.advance(by: CoCoordination.lifetime)
            case .closed: try await registry.close(group.id, by: street.bram)
            case .askerResident:
                try await lead(street.anna)
                let bram = try #require(try await street.members.own(street.bram, in: group.id))
                _ = try await street.members.change(
                    .id(bram.id), in: group.id, to: .init(role: .resident), by: street.anna)
            case .askerErased: try await street.erase(street.bram)
            case .askedErased: try await street.erase(Self.els)
            case .leadsAlready: try await lead(Self.els)
            }
            if [.askerErased, .askedErased].contains(ending) { #expect(try await Self.asked(street) == 0) }
            if ![.nothing, .askedErased].contains(ending) {
                #expect(try await desk.view(of: group.id, for: Self.els) == nil)
            }
            street.clock.advance(by: .hours(1))
            #expect(try await post.write(.question).count == ([.nothing, .leadsAlready].contains(ending) ? 1 : 0))
            try await desk.tidy()
            #expect(try await Self.asked(street) == (ending == .nothing ? 1 : 0))
        }
    }
}
