import Crypto
import Foundation
import Watch

/// The key that signs the register's checkpoints: Ed25519, in a file of its own that only Saar may read, so that who
/// has the database alone cannot compute a new history and sign it.
public struct RegisterKey: RegisterSeal {
    private let secret: Curve25519.Signing.PrivateKey
    public let key: String

    /// Reads the key, or makes one where there is none.
    ///
    /// - Throws: `SettingsFault` when the file is no key, or can be neither read nor made.
    public init(file: URL) throws {
        if FileManager.default.fileExists(atPath: file.path) {
            guard let text = try? String(contentsOf: file, encoding: .utf8),
                let bytes = Hex.bytes(Words.trimmed(text)), bytes.count == 32
            else {
                throw SettingsFault(
                    setting: "register-key", reason: "\(file.path) holds no key",
                    fix: "name the file that Saar made, or a new one to start a new key")
            }
            try self.init(bytes: bytes)
        } else {
            let made = Curve25519.Signing.PrivateKey()
            let text = Hex.text(made.rawRepresentation) + "\n"
            let mode: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
            guard FileManager.default.createFile(atPath: file.path, contents: Data(text.utf8), attributes: mode) else {
                throw SettingsFault(
                    setting: "register-key", reason: "cannot write \(file.path)",
                    fix: "make its folder writable for Saar, or name another file")
            }
            try self.init(bytes: Array(made.rawRepresentation))
        }
    }

    /// A key from its 32 bytes.
    public init(bytes: [UInt8]) throws {
        secret = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
        key = RegisterKey.fingerprint(secret.publicKey)
    }

    public func hash(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

    public func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try secret.signature(for: bytes)) }

    public func isGood(signature: [UInt8], over bytes: [UInt8], key: String) -> Bool {
        key == self.key && secret.publicKey.isValidSignature(signature, for: bytes)
    }

    private static func fingerprint(_ key: Curve25519.Signing.PublicKey) -> String {
        Hex.text(SHA256.hash(data: key.rawRepresentation).prefix(8))
    }
}
