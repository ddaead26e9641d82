import Testing
import Watch
import WatchTesting

/// The power goes while a checkpoint is on its way: before or after it stands beside the key, before or after the database
/// has it, and before the mark says so. Never does it look like a forgery afterwards, and never does it hide one.
@Suite struct RegisterPowerCutTests {
    enum Moment: Sendable, CaseIterable {
        case beforeItStandsBesideTheKey, beforeTheDatabaseHasIt, afterTheDatabaseHasIt, beforeTheMarkSaysSo
    }

    private let group = SignedRegister.group

    /// Three checkpoints, a fourth on its way, and the power gone at this moment.
    private func cut(at moment: Moment) async throws -> SignedRegister {
        let register = try await SignedRegister.checkpointed()
        register.grow(to: 9)
        switch moment {
        case .beforeItStandsBesideTheKey: register.marks.cutPower(after: 0)
        case .beforeTheDatabaseHasIt: register.store.tamper { $0.powerCut = .beforeKeeping }
        case .afterTheDatabaseHasIt: register.store.tamper { $0.powerCut = .afterKeeping }
        case .beforeTheMarkSaysSo: register.marks.cutPower(after: 1)
        }
        await #expect(throws: PowerCut.self) { try await register.signing().checkpoint() }
        register.marks.cutPower(after: nil)
        register.store.tamper { $0.powerCut = nil }
        return register
    }

    @Test(arguments: Moment.allCases)
    func itGoesOn(moment: Moment) async throws {
        let register = try await cut(at: moment)
        let arrived = moment == .afterTheDatabaseHasIt || moment == .beforeTheMarkSaysSo
        #expect(register.store.held.checkpoints.count == (arrived ? 4 : 3))
        #expect(try await register.desk().verify().flaws == [], "before it is started again")
        #expect(try await register.signing().checkpoint() == .signing(made: arrived ? 0 : 1))
        #expect(register.store.held.checkpoints.count == 4)
        #expect(register.marks.mark?.newest.number == 4)
        #expect(register.marks.mark?.prepared == nil)
        register.grow(to: 10)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(
            try await register.desk().verify()
                == RegisterDesk.Verdict(chains: 1, entries: 10, checkpoints: 5, flaws: [], mark: 5))
    }

    @Test(arguments: Moment.allCases)
    func anotherServerWasQuickerMeanwhile(moment: Moment) async throws {
        let register = try await cut(at: moment)
        let other = FakeRegisterMarks()
        register.grow(to: 10)
        #expect(try await register.signing(marks: other).checkpoint() == .signing(made: 1))
        #expect(try await register.desk().verify().flaws == [])
        #expect(try await register.signing().checkpoint() == .signing(made: 0))
        #expect(register.marks.mark == other.mark)
    }

    @Test(arguments: [Moment.beforeTheDatabaseHasIt, .afterTheDatabaseHasIt, .beforeTheMarkSaysSo])
    func whoForgesMeanwhileIsFound(moment: Moment) async throws {
        let register = try await cut(at: moment)
        register.store.tamper { contents in
            // The fourth gone without a trace, and what it saw with it, or changed.
            contents.checkpoints = Array(contents.checkpoints.prefix(3))
            contents.signed[group] = contents.checkpoints[2].heads[0]
            let lines = RegisterWalkTests.chain(8)
            contents.chains[group] = lines
            contents.chains[group]?.append(
                RegisterLine.following(
                    lines.last, chain: group, at: ManualClock.friday,
                    kind: .reactionAdded, subject: .alert(Street.fixed("d1")), message: nil, salt: [1],
                    content: RegisterContent(person: nil, capacity: nil, fields: [.init("text", "niets")])))
        }
        let flaw = RegisterFlaw.recomputed(chain: group, position: 9, checkpoint: 4)
        #expect(try await register.desk().verify().flaws == [flaw])
        #expect(try await register.signing().checkpoint() == .halted(flaw))
        register.store.tamper { _ = $0.chains[group]?.removeLast() }
        let cut = RegisterFlaw.cut(chain: group, position: 9, checkpoint: 4)
        #expect(try await register.desk().verify().flaws == [cut])
        #expect(try await register.signing().checkpoint() == .halted(cut))
    }

    @Test func whoForgesMeanwhileIsFoundAlsoWhenAnotherServerHasSignedIt() async throws {
        let register = try await cut(at: .beforeTheDatabaseHasIt)
        register.store.tamper { contents in
            let lines = RegisterWalkTests.chain(8)
            contents.chains[group] = lines
            contents.chains[group]?.append(
                RegisterLine.following(
                    lines.last, chain: group, at: ManualClock.friday, kind: .reactionAdded,
                    subject: .alert(Street.fixed("d1")), message: nil, salt: [1],
                    content: RegisterContent(person: nil, capacity: nil, fields: [.init("text", "niets")])))
        }
        // Which knows nothing of what was on its way.
        #expect(try await register.signing(marks: FakeRegisterMarks()).checkpoint() == .signing(made: 1))
        let flaw = RegisterFlaw.recomputed(chain: group, position: 9, checkpoint: 4)
        #expect(try await register.signing().checkpoint() == .halted(flaw))
        #expect(try await register.desk().verify().flaws == [flaw])
    }

    @Test func theFirstOneOfAllIsPutInAgain() async throws {
        let register = SignedRegister(2)
        register.store.tamper { $0.powerCut = .beforeKeeping }
        await #expect(throws: PowerCut.self) { try await register.signing().checkpoint() }
        register.store.tamper { $0.powerCut = nil }
        #expect(register.marks.mark?.newest == .origin)
        #expect(try await register.desk().verify().flaws == [])
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(try await register.desk().verify().flaws == [])
    }

    @Test func aMarkThatCannotBeWrittenSignsNothing() async throws {
        let register = try await SignedRegister.checkpointed()
        register.grow(to: 9)
        let desk = RegisterSigningDesk(
            store: register.store, seal: register.seal, marks: AwayMarks(),
            surroundings: Surroundings(
                clock: ManualClock(), randomness: SeededRandomness(), localTime: EuropeanLocalTime()))
        #expect(try await desk.checkpoint() == .markAway(RegisterMarkFault("no such folder")))
        #expect(register.store.held.checkpoints.count == 3)
    }

    private struct AwayMarks: RegisterMarkStore {
        func read() throws -> RegisterMark? { nil }
        func write(_ mark: RegisterMark) throws { throw RegisterMarkFault("no such folder") }
        func hold<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T? { try await work() }
    }
}
