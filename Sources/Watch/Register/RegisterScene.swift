/// On what it is decided whether and what to sign: the register's checkpoints and the ends of its chains at one moment.
public struct RegisterScene: Hashable, Sendable {
    /// Where a chain ends, as is said beside its entries, and in which zone: that of a zone in this one.
    public struct End: Hashable, Sendable {
        public let zone: String
        public let head: RegisterHead

        public init(zone: String, head: RegisterHead) {
            self.zone = zone
            self.head = head
        }
    }

    /// The number of the newest checkpoint; 0 where there is none.
    public let newest: Int64
    /// The newest one that is a link of the chain.
    public let base: RegisterCheckpoint?
    /// The heads of all chains as they were after it, by the list that is kept of them.
    public let signed: [RegisterHead]
    /// Where the chains end now.
    public let ends: [End]
    /// The checkpoints that hold a statement, oldest first.
    public let statements: [RegisterCheckpoint]

    public init(
        newest: Int64, base: RegisterCheckpoint?, signed: [RegisterHead], ends: [End],
        statements: [RegisterCheckpoint]
    ) {
        self.newest = newest
        self.base = base
        self.signed = signed
        self.ends = ends
        self.statements = statements
    }
}

/// Decides whether the register is still what was signed of it: holds a scene against the mark beside the key, walks along
/// the checkpoints since, and names the chains that want a look before anything is signed anew.
///
/// What it costs goes by what is new: the checkpoints since the mark and the chains that have grown, and once, before
/// the first link is signed, all of them.
public struct RegisterSurvey: Sendable {
    /// A chain to be walked from the head that was signed last.
    public struct Errand: Sendable {
        public let chain: RegisterChain
        /// The position of the first entry to look at: the one that was signed last.
        public let from: Int64
        public let claimed: RegisterHead?
        public let seen: [(head: RegisterHead, checkpoint: Int64)]
    }

    /// How the walk along the checkpoints goes on.
    public enum Step: Hashable, Sendable {
        case next
        case flaw(RegisterFlaw)
        /// Another server has signed since the scene was looked at: look again.
        case outdated
    }

    private let scene: RegisterScene
    private let mark: RegisterMark?
    private let seal: any RegisterSeal
    private let base: RegisterPoint?
    private var facts: [RegisterChain: [(head: RegisterHead, checkpoint: Int64)]] = [:]
    /// Which keys' signatures count.
    public let keyring: RegisterKeyring
    /// Where the walk along the checkpoints stands.
    public private(set) var chain: RegisterCheckpointWalk

    public init(_ scene: RegisterScene, mark: RegisterMark?, seal: any RegisterSeal) {
        let keyring = RegisterKeyring(seal: seal, statements: scene.statements)
        let base = scene.base.map { RegisterPoint(number: $0.number, hash: $0.hash(after: [], by: seal)) }
        // What was given up knowingly is no longer asked for.
        let isGivenUp = scene.statements.contains { statement in
            mark.map { statement.givesUp($0.newest.number) } ?? false && keyring.flaw(of: statement) == nil
        }
        let held = isGivenUp ? nil : mark
        var start = base ?? .origin
        if let held, held.newest.number < start.number { start = held.newest }
        self.scene = scene
        self.mark = held
        self.seal = seal
        self.base = base
        self.keyring = keyring
        chain = RegisterCheckpointWalk(keyring: keyring, seal: seal, after: start)
    }

    /// What is wrong at first sight.
    public func glance() -> RegisterFlaw? {
        if let mark, scene.newest < mark.newest.number {
            return .behindMark(mark: mark.newest.number, newest: scene.newest)
        }
        guard let base, let signed = scene.base else { return nil }
        if let mark, mark.newest.number == base.number, mark.newest != base {
            return .otherThanMark(checkpoint: base.number)
        }
        if let flaw = keyring.flaw(of: signed) { return flaw }
        guard RegisterHead.digest(of: scene.signed, by: seal) == signed.link?.state else {
            return .headsChanged(checkpoint: base.number)
        }
        return nil
    }

    /// Takes the next checkpoint after the walk's beginning.
    public mutating func step(_ checkpoint: RegisterCheckpoint) -> Step {
        let isAfterBase = checkpoint.number > base?.number ?? 0
        if isAfterBase, checkpoint.link != nil { return .outdated }
        if let flaw = chain.step(checkpoint).flaws.first { return .flaw(flaw) }
        if let mark, mark.newest.number == checkpoint.number, mark.newest != chain.point {
            return .flaw(.otherThanMark(checkpoint: checkpoint.number))
        }
        if let base, base.number == checkpoint.number, base != chain.point {
            return .flaw(.unlinked(checkpoint: checkpoint.number))
        }
        if isAfterBase {
            for head in checkpoint.heads { facts[head.chain, default: []].append((head, checkpoint.number)) }
        }
        return .next
    }

    /// After the last checkpoint: the chains that want a look.
    ///
    /// - Returns: a flaw that shows by the ends alone, or the chains to walk.
    public mutating func end() -> Result<[Errand], Halt> {
        if let mark, mark.newest.number > chain.point.number {
            return .failure(Halt(.behindMark(mark: mark.newest.number, newest: chain.point.number)))
        }
        if let prepared = mark?.prepared, keyring.flaw(of: prepared) == nil {
            for head in prepared.heads { facts[head.chain, default: []].append((head, prepared.number)) }
        }
        let number = base?.number ?? 0
        let signed = self.signed
        let ends = Dictionary(scene.ends.map { ($0.head.chain, $0.head) }, uniquingKeysWith: { first, _ in first })
        var errands: [Errand] = []
        for chain in Set(signed.keys).union(ends.keys).union(facts.keys).sorted() {
            let (before, now) = (signed[chain], ends[chain])
            if let before {
                guard let now, now.position >= before.position else {
                    return .failure(
                        Halt(.cut(chain: chain, position: (now?.position ?? 0) + 1, checkpoint: number)))
                }
                if now.position == before.position, now != before {
                    return .failure(
                        Halt(.recomputed(chain: chain, position: now.position, checkpoint: number)))
                }
            }
            let seen = facts[chain, default: []]
            guard before != now || !seen.isEmpty else { continue }
            errands.append(
                Errand(
                    chain: chain, from: max(1, before?.position ?? 1), claimed: now,
                    seen: seen + (before.map { [($0, number)] } ?? [])))
        }
        return .success(errands)
    }

    /// Why nothing is signed.
    public struct Halt: Error, Hashable, Sendable {
        public let flaw: RegisterFlaw

        init(_ flaw: RegisterFlaw) { self.flaw = flaw }
    }

    /// The heads that were signed last, by chain.
    public var signed: [RegisterChain: RegisterHead] {
        Dictionary(scene.signed.map { ($0.chain, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What is to be signed: the heads that have grown, zone by zone.
    public var grown: [(zone: String, heads: [RegisterHead])] {
        let signed = signed
        let heads = Dictionary(grouping: scene.ends.filter { signed[$0.head.chain] != $0.head }, by: \.zone)
        return heads.keys.sorted().map { zone in
            (zone, (heads[zone] ?? []).map(\.head).sorted { $0.chain < $1.chain })
        }
    }

    /// Where all chains end now.
    public var ends: [RegisterHead] { scene.ends.map(\.head) }

    /// Whether there are checkpoints and none of them is a link: the first link then closes them in, also when nothing has
    /// grown.
    public var isBeforeTheChain: Bool { base == nil && scene.newest > 0 }

    /// What was signed before a crash and never arrived: it is put in again. Nil when it has arrived, or another server
    /// was quicker.
    public var pending: RegisterCheckpoint? {
        guard let prepared = mark?.prepared, prepared.after == chain.point.number else { return nil }
        return prepared
    }
}
