/// Walks one chain, entry after entry, and remembers only what the next step needs.
public struct RegisterWalk: Sendable {
    private let chain: RegisterChain
    private let hash: @Sendable ([UInt8]) -> [UInt8]
    private var position: Int64
    /// The hash of the entry before the next one; nil where it is not known, since the walk begins there.
    private var head: [UInt8]?
    /// Where the chain is said to end, beside its entries.
    private let claimed: RegisterHead?
    /// What checkpoints saw at which position, in the order of positions.
    private var seen: [(position: Int64, hash: [UInt8], checkpoint: Int64)]

    /// - Parameters:
    ///   - start: the position of the first entry that is taken. Beyond the first, what is before it is not looked at,
    ///     and whether this one is right is told by what checkpoints saw of it.
    ///   - claimed: where the chain is said to end now; it may have grown since.
    ///   - seen: what signed checkpoints say of this chain.
    public init(
        chain: RegisterChain, from start: Int64 = 1, claimed: RegisterHead? = nil,
        seen: [(head: RegisterHead, checkpoint: Int64)], hash: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.chain = chain
        self.hash = hash
        self.claimed = claimed
        position = start - 1
        head = start == 1 ? RegisterEntry.genesis : nil
        self.seen =
            seen
            .filter { $0.head.position >= start }
            .map { (position: $0.head.position, hash: $0.head.hash, checkpoint: $0.checkpoint) }
            .sorted { $0.position < $1.position }
    }

    /// Takes the next entry of the chain; nil when it is in order, the first flaw otherwise.
    public mutating func step(_ line: RegisterLine) -> RegisterFlaw? {
        let entry = line.entry
        guard entry.position == position + 1 else { return .missing(chain: chain, position: position + 1) }
        guard entry.chain == chain else { return .broken(chain: chain, position: entry.position) }
        guard entry.form != nil else { return .unknownForm(chain: chain, position: entry.position) }
        guard let canonical = entry.canonical, head.map({ entry.hash == hash($0 + canonical.bytes) }) ?? true else {
            return .broken(chain: chain, position: entry.position)
        }
        switch (line.salt, line.content) {
        case (nil, nil): break  // erased: the digest stands for it
        case (let salt?, let content?) where entry.digest == hash(salt + content.canonical.bytes): break
        default: return .contentChanged(chain: chain, position: entry.position)
        }
        position = entry.position
        head = entry.hash
        while let next = seen.first, next.position <= position {
            if next.position == position, next.hash != entry.hash {
                return .recomputed(chain: chain, position: position, checkpoint: next.checkpoint)
            }
            seen.removeFirst()
        }
        if let claimed, claimed.position == position, claimed.hash != entry.hash {
            return .broken(chain: chain, position: position)
        }
        return nil
    }

    /// After the last entry: nil when no checkpoint saw more, and the chain is not said to go on.
    public func end() -> RegisterFlaw? {
        if let next = seen.first { return .cut(chain: chain, position: position + 1, checkpoint: next.checkpoint) }
        guard let claimed, claimed.position > position else { return nil }
        return .missing(chain: chain, position: position + 1)
    }

    /// How far the walk has come.
    public var walked: Int64 { position }
}
