/// How far an alert has come, its reporter left out. Told is who has seen it, counted from receipts and never from what was
/// sent; what stands beside it is of those alone who have not seen it yet, each of them once.
public struct Reach: Hashable, Sendable {
    /// Members for whom it was.
    public let audience: Int
    /// Of them, who has shown it on a device.
    public let told: Int
    /// Of those told, how many within 1, 4, 15 and 60 seconds.
    public let within: Within
    /// Told, by the channel that was first.
    public let channels: [String: Int]
    /// How the notices of those stand who have not seen it.
    public let unseen: NoticeTally

    public struct Within: Hashable, Codable, Sendable {
        public let seconds1: Int
        public let seconds4: Int
        public let seconds15: Int
        public let seconds60: Int

        public init(seconds1: Int, seconds4: Int, seconds15: Int, seconds60: Int) {
            self.seconds1 = seconds1
            self.seconds4 = seconds4
            self.seconds15 = seconds15
            self.seconds60 = seconds60
        }
    }

    public init(
        audience: Int, told: Int, within: Within, channels: [String: Int], unseen: NoticeTally = NoticeTally()
    ) {
        self.audience = audience
        self.told = told
        self.within = within
        self.channels = channels
        self.unseen = unseen
    }

    /// Counts receipts: how long each took, and by which channel.
    public init(
        audience: Int, receipts: [(took: Span, channel: String)], unseen: NoticeTally = NoticeTally()
    ) {
        func within(_ seconds: Int64) -> Int { receipts.count { $0.took <= .seconds(seconds) } }
        self.init(
            audience: audience, told: receipts.count,
            within: Within(
                seconds1: within(1), seconds4: within(4), seconds15: within(15), seconds60: within(60)),
            channels: receipts.reduce(into: [:]) { $0[$1.channel, default: 0] += 1 }, unseen: unseen)
    }
}

extension Reach: Encodable {
    private enum Name: String, CodingKey {
        case audience, told, within, channels, sent, inDoubt, waiting, notTold
    }

    /// As programs and open pages are told of it: all figures stand side by side.
    public func encode(to encoder: any Encoder) throws {
        var figures = encoder.container(keyedBy: Name.self)
        try figures.encode(audience, forKey: .audience)
        try figures.encode(told, forKey: .told)
        try figures.encode(within, forKey: .within)
        try figures.encode(channels, forKey: .channels)
        try figures.encode(unseen.sent, forKey: .sent)
        try figures.encode(unseen.inDoubt, forKey: .inDoubt)
        try figures.encode(unseen.waiting, forKey: .waiting)
        try figures.encode(unseen.dropped, forKey: .notTold)
    }
}

/// A way by which somebody hears of an event.
public enum NoticeChannel: String, Codable, Sendable, CaseIterable {
    /// An open page or program on the live stream.
    case live
    /// A push to somebody's browsers, which say when they have shown it.
    case push
    /// A letter by e-mail.
    case mail
}
