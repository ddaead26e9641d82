/// Where chains end at one moment, signed with a key that the database does not hold, so that a cut tail or a chain
/// computed anew is found. Checkpoints are a chain themselves: each signs its number and the hash of the one before, so
/// that none can be taken out.
public struct RegisterCheckpoint: Hashable, Sendable {
    /// 1, 2, 3 … over all zones.
    public let number: Int64
    /// The zone in which chains have grown; empty for a statement.
    public let zone: String
    public let at: Moment
    /// The chains of the zone that have grown since the one before; all of them, where there is no link.
    public let heads: [RegisterHead]
    /// Which key signed it, by its name.
    public let key: String
    /// Ed25519 over the canonical bytes.
    public let signature: [UInt8]
    /// What joins it to the one before; nil in those from before checkpoints were a chain.
    public let link: Link?

    /// What joins a checkpoint to the one before it.
    public struct Link: Hashable, Sendable {
        /// The hash of the checkpoint before it.
        public let previous: [UInt8]
        /// The digest over the heads of all chains of all zones, as they are after this one.
        public let state: [UInt8]
        /// What is said beside heads; nil for what is signed each minute.
        public let statement: Statement?

        public init(previous: [UInt8], state: [UInt8], statement: Statement? = nil) {
            self.previous = previous
            self.state = state
            self.statement = statement
        }
    }

    /// What an operator has said, signed in the chain itself.
    public enum Statement: Hashable, Sendable {
        /// From here on another key signs. Both keys have signed it: the old one as everything before, the new one
        /// here, so that neither can be made up to the other.
        case keyChange(from: [UInt8], to: [UInt8], countersignature: [UInt8])
        /// The register goes on from what was there after the checkpoint `after`: what was signed beyond it is given up
        /// knowingly, and why. Its heads are those of all chains.
        case acceptance(after: Int64, reason: String)
    }

    public init(
        number: Int64, zone: String, at: Moment, heads: [RegisterHead], key: String, signature: [UInt8],
        link: Link? = nil
    ) {
        self.number = number
        self.zone = zone
        self.at = at
        self.heads = heads
        self.key = key
        self.signature = signature
        self.link = link
    }

    /// Signs one.
    public init(
        number: Int64, zone: String, at: Moment, heads: [RegisterHead], link: Link, by seal: any RegisterSeal
    ) throws {
        let draft = RegisterCheckpoint(
            number: number, zone: zone, at: at, heads: heads, key: seal.key, signature: [], link: link)
        self.init(
            number: number, zone: zone, at: at, heads: heads, key: seal.key,
            signature: try seal.sign(draft.canonical.bytes), link: link)
    }

    /// The bytes that are signed.
    public var canonical: Canonical {
        var canonical = Canonical()
        guard let link else {
            canonical.append("saar-checkpoint-1")
            canonical.append(zone)
            canonical.append(at.milliseconds)
            canonical.append(heads)
            return canonical
        }
        canonical.append("saar-checkpoint-2")
        canonical.append(number)
        canonical.append(link.previous)
        canonical.append(zone)
        canonical.append(at.milliseconds)
        canonical.append(heads)
        canonical.append(link.state)
        switch link.statement {
        case nil: canonical.append("heads")
        case .keyChange(let from, let to, _):
            canonical.append("key-change")
            canonical.append(from)
            canonical.append(to)
        case .acceptance(let after, let reason):
            canonical.append("acceptance")
            canonical.append(after)
            canonical.append(reason)
        }
        return canonical
    }

    /// Its hash, over all of it and over the hash of the one before: also of those that do not sign it themselves.
    public func hash(after previous: [UInt8], by seal: any RegisterSeal) -> [UInt8] {
        var bytes = Canonical()
        bytes.append("saar-checkpoint-hash-1")
        bytes.append(link?.previous ?? previous)
        bytes.append(number)
        bytes.append(canonical.bytes)
        bytes.append(key)
        bytes.append(signature)
        if case .keyChange(_, _, let countersignature) = link?.statement { bytes.append(countersignature) }
        return seal.hash(bytes.bytes)
    }

    /// The number of the one before it.
    public var after: Int64 {
        if case .acceptance(let after, _) = link?.statement { return after }
        // Whoever forges numbers shall not bring anybody down with them.
        return number &- 1
    }

    /// Whether it gives up a number that was signed before.
    public func givesUp(_ number: Int64) -> Bool { after < number && number < self.number }
}

/// A checkpoint by its number and its hash.
public struct RegisterPoint: Hashable, Sendable {
    public let number: Int64
    public let hash: [UInt8]

    public init(number: Int64, hash: [UInt8]) {
        self.number = number
        self.hash = hash
    }

    /// What stands before the first one.
    public static let origin = RegisterPoint(number: 0, hash: RegisterEntry.genesis)
}
