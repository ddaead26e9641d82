import Foundation
import Watch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The register's key on its way with a house that moves: without it, the checkpoints that it signed prove nothing at the
/// new place. A key that lies there already is never overwritten.
struct CopiedRegisterKey {
    /// Where the key of the source lies, and where the servers of the target will look for theirs.
    let from: URL
    let to: URL

    /// What has to be done.
    enum Errand: Equatable {
        /// It is there, or both use the same file.
        case nothing
        case copy
        /// Neither place has one.
        case none
    }

    /// Looks at both places, and changes nothing.
    ///
    /// - Throws: `SettingsFault` when another key lies at the new place.
    func errand() throws -> Errand {
        let theirs = try key(to)
        guard let ours = try key(from) else { return theirs == nil ? .none : .nothing }
        guard let theirs else { return .copy }
        guard ours == theirs else {
            throw SettingsFault(
                setting: "to-register-key",
                reason: "another key than the source's lies at \(to.path), and no key is ever overwritten",
                fix: "move that file away if nothing that counts was signed with it (a server only tried out), or name "
                    + "another place, and give it to the target's servers as --register-key")
        }
        return .nothing
    }

    /// Copies the key to the new place, readable for this user only: all of it, or nothing.
    func copy() throws {
        guard let text = try key(from) else { return }
        // Under another name until it is on disk, and linked to its own name only where nothing lies.
        let unfinished = to.path + ".copying"
        unlink(unfinished)
        defer { unlink(unfinished) }
        let file = open(unfinished, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        let bytes = Array((text + "\n").utf8)
        let isWritten = file >= 0 && write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        if file >= 0 { close(file) }
        guard isWritten, link(unfinished, to.path) == 0 else {
            throw SettingsFault(
                setting: "to-register-key", reason: "cannot write \(to.path)",
                fix: "make its folder writable, or name another place")
        }
    }

    /// What is in the file; nil when there is none.
    private func key(_ file: URL) throws -> String? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        // Says what is wrong with a file that is no key.
        _ = try RegisterKey(file: file)
        return (try? String(contentsOf: file, encoding: .utf8)).map(Words.trimmed)
    }
}
