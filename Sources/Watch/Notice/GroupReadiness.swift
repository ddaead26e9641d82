/// Whether a group that sleeps would wake: how many of its members an alarm would reach tonight with no page open, by which
/// way, and why it would not reach the others.
public struct GroupReadiness: Hashable, Sendable {
    /// Why somebody would not be reached.
    public enum Reason: String, Codable, Error, Sendable, CaseIterable {
        /// There is no way to them at all: no device, and no address.
        case noWay = "no-way"
        /// No device of theirs may be woken, and they want no letters.
        case noDevice = "no-device"
        /// Nothing was heard of their devices for long, or a test was not shown; and no letter stands in for them.
        case silentDevice = "silent-device"
        /// They wish to hear of nothing: not of this group, not at night, or by no way.
        case optedOut = "opted-out"
        /// Letters to their address come back, and no device stands in for it.
        case bounces = "address-bounces"

        /// Whether it is something that broke, and that they may not know of. What somebody chose is theirs, and their
        /// coordinator is not told who they are.
        public var isToMend: Bool {
            switch self {
            case .noWay, .silentDevice, .bounces: true
            case .noDevice, .optedOut: false
            }
        }
    }

    /// A member, as far as it is asked whether they would be reached.
    public struct Sleeper: Hashable, Sendable {
        public let member: MemberId
        public let firstName: String
        public let isCoordinator: Bool
        /// Whether they wish to hear of alarms of this group (`isListening(mute:stop:_:at:)`).
        public let isListening: Bool
        public let ways: [Way]

        public init(member: MemberId, firstName: String, isCoordinator: Bool, isListening: Bool, ways: [Way]) {
            self.member = member
            self.firstName = firstName
            self.isCoordinator = isCoordinator
            self.isListening = isListening
            self.ways = ways
        }
    }

    /// Somebody of whom their coordinator is told, so that they hear at the door that they would not be woken.
    public struct ToMend: Hashable, Sendable {
        public let member: MemberId
        public let firstName: String
        public let reason: Reason

        public init(member: MemberId, firstName: String, reason: Reason) {
            self.member = member
            self.firstName = firstName
            self.reason = reason
        }
    }

    /// Approved members.
    public let members: Int
    /// Of those who would be reached, how many by which way first.
    public let channels: [NoticeChannel: Int]
    /// Of the others, how many for which reason; reasons of nobody are left out.
    public let unreachable: [Reason: Int]
    /// By first name.
    public let toMend: [ToMend]
    /// Whether somebody who leads the group would be reached.
    public let isLed: Bool

    /// Who would be reached.
    public var reachable: Int { channels.values.reduce(0, +) }

    /// Whether the group would wake: half of it at least, and somebody who leads it. The registry is told no more than this.
    public var isReady: Bool { GroupReadiness.isReady(members: members, reachable: reachable, isLed: isLed) }

    /// The same of a group whose members were counted and not looked at.
    public static func isReady(members: Int, reachable: Int, isLed: Bool) -> Bool { isLed && reachable * 2 >= members }

    public init(_ sleepers: [Sleeper], at now: Moment) {
        var channels: [NoticeChannel: Int] = [:]
        var unreachable: [Reason: Int] = [:]
        var toMend: [ToMend] = []
        var isLed = false
        for sleeper in sleepers {
            switch GroupReadiness.verdict(sleeper.ways, isListening: sleeper.isListening, at: now) {
            case .success(let channel):
                channels[channel, default: 0] += 1
                isLed = isLed || sleeper.isCoordinator
            case .failure(let reason):
                unreachable[reason, default: 0] += 1
                guard reason.isToMend else { continue }
                toMend.append(ToMend(member: sleeper.member, firstName: sleeper.firstName, reason: reason))
            }
        }
        members = sleepers.count
        self.channels = channels
        self.unreachable = unreachable
        self.toMend = toMend.sorted { ($0.firstName, $0.member) < ($1.firstName, $1.member) }
        self.isLed = isLed
    }

    /// Tonight is when most sleep: at three, as minutes since midnight.
    public static let night = 3 * 60

    /// Whether somebody wishes to hear of alarms of a group tonight.
    ///
    /// - Parameters:
    ///   - mute: that they hear nothing of the group.
    ///   - stop: that they hear nothing at all.
    ///   - choices: about the group.
    public static func isListening(mute: Pause?, stop: Pause?, _ choices: GroupChoices, at now: Moment) -> Bool {
        guard mute?.holds(at: now) != true, stop?.holds(at: now) != true else { return false }
        return choices.quietHours?.contains(minuteOfDay: night) != true
    }

    /// By which way somebody would be reached first, with no page open; or why by none.
    ///
    /// - Parameter isListening: whether they wish to hear of alarms of the group.
    public static func verdict(_ ways: [Way], isListening: Bool, at now: Moment) -> Result<NoticeChannel, Reason> {
        guard isListening else { return .failure(.optedOut) }
        guard !ways.isEmpty else { return .failure(.noWay) }
        let on = ways.filter(\.isOn)
        if let way = on.first(where: { $0.mayWake(at: now) }) { return .success(way.channel) }
        // The nearest to being mended is said: a device at hand before an address.
        if on.contains(where: { $0.channel == .push }) { return .failure(.silentDevice) }
        if !on.isEmpty { return .failure(.bounces) }
        return .failure(ways.contains { $0.channel == .push } ? .optedOut : .noDevice)
    }
}

extension Way {
    /// Whether something sent by it would come to somebody, as far as is known.
    func mayWake(at now: Moment) -> Bool {
        switch channel {
        case .live: false
        case .mail: bouncedAt == nil
        case .push: devices.contains { !$0.isSilent(at: now) }
        }
    }
}

extension PushDevice {
    /// Whether it is not known any more that a push would be shown on it: nothing was heard of it for longer than from one
    /// quarterly test to the next, or a test of its alarm was not shown, nor anything since.
    public func isSilent(at now: Moment) -> Bool {
        if isUnheard(at: now) { return true }
        guard let test, test.shownAt == nil, (shownAt ?? since) < test.sentAt else { return false }
        return now - test.sentAt > PushRules.testPatience
    }
}

extension PushRules {
    /// A device of which nothing is heard for longer is silent.
    public static let longestSilence: Span = .days(100)

    /// For so long a device may take to show a test: a telephone that sleeps in a cellar is not broken.
    public static let testPatience: Span = .minutes(10)
}
