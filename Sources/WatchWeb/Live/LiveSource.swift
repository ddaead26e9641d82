import Watch

/// Who holds a stream.
struct LiveHolder: Hashable, Sendable {
    let person: PersonId
    /// The key with which it was opened: the stream lasts no longer.
    let key: TokenId
    /// How often what they hear had changed when it was read for this stream.
    let version: Int64
}

/// All that a person hears, read anew for their streams, and where those groups stood after it was read.
struct LiveAccess: Sendable {
    /// How often it had changed: a stream that goes by a newer reading lets this one go.
    let version: Int64
    let hearings: [GroupId: Hearing]
    let heads: [GroupId: Int64]
}

/// What an event looks like on the stream, for one audience.
public struct LiveFrame: Hashable, Sendable {
    /// The `event:`.
    public let event: String
    /// The `data:`, one line of JSON.
    public let data: String

    /// - Parameter data: one line, or it would end the event on the wire.
    public init(event: String, data: String) {
        self.event = event
        self.data = data
    }
}

/// An event of a group, ready for every audience. An audience without a frame is not told.
public struct LiveEvent: Sendable {
    /// The group whose history it stands in.
    public let group: GroupId
    /// Its place there, one above that of the event before.
    public let sequence: Int64
    /// What each audience is told.
    public let frames: [Audience: LiveFrame]
    /// The same news in groups that come before this one: who is told there is not told here.
    public let earlier: [Placement]

    /// An event as its audiences see it.
    public init(
        group: GroupId, sequence: Int64, frames: [Audience: LiveFrame], earlier: [Placement] = []
    ) {
        self.group = group
        self.sequence = sequence
        self.frames = frames
        self.earlier = earlier
    }
}

/// Where the streams get what they tell: the database, which is the truth.
public protocol LiveSource: Sendable {
    /// The groups that a person hears, and how often that had changed: both as they were at one moment.
    func hearings(of person: PersonId) async throws -> VersionedHearings
    /// Everybody who hears a group, in one look.
    func hearers(of group: GroupId) async throws -> [PersonId: Hearing]
    /// Which of these keys still open a door, and for each how often what its holder hears has changed, in one look.
    func hearingVersions(ofHolders keys: [TokenId]) async throws -> [TokenId: Int64]
    /// Newest sequence and membership version of groups, in one look; without those that do not exist.
    func heads(of groups: [GroupId]) async throws -> [GroupHead]
    /// Events above a sequence, ascending, without a gap.
    func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [LiveEvent]
}

/// To whom something is told that is no event and has no place in the history.
public struct LiveEphemeral: Sendable {
    /// What it is called in the stream.
    public enum Kind: String, Sendable, CaseIterable {
        /// Somebody asks to join, came, went or changed.
        case membersChanged = "members-changed"
        /// Somebody pointed a message out.
        case messageFlagged = "message-flagged"
        /// An alert has come further.
        case reachChanged = "reach-changed"
    }

    /// These, if they hear the group.
    public let persons: Set<PersonId>
    /// And everybody who hears the group as one of these.
    public let audiences: Set<Audience>

    /// To whom: either is enough.
    public init(persons: Set<PersonId>, audiences: Set<Audience>) {
        self.persons = persons
        self.audiences = audiences
    }
}

/// Bounds on streams.
public struct LiveLimits: Sendable {
    /// Streams a person may have open on this server: pages on all their devices.
    public var streamsPerPerson = 20
    /// Streams in all.
    public var streams = 100_000
    /// Subscribers that are served in one go before others get their turn.
    public var slice = 256
    /// Events that wait for a stream while it is brought up; with more it is dropped and comes back by itself.
    public var waiting = 1_000
    /// Events that are fetched at a time.
    public var page = 200
    /// How long a connection may take nothing before it is dropped; looked at with each heartbeat.
    public var patience: Duration = .seconds(30)
    /// Streams that are brought up at the same time after they fell behind.
    public var catchingUp = 8

    /// What suits a server for a whole region.
    public init() {}
}
