import Watch

/// What a browser subscribes with.
struct PushKeyJSON: Encodable, Sendable {
    let publicKey: String
}

/// One's own browsers that may be pushed to.
struct PushDevicesJSON: Encodable, Sendable {
    let subscriptions: [PushDeviceJSON]

    /// - Parameter token: with which it is asked.
    init(_ devices: [PushDevice], this token: TokenId?) {
        subscriptions = devices.map { PushDeviceJSON($0, this: token) }
    }
}

/// A browser that may be pushed to. Of its address and its keys nothing is said: who has them in hand knows them.
struct PushDeviceJSON: Encodable, Sendable {
    struct Test: Encodable, Sendable {
        let sentAt: Moment
        let state: PushTestState
        let shownAt: Moment?
        /// From here to the device and back.
        let milliseconds: Int64?
    }

    let id: PushDeviceId
    let device: String?
    /// Whether it subscribed with the session with which it is asked.
    let isThis: Bool
    let since: Moment
    let seenAt: Moment
    let shownAt: Moment?
    let test: Test?

    init(_ device: PushDevice, this token: TokenId?) {
        id = device.id
        self.device = device.name
        isThis = token != nil && device.token == token
        since = device.since
        seenAt = device.seenAt
        shownAt = device.shownAt
        test = device.test.map {
            Test(sentAt: $0.sentAt, state: $0.state, shownAt: $0.shownAt, milliseconds: $0.took?.milliseconds)
        }
    }
}

/// A browser's own words for its subscription (W3C Push API, `PushSubscription.toJSON()`), and what it is called.
struct PushSubscriptionJSON: Decodable, Sendable {
    struct Keys: Decodable, Sendable {
        let p256dh: String
        let auth: String
    }

    /// A point on P-256 takes 87 signs of base64url, a secret 22; some browsers fill them up.
    static let mostKey = 200
    static let mostName = 60

    let endpoint: String
    let keys: Keys
    let device: String?

    /// - Throws: `push-endpoint-invalid`, `push-keys-invalid` for what is too long to be one.
    func subscription() throws(Refusal) -> PushSubscription {
        guard endpoint.utf8.count <= PushRules.mostEndpoint else {
            throw Refusal(.pushEndpointInvalid, field: "endpoint")
        }
        guard [keys.p256dh, keys.auth].allSatisfy({ $0.utf8.count <= PushSubscriptionJSON.mostKey }) else {
            throw Refusal(.pushKeysInvalid, field: "keys")
        }
        return PushSubscription(endpoint: endpoint, publicKey: keys.p256dh, secret: keys.auth)
    }

    /// What its owner will know it by; nil where it says nothing.
    ///
    /// - Throws: what `Words.line` throws.
    func name() throws(Refusal) -> String? {
        try Words.line(device, field: "device", limit: PushSubscriptionJSON.mostName)
    }
}
