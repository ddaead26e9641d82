import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchApp

/// The register's key and what stands beside it, as files.
@Suite("The register's key and mark in their files")
struct RegisterKeyTests {
    private func inFolder(_ test: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await test(folder)
    }

    private func mode(_ file: URL) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
    }

    @Test("a key is made once, for its owner alone, and nothing is left beside it")
    func made() async throws {
        try await inFolder { folder in
            let file = folder.appending(path: "key")
            let key = try RegisterKey(file: file)
            #expect(try RegisterKey(file: file).publicKey == key.publicKey)
            #expect(try mode(file) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
            #expect(throws: DurableFile.Fault.self) { try RegisterKey(making: file) }
            #expect(try RegisterKey(file: file).publicKey == key.publicKey, "it was not replaced")
        }
    }

    @Test("servers that start at once on one machine come to one key")
    func atOnce() async throws {
        try await inFolder { folder in
            let file = folder.appending(path: "key")
            let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<32 { group.addTask { try RegisterKey(file: file).publicKey } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(keys.count == 1)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key"])
        }
    }

    @Test("what lies there under the key's name is never followed or replaced")
    func notFollowed() async throws {
        try await inFolder { folder in
            let (file, target) = (folder.appending(path: "key"), folder.appending(path: "elsewhere"))
            try FileManager.default.createSymbolicLink(at: file, withDestinationURL: target)
            #expect(throws: SettingsFault.self) { try RegisterKey(file: file) }
            #expect(!FileManager.default.fileExists(atPath: target.path))
            let words = folder.appending(path: "words")
            try Data("no key".utf8).write(to: words)
            #expect(throws: SettingsFault.self) { try RegisterKey(file: words) }
            #expect(try String(contentsOf: words, encoding: .utf8) == "no key")
        }
    }

    @Test("a mark is there again as it was, for its owner alone")
    func mark() async throws {
        try await inFolder { folder in
            let file = folder.appending(path: "key.mark")
            let marks = RegisterMarkFile(file)
            #expect(try await marks.read() == nil)
            let hash = [UInt8](repeating: 7, count: 32)
            let prepared = try RegisterCheckpoint(
                number: 8, zone: "zone", at: ManualClock.friday,
                heads: [
                    RegisterHead(chain: .group(Street.group.id), position: 3, hash: hash),
                    RegisterHead(chain: .zone("Woerden \"ë\""), position: 1, hash: hash),
                ],
                link: RegisterCheckpoint.Link(
                    previous: hash, state: hash, statement: .acceptance(after: 3, reason: "\"ë\" 🦉")), by: FakeSeal())
            for mark in [
                RegisterMark(newest: .origin, prepared: prepared),
                RegisterMark(newest: RegisterPoint(number: 7, hash: hash), prepared: prepared),
                RegisterMark(newest: RegisterPoint(number: 8, hash: hash)),
            ] {
                try await marks.write(mark)
                #expect(try await marks.read() == mark)
            }
            #expect(try mode(file) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["key.mark"])
        }
    }

    @Test(
        "a file that is no mark is none, and not taken for a fresh start",
        arguments: ["", "{}", #"{"hash":"00","number":1}"#, #"{"hash":"x","number":-1}"#])
    func noMark(text: String) async throws {
        try await inFolder { folder in
            let file = folder.appending(path: "key.mark")
            try Data(text.utf8).write(to: file)
            await #expect(throws: RegisterMarkFault.self) { try await RegisterMarkFile(file).read() }
        }
    }

    @Test("while one process signs, no other does")
    func held() async throws {
        try await inFolder { folder in
            let (one, other) = (
                RegisterMarkFile(folder.appending(path: "mark")), RegisterMarkFile(folder.appending(path: "mark"))
            )
            let inner = try await one.hold { try await other.hold { true } }
            #expect(inner == .some(nil))
            #expect(try await other.hold { true } == true)
        }
    }

    @Test("a folder that is not there is said")
    func noFolder() async throws {
        try await inFolder { folder in
            let marks = RegisterMarkFile(folder.appending(path: "nowhere/mark"))
            await #expect(throws: RegisterMarkFault.self) { try await marks.hold { true } }
            await #expect(throws: RegisterMarkFault.self) { try await marks.write(RegisterMark(newest: .origin)) }
        }
    }

    @Test("the mark lies beside the key unless it is said otherwise")
    func place() async throws {
        try await inFolder { folder in
            var flags = Settings.Flags()
            flags.database = "sqlite:\(folder.path)/saar.sqlite"
            flags.share =
                URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Sources/WatchWeb/Resources/share").standardized.path
            flags.registerKey = "/etc/saar/key"
            let usual = try await Settings.load(flags: flags, environment: [:])
            #expect(usual.registerMark.path == "/etc/saar/key.mark")
            let said = ["SAAR_REGISTER_MARK": "/var/lib/saar/mark"]
            let elsewhere = try await Settings.load(flags: flags, environment: said)
            #expect(elsewhere.registerMark.path == "/var/lib/saar/mark")
        }
    }
}
