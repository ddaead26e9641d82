/// Where the register is proved, and its checkpoints are signed.
public struct RegisterDesk: Sendable {
    private let store: any RegisterStore
    private let seal: any RegisterSeal
    private let surroundings: Surroundings

    public init(store: any RegisterStore, seal: any RegisterSeal, surroundings: Surroundings) {
        self.store = store
        self.seal = seal
        self.surroundings = surroundings
    }

    /// Erases what was said longer ago than the register may keep it, where each policy holds. Called now and then.
    ///
    /// - Returns: how many entries lost what they say.
    @discardableResult
    public func eraseExpired(limit: Int = 500) async throws -> Int {
        var erased = 0
        for jurisdiction in Jurisdiction.all {
            let end = surroundings.now() - jurisdiction.registerRetention
            while true {
                let count = try await store.eraseContents(before: end, country: jurisdiction.code, limit: limit)
                erased += count
                if count < limit { break }
            }
        }
        return erased
    }

    /// What a walk along the whole register came to.
    public struct Verdict: Hashable, Sendable {
        public let chains: Int
        public let entries: Int64
        public let checkpoints: Int
        /// The first flaw of each chain, and bad checkpoints. Empty when all is in order.
        public let flaws: [RegisterFlaw]

        public init(chains: Int, entries: Int64, checkpoints: Int, flaws: [RegisterFlaw]) {
            self.chains = chains
            self.entries = entries
            self.checkpoints = checkpoints
            self.flaws = flaws
        }
    }

    /// Walks every chain from its beginning and holds it against every checkpoint.
    public func verify() async throws -> Verdict {
        var flaws: [RegisterFlaw] = []
        var seen: [GroupId: [(head: RegisterHead, checkpoint: Int64)]] = [:]
        var checkpoints = 0
        var number: Int64 = 0
        while true {
            let page = try await store.checkpoints(after: number, limit: 500)
            for checkpoint in page {
                if checkpoint.number != number + 1 { flaws.append(.badSignature(checkpoint: number + 1)) }
                number = checkpoint.number
                checkpoints += 1
                let bytes = RegisterCheckpoint.canonical(
                    zone: checkpoint.zone, at: checkpoint.at, heads: checkpoint.heads
                ).bytes
                guard seal.isGood(signature: checkpoint.signature, over: bytes, key: checkpoint.key) else {
                    flaws.append(.badSignature(checkpoint: number))
                    continue
                }
                for head in checkpoint.heads { seen[head.group, default: []].append((head, number)) }
            }
            if page.isEmpty { break }
        }
        let groups = Set(try await store.chains()).union(seen.keys).sorted()
        var entries: Int64 = 0
        let seal = seal
        for group in groups {
            var walk = RegisterWalk(group: group, seen: seen[group] ?? [], hash: { seal.hash($0) })
            if let flaw = try await follow(group, &walk) { flaws.append(flaw) }
            entries += walk.walked
        }
        return Verdict(chains: groups.count, entries: entries, checkpoints: checkpoints, flaws: flaws)
    }

    /// Signs where the chains stand, for every zone in which one has grown.
    ///
    /// - Returns: how many checkpoints were made.
    public func checkpoint() async throws -> Int {
        let zones = try await store.zonesToCheckpoint()
        for zone in zones {
            let heads = try await store.heads(ofZone: zone)
            let now = surroundings.now()
            let bytes = RegisterCheckpoint.canonical(zone: zone, at: now, heads: heads).bytes
            try await store.keep(
                RegisterCheckpoint(
                    number: 0, zone: zone, at: now, heads: heads, key: seal.key, signature: try seal.sign(bytes)))
        }
        return zones.count
    }

    private func follow(_ group: GroupId, _ walk: inout RegisterWalk) async throws -> RegisterFlaw? {
        while true {
            let page = try await store.entries(of: group, after: walk.walked, limit: 500)
            for line in page {
                if let flaw = walk.step(line) { return flaw }
            }
            if page.isEmpty { return walk.end() }
        }
    }
}
