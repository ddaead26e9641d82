/// What is to be done about somebody's devices of which nothing was heard for long: nobody knows any more whether they would be
/// woken, and they may count on it.
///
/// They are written to once for each silence, about all of their devices together, and at most once a week. A device that is
/// heard of again is armed anew.
public struct PushSilence: Hashable, Sendable {
    /// A device of which nothing was heard, as its owner is told of it.
    public struct Device: Hashable, Sendable {
        /// What they know it by; nil where nobody said.
        public let name: String?
        /// When it was last heard of.
        public let heardAt: Moment

        public init(name: String?, heardAt: Moment) {
            self.name = name
            self.heardAt = heardAt
        }

        public init(_ device: PushDevice) {
            self.init(name: device.name, heardAt: device.heardAt)
        }
    }

    /// Those about which a letter goes out now; empty where none does.
    public let toTell: [PushDeviceId]
    /// When they are looked at again; nil where there is none any more.
    public let next: Moment?

    /// What is to be done about somebody's devices now.
    ///
    /// - Parameters:
    ///   - ways: all that they have.
    ///   - hears: whether they hear a group at all: nothing wakes who hears none.
    public init(_ devices: [PushDevice], ways: [Way], hears: Bool, at now: Moment) {
        let pauseEnd = devices.compactMap(\.silenceToldAt).max().map { $0 + PushRules.silencePause } ?? now
        let isWritten = hears && PushSilence.isWritten(ways) && pauseEnd <= now
        let untold = devices.filter { $0.isUnheard(at: now) && !$0.isSilenceTold }
        toTell = isWritten ? untold.map(\.id).sorted() : []
        next =
            devices.map { device in
                if !device.isUnheard(at: now) { return device.silentFrom }
                // Of which it was told: if it is heard of from here on, it is silent again in so long, and not before.
                if isWritten || device.isSilenceTold { return now + PushRules.longestSilence }
                return pauseEnd > now ? pauseEnd : now + PushRules.silencePause
            }.min()
    }

    /// Whether somebody with these ways is written to about their devices: they wish to be woken by them, and letters reach them.
    /// Who is not reads it on the page about themselves.
    static func isWritten(_ ways: [Way]) -> Bool {
        ways.contains { $0.channel == .push && $0.isOn }
            && ways.contains { $0.channel == .mail && $0.bouncedAt == nil }
    }

    /// What a letter of that moment says now: those of its devices that are silent still. Nothing is told of one that has been
    /// heard of since, or was ended.
    ///
    /// - Parameter told: when the letter was written.
    /// - Returns: empty where there is nothing to tell any more.
    public static func told(_ devices: [PushDevice], at told: Moment, ways: [Way], now: Moment) -> [Device] {
        guard isWritten(ways) else { return [] }
        return devices.filter { $0.silenceToldAt == told && $0.isUnheard(at: now) }.map(Device.init)
            .sorted { ($0.heardAt, $0.name ?? "") < ($1.heardAt, $1.name ?? "") }
    }
}

extension PushDevice {
    /// When it was last heard of: a page on it looked in, or it said that it had shown something.
    public var heardAt: Moment { [seenAt, shownAt, test?.shownAt].compactMap(\.self).max() ?? since }

    /// From when on nothing will have been heard of it for too long, if nothing is until then.
    public var silentFrom: Moment { heardAt + PushRules.longestSilence + Span(milliseconds: 1) }

    /// Whether nothing was heard of it for too long.
    public func isUnheard(at now: Moment) -> Bool { now >= silentFrom }

    /// Whether its owner was written to about this silence, and not about one of before.
    var isSilenceTold: Bool { silenceToldAt.map(isUnheard) ?? false }
}

extension PushRules {
    /// For so long nobody is written to again about their devices; after so long it is looked again whether somebody can be
    /// written to whose device is silent.
    public static let silencePause: Span = .days(7)
}

extension Subject.Kind {
    /// The devices of one person; its id is the person's.
    public static let devices = Subject.Kind(rawValue: "devices")
}

extension Subject {
    /// Somebody's devices.
    public static func devices(of person: PersonId) -> Subject {
        Subject(kind: .devices, id: Id(trusted: person.text))
    }
}

extension Due.Kind {
    /// It is to be looked whether anything was heard of them.
    public static let silence = Due.Kind(rawValue: "silence")
}
