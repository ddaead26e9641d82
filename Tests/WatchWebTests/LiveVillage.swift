import Synchronization
import Watch
import WatchWeb

/// A database of groups, members and events as the live streams see it: gapless sequences, a version that grows with
/// each change of membership, everything visible the moment it is committed. It tells nobody anything by itself.
final class LiveVillage: LiveSource {
    struct OutOfOrder: Error {}

    enum Call: Hashable { case hearings, hearers, heads, events, keys }

    private struct Plot {
        var events: [LiveEvent] = []
        var version: Int64 = 1
        var hearers: [PersonId: Hearing] = [:]
    }

    private struct State {
        var plots: [GroupId: Plot] = [:]
        var failures: [Call: Int] = [:]
        var fetches: [GroupId: Int] = [:]
        var versions: [PersonId: Int64] = [:]
        var ended: Set<TokenId> = []
        var asked: [Call: Int] = [:]
        var after: [Call: [Int: @Sendable () async -> Void]] = [:]
    }

    private let state = Mutex(State())

    static func group(_ number: Int) -> GroupId { GroupId(trusted: name("a", number)) }
    static func person(_ number: Int) -> PersonId { PersonId(trusted: name("b", number)) }

    /// The one key that a person of the village has.
    static func key(of person: PersonId) -> TokenId { TokenId(trusted: person.text) }

    private static func name(_ kind: String, _ number: Int) -> String {
        let digits = String(number)
        return "0190000\(kind)-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    // MARK: what happens in the village

    func join(_ person: PersonId, _ group: GroupId, as audience: Audience = .neighbour, since: Int64? = nil) {
        state.withLock { state in
            var plot = state.plots[group] ?? Plot()
            plot.hearers[person] = Hearing(
                group: group, audience: audience, since: since ?? Int64(plot.events.count) + 1)
            plot.version += 1
            state.plots[group] = plot
            state.versions[person, default: 0] += 1
        }
    }

    func leave(_ person: PersonId, _ group: GroupId) {
        state.withLock { state in
            state.plots[group]?.hearers[person] = nil
            state.plots[group]?.version += 1
            state.versions[person, default: 0] += 1
        }
    }

    /// An office of theirs ends: what they hear changes, while nobody came or went in the group.
    func dismiss(_ person: PersonId, from group: GroupId) {
        state.withLock { state in
            state.plots[group]?.hearers[person] = nil
            state.versions[person, default: 0] += 1
        }
    }

    func endKey(of person: PersonId) { state.withLock { _ = $0.ended.insert(LiveVillage.key(of: person)) } }

    /// Commits an event.
    ///
    /// - Returns: its sequence.
    @discardableResult
    func say(
        _ text: String = "help", in group: GroupId, to audiences: [Audience] = Audience.allCases,
        after earlier: [Placement] = []
    ) -> Int64 {
        state.withLock { state in
            var plot = state.plots[group] ?? Plot()
            let sequence = Int64(plot.events.count) + 1
            let frames = audiences.map {
                ($0, LiveFrame(event: "alert-shared", data: "\(sequence) \($0.rawValue) \(text)"))
            }
            plot.events.append(
                LiveEvent(
                    group: group, sequence: sequence,
                    frames: Dictionary(frames) { first, _ in first }, earlier: earlier))
            state.plots[group] = plot
            return sequence
        }
    }

    func fail(_ call: Call, times: Int) { state.withLock { $0.failures[call] = times } }

    /// Runs once, right after something has been read, and before whoever asked has the answer.
    ///
    /// - Parameter turn: after the how manieth reading from now on.
    func after(_ call: Call, turn: Int = 1, _ work: @escaping @Sendable () async -> Void) {
        state.withLock { $0.after[call, default: [:]][$0.asked[call, default: 0] + turn] = work }
    }

    /// How often something was asked for.
    func asked(_ call: Call) -> Int { state.withLock { $0.asked[call] ?? 0 } }

    /// How often events of a group were asked for.
    func fetches(of group: GroupId) -> Int { state.withLock { $0.fetches[group] ?? 0 } }

    // MARK: what the hub asks

    private func answer<Answer: Sendable>(
        _ call: Call, _ look: @Sendable (inout State) -> Answer
    ) async throws -> Answer {
        let (answer, after) = try state.withLock { state in
            state.asked[call, default: 0] += 1
            if let left = state.failures[call], left > 0 {
                state.failures[call] = left - 1
                throw OutOfOrder()
            }
            return (look(&state), state.after[call]?.removeValue(forKey: state.asked[call] ?? 0))
        }
        await after?()
        return answer
    }

    func hearings(of person: PersonId) async throws -> VersionedHearings {
        try await answer(.hearings) { state in
            VersionedHearings(
                version: state.versions[person] ?? 0,
                hearings: state.plots.values.compactMap { $0.hearers[person] })
        }
    }

    func hearers(of group: GroupId) async throws -> [PersonId: Hearing] {
        try await answer(.hearers) { $0.plots[group]?.hearers ?? [:] }
    }

    func hearingVersions(ofHolders keys: [TokenId]) async throws -> [TokenId: Int64] {
        try await answer(.keys) { state in
            Dictionary(
                uniqueKeysWithValues: keys.filter { !state.ended.contains($0) }.map { key in
                    (key, state.versions[PersonId(trusted: key.text)] ?? 0)
                })
        }
    }

    func heads(of groups: [GroupId]) async throws -> [GroupHead] {
        try await answer(.heads) { state in
            groups.compactMap { group in
                state.plots[group].map {
                    GroupHead(id: group, lastSequence: Int64($0.events.count), memberVersion: $0.version)
                }
            }
        }
    }

    func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [LiveEvent] {
        try await answer(.events) { state in
            state.fetches[group, default: 0] += 1
            return Array((state.plots[group]?.events ?? []).dropFirst(Int(sequence)).prefix(limit))
        }
    }
}
