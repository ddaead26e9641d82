import Synchronization
import Watch

/// Open files as they were made last. One request makes a file, and whoever comes meanwhile is answered with the one
/// before; only where there is none yet they wait.
final class OpenShelf: Sendable {
    /// Of what a file was made. Members are counted without a new version of the registry; so no file is older than ten
    /// minutes.
    struct State: Equatable, Sendable {
        let version: Int64
        let minutes: Int64
        let places: String
    }

    /// What a request does about a file.
    enum Turn {
        case answer(StaticFile)
        /// And then it says `made`, whatever came of it.
        case make
        case wait
    }

    private struct Held: Sendable {
        var kept: (state: State, madeAt: Moment, file: StaticFile)?
        var isMaking = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// A file is not made anew before it is so old, however often groups change.
    static let youth = Span.minutes(1)

    private let files = Mutex<[String: Held]>([:])

    func turn(_ name: String, _ state: State, at now: Moment) -> Turn {
        files.withLock { files in
            var held = files[name, default: Held()]
            if let kept = held.kept {
                let isYoung = now >= kept.madeAt && now < kept.madeAt + OpenShelf.youth
                if kept.state == state || held.isMaking || isYoung { return .answer(kept.file) }
            } else if held.isMaking {
                return .wait
            }
            held.isMaking = true
            files[name] = held
            return .make
        }
    }

    /// - Parameter file: nil when it could not be made: the next one tries.
    func made(_ file: StaticFile?, _ name: String, _ state: State, at now: Moment) {
        let waiting = files.withLock { files in
            var held = files[name, default: Held()]
            let waiting = held.waiting
            if let file { held.kept = (state, now, file) }
            held.isMaking = false
            held.waiting = []
            files[name] = held
            return waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Comes back when nobody makes it any more.
    func wait(for name: String) async {
        await withCheckedContinuation { continuation in
            let isMaking = files.withLock { files in
                guard files[name]?.isMaking == true else { return false }
                files[name]?.waiting.append(continuation)
                return true
            }
            if !isMaking { continuation.resume() }
        }
    }
}
