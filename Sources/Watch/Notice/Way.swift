/// A way by which somebody is told of news beyond open pages: one row a person and channel, kept as they order it.
public struct Way: Hashable, Sendable {
    public let channel: NoticeChannel
    /// Where it leads: an address as its channel writes them; empty for pushes. Never shown to anybody but whose it is.
    public let address: String
    /// The browsers to which pushes go, all of them at once; none of any other channel.
    public let devices: [PushDevice]
    /// Whether they wish to be told by it.
    public let isOn: Bool
    /// Whether they chose so themselves; false while it is as the house has it.
    public let isChosen: Bool
    /// When something that was sent to it came back for good; nil while nothing has, or since they mended it.
    public let bouncedAt: Moment?
    /// What a letter holds so that whoever reads it can stop it with one press, without signing in; 32 hexadecimal digits.
    /// Empty while nothing has ever been sent by it.
    public let capability: String

    public init(
        channel: NoticeChannel, address: String, devices: [PushDevice] = [], isOn: Bool = true, isChosen: Bool = false,
        bouncedAt: Moment? = nil, capability: String
    ) {
        self.channel = channel
        self.address = address
        self.devices = devices
        self.isOn = isOn
        self.isChosen = isChosen
        self.bouncedAt = bouncedAt
        self.capability = capability
    }

    /// Whether it leads to what somebody typed, however they wrote it.
    func leads(to typed: String) -> Bool {
        switch channel {
        case .live, .push: false
        case .mail: EmailAddress(typed)?.text == address
        }
    }
}

/// What somebody wants of one of their ways: what `PUT /me/channels` brings.
public struct WayWish: Hashable, Sendable {
    public let channel: NoticeChannel
    public let isOn: Bool
    /// Where they want it to lead; nil for where it leads by itself.
    public let address: String?

    public init(channel: NoticeChannel, isOn: Bool, address: String? = nil) {
        self.channel = channel
        self.isOn = isOn
        self.address = address
    }
}
