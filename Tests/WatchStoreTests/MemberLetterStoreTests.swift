import Testing
import Watch
import WatchStore
import WatchTesting

/// What people are told about their own places, on every database: it comes with its cause, goes out once, and not when it
/// is over.
@Suite("Letters about one's own place in the store")
struct MemberLetterStoreTests {
    private static func desk(_ street: StoreStreet) -> MemberLetterDesk {
        MemberLetterDesk(store: SQLMemberLetterStore(database: street.database), surroundings: street.surroundings)
    }

    private static func letters(_ carrier: any LetterCarrier) -> MemberLetterDesk.Letters {
        MemberLetterDesk.Letters(carrier: carrier) { group, cause, email, language in
            Letter(to: email, subject: group.name, text: cause.rawValue, language: language)
        }
    }

    private static func address(_ street: StoreStreet, _ person: PersonId, _ email: String) async throws {
        try await street.database.write { connection in
            try connection.run("UPDATE persons SET email = \(email), language = 'fr' WHERE id = \(person)")
        }
    }

    private static func write(_ street: StoreStreet, _ post: any LetterCarrier) async throws -> Int {
        try await desk(street).write(MemberLetter.Cause.awaited, limit: 20, letters: letters(post))
    }

    private static func apply(_ street: StoreStreet) async throws -> MemberId {
        try await street.members.apply(to: street.street, by: street.stranger, consent: StoreStreet.consent).id
    }

    private static func change(
        _ street: StoreStreet, _ member: MemberId, _ wish: Member.Wish, by person: PersonId? = nil
    ) async throws {
        _ = try await street.members.change(.id(member), in: street.street, to: wish, by: person ?? street.carla)
    }

    @Test(
        "who asked hears the answer once, whichever server writes it", arguments: DatabaseUnderTest.allCases,
        [Member.Standing.approved, .left])
    func answered(_ kind: DatabaseUnderTest, standing: Member.Standing) async throws {
        try await withStreet(kind) { street in
            try await Self.address(street, street.stranger, "zeno@example.org")
            let post = RecordingCarrier()
            let member = try await Self.apply(street)
            _ = try await Self.write(street, post)
            #expect(post.letters.isEmpty, "the street's own people have no address")
            try await Self.change(street, member, .init(standing: standing))
            for _ in 0..<2 {
                try await withThrowingTaskGroup(of: Int.self) { tasks in
                    for _ in 0..<2 { tasks.addTask { try await Self.write(street, post) } }
                    try await tasks.waitForAll()
                }
                street.clock.advance(by: RegistryDesk.lease)
            }
            #expect(post.letters.map(\.text) == [standing == .approved ? "approved" : "declined"])
            #expect(post.letters.map(\.to.text) == ["zeno@example.org"] && post.letters.map(\.language) == [.fr])
            #expect(try await street.count("SELECT * FROM member_letters") == 0)
        }
    }

    @Test(
        "what is over by then is not told, and what somebody does themselves is none",
        arguments: DatabaseUnderTest.allCases)
    func over(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await Self.address(street, street.stranger, "zeno@example.org")
            let post = RecordingCarrier()
            let member = try await Self.apply(street)
            try await Self.change(street, member, .init(standing: .left), by: street.stranger)
            _ = try await Self.write(street, post)
            #expect(post.letters.isEmpty, "they took it back themselves")
            _ = try await Self.apply(street)
            try await Self.change(street, member, .init(standing: .left))
            _ = try await Self.apply(street)
            _ = try await Self.write(street, post)
            #expect(post.letters.isEmpty, "they have asked again")
            try await Self.change(street, member, .init(standing: .approved))
            try await Self.change(street, member, .init(standing: .left), by: street.stranger)
            _ = try await Self.write(street, post)
            #expect(post.letters.isEmpty, "they have gone again")
            _ = try await Self.apply(street)
            try await Self.change(street, member, .init(standing: .approved))
            try await Self.change(street, member, .init(role: .coordinator, until: street.clock.now() + .days(9)))
            #expect(try await Self.write(street, post) == 1)
            #expect(post.letters.map(\.text) == ["appointed"], "the newest, where there are two")
            #expect(try await street.count("SELECT * FROM member_letters") == 0)
        }
    }

    @Test("what did not go out is tried again, and what comes meanwhile stays", arguments: DatabaseUnderTest.allCases)
    func again(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await Self.address(street, street.stranger, "zeno@example.org")
            let store = SQLMemberLetterStore(database: street.database)
            let member = try await Self.apply(street)
            try await Self.change(street, member, .init(standing: .approved))
            func claim() async throws -> MemberLetterScene? {
                try await store.claim(
                    MemberLetter.Cause.awaited, at: street.clock.now(), lease: RegistryDesk.lease, limit: 20
                ).letters.first
            }
            let first = try #require(try await claim())
            #expect(first.letter.tries == 1 && first.group.id == street.street && first.person?.id == street.stranger)
            #expect(try await claim() == nil, "one server at a time")
            try await store.settle(first.letter, isCarried: false, at: street.clock.now())
            street.clock.advance(by: .minutes(9))
            #expect(try await claim() == nil)
            street.clock.advance(by: .minutes(1))
            let second = try #require(try await claim())
            #expect(second.letter.tries == 2)
            street.clock.advance(by: .seconds(1))
            try await Self.change(street, member, .init(role: .coordinator))
            try await store.settle(second.letter, isCarried: true, at: street.clock.now())
            let post = RecordingCarrier()
            #expect(try await Self.write(street, post) == 1 && post.letters.map(\.text) == ["appointed"])
        }
    }

    @Test("a server that dies over it leaves it to others, and not for ever", arguments: DatabaseUnderTest.allCases)
    func dying(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await Self.address(street, street.stranger, "zeno@example.org")
            let store = SQLMemberLetterStore(database: street.database)
            try await Self.change(street, try await Self.apply(street), .init(standing: .approved))
            var taken: [Int] = []
            for _ in 0..<8 {
                taken.append(
                    try await store.claim(
                        MemberLetter.Cause.awaited, at: street.clock.now(), lease: RegistryDesk.lease, limit: 20
                    ).letters.count)
                street.clock.advance(by: RegistryDesk.lease)
            }
            #expect(taken == [1, 1, 1, 1, 1, 1, 0, 0])
        }
    }

    @Test(
        "who has no address is not written to, and whoever is erased has no row", arguments: DatabaseUnderTest.allCases)
    func nobody(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let member = try await Self.apply(street)
            try await Self.change(street, member, .init(standing: .approved))
            #expect(try await street.count("SELECT * FROM member_letters WHERE member_id = \(member)") == 1)
            let post = RecordingCarrier()
            _ = try await Self.write(street, post)
            #expect(try await street.count("SELECT * FROM member_letters") == 0 && post.letters.isEmpty)
            try await Self.change(street, member, .init(role: .coordinator))
            try await Self.desk(street).withdraw(member)
            #expect(try await street.count("SELECT * FROM member_letters") == 0)
            try await Self.change(street, member, .init(role: .resident))
            try await Self.change(street, member, .init(role: .coordinator))
            try await street.erase(street.stranger)
            #expect(try await street.count("SELECT * FROM member_letters") == 0)
        }
    }

    @Test("who takes a group over is told, and who is named in a list", arguments: DatabaseUnderTest.allCases)
    func others(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await Self.address(street, street.bram, "bram@example.org")
            let post = RecordingCarrier()
            let bram = try #require(try await street.members.own(street.bram, in: street.street))
            let registry = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            try await registry.handOver(street.street, to: bram.id, by: street.carla)
            _ = try await Self.write(street, post)
            #expect(post.letters.map(\.text) == ["appointed"] && post.letters.map(\.to.text) == ["bram@example.org"])
            #expect(try await Self.desk(street).write([.imported], limit: 20, letters: Self.letters(post)) == 0)
        }
    }
}
