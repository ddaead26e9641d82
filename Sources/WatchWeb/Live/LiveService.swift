import Logging
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle
import Watch

/// Keeps the streams going: publishes what is new, compares with the database in case a word was lost, lifts those who
/// fell behind, keeps silent streams open, and ends them all when the house closes.
public struct LiveService: Service {
    private let hub: LiveHub
    /// How often the database is asked, at the least, whether there is something that nobody told.
    private let catchUp: Duration
    private let heartbeat: Duration

    public init(hub: LiveHub, catchUp: Duration = .milliseconds(500), heartbeat: Duration = .seconds(20)) {
        self.hub = hub
        self.catchUp = catchUp
        self.heartbeat = heartbeat
    }

    public func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                await withTaskGroup { tasks in
                    tasks.addTask { await pump() }
                    tasks.addTask { await compare() }
                    tasks.addTask { await raise() }
                    tasks.addTask { await beat() }
                }
            }
        } onGracefulShutdown: {
            // Hummingbird waits for open answers: the streams must end by themselves, or closing takes for ever.
            hub.state.withLockedValue { $0.isClosing = true }
            hub.onEachLoop { $0.endAll() }
        }
    }

    /// The only one that publishes, so that events leave in order.
    private func pump() async {
        for await _ in hub.wake {
            let (advance, rehear) = hub.state.withLockedValue { state in
                defer {
                    state.toAdvance = []
                    state.toRehear = []
                }
                return (state.toAdvance, state.toRehear)
            }
            for group in rehear { await attempt("rehear") { try await self.rehear(group) } }
            for group in advance { await attempt("advance") { try await self.advance(group) } }
        }
    }

    private func advance(_ group: GroupId) async throws {
        while let published = hub.state.withLockedValue({ $0.groups[group]?.published }) {
            let page = try await hub.source.events(of: group, after: published, limit: hub.limits.page)
            for event in page {
                let broadcast = LiveBroadcast(event)
                // First what was published is known, then it goes out: a stream that is being raised meanwhile
                // fetches this event itself or has it waiting, and takes it once.
                hub.state.withLockedValue { $0.groups[group]?.published = event.sequence }
                hub.onEachLoop { $0.tell(broadcast) }
            }
            if page.count < hub.limits.page { return }
        }
    }

    private func rehear(_ group: GroupId) async throws {
        let hearers = try await hub.source.hearers(of: group)
        hub.onEachLoop { $0.rehear(group, hearers) }
    }

    private func compare() async {
        while !Task.isCancelled {
            await attempt("compare") {
                let groups = hub.state.withLockedValue { Array($0.groups.keys) }
                // In portions, since a statement takes a bounded number of values.
                for start in stride(from: 0, to: groups.count, by: 500) {
                    let heads = try await hub.source.heads(of: Array(groups[start..<min(start + 500, groups.count)]))
                    for head in heads { notice(head) }
                }
            }
            try? await Task.sleep(for: catchUp)
        }
    }

    private func notice(_ head: GroupHead) {
        let isRehearing = hub.state.withLockedValue { state in
            guard let known = state.groups[head.id]?.memberVersion, known != head.memberVersion else { return false }
            state.groups[head.id]?.memberVersion = head.memberVersion
            return true
        }
        if isRehearing { hub.membershipChanged(group: head.id) }
        hub.heard(group: head.id, sequence: head.lastSequence)
    }

    private func raise() async {
        for await stream in hub.behind {
            await attempt("raise") {
                do {
                    try await hub.raise(stream)
                } catch {
                    // Dropped, it comes back with its cursor and gets all of it.
                    stream.eventLoop.execute { stream.value.end() }
                    throw error
                }
            }
        }
    }

    private func beat() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: heartbeat)
            hub.onEachLoop { $0.beat() }
        }
    }

    private func attempt(_ what: String, _ work: () async throws -> Void) async {
        do {
            try await work()
        } catch is CancellationError {
            return
        } catch {
            hub.logger.error("live: not done", metadata: ["what": "\(what)", "error": "\(type(of: error))"])
        }
    }
}
