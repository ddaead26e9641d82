/// Where the register is proved, and loses what it may no longer say.
public struct RegisterDesk: Sendable {
    private let store: any RegisterStore
    private let seal: any RegisterSeal
    private let marks: (any RegisterMarkStore)?
    private let surroundings: Surroundings

    /// - Parameter marks: what stands beside the key, where it is to be held against that.
    public init(
        store: any RegisterStore, seal: any RegisterSeal, marks: (any RegisterMarkStore)? = nil,
        surroundings: Surroundings
    ) {
        self.store = store
        self.seal = seal
        self.marks = marks
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
                let count = try await store.eraseContents(before: end, country: jurisdiction.country, limit: limit)
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
        /// The first flaw of each chain, and what is wrong with checkpoints. Empty when all is in order.
        public let flaws: [RegisterFlaw]
        /// The checkpoint that stood beside the key, against which all was held; nil where none did.
        public let mark: Int64?
        /// What operators have said in between, oldest first.
        public let statements: [RegisterCheckpoint]
        /// Checkpoints that somebody kept, and that a statement has given up.
        public let givenUp: [Int64]

        public init(
            chains: Int, entries: Int64, checkpoints: Int, flaws: [RegisterFlaw], mark: Int64? = nil,
            statements: [RegisterCheckpoint] = [], givenUp: [Int64] = []
        ) {
            self.chains = chains
            self.entries = entries
            self.checkpoints = checkpoints
            self.flaws = flaws
            self.mark = mark
            self.statements = statements
            self.givenUp = givenUp
        }
    }

    /// Walks along every checkpoint and every chain from their beginnings, and holds them against each other, against what
    /// stands beside the key, and against checkpoints that somebody kept elsewhere.
    ///
    /// - Throws: `RegisterMarkFault` when what stands beside the key cannot be read.
    public func verify(against kept: [RegisterCheckpoint] = []) async throws -> Verdict {
        // Before the database is looked at: it may only hold more by then.
        let mark = try await marks?.read()
        let scene = try await store.scene()
        var proof = RegisterProof(scene, mark: mark, kept: kept, seal: seal)
        // What is signed from now on is another proof's.
        walk: while case let page = try await store.checkpoints(after: proof.number, limit: 500), !page.isEmpty {
            for checkpoint in page {
                guard checkpoint.number <= scene.newest else { break walk }
                proof.step(checkpoint)
            }
        }
        proof.end()
        let chains = Set(try await store.chains()).union(proof.seen.keys).sorted()
        var entries: Int64 = 0
        var flaws = proof.flaws
        let seal = seal
        for chain in chains {
            var walk = RegisterWalk(chain: chain, seen: proof.seen[chain] ?? [], hash: { seal.hash($0) })
            if let flaw = try await store.follow(chain, &walk) { flaws.append(flaw) }
            entries += walk.walked
        }
        return Verdict(
            chains: chains.count, entries: entries, checkpoints: proof.count, flaws: flaws,
            mark: mark?.newest.number, statements: scene.statements, givenUp: proof.givenUp)
    }
}

extension RegisterStore {
    /// Takes a walk along a chain to its end, or to its first flaw.
    func follow(_ chain: RegisterChain, _ walk: inout RegisterWalk) async throws -> RegisterFlaw? {
        while true {
            let page = try await entries(of: chain, after: walk.walked, limit: 500)
            for line in page {
                if let flaw = walk.step(line) { return flaw }
            }
            if page.isEmpty { return walk.end() }
        }
    }
}
