import Watch

/// What the hub knows, whichever thread asks: behind its lock, and small. Plain facts and what follows from them.
struct LiveState {
    /// A group that somebody listens to here. It is forgotten when the last one goes.
    struct Listened {
        var streams = 0
        /// The newest sequence that was told here; nil until the first listener knows where the group stands.
        var published: Int64?
        /// The membership that the streams of this group go by.
        var members: Members?
    }

    struct Members {
        let version: Int64
        /// The hub's time when this version had been read.
        let learnt: UInt64
    }

    /// A key with which streams were opened here.
    struct Key {
        let person: PersonId
        var streams: Int
        /// What its holder hears is as it was at this version.
        var version: Int64
    }

    private(set) var groups: [GroupId: Listened] = [:]
    private(set) var keys: [TokenId: Key] = [:]
    private var persons: [PersonId: Int] = [:]
    /// Told which groups somebody listens to here.
    private let bus: (any Bus)?
    private(set) var streams = 0
    private(set) var totals = LiveHub.Totals()
    /// Groups of which there may be news, and of which the membership may have changed: the pump's work.
    var toAdvance: Set<GroupId> = []
    var toUpdate: Set<GroupId> = []
    var isClosing = false
    /// Time as the hub counts it: one further with each stream that somebody asks for.
    private var now: UInt64 = 0

    init(bus: (any Bus)? = nil) { self.bus = bus }

    // MARK: coming and going

    /// Somebody asks for a stream: the hub's time for it, or why there can be none now.
    ///
    /// - Throws: `unavailable`, `too-many-streams`.
    mutating func knock(_ person: PersonId, _ limits: LiveLimits) throws(Refusal) -> UInt64 {
        try admit(person, limits)
        now += 1
        return now
    }

    /// A stream is there. The limits hold here, however many knocked at the same time.
    ///
    /// - Throws: `unavailable`, `too-many-streams`.
    mutating func open(_ holder: LiveHolder, _ groups: some Sequence<GroupId>, _ limits: LiveLimits) throws(Refusal) {
        try admit(holder.person, limits)
        streams += 1
        persons[holder.person, default: 0] += 1
        var key = keys[holder.key] ?? Key(person: holder.person, streams: 0, version: holder.version)
        key.streams += 1
        // The oldest of them is not up to date with more than this.
        key.version = min(key.version, holder.version)
        keys[holder.key] = key
        for group in groups { join(group) }
    }

    mutating func end(_ holder: LiveHolder, _ groups: some Sequence<GroupId>) {
        streams -= 1
        persons[holder.person, default: 1] -= 1
        if persons[holder.person] == 0 { persons[holder.person] = nil }
        keys[holder.key]?.streams -= 1
        if keys[holder.key]?.streams == 0 { keys[holder.key] = nil }
        for group in groups { leave(group) }
    }

    mutating func join(_ group: GroupId) {
        // Said while the lock is held, so that coming and going are told in their order. The bus never waits.
        if groups[group] == nil { bus?.listen(to: group) }
        groups[group, default: Listened()].streams += 1
    }

    mutating func leave(_ group: GroupId) {
        guard var listened = groups[group] else { return }
        listened.streams -= 1
        groups[group] = listened.streams > 0 ? listened : nil
        if listened.streams == 0 { bus?.ignore(group) }
    }

    private func admit(_ person: PersonId, _ limits: LiveLimits) throws(Refusal) {
        if isClosing { throw Refusal(.unavailable) }
        guard streams < limits.streams else { throw Refusal(.unavailable) }
        guard persons[person] ?? 0 < limits.streamsPerPerson else {
            throw Refusal(.tooManyStreams, ["limit": String(limits.streamsPerPerson)])
        }
    }

    // MARK: where groups stand

    /// Whether the pump has to be woken for an event of which somebody tells.
    mutating func hear(_ group: GroupId, _ sequence: Int64) -> Bool {
        // Where the group stands is known in a moment, when its first stream begins; it is then looked after at once.
        guard let published = groups[group]?.published else { return false }
        return sequence > published && toAdvance.insert(group).inserted
    }

    /// An event has been fetched and goes out now.
    mutating func publish(_ group: GroupId, _ sequence: Int64) { groups[group]?.published = sequence }

    /// What `know` found.
    struct Known {
        /// Up to where history has to be told, by group.
        var published: [GroupId: Int64] = [:]
        /// Whether no membership can have changed since the hub's time asked for.
        var isCertain = true
        /// Something may have come before anybody listened.
        var isPumpNeeded = false
    }

    /// Takes where groups stand from the first who asks, and says up to where each has to be told.
    ///
    /// - Parameters:
    ///   - heads: read after the memberships of the stream, which is registered by now.
    ///   - began: the hub's time before its memberships were read.
    mutating func know(_ heads: [GroupHead], since began: UInt64) -> Known {
        var known = Known()
        for head in heads {
            guard var listened = groups[head.id] else { continue }
            // Known before the memberships of this stream were read, and the same after: nobody came or went meanwhile.
            // Who goes from now on is cut, because the version that is known here changes before the cut is made.
            let isSame = listened.members.map { $0.version == head.memberVersion && $0.learnt < began }
            if isSame != true { known.isCertain = false }
            if listened.members == nil { listened.members = Members(version: head.memberVersion, learnt: now) }
            if listened.published == nil {
                listened.published = head.lastSequence
                if toAdvance.insert(head.id).inserted { known.isPumpNeeded = true }
            }
            groups[head.id] = listened
            known.published[head.id] = max(listened.published ?? 0, head.lastSequence)
        }
        return known
    }

    /// The streams of a group go by this membership now.
    mutating func updateAccess(_ head: GroupHead) {
        groups[head.id]?.members = Members(version: head.memberVersion, learnt: now)
    }

    /// Not all of them do: the next comparison finds another version, whichever it is.
    mutating func doubt(_ group: GroupId) { groups[group]?.members = Members(version: -1, learnt: now) }

    /// Whether the pump has to be woken for what the database says of a group.
    mutating func compare(_ head: GroupHead) -> Bool {
        var isToDo = hear(head.id, head.lastSequence)
        if let members = groups[head.id]?.members, members.version != head.memberVersion {
            isToDo = toUpdate.insert(head.id).inserted || isToDo
        }
        return isToDo
    }

    // MARK: whose keys have ended

    /// What follows from what the database says of keys: which have ended, and whose holders hear otherwise than at
    /// the version that their streams go by.
    func compare(
        _ asked: [TokenId], _ versions: [TokenId: Int64]
    ) -> (ended: Set<TokenId>, changed: Set<PersonId>) {
        var ended: Set<TokenId> = []
        var changed: Set<PersonId> = []
        for id in asked {
            guard let key = keys[id] else { continue }
            guard let version = versions[id] else {
                ended.insert(id)
                continue
            }
            if version > key.version { changed.insert(key.person) }
        }
        return (ended, changed)
    }

    /// The streams of a person go by this version now.
    mutating func updateAccess(_ person: PersonId, at version: Int64) {
        for (id, key) in keys where key.person == person && key.version < version { keys[id]?.version = version }
    }

    // MARK: figures

    mutating func count(sent: Int, dropped: Int) {
        totals.sent += sent
        totals.dropped += dropped
    }
}
