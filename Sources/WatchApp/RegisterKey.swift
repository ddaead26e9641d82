import Crypto
import Foundation
import Watch

/// The key that signs the register's checkpoints: Ed25519, in a file of its own that only Saar may read, so that who
/// has the database alone cannot compute a new history and sign it.
public struct RegisterKey: RegisterSeal {
    private let secret: Curve25519.Signing.PrivateKey
    public let publicKey: [UInt8]

    /// Reads the key, or makes one where there is none.
    ///
    /// - Throws: `SettingsFault` when the file is no key, or can be neither read nor made.
    public init(file: URL) throws {
        if let there = try RegisterKey(in: file) {
            self = there
            return
        }
        do {
            self = try RegisterKey(making: file)
        } catch let fault as DurableFile.Fault where fault.isTaken {
            // Another server that starts at this moment was quicker: its key is the one.
            guard let there = try RegisterKey(in: file) else { throw RegisterKey.unwritable(file) }
            self = there
        } catch is DurableFile.Fault {
            throw RegisterKey.unwritable(file)
        }
    }

    /// Reads the key; nil where there is no such file.
    ///
    /// - Throws: `SettingsFault` when the file is no key.
    init?(in file: URL) throws {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            let bytes = Hex.bytes(Words.trimmed(text)), bytes.count == 32
        else {
            throw SettingsFault(
                setting: "register-key", reason: "\(file.path) holds no key",
                fix: "name the file that Saar made, or a new one to start a new key")
        }
        try self.init(bytes: bytes)
    }

    /// Makes a key and its file, where there is none: readable for this user only from its first byte on.
    ///
    /// - Throws: `DurableFile.Fault`.
    init(making file: URL) throws {
        let made = Curve25519.Signing.PrivateKey()
        try DurableFile.make(file.path, Hex.text(made.rawRepresentation) + "\n")
        try self.init(bytes: Array(made.rawRepresentation))
    }

    /// A key from its 32 bytes.
    public init(bytes: [UInt8]) throws {
        secret = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        publicKey = Array(secret.publicKey.rawRepresentation)
    }

    public func hash(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    public func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try secret.signature(for: bytes)) }

    public func isGood(signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }

    private static func unwritable(_ file: URL) -> SettingsFault {
        SettingsFault(
            setting: "register-key", reason: "cannot write \(file.path)",
            fix: "make its folder writable for Saar, or name another file")
    }
}
