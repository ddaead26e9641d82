import NIOPosix
import Synchronization
import Watch

/// Where a server has its gazetteer: read from the database when it is first asked for, and anew once another release is
/// kept there. Reading it takes a thread of its own for some tenths of a second, and nobody waits for a newer one.
public final class GazetteerShelf: Sendable {
    private enum State {
        case empty
        /// Somebody reads; these wait for it.
        case reading([CheckedContinuation<Outcome, Never>])
        case full(Gazetteer, digest: String)
    }

    private enum Outcome {
        case read(Gazetteer)
        case failed(any Error)
        /// Who read went away before the end.
        case abandoned
    }

    private let store: any PlaceStore
    private let digest: @Sendable (GazetteerRelease) -> String
    private let state = Mutex(State.empty)

    /// - Parameter digest: by what a release is known, as the store has it in its head.
    public init(store: any PlaceStore, digest: @escaping @Sendable (GazetteerRelease) -> String) {
        self.store = store
        self.digest = digest
    }

    /// The gazetteer; an empty one where the database has none.
    ///
    /// - Throws: `unavailable` when the database cannot be reached and none was read before.
    public func gazetteer() async throws -> Gazetteer {
        while true {
            let isMine = state.withLock { state in
                guard case .empty = state else { return false }
                state = .reading([])
                return true
            }
            if isMine { return try await readFirst() }
            let outcome = await withCheckedContinuation { continuation in
                let now: Outcome? = state.withLock { state in
                    switch state {
                    case .full(let gazetteer, _): return .read(gazetteer)
                    case .empty: return .abandoned
                    case .reading(let waiting):
                        state = .reading(waiting + [continuation])
                        return nil
                    }
                }
                if let now { continuation.resume(returning: now) }
            }
            switch outcome {
            case .read(let gazetteer): return gazetteer
            case .failed(let error): throw error
            case .abandoned: try Task.checkCancellation()
            }
        }
    }

    /// What was read last, without waiting; an empty one before the first time.
    public var current: Gazetteer {
        state.withLock { state in
            guard case .full(let gazetteer, _) = state else { return .empty }
            return gazetteer
        }
    }

    /// Reads a newer release, where there is one and the one before was asked for.
    public func refresh() async throws {
        let before: String? = state.withLock { state in
            guard case .full(_, let digest) = state else { return nil }
            return digest
        }
        guard let before, try await store.head()?.digest ?? "" != before else { return }
        let (gazetteer, digest) = try await read()
        state.withLock { $0 = .full(gazetteer, digest: digest) }
    }

    private func readFirst() async throws -> Gazetteer {
        do {
            let (gazetteer, digest) = try await read()
            settle(.full(gazetteer, digest: digest), .read(gazetteer))
            return gazetteer
        } catch {
            settle(.empty, error is CancellationError ? .abandoned : .failed(error))
            throw error
        }
    }

    private func settle(_ next: State, _ outcome: Outcome) {
        let waiting = state.withLock { state in
            guard case .reading(let waiting) = state else { return [CheckedContinuation<Outcome, Never>]() }
            state = next
            return waiting
        }
        for continuation in waiting { continuation.resume(returning: outcome) }
    }

    private func read() async throws -> (Gazetteer, digest: String) {
        guard let release = try await store.release() else { return (.empty, "") }
        let digest = digest
        return try await NIOThreadPool.singleton.runIfActive {
            (try GazetteerReader.gazetteer(release), digest(release))
        }
    }
}
