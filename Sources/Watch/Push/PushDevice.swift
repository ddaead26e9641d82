/// The id of a browser that may be pushed to.
public typealias PushDeviceId = Id<PushDevice>

/// A browser that somebody lets be woken when nothing of the site is open (Web Push, RFC 8030): where its push service takes
/// words for it, and the keys by which nobody on the way reads them.
public struct PushDevice: Hashable, Sendable {
    public let id: PushDeviceId
    public let person: PersonId
    /// Where words for it are handed over; at most `PushRules.mostEndpoint` bytes. It is told to nobody, nor written to a log:
    /// whoever knows it can find out that the device is there.
    public let endpoint: String
    /// Of the browser alone: `p256dh`, in base64url.
    public let publicKey: String
    /// What the browser and we know and the push service does not: `auth`, in base64url.
    public let secret: String
    /// What its owner knows it by: `Firefox · Android`. Nil where nobody said.
    public let name: String?
    /// The session with which it subscribed: it ends with that. Nil where nobody was signed in by one that is kept.
    public let token: TokenId?
    /// The second half of the capability in each of its pushes (`PushCapability`); 32 hexadecimal digits.
    public let mark: String
    /// When it was first there.
    public let since: Moment
    /// When a page on it last looked in.
    public let seenAt: Moment
    /// When it last said that it had shown a push; nil while it never has.
    public let shownAt: Moment?
    /// The last time that somebody tested their alarm on it; nil while nobody has.
    public let test: PushTest?
    /// When its owner was last written to that nothing was heard of it (`PushSilence`); nil while they never were.
    public let silenceToldAt: Moment?

    public init(
        id: PushDeviceId, person: PersonId, endpoint: String, publicKey: String, secret: String, name: String? = nil,
        token: TokenId? = nil, mark: String, since: Moment, seenAt: Moment? = nil, shownAt: Moment? = nil,
        test: PushTest? = nil, silenceToldAt: Moment? = nil
    ) {
        self.id = id
        self.person = person
        self.endpoint = endpoint
        self.publicKey = publicKey
        self.secret = secret
        self.name = name
        self.token = token
        self.mark = mark
        self.since = since
        self.seenAt = seenAt ?? since
        self.shownAt = shownAt
        self.test = test
        self.silenceToldAt = silenceToldAt
    }
}

/// What a browser says of itself when it subscribes.
public struct PushSubscription: Hashable, Sendable {
    public let endpoint: String
    /// `p256dh`, in base64url.
    public let publicKey: String
    /// `auth`, in base64url.
    public let secret: String

    public init(endpoint: String, publicKey: String, secret: String) {
        self.endpoint = endpoint
        self.publicKey = publicKey
        self.secret = secret
    }
}

/// That somebody tested their alarm on a device, and what came of it.
public struct PushTest: Hashable, Sendable {
    public let sentAt: Moment
    /// What the push service said.
    public let state: PushTestState
    /// When the device said that it had shown it; nil while it has not.
    public let shownAt: Moment?

    public init(sentAt: Moment, state: PushTestState = .sending, shownAt: Moment? = nil) {
        self.sentAt = sentAt
        self.state = state
        self.shownAt = shownAt
    }

    /// How long it took from here to the device and back; nil while it has not come back.
    public var took: Span? { shownAt.map { $0 - sentAt } }
}

/// How a test of one's alarm stands with the push service.
public enum PushTestState: String, Codable, Sendable, CaseIterable {
    /// It is being handed over.
    case sending
    /// The push service has taken it. Whether the device shows it, this does not say.
    case taken
    /// The push service does not know the device any more, or will never take anything for it.
    case refused
    /// Not now.
    case later
    /// It may have been taken, or not.
    case inDoubt = "in-doubt"

    /// What a channel's answer comes to.
    public init(_ answer: ChannelAnswer) {
        self =
            switch answer {
            case .accepted, .shown: .taken
            case .refused, .tooLarge: .refused
            case .later: .later
            case .inDoubt: .inDoubt
            }
    }
}

/// What a push holds so that the device which shows it can say so, with nobody signed in: whose sending it is, and on which
/// device. Who does not have both has neither, so that nobody speaks for another's device.
public struct PushCapability: Hashable, Sendable {
    /// Of the sending; the same for all devices of one person.
    public let receipt: NoticeReceipt
    /// Of the device.
    public let mark: String

    public init(_ receipt: NoticeReceipt, _ device: PushDevice) {
        self.receipt = receipt
        mark = device.mark
    }

    /// Nil for what cannot be one.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64, let receipt = NoticeReceipt(String(decoding: text.utf8.prefix(32), as: UTF8.self)),
            let mark = NoticeReceipt(String(decoding: text.utf8.suffix(32), as: UTF8.self))
        else { return nil }
        self.receipt = receipt
        self.mark = mark.text
    }

    /// 64 hexadecimal digits.
    public var text: String { receipt.text + mark }
}
