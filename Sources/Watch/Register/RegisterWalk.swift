/// What a walk along the register found wrong, named so that somebody can look it up.
public enum RegisterFlaw: Hashable, Sendable {
    /// An entry is missing: this position was expected next.
    case missing(group: GroupId, position: Int64)
    /// An entry does not follow from the one before it, or was changed.
    case broken(group: GroupId, position: Int64)
    /// What the entry says is not what its digest was made of.
    case contentChanged(group: GroupId, position: Int64)
    /// A signed checkpoint saw another entry here: the chain was computed anew.
    case recomputed(group: GroupId, position: Int64, checkpoint: Int64)
    /// A signed checkpoint saw entries up to here that are gone.
    case cut(group: GroupId, position: Int64, checkpoint: Int64)
    /// A checkpoint's signature is not good.
    case badSignature(checkpoint: Int64)
}

/// Walks one chain, entry after entry, and remembers only what the next step needs.
public struct RegisterWalk: Sendable {
    private let group: GroupId
    private let hash: @Sendable ([UInt8]) -> [UInt8]
    private var position: Int64 = 0
    private var head = RegisterEntry.genesis
    /// What checkpoints saw at which position, in the order of positions.
    private var seen: [(position: Int64, hash: [UInt8], checkpoint: Int64)]

    /// - Parameter seen: what signed checkpoints say of this chain.
    public init(
        group: GroupId, seen: [(head: RegisterHead, checkpoint: Int64)], hash: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) {
        self.group = group
        self.hash = hash
        self.seen =
            seen
            .filter { $0.head.position > 0 }
            .map { (position: $0.head.position, hash: $0.head.hash, checkpoint: $0.checkpoint) }
            .sorted { $0.position < $1.position }
    }

    /// Takes the next entry of the chain; nil when it is in order, the first flaw otherwise.
    public mutating func step(_ line: RegisterLine) -> RegisterFlaw? {
        let entry = line.entry
        guard entry.position == position + 1 else { return .missing(group: group, position: position + 1) }
        guard entry.group == group, entry.hash == hash(head + entry.canonical.bytes) else {
            return .broken(group: group, position: entry.position)
        }
        switch (line.salt, line.content) {
        case (nil, nil): break  // erased: the digest stands for it
        case (let salt?, let content?) where entry.digest == hash(salt + content.canonical.bytes): break
        default: return .contentChanged(group: group, position: entry.position)
        }
        position = entry.position
        head = entry.hash
        while let next = seen.first, next.position <= position {
            if next.position == position, next.hash != head {
                return .recomputed(group: group, position: position, checkpoint: next.checkpoint)
            }
            seen.removeFirst()
        }
        return nil
    }

    /// After the last entry: nil when no checkpoint saw more.
    public func end() -> RegisterFlaw? {
        seen.first.map { .cut(group: group, position: position + 1, checkpoint: $0.checkpoint) }
    }

    /// How far the walk has come.
    public var walked: Int64 { position }
}
