import Logging
import NIOConcurrencyHelpers
import NIOCore
import Watch

// Two worlds meet here. Streams live on event loops: `LiveLoop` and `LiveStream` are touched on their own loop only,
// and cross over in a `NIOLoopBound`. What they tell comes from the database, by async calls. The hub between them
// keeps a few small facts behind one lock: who listens to which group here, the newest sequence that was published of
// each, and which groups to look at next. Nothing waits while it is held. Only the pump of `LiveService` publishes, one
// group after another, and says so before the event goes out, so events leave in order. A stream is registered first,
// then told its history up to what was published, then released; it takes only the sequence that follows its position,
// so that it hears each event once, in order, without a gap, however often and in whatever order it comes by.

/// The one door to live streams.
public final class LiveHub: Sendable {
    /// Cheap figures for the operator.
    public struct Counts: Sendable, Hashable {
        /// Open streams.
        public let streams: Int
        /// Groups that somebody listens to here.
        public let groups: Int

        /// Figures as somebody expects them.
        public init(streams: Int, groups: Int) {
            self.streams = streams
            self.groups = groups
        }
    }

    /// What was counted since the start. Counted when a walk ends, so it may be a moment late.
    public struct Totals: Sendable, Hashable {
        /// Events written to streams, one for each listener.
        public var sent = 0
        /// Streams that were cut because they could not keep up.
        public var dropped = 0
    }

    let source: any LiveSource
    let limits: LiveLimits
    let logger: Logger
    let state: NIOLockedValueBox<LiveState>
    /// Wakes the pump; what there is to do stands in the state.
    let wake: AsyncStream<Void>
    private let waker: AsyncStream<Void>.Continuation
    /// Streams that lack history.
    let behind: AsyncStream<NIOLoopBound<LiveStream>>
    let loops: [(eventLoop: any EventLoop, hub: NIOLoopBoundBox<LiveLoop?>)]

    /// - Parameters:
    ///   - source: where events and memberships are.
    ///   - eventLoops: those that the server's connections live on.
    ///   - bus: told which groups somebody listens to here.
    public init(
        source: any LiveSource, eventLoops: any EventLoopGroup, limits: LiveLimits = LiveLimits(),
        bus: (any Bus)? = nil, logger: Logger
    ) {
        self.source = source
        let state = NIOLockedValueBox(LiveState(bus: bus))
        self.state = state
        self.limits = limits
        self.logger = logger
        (wake, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        // More cannot be behind than are open; one that is not taken in ends when too much waits for it.
        let (behind, ask) = AsyncStream.makeStream(
            of: NIOLoopBound<LiveStream>.self, bufferingPolicy: .bufferingOldest(limits.streams))
        self.behind = behind
        loops = eventLoops.makeIterator().map { eventLoop in
            let box = NIOLoopBoundBox<LiveLoop?>.makeEmptyBox(eventLoop: eventLoop)
            eventLoop.execute {
                box.value = LiveLoop(
                    eventLoop: eventLoop, slice: limits.slice, patience: TimeAmount(limits.patience), state: state,
                    toCatchUp: { _ = ask.yield($0) })
            }
            return (eventLoop, box)
        }
    }

    /// How much there is of what, now.
    public var counts: Counts {
        state.withLockedValue { Counts(streams: $0.streams, groups: $0.groups.count) }
    }

    /// How much there was of what.
    public var totals: Totals { state.withLockedValue { $0.totals } }

    // MARK: what others tell the hub

    /// A committed event: the fast path. May be told twice, late, or not at all; never waits.
    public func heard(group: GroupId, sequence: Int64) {
        if state.withLockedValue({ $0.hear(group, sequence) }) { waker.yield() }
    }

    /// Somebody came, went or changed in a group: the fast path. Who no longer hears the group is cut at once, who now
    /// does is told from now on, without opening again. May be told twice or not at all; never waits.
    public func membershipChanged(group: GroupId) {
        let isToDo = state.withLockedValue { state in
            // Also of a group that nobody here listens to yet: its new member may have a stream open for another.
            state.streams > 0 && state.toUpdate.insert(group).inserted
        }
        if isToDo { waker.yield() }
    }

    /// Tells something that has no place in the history, to some of those who listen now and keep up.
    ///
    /// - Parameter data: one line.
    public func sendEphemeral(group: GroupId, to whom: LiveEphemeral, kind: LiveEphemeral.Kind, data: String) {
        guard state.withLockedValue({ $0.groups[group] != nil }) else { return }
        let chunk = LiveChunk.of(LiveChunk.body(LiveFrame(event: kind.rawValue, data: data)))
        onEachLoop { $0.sendEphemeral(chunk, group: group, to: whom) }
    }

    /// Ends all streams of a person: they signed out, or a key of theirs was taken back. Those who may will come back.
    public func end(person: PersonId) { onEachLoop { $0.end(person) } }

    // MARK: what the service and openings need

    /// What a person hears now: every change of what a stream hears is made by such a reading.
    func access(of person: PersonId) async throws -> LiveAccess {
        let read = try await source.hearings(of: person)
        let heads = try await source.heads(of: read.hearings.map(\.group))
        return LiveAccess(
            version: read.version,
            hearings: Dictionary(read.hearings.map { ($0.group, $0) }) { first, _ in first },
            heads: Dictionary(heads.map { ($0.id, $0.lastSequence) }) { first, _ in first })
    }

    /// Whose streams hear a group otherwise than they should by this reading of who hears it.
    func persons(hearing group: GroupId, otherwiseThan hearers: [PersonId: Hearing]) async throws -> Set<PersonId> {
        var persons: Set<PersonId> = []
        for (eventLoop, box) in loops {
            let found = try await eventLoop.submit {
                box.value?.persons(hearing: group, otherwiseThan: hearers) ?? []
            }.get()
            persons.formUnion(found)
        }
        return persons
    }

    func wakePump() { waker.yield() }

    func onEachLoop(_ work: @escaping @Sendable (LiveLoop) -> Void) {
        for (eventLoop, box) in loops {
            eventLoop.execute { if let loop = box.value { work(loop) } }
        }
    }
}
