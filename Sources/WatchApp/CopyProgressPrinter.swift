import Foundation
import Synchronization
import WatchStore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a copy says while it runs, on standard error: on a terminal one line that is written anew, elsewhere a line now and
/// then.
public final class CopyProgressPrinter: Sendable {
    private struct State {
        var stage: CopyProgress.Stage?
        var began = ContinuousClock.now
        var told: ContinuousClock.Instant?
        var isOpen = false
    }

    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    /// Nothing is said yet.
    public init() {}

    /// Shows how far it is, not more often than somebody can read.
    func show(_ progress: CopyProgress) {
        state.withLock { state in
            let now = ContinuousClock.now
            if state.stage != progress.stage {
                state.stage = progress.stage
                state.began = now
                state.told = nil
            }
            let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
            let isLast = progress.done == progress.total
            guard isLast || state.told.map({ now - $0 >= pause }) ?? true else { return }
            state.told = now
            let text = CopyProgressPrinter.words(progress, after: now - state.began)
            CopyProgressPrinter.write(isTerminal ? "\r\u{1B}[2K\(text)" : "\(text)\n")
            state.isOpen = isTerminal
        }
    }

    /// Leaves the line as it is and begins a new one.
    public func end() {
        state.withLock { state in
            if state.isOpen { CopyProgressPrinter.write("\n") }
            state.isOpen = false
        }
    }

    /// A line that stays.
    public func say(_ text: String) { CopyProgressPrinter.write("\(text)\n") }

    private static func words(_ progress: CopyProgress, after elapsed: Duration) -> String {
        let bar = 24
        let filled = Int(progress.fraction * Double(bar))
        let picture = String(repeating: "#", count: filled) + String(repeating: ".", count: bar - filled)
        let what =
            switch progress.stage {
            case .looking: "looking  "
            case .copying: "copying  "
            case .comparing: "comparing"
            }
        var text = "\(what) [\(picture)] \(Int(progress.fraction * 100)) %, \(progress.done) of \(progress.total) rows"
        if progress.done < progress.total {
            text += ", \(progress.table)"
            if let left = progress.left(after: elapsed) { text += ", \(words(left)) left" }
        }
        return text
    }

    private static func words(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        return switch seconds {
        case ..<60: "\(max(1, seconds)) s"
        case ..<3_600: "\(seconds / 60) min \(seconds % 60) s"
        default: "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
        }
    }

    private static func write(_ text: String) {
        // Who reads along may have gone; the copy goes on.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
