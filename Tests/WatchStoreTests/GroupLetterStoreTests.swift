import Testing
import Watch
import WatchStore
import WatchTesting

/// What there is to write to the coordinators of groups, on every database: it comes with its cause, goes out once, and
/// tells what holds then.
@Suite("Letters to the coordinators of a group in the store")
struct GroupLetterStoreTests {
    private static func registry(_ street: StoreStreet) -> RegistryDesk {
        RegistryDesk(store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
    }

    // MARK: decisions

    private static let official: PersonId = StoreStreet.id(71)

    /// A group of Bram's that waits, and somebody who decides about it.
    private static func proposed(_ street: StoreStreet) async throws -> Group {
        try await street.address(street.bram, "bram@example.org")
        try await street.persons.keep(
            Person(
                id: official, firstName: "Marieke", lastName: "", email: nil, language: .nl,
                createdAt: street.clock.now()), offices: [Office(kind: .municipality, territory: "0632")])
        return try await street.groups.found(
            GroupPlan(
                name: "Oost", place: "Woerden", country: "NL", municipality: "0632",
                area: StoreStreet.area(52.2)), by: street.bram)
    }

    @Test("two servers at once tell a decision once", arguments: DatabaseUnderTest.allCases)
    func once(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            let post = LetterPost(street)
            let posts = [post, LetterPost(street, through: post.channel)]
            #expect(try await post.write(.coordinators(.decision)).isEmpty)
            // Refused by who may not: nothing is told of it.
            try await expectRefusal(.notAllowed) { try await Self.registry(street).confirm(group.id, by: street.bram) }
            let key = RequestKey(route: "POST /x", key: "yes", bodyHash: [1])
            for _ in 0..<2 { try await Self.registry(street).confirm(group.id, by: Self.official, request: key) }
            for _ in 0..<2 {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for post in posts { tasks.addTask { try await post.write(.coordinators(.decision)) } }
                    try await tasks.waitForAll()
                }
                street.clock.advance(by: max(DueDesk.lease, NoticeRules.lease))
            }
            let told = post.told(.coordinators(.decision))
            #expect(told.texts == ["confirmed municipality"])
            #expect(told.addresses == ["bram@example.org"] && told.map(\.language) == [.fr])
            #expect(told.map(\.group.name) == ["Oost"])
            // The usual steps of a registration are told by nothing but its page.
            try await Self.registry(street).renew(group.id, by: street.bram)
            try await Self.registry(street).close(group.id, by: street.bram)
            try await Self.registry(street).reopen(group.id, by: Self.official)
            #expect(try await post.write(.coordinators(.decision)).isEmpty)
            #expect(try await post.due(.decision) == 0)
        }
    }

    @Test("a no is told with its reason, and what became of it since", arguments: DatabaseUnderTest.allCases)
    func declining(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            let post = LetterPost(street)
            try await Self.registry(street).decline(group.id, because: " Te klein ", by: Self.official)
            #expect(try await post.write(.coordinators(.decision)).count == 1)
            street.clock.advance(by: .seconds(1))
            try await Self.registry(street).reopen(group.id, by: Self.official)
            #expect(try await post.write(.coordinators(.decision)).count == 1)
            #expect(
                post.told(.coordinators(.decision)).texts
                    == ["declined municipality: Te klein", "confirmed municipality"])
            #expect(try await post.write(.coordinators(.decision)).isEmpty)
        }
    }

    @Test("what has not gone out yet is replaced by what came since", arguments: DatabaseUnderTest.allCases)
    func replaced(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            let post = LetterPost(street)
            try await Self.registry(street).decline(group.id, because: "Te klein", by: Self.official)
            post.channel.answer(.later(after: nil))
            #expect(try await post.write(.coordinators(.decision)).count == 1)
            street.clock.advance(by: .seconds(1))
            try await Self.registry(street).reopen(group.id, by: Self.official)
            try await post.meet()
            #expect(try await street.count("SELECT * FROM notices WHERE kind = 'group-decision'") == 1)
            #expect(try await post.write(.coordinators(.decision)).texts == ["confirmed municipality"])
            street.clock.advance(by: .days(1))
            #expect(try await post.write(.coordinators(.decision)).isEmpty)
        }
    }

    @Test("a letter that does not go out is tried for some days", arguments: DatabaseUnderTest.allCases)
    func failing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            try await Self.registry(street).confirm(group.id, by: Self.official)
            let post = LetterPost(street)
            for wait in GroupLetter.waits {
                post.channel.answer(.later(after: nil))
                #expect(try await post.write(.coordinators(.decision)).count == 1)
                street.clock.advance(by: Span(milliseconds: wait.milliseconds - 1))
                #expect(try await post.write(.coordinators(.decision)).isEmpty, "not before its time")
                // What failed together does not come back together.
                street.clock.advance(by: Span(milliseconds: wait.milliseconds / 4 + 1))
            }
            post.channel.answer(.later(after: nil))
            #expect(try await post.write(.coordinators(.decision)).count == 1)
            street.clock.advance(by: .days(30))
            #expect(try await post.write(.coordinators(.decision)).isEmpty, "given up")
        }
    }

    @Test("a server that dies before it is written leaves it to others", arguments: DatabaseUnderTest.allCases)
    func leaving(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            try await Self.registry(street).confirm(group.id, by: Self.official)
            let post = LetterPost(street)
            let claimed = try await street.dueStore.claim(
                [.coordinators(.decision)], at: street.clock.now(), lease: DueDesk.lease, limit: 20)
            #expect(claimed.map(\.subject) == [.group(group.id, .coordinators(.decision))])
            #expect(try await post.write(.coordinators(.decision)).isEmpty, "leased")
            street.clock.advance(by: DueDesk.lease)
            let others = try await street.dueStore.claim(
                [.coordinators(.decision)], at: street.clock.now(), lease: DueDesk.lease, limit: 20)
            let room = GroupLetterRoom(
                store: SQLGroupLetterStore(database: street.database), surroundings: street.surroundings)
            // Who comes back from the dead has nothing to say any more.
            for due in claimed + others + claimed { try await room.meet(due) }
            #expect(try await street.count("SELECT * FROM notices WHERE kind = 'group-decision'") == 1)
            #expect(try await post.write(.coordinators(.decision)).count == 1)
            #expect(try await post.due(.decision) == 0)
        }
    }

    @Test("one that dies over sending it, too, and not for ever", arguments: DatabaseUnderTest.allCases)
    func dying(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            try await Self.registry(street).confirm(group.id, by: Self.official)
            let post = LetterPost(street)
            post.channel.die()
            var sent: [Int] = []
            for _ in 0..<8 {
                let before = post.told(.coordinators(.decision)).count
                do {
                    try await post.write(.coordinators(.decision))
                } catch is CancellationError {
                    // It has died.
                }
                sent.append(post.told(.coordinators(.decision)).count - before)
                street.clock.advance(by: NoticeRules.lease)
            }
            #expect(sent == [1, 1, 1, 1, 1, 1, 0, 0])
        }
    }

    @Test("who has no address, and whoever was erased, are not written to", arguments: DatabaseUnderTest.allCases)
    func nobody(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            try await Self.registry(street).confirm(group.id, by: Self.official)
            try await street.erase(street.bram)
            let post = LetterPost(street)
            #expect(try await post.write(.coordinators(.decision)).isEmpty)
            #expect(try await post.due(.decision) == 0)
            #expect(try await street.count("SELECT * FROM notices WHERE kind = 'group-decision'") == 0)
        }
    }

    @Test("nor is who was erased, or leads it no more, before it is sent", arguments: DatabaseUnderTest.allCases)
    func nobodyAnyMore(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            for (person, email) in [(street.anna, "anna@example.org"), (street.carla, "carla@example.org")] {
                try await street.address(person, email)
            }
            let anna = try #require(try await street.members.own(street.anna, in: street.street))
            _ = try await street.members.change(
                .id(anna.id), in: street.street, to: .init(role: .coordinator), by: street.carla)
            _ = try await street.members.apply(to: street.street, by: street.stranger, consent: StoreStreet.consent)
            let post = LetterPost(street)
            try await post.meet()
            #expect(try await street.count("SELECT * FROM notices WHERE kind = 'group-applicants'") == 2)
            _ = try await street.members.change(
                .id(anna.id), in: street.street, to: .init(role: .resident), by: street.carla)
            #expect(
                try await post.write(.coordinators(.applicants)).addresses == ["carla@example.org"])
            street.clock.advance(by: .days(1))
            try await street.persons.keep(
                Person(
                    id: StoreStreet.id(801), firstName: "N", lastName: "", email: nil, language: .nl,
                    createdAt: street.clock.now()), offices: [])
            _ = try await street.members.apply(
                to: street.street, by: StoreStreet.id(801), consent: StoreStreet.consent)
            try await post.meet()
            try await street.erase(street.carla)
            #expect(try await post.write(.coordinators(.applicants)).isEmpty)
        }
    }

    // MARK: applicants

    @Test("who waits is told at once, those of the same day together", arguments: DatabaseUnderTest.allCases)
    func applicants(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await street.address(street.carla, "carla@example.org")
            try await street.address(street.bram, "bram@example.org")
            _ = try await street.members.change(
                .person(street.bram), in: street.street,
                to: .init(role: .coordinator, until: street.clock.now() + .days(90)), by: street.carla)
            let post = LetterPost(street)
            func write() async throws -> [String] { try await post.write(.coordinators(.applicants)).texts }
            func apply(_ number: Int) async throws -> MemberId {
                try await street.persons.keep(
                    Person(
                        id: StoreStreet.id(number), firstName: "N", lastName: "", email: nil, language: .nl,
                        createdAt: street.clock.now()), offices: [])
                return try await street.members.apply(
                    to: street.street, by: StoreStreet.id(number), consent: StoreStreet.consent
                ).id
            }
            // Those who came with the street have been answered.
            #expect(try await write().isEmpty)
            let first = try await apply(801)
            #expect(try await write() == ["1 waiting", "1 waiting"])
            // Who stands in lets people in as well, and is told.
            #expect(
                post.told(.coordinators(.applicants)).addresses == ["bram@example.org", "carla@example.org"])
            _ = try await apply(802)
            let third = try await apply(803)
            #expect(try await write().isEmpty, "once a day")
            street.clock.advance(by: .days(1))
            _ = try await street.members.change(
                .id(third), in: street.street, to: .init(standing: .left), by: street.carla)
            #expect(try await write() == ["2 waiting", "2 waiting"])
            street.clock.advance(by: .days(9))
            #expect(try await write().isEmpty, "nobody new has come")
            // Taken back before it was told: there is nothing to tell.
            let fourth = try await apply(804)
            for member in [first, fourth] {
                let place = try #require(
                    try await street.members.members(
                        of: try await street.groups.group(.id(street.street)), for: street.carla
                    ).members.first { $0.member.id == member })
                _ = try await street.members.change(
                    .id(member), in: street.street, to: .init(standing: .left), by: place.member.person)
            }
            _ = try await street.members.change(
                .person(StoreStreet.id(802)), in: street.street, to: .init(standing: .approved), by: street.carla)
            #expect(try await write().isEmpty)
        }
    }
}
