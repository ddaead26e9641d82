import Crypto
import Testing
import Watch
import WatchStore

/// Signs with a key of its own, as the product does with the one in a file.
struct TestSeal: RegisterSeal {
    let secret = Curve25519.Signing.PrivateKey()
    let key = "test"

    func hash(_ bytes: [UInt8]) -> [UInt8] { Digest.sha256(bytes) }
    func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try secret.signature(for: bytes)) }
    func isGood(signature: [UInt8], over bytes: [UInt8], key: String) -> Bool {
        key == self.key && secret.publicKey.isValidSignature(signature, for: bytes)
    }
}

/// The register: whole when nobody touched it, and every way to touch it is found and named.
@Suite("The register in the store")
struct RegisterStoreTests {
    /// What somebody with the database in their hands might do, and what the walk must say then.
    struct Tampering: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let statements: @Sendable (GroupId) -> [SQL]
        let flaw: @Sendable (GroupId) -> RegisterFlaw?
    }

    static let tamperings = [
        Tampering(testDescription: "nothing") { _ in
            []
        } flaw: { _ in
            nil
        },
        Tampering(testDescription: "erased content") { _ in
            ["DELETE FROM register_contents WHERE position = 2"]
        } flaw: { _ in
            nil
        },
        Tampering(testDescription: "another content") { _ in
            [
                "UPDATE register_contents SET content = (SELECT content FROM register_contents WHERE position = 1) WHERE position = 2"
            ]
        } flaw: {
            .contentChanged(group: $0, position: 2)
        },
        Tampering(testDescription: "another time") { _ in
            ["UPDATE register_entries SET at = at + 1 WHERE position = 3"]
        } flaw: {
            .broken(group: $0, position: 3)
        },
        Tampering(testDescription: "an entry in the middle gone") { _ in
            ["DELETE FROM register_entries WHERE position = 2"]
        } flaw: {
            .missing(group: $0, position: 2)
        },
        Tampering(testDescription: "the tail gone") { _ in
            ["DELETE FROM register_entries WHERE position >= 3"]
        } flaw: {
            .cut(group: $0, position: 3, checkpoint: 1)
        },
        Tampering(testDescription: "all of it gone") { _ in
            ["DELETE FROM register_entries"]
        } flaw: {
            .cut(group: $0, position: 1, checkpoint: 1)
        },
        Tampering(testDescription: "another time in a checkpoint") { _ in
            ["UPDATE register_checkpoints SET at = at + 1"]
        } flaw: { _ in
            .badSignature(checkpoint: 1)
        },
    ]

    @Test("every tampering is found and named", arguments: DatabaseUnderTest.allCases, tamperings)
    func tampering(_ kind: DatabaseUnderTest, _ tampering: Tampering) async throws {
        try await withStreet(kind) { street in
            let desk = RegisterDesk(store: street.register, seal: TestSeal(), surroundings: street.surroundings)
            let alert = try await street.share().alert
            _ = try await street.alerts.react(.init(kind: .sighting, text: "daar"), to: alert, by: street.bram)
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            #expect(try await desk.checkpoint() == 1)
            #expect(try await desk.checkpoint() == 0)
            let statements = tampering.statements(street.street)
            try await street.database.write { connection in
                for statement in statements { try connection.run(statement) }
            }
            let verdict = try await desk.verify()
            #expect(verdict.flaws == [tampering.flaw(street.street)].compactMap { $0 })
            #expect(verdict.checkpoints == 1)
        }
    }

    @Test(
        "a chain computed anew with all its hashes right is found by the checkpoint",
        arguments: DatabaseUnderTest.allCases)
    func recomputed(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = RegisterDesk(store: street.register, seal: TestSeal(), surroundings: street.surroundings)
            _ = try await street.share()
            _ = try await desk.checkpoint()
            let line = try #require(try await street.register.entries(of: street.street, after: 0, limit: 1).first)
            let old = line.entry
            let canonical = RegisterEntry.canonical(
                group: old.group, position: 1, at: old.at + .seconds(60), kind: old.kind, alert: old.alert,
                message: old.message, digest: old.digest)
            let hash = Digest.sha256(RegisterEntry.genesis + canonical.bytes)
            try await street.database.write { connection in
                _ = try connection.run(
                    "UPDATE register_entries SET at = \(old.at + .seconds(60)), hash = \(hash) WHERE position = 1")
            }
            #expect(
                try await desk.verify().flaws == [.recomputed(group: street.street, position: 1, checkpoint: 1)])
        }
    }
}
