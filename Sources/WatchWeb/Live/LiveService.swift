import Logging
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle
import Watch

/// Keeps the streams going: publishes what is new, compares with the database in case a word was lost, lets those catch up who
/// fell behind, keeps silent streams open, and ends them all when the house closes. One for a hub, run once.
public struct LiveService: Service {
    private let hub: LiveHub
    private let catchUp: Duration
    private let keyCheck: Duration
    private let heartbeat: Duration

    /// - Parameters:
    ///   - catchUp: how often the database is asked whether there is something that nobody told: the most that a lost
    ///     word costs.
    ///   - keyCheck: how often the keys of open streams are looked at, in case nobody told that one has ended, or that
    ///     its holder hears another group.
    ///   - heartbeat: how often silent streams get a sign of life, and stuck ones are looked for.
    public init(
        hub: LiveHub, catchUp: Duration = .milliseconds(500), keyCheck: Duration = .seconds(2),
        heartbeat: Duration = LivePulse.heartbeat
    ) {
        self.hub = hub
        self.catchUp = catchUp
        self.keyCheck = keyCheck
        self.heartbeat = heartbeat
    }

    /// Runs until the house closes.
    public func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                await withTaskGroup { tasks in
                    tasks.addTask { await pump() }
                    tasks.addTask { await compare() }
                    tasks.addTask { await checkKeys() }
                    tasks.addTask { await catchUpAll() }
                    tasks.addTask { await beat() }
                }
            }
        } onGracefulShutdown: {
            // Hummingbird waits for open answers: the streams must end by themselves, or closing takes for ever. Where
            // the server is told to close first, as in Hummingbird's own order, each stream hears it and ends itself.
            hub.state.withLockedValue { $0.isClosing = true }
            hub.onEachLoop { $0.endAll() }
        }
    }

    // MARK: what is new

    /// The only one that publishes, so that events leave in order. Cuts come before events.
    private func pump() async {
        for await _ in hub.wake {
            let (advance, update) = hub.state.withLockedValue { state in
                defer {
                    state.toAdvance = []
                    state.toUpdate = []
                }
                return (state.toAdvance, state.toUpdate)
            }
            // What fails here is found again by comparing: nothing is marked as done before it is.
            for group in update { await attempt("access") { try await self.updateAccess(group) } }
            for group in advance { await attempt("advance") { try await self.advance(group) } }
        }
    }

    private func advance(_ group: GroupId) async throws {
        while let published = hub.state.withLockedValue({ $0.groups[group]?.published }) {
            // One fetch for all who listen here, whatever number they are.
            let page = try await hub.source.events(of: group, after: published, limit: hub.limits.page)
            for event in page {
                let broadcast = LiveBroadcast(event)
                // First what was published is known, then it goes out: a stream that is catching up meanwhile
                // fetches this event itself or has it waiting, and takes it once.
                hub.state.withLockedValue { $0.publish(group, event.sequence) }
                hub.onEachLoop { $0.tell(broadcast) }
            }
            if page.count < hub.limits.page { return }
        }
    }

    private func updateAccess(_ group: GroupId) async throws {
        // The version first: should somebody go between the two looks, the next comparison finds another version.
        guard let head = try await hub.source.heads(of: [group]).first else { return }
        let hearers = try await hub.source.hearers(of: group)
        // The version is known before the cut is made: a stream that opens meanwhile either sees it or is cut.
        hub.state.withLockedValue { $0.updateAccess(head) }
        do {
            // This reading says only whose streams to look at. It may be older than what they go by: an office that ended
            // since is no change of the group's, and nobody would look again. What each hears says which is newer.
            for person in try await hub.persons(hearing: group, otherwiseThan: hearers) {
                try await updateAccess(person)
            }
        } catch {
            hub.state.withLockedValue { $0.doubt(group) }
            throw error
        }
    }

    // MARK: what somebody forgot to tell

    private func compare() async {
        while !Task.isCancelled {
            await attempt("compare") {
                let groups = hub.state.withLockedValue { Array($0.groups.keys) }
                // In portions, since a statement takes a bounded number of values.
                for start in stride(from: 0, to: groups.count, by: 500) {
                    let heads = try await hub.source.heads(of: Array(groups[start..<min(start + 500, groups.count)]))
                    let isToDo = hub.state.withLockedValue { state in
                        heads.reduce(false) { state.compare($1) || $0 }
                    }
                    if isToDo { hub.wakePump() }
                }
            }
            try? await Task.sleep(for: catchUp)
        }
    }

    private func checkKeys() async {
        while !Task.isCancelled {
            await attempt("keys") {
                let keys = hub.state.withLockedValue { Array($0.keys.keys) }
                for start in stride(from: 0, to: keys.count, by: 500) {
                    let portion = Array(keys[start..<min(start + 500, keys.count)])
                    let versions = try await hub.source.hearingVersions(ofHolders: portion)
                    let (ended, changed) = hub.state.withLockedValue { $0.compare(portion, versions) }
                    if !ended.isEmpty { hub.onEachLoop { $0.end(ended) } }
                    for person in changed { try await updateAccess(person) }
                }
            }
            try? await Task.sleep(for: keyCheck)
        }
    }

    /// Called by the pump and by who looks at keys, at once and in any order: streams let go what is older than what they
    /// go by.
    private func updateAccess(_ person: PersonId) async throws {
        let reading = try await hub.access(of: person)
        hub.onEachLoop { $0.updateAccess(person, reading) }
        // Last, so that what fails before is found again.
        hub.state.withLockedValue { $0.updateAccess(person, at: reading.version) }
    }

    // MARK: who fell behind

    private func catchUpAll() async {
        await withTaskGroup(of: Void.self) { tasks in
            var busy = 0
            for await stream in hub.behind {
                // A few at a time: they must not take the database from those who ask for pages.
                if busy == hub.limits.catchingUp {
                    await tasks.next()
                    busy -= 1
                }
                tasks.addTask { await catchUpOne(stream) }
                busy += 1
            }
        }
    }

    private func catchUpOne(_ stream: NIOLoopBound<LiveStream>) async {
        await attempt("catch up") {
            do {
                try await hub.catchUp(stream)
            } catch {
                // It comes back with its cursor and gets all of it.
                stream.eventLoop.execute { stream.value.end() }
                throw error
            }
        }
    }

    // MARK: signs of life

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
