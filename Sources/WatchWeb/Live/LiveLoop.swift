import NIOConcurrencyHelpers
import NIOCore
import Watch

/// The streams of one event loop. Touched only on that loop, so it needs no lock; the hub reaches it by one hop.
final class LiveLoop {
    /// Something to tell to many: done in slices, one after another, so that each stream hears everything in order and
    /// others are served in between.
    private enum Walk {
        case event(LiveBroadcast)
        case ephemeral(ByteBuffer, group: GroupId, LiveEphemeral)
        case heartbeat
    }

    private let eventLoop: any EventLoop
    private let slice: Int
    private let patience: TimeAmount
    private let state: NIOLockedValueBox<LiveState>
    private let toCatchUp: @Sendable (NIOLoopBound<LiveStream>) -> Void

    private var streams: [ObjectIdentifier: LiveStream] = [:]
    private var listeners: [GroupId: [ObjectIdentifier: LiveStream]] = [:]
    private var walks: [Walk] = []
    private var isWalking = false
    /// Counted here without a lock, and handed over when a walk ends.
    private var sent = 0
    private var dropped = 0

    init(
        eventLoop: any EventLoop, slice: Int, patience: TimeAmount, state: NIOLockedValueBox<LiveState>,
        toCatchUp: @escaping @Sendable (NIOLoopBound<LiveStream>) -> Void
    ) {
        self.eventLoop = eventLoop
        self.slice = slice
        self.patience = patience
        self.state = state
        self.toCatchUp = toCatchUp
    }

    var now: NIODeadline { eventLoop.now }

    // MARK: what streams say

    /// A stream that the hub has counted.
    func add(_ stream: LiveStream) {
        streams[ObjectIdentifier(stream)] = stream
        for group in stream.places.keys { listeners[group, default: [:]][ObjectIdentifier(stream)] = stream }
    }

    func remove(_ stream: LiveStream) {
        guard streams.removeValue(forKey: ObjectIdentifier(stream)) != nil else { return }
        for group in stream.places.keys { drop(stream, from: group) }
        state.withLockedValue { $0.end(stream.holder, stream.places.keys) }
    }

    func join(_ group: GroupId, _ stream: LiveStream) {
        listeners[group, default: [:]][ObjectIdentifier(stream)] = stream
        state.withLockedValue { $0.join(group) }
    }

    func leave(_ group: GroupId, _ stream: LiveStream) {
        drop(stream, from: group)
        state.withLockedValue { $0.leave(group) }
    }

    /// A slow stream can be written to again, or misses something: history must be sent from where it stands.
    func catchUp(_ stream: LiveStream) { toCatchUp(NIOLoopBound(stream, eventLoop: eventLoop)) }

    func countSent() { sent += 1 }

    func countDropped() { dropped += 1 }

    private func drop(_ stream: LiveStream, from group: GroupId) {
        listeners[group]?[ObjectIdentifier(stream)] = nil
        if listeners[group]?.isEmpty == true { listeners[group] = nil }
    }

    // MARK: what the hub says

    func tell(_ broadcast: LiveBroadcast) { begin(.event(broadcast)) }

    func sendEphemeral(_ chunk: ByteBuffer, group: GroupId, to whom: LiveEphemeral) {
        begin(.ephemeral(chunk, group: group, whom))
    }

    func beat() { begin(.heartbeat) }

    func endAll() { for stream in streams.values { stream.end() } }

    func end(_ person: PersonId) { for stream in streams.values where stream.person == person { stream.end() } }

    func end(_ keys: Set<TokenId>) {
        for stream in streams.values where keys.contains(stream.holder.key) { stream.end() }
    }

    /// What a person hears has been read anew.
    func updateAccess(_ person: PersonId, _ reading: LiveAccess) {
        for stream in streams.values where stream.person == person { stream.updateAccess(reading) }
    }

    /// Whose streams hear a group otherwise than by this reading: those who came, went or became something else in it.
    func persons(hearing group: GroupId, otherwiseThan hearers: [PersonId: Hearing]) -> Set<PersonId> {
        var persons: Set<PersonId> = []
        for stream in streams.values {
            let (place, hearing) = (stream.places[group], hearers[stream.person])
            if place?.audience != hearing?.audience || place?.since != hearing?.since { persons.insert(stream.person) }
        }
        return persons
    }

    // MARK: walking in slices

    private func begin(_ walk: Walk) {
        walks.append(walk)
        guard !isWalking else { return }
        isWalking = true
        next()
    }

    private func next() {
        if sent + dropped > 0 {
            state.withLockedValue { $0.count(sent: sent, dropped: dropped) }
            (sent, dropped) = (0, 0)
        }
        guard !walks.isEmpty else {
            isWalking = false
            return
        }
        let walk = walks.removeFirst()
        go(on: walk, targets(of: walk), from: 0)
    }

    private func targets(of walk: Walk) -> [LiveStream] {
        switch walk {
        case .event(let broadcast): Array((listeners[broadcast.group] ?? [:]).values)
        case .ephemeral(_, let group, let whom):
            (listeners[group] ?? [:]).values.filter { stream in
                whom.persons.contains(stream.person)
                    || stream.places[group].map { whom.audiences.contains($0.audience) } == true
            }
        case .heartbeat: Array(streams.values)
        }
    }

    private func go(on walk: Walk, _ targets: [LiveStream], from start: Int) {
        let end = min(start + slice, targets.count)
        for stream in targets[start..<end] where !stream.isOver {
            switch walk {
            case .event(let broadcast): stream.hear(broadcast)
            case .ephemeral(let chunk, _, _): stream.sendEphemeral(chunk)
            case .heartbeat: stream.beat(LiveChunk.heartbeat, patience: patience)
            }
        }
        // Others get their turn before the next slice, and before the next walk too.
        let rest = NIOLoopBound((self, targets, walk), eventLoop: eventLoop)
        eventLoop.execute {
            let (loop, targets, walk) = rest.value
            if end < targets.count { loop.go(on: walk, targets, from: end) } else { loop.next() }
        }
    }
}
