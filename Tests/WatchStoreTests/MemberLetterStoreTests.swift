import Testing
import Watch
import WatchStore
import WatchTesting

/// What people are told about their own places, on every database: it comes with its cause, goes out once, and not when it
/// is over.
@Suite("Letters about one's own place in the store")
struct MemberLetterStoreTests {
    private static func address(_ house: NoticeStreet, _ person: PersonId, _ email: String?) async throws {
        try await house.street.database.write { connection in
            try connection.run("UPDATE persons SET email = \(email), language = 'fr' WHERE id = \(person)")
        }
    }

    private static func apply(_ house: NoticeStreet) async throws -> MemberId {
        let street = house.street
        return try await street.members.apply(to: street.street, by: street.stranger, consent: StoreStreet.consent).id
    }

    private static func change(
        _ house: NoticeStreet, _ member: MemberId, _ wish: Member.Wish, by person: PersonId? = nil
    ) async throws {
        let street = house.street
        _ = try await street.members.change(.id(member), in: street.street, to: wish, by: person ?? street.carla)
    }

    private static func waiting(_ house: NoticeStreet) async throws -> Int {
        try await house.street.count("SELECT * FROM notices WHERE due_at IS NOT NULL")
    }

    @Test(
        "who asked hears the answer once, whichever server writes it", arguments: DatabaseUnderTest.allCases,
        [Member.Standing.approved, .left])
    func answered(_ kind: DatabaseUnderTest, standing: Member.Standing) async throws {
        try await withNotices(kind) { house in
            try await Self.address(house, house.street.stranger, "zeno@example.org")
            let member = try await Self.apply(house)
            #expect(try await house.write() == 0 && house.told.isEmpty)
            try await Self.change(house, member, .init(standing: standing))
            for _ in 0..<2 {
                try await withThrowingTaskGroup(of: Int.self) { tasks in
                    for _ in 0..<2 { tasks.addTask { try await house.write() } }
                    try await tasks.waitForAll()
                }
                house.street.clock.advance(by: NoticeRules.lease)
            }
            #expect(house.told == ["zeno@example.org \(standing == .approved ? "approved" : "declined")"])
            #expect(house.channel.dispatches.map(\.language) == [.fr])
            #expect(try await Self.waiting(house) == 0)
        }
    }

    @Test(
        "what is over by then is not told, and what somebody does themselves is none",
        arguments: DatabaseUnderTest.allCases)
    func over(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let stranger = house.street.stranger
            let member = try await Self.apply(house)
            try await Self.change(house, member, .init(standing: .left), by: stranger)
            #expect(try await house.write() == 0, "they took it back themselves")
            _ = try await Self.apply(house)
            try await Self.change(house, member, .init(standing: .left))
            _ = try await Self.apply(house)
            _ = try await house.write()
            #expect(house.told.isEmpty, "they have asked again")
            #expect(try await house.notices()[stranger] == "over")
            try await Self.change(house, member, .init(standing: .approved))
            try await Self.change(house, member, .init(standing: .left), by: stranger)
            _ = try await house.write()
            #expect(house.told.isEmpty, "they have gone again")
            _ = try await Self.apply(house)
            try await Self.change(house, member, .init(standing: .approved))
            try await Self.change(house, member, .init(role: .coordinator, until: house.now + .days(9)))
            #expect(try await house.write() == 1)
            #expect(house.told == ["\(stranger)@example.org appointed"], "the newest, where there are two")
            #expect(try await Self.waiting(house) == 0)
        }
    }

    @Test("what did not go out is tried again, and what comes meanwhile stays", arguments: DatabaseUnderTest.allCases)
    func again(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let member = try await Self.apply(house)
            try await Self.change(house, member, .init(standing: .approved))
            house.channel.answer(.later(after: nil))
            #expect(try await house.write() == 1)
            street.clock.advance(by: .minutes(9))
            #expect(try await house.write() == 0)
            street.clock.advance(by: .minutes(4))
            let taken = try await house.claim(.letters)
            let scene = try #require(taken.first)
            #expect(
                scene.notice.tries == 1 && scene.notice.subject == .place(member) && scene.group.id == street.street)
            #expect(scene.person?.id == street.stranger && scene.matter == .letter(.place(.approved)))
            #expect(try await house.claim(.letters).isEmpty, "one server at a time")
            let receipt = NoticeReceipt(bytes: [UInt8](repeating: 7, count: 16))
            _ = try await house.store.begin(
                [scene.notice.key: NoticeSending(channel: .mail, receipt: receipt)],
                leasedUntil: scene.notice.leasedUntil, at: house.now)
            street.clock.advance(by: .seconds(1))
            try await Self.change(house, member, .init(role: .coordinator))
            try await house.settle(taken, .sent(isInDoubt: false))
            #expect(try await !house.store.bounced(receipt, at: house.now), "what comes back is of the one before")
            #expect(try await house.write() == 1)
            #expect(house.channel.dispatches.last?.content == .letter(.place(.appointed)))
            #expect(house.channel.dispatches.last?.notice.tries == 1)
        }
    }

    @Test("a server that dies over it leaves it to others, and not for ever", arguments: DatabaseUnderTest.allCases)
    func dying(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            try await Self.change(house, try await Self.apply(house), .init(standing: .approved))
            house.channel.die()
            for _ in 0..<8 {
                _ = try? await house.write()
                house.street.clock.advance(by: NoticeRules.lease)
            }
            #expect(house.channel.dispatches.count == 6)
            #expect(try await house.notices()[house.street.stranger] == "given-up")
        }
    }

    @Test("tried for some days, and then no more", arguments: DatabaseUnderTest.allCases)
    func tried(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            try await Self.change(house, try await Self.apply(house), .init(standing: .approved))
            for _ in 0..<20 { house.channel.answer(.later(after: nil)) }
            let start = house.now
            while try await Self.waiting(house) > 0, house.now - start < .days(9) {
                _ = try await house.write()
                house.street.clock.advance(by: .hours(1))
            }
            #expect(house.channel.dispatches.count == 6 && house.now - start > .days(3))
            #expect(try await house.notices()[house.street.stranger] == "given-up")
        }
    }

    @Test(
        "who has no address is not written to, and whoever is erased has no row", arguments: DatabaseUnderTest.allCases)
    func nobody(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            try await Self.address(house, street.stranger, nil)
            let member = try await Self.apply(house)
            try await Self.change(house, member, .init(standing: .approved))
            #expect(try await street.count("SELECT * FROM notices WHERE news_id = \(member)") == 1)
            _ = try await house.write()
            #expect(try await house.notices()[street.stranger] == "no-address" && house.told.isEmpty)
            try await Self.change(house, member, .init(role: .coordinator))
            #expect(try await Self.waiting(house) == 1)
            try await house.desk.withdraw(.place(member))
            #expect(try await Self.waiting(house) == 0)
            try await Self.change(house, member, .init(role: .resident))
            try await Self.change(house, member, .init(role: .coordinator))
            try await street.erase(street.stranger)
            #expect(try await street.count("SELECT * FROM notices") == 0)
        }
    }

    @Test("who takes a group over is told, and who is named in a list", arguments: DatabaseUnderTest.allCases)
    func others(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let bram = try #require(try await street.members.own(street.bram, in: street.street))
            let registry = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            try await registry.handOver(street.street, to: bram.id, by: street.carla)
            #expect(try await house.write(.many) == 0)
            #expect(try await house.write() == 1)
            #expect(house.told == ["\(street.bram)@example.org appointed"])
        }
    }

    // MARK: from before

    /// A letter as a server of before puts it down.
    private static func put(
        _ house: NoticeStreet, _ member: MemberId, _ cause: String, at moment: Moment, due: Moment, tries: Int64 = 0,
        leasedUntil: Moment = Moment(milliseconds: 0)
    ) async throws {
        try await house.street.database.write { connection in
            try connection.run(
                """
                INSERT INTO member_letters (member_id, cause, since, due_at, tries, leased_until)
                VALUES (\(member), \(cause), \(moment), \(due), \(tries), \(leasedUntil))
                """)
        }
    }

    @Test("what servers of before put down is told once", arguments: DatabaseUnderTest.allCases)
    func carried(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            func carry() async throws -> Int { try await street.dueStore.carry(at: house.now, limit: 2) }
            func own(_ person: PersonId) async throws -> MemberId {
                try #require(try await street.members.own(person, in: street.street)).id
            }
            let (anna, bram, carla) = (
                try await own(street.anna), try await own(street.bram), try await own(street.carla)
            )
            let zeno = try await Self.apply(house)
            let past = house.now - .hours(1)
            #expect(try await carry() == 0)
            try await Self.change(house, zeno, .init(standing: .approved))
            // Older than what is to be told of that place here; a cause that nobody knows; one that was tried; and one that
            // such a server is sending.
            try await Self.put(house, zeno, "declined", at: past, due: past)
            try await Self.put(house, anna, "invented", at: past, due: past)
            try await Self.put(house, bram, "readmitted", at: past, due: house.now + .minutes(3), tries: 2)
            try await Self.put(house, carla, "appointed", at: past, due: past, leasedUntil: house.now + .minutes(1))
            var carried = 0
            while case let more = try await carry(), more > 0 { carried += more }
            #expect(carried == 3)
            #expect(try await house.write() == 1)
            #expect(house.told == ["\(street.stranger)@example.org approved"])
            street.clock.advance(by: .minutes(3))
            #expect(try await carry() == 1)
            #expect(try await street.count("SELECT * FROM member_letters") == 0)
            #expect(try await house.write() == 2)
            let later = house.channel.dispatches.suffix(2)
            #expect(Set(later.map(\.notice.key.person)) == [street.bram, street.carla])
            #expect(later.first { $0.notice.key.person == street.bram }?.notice.tries == 3)
            // What they put down after that counts.
            try await Self.put(house, zeno, "appointed", at: house.now, due: house.now)
            try await Self.change(house, zeno, .init(role: .coordinator))
            #expect(try await carry() == 1)
            #expect(try await house.write() == 1)
            #expect(house.channel.dispatches.last?.content == .letter(.place(.appointed)))
        }
    }
}
