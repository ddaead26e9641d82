/// Where checkpoints of the register are signed: each minute, and when an operator has something to say.
public struct RegisterSigningDesk: Sendable {
    private let store: any RegisterStore
    private let seal: any RegisterSeal
    private let marks: any RegisterMarkStore
    private let surroundings: Surroundings

    /// - Parameter marks: what stands beside the key.
    public init(
        store: any RegisterStore, seal: any RegisterSeal, marks: any RegisterMarkStore, surroundings: Surroundings
    ) {
        self.store = store
        self.seal = seal
        self.marks = marks
        self.surroundings = surroundings
    }

    /// Signs where the chains stand, for every zone in which one has grown, once it is sure that they still are what was
    /// signed before. Never signs what does not follow from that.
    public func checkpoint() async throws -> RegisterStanding {
        do {
            return try await marks.hold { try await round() } ?? .busy
        } catch let fault as RegisterMarkFault {
            return .markAway(fault)
        } catch is RegisterUnreadable {
            return .halted(.unreadable)
        }
    }

    /// How signing would stand, as an operator asks before a server runs: everything is looked at, and nothing is signed or
    /// written.
    public func standing() async throws -> RegisterStanding {
        do {
            // Others may sign meanwhile; who is quicker than us all the time signs.
            for _ in 1...3 {
                guard let survey = try await look(try await marks.read()) else { continue }
                return survey.keyring.handedOver.map { .handedOver(checkpoint: $0) } ?? .signing(made: 0)
            }
            return .busy
        } catch let halt as RegisterSurvey.Halt {
            return .halted(halt.flaw)
        } catch let fault as RegisterMarkFault {
            return .markAway(fault)
        } catch is RegisterUnreadable {
            return .halted(.unreadable)
        }
    }

    /// Hands over to another key, signed by both. From then on only servers that have the other one sign.
    ///
    /// - Returns: the checkpoint that says so.
    /// - Throws: `RegisterSigningFault`, `RegisterMarkFault`.
    public func handOver(to next: any RegisterSeal) async throws -> RegisterCheckpoint {
        try await held {
            for _ in 1...3 {
                let found: RegisterSurvey?
                do { found = try await look(try await marks.read()) } catch let halt as RegisterSurvey.Halt {
                    throw RegisterSigningFault.halted(halt.flaw)
                }
                guard let survey = found else { continue }
                if let pending = survey.pending {
                    guard try await bring(pending, after: survey.chain.point) else { continue }
                    continue
                }
                if let number = survey.keyring.handedOver {
                    guard let done = try await store.checkpoints(after: number - 1, limit: 1).first,
                        case .keyChange(_, next.publicKey, _) = done.link?.statement
                    else { throw RegisterSigningFault.handedOver(checkpoint: number) }
                    return done
                }
                let change = try change(to: next, after: survey)
                guard try await bring(change, after: survey.chain.point) else { continue }
                return change
            }
            throw RegisterSigningFault.busy
        }
    }

    /// Says that the register goes on from what the database holds now, although it is not what was signed: after a copy
    /// was put back, or after somebody meddled and it was looked into. What has been signed and is gone stays told.
    ///
    /// - Parameter reason: why, in 1 to 500 signs on one line; it is signed, and kept for good.
    /// - Returns: the checkpoint that says so.
    /// - Throws: `RegisterSigningFault`, `RegisterMarkFault`.
    public func accept(reason: String) async throws -> RegisterCheckpoint {
        let scalars = reason.unicodeScalars
        guard (1...500).contains(scalars.count), !scalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
            throw RegisterSigningFault.badReason
        }
        return try await held {
            let mark = try await marks.read()
            do {
                let survey = try await look(mark)
                if let number = survey?.keyring.handedOver {
                    throw RegisterSigningFault.handedOver(checkpoint: number)
                }
                throw survey == nil ? RegisterSigningFault.busy : .nothingToAccept
            } catch is RegisterSurvey.Halt {
                // That is what it is for. What cannot be read at all cannot be gone on from.
            }
            let scene = try await store.scene()
            let keyring = RegisterKeyring(seal: seal, statements: scene.statements)
            if let number = keyring.handedOver { throw RegisterSigningFault.handedOver(checkpoint: number) }
            // Along what is there, as it is: whoever walks it later comes to the same hash.
            var chain = RegisterCheckpointWalk(
                keyring: keyring, seal: seal,
                after: scene.base.map { RegisterPoint(number: $0.number, hash: $0.hash(after: [], by: seal)) }
                    ?? .origin)
            while case let page = try await store.checkpoints(after: chain.point.number, limit: 500), !page.isEmpty {
                for checkpoint in page { _ = chain.step(checkpoint) }
            }
            let heads = scene.ends.map(\.head).sorted { $0.chain < $1.chain }
            // Beyond every number that was ever signed here, so that none means two things.
            let known = max(chain.point.number, mark?.newest.number ?? 0, mark?.prepared?.number ?? 0)
            guard known < Int64.max else { throw RegisterUnreadable() }
            let acceptance = try RegisterCheckpoint(
                number: known + 1, zone: "", at: surroundings.now(), heads: heads,
                link: RegisterCheckpoint.Link(
                    previous: chain.point.hash, state: RegisterHead.digest(of: heads, by: seal),
                    statement: .acceptance(after: chain.point.number, reason: reason)), by: seal)
            guard try await bring(acceptance, after: mark?.newest ?? chain.point) else {
                throw RegisterSigningFault.busy
            }
            return acceptance
        }
    }

    // MARK: one round

    private func round() async throws -> RegisterStanding {
        var made = 0
        // Another server may be quicker; what is left then is signed a minute later.
        for _ in 1...3 {
            let mark = try await marks.read()
            let found: RegisterSurvey?
            do { found = try await look(mark) } catch let halt as RegisterSurvey.Halt { return .halted(halt.flaw) }
            guard let survey = found else { continue }
            if let pending = survey.pending {
                if try await bring(pending, after: survey.chain.point) { made += 1 }
                continue
            }
            if mark?.newest != survey.chain.point || mark?.prepared != nil, survey.chain.point != .origin {
                try await marks.write(RegisterMark(newest: survey.chain.point))
            }
            if let number = survey.keyring.handedOver { return .handedOver(checkpoint: number) }
            if try await sign(survey, &made) { return .signing(made: made) }
        }
        return .signing(made: made)
    }

    /// Looks at all that must be in order before anything is signed.
    ///
    /// - Returns: nil when another server has signed meanwhile: look again.
    /// - Throws: `RegisterSurvey.Halt` with what is wrong.
    private func look(_ mark: RegisterMark?) async throws -> RegisterSurvey? {
        var survey = RegisterSurvey(try await store.scene(), mark: mark, seal: seal)
        if let flaw = survey.glance() { throw RegisterSurvey.Halt(flaw) }
        while case let page = try await store.checkpoints(after: survey.chain.point.number, limit: 500), !page.isEmpty {
            for checkpoint in page {
                switch survey.step(checkpoint) {
                case .next: break
                case .flaw(let flaw): throw RegisterSurvey.Halt(flaw)
                case .outdated: return nil
                }
            }
        }
        let seal = seal
        for errand in try survey.end().get() {
            var walk = RegisterWalk(
                chain: errand.chain, from: errand.from, claimed: errand.claimed, seen: errand.seen,
                hash: { seal.hash($0) })
            if let flaw = try await store.follow(errand.chain, &walk) { throw RegisterSurvey.Halt(flaw) }
        }
        return survey
    }

    /// Signs what has grown, zone after zone.
    ///
    /// - Returns: false when another server was quicker.
    private func sign(_ survey: RegisterSurvey, _ made: inout Int) async throws -> Bool {
        var point = survey.chain.point
        var state = survey.signed
        var grown = survey.grown
        if grown.isEmpty, survey.isBeforeTheChain { grown = [(survey.chain.last?.zone ?? "", [])] }
        for (zone, heads) in grown {
            for head in heads { state[head.chain] = head }
            let checkpoint = try RegisterCheckpoint(
                number: point.number + 1, zone: zone, at: surroundings.now(), heads: heads,
                link: RegisterCheckpoint.Link(
                    previous: point.hash, state: RegisterHead.digest(of: state.values, by: seal)), by: seal)
            guard try await bring(checkpoint, after: point) else { return false }
            point = RegisterPoint(number: checkpoint.number, hash: checkpoint.hash(after: point.hash, by: seal))
            made += 1
        }
        return true
    }

    /// Brings a signed checkpoint into the database: it stands beside the key before, and stays there if this ends in
    /// between.
    ///
    /// - Parameter mark: what else stands beside the key until it has arrived.
    /// - Returns: false when another server was quicker; then the next survey takes it from beside the key.
    private func bring(_ checkpoint: RegisterCheckpoint, after mark: RegisterPoint) async throws -> Bool {
        try await marks.write(RegisterMark(newest: mark, prepared: checkpoint))
        guard try await store.keep(checkpoint, after: checkpoint.after) else { return false }
        try await marks.write(
            RegisterMark(
                newest: RegisterPoint(
                    number: checkpoint.number, hash: checkpoint.hash(after: mark.hash, by: seal))))
        return true
    }

    private func change(to next: any RegisterSeal, after survey: RegisterSurvey) throws -> RegisterCheckpoint {
        func draft(_ countersignature: [UInt8]) throws -> RegisterCheckpoint {
            try RegisterCheckpoint(
                number: survey.chain.point.number + 1, zone: "", at: surroundings.now(), heads: [],
                link: RegisterCheckpoint.Link(
                    previous: survey.chain.point.hash, state: RegisterHead.digest(of: survey.signed.values, by: seal),
                    statement: .keyChange(
                        from: seal.publicKey, to: next.publicKey, countersignature: countersignature)), by: seal)
        }
        let unsigned = try draft([])
        guard case .keyChange(let from, let to, _)? = unsigned.link?.statement, let link = unsigned.link else {
            return unsigned
        }
        return RegisterCheckpoint(
            number: unsigned.number, zone: unsigned.zone, at: unsigned.at, heads: [], key: unsigned.key,
            signature: unsigned.signature,
            link: RegisterCheckpoint.Link(
                previous: link.previous, state: link.state,
                statement: .keyChange(
                    from: from, to: to, countersignature: try next.sign(unsigned.canonical.bytes))))
    }

    private func held<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T {
        guard let outcome = try await marks.hold(work) else { throw RegisterSigningFault.busy }
        return outcome
    }
}

/// How signing stands on this server.
public enum RegisterStanding: Hashable, Sendable {
    /// All is in order; so many checkpoints were made this time.
    case signing(made: Int)
    /// Another process on this machine signs just now.
    case busy
    /// The register is not what was signed of it: nothing is signed until an operator has looked into it.
    case halted(RegisterFlaw)
    /// The key has handed over to another one, which this server does not have.
    case handedOver(checkpoint: Int64)
    /// What stands beside the key can be neither read nor written: nothing is signed.
    case markAway(RegisterMarkFault)
}

/// Why an operator's statement was not signed.
public enum RegisterSigningFault: Error, Hashable, CustomStringConvertible {
    /// Others sign at this moment.
    case busy
    /// The register is not what was signed of it.
    case halted(RegisterFlaw)
    /// There is nothing to accept: this server signs.
    case nothingToAccept
    /// The key has handed over by this checkpoint.
    case handedOver(checkpoint: Int64)
    /// The reason is empty, too long or not on one line.
    case badReason

    /// What to do, for an operator.
    public var description: String {
        switch self {
        case .busy: "servers sign at this moment: try it again"
        case .halted(let flaw):
            "the register is not what was signed of it (\(flaw.code)): run `saar register verify`"
        case .nothingToAccept:
            "there is nothing to accept: the register is what was signed of it, and it is being signed"
        case .handedOver(let checkpoint):
            "this key has handed over by checkpoint \(checkpoint): take the new one, by --register-key FILE"
        case .badReason: "a reason has 1 to 500 signs and one line"
        }
    }
}
