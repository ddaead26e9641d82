import Foundation
import Watch
import WatchWords

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What is looked at without the database: files, folders and what the settings say.
extension Doctor {
    /// What can be read is there and of the right kind; whether it is what an operator wants is theirs to say.
    static func settings(_ settings: Settings) -> Finding {
        guard let url = settings.url else {
            return .note(
                .settings, "they can be read; links in letters lead to this machine alone",
                toDo: "say how people reach the site: SAAR_URL=https://saar.example.org")
        }
        guard url.begins(with: "https:") else {
            return .note(
                .settings, "they can be read; the site is for this machine alone (\(url))",
                toDo: "for people: a proxy with TLS, and SAAR_URL=https://saar.example.org")
        }
        return .good(.settings, "they can be read; people come to \(url)")
    }

    /// The folder with templates and words.
    static func share(_ share: URL) -> Finding {
        let toDo = "copy the whole share folder of this version to \(share.path)"
        let parts = ["templates", "styles", "scripts", "openapi.json"].filter {
            !FileManager.default.fileExists(atPath: share.appending(path: $0).path)
        }
        guard parts.isEmpty else {
            return .wrong(.share, "\(share.path) lacks \(parts.joined(separator: ", "))", toDo: toDo)
        }
        guard let words = try? Catalogues(share: share), words.languages == Language.allCases else {
            return .wrong(.share, "the words in \(share.path) cannot be read in all languages", toDo: toDo)
        }
        return .good(.share, share.path)
    }

    /// The key that signs the register, and what stands beside it.
    ///
    /// - Parameter hasSigned: whether anything was signed by now; nil where the database cannot say, as before there is one.
    static func registerKey(_ settings: Settings, hasSigned: Bool?) -> Finding {
        let (key, mark) = (settings.registerKey, settings.registerMark)
        do {
            guard try RegisterKey(in: key) != nil else {
                let mark = try RegisterMarkFile.read(mark.path)
                guard hasSigned != true, mark == nil else {
                    return .wrong(
                        .registerKey, "the key that signed the register is not at \(key.path)",
                        toDo: "bring that file back, or say where it is: SAAR_REGISTER_KEY")
                }
                return .note(
                    .registerKey, "there is no key at \(key.path) yet",
                    toDo: "nothing, if this house is new: it is made when Saar first starts. Keep a copy of it then")
            }
            if let open = openToOthers(key, .registerKey, "saar register rekey") { return open }
            _ = try RegisterMarkFile.read(mark.path)
        } catch let fault as SettingsFault {
            return .wrong(.registerKey, fault.reason, toDo: fault.fix)
        } catch {
            return .wrong(
                .registerKey, "what stands beside the key, \(mark.path), cannot be read",
                toDo: "its owner must be the user that runs Saar; never put an older one back")
        }
        let folder = mark.deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            return .wrong(
                .registerKey, "\(folder) cannot be written, and nothing is signed without that",
                toDo: "let it belong to the user that runs Saar, and run this command as that user")
        }
        return .good(.registerKey, "\(key.path), for its owner alone")
    }

    /// The key by which browsers are woken.
    static func pushKey(_ settings: Settings) -> Finding {
        let key = settings.pushKey
        do {
            guard try PushKeyFile.read(key) != nil else {
                return .note(
                    .pushKey, "there is no key at \(key.path): no device is woken by a push",
                    toDo: "saar keys, once for all servers, and start them again")
            }
        } catch let fault as SettingsFault {
            return .wrong(.pushKey, fault.reason, toDo: fault.fix)
        } catch {
            return .wrong(.pushKey, "\(key.path) cannot be read", toDo: "let it belong to the user that runs Saar")
        }
        let again = "another one made by saar keys: each browser has to subscribe anew then"
        return openToOthers(key, .pushKey, again) ?? .good(.pushKey, "\(key.path), for its owner alone")
    }

    /// - Parameter again: how the key is changed once somebody may have read it.
    private static func openToOthers(_ key: URL, _ part: Part, _ again: String) -> Finding? {
        let mode = try? FileManager.default.attributesOfItem(atPath: key.path)[.posixPermissions] as? Int
        guard let mode, mode & 0o077 != 0 else { return nil }
        return .wrong(
            part, "\(key.path) may be read by others than its owner",
            toDo: "chmod 600 \(key.path), and if somebody may have read it: \(again)")
    }

    /// Whether a server with this key would sign.
    static func register(_ standing: RegisterStanding, _ settings: Settings) -> Finding {
        switch standing {
        case .signing, .busy: .good(.register, "it is what was signed of it, and this key signs it")
        case .halted(let flaw):
            .wrong(
                .register, "nothing is signed: the register is not what was signed of it (\(flaw.code))",
                toDo: "saar register verify, and then as docs/operating.md says of the register")
        case .handedOver(let checkpoint):
            .wrong(
                .register, "nothing is signed: this key has handed over by checkpoint \(checkpoint)",
                toDo: "give this server the new key: SAAR_REGISTER_KEY")
        case .markAway:
            .wrong(
                .register, "nothing is signed: \(settings.registerMark.path) cannot be used",
                toDo: "its owner must be the user that runs Saar; its disk must have room")
        }
    }

    /// The program that takes letters.
    static func mailer(_ program: String, from sender: EmailAddress) -> Finding {
        let toDo =
            "install a mailer that brings a sendmail along (msmtp, Postfix, exim), or say where it is: SAAR_SENDMAIL"
        guard program.begins(with: "/") else {
            return .wrong(.mailer, "\(program) is no absolute path", toDo: toDo)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: program, isDirectory: &isFolder), !isFolder.boolValue else {
            return .wrong(.mailer, "there is no program \(program): no letter goes out", toDo: toDo)
        }
        guard FileManager.default.isExecutableFile(atPath: program) else {
            return .wrong(.mailer, "\(program) may not be run: no letter goes out", toDo: "chmod 755 \(program)")
        }
        guard !sender.text.ends(with: "@localhost.localdomain") else {
            return .note(
                .mailer, "\(program), with letters from \(sender.text), which few mailers take",
                toDo: "say where letters come from: SAAR_MAIL_FROM=saar@example.org")
        }
        return .good(.mailer, "\(program), with letters from \(sender.text)")
    }

    /// The disks on which something must be kept.
    static func disks(_ settings: Settings, space: (String) -> Space?) -> [Finding] {
        var folders: [(path: String, what: String)] = []
        func add(_ file: URL, _ what: String) {
            let folder = file.deletingLastPathComponent().path
            if let known = folders.firstIndex(where: { $0.path == folder }) {
                folders[known].what += " and \(what)"
            } else {
                folders.append((folder, what))
            }
        }
        if case .sqlite(let path) = settings.database { add(URL(fileURLWithPath: path), "the database") }
        add(settings.registerMark, "what is signed")
        return folders.map { disk(space($0.path), $0.path, of: $0.what) }
    }

    /// As the system says it, for who runs this program: what is kept for root is not among it.
    static func space(_ folder: String) -> Space? {
        var found = statvfs()
        guard statvfs(folder, &found) == 0 else { return nil }
        return Space(
            free: Int64(clamping: UInt64(found.f_bavail) &* UInt64(found.f_frsize)),
            // Some systems set no number, and then say that none is left of none.
            files: found.f_files > 0 ? Int64(clamping: found.f_favail) : nil)
    }
}
