import Testing
import Watch
import WatchTesting

/// Browsers that may be pushed to, from their own side: they subscribe, are tested, and say what they have shown.
@Suite("Browsers that are pushed to")
struct PushDeskTests {
    private let store = FakePushDeviceStore()
    private let tester = RecordingPushTester()
    private let announcer = RecordingAnnouncer()
    private let clock = ManualClock()
    private let bram = Street.bram.id

    private var desk: PushDesk {
        PushDesk(
            store: store, keys: FakePushKeys(), tester: tester, announcer: announcer,
            surroundings: Surroundings(
                clock: clock, randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 21)))
    }

    /// The alerts whose reach has grown, as was said.
    private var reached: [AlertId] {
        announcer.words.compactMap { if case .reach(let alert) = $0 { alert } else { nil } }
    }

    private func subscribe(_ endpoint: String = "https://push.example.org/1") async throws -> PushDevice {
        try await desk.subscribe(
            PushSubscription(endpoint: endpoint, publicKey: "p", secret: "s"), of: bram, by: nil, name: "Firefox")
    }

    @Test(
        arguments: [
            ("https://push.example.org/1", true), ("http://push.example.org/1", false), ("", false),
            ("ftp://push.example.org/1", false), ("https://push.example.org/\r\nX: y", false),
            ("https://push.example.org/é", false), ("https://push.example.org/ 1", false),
            ("https://" + String(repeating: "a", count: 992), true),
            ("https://" + String(repeating: "a", count: 993), false),
        ])
    func endpoints(_ endpoint: String, isOne: Bool) async throws {
        if isOne {
            #expect(try await subscribe(endpoint).endpoint == endpoint)
        } else {
            await #expect(throws: Refusal(.pushEndpointInvalid, field: "endpoint")) { try await subscribe(endpoint) }
            #expect(store.devices.isEmpty)
        }
    }

    @Test(arguments: [("", "s"), ("p", "")])
    func keysThatAreNone(_ publicKey: String, _ secret: String) async throws {
        await #expect(throws: Refusal(.pushKeysInvalid, field: "keys")) {
            try await desk.subscribe(
                PushSubscription(endpoint: "https://push.example.org/1", publicKey: publicKey, secret: secret),
                of: bram, by: nil, name: nil)
        }
    }

    @Test func aTestComesBack() async throws {
        let device = try await subscribe()
        try await desk.test(device.id, of: bram, in: .nl)
        let sent = try #require(tester.sent.first)
        #expect(sent.device.endpoint == device.endpoint && sent.capability.mark == device.mark)
        #expect(store.devices.first?.test == PushTest(sentAt: clock.now(), state: .taken))
        clock.advance(by: .seconds(2))
        try await desk.shown(sent.capability.text)
        #expect(store.devices.first?.test?.took == .seconds(2))
        #expect(reached.isEmpty, "a test is no news")
        await #expect(throws: Refusal(.tooManyTests)) { try await desk.test(device.id, of: bram, in: .nl) }
        await #expect(throws: Refusal(.notFound)) { try await desk.test(device.id, of: Street.anna.id, in: .nl) }
    }

    @Test func aDeviceThatIsGoneIsForgotten() async throws {
        let device = try await subscribe()
        tester.answer(.later(after: nil))
        try await desk.test(device.id, of: bram, in: .nl)
        #expect(store.devices.first?.test?.state == .later)
        clock.advance(by: PushRules.testPause)
        tester.answer(.refused)
        try await desk.test(device.id, of: bram, in: .nl)
        #expect(store.devices.isEmpty)
    }

    @Test func whatItShowsIsTold() async throws {
        let device = try await subscribe()
        let receipt = NoticeReceipt(bytes: [UInt8](repeating: 5, count: 16))
        let reach = GrownReach(alert: Street.fixed("d1"), home: Street.group.id)
        store.send(receipt, to: bram, reach)
        // Another receipt, or another device: nothing was sent there.
        let stranger = Street.pushDevice(9, of: Street.anna.id)
        try await desk.shown(PushCapability(receipt, stranger).text)
        try await desk.shown(PushCapability(NoticeReceipt(bytes: [UInt8](repeating: 6, count: 16)), device).text)
        #expect(reached.isEmpty)
        for _ in 0..<2 { try await desk.shown(PushCapability(receipt, device).text.uppercased()) }
        #expect(reached == [reach.alert])
        #expect(store.devices.first?.shownAt == clock.now())
    }

    @Test(arguments: [
        "", "00", String(repeating: "0", count: 63), String(repeating: "g", count: 64),
        String(repeating: "é", count: 32),
    ])
    func whatIsNoCapability(_ text: String) async throws {
        #expect(PushCapability(text) == nil)
        await #expect(throws: Refusal(.notFound)) { try await desk.shown(text) }
    }

    @Test func ownersEndTheirOwn() async throws {
        let device = try await subscribe()
        await #expect(throws: Refusal(.notFound)) { try await desk.end(device.id, of: Street.anna.id) }
        try await desk.end(device.id, of: bram)
        #expect(try await desk.devices(of: bram).isEmpty)
        await #expect(throws: Refusal(.notFound)) { try await desk.end(device.id, of: bram) }
    }

    @Test func noMoreThanTwenty() async throws {
        let first = try await subscribe("https://push.example.org/0")
        for number in 1...PushRules.mostDevices {
            clock.advance(by: .seconds(1))
            _ = try await subscribe("https://push.example.org/\(number)")
        }
        let left = try await desk.devices(of: bram)
        #expect(left.count == PushRules.mostDevices && !left.contains { $0.id == first.id })
    }

    @Test func nobodyIsToldTheWholeAddress() {
        #expect(PushRules.service(of: "https://updates.push.example.org/wpush/v2/geheim") == "updates.push.example.org")
        #expect(PushRules.service(of: "") == "")
    }
}
