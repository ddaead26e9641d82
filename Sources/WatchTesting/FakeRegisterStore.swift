import Synchronization
import Watch

/// A power cut, where a test wants one.
public struct PowerCut: Error {
    public init() {}
}

/// A register in memory, for a test to tamper with.
public final class FakeRegisterStore: RegisterStore {
    /// What it holds, all of it open to tampering.
    public struct Contents: Sendable {
        /// The lines of each chain.
        public var chains: [RegisterChain: [RegisterLine]]
        /// Checkpoints in the order of their numbers.
        public var checkpoints: [RegisterCheckpoint] = []
        /// The list of heads that were signed.
        public var signed: [RegisterChain: RegisterHead] = [:]
        /// Where the power goes: before a checkpoint is kept, or right after.
        public var powerCut: PowerCutMoment?
        /// What another server does between the look and the keeping, once.
        public var meanwhile: (@Sendable (inout Contents) -> Void)?

        /// A register of these chains, of which nothing was signed.
        public init(chains: [RegisterChain: [RegisterLine]]) { self.chains = chains }
    }

    /// When the power goes.
    public enum PowerCutMoment: Sendable, CaseIterable {
        case beforeKeeping, afterKeeping
    }

    private let contents: Mutex<Contents>
    private let zone: @Sendable (GroupId) -> String
    private let country: String

    /// A register of these chains, all groups in one zone, and all in one country, unless it is said otherwise.
    public init(
        chains: [RegisterChain: [RegisterLine]] = [:], country: String = Street.jurisdiction.code,
        zone: @escaping @Sendable (GroupId) -> String = { _ in Street.zone }
    ) {
        contents = Mutex(Contents(chains: chains))
        self.zone = zone
        self.country = country
    }

    private func zone(of chain: RegisterChain) -> String {
        switch chain {
        case .group(let group): zone(group)
        case .zone(let zone): zone
        }
    }

    /// What somebody with access to the database could do.
    public func tamper(_ change: (inout Contents) -> Void) {
        contents.withLock { change(&$0) }
    }

    /// All of it, as it stands.
    public var held: Contents { contents.withLock { $0 } }

    /// Every chain that has an entry, in ascending order.
    public func chains() -> [RegisterChain] {
        contents.withLock { $0.chains.filter { !$0.value.isEmpty }.keys.sorted() }
    }

    /// Entries above a position.
    public func entries(of chain: RegisterChain, after position: Int64, limit: Int) -> [RegisterLine] {
        contents.withLock { contents in
            Array((contents.chains[chain] ?? []).filter { $0.entry.position > position }.prefix(limit))
        }
    }

    /// As it stands.
    public func scene() -> RegisterScene {
        contents.withLock { contents in
            RegisterScene(
                newest: contents.checkpoints.last?.number ?? 0,
                base: contents.checkpoints.last { $0.link != nil },
                signed: contents.signed.values.sorted { $0.chain < $1.chain },
                ends: contents.chains.values.compactMap(\.last).map { line in
                    RegisterScene.End(
                        zone: zone(of: line.entry.chain),
                        head: RegisterHead(
                            chain: line.entry.chain, position: line.entry.position, hash: line.entry.hash))
                }.sorted { $0.head.chain < $1.head.chain },
                statements: contents.checkpoints.filter { $0.link?.statement != nil })
        }
    }

    /// Erases what older entries say, the oldest first, where this is the country.
    public func eraseContents(before moment: Moment, country: String, limit: Int) -> Int {
        guard country == self.country else { return 0 }
        return contents.withLock { contents in
            let due = contents.chains.values.joined()
                .filter { $0.content != nil && $0.entry.at < moment }
                .sorted { $0.entry.at < $1.entry.at }.prefix(limit)
            for line in due {
                contents.chains[line.entry.chain] = contents.chains[line.entry.chain]?.map {
                    $0.entry == line.entry ? RegisterLine(entry: $0.entry, salt: nil, content: nil) : $0
                }
            }
            return due.count
        }
    }

    /// Keeps it, if the newest one is that one.
    public func keep(_ checkpoint: RegisterCheckpoint, after newest: Int64) throws -> Bool {
        try contents.withLock { contents in
            if let meanwhile = contents.meanwhile {
                contents.meanwhile = nil
                meanwhile(&contents)
            }
            if contents.powerCut == .beforeKeeping { throw PowerCut() }
            guard contents.checkpoints.last?.number ?? 0 == newest else { return false }
            contents.checkpoints.append(checkpoint)
            if case .acceptance = checkpoint.link?.statement { contents.signed = [:] }
            for head in checkpoint.heads { contents.signed[head.chain] = head }
            if contents.powerCut == .afterKeeping { throw PowerCut() }
            return true
        }
    }

    /// Checkpoints above a number.
    public func checkpoints(after number: Int64, limit: Int) -> [RegisterCheckpoint] {
        contents.withLock { Array($0.checkpoints.filter { $0.number > number }.prefix(limit)) }
    }
}

/// What stands beside the key of one server, in memory.
public final class FakeRegisterMarks: RegisterMarkStore {
    private struct State {
        var mark: RegisterMark?
        var isHeld = false
        var writesLeft: Int?
    }

    private let state: Mutex<State>

    /// A server on which this stands beside the key.
    public init(_ mark: RegisterMark? = nil) { state = Mutex(State(mark: mark)) }

    /// What stands there.
    public var mark: RegisterMark? {
        get { state.withLock { $0.mark } }
        set { state.withLock { $0.mark = newValue } }
    }

    /// The power goes at the write after so many.
    public func cutPower(after writes: Int?) { state.withLock { $0.writesLeft = writes } }

    /// Another process of the same machine has it, or lets go of it.
    public func beHeld(_ isHeld: Bool) { state.withLock { $0.isHeld = isHeld } }

    /// As it stands.
    public func read() -> RegisterMark? { mark }

    /// Puts another in its place.
    public func write(_ mark: RegisterMark) throws {
        try state.withLock { state in
            if state.writesLeft == 0 { throw PowerCut() }
            state.writesLeft = state.writesLeft.map { $0 - 1 }
            state.mark = mark
        }
    }

    /// Alone, unless a test holds it.
    public func hold<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T? {
        guard
            state.withLock({ state in
                defer { state.isHeld = true }
                return !state.isHeld
            })
        else { return nil }
        defer { state.withLock { $0.isHeld = false } }
        return try await work()
    }
}
