import Testing
import Watch
import WatchTesting

/// Signing minute by minute: what is signed, by whom, and what is left alone.
@Suite struct RegisterSigningTests {
    private let group = SignedRegister.group
    private let next = SignedRegister.next

    @Test func nothingIsSignedTwice() async throws {
        let register = SignedRegister()
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(try await register.signing().checkpoint() == .signing(made: 0))
        #expect(register.marks.mark?.newest.number == 1)
        #expect(register.marks.mark?.prepared == nil)
    }

    @Test func onlyWhatHasGrownIsSignedAndTheStateSaysTheRest() async throws {
        let register = SignedRegister()
        register.store.tamper { $0.chains[next] = RegisterWalkTests.chain(2, in: next) }
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        register.grow(to: 5)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        let (first, second) = (register.store.held.checkpoints[0], register.store.held.checkpoints[1])
        #expect(first.heads.map(\.chain) == [group, next].sorted())
        #expect(second.heads.map(\.chain) == [group])
        #expect(second.link?.previous == first.hash(after: RegisterEntry.genesis, by: register.seal))
        #expect(
            second.link?.state == RegisterHead.digest(of: register.store.scene().ends.map(\.head), by: register.seal))
        #expect(register.store.held.signed.count == 2)
    }

    @Test func eachZoneHasItsOwn() async throws {
        let other = SignedRegister.next
        let store = FakeRegisterStore(
            chains: [group: RegisterWalkTests.chain(3), other: RegisterWalkTests.chain(2, in: other)],
            zone: { .group($0) == other ? "zone-a" : "zone-b" })
        let seal = FakeSeal()
        let desk = RegisterSigningDesk(
            store: store, seal: seal, marks: FakeRegisterMarks(),
            surroundings: Surroundings(
                clock: ManualClock(), randomness: SeededRandomness(), localTime: EuropeanLocalTime()))
        #expect(try await desk.checkpoint() == .signing(made: 2))
        #expect(store.held.checkpoints.map(\.zone) == ["zone-a", "zone-b"])
        #expect(store.held.checkpoints.map { $0.heads.map(\.chain) } == [[other], [group]])
        #expect(try await desk.checkpoint() == .signing(made: 0))
    }

    // MARK: several servers

    @Test func serversTakeTurnsAndEachKeepsItsOwnMark() async throws {
        let register = try await SignedRegister.checkpointed()
        let (fresh, late) = (FakeRegisterMarks(), FakeRegisterMarks(register.marks.mark))
        for count in 9...12 {
            register.grow(to: count)
            #expect(
                try await register.signing(marks: count.isMultiple(of: 2) ? fresh : nil).checkpoint()
                    == .signing(made: 1))
        }
        #expect(fresh.mark?.newest.number == 7)
        #expect(late.mark?.newest.number == 3, "an older mark than the database is no reason to worry")
        #expect(try await register.signing(marks: late).checkpoint() == .signing(made: 0))
        #expect(late.mark == fresh.mark)
        #expect(try await register.desk(marks: late).verify().flaws == [])
    }

    @Test func whoIsSlowerTakesWhatTheOtherSigned() async throws {
        let register = try await SignedRegister.checkpointed()
        register.grow(to: 9)
        let other = FakeRegisterMarks()
        let quicker = RegisterWalkTests.chain(9)[8].entry
        let seal = register.seal
        register.store.tamper { contents in
            contents.meanwhile = { contents in
                let head = RegisterHead(chain: quicker.chain, position: 9, hash: quicker.hash)
                guard let last = contents.checkpoints.last else { return }
                let checkpoint = try? RegisterCheckpoint(
                    number: 4, zone: Street.zone, at: ManualClock.friday, heads: [head],
                    link: RegisterCheckpoint.Link(
                        previous: last.hash(after: [], by: seal), state: RegisterHead.digest(of: [head], by: seal)),
                    by: seal)
                if let checkpoint { contents.checkpoints.append(checkpoint) }
                contents.signed[quicker.chain] = head
            }
        }
        #expect(try await register.signing().checkpoint() == .signing(made: 0))
        #expect(register.store.held.checkpoints.count == 4)
        #expect(register.marks.mark?.newest.number == 4)
        #expect(register.marks.mark?.prepared == nil)
        #expect(try await register.signing(marks: other).checkpoint() == .signing(made: 0))
        #expect(other.mark == register.marks.mark)
        #expect(try await register.desk().verify().flaws == [])
    }

    @Test func twoProcessesOfOneMachineDoNotShareAMarkAtOnce() async throws {
        let register = SignedRegister()
        register.marks.beHeld(true)
        #expect(try await register.signing().checkpoint() == .busy)
        #expect(register.store.held.checkpoints.isEmpty)
        register.marks.beHeld(false)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
    }

    // MARK: from before the chain, and beside servers that do not know it

    @Test func checkpointsFromBeforeAreTheBeginningOfTheChain() async throws {
        let register = SignedRegister(4)
        register.signOld(2)
        register.signOld(4)
        #expect(try await register.signing().checkpoint() == .signing(made: 1), "also when nothing has grown")
        #expect(register.store.held.checkpoints[2].link != nil)
        #expect(
            try await register.desk().verify()
                == RegisterDesk.Verdict(chains: 1, entries: 4, checkpoints: 3, flaws: [], mark: 3))
        #expect(try await register.signing().checkpoint() == .signing(made: 0))
        // None of the old ones can be taken away or changed any more.
        register.store.tamper { contents in
            let old = contents.checkpoints.remove(at: 0)
            contents.checkpoints.insert(
                RegisterCheckpoint(
                    number: 1, zone: old.zone, at: old.at, heads: old.heads, key: old.key,
                    signature: old.signature.reversed()), at: 0)
        }
        #expect(
            try await register.desk().verify().flaws == [
                .badSignature(checkpoint: 1), .unlinked(checkpoint: 3),
            ])
    }

    @Test(arguments: [
        (2, "niets", RegisterFlaw.recomputed(chain: SignedRegister.group, position: 2, checkpoint: 1)),
        (6, "gezien", .cut(chain: SignedRegister.group, position: 5, checkpoint: 1)),
    ])
    func whatIsForgedAlreadyIsNotClosedIn(count: Int, words: String, flaw: RegisterFlaw) async throws {
        let register = SignedRegister(4)
        register.signOld(count, words: words)
        #expect(try await register.signing().checkpoint() == .halted(flaw))
        #expect(register.store.held.checkpoints.count == 1)
    }

    @Test func serversFromBeforeSignBesideIt() async throws {
        let register = try await SignedRegister.checkpointed()
        for count in stride(from: 9, through: 15, by: 2) {
            register.grow(to: count)
            register.signOld(count)
            register.grow(to: count + 1)
            #expect(try await register.signing().checkpoint() == .signing(made: 1))
        }
        #expect(
            try await register.desk().verify()
                == RegisterDesk.Verdict(chains: 1, entries: 16, checkpoints: 11, flaws: [], mark: 11))
    }

    @Test func whatAServerFromBeforeSignsBlindlyIsFound() async throws {
        let register = try await SignedRegister.checkpointed()
        register.grow(to: 9, words: "niets")
        register.signOld(9, words: "niets")
        #expect(
            try await register.signing().checkpoint()
                == .halted(.recomputed(chain: group, position: 8, checkpoint: 3)))
    }

    @Test func aMarkOnACheckpointFromBeforeIsKnownAgain() async throws {
        let register = try await SignedRegister.checkpointed()
        register.grow(to: 9)
        register.signOld(9)
        register.store.tamper { contents in
            // Signed already, and by an old server: as after a round that found it first.
            contents.signed[group] = contents.checkpoints[2].heads[0]
        }
        let mark = RegisterMark(
            newest: RegisterPoint(
                number: 4,
                hash: register.store.held.checkpoints[3].hash(
                    after: register.store.held.checkpoints[2].hash(after: [], by: register.seal), by: register.seal)))
        register.marks.mark = mark
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        register.marks.mark = RegisterMark(newest: RegisterPoint(number: 4, hash: [1]))
        register.store.tamper { contents in
            contents.checkpoints.removeLast()
            contents.signed[group] = contents.checkpoints[2].heads[0]
        }
        #expect(try await register.signing().checkpoint() == .halted(.otherThanMark(checkpoint: 4)))
    }

    @Test func aLongAbsenceIsCaughtUpWith() async throws {
        let register = SignedRegister(1)
        let late = FakeRegisterMarks()
        #expect(try await register.signing(marks: late).checkpoint() == .signing(made: 1))
        for count in 2...600 {
            register.store.tamper { contents in
                guard let last = contents.chains[group]?.last else { return }
                contents.chains[group]?.append(
                    RegisterLine.following(
                        last, chain: group, at: ManualClock.friday, kind: .reactionAdded,
                        subject: .alert(Street.fixed("d1")),
                        message: nil, salt: [1], content: RegisterContent(person: nil, capacity: nil, fields: [])))
            }
            #expect(try await register.signing().checkpoint() == .signing(made: 1), "\(count)")
        }
        #expect(try await register.signing(marks: late).checkpoint() == .signing(made: 0))
        #expect(late.mark == register.marks.mark)
    }
}
