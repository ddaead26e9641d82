import Testing
import Watch
import WatchStore
import WatchTesting

/// Pushes and what follows them, on every database.
@Suite("Pushed, and written to where nobody shows it")
struct NoticePushTests {
    @Test("at once; then a letter, and counted once", arguments: DatabaseUnderTest.allCases)
    func follows(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let street = house.street
            let devices = [try await house.subscribe(street.bram), try await house.subscribe(street.bram, 2)]
            let alert = try await street.share().alert
            try await house.tell()
            #expect(house.push.people == [street.bram], "one sending, to all devices")
            #expect(house.push.dispatches.first?.way.devices.map(\.id).sorted() == devices.map(\.id).sorted())
            #expect(house.house.channel.dispatches.isEmpty, "open pages have their word")
            func tally() async throws -> NoticeTally { try await house.house.store.tally(of: alert) }
            #expect(try await tally() == NoticeTally(waiting: 1, sent: ["push": 1]))
            street.clock.advance(by: .seconds(19))
            try await house.tell()
            #expect(house.house.channel.dispatches.isEmpty)
            street.clock.advance(by: .seconds(1))
            let claimed = try await house.house.claim()
            #expect(claimed.map(\.notice.takenBy).contains(.push) && claimed.count == 2)
            #expect(try await tally() == NoticeTally(waiting: 1, sent: ["push": 1]), "while a letter is on its way")
            street.clock.advance(by: NoticeRules.lease)
            try await house.tell()
            #expect(Set(house.house.channel.people) == [street.bram, street.carla])
            #expect(try await tally() == NoticeTally(sent: ["mail": 2]))
            #expect(house.push.people == [street.bram])
            street.clock.advance(by: .days(1))
            try await house.tell()
            #expect(house.house.channel.dispatches.count == 2)
        }
    }

    @Test("what a device shows is told, and no letter follows", arguments: DatabaseUnderTest.allCases)
    func shown(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let street = house.street
            let device = try await house.subscribe(street.bram)
            let other = try await house.subscribe(street.carla, 2)
            let alert = try await street.share().alert
            try await house.tell()
            let sent = try #require(house.push.dispatches.first { $0.notice.key.person == street.bram })
            // With a device of another's it is nobody's.
            #expect(try await house.devices.shown(PushCapability(sent.receipt, other), at: house.now).isEmpty)
            #expect(try await street.alertStore.reach(of: alert).told == 0)
            street.clock.advance(by: .seconds(3))
            #expect(
                try await house.shown(on: device) == [GrownReach(alert: alert, home: street.street)])
            #expect(try await house.shown(on: device).isEmpty, "a second time tells nothing new")
            #expect(try await house.devices.devices(of: street.bram).first?.shownAt == house.now)
            let reach = try await street.alertStore.reach(of: alert)
            #expect(reach.told == 1 && reach.channels == ["push": 1])
            #expect(reach.unseen == NoticeTally(sent: ["push": 1]), "Carla's device has said nothing")
            street.clock.advance(by: NoticeRules.receiptTime)
            try await house.tell()
            #expect(house.house.channel.people == [street.carla])
            #expect(try await house.house.store.tally(of: alert).sent == ["push": 1, "mail": 1])
        }
    }

    @Test("what is refused goes on at once", arguments: DatabaseUnderTest.allCases)
    func refused(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            try await house.subscribe(house.street.bram)
            let alert = try await house.street.share().alert
            house.push.answer(.refused)
            try await house.tell()
            #expect(house.letters(to: house.street.bram) == [.alarm])
            #expect(try await house.house.store.tally(of: alert) == NoticeTally(waiting: 1, sent: ["mail": 1]))
        }
    }

    @Test("an end follows a push at once, and the alarm's letter is not written", arguments: DatabaseUnderTest.allCases)
    func ends(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let street = house.street
            try await house.subscribe(street.bram)
            let alert = try await street.share().alert
            try await house.tell()
            street.clock.advance(by: .seconds(5))
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            try await house.tell()
            #expect(house.push.dispatches.map(\.notice.kind) == [.alarm, .end])
            for _ in 0..<2 {
                street.clock.advance(by: NoticeRules.receiptTime)
                try await house.tell()
            }
            #expect(house.letters(to: street.bram) == [.end])
            let tally = try await house.house.store.tally(of: alert)
            #expect(tally.sent == ["push": 1, "mail": 1] && tally.waiting == 0)
        }
    }

    @Test(
        "who dies while pushing leaves it in doubt, and it is pushed as the same", arguments: DatabaseUnderTest.allCases
    )
    func dies(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let street = house.street
            let device = try await house.subscribe(street.bram)
            let alert = try await street.share().alert
            try await house.house.spread()
            house.push.die()
            await #expect(throws: CancellationError.self) { try await house.desk.deliver(.pushes) }
            house.push.die(false)
            street.clock.advance(by: NoticeRules.lease)
            try await house.tell()
            #expect(house.push.people == [street.bram, street.bram])
            #expect(Set(house.push.dispatches.map(\.receipt)).count == 1, "whichever of both is shown, it is known")
            street.clock.advance(by: NoticeRules.receiptTime)
            try await house.tell()
            #expect(house.letters(to: street.bram) == [.alarm])
            #expect(try await house.house.store.tally(of: alert) == NoticeTally(sent: ["mail": 2], inDoubt: 1))
            #expect(try await !house.shown(on: device).isEmpty, "it may be shown late")
        }
    }

    @Test("the order is theirs", arguments: DatabaseUnderTest.allCases)
    func order(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let street = house.street
            try await house.subscribe(street.bram)
            try await house.subscribe(street.carla, 2)
            #expect(try await house.house.store.ways(of: street.bram).map(\.channel) == [.push, .mail])
            try await house.house.store.change([WayWish(channel: .mail, isOn: true)], of: street.bram, at: house.now)
            #expect(try await house.house.store.ways(of: street.bram).map(\.channel) == [.mail, .push])
            try await house.house.store.change([WayWish(channel: .push, isOn: false)], of: street.carla, at: house.now)
            _ = try await street.share()
            try await house.tell()
            #expect(house.push.dispatches.isEmpty, "nobody's push comes first")
            street.clock.advance(by: NoticeRules.receiptTime)
            try await house.tell()
            #expect(Set(house.house.channel.people) == [street.bram, street.carla])
            street.clock.advance(by: NoticeRules.receiptTime)
            try await house.tell()
            #expect(house.push.people == [street.bram], "the way behind it, where nobody has seen it")
        }
    }

    @Test(
        "a server without a key writes letters, when pages have had their word", arguments: DatabaseUnderTest.allCases)
    func noKey(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let street = house.street
            try await house.subscribe(street.bram)
            _ = try await street.share()
            try await house.house.spread()
            _ = try await house.house.desk.deliver(.pushes)
            #expect(house.house.channel.dispatches.isEmpty)
            street.clock.advance(by: NoticeRules.receiptTime)
            _ = try await house.house.desk.deliver(.pushes)
            #expect(house.letters(to: street.bram) == [.alarm])
        }
    }

    @Test("a letter that comes back undoes no push, and a push comes not back", arguments: DatabaseUnderTest.allCases)
    func bounces(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let street = house.street
            try await house.subscribe(street.bram)
            let alert = try await street.share().alert
            try await house.tell()
            let push = try #require(house.push.dispatches.first)
            #expect(try await !house.house.store.bounced(push.receipt, at: house.now))
            street.clock.advance(by: NoticeRules.receiptTime)
            try await house.tell()
            let letter = try #require(house.house.channel.dispatches.first { $0.notice.key.person == street.bram })
            #expect(try await house.house.store.bounced(letter.receipt, at: house.now))
            #expect(try await house.house.store.tally(of: alert) == NoticeTally(sent: ["push": 1, "mail": 1]))
            #expect(try await house.house.store.ways(of: street.bram).map(\.bouncedAt) == [nil, house.now])
        }
    }
}
