import NIOCore
import Watch

/// The streams of one event loop. Touched only on that loop, so it needs no lock; the hub reaches it by one hop.
final class LiveLoop {
    /// Something to tell to many: done in slices, one after another, so that each stream hears everything in order and
    /// others are served in between.
    private enum Walk {
        case event(LiveBroadcast)
        case whisper(ByteBuffer, group: GroupId, LiveWhisper)
        case heartbeat
    }

    private let eventLoop: any EventLoop
    private let slice: Int
    private let opened: @Sendable (PersonId, [GroupId]) -> Void
    private let ended: @Sendable (PersonId, [GroupId]) -> Void
    private let left: @Sendable (GroupId) -> Void
    private let raised: @Sendable (NIOLoopBound<LiveStream>) -> Void

    private(set) var streams: [ObjectIdentifier: LiveStream] = [:]
    private var listeners: [GroupId: [ObjectIdentifier: LiveStream]] = [:]
    private var walks: [Walk] = []
    private var isWalking = false

    init(
        eventLoop: any EventLoop, slice: Int, opened: @escaping @Sendable (PersonId, [GroupId]) -> Void,
        ended: @escaping @Sendable (PersonId, [GroupId]) -> Void, left: @escaping @Sendable (GroupId) -> Void,
        raised: @escaping @Sendable (NIOLoopBound<LiveStream>) -> Void
    ) {
        self.eventLoop = eventLoop
        self.slice = slice
        self.opened = opened
        self.ended = ended
        self.left = left
        self.raised = raised
    }

    func add(_ stream: LiveStream) {
        streams[ObjectIdentifier(stream)] = stream
        for group in stream.places.keys { listeners[group, default: [:]][ObjectIdentifier(stream)] = stream }
        opened(stream.person, Array(stream.places.keys))
    }

    func remove(_ stream: LiveStream) {
        guard streams.removeValue(forKey: ObjectIdentifier(stream)) != nil else { return }
        for group in stream.places.keys { drop(stream, from: group) }
        ended(stream.person, Array(stream.places.keys))
    }

    func leave(_ group: GroupId, _ stream: LiveStream) {
        drop(stream, from: group)
        left(group)
    }

    /// A slow stream can be written to again, or misses something: history must be sent from where it stands.
    func raise(_ stream: LiveStream) {
        stream.beginRaising()
        raised(NIOLoopBound(stream, eventLoop: eventLoop))
    }

    func tell(_ broadcast: LiveBroadcast) { begin(.event(broadcast)) }

    func whisper(_ chunk: ByteBuffer, group: GroupId, to whom: LiveWhisper) {
        begin(.whisper(chunk, group: group, whom))
    }

    func beat() { begin(.heartbeat) }

    func endAll() { for stream in streams.values { stream.end() } }

    func end(_ person: PersonId) { for stream in streams.values where stream.person == person { stream.end() } }

    func rehear(_ group: GroupId, _ hearers: [PersonId: Hearing]) {
        for stream in (listeners[group] ?? [:]).values { stream.rehear(group, hearers[stream.person]) }
    }

    private func drop(_ stream: LiveStream, from group: GroupId) {
        listeners[group]?[ObjectIdentifier(stream)] = nil
        if listeners[group]?.isEmpty == true { listeners[group] = nil }
    }

    // MARK: walking in slices

    private func begin(_ walk: Walk) {
        walks.append(walk)
        guard !isWalking else { return }
        isWalking = true
        next()
    }

    private func next() {
        guard !walks.isEmpty else {
            isWalking = false
            return
        }
        let walk = walks.removeFirst()
        let targets: [LiveStream]
        switch walk {
        case .event(let broadcast): targets = Array((listeners[broadcast.group] ?? [:]).values)
        case .whisper(_, let group, let whom):
            targets = (listeners[group] ?? [:]).values.filter { stream in
                whom.persons.contains(stream.person)
                    || stream.places[group].map { whom.audiences.contains($0.audience) } == true
            }
        case .heartbeat: targets = Array(streams.values)
        }
        go(on: walk, targets, from: 0)
    }

    private func go(on walk: Walk, _ targets: [LiveStream], from start: Int) {
        let end = min(start + slice, targets.count)
        for stream in targets[start..<end] where !stream.isOver {
            switch walk {
            case .event(let broadcast): stream.hear(broadcast)
            case .whisper(let chunk, _, _): stream.whisper(chunk)
            case .heartbeat: stream.whisper(LiveChunk.heartbeat)
            }
        }
        guard end < targets.count else { return next() }
        let rest = NIOLoopBound((self, targets, walk), eventLoop: eventLoop)
        eventLoop.execute {
            let (loop, targets, walk) = rest.value
            loop.go(on: walk, targets, from: end)
        }
    }
}
