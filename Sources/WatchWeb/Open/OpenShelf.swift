import Synchronization
import Watch

/// Answers that are the same for everybody, as they were made last. One request makes an answer, on the threads for what
/// is open, and whoever comes meanwhile gets the one before; only where there is none yet they wait. So many are made at
/// once, and so many bytes are kept: what nobody asks for is let go.
public final class OpenShelf: Sendable {
    /// Of what an answer was made.
    struct State: Equatable, Sendable {
        /// The registry's, or that of the figures.
        var version: Int64 = 0
        /// Members are counted without a new version of the registry; so no list of groups is older than ten minutes.
        var minutes: Int64 = 0
        /// The gazetteer's release, and whatever else it was made of.
        let places: String
    }

    /// What a request does about an answer.
    enum Turn {
        case answer(StaticFile)
        /// And then it says `made`, whatever came of it.
        case make
        /// Until somebody has made one, and then it looks again.
        case wait
    }

    struct Limits: Sendable {
        /// Made at once. Each takes memory while it is made, and all of them the same few threads.
        var makings = 2
        /// Kept in all, roughly.
        var bytes = 64 << 20
    }

    fileprivate struct Held: Sendable {
        let state: State
        let madeAt: Moment
        let file: StaticFile
    }

    fileprivate struct Shelf {
        /// What is never let go: some files that hold the whole country.
        var fixed: [String: Held] = [:]
        /// What was asked for since the others were put behind.
        var front: [String: Held] = [:]
        var frontBytes = 0
        /// What will be let go, unless somebody asks for it.
        var behind: [String: Held] = [:]
        var making: Set<String> = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        var makings = 0
    }

    /// A list of groups is not made anew before it is so old, however often groups change.
    static let youth = Span.minutes(1)

    private let shelf = Mutex(Shelf())
    private let limits: Limits
    private let threads: OpenThreads

    /// An empty one.
    public convenience init() { self.init(limits: Limits()) }

    init(limits: Limits, threads: OpenThreads = .shared) {
        self.limits = limits
        self.threads = threads
    }

    /// The answer as it is now, or was when it was made last.
    ///
    /// - Parameters:
    ///   - youth: for how long it is good however much has changed.
    ///   - isFixed: whether it is never let go. Only for a handful of names.
    func file(
        _ name: String, _ state: State, at now: Moment, youth: Span = .seconds(0), isFixed: Bool = false,
        make: () async throws -> StaticFile
    ) async throws -> StaticFile {
        while true {
            switch turn(name, state, at: now, youth: youth) {
            case .answer(let file): return file
            case .wait:
                await wait(for: name)
                try Task.checkCancellation()
            case .make:
                var made: StaticFile?
                defer { self.made(made, name, state, at: now, isFixed: isFixed) }
                let file = try await withTaskExecutorPreference(threads) { try await make() }
                made = file
                return file
            }
        }
    }

    func turn(_ name: String, _ state: State, at now: Moment, youth: Span) -> Turn {
        shelf.withLock { shelf in
            let held = shelf.held(name)
            if let held {
                let isYoung = now >= held.madeAt && now < held.madeAt + youth
                let isBusy = shelf.making.contains(name) || shelf.making.count >= limits.makings
                if held.state == state || isYoung || isBusy {
                    shelf.putInFront(name, held, most: limits.bytes)
                    return .answer(held.file)
                }
            } else if shelf.making.contains(name) || shelf.making.count >= limits.makings {
                return .wait
            }
            shelf.making.insert(name)
            shelf.makings += 1
            return .make
        }
    }

    /// - Parameter file: nil when it could not be made: the next one tries.
    func made(_ file: StaticFile?, _ name: String, _ state: State, at now: Moment, isFixed: Bool = false) {
        let waiting = shelf.withLock { shelf in
            shelf.making.remove(name)
            if let file {
                let held = Held(state: state, madeAt: now, file: file)
                if isFixed { shelf.fixed[name] = held } else { shelf.putInFront(name, held, most: limits.bytes) }
            }
            defer { shelf.waiting = [] }
            return shelf.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Comes back when something has been made, at once where that may have happened already.
    func wait(for name: String) async {
        await withCheckedContinuation { continuation in
            let waits = shelf.withLock { shelf in
                guard shelf.making.contains(name) || shelf.making.count >= limits.makings else { return false }
                shelf.waiting.append(continuation)
                return true
            }
            if !waits { continuation.resume() }
        }
    }

    /// How often something was made, and the bytes that are kept, roughly.
    var figures: (makings: Int, bytes: Int) {
        shelf.withLock { shelf in
            let all = shelf.behind.merging(shelf.front) { $1 }.merging(shelf.fixed) { $1 }.values
            return (shelf.makings, all.reduce(0) { $0 + $1.file.size })
        }
    }
}

extension OpenShelf.Shelf {
    fileprivate func held(_ name: String) -> OpenShelf.Held? { fixed[name] ?? front[name] ?? behind[name] }

    /// What is asked for comes to the front; when half of the room is full of that, the rest has been of no use for as long.
    fileprivate mutating func putInFront(_ name: String, _ held: OpenShelf.Held, most: Int) {
        guard fixed[name] == nil else { return }
        if let before = front[name], before.madeAt == held.madeAt, before.state == held.state { return }
        let before = front.updateValue(held, forKey: name)
        frontBytes += held.file.size + name.utf8.count - (before.map { $0.file.size + name.utf8.count } ?? 0)
        guard frontBytes > most / 2 else { return }
        behind = front
        front = [:]
        frontBytes = 0
    }
}

extension House {
    /// What is the same for everybody, made once and then answered from memory: packed, and with an entity tag unless it
    /// must be kept by nobody else.
    ///
    /// - Parameters:
    ///   - name: under which it lies on the shelf: the address, and all that it depends on but the state.
    ///   - cache: what others may do with it; nil where nobody may keep it.
    ///   - vary: by which headers of a request it was chosen, beside how it is packed.
    func open(
        _ name: String, _ state: OpenShelf.State, type: String, cache: String? = StaticFile.tenMinutes,
        vary: String? = nil, youth: Span = .seconds(0), isFixed: Bool = false, make: () async throws -> [UInt8]
    ) async throws -> StaticFile {
        try await shelf.file(name, state, at: surroundings.now(), youth: youth, isFixed: isFixed) {
            let bytes = try await make()
            return StaticFile(
                bytes: bytes, packed: site.pack(bytes), type: type, cache: cache, vary: vary, digest: digest)
        }
    }
}
