import Testing
import Watch
import WatchStore
import WatchTesting

/// Notices and ways on every database: each is one server's at a time, and nothing that was sent is forgotten.
@Suite("Notices in the store")
struct NoticeStoreTests {
    @Test("due after open pages had their word, one server's at a time", arguments: DatabaseUnderTest.allCases)
    func claims(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.spread()
            street.clock.advance(by: .seconds(19))
            #expect(try await house.claim().isEmpty)
            street.clock.advance(by: .seconds(1))
            let scenes = try await house.claim()
            #expect(scenes.map(\.notice.key.person) == [street.bram, street.carla])
            let scene = try #require(scenes.first)
            #expect(
                scene.notice.kind == .alarm && scene.notice.subject == .alert(alert) && scene.group.id == street.street)
            #expect(scene.notice.leasedUntil == house.now + NoticeRules.lease && scene.notice.tries == 0)
            #expect(scene.member?.person == street.bram && !scene.isOfficer)
            let matter = try #require(scene.alert)
            #expect(!matter.isSeen && !matter.isBehind && matter.message?.id == matter.alert.message)
            let way = try #require(scene.ways.first)
            #expect(way.channel == .mail && way.address == "\(street.bram.text)@example.org" && way.isOn)
            #expect(NoticeReceipt(way.capability) != nil, "a letter that can be stopped")
            #expect(try await house.claim().isEmpty)
            street.clock.advance(by: NoticeRules.lease)
            let again = try await house.claim()
            #expect(again.count == 2 && again.allSatisfy { !$0.notice.isInDoubt }, "nothing was sent")
            #expect(again.first?.ways == scene.ways)
        }
    }

    @Test("the longest due first, no more than asked for", arguments: DatabaseUnderTest.allCases)
    func limits(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let first = try await house.street.share().alert
            house.street.clock.advance(by: .seconds(2))
            _ = try await house.street.share()
            try await house.spreadAndWait()
            let scenes = try await house.claim(limit: 3)
            #expect(scenes.map { $0.notice.subject == .alert(first) } == [true, true, false])
            #expect(try await house.claim(limit: 3).count == 1)
        }
    }

    @Test("two servers never have the same one", arguments: DatabaseUnderTest.allCases)
    func exclusive(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, place in
            let house = try await NoticeStreet(try await StoreStreet(database))
            for _ in 0..<30 { _ = try await house.street.share() }
            try await house.spreadAndWait()
            let other = try await place.open()
            let claimed = try await withThrowingTaskGroup(of: [Notice.Key].self) { tasks in
                for database in [database, other, database, other] {
                    let store = SQLNoticeStore(database: database, surroundings: house.street.surroundings)
                    let now = house.now
                    tasks.addTask {
                        var keys: [Notice.Key] = []
                        while true {
                            let scenes = try await store.claim(.alerts, at: now, lease: .seconds(60), limit: 4)
                            if scenes.isEmpty { return keys }
                            keys += scenes.map(\.notice.key)
                        }
                    }
                }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
            #expect(claimed.count == Set(claimed).count)
            #expect(claimed.count == 60)
        }
    }

    @Test("what was being sent when its server died is in doubt", arguments: DatabaseUnderTest.allCases)
    func inDoubt(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let alert = try await house.street.share().alert
            try await house.spreadAndWait()
            let scenes = try await house.claim()
            #expect(try await house.begin(Array(scenes.prefix(1))).count == 1)
            #expect(try await house.begin(Array(scenes.prefix(1))).isEmpty, "it is being sent")
            house.street.clock.advance(by: NoticeRules.lease)
            let again = try await house.claim()
            #expect(again.map(\.notice.isInDoubt) == [true, false])
            #expect(again.map(\.notice.tries) == [1, 0] && again.first?.notice.channel == .mail)
            // Who has claimed before has nothing to say any more.
            try await house.settle(scenes, .dropped(.refused))
            #expect(try await house.store.tally(of: alert).waiting == 2)
            #expect(try await house.begin(scenes).isEmpty)
            #expect(try await house.begin(again, at: house.now + NoticeRules.lease).isEmpty, "the lease is over")
            #expect(try await house.begin(again).count == 2)
            try await house.settle(again, .sent(isInDoubt: false))
            #expect(
                try await house.store.tally(of: alert) == NoticeTally(sent: ["mail": 2], inDoubt: 1))
            house.street.clock.advance(by: .days(1))
            #expect(try await house.claim().isEmpty)
        }
    }

    @Test("a page has the last word before it is sent", arguments: DatabaseUnderTest.allCases)
    func seen(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            _ = try await house.street.share()
            try await house.spreadAndWait()
            let scenes = try await house.claim()
            try await house.show(house.street.carla)
            #expect(try await house.begin(scenes).map(\.person) == [house.street.bram])
            house.street.clock.advance(by: NoticeRules.lease)
            let again = try await house.claim()
            #expect(again.map { $0.alert?.isSeen } == [false, true])
            #expect(NoticeRules.verdict(again[1], at: house.now) == .drop(.seen))
        }
    }

    @Test("an alarm is not begun any more once it is over", arguments: DatabaseUnderTest.allCases)
    func over(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let alert = try await house.street.share().alert
            try await house.spreadAndWait()
            let scenes = try await house.claim()
            _ = try await house.street.alerts.close(alert, .gone, text: nil, by: house.street.anna)
            #expect(!scenes.isEmpty)
            #expect(try await house.begin(scenes).isEmpty)
        }
    }

    @Test("later is later, and dropped is over, by reason", arguments: DatabaseUnderTest.allCases)
    func settles(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let alert = try await house.street.share().alert
            try await house.spreadAndWait()
            let scenes = try await house.claim()
            let later = house.now + .minutes(3)
            try await house.settle(Array(scenes.prefix(1)), .again(at: later))
            try await house.settle(Array(scenes.suffix(1)), .dropped(.muted))
            #expect(try await house.store.tally(of: alert) == NoticeTally(waiting: 1, dropped: ["muted": 1]))
            house.street.clock.set(to: later - Span(milliseconds: 1))
            #expect(try await house.claim().isEmpty)
            house.street.clock.set(to: later)
            #expect(try await house.claim().map(\.notice.key) == [scenes[0].notice.key])
        }
    }

    @Test("what comes before is waited for", arguments: DatabaseUnderTest.allCases)
    func behind(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.spreadAndWait()
            let alarms = try await house.claim()
            #expect(try await house.begin(alarms).count == 2)
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            try await house.spreadAndWait()
            let ends = try await house.claim()
            #expect(ends.map(\.notice.kind) == [.end, .end])
            #expect(ends.allSatisfy { $0.alert?.isBehind == true && $0.alert?.isToldBefore == false })
            try await house.settle(alarms, .sent(isInDoubt: false))
            street.clock.advance(by: NoticeRules.lease)
            #expect(
                try await house.claim().compactMap(\.alert).map { !$0.isBehind && $0.isToldBefore } == [true, true])
        }
    }

    // MARK: ways

    @Test("one's own address, until one says no", arguments: DatabaseUnderTest.allCases)
    func ways(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let bram = house.street.bram
            let address = "\(bram.text)@example.org"
            #expect(try await house.store.ways(of: bram) == [Way(channel: .mail, address: address, capability: "")])
            #expect(try await house.store.ways(of: StoreStreet.id(999)).isEmpty)
            try await house.store.change([WayWish(channel: .mail, isOn: false)], of: bram, at: house.now)
            let off = try #require(try await house.store.ways(of: bram).first)
            #expect(!off.isOn && off.isChosen && NoticeReceipt(off.capability) != nil)
            try await house.store.change([WayWish(channel: .mail, isOn: true)], of: bram, at: house.now)
            let on = try #require(try await house.store.ways(of: bram).first)
            #expect(on.isOn && on.isChosen && on.capability == off.capability)
            #expect(try await house.store.way(with: on.capability) == on)
            #expect(try await house.store.way(with: "0123456789abcdef0123456789abcdef") == nil)
            // What no wish is about stays as it is.
            try await house.store.change([], of: bram, at: house.now)
            #expect(try await house.store.ways(of: bram) == [on])
            #expect(try await house.store.stop(on.capability, at: house.now))
            #expect(try await house.store.stop(on.capability, at: house.now))
            #expect(try await house.store.ways(of: bram).first?.isOn == false)
            #expect(try await !house.store.stop("0123456789abcdef0123456789abcdef", at: house.now))
            try await house.street.erase(bram)
            try await expectRefusal(.notFound) {
                try await house.store.change([WayWish(channel: .mail, isOn: true)], of: bram, at: house.now)
            }
        }
    }

    @Test("what came back breaks the way, until it is mended", arguments: DatabaseUnderTest.allCases)
    func bounces(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.deliver()
            let receipt = try #require(
                house.channel.dispatches.first { $0.notice.key.person == street.bram }?.receipt)
            #expect(try await !house.store.bounced(NoticeReceipt(bytes: Array(repeating: 9, count: 16)), at: house.now))
            #expect(try await house.store.bounced(receipt, at: house.now))
            #expect(try await house.store.bounced(receipt, at: house.now))
            #expect(try await house.store.ways(of: street.bram).first?.bouncedAt == house.now)
            #expect(try await house.store.ways(of: street.carla).first?.bouncedAt == nil)
            #expect(
                try await house.store.tally(of: alert) == NoticeTally(sent: ["mail": 1], dropped: ["bounces": 1]))
            street.clock.advance(by: .minutes(1))
            try await house.store.change([WayWish(channel: .mail, isOn: true)], of: street.bram, at: house.now)
            #expect(try await house.store.ways(of: street.bram).first?.bouncedAt == nil)
            // The same letter again, which was sent before they mended it.
            #expect(try await house.store.bounced(receipt, at: house.now))
            #expect(try await house.store.ways(of: street.bram).first?.bouncedAt == nil)
        }
    }

    @Test("what came back stays so when it is noted later that it was taken", arguments: DatabaseUnderTest.allCases)
    func bouncesAtOnce(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            _ = try await house.street.share()
            try await house.spreadAndWait()
            let scenes = try await house.claim()
            let first = try #require(scenes.first?.notice)
            let receipt = NoticeReceipt(bytes: Array(repeating: 7, count: 16))
            let begun = try await house.store.begin(
                [first.key: NoticeSending(channel: .mail, receipt: receipt)], leasedUntil: first.leasedUntil,
                at: house.now)
            #expect(begun == [first.key])
            #expect(try await house.store.bounced(receipt, at: house.now))
            try await house.settle(scenes, .sent(isInDoubt: false))
            #expect(try await house.notices()[first.key.person] == "bounces")
            house.street.clock.advance(by: NoticeRules.lease)
            #expect(try await house.claim().isEmpty)
            #expect(try await house.notices(.alarm).values.sorted() == ["bounces", "sent"])
        }
    }
}
