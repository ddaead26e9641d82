import Testing
import Watch
import WatchTesting

/// What concerns no group stands in the chain of its zone: proved as those of groups are, and signed with them; what was
/// signed of groups before stays as it was, byte for byte.
@Suite struct RegisterZoneTests {
    private let zone = RegisterChain.zone(Street.zone)
    private let tip = Subject(kind: Subject.Kind(rawValue: "tip"), id: Street.fixed("d1"))
    private let seal = FakeSeal()

    private func flaw(_ lines: [RegisterLine], of chain: RegisterChain) -> RegisterFlaw? {
        var walk = RegisterWalk(chain: chain, seen: [], hash: FakeSeal.hash)
        for line in lines {
            if let flaw = walk.step(line) { return flaw }
        }
        return walk.end()
    }

    /// The same bytes put together by hand: each text and each run of bytes with its length before it.
    private func bytes(_ parts: Any...) -> [UInt8] {
        var canonical = Canonical()
        for part in parts {
            switch part {
            case let text as String: canonical.append(text)
            case let number as Int: canonical.append(Int64(number))
            case let field as [UInt8]: canonical.append(field)
            default: Issue.record("no part: \(part)")
            }
        }
        return canonical.bytes
    }

    // MARK: what is hashed and signed

    @Test func anEntrySaysOfWhatItsChainIs() {
        func entry(_ chain: RegisterChain, _ form: RegisterEntry.Form, _ subject: Subject) -> [UInt8] {
            RegisterEntry.canonical(
                form: form, chain: chain, position: 3, at: ManualClock.friday, kind: .alertShared, subject: subject,
                message: nil, digest: [9]
            ).bytes
        }
        let (id, at, none) = (Street.group.id.text, Int(ManualClock.friday.milliseconds), [UInt8(0)])
        let alert = Subject.alert(Street.fixed("d1"))
        #expect(
            entry(.group(Street.group.id), .one, alert)
                == bytes("saar-register-1", id, 3, at, "alert-shared", alert.id.text) + none + bytes([UInt8(9)]))
        #expect(
            entry(.group(Street.group.id), .two, tip)
                == bytes("saar-register-2", "group", id, 3, at, "alert-shared", "tip", tip.id.text) + none
                + bytes([UInt8(9)]))
        #expect(
            entry(zone, .two, tip)
                == bytes("saar-register-2", "zone", Street.zone, 3, at, "alert-shared", "tip", tip.id.text) + none
                + bytes([UInt8(9)]))
    }

    @Test func aCheckpointOfGroupsIsWhatItWas() {
        let (one, other) = (Street.group.id, Street.nextGroup.id)
        let heads = [
            RegisterHead(chain: .group(one), position: 7, hash: [1, 2]),
            RegisterHead(chain: .group(other), position: 8, hash: [3]),
        ]
        let at = Int(ManualClock.friday.milliseconds)
        let written = bytes(2, one.text, 7, [UInt8](arrayLiteral: 1, 2), other.text, 8, [UInt8(3)])
        func checkpoint(_ heads: [RegisterHead], _ link: RegisterCheckpoint.Link?) -> [UInt8] {
            RegisterCheckpoint(
                number: 5, zone: "z", at: ManualClock.friday, heads: heads, key: "k", signature: [], link: link
            ).canonical.bytes
        }
        #expect(checkpoint(heads, nil) == bytes("saar-checkpoint-1", "z", at) + written)
        let link = RegisterCheckpoint.Link(previous: [4], state: [5])
        #expect(
            checkpoint(heads, link)
                == bytes("saar-checkpoint-2", 5, [UInt8(4)], "z", at) + written + bytes([UInt8(5)], "heads"))
        let sorted =
            one < other ? written : bytes(2, other.text, 8, [UInt8(3)], one.text, 7, [UInt8](arrayLiteral: 1, 2))
        #expect(RegisterHead.digest(of: heads, by: seal) == seal.hash(bytes("saar-heads-1") + sorted))

        // The zone's own comes after those of its groups.
        let own = RegisterHead(chain: .zone("z"), position: 9, hash: [6])
        #expect(
            checkpoint(heads + [own], nil)
                == bytes("saar-checkpoint-1", "z", at, 3) + written.dropFirst(8) + bytes("zone:z", 9, [UInt8(6)]))
        #expect(
            RegisterHead.digest(of: [own] + heads, by: seal)
                == seal.hash(
                    bytes("saar-heads-1", 3) + sorted.dropFirst(8) + bytes("zone:z", 9, [UInt8(6)])))
    }

    @Test func chainsHaveAnOrder() {
        let group = SignedRegister.group
        #expect(group < zone && group < .zone("") && RegisterChain.zone("a") < .zone("b"))
        #expect([zone, group].sorted() == [group, zone])
    }

    // MARK: proving

    @Test func aChainOfAZoneIsWalkedAsOthersAre() {
        let lines = RegisterWalkTests.chain(5, in: zone)
        #expect(lines.count == 5 && lines.allSatisfy { $0.entry.form == .two })
        #expect(flaw(lines, of: zone) == nil)
        for position in 1...4 {
            var gap = lines
            gap.remove(at: position - 1)
            #expect(flaw(gap, of: zone) == .missing(chain: zone, position: Int64(position)))
            var broken = lines
            broken[position - 1] = RegisterWalkTests.chain(5, words: "niets", in: zone)[position - 1]
            #expect(
                flaw(broken, of: zone) == .broken(chain: zone, position: Int64(position == 1 ? 2 : position)))
        }
    }

    @Test func whatStandsInOneChainCannotBePutIntoAnother() {
        // Also where a zone is called as a group's id, or another zone alike.
        let names: [RegisterChain] = [
            zone, .zone(Street.zone + " "), .group(Street.group.id), .zone(Street.group.id.text), .zone("group"),
        ]
        for from in names {
            for to in names where from != to {
                let moved = RegisterWalkTests.chain(2, in: from).map { line in
                    RegisterLine(
                        entry: RegisterEntry(
                            form: line.entry.form, chain: to, position: line.entry.position, at: line.entry.at,
                            kind: line.entry.kind, subject: line.entry.subject, message: line.entry.message,
                            digest: line.entry.digest, hash: line.entry.hash), salt: line.salt, content: line.content)
                }
                #expect(flaw(moved, of: to) == .broken(chain: to, position: 1), "\(from) to \(to)")
                #expect(flaw(RegisterWalkTests.chain(2, in: from), of: to) == .broken(chain: to, position: 1))
            }
        }
    }

    @Test func theFirstFormSpeaksOfNoZone() {
        let subject = Subject.alert(Street.fixed("d1"))
        let line = RegisterLine.following(
            nil, chain: zone, at: ManualClock.friday, form: .one, kind: .alertShared, subject: subject, message: nil,
            salt: [1], content: RegisterContent(person: nil, capacity: nil, fields: []))
        #expect(flaw([line], of: zone) == .broken(chain: zone, position: 1))
    }

    // MARK: signing

    /// A street and its zone, each with four entries, and signed.
    private func signed() async throws -> SignedRegister {
        let register = SignedRegister(4)
        register.store.tamper { $0.chains[zone] = RegisterWalkTests.chain(4, in: zone) }
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        return register
    }

    @Test func aZonesOwnChainIsSignedWithThoseOfItsGroups() async throws {
        let register = try await signed()
        #expect(register.store.held.checkpoints.map(\.zone) == [Street.zone])
        #expect(register.store.held.checkpoints[0].heads.map(\.chain) == [SignedRegister.group, zone])
        register.store.tamper { $0.chains[zone] = RegisterWalkTests.chain(6, in: zone) }
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(register.store.held.checkpoints[1].heads.map(\.chain) == [zone])
        // One in which there is no group at all.
        let other = RegisterChain.zone("Woerden")
        register.store.tamper { $0.chains[other] = RegisterWalkTests.chain(1, in: other) }
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(register.store.held.checkpoints[2].zone == "Woerden")
        #expect(register.store.held.checkpoints[2].heads.map(\.chain) == [other])
        #expect(try await register.signing().checkpoint() == .signing(made: 0))
        #expect(
            try await register.desk().verify()
                == RegisterDesk.Verdict(chains: 3, entries: 11, checkpoints: 3, flaws: [], mark: 3))
    }

    @Test func aZoneBeginsAfterCheckpointsOfBefore() async throws {
        let register = try await SignedRegister.checkpointed()
        register.store.tamper { $0.chains[zone] = RegisterWalkTests.chain(2, in: zone) }
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        register.grow(to: 9)
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
        #expect(try await register.desk().verify().flaws == [])
    }

    @Test(arguments: 0...3)
    func aCutTailIsFoundByTheCheckpoint(left: Int) async throws {
        let register = try await signed()
        register.store.tamper { $0.chains[zone]?.removeLast(4 - left) }
        let cut = RegisterFlaw.cut(chain: zone, position: Int64(left) + 1, checkpoint: 1)
        #expect(try await register.desk().verify().flaws == [cut])
        #expect(try await register.signing().checkpoint() == .halted(cut))
    }

    @Test func aChainComputedAnewIsFoundByTheCheckpoint() async throws {
        for count in [4, 6] {
            let register = try await signed()
            register.store.tamper { $0.chains[zone] = RegisterWalkTests.chain(count, words: "niets", in: zone) }
            let recomputed = RegisterFlaw.recomputed(chain: zone, position: 4, checkpoint: 1)
            #expect(try await register.desk().verify().flaws == [recomputed])
            #expect(try await register.signing().checkpoint() == .halted(recomputed))
        }
    }

    @Test func theListOfSignedHeadsIsProvedForZonesAsWell() async throws {
        let register = try await signed()
        register.store.tamper { $0.signed[zone] = nil }
        #expect(try await register.signing().checkpoint() == .halted(.headsChanged(checkpoint: 1)))
        // Nor does a head become another chain's.
        let moved = try await signed()
        moved.store.tamper { contents in
            let head = contents.signed.removeValue(forKey: zone)
            contents.signed[.zone("Woerden")] = head.map {
                RegisterHead(chain: .zone("Woerden"), position: $0.position, hash: $0.hash)
            }
        }
        #expect(try await moved.signing().checkpoint() == .halted(.headsChanged(checkpoint: 1)))
    }

    @Test func acceptanceTakesAllChainsAsTheyAre() async throws {
        let register = try await signed()
        register.store.tamper { $0.chains[zone]?.removeLast(2) }
        let accepted = try await register.signing().accept(reason: "kopie terug")
        #expect(accepted.heads.map(\.chain) == [SignedRegister.group, zone])
        #expect(accepted.heads.map(\.position) == [4, 2])
        register.store.tamper { $0.chains[zone] = RegisterWalkTests.chain(3, in: zone) }
        #expect(try await register.signing().checkpoint() == .signing(made: 1))
    }

    @Test func whatTheyHoldIsErasedAndTheChainHolds() async throws {
        let register = try await signed()
        #expect(
            register.store.eraseContents(
                before: ManualClock.friday + .days(1), country: Street.jurisdiction.code, limit: 99) == 8)
        let entries = register.store.entries(of: zone, after: 0, limit: 9)
        #expect(!entries.isEmpty && entries.allSatisfy { $0.content == nil })
        #expect(try await register.desk().verify().flaws == [])
    }

    @Test func whoKeepsACheckpointKeepsTheHeadOfAZone() async throws {
        let register = try await signed()
        let kept = try #require(KeptCheckpoint(register.store.held.checkpoints[0]).checkpoint)
        #expect(kept == register.store.held.checkpoints[0])
        register.store.tamper { $0 = FakeRegisterStore.Contents(chains: [SignedRegister.group: []]) }
        #expect(
            try await register.desk(marks: FakeRegisterMarks()).verify(against: [kept]).flaws == [
                .keptMissing(checkpoint: 1), .cut(chain: SignedRegister.group, position: 1, checkpoint: 1),
                .cut(chain: zone, position: 1, checkpoint: 1),
            ])
    }
}
