import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How far an import is, on standard error: one line that is written anew on a terminal, nothing elsewhere.
public final class ImportLine: Sendable {
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let told = Mutex<ContinuousClock.Instant?>(nil)

    /// Nothing is said yet.
    public init() {}

    /// Shows how far it is, not more often than somebody can read.
    func show(_ stage: String, _ done: Int, of total: Int) {
        guard isTerminal else { return }
        told.withLock { told in
            let now = ContinuousClock.now
            guard done == total || told.map({ now - $0 >= .milliseconds(200) }) ?? true else { return }
            told = now
            let filled = total == 0 ? 24 : done * 24 / total
            let picture = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
            write("\r\u{1B}[2K\(stage) [\(picture)] \(done) of \(total)")
        }
    }

    /// Begins a new line where one stands open.
    public func end() {
        told.withLock { told in
            if told != nil { write("\n") }
            told = nil
        }
    }

    private func write(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}
