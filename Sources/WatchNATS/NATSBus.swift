import CNATS
import Dispatch
import Synchronization
import Watch

/// The bus between servers: NATS, through libnats.
///
/// One subject a group (`saar.group.ID`), subscribed only while somebody listens to that group here, and one that every
/// server hears (`saar.house`) for what concerns groups that nobody listens to yet. libnats has threads of its own and
/// may wait on a socket, so it is called on this bus's own queue alone; what waits for that queue is bounded, and so is
/// what waits at each subscription. What does not fit is let go: comparing with the database brings it.
public final class NATSBus: Bus, Sendable {
    /// How the bus behaves.
    public struct Limits: Sendable {
        /// Words that wait to be told; with more the oldest are let go.
        public var outbox = 10_000
        /// Words that wait at one subscription for their turn; with more, new ones are let go by libnats.
        public var inbox = 1_000
        /// How long a socket may take nothing before it is given up.
        public var writing: Duration = .seconds(2)
        /// How often the server is asked whether it still lives; two silences in a row end the connection.
        public var ping: Duration = .seconds(2)
        /// How long to wait before the same server is tried again; somewhat more by chance.
        public var retry: Duration = .milliseconds(250)
        /// How long to wait at most before a server that refused us is tried again.
        public var refused: Duration = .seconds(4)

        /// What suits servers in one country.
        public init() {}
    }

    /// What was counted since the start.
    public struct Totals: Sendable, Hashable {
        /// Words told to others, and heard from them.
        public var told = 0
        public var heard = 0
        /// Words let go because there was no connection or no room.
        public var dropped = 0
    }

    private struct State {
        var link: NATSLink?
        /// Groups that somebody listens to here.
        var wanted: Set<GroupId> = []
        /// Groups whose subscription may have to change.
        var changed: Set<GroupId> = []
        var outbox: [BusWord] = []
        var isScheduled = false
        var isClosed = false
        /// How often in a row a connection ended for good, and how many there had been by then.
        var refusals = 0
        var connections = 0
    }

    private let address: NATSAddress
    private let limits: Limits
    private let queue = DispatchQueue(label: "saar.nats")
    private let mutex = Mutex(State())
    private let ear: NATSCallbacks

    /// Prepares the bus; `open` connects.
    ///
    /// - Parameter onState: called on a thread of libnats when the connection comes or goes.
    public init(
        _ address: NATSAddress, limits: Limits = Limits(), onState: @escaping @Sendable (BusState) -> Void = { _ in }
    ) {
        self.address = address
        self.limits = limits
        ear = NATSCallbacks(retry: limits.retry, onState: onState)
    }

    /// Connects, and from then on hands over what other servers say, on a thread of libnats: `hear` must not wait.
    /// Comes back at once also when no server is there, or one that does not let us in: it goes on trying.
    ///
    /// - Throws: `NATSFault` when a file of the address cannot be used.
    public func open(_ hear: @escaping @Sendable (BusWord) -> Void) async throws {
        ear.listen(hear) { [weak self] in
            guard let bus = self else { return }
            bus.queue.async { bus.replace() }
        }
        try await onQueue { [self] in
            try connect()
        }
    }

    /// Ends the connection; what still waits is told first.
    public func close() async {
        try? await onQueue { [self] in
            let link = mutex.withLock { state in
                state.isClosed = true
                defer { state.link = nil }
                return state.link
            }
            if let link {
                work(link)
                link.close()
            }
        }
    }

    // MARK: Bus

    /// See `Bus`.
    public func tell(_ word: BusWord) {
        let isFull = mutex.withLock { state in
            guard !state.isClosed else { return false }
            // By the time there is a connection again it is old news.
            if state.link == nil, state.refusals > 0 { return true }
            let isFull = state.outbox.count >= limits.outbox
            if isFull { state.outbox.removeFirst() }
            state.outbox.append(word)
            return isFull
        }
        if isFull { ear.drop(1) }
        schedule()
    }

    /// See `Bus`.
    public func listen(to group: GroupId) {
        mutex.withLock { state in
            state.wanted.insert(group)
            state.changed.insert(group)
        }
        schedule()
    }

    /// See `Bus`.
    public func ignore(_ group: GroupId) {
        mutex.withLock { state in
            state.wanted.remove(group)
            state.changed.insert(group)
        }
        schedule()
    }

    /// See `Bus`.
    public var state: BusState { ear.standing }

    /// How much there was of what.
    public var totals: Totals { ear.totals }

    // MARK: on the bus's own queue

    private func connect() throws {
        guard !mutex.withLock({ $0.isClosed }) else { return }
        let link = try NATSLink(address, limits, ear)
        mutex.withLock { state in
            state.link = link
            state.changed.formUnion(state.wanted)
        }
        work(link)
    }

    /// libnats gives a connection up for good once the server has refused us twice. Whoever mends the password, on either
    /// side, must not have to start anything anew.
    private func replace() {
        let over = mutex.withLock { state -> NATSLink? in
            guard !state.isClosed, let link = state.link, link.isOver else { return nil }
            state.link = nil
            return link
        }
        guard let over else { return }
        over.close()
        connectLater()
    }

    private func connectLater() {
        let connections = ear.connections
        let refusals = mutex.withLock { state in
            state.refusals = state.connections == connections ? state.refusals + 1 : 1
            state.connections = connections
            return state.refusals
        }
        let pause = min(limits.refused, limits.retry * Double(1 << min(refusals, 10))) * Double.random(in: 0.5...1)
        queue.asyncAfter(deadline: .now() + pause / .seconds(1)) { [weak self] in
            do {
                try self?.connect()
            } catch {
                // Also what is wrong with a file: it was right at the start, and may be in the midst of being replaced.
                self?.connectLater()
            }
        }
    }

    private func schedule() {
        let isToSchedule = mutex.withLock { state in
            guard state.link != nil, !state.isScheduled else { return false }
            state.isScheduled = true
            return true
        }
        guard isToSchedule else { return }
        queue.async { [self] in
            if let link = mutex.withLock({ $0.link }) { work(link) }
        }
    }

    private func work(_ link: NATSLink) {
        let (changes, words) = mutex.withLock { state in
            defer {
                state.changed = []
                state.outbox = []
                state.isScheduled = false
            }
            return (state.changed.map { ($0, state.wanted.contains($0)) }, state.outbox)
        }
        for (group, isWanted) in changes { link.subscribe(group, isWanted) }
        for word in words { link.publish(word) }
    }

    private func onQueue(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
