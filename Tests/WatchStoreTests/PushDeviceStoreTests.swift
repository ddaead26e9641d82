import Testing
import Watch
import WatchStore
import WatchTesting

/// Browsers that may be pushed to, on every database.
@Suite("Browsers that are pushed to, in the store")
struct PushDeviceStoreTests {
    @Test("a browser is one, and whose it was last", arguments: DatabaseUnderTest.allCases)
    func subscribes(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (bram, carla) = (house.street.bram, house.street.carla)
            let first = try await house.subscribe(bram)
            #expect(first == Street.pushDevice(1, of: bram, since: house.now))
            house.street.clock.advance(by: .seconds(3_599))
            #expect(try await house.subscribe(bram) == first, "a page that looks in tells nothing new")
            house.street.clock.advance(by: .seconds(1))
            let again = try await house.subscribe(bram)
            #expect(again.id == first.id && again.mark == first.mark && again.since == first.since)
            #expect(again.seenAt == house.now)
            let second = try await house.subscribe(bram, 2)
            #expect(Set(try await house.devices.devices(of: bram).map(\.id)) == [first.id, second.id])
            // Carla signs in on Bram's browser.
            let taken = try await house.subscribe(carla)
            #expect(taken.person == carla && taken.endpoint == first.endpoint && taken.id != first.id)
            #expect(try await house.devices.devices(of: bram).map(\.id) == [second.id])
            #expect(try await !house.devices.end(taken.id, of: bram))
            #expect(try await house.devices.end(taken.id, of: carla))
            try await house.devices.forget(second.id)
            #expect(try await house.devices.devices(of: bram).isEmpty)
        }
    }

    @Test("so many, and the one that looked in longest ago goes", arguments: DatabaseUnderTest.allCases)
    func most(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let bram = house.street.bram
            for number in 1...4 {
                house.street.clock.advance(by: .seconds(1))
                _ = try await house.devices.subscribe(Street.pushDevice(number, of: bram, since: house.now), most: 3)
            }
            let left = try await house.devices.devices(of: bram).map(\.endpoint)
            #expect(left == [4, 3, 2].map { Street.pushDevice($0).endpoint })
        }
    }

    @Test("a device ends with its session, whoever ends that", arguments: DatabaseUnderTest.allCases)
    func sessions(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (bram, people) = (house.street.bram, house.street.people)
            let sessions = [
                try await house.session(of: bram), try await house.session(of: bram), try await house.session(of: bram),
            ]
            for (number, session) in sessions.enumerated() {
                try await house.subscribe(bram, number + 1, token: session.token)
            }
            try await people.forget(sessions[0].secret)
            #expect(try await house.devices.devices(of: bram).count == 2)
            try await expectRefusal(.signInNeeded) {
                try await house.subscribe(bram, 1, token: sessions[0].token)
            }
            _ = try await people.forgetOthers(than: sessions[2].token, of: bram)
            #expect(try await house.devices.devices(of: bram).map(\.token) == [sessions[2].token])
            house.street.clock.advance(by: .days(366))
            try await people.endExpired()
            #expect(try await house.devices.devices(of: bram).isEmpty)
            let other = try await house.session(of: house.street.carla)
            try await expectRefusal(.signInNeeded) { try await house.subscribe(bram, 1, token: other.token) }
        }
    }

    @Test("a test of one's alarm, there and back", arguments: DatabaseUnderTest.allCases)
    func tests(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (bram, clock) = (house.street.bram, house.street.clock)
            let device = try await house.subscribe(bram)
            let receipt = NoticeReceipt(bytes: [UInt8](repeating: 1, count: 16))
            func begin(_ person: PersonId) async throws -> PushDevice {
                try await house.devices.beginTest(
                    of: device.id, by: person, receipt, at: house.now, pause: PushRules.testPause)
            }
            func test() async throws -> PushTest? { try await house.devices.devices(of: bram).first?.test }
            try await expectRefusal(.notFound) { _ = try await begin(house.street.carla) }
            let sentAt = house.now
            #expect(try await begin(bram).test == PushTest(sentAt: sentAt))
            try await expectRefusal(.tooManyTests) { _ = try await begin(bram) }
            try await house.devices.settleTest(of: device.id, receipt, .taken)
            clock.advance(by: .seconds(1))
            #expect(try await house.devices.shown(PushCapability(receipt, device), at: house.now).isEmpty)
            let shown = PushTest(sentAt: sentAt, state: .taken, shownAt: house.now)
            #expect(try await test() == shown)
            clock.advance(by: .seconds(9))
            _ = try await house.devices.shown(PushCapability(receipt, device), at: house.now)
            #expect(try await test() == shown, "the first time counts")
            let other = NoticeReceipt(bytes: [UInt8](repeating: 2, count: 16))
            try await house.devices.settleTest(of: device.id, other, .refused)
            #expect(try await test() == shown, "of another test")
            #expect(try await begin(bram).test?.shownAt == nil)
        }
    }

    @Test("who is erased leaves none; until then they may see them", arguments: DatabaseUnderTest.allCases)
    func erased(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (street, bram) = (house.street, house.street.bram)
            let session = try await house.session(of: bram)
            let device = try await house.subscribe(bram, 1, token: session.token)
            try await house.subscribe(bram, 2)
            _ = try await street.share()
            try await house.tell()
            let sent = try #require(house.push.dispatches.first)
            let record = try await street.people.record(of: bram).pushDevices
            #expect(record.map(\.service) == ["push.example.org", "push.example.org"])
            #expect(record.allSatisfy { $0.name == "Firefox · Android" && $0.lastSeen == house.now })
            try await street.erase(bram)
            #expect(try await street.count("SELECT * FROM push_devices") == 0)
            #expect(try await house.devices.shown(PushCapability(sent.receipt, device), at: house.now).isEmpty)
            try await expectRefusal(.notFound) { try await house.subscribe(bram) }
        }
    }
}
