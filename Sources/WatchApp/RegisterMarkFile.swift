import Foundation
import NIOPosix
import Watch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The mark in a file beside the key: one object of JSON. A second file beside it is locked while one process of this
/// machine signs.
struct RegisterMarkFile: RegisterMarkStore {
    private let path: String

    init(_ file: URL) { path = file.path }

    private struct Written: Codable {
        /// The newest checkpoint in the database, by number and hash.
        let number: Int64
        let hash: String
        let prepared: KeptCheckpoint?
    }

    func read() async throws -> RegisterMark? {
        try await NIOThreadPool.singleton.runIfActive { try RegisterMarkFile.read(path) }
    }

    func write(_ mark: RegisterMark) async throws {
        let text = try RegisterMarkFile.text(mark)
        try await NIOThreadPool.singleton.runIfActive {
            do { try DurableFile.replace(path, text) } catch let fault as DurableFile.Fault {
                throw RegisterMarkFault(fault.description)
            }
        }
    }

    func hold<T: Sendable>(_ work: @Sendable () async throws -> T) async throws -> T? {
        let lock = try await NIOThreadPool.singleton.runIfActive { () -> Int32? in
            let lock = "\(path).lock"
            let file = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw RegisterMarkFault(DurableFile.Fault("cannot open \(lock)").description) }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                let fault = DurableFile.Fault("cannot lock \(lock)")
                let isHeld = errno == EWOULDBLOCK
                close(file)
                if isHeld { return nil }
                throw RegisterMarkFault(fault.description)
            }
            return file
        }
        guard let lock else { return nil }
        defer { close(lock) }
        return try await work()
    }

    /// What is written into a file, of a mark.
    static func text(_ mark: RegisterMark) throws -> String {
        try RegisterJSON.line(
            Written(
                number: mark.newest.number, hash: Hex.text(mark.newest.hash),
                prepared: mark.prepared.map(KeptCheckpoint.init))) + "\n"
    }

    /// Also used where a house moves, before anything runs.
    static func read(_ path: String) throws -> RegisterMark? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw RegisterMarkFault("cannot read \(path)")
        }
        guard let written = try? JSONDecoder().decode(Written.self, from: data), written.number >= 0,
            let hash = Hex.bytes(written.hash), hash.count == 32
        else { throw RegisterMarkFault("\(path) holds no mark") }
        var prepared: RegisterCheckpoint?
        if let kept = written.prepared {
            guard let checkpoint = kept.checkpoint else { throw RegisterMarkFault("\(path) holds no mark") }
            prepared = checkpoint
        }
        return RegisterMark(newest: RegisterPoint(number: written.number, hash: hash), prepared: prepared)
    }
}

/// The register's own JSON: one line, the same for the same.
enum RegisterJSON {
    static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
