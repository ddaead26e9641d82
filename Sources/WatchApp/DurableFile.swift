import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Small files that must be there whole or not at all, also after a power cut, for this user only.
enum DurableFile {
    /// What the system answered.
    struct Fault: Error, CustomStringConvertible {
        let description: String
        /// Somebody else's file is there.
        let isTaken: Bool

        init(_ what: String) {
            let code = errno
            description = "\(what): \(String(cString: strerror(code)))"
            isTaken = code == EEXIST
        }
    }

    /// Makes a file where none is. It gets its name only once all of it is on disk, and never replaces another.
    ///
    /// - Throws: `Fault`, with `isTaken` where there is one.
    static func make(_ path: String, _ text: String) throws {
        try put(path, text) { unfinished in
            guard link(unfinished, path) == 0 else { throw Fault("cannot make \(path)") }
        }
    }

    /// Puts a file in the place of another: after a power cut the old or the new one is there.
    static func replace(_ path: String, _ text: String) throws {
        try put(path, text) { unfinished in
            guard rename(unfinished, path) == 0 else { throw Fault("cannot replace \(path)") }
        }
    }

    /// Writes all of it under another name, which then becomes the file's.
    private static func put(_ path: String, _ text: String, named name: (String) throws -> Void) throws {
        // A name that nobody else uses at this moment, so that two programs do not mix.
        let unfinished = "\(path).\(UUID().uuidString).making"
        defer { unlink(unfinished) }
        try write(unfinished, text)
        try name(unfinished)
        try keepName(of: path)
    }

    private static func write(_ path: String, _ text: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Fault("cannot write \(path)") }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Fault("cannot write \(path)") }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw Fault("cannot write \(path)") }
    }

    /// A name is on disk when its folder is.
    private static func keepName(of path: String) throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let file = open(folder, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Fault("cannot open \(folder)") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw Fault("cannot write \(folder)") }
    }
}

/// The system's own, beside which this file has a `write` of another kind.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
