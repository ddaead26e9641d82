import Testing
import Watch
import WatchStore
import WatchTesting

/// How far an alert has come, on every database: told is who has seen it, and everybody else stands somewhere once.
@Suite("Reach, with those who have not seen it") struct NoticeReachTests {
    @Test("who was written to is not told until they have seen it", arguments: DatabaseUnderTest.allCases)
    func sentIsNotTold(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            func reach(_ alert: AlertId) async throws -> Reach { try await street.alertStore.reach(of: alert) }
            let alert = try await street.share().alert
            // Before anybody has a notice they all wait for one.
            #expect(try await reach(alert).unseen == NoticeTally(waiting: 2))
            try await house.spread(slice: 1)
            #expect(try await reach(alert).unseen == NoticeTally(waiting: 2))
            try await house.store.change([WayWish(channel: .mail, isOn: false)], of: street.carla, at: house.now)
            try await house.deliver()
            let sent = try await reach(alert)
            #expect(sent.audience == 2 && sent.told == 0)
            #expect(sent.unseen == NoticeTally(sent: ["mail": 1], dropped: ["declined": 1]))
            // An end tells the same people once more, and they are counted once.
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            try await house.deliver()
            #expect(try await reach(alert).unseen == sent.unseen)
            let event = try #require(
                try await street.alertStore.events(of: street.street, after: 0, limit: 1).first?.event.id)
            try await street.alerts.receive(
                event, by: street.bram, channel: .mail, hearings: try await street.groups.hearings(of: street.bram))
            let seen = try await reach(alert)
            #expect(seen.told == 1 && seen.channels == ["mail": 1])
            #expect(seen.unseen == NoticeTally(dropped: ["declined": 1]))
        }
    }

    @Test("what may have gone out twice is said, and who saw it is told", arguments: DatabaseUnderTest.allCases)
    func doubtAndPages(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.show(street.carla)
            try await house.spreadAndWait()
            let scenes = try await house.claim()
            let bram = scenes.filter { $0.notice.key.person == street.bram }
            _ = try await house.begin(bram)
            #expect(try await street.alertStore.reach(of: alert).unseen == NoticeTally(waiting: 1), "being sent")
            try await house.settle(bram, .sent(isInDoubt: true))
            try await house.settle(scenes.filter { $0.notice.key.person == street.carla }, .dropped(.seen))
            let reach = try await street.alertStore.reach(of: alert)
            #expect(reach.told == 1 && reach.channels == ["live": 1])
            #expect(reach.unseen == NoticeTally(sent: ["mail": 1], inDoubt: 1))
        }
    }

    @Test("by what a letter holds its way is found, and nobody else's", arguments: DatabaseUnderTest.allCases)
    func wayByCapability(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            #expect(try await house.store.way(with: "") == nil, "of who was sent nothing yet")
            _ = try await street.share()
            try await house.deliver()
            let way = try #require(try await house.store.ways(of: street.bram).first)
            #expect(try await house.desk.way(with: way.capability.uppercased()) == way)
            #expect(try await house.desk.way(with: String(repeating: "0", count: 32)) == nil)
            try await house.desk.stop(way.capability)
            let stopped = try #require(try await house.store.way(with: way.capability))
            #expect(!stopped.isOn && stopped.isChosen)
            try await house.desk.stop(way.capability)
            #expect(try await house.store.way(with: way.capability) == stopped)
            try await expectRefusal(.notFound) { try await house.desk.stop("x") }
            // Whoever is erased has none any more.
            try await street.erase(street.bram)
            #expect(try await house.store.way(with: way.capability) == nil)
            try await expectRefusal(.notFound) { try await house.desk.stop(way.capability) }
        }
    }
}
