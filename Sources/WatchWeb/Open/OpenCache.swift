import Watch

/// Answers that are the same for everybody, as they were made last. One request makes an answer, on the threads for what
/// is open, and whoever comes meanwhile gets the one before; only where there is none yet they wait. So many are made at
/// once, and so many bytes are kept: what nobody asks for is let go.
public final class OpenCache: Sendable {
    /// Of what an answer was made.
    struct State: Equatable, Sendable {
        /// The registry's, or that of the figures.
        var version: Int64 = 0
        /// Members are counted without a new version of the registry; so no list of groups is older than ten minutes.
        var minutes: Int64 = 0
        /// The gazetteer's release, and whatever else it was made of.
        let places: String
    }

    private struct Held: Sendable {
        let state: State
        let madeAt: Moment
        let file: StaticFile
    }

    /// A list of groups is not made anew before it is so old, however often groups change.
    static let youth = Span.minutes(1)

    private let cache: SingleFlightCache<String, Held>
    private let threads: OpenThreads

    /// An empty one: two are made at once, since each takes memory while it is made, and all of them the same few threads;
    /// 64 MiB are kept.
    public convenience init() { self.init(makings: 2, bytes: 64 << 20) }

    init(makings: Int, bytes: Int, threads: OpenThreads = .shared) {
        cache = SingleFlightCache(limits: .init(makings: makings, cost: bytes)) { $1.file.size + $0.utf8.count }
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
        let held = try await cache.value(for: name, isFixed: isFixed) { held in
            // A clock that was put back keeps nothing.
            held.state == state || now >= held.madeAt && now < held.madeAt + youth
        } make: { _ in
            let file = try await withTaskExecutorPreference(threads) { try await make() }
            return Held(state: state, madeAt: now, file: file)
        }
        return held.file
    }

    /// How often something was made, and the bytes that are kept, roughly.
    var figures: (makings: Int, bytes: Int) { (cache.counts.makings, cache.counts.cost) }
}

extension House {
    /// What is the same for everybody, made once and then answered from memory: packed, and with an entity tag unless it
    /// must be kept by nobody else.
    ///
    /// - Parameters:
    ///   - name: under which it is kept: the address, and all that it depends on but the state.
    ///   - cache: what others may do with it; nil where nobody may keep it.
    ///   - vary: by which headers of a request it was chosen, beside how it is packed.
    func open(
        _ name: String, _ state: OpenCache.State, type: String, cache: String? = StaticFile.tenMinutes,
        vary: String? = nil, youth: Span = .seconds(0), isFixed: Bool = false, make: () async throws -> [UInt8]
    ) async throws -> StaticFile {
        try await answers.file(name, state, at: surroundings.now(), youth: youth, isFixed: isFixed) {
            let bytes = try await make()
            return StaticFile(
                bytes: bytes, packed: site.pack(bytes), type: type, cache: cache, vary: vary, digest: digest)
        }
    }
}
