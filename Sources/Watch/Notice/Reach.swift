/// How far an alert has come, its reporter left out. Told is who has seen it, counted from receipts and never from what was
/// sent; what stands beside it is of those alone who have not seen it yet, each of them once.
public struct Reach: Hashable, Sendable {
    /// Members for whom it was.
    public let audience: Int
    /// Of them, who has shown it on a device.
    public let told: Int
    /// Of those told, how many within 1, 4, 15 and 60 seconds.
    public let within: Within
    /// How fast those were who have seen it; nil while nobody has.
    public let pace: Pace?
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

    /// Who could not be reached, although they wished to be told.
    public var unreachable: Int {
        unseen.dropped.reduce(0) { sum, part in
            sum + (NoticeReason(rawValue: part.key)?.isOutOfReach == true ? part.value : 0)
        }
    }

    /// How long it took from the sharing in somebody's group until a device of theirs had shown it.
    public struct Pace: Hashable, Codable, Sendable {
        /// Within this time half of those told had seen it, …
        public let median: Span
        /// … and within this one nine in ten.
        public let nineInTen: Span

        public init(median: Span, nineInTen: Span) {
            self.median = median
            self.nineInTen = nineInTen
        }

        /// Of these times, in no order: the first within which half of them lie, and nine in ten. Nil where there are none.
        public init?(_ took: [Span]) {
            guard !took.isEmpty else { return nil }
            let sorted = took.sorted()
            // Rounded up: of three, two are half at least, and of eleven, ten are nine in ten.
            self.init(
                median: sorted[(sorted.count + 1) / 2 - 1], nineInTen: sorted[(sorted.count * 9 + 9) / 10 - 1])
        }

        /// As it is told: in tenths of a second, rounded up, from ten seconds on to whole ones; never nothing at all.
        public static func tenths(_ span: Span) -> Int {
            let tenths = Int(clamping: max(1, (span.milliseconds + 99) / 100))
            return tenths < 100 ? tenths : (tenths + 9) / 10 * 10
        }
    }

    public init(
        audience: Int, told: Int, within: Within, pace: Pace? = nil, channels: [String: Int],
        unseen: NoticeTally = NoticeTally()
    ) {
        self.audience = audience
        self.told = told
        self.within = within
        self.pace = pace
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
            pace: Pace(receipts.map(\.took)),
            channels: receipts.reduce(into: [:]) { $0[$1.channel, default: 0] += 1 }, unseen: unseen)
    }
}

extension Reach: Encodable {
    private enum Name: String, CodingKey {
        case audience, told, within, median, nineInTen, channels, sent, inDoubt, waiting, notTold, unreachable
    }

    /// As programs and open pages are told of it: all figures stand side by side.
    public func encode(to encoder: any Encoder) throws {
        var figures = encoder.container(keyedBy: Name.self)
        try figures.encode(audience, forKey: .audience)
        try figures.encode(told, forKey: .told)
        try figures.encode(within, forKey: .within)
        // In seconds, for who reads it as for who computes with it.
        try figures.encodeIfPresent(pace.map { Double(Pace.tenths($0.median)) / 10 }, forKey: .median)
        try figures.encodeIfPresent(pace.map { Double(Pace.tenths($0.nineInTen)) / 10 }, forKey: .nineInTen)
        try figures.encode(channels, forKey: .channels)
        try figures.encode(unseen.sent, forKey: .sent)
        try figures.encode(unseen.inDoubt, forKey: .inDoubt)
        try figures.encode(unseen.waiting, forKey: .waiting)
        try figures.encode(unseen.dropped, forKey: .notTold)
        try figures.encode(unreachable, forKey: .unreachable)
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
