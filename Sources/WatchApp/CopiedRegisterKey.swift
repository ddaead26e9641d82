import Foundation
import Watch

/// The register's key on its way with a house that moves, with what stands beside it: without them, the checkpoints that it
/// signed prove nothing at the new place. A key that lies there already is never overwritten.
struct CopiedRegisterKey {
    /// Where the key and the mark of a house lie, or will be looked for.
    struct Place {
        let key: URL
        let mark: URL
    }

    let from: Place
    let to: Place

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
        let theirs = try RegisterKey(in: to.key)
        guard let ours = try RegisterKey(in: from.key) else { return theirs == nil ? .none : .nothing }
        if let theirs, ours.publicKey != theirs.publicKey {
            throw SettingsFault(
                setting: "to-register-key",
                reason: "another key than the source's lies at \(to.key.path), and no key is ever overwritten",
                fix: "move that file away if nothing that counts was signed with it (a server only tried out), or name "
                    + "another place, and give it to the target's servers as --register-key")
        }
        return theirs == nil ? .copy : .nothing
    }

    /// Copies to the new place, readable for this user only, what is not there: all of it, or nothing. A mark that is ahead
    /// stays: more was signed there than the source holds, and an operator says so or nobody does.
    func copy() throws {
        do {
            if let mark = try standing(at: from),
                try standing(at: to).map({ $0.newest.number < mark.newest.number }) ?? true
            {
                try DurableFile.replace(to.mark.path, try RegisterMarkFile.text(mark))
            }
            guard try RegisterKey(in: to.key) == nil, try RegisterKey(in: from.key) != nil,
                let text = try? String(contentsOf: from.key, encoding: .utf8)
            else { return }
            try DurableFile.make(to.key.path, Words.trimmed(text) + "\n")
        } catch is DurableFile.Fault {
            throw SettingsFault(
                setting: "to-register-key", reason: "cannot write \(to.key.path)",
                fix: "make its folder writable, or name another place")
        }
    }

    private func standing(at place: Place) throws -> RegisterMark? {
        do { return try RegisterMarkFile.read(place.mark.path) } catch let fault as RegisterMarkFault {
            throw SettingsFault(
                setting: "register-mark", reason: fault.description, fix: "bring back the file that Saar wrote")
        }
    }
}
