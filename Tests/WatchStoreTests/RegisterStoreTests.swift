import Crypto
import Testing
import Watch
import WatchTesting

@testable import WatchStore

/// Signs with a key of its own, as the product does with the one in a file.
struct TestSeal: RegisterSeal {
    let secret = Curve25519.Signing.PrivateKey()

    var publicKey: [UInt8] { Array(secret.publicKey.rawRepresentation) }
    func hash(_ bytes: [UInt8]) -> [UInt8] { Digest.sha256(bytes) }
    func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try secret.signature(for: bytes)) }
    func isGood(signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool {
        (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey))?.isValidSignature(signature, for: bytes)
            ?? false
    }
}

/// The register: whole when nobody touched it, and every way to touch it is found and named, and nothing is signed then.
@Suite("The register in the store")
struct RegisterStoreTests {
    /// What somebody with the database in their hands might do, what the walk must say then with the mark beside the key, and
    /// whether a server must stop signing.
    struct Tampering: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let stops: String?
        let flaws: @Sendable (GroupId) -> [RegisterFlaw]
        let statements: [SQL]

        init(
            _ description: String, stops: String?, _ flaws: @escaping @Sendable (GroupId) -> [RegisterFlaw],
            _ statements: [SQL]
        ) {
            testDescription = description
            self.stops = stops
            self.flaws = flaws
            self.statements = statements
        }
    }

    /// Three entries and one checkpoint stand.
    static let tamperings = [
        Tampering("nothing", stops: nil, { _ in [] }, []),
        Tampering(
            "erased content", stops: nil, { _ in [] }, ["DELETE FROM register_contents WHERE position = 2"]),
        Tampering(
            "another content", stops: nil, { [.contentChanged(chain: .group($0), position: 2)] },
            [
                """
                UPDATE register_contents
                SET content = (SELECT content FROM register_contents WHERE position = 1) WHERE position = 2
                """
            ]),
        Tampering(
            "another time", stops: nil, { [.broken(chain: .group($0), position: 3)] },
            ["UPDATE register_entries SET at = at + 1 WHERE position = 3"]),
        Tampering(
            "an entry in the middle gone", stops: nil, { [.missing(chain: .group($0), position: 2)] },
            ["DELETE FROM register_entries WHERE position = 2"]),
        Tampering(
            "the tail gone", stops: "chain-cut", { [.cut(chain: .group($0), position: 3, checkpoint: 1)] },
            [
                "DELETE FROM register_entries WHERE position >= 3",
                "DELETE FROM register_contents WHERE position >= 3",
                """
                UPDATE groups SET register_position = 2, register_hash =
                    (SELECT hash FROM register_entries WHERE group_id = groups.id AND position = 2)
                WHERE register_position > 0
                """,
            ]),
        Tampering(
            "all entries gone", stops: "chain-cut", { [.cut(chain: .group($0), position: 1, checkpoint: 1)] },
            [
                "DELETE FROM register_entries", "DELETE FROM register_contents",
                "UPDATE groups SET register_position = 0",
            ]),
        Tampering(
            "another time in a checkpoint", stops: "other-than-mark",
            { _ in [.badSignature(checkpoint: 1), .otherThanMark(checkpoint: 1)] },
            ["UPDATE register_checkpoints SET at = at + 1"]),
        Tampering(
            "a checkpoint that looks like one from before the chain", stops: "bad-signature",
            { _ in [.badSignature(checkpoint: 1), .otherThanMark(checkpoint: 1)] },
            ["UPDATE register_checkpoints SET previous = NULL, state = NULL"]),
        Tampering(
            "the checkpoint gone", stops: "behind-mark", { _ in [.behindMark(mark: 1, newest: 0)] },
            ["DELETE FROM register_checkpoints"]),
        Tampering(
            "everything gone", stops: "behind-mark", { _ in [.behindMark(mark: 1, newest: 0)] },
            [
                "DELETE FROM register_checkpoints", "DELETE FROM register_heads", "DELETE FROM register_contents",
                "DELETE FROM register_entries",
                "UPDATE groups SET register_position = 0, checkpointed = 0",
            ]),
        Tampering(
            "the list of heads gone", stops: "heads-changed", { _ in [.headsChanged(checkpoint: 1)] },
            ["DELETE FROM register_heads"]),
        Tampering(
            "a number beyond all numbers", stops: "bad-signature",
            { _ in
                [.gap(from: 2, through: Int64.max - 1), .badSignature(checkpoint: Int64.max)]
            },
            [
                """
                INSERT INTO register_checkpoints (number, zone, at, heads, signing_key, signature, previous, state)
                SELECT 9223372036854775807, zone, at, heads, signing_key, signature, previous, state
                FROM register_checkpoints
                """
            ]),
    ]

    private func threeEntries(_ street: StoreStreet) async throws {
        let alert = try await street.share().alert
        _ = try await street.alerts.react(.init(kind: .sighting, text: "daar"), to: alert, by: street.bram)
        _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
    }

    private func forge(_ street: StoreStreet, _ statements: [SQL]) async throws {
        try await street.database.write { connection in
            for statement in statements { try connection.run(statement) }
        }
    }

    @Test(
        "every tampering is found and named, and nothing is signed then", arguments: DatabaseUnderTest.allCases,
        tamperings)
    func tampering(_ kind: DatabaseUnderTest, _ tampering: Tampering) async throws {
        try await withStreet(kind) { street in
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            let desk = RegisterDesk(
                store: street.register, seal: seal, marks: marks, surroundings: street.surroundings)
            let signing = street.signing(seal, marks: marks)
            try await threeEntries(street)
            #expect(try await signing.checkpoint() == .signing(made: 1))
            #expect(try await signing.checkpoint() == .signing(made: 0))
            try await forge(street, tampering.statements)
            #expect(try await desk.verify().flaws == tampering.flaws(street.street))
            let before = try await street.register.checkpoints(after: 0, limit: 9)
            #expect(try await halt(signing) == tampering.stops)
            // Also when there is something new, which is taken all the same.
            _ = try await street.share()
            #expect((try await halt(signing) == nil) == (tampering.stops == nil))
            guard tampering.stops != nil else { return }
            #expect(try await street.register.checkpoints(after: 0, limit: 9) == before)
        }
    }

    /// In one word why nothing was signed; nil when all was well.
    private func halt(_ signing: RegisterSigningDesk) async throws -> String? {
        if case .halted(let flaw) = try await signing.checkpoint() { flaw.code } else { nil }
    }

    /// All entries of the street with the first one a minute later, every hash right again, and the group's own head, too.
    private func recompute(_ street: StoreStreet) async throws {
        let lines = try await street.register.entries(of: .group(street.street), after: 0, limit: 100)
        var head = RegisterEntry.genesis
        var statements: [SQL] = []
        for line in lines {
            let old = line.entry
            let at = old.position == 1 ? old.at + .seconds(60) : old.at
            let canonical = RegisterEntry.canonical(
                form: .one, chain: old.chain, position: old.position, at: at, kind: old.kind, subject: old.subject,
                message: old.message, digest: old.digest)
            head = Digest.sha256(head + canonical.bytes)
            statements.append(
                """
                UPDATE register_entries SET at = \(at), hash = \(head)
                WHERE group_id = \(street.street) AND position = \(old.position)
                """)
        }
        statements.append("UPDATE groups SET register_hash = \(head) WHERE id = \(street.street)")
        try await forge(street, statements)
    }

    @Test(
        "a chain computed anew with all its hashes right is found, also when the checkpoint that saw it is gone",
        arguments: DatabaseUnderTest.allCases)
    func recomputed(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            let desk = RegisterDesk(
                store: street.register, seal: seal, marks: marks, surroundings: street.surroundings)
            let signing = street.signing(seal, marks: marks)
            try await threeEntries(street)
            #expect(try await signing.checkpoint() == .signing(made: 1))
            let kept = try await street.register.checkpoints(after: 0, limit: 9)
            try await recompute(street)
            let recomputed = RegisterFlaw.recomputed(chain: .group(street.street), position: 3, checkpoint: 1)
            #expect(try await desk.verify().flaws == [recomputed])
            #expect(try await signing.checkpoint() == .halted(recomputed))
            _ = try await street.share()
            #expect(try await signing.checkpoint() == .halted(recomputed), "and so when it has grown")

            try await forge(street, ["DELETE FROM register_checkpoints", "DELETE FROM register_heads"])
            let behind = RegisterFlaw.behindMark(mark: 1, newest: 0)
            #expect(try await desk.verify().flaws == [behind])
            #expect(try await signing.checkpoint() == .halted(behind))
            #expect(try await desk.verify(against: kept).flaws == [behind, .keptMissing(checkpoint: 1), recomputed])
            #expect(try await street.register.checkpoints(after: 0, limit: 9) == [])
        }
    }

    @Test("what no program writes stops the signing and is no crash")
    func unreadable() async throws {
        for forgery: SQL in [
            "UPDATE register_checkpoints SET heads = 'x'", "UPDATE register_checkpoints SET number = 'x'",
            "UPDATE register_heads SET position = 'x'", "UPDATE register_checkpoints SET statement = '[]'",
        ] {
            // SQLite lets in what does not fit.
            try await withStreet(.sqlite) { street in
                let (seal, marks) = (TestSeal(), FakeRegisterMarks())
                try await threeEntries(street)
                #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
                try await forge(street, [forgery])
                #expect(
                    try await street.signing(seal, marks: marks).checkpoint() == .halted(.unreadable),
                    "\(forgery)")
                await #expect(throws: RegisterUnreadable.self) {
                    try await RegisterDesk(
                        store: street.register, seal: seal, marks: marks, surroundings: street.surroundings
                    ).verify()
                }
            }
        }
    }

    @Test("two servers that sign at once make one chain", arguments: DatabaseUnderTest.allCases)
    func atOnce(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let seal = TestSeal()
            let servers = (0..<4).map { _ in FakeRegisterMarks() }
            for _ in 0..<5 {
                _ = try await street.share()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for marks in servers {
                        group.addTask { _ = try await street.signing(seal, marks: marks).checkpoint() }
                    }
                    try await group.waitForAll()
                }
            }
            for marks in servers {
                #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 0))
                let desk = RegisterDesk(
                    store: street.register, seal: seal, marks: marks, surroundings: street.surroundings)
                let verdict = try await desk.verify()
                #expect(verdict.flaws == [] && verdict.checkpoints == 5 && verdict.mark == 5)
            }
        }
    }

    /// As the program before the chain keeps one.
    private func signOld(_ street: StoreStreet, _ seal: TestSeal) async throws {
        let heads = try await street.register.scene().ends.map(\.head)
        let draft = RegisterCheckpoint(
            number: 0, zone: "zone-1", at: street.clock.now(), heads: heads, key: seal.key, signature: [])
        let signature = try seal.sign(draft.canonical.bytes)
        let text =
            "["
            + heads.map { head in
                #"{"group":"\#(head.chain.owner)","hash":\#(head.hash),"position":\#(head.position)}"#
            }.joined(separator: ",") + "]"
        try await forge(
            street,
            [
                """
                INSERT INTO register_checkpoints (number, zone, at, heads, signing_key, signature)
                SELECT COALESCE(MAX(number), 0) + 1, CAST(\(draft.zone) AS TEXT), CAST(\(draft.at) AS BIGINT),
                       CAST(\(text) AS TEXT), CAST(\(seal.key) AS TEXT), \(signature)
                FROM register_checkpoints WHERE TRUE
                """,
                "UPDATE groups SET checkpointed = register_position",
            ])
    }

    @Test(
        "checkpoints from before the chain are its beginning, and servers of both kinds sign side by side",
        arguments: DatabaseUnderTest.allCases)
    func fromBefore(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let seal = TestSeal()
            _ = try await street.share()
            // Without the columns of the chain, as they are once a house from before it has been brought forward.
            try await forge(
                street,
                [
                    """
                    INSERT INTO register_checkpoints (number, zone, at, heads, signing_key, signature)
                    VALUES (1, 'zone-1', 0, '[]', \(seal.key), \(try seal.sign(emptyFromBefore)))
                    """
                ])
            try await signOld(street, seal)
            let marks = FakeRegisterMarks()
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
            for _ in 0..<2 {
                _ = try await street.share()
                try await signOld(street, seal)
                _ = try await street.share()
                #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
            }
            let desk = RegisterDesk(
                store: street.register, seal: seal, marks: marks, surroundings: street.surroundings)
            let verdict = try await desk.verify()
            #expect(verdict.flaws == [] && verdict.checkpoints == 7 && verdict.mark == 7)
            try await forge(street, ["DELETE FROM register_checkpoints WHERE number = 1"])
            #expect(try await desk.verify().flaws == [.gap(from: 1, through: 1), .unlinked(checkpoint: 3)])
        }
    }

    private var emptyFromBefore: [UInt8] {
        RegisterCheckpoint(
            number: 1, zone: "zone-1", at: Moment(milliseconds: 0), heads: [], key: "", signature: []
        ).canonical.bytes
    }

    @Test("keys are changed and a copy that was put back is accepted", arguments: DatabaseUnderTest.allCases)
    func statements(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (old, new) = (TestSeal(), TestSeal())
            let marks = FakeRegisterMarks()
            try await threeEntries(street)
            #expect(try await street.signing(old, marks: marks).checkpoint() == .signing(made: 1))
            let change = try await street.signing(old, marks: marks).handOver(to: new)
            _ = try await street.share()
            #expect(try await street.signing(old, marks: marks).checkpoint() == .handedOver(checkpoint: 2))
            #expect(try await street.signing(new, marks: marks).checkpoint() == .signing(made: 1))
            let desk = RegisterDesk(
                store: street.register, seal: new, marks: marks, surroundings: street.surroundings)
            #expect(try await desk.verify().flaws == [])

            let kept = try await street.register.checkpoints(after: 0, limit: 9)
            try await forge(
                street,
                [
                    "DELETE FROM register_checkpoints WHERE number = 3",
                    "DELETE FROM register_contents WHERE position = 4",
                    "DELETE FROM register_entries WHERE position = 4",
                    """
                    UPDATE groups SET register_position = 3, register_hash =
                        (SELECT hash FROM register_entries WHERE group_id = groups.id AND position = 3)
                    WHERE register_position > 0
                    """,
                    """
                    UPDATE register_heads SET position = 3, hash =
                        (SELECT hash FROM register_entries e WHERE e.group_id = register_heads.group_id
                         AND e.position = 3)
                    """,
                ])
            #expect(
                try await street.signing(new, marks: marks).checkpoint()
                    == .halted(.behindMark(mark: 3, newest: 2)))
            let acceptance = try await street.signing(new, marks: marks).accept(reason: "kopie van 3 mei – terug")
            #expect(acceptance.number == 4)
            _ = try await street.share()
            #expect(try await street.signing(new, marks: marks).checkpoint() == .signing(made: 1))
            let verdict = try await desk.verify(against: kept)
            #expect(verdict.flaws == [] && verdict.givenUp == [3] && verdict.statements == [change, acceptance])
        }
    }
}
