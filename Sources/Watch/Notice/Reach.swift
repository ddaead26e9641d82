/// How far an alert has come: counted from receipts, never from what was sent.
public struct Reach: Hashable, Codable, Sendable {
    /// Members for whom it was, the reporter left out.
    public let audience: Int
    /// Of them, who has shown it on a device.
    public let told: Int
    /// Of those told, how many within 1, 4, 15 and 60 seconds.
    public let within: Within
    /// Told, by the channel that was first.
    public let channels: [String: Int]

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

    public init(audience: Int, told: Int, within: Within, channels: [String: Int]) {
        self.audience = audience
        self.told = told
        self.within = within
        self.channels = channels
    }

    /// Counts receipts: how long each took, and by which channel.
    public init(audience: Int, receipts: [(took: Span, channel: String)]) {
        func within(_ seconds: Int64) -> Int { receipts.count { $0.took <= .seconds(seconds) } }
        self.init(
            audience: audience, told: receipts.count,
            within: Within(
                seconds1: within(1), seconds4: within(4), seconds15: within(15), seconds60: within(60)),
            channels: receipts.reduce(into: [:]) { $0[$1.channel, default: 0] += 1 })
    }
}

/// A way by which somebody hears of an event.
public enum NoticeChannel: String, Codable, Sendable, CaseIterable {
    /// An open page or program on the live stream.
    case live
}
