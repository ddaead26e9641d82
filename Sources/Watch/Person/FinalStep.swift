/// What there is no way back from, or what gives a group out of one's hands: before it is done, a page of its own says
/// what will happen and asks once more.
///
/// That page alone holds the step's countersign. A form that somebody else got onto another of our pages, and that an
/// unsuspecting thumb sends off, cannot know it: it leads to the page that asks, and does nothing.
public enum FinalStep: Hashable, Sendable {
    /// One is erased.
    case erasure
    /// A device of one's own is signed out.
    case device(TokenId)
    /// All of one's other devices are.
    case otherDevices
    /// One leaves a group, or takes back that one asked to join it.
    case leaving(GroupId)
    /// Somebody is declined, removed, appointed or dismissed.
    case member(MemberId, Member.Wish)
    /// A group gets another coordinator in one's place.
    case handOver(GroupId, to: MemberId)
    /// A group is closed.
    case closure(GroupId)
    /// An office says that a group is none.
    case decline(GroupId)
    /// The codes that lie in letterboxes count no more.
    case codes(GroupId)
    /// A group's alarm is tested: everybody's phone rings.
    case testAlarm(GroupId)
    /// Words are taken back.
    case retraction(MessageId)

    /// The value that only the page holds which asks: made from the secret of the key that opened the door, the step and
    /// what it is about, so that it serves no other step and no other session, and nothing need be kept.
    ///
    /// - Parameter digest: SHA-256.
    /// - Returns: 64 hexadecimal digits.
    public func countersign(by secret: String, digest: ([UInt8]) -> [UInt8]) -> String {
        // A key of its own, and twice: from the countersign of one step nothing follows for another.
        let key = digest(Array("saar final step\n\(secret)".utf8))
        return Hex.text(digest(key + digest(key + Array(name.utf8))))
    }

    /// Whether a form holds this step's countersign. It takes the same time whatever it holds.
    public func isCountersigned(_ typed: String, by secret: String, digest: ([UInt8]) -> [UInt8]) -> Bool {
        let right = Array(countersign(by: secret, digest: digest).utf8)
        let held = Array(typed.utf8)
        guard held.count == right.count else { return false }
        return zip(held, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The step and what it is about, in words that no other step has.
    private var name: String {
        switch self {
        case .erasure: "erasure"
        case .device(let token): "device \(token)"
        case .otherDevices: "other-devices"
        case .leaving(let group): "leaving \(group)"
        case .member(let member, let wish): "member \(member) \(wish.name)"
        case .handOver(let group, let member): "hand-over \(group) \(member)"
        case .closure(let group): "closure \(group)"
        case .decline(let group): "decline \(group)"
        case .codes(let group): "codes \(group)"
        case .testAlarm(let group): "test-alarm \(group)"
        case .retraction(let message): "retraction \(message)"
        }
    }
}

extension Member.Wish {
    /// Whether it is asked about once more: it ends somebody's place, or says who leads the group. To let in, to suspend
    /// and to mute are undone as they are done.
    public var isFinal: Bool { standing == .left || role != nil }

    /// Everything that is wished, in one text.
    fileprivate var name: String {
        let parts = [
            standing?.rawValue, role?.rawValue, until.map { String($0.milliseconds) }, isMuted.map { String($0) },
        ]
        return parts.map { $0 ?? "-" }.joined(separator: " ")
    }
}
