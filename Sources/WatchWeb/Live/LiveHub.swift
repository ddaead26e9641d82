import HTTPTypes
import Hummingbird
import Logging
import NIOConcurrencyHelpers
import NIOCore
import Watch

// Two worlds meet here. Streams live on event loops: `LiveLoop` and `LiveStream` are touched on their own loop only,
// and cross over in a `NIOLoopBound`. What they tell comes from the database, by async calls. The hub between them
// keeps three small facts behind one lock: who listens to which group here, the newest sequence that was published of
// each, and which groups to look at next. Only the pump of `LiveService` publishes, one group after another, so events
// leave in order. A stream is registered first, then told its history up to what was published, then released; it
// takes only the sequence that follows its position, so that it hears each event once, in order, without a gap.

/// The one door to live streams.
public final class LiveHub: Sendable {
    struct State {
        struct Listened {
            var streams = 0
            /// The newest sequence that was told here; nil until the first listener knows where the group stands.
            var published: Int64?
            var memberVersion: Int64?
        }

        var groups: [GroupId: Listened] = [:]
        var persons: [PersonId: Int] = [:]
        var streams = 0
        var toAdvance: Set<GroupId> = []
        var toRehear: Set<GroupId> = []
        var isClosing = false
    }

    /// Cheap figures for the operator.
    public struct Figures: Sendable, Hashable {
        /// Open streams.
        public let streams: Int
        /// Groups that somebody listens to here.
        public let groups: Int

        public init(streams: Int, groups: Int) {
            self.streams = streams
            self.groups = groups
        }
    }

    let source: any LiveSource
    let limits: LiveLimits
    let logger: Logger
    let state = NIOLockedValueBox(State())
    /// Wakes the pump; what there is to do stands in the state.
    let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    /// Streams that lack history.
    let behind: AsyncStream<NIOLoopBound<LiveStream>>
    let loops: [(eventLoop: any EventLoop, hub: NIOLoopBoundBox<LiveLoop?>)]

    public init(
        source: any LiveSource, eventLoops: any EventLoopGroup, limits: LiveLimits = LiveLimits(), logger: Logger
    ) {
        self.source = source
        self.limits = limits
        self.logger = logger
        (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        let (behind, raise) = AsyncStream.makeStream(
            of: NIOLoopBound<LiveStream>.self, bufferingPolicy: .bufferingOldest(100_000))
        self.behind = behind
        let state = state
        loops = eventLoops.makeIterator().map { eventLoop in
            let box = NIOLoopBoundBox<LiveLoop?>.makeEmptyBox(eventLoop: eventLoop)
            eventLoop.execute {
                box.value = LiveLoop(
                    eventLoop: eventLoop, slice: limits.slice,
                    opened: { person, groups in state.withLockedValue { $0.open(person, groups) } },
                    ended: { person, groups in state.withLockedValue { $0.end(person, groups) } },
                    left: { group in state.withLockedValue { $0.leave(group) } },
                    raised: { _ = raise.yield($0) })
            }
            return (eventLoop, box)
        }
    }

    public var figures: Figures {
        state.withLockedValue { Figures(streams: $0.streams, groups: $0.groups.count) }
    }

    // MARK: what others tell the hub

    /// A committed event: the fast path. May be told twice, late, or not at all.
    public func heard(group: GroupId, sequence: Int64) {
        let isNews = state.withLockedValue { state in
            guard let listened = state.groups[group], sequence > listened.published ?? -1 else { return false }
            return state.toAdvance.insert(group).inserted
        }
        if isNews { waker.yield() }
    }

    /// Somebody came, went or changed in a group.
    public func membershipChanged(group: GroupId) {
        let isHeard = state.withLockedValue { state in
            state.groups[group] != nil && state.toRehear.insert(group).inserted
        }
        if isHeard { waker.yield() }
    }

    /// Tells something that has no place in the history, to some of those who listen now.
    public func whisper(group: GroupId, to whom: LiveWhisper, event: String, data: String) {
        guard state.withLockedValue({ $0.groups[group] != nil }) else { return }
        let chunk = LiveChunk.of(LiveChunk.body(LiveFrame(event: event, data: data)))
        onEachLoop { $0.whisper(chunk, group: group, to: whom) }
    }

    /// Ends all streams of a person: a key of theirs was taken back.
    public func end(person: PersonId) { onEachLoop { $0.end(person) } }

    func onEachLoop(_ work: @escaping @Sendable (LiveLoop) -> Void) {
        for (eventLoop, box) in loops {
            eventLoop.execute { if let loop = box.value { work(loop) } }
        }
    }

    // MARK: opening

    /// The answer to who opens a stream.
    ///
    /// - Parameters:
    ///   - cursor: what the browser sent as `Last-Event-ID`; without one, or with one that is not ours, it starts now.
    ///   - channel: of a plain HTTP/1.1 connection, onto which chunks are written directly.
    /// - Throws: `not-a-member` for who hears no group, `too-many-streams`, `unavailable` while closing.
    public func stream(for person: PersonId, cursor: String?, on channel: any Channel) async throws -> Response {
        let hearings = try await source.hearings(of: person)
        guard !hearings.isEmpty else { throw Refusal(.notAMember) }
        if let refusal = state.withLockedValue({ $0.whyNot(person, limits) }) { throw refusal }
        let places = try await places(hearings, cursor.flatMap { LiveCursor($0) }?.positions ?? [:])
        guard let loop = loops.first(where: { $0.eventLoop === channel.eventLoop }) else {
            throw Refusal(.unavailable)
        }
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "no-store"
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        let retry = Int.random(in: 1_000...5_000)
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                try await writer.write(ByteBuffer(string: "retry: \(retry)\n: saar\n\n"))
                let stream = try await loop.eventLoop.submit {
                    try self.open(person, places, loop.hub, channel)
                }.get()
                do {
                    try await self.raise(stream)
                } catch {
                    // The page comes back by itself and tries again.
                    loop.eventLoop.execute { stream.value.end() }
                }
                await withCheckedContinuation { continuation in
                    loop.eventLoop.execute { stream.value.park(continuation) }
                }
                try await writer.finish(nil)
            })
    }

    /// Where somebody begins in each of their groups. It is looked up before anything is answered, so that whoever has
    /// seen the answer misses nothing that is said after it.
    private func places(
        _ hearings: [Hearing], _ positions: [GroupId: Int64]
    ) async throws -> [GroupId: LiveStream.Place] {
        let heads = try await source.heads(of: hearings.map(\.group))
        let last = Dictionary(heads.map { ($0.id, $0.lastSequence) }) { first, _ in first }
        var places: [GroupId: LiveStream.Place] = [:]
        for hearing in hearings {
            // A cursor ahead of the group was not given out by us, or by a database that was put back.
            let now = last[hearing.group] ?? 0
            let position = min(positions[hearing.group] ?? now, now)
            places[hearing.group] = LiveStream.Place(
                audience: hearing.audience, since: hearing.since, position: max(position, hearing.since - 1))
        }
        return places
    }

    private func open(
        _ person: PersonId, _ places: [GroupId: LiveStream.Place], _ box: NIOLoopBoundBox<LiveLoop?>,
        _ channel: any Channel
    ) throws -> NIOLoopBound<LiveStream> {
        guard let loop = box.value else { throw Refusal(.unavailable) }
        let stream = LiveStream(person: person, places: places, loop: loop, mostWaiting: limits.waiting)
        try channel.pipeline.syncOperations.addHandler(stream, position: .first)
        return NIOLoopBound(stream, eventLoop: channel.eventLoop)
    }

    /// Brings a stream up: its history from where it stands to what was published, then what waits.
    func raise(_ stream: NIOLoopBound<LiveStream>) async throws {
        let eventLoop = stream.eventLoop
        let positions = try await eventLoop.submit { stream.value.places.mapValues(\.position) }.get()
        guard !positions.isEmpty else { return }
        let heads = try await source.heads(of: Array(positions.keys))
        let published = state.withLockedValue { $0.know(heads) }
        for (group, start) in positions {
            var position = start
            while position < published[group] ?? 0 {
                let page = try await source.events(of: group, after: position, limit: limits.page)
                guard let last = page.last else { break }
                let broadcasts = page.map(LiveBroadcast.init)
                let isSlow = try await eventLoop.submit {
                    stream.value.replay(broadcasts)
                    return stream.value.pauseIfSlow()
                }.get()
                if isSlow { return }
                position = last.sequence
            }
        }
        try await eventLoop.submit { stream.value.release() }.get()
    }
}

extension LiveHub.State {
    /// Why a stream cannot be opened now; nil when it can.
    func whyNot(_ person: PersonId, _ limits: LiveLimits) -> Refusal? {
        if isClosing { return Refusal(.unavailable) }
        guard streams < limits.streams, persons[person] ?? 0 < limits.streamsPerPerson else {
            return Refusal(.tooManyStreams, ["limit": String(limits.streamsPerPerson)])
        }
        return nil
    }

    mutating func open(_ person: PersonId, _ groups: [GroupId]) {
        streams += 1
        persons[person, default: 0] += 1
        for group in groups { self.groups[group, default: Listened()].streams += 1 }
    }

    mutating func end(_ person: PersonId, _ groups: [GroupId]) {
        streams -= 1
        persons[person, default: 1] -= 1
        if persons[person] == 0 { persons[person] = nil }
        for group in groups { leave(group) }
    }

    mutating func leave(_ group: GroupId) {
        guard var listened = groups[group] else { return }
        listened.streams -= 1
        groups[group] = listened.streams > 0 ? listened : nil
    }

    /// Takes where groups stand from the first who asks, and says up to where each has been published.
    mutating func know(_ heads: [GroupHead]) -> [GroupId: Int64] {
        var published: [GroupId: Int64] = [:]
        for head in heads {
            guard var listened = groups[head.id] else { continue }
            if listened.published == nil { listened.published = head.lastSequence }
            if listened.memberVersion == nil { listened.memberVersion = head.memberVersion }
            groups[head.id] = listened
            published[head.id] = max(listened.published ?? 0, head.lastSequence)
        }
        return published
    }
}
