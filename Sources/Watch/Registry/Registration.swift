/// How a group stands in the registry: what the country may know of it, beside what it does by itself.
///
/// The registry says who watches where. It never stands between a group and an alert: a group that waits for its
/// confirmation warns its members like any other.
public struct Registration: Hashable, Sendable {
    /// Where a group is on its way through the registry.
    public enum Standing: String, Codable, Sendable, CaseIterable {
        /// Its coordinator has registered it; municipality or foundation have not confirmed it yet.
        case proposed
        /// Confirmed.
        case listed
        /// Its coordinators have not answered for long: shown, and marked.
        case silent
        /// It is no more.
        case closed

        /// Whether an office answers for what it is called.
        public var isConfirmed: Bool { self == .listed || self == .silent }
    }

    /// How the group talks.
    public enum Channel: String, Codable, Sendable, CaseIterable {
        /// By Saar.
        case saar
        /// In its own WhatsApp group, to which an invitation leads that only approved members ever see.
        case whatsapp
    }

    public let group: GroupId
    public var standing: Standing
    public var channel: Channel
    /// How many take part by the coordinator's own word, where most of them are not on Saar; 0 when not said.
    public var statedMembers: Int
    /// Since when the neighbours watch, which may be long before they came to Saar.
    public let foundedAt: Moment
    /// Since when it counts: the moment of its first confirmation, or of the list with which it came; nil for one that was
    /// never confirmed.
    public var listedAt: Moment?
    /// When a coordinator last said that all is still as it stands here.
    public var confirmedAt: Moment
    /// When the coordinators were last reminded to say so, and how often since they did.
    public var remindedAt: Moment?
    public var reminders: Int
    /// When it fell silent; nil while it has not.
    public var silentAt: Moment?
    /// When those above it and its members were told that it will be closed; nil while nobody was.
    public var warnedAt: Moment?
    /// Since when it has nobody who is coordinator for good, and those above it know; nil while it has somebody.
    public var escalatedAt: Moment?
    /// Whether who asks to join must show by a code from their letterbox that they live here.
    public var asksForProof: Bool
    /// What leads to its joining page from a sheet of paper: see `JoinCode`.
    public let joinCode: JoinCode

    public init(
        group: GroupId, standing: Standing = .listed, channel: Channel = .saar, statedMembers: Int = 0,
        foundedAt: Moment, confirmedAt: Moment, remindedAt: Moment? = nil, reminders: Int = 0,
        silentAt: Moment? = nil, asksForProof: Bool = false, joinCode: JoinCode, escalatedAt: Moment? = nil,
        listedAt: Moment? = nil, warnedAt: Moment? = nil
    ) {
        self.group = group
        self.standing = standing
        self.channel = channel
        self.statedMembers = statedMembers
        self.foundedAt = foundedAt
        self.confirmedAt = confirmedAt
        self.remindedAt = remindedAt
        self.reminders = reminders
        self.silentAt = silentAt
        self.asksForProof = asksForProof
        self.joinCode = joinCode
        self.escalatedAt = escalatedAt
        self.listedAt = listedAt
        self.warnedAt = warnedAt
    }

    /// Whether it counts in the figures: confirmed, and not closed.
    public var counts: Bool { standing.isConfirmed }
}

/// Eight letters and digits that cannot be mistaken for one another, typed from a sheet of paper into `/j/…`.
///
/// It leads to the page on which everybody may ask to join, and is no secret: the coordinator approves all the same.
public struct JoinCode: Hashable, Sendable {
    /// Lower case.
    public let text: String

    /// Without 0, 1, i, l, o and u: nothing that looks like another, and no words by chance.
    static let letters = Array("23456789abcdefghjkmnpqrstvwxyz")

    /// Reads what was typed or scanned: case, spaces and hyphens do not matter. Nil when it can be none.
    public init?(_ typed: String) {
        let bare = typed.lowercased().keeping { $0 != " " && $0 != "-" }
        guard (8...12).contains(bare.utf8.count), bare.unicodeScalars.allSatisfy(\.isPlainLetterOrDigit) else {
            return nil
        }
        text = bare
    }

    /// Takes one from our own store.
    public init(trusted text: String) { self.text = text }

    /// Makes a new one.
    ///
    /// - Precondition: `randomness` has at least eight bytes.
    public init(randomness: [UInt8]) {
        text = String(randomness.prefix(8).map { JoinCode.letters[Int($0) % JoinCode.letters.count] })
    }

    /// As it is printed: two groups of four.
    public var printed: String {
        text.count == 8 ? "\(text.prefix(4))-\(text.suffix(4))" : text
    }
}
