import Crypto
import Foundation
import Watch
import WatchStore

/// The register at the command line: proved, handed out, and spoken for by an operator. It takes the key that is there, and
/// never makes one.
public struct WiredRegister: Sendable {
    private let settings: Settings
    private let store: SQLRegisterStore
    private let seal: RegisterKey
    private let surroundings: Surroundings

    /// Opens the register for as long as the work takes.
    ///
    /// - Throws: `MigrationFault`, `CopyFault`; `SettingsFault` when the key is not where it is looked for and something
    ///   was signed.
    public static func open<T: Sendable>(
        _ settings: Settings, surroundings: Surroundings = .real, _ work: (WiredRegister) async throws -> T
    ) async throws -> T {
        try await WiredCopy.with(settings.database) { database in
            try await CopyMark.check(database)
            try await Migrator(database, Schema.migrations).check()
            let store = SQLRegisterStore(database: database)
            let seal: RegisterKey
            if let there = try RegisterKey(in: settings.registerKey) {
                seal = there
            } else {
                // Where there is no key there may be nothing that one has signed.
                guard try await store.checkpoints(after: 0, limit: 1).isEmpty,
                    try RegisterMarkFile.read(settings.registerMark.path) == nil
                else {
                    throw SettingsFault(
                        setting: "register-key",
                        reason: "the key that signed the register is not at \(settings.registerKey.path)",
                        fix: "--register-key FILE, or bring that file to where it is looked for")
                }
                seal = try RegisterKey(bytes: Array(Curve25519.Signing.PrivateKey().rawRepresentation))
            }
            return try await work(
                WiredRegister(settings: settings, store: store, seal: seal, surroundings: surroundings))
        }
    }

    /// Proves all of it.
    ///
    /// - Parameter file: checkpoints that somebody kept, one a line, as `checkpoints` hands them out.
    public func verify(against file: String? = nil) async throws -> RegisterDesk.Verdict {
        let kept = try file.map(WiredRegister.kept) ?? []
        let desk = RegisterDesk(
            store: store, seal: seal, marks: RegisterMarkFile(settings.registerMark), surroundings: surroundings)
        return try await desk.verify(against: kept)
    }

    /// Hands out checkpoints above a number, one object of JSON a line, to be kept elsewhere.
    public func checkpoints(after number: Int64, write: (String) throws -> Void) async throws {
        var number = number
        while case let page = try await store.checkpoints(after: number, limit: 500), let last = page.last {
            for checkpoint in page { try write(try RegisterJSON.line(KeptCheckpoint(checkpoint)) + "\n") }
            number = last.number
        }
    }

    /// Hands over to a new key, which it makes in a file of its own, with what stands beside it. Run again after it was
    /// interrupted, it goes on with the key that it made.
    ///
    /// - Returns: the checkpoint that says so.
    /// - Throws: `RegisterSigningFault`, `RegisterMarkFault`, `SettingsFault`.
    public func handOver(to file: URL) async throws -> RegisterCheckpoint {
        guard try RegisterKey(in: settings.registerKey) != nil else {
            throw SettingsFault(
                setting: "register-key", reason: "there is no key at \(settings.registerKey.path) that could hand over",
                fix: "--register-key FILE")
        }
        let next = try RegisterKey(file: file)
        guard next.publicKey != seal.publicKey else {
            throw SettingsFault(
                setting: "new-key", reason: "\(file.path) is the key that signs now", fix: "name a new file")
        }
        let change = try await patiently { try await $0.handOver(to: next) }
        // The new key's own mark, unless all keys here share one. It never goes back.
        let place = RegisterMarkFile(URL(fileURLWithPath: "\(file.path).mark"))
        if let mark = try await RegisterMarkFile(settings.registerMark).read(),
            try await place.read().map({ $0.newest.number < mark.newest.number }) ?? true
        {
            try await place.write(mark)
        }
        return change
    }

    /// Goes on from what the database holds, and says so in the register.
    ///
    /// - Returns: the checkpoint that says so.
    /// - Throws: `RegisterSigningFault`, `RegisterMarkFault`.
    public func accept(reason: String) async throws -> RegisterCheckpoint {
        try await patiently { try await $0.accept(reason: reason) }
    }

    /// A server on this machine signs for a moment each minute: once it is done, it is our turn.
    private func patiently<T: Sendable>(_ work: (RegisterSigningDesk) async throws -> T) async throws -> T {
        let desk = RegisterSigningDesk(
            store: store, seal: seal, marks: RegisterMarkFile(settings.registerMark), surroundings: surroundings)
        for _ in 1..<20 {
            do { return try await work(desk) } catch RegisterSigningFault.busy {
                try await Task.sleep(for: .milliseconds(250))
            }
        }
        return try await work(desk)
    }

    private static func kept(_ file: String) throws -> [RegisterCheckpoint] {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw SettingsFault(setting: "against", reason: "\(file) cannot be read", fix: "name a file that is there")
        }
        let decoder = JSONDecoder()
        return try data.split(separator: UInt8(ascii: "\n")).enumerated().compactMap { index, line in
            if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }) { return nil }
            guard let checkpoint = try? decoder.decode(KeptCheckpoint.self, from: line).checkpoint else {
                throw SettingsFault(
                    setting: "against", reason: "line \(index + 1) of \(file) is no checkpoint",
                    fix: "a file as `saar register checkpoints` writes it, one checkpoint a line")
            }
            return checkpoint
        }
    }
}
