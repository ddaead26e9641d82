import Watch

/// What an event looks like on the stream, for one audience.
public struct LiveFrame: Hashable, Sendable {
    /// The `event:`.
    public let event: String
    /// The `data:`, one line of JSON.
    public let data: String

    public init(event: String, data: String) {
        self.event = event
        self.data = data
    }
}

/// An event of a group, ready for every audience. An audience without a frame is not told.
public struct LiveEvent: Sendable {
    public let group: GroupId
    public let sequence: Int64
    public let frames: [Audience: LiveFrame]

    public init(group: GroupId, sequence: Int64, frames: [Audience: LiveFrame]) {
        self.group = group
        self.sequence = sequence
        self.frames = frames
    }
}

/// Where the streams get what they tell: the database, which is the truth.
public protocol LiveSource: Sendable {
    /// The groups that a person hears.
    func hearings(of person: PersonId) async throws -> [Hearing]
    /// Everybody who hears a group, in one look.
    func hearers(of group: GroupId) async throws -> [PersonId: Hearing]
    /// Newest sequence and membership version of groups.
    func heads(of groups: [GroupId]) async throws -> [GroupHead]
    /// Events above a sequence, ascending, without a gap.
    func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [LiveEvent]
}

/// To whom something is told that is no event and has no place in the history.
public struct LiveWhisper: Sendable {
    public let persons: Set<PersonId>
    public let audiences: Set<Audience>

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
    /// Events that wait for a stream while it is brought up; beyond it is dropped and comes back by itself.
    public var waiting = 1_000
    /// Events that are fetched at a time.
    public var page = 200

    public init() {}
}
