import Testing
import Watch
import WatchTesting

/// What somebody with the database alone could do, and what comes of it: the server signs nothing more, and the proof names
/// it. Each row is a forgery, what the server says, and what `verify` names with the mark beside the key.
@Suite struct RegisterForgeryTests {
    struct Forgery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let standing: RegisterStanding
        let flaws: [RegisterFlaw]
        let forge: @Sendable (inout FakeRegisterStore.Contents) -> Void

        init(
            _ description: String, _ standing: RegisterStanding, _ flaws: [RegisterFlaw],
            _ forge: @escaping @Sendable (inout FakeRegisterStore.Contents) -> Void
        ) {
            testDescription = description
            self.standing = standing
            self.flaws = flaws
            self.forge = forge
        }
    }

    private static let group = SignedRegister.group

    /// The chain computed anew with other words: in order by itself.
    private static func recompute(_ contents: inout FakeRegisterStore.Contents, to count: Int = 8) {
        contents.chains[group] = RegisterWalkTests.chain(count, words: "niets")
    }

    private static func head(_ count: Int, words: String) -> RegisterHead {
        RegisterHead(
            chain: group, position: Int64(count),
            hash: RegisterWalkTests.chain(count, words: words)[count - 1].entry.hash)
    }

    /// Three checkpoints stand: over four entries, six and eight.
    static let forgeries = [
        Forgery("nothing", .signing(made: 0), []) { _ in },
        Forgery("what it says is erased", .signing(made: 0), []) { contents in
            contents.chains[group] = contents.chains[group]?.map {
                RegisterLine(entry: $0.entry, salt: nil, content: nil)
            }
        },
        Forgery(
            "an entry changed, the chain recomputed",
            .halted(.recomputed(chain: group, position: 8, checkpoint: 3)),
            [.recomputed(chain: group, position: 4, checkpoint: 1)]
        ) { recompute(&$0) },
        Forgery(
            "and it has grown since", .halted(.recomputed(chain: group, position: 8, checkpoint: 3)),
            [.recomputed(chain: group, position: 4, checkpoint: 1)]
        ) { recompute(&$0, to: 11) },
        Forgery(
            "an entry that was signed last changed alone, and the chain grown",
            .halted(.recomputed(chain: group, position: 8, checkpoint: 3)),
            [.recomputed(chain: group, position: 8, checkpoint: 3)]
        ) { contents in
            var lines = RegisterWalkTests.chain(7)
            for number in 8...9 {
                lines.append(
                    RegisterLine.following(
                        lines.last, chain: group, at: ManualClock.friday + .minutes(Int64(number)),
                        kind: .reactionAdded, subject: .alert(Street.fixed("d1")), message: Street.fixed("c\(number)"),
                        salt: [1],
                        content: RegisterContent(person: nil, capacity: nil, fields: [.init("text", "niets")])))
            }
            contents.chains[group] = lines
        },
        Forgery(
            "an entry changed, the chain recomputed, the checkpoint that saw it deleted",
            .halted(.behindMark(mark: 3, newest: 2)),
            [
                .headsChanged(checkpoint: 2), .behindMark(mark: 3, newest: 2),
                .recomputed(chain: group, position: 4, checkpoint: 1),
            ]
        ) { contents in
            recompute(&contents)
            contents.checkpoints.removeLast()
        },
        Forgery(
            "the newest entries and the checkpoint that saw them deleted, without a trace but the mark",
            .halted(.behindMark(mark: 3, newest: 2)), [.behindMark(mark: 3, newest: 2)]
        ) { contents in
            contents.chains[group]?.removeLast(2)
            contents.checkpoints.removeLast()
            contents.signed[group] = head(6, words: "gezien")
        },
        Forgery(
            "all checkpoints deleted, the chain recomputed", .halted(.behindMark(mark: 3, newest: 0)),
            [.behindMark(mark: 3, newest: 0)]
        ) { contents in
            recompute(&contents)
            contents.checkpoints = []
            contents.signed = [:]
        },
        Forgery(
            "everything deleted", .halted(.behindMark(mark: 3, newest: 0)), [.behindMark(mark: 3, newest: 0)]
        ) { $0 = FakeRegisterStore.Contents(chains: [:]) },
        Forgery(
            "a checkpoint in the middle deleted", .signing(made: 0),
            [.gap(from: 2, through: 2)]
        ) { $0.checkpoints.remove(at: 1) },
        Forgery(
            "the newest checkpoint with other heads", .halted(.otherThanMark(checkpoint: 3)),
            [.badSignature(checkpoint: 3), .otherThanMark(checkpoint: 3)]
        ) { contents in
            let old = contents.checkpoints[2]
            contents.checkpoints[2] = RegisterCheckpoint(
                number: 3, zone: old.zone, at: old.at, heads: [head(8, words: "niets")], key: old.key,
                signature: old.signature, link: old.link)
            contents.signed[group] = head(8, words: "gezien")
        },
        Forgery(
            "the newest checkpoint with another time", .halted(.otherThanMark(checkpoint: 3)),
            [.badSignature(checkpoint: 3), .otherThanMark(checkpoint: 3)]
        ) { contents in
            let old = contents.checkpoints[2]
            contents.checkpoints[2] = RegisterCheckpoint(
                number: 3, zone: old.zone, at: old.at + .minutes(1), heads: old.heads, key: old.key,
                signature: old.signature, link: old.link)
        },
        Forgery(
            "the newest checkpoint twice, as the next", .halted(.badSignature(checkpoint: 4)),
            [.unlinked(checkpoint: 4), .badSignature(checkpoint: 4)]
        ) { contents in
            let old = contents.checkpoints[2]
            contents.checkpoints.append(
                RegisterCheckpoint(
                    number: 4, zone: old.zone, at: old.at, heads: old.heads, key: old.key, signature: old.signature,
                    link: old.link))
        },
        Forgery(
            "the next one signed with the forger's own key",
            .halted(.foreignKey(checkpoint: 4, key: FakeSeal(key: "forger").key)),
            [.foreignKey(checkpoint: 4, key: FakeSeal(key: "forger").key)]
        ) { contents in
            let seal = FakeSeal(key: "forger")
            let previous = contents.checkpoints[2].hash(after: [], by: seal)
            let draft = RegisterCheckpoint(
                number: 4, zone: Street.zone, at: ManualClock.friday, heads: [], key: seal.key, signature: [],
                link: RegisterCheckpoint.Link(previous: previous, state: RegisterHead.digest(of: [], by: seal)))
            contents.checkpoints.append(
                RegisterCheckpoint(
                    number: 4, zone: draft.zone, at: draft.at, heads: [], key: seal.key,
                    signature: seal.sign(draft.canonical.bytes), link: draft.link))
            contents.signed = [:]
        },
        Forgery(
            "the list of signed heads made to fit a recomputed chain", .halted(.headsChanged(checkpoint: 3)),
            [.headsChanged(checkpoint: 3), .recomputed(chain: group, position: 4, checkpoint: 1)]
        ) { contents in
            recompute(&contents)
            contents.signed[group] = head(8, words: "niets")
        },
        Forgery(
            "an unsigned entry hidden in the list of signed heads", .halted(.headsChanged(checkpoint: 3)),
            [.headsChanged(checkpoint: 3)]
        ) { contents in
            contents.chains[group] = RegisterWalkTests.chain(9)
            contents.signed[group] = head(9, words: "gezien")
        },
        Forgery(
            "the tail cut", .halted(.cut(chain: group, position: 8, checkpoint: 3)),
            [.cut(chain: group, position: 8, checkpoint: 3)]
        ) { $0.chains[group]?.removeLast() },
        Forgery(
            "a chain gone", .halted(.cut(chain: group, position: 1, checkpoint: 3)),
            [.cut(chain: group, position: 1, checkpoint: 1)]
        ) { $0.chains = [:] },
        Forgery(
            "an entry that nobody has signed yet, broken", .halted(.broken(chain: group, position: 10)),
            [.broken(chain: group, position: 10)]
        ) { contents in
            contents.chains[group] =
                RegisterWalkTests.chain(9) + RegisterWalkTests.chain(10, words: "niets").suffix(1)
        },
    ]

    @Test(arguments: forgeries)
    func isFoundAndNothingIsSigned(forgery: Forgery) async throws {
        let register = try await SignedRegister.checkpointed()
        register.store.tamper(forgery.forge)
        let (before, mark) = (register.store.held.checkpoints, register.marks.mark)
        #expect(try await register.desk().verify().flaws == forgery.flaws)
        #expect(try await register.signing().checkpoint() == forgery.standing)
        #expect(register.store.held.checkpoints == before)
        #expect(register.marks.mark == mark)
        // Nor later, when there is something new to sign.
        guard case .halted = forgery.standing else { return }
        register.store.tamper { contents in
            contents.chains[SignedRegister.next] = RegisterWalkTests.chain(2, in: SignedRegister.next)
        }
        #expect(try await register.signing().checkpoint() == forgery.standing)
        #expect(register.store.held.checkpoints == before)
    }

    @Test func whoKeptCheckpointsFindsWhatIsMissingWithoutAnyMark() async throws {
        let register = try await SignedRegister.checkpointed()
        let kept = register.store.held.checkpoints
        let stranger = FakeRegisterMarks()
        #expect(try await register.desk(marks: stranger).verify(against: kept).flaws == [])
        register.store.tamper { contents in
            contents = FakeRegisterStore.Contents(chains: [Self.group: RegisterWalkTests.chain(8, words: "niets")])
        }
        #expect(try await register.desk(marks: stranger).verify().flaws == [], "without either nothing shows")
        #expect(
            try await register.desk(marks: stranger).verify(against: [kept[2], kept[1]]).flaws == [
                .keptMissing(checkpoint: 2), .keptMissing(checkpoint: 3),
                .recomputed(chain: Self.group, position: 6, checkpoint: 2),
            ])
        // The server has none of them either, begins anew, and gives the numbers to others.
        #expect(try await register.signing(marks: stranger).checkpoint() == .signing(made: 1))
        #expect(
            try await register.desk(marks: stranger).verify(against: [kept[0]]).flaws == [
                .keptDiffers(checkpoint: 1), .recomputed(chain: Self.group, position: 4, checkpoint: 1),
            ])
    }

    @Test func whatWasNeverSignedProvesNothing() async throws {
        let register = try await SignedRegister.checkpointed()
        let old = register.store.held.checkpoints[1]
        let changed = RegisterCheckpoint(
            number: 2, zone: old.zone, at: old.at + .minutes(1), heads: old.heads, key: old.key,
            signature: old.signature, link: old.link)
        #expect(try await register.desk().verify(against: [changed]).flaws == [.keptUnsigned(checkpoint: 2)])
    }
}
