/// The keys of Web Push: those of the house, by which push services know it, and whether those of a browser are any.
public protocol PushKeys: Sendable {
    /// What a browser subscribes with (`applicationServerKey`): a point on P-256, uncompressed, in base64url.
    var publicKey: String { get }

    /// Whether something can be sent to a browser with these.
    func isUsable(publicKey: String, secret: String) -> Bool

    /// Whether this address is one that Saar calls, as far as that is known by reading it.
    func mayCall(_ endpoint: String) -> Bool
}

/// Who sends a test of somebody's alarm.
public protocol PushTester: Sendable {
    /// Sends it, and says what the push service said: see `Channel.send`.
    func test(
        _ device: PushDevice, _ capability: PushCapability, in language: Language, at now: Moment
    ) async throws(CancellationError) -> ChannelAnswer
}

/// Browsers that may be pushed to: they subscribe, are listed and ended, are tested, and say what they have shown.
public struct PushDesk: Sendable {
    private let store: any PushDeviceStore
    private let keys: any PushKeys
    private let tester: any PushTester
    private let announcer: any Announcer
    private let surroundings: Surroundings

    public init(
        store: any PushDeviceStore, keys: any PushKeys, tester: any PushTester, announcer: any Announcer,
        surroundings: Surroundings
    ) {
        self.store = store
        self.keys = keys
        self.tester = tester
        self.announcer = announcer
        self.surroundings = surroundings
    }

    /// What a browser subscribes with.
    public var publicKey: String { keys.publicKey }

    // MARK: one's own devices

    /// A browser may be pushed to from now on, or still.
    ///
    /// - Parameters:
    ///   - token: the session with which it is asked.
    ///   - name: what they will know it by.
    /// - Throws: `push-endpoint-invalid`, `push-keys-invalid`, `sign-in-needed` where the session has ended meanwhile,
    ///   `not-found` for who was erased.
    public func subscribe(
        _ subscription: PushSubscription, of person: PersonId, by token: TokenId?, name: String?
    ) async throws -> PushDevice {
        guard PushRules.isEndpoint(subscription.endpoint), keys.mayCall(subscription.endpoint) else {
            throw Refusal(.pushEndpointInvalid, field: "endpoint")
        }
        guard keys.isUsable(publicKey: subscription.publicKey, secret: subscription.secret) else {
            throw Refusal(.pushKeysInvalid, field: "keys")
        }
        let now = surroundings.now()
        let device = PushDevice(
            id: surroundings.id(at: now), person: person, endpoint: subscription.endpoint,
            publicKey: subscription.publicKey, secret: subscription.secret, name: name, token: token,
            mark: Hex.text(surroundings.randomness.bytes(16)), since: now)
        return try await store.subscribe(device, most: PushRules.mostDevices)
    }

    /// Somebody's devices, those that looked in last first.
    public func devices(of person: PersonId) async throws -> [PushDevice] { try await store.devices(of: person) }

    /// Ends one of one's own.
    ///
    /// - Throws: `not-found`.
    public func end(_ device: PushDeviceId, of person: PersonId) async throws {
        guard try await store.end(device, of: person) else { throw Refusal(.notFound) }
    }

    /// Tests one's alarm on one device: what it shows is a test and says so. Whether the device has shown it, the device
    /// itself says later.
    ///
    /// - Parameter language: in which it is written.
    /// - Throws: `not-found`; `too-many-tests` where it was tested right before.
    public func test(_ device: PushDeviceId, of person: PersonId, in language: Language) async throws {
        let now = surroundings.now()
        let receipt = NoticeReceipt(bytes: surroundings.randomness.bytes(16))
        let found = try await store.beginTest(
            of: device, by: person, receipt, at: now, pause: PushRules.testPause)
        let answer = try await tester.test(found, PushCapability(receipt, found), in: language, at: now)
        try await store.settleTest(of: device, receipt, PushTestState(answer))
        if answer == .refused { try await store.forget(device) }
    }

    // MARK: what devices say

    /// A device has shown a push. Whether there was such a one is told to nobody.
    ///
    /// - Throws: `not-found` for what cannot be a capability.
    public func shown(_ capability: String) async throws {
        guard let capability = PushCapability(capability) else { throw Refusal(.notFound) }
        for reach in try await store.shown(capability, at: surroundings.now()) {
            announcer.reachChanged(reach.alert, in: reach.home)
        }
    }
}
