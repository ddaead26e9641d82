import Foundation
import Watch
import WatchPush

/// The key by which push services know this house, in a file of its own that only Saar may read. It is made once, by `saar keys`,
/// and never overwritten: each browser has subscribed with it, and could be woken by no other.
public enum PushKeyFile {
    /// Reads the 32 bytes of the key; nil where there is no such file.
    ///
    /// - Throws: `SettingsFault` when the file is no key, or cannot be read.
    static func read(_ file: URL) throws -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let text = try? String(contentsOf: file, encoding: .utf8),
            let bytes = Hex.bytes(Words.trimmed(text)), bytes.count == 32,
            (try? PushSender(secret: bytes, contact: "")) != nil
        else {
            throw SettingsFault(
                setting: "push-key", reason: "\(file.path) holds no key, or cannot be read",
                fix: "name the file that 'saar keys' made, or one that is not there and make it with 'saar keys'")
        }
        return bytes
    }

    /// Makes a key and its file where there is none: readable for this user only from its first byte on.
    ///
    /// - Returns: what browsers will subscribe with, and whether it was made now.
    /// - Throws: `SettingsFault` when the file is no key, or can be neither read nor made.
    @discardableResult
    public static func make(_ file: URL) throws -> (publicKey: String, isNew: Bool) {
        if let there = try read(file) { return (try publicKey(there), false) }
        let made = PushSender(contact: "").secret
        do {
            let folder = file.deletingLastPathComponent()
            if !FileManager.default.fileExists(atPath: folder.path) {
                try FileManager.default.createDirectory(
                    at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            try DurableFile.make(file.path, Hex.text(made) + "\n")
        } catch let fault as DurableFile.Fault where fault.isTaken {
            // Somebody else was quicker: theirs is the one.
            guard let there = try read(file) else { throw unwritable(file) }
            return (try publicKey(there), false)
        } catch {
            throw unwritable(file)
        }
        return (try publicKey(made), true)
    }

    private static func publicKey(_ secret: [UInt8]) throws -> String {
        try PushSender(secret: secret, contact: "").publicKey
    }

    private static func unwritable(_ file: URL) -> SettingsFault {
        SettingsFault(
            setting: "push-key", reason: "cannot write \(file.path)",
            fix: "make its folder writable for who runs this, or name another file")
    }
}
