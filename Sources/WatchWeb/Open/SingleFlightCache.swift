import Synchronization

/// What is dear to make and the same for everybody who asks for it: made by one of them, kept, and made anew once it is out
/// of date.
///
/// * Of those who ask at the same time for what is not there yet, one makes it and the others wait for it.
/// * Where there is one from before, that is what everybody else gets while it is made anew: nobody waits.
/// * What fails is told to all who waited for it, and not kept: whoever asks next tries again.
/// * Whoever makes it and goes away takes nobody along: one of those who wait begins anew. Who waits and goes away is gone at
///   once, and changes nothing for the others.
/// * Only so many are made at once, and only so much is kept: what nobody asks for is let go.
public final class SingleFlightCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    /// Bounds on what is made and kept.
    public struct Limits: Sendable {
        /// Made at once; whoever asks for one more waits until another is done.
        public var makings: Int
        /// What all that is kept may cost together, roughly.
        public var cost: Int

        /// None, unless they are said.
        public init(makings: Int = .max, cost: Int = .max) {
            self.makings = makings
            self.cost = cost
        }
    }

    private enum Turn {
        case answer(Value)
        case make(before: Value?)
        case wait
    }

    /// Why somebody does not wait any longer.
    private enum Outcome: Sendable {
        /// Something has changed: they look again.
        case changed
        case failed(any Error)
    }

    private typealias Waiting = [Int: CheckedContinuation<Outcome, Never>]

    private struct State {
        /// What is never let go.
        var fixed: [Key: Value] = [:]
        /// What was asked for since the others were put behind.
        var front: [Key: Value] = [:]
        var frontCost = 0
        /// What will be let go, unless somebody asks for it.
        var behind: [Key: Value] = [:]
        /// What is being made, and who waits for it.
        var making: [Key: Waiting] = [:]
        /// Who waits until one more may be made.
        var inLine: Waiting = [:]
        var begun = 0
        var tickets = 0
    }

    private let state = Mutex(State())
    private let limits: Limits
    private let cost: @Sendable (Key, Value) -> Int

    /// An empty one.
    ///
    /// - Parameter cost: what it costs to keep something.
    public init(limits: Limits = Limits(), cost: @escaping @Sendable (Key, Value) -> Int = { _, _ in 0 }) {
        self.limits = limits
        self.cost = cost
    }

    /// What is kept, made first where there is none or it is out of date.
    ///
    /// - Parameters:
    ///   - isFixed: whether it is never let go. Only for a handful of keys.
    ///   - isGood: whether what is kept will do. Asked under a lock: it must not ask this cache anything.
    ///   - make: given what was kept before.
    /// - Throws: what `make` throws, here or where somebody else made it; `CancellationError` for who waits no longer.
    public func value(
        for key: Key, isFixed: Bool = false, isGood: (Value) -> Bool = { _ in true },
        make: (_ before: Value?) async throws -> Value
    ) async throws -> Value {
        while true {
            switch turn(key, isGood) {
            case .answer(let value): return value
            case .make(let before): return try await perform(key, isFixed: isFixed) { try await make(before) }
            case .wait:
                if case .failed(let error) = await wait(for: key) { throw error }
                try Task.checkCancellation()
            }
        }
    }

    /// Makes anew what somebody has asked for before, unless it is being made already. Nobody waits for it.
    ///
    /// - Throws: what `make` throws; what was kept before stays.
    public func renew(_ key: Key, make: (_ before: Value) async throws -> Value) async throws {
        let before = state.withLock { state -> Value? in
            guard let held = held(key, state), !isBusy(key, state) else { return nil }
            begin(key, &state)
            return held
        }
        guard let before else { return }
        _ = try await perform(key, isFixed: state.withLock { $0.fixed[key] != nil }) { try await make(before) }
    }

    /// What is kept, without making anything; nil where nothing is.
    public subscript(key: Key) -> Value? { state.withLock { held(key, $0) } }

    /// How often something was made, what all that is kept costs, and how many wait.
    var counts: (makings: Int, cost: Int, waiting: Int) {
        state.withLock { state in
            let all = state.behind.merging(state.front) { $1 }.merging(state.fixed) { $1 }
            let waiting = state.making.values.reduce(state.inLine.count) { $0 + $1.count }
            return (state.begun, all.reduce(0) { $0 + cost($1.key, $1.value) }, waiting)
        }
    }

    // MARK: making

    private func turn(_ key: Key, _ isGood: (Value) -> Bool) -> Turn {
        state.withLock { state in
            let held = held(key, state)
            let isBusy = isBusy(key, state)
            if let held, isBusy || isGood(held) {
                touch(key, held, &state)
                return .answer(held)
            }
            guard !isBusy else { return .wait }
            begin(key, &state)
            return .make(before: held)
        }
    }

    private func isBusy(_ key: Key, _ state: State) -> Bool {
        state.making[key] != nil || state.making.count >= limits.makings
    }

    private func begin(_ key: Key, _ state: inout State) {
        state.making[key] = [:]
        state.begun += 1
    }

    private func perform(_ key: Key, isFixed: Bool, _ make: () async throws -> Value) async throws -> Value {
        do {
            let value = try await make()
            end(key, .changed) { state in
                if isFixed { state.fixed[key] = value } else { put(key, value, &state) }
            }
            return value
        } catch {
            // Whoever went away has not failed: somebody else makes it.
            end(key, error is CancellationError || Task.isCancelled ? .changed : .failed(error)) { _ in }
            throw error
        }
    }

    private func end(_ key: Key, _ outcome: Outcome, _ keep: (inout State) -> Void) {
        let (waiting, inLine) = state.withLock { state in
            keep(&state)
            defer { state.inLine = [:] }
            return (state.making.removeValue(forKey: key) ?? [:], state.inLine)
        }
        for continuation in waiting.values { continuation.resume(returning: outcome) }
        for continuation in inLine.values { continuation.resume(returning: .changed) }
    }

    // MARK: waiting

    /// Comes back when what is made now has ended or the caller was cancelled, at once where that has happened already.
    private func wait(for key: Key) async -> Outcome {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    // Who is cancelled from here on is taken out again by their number.
                    guard !Task.isCancelled, isBusy(key, state) else { return false }
                    if state.making[key] != nil {
                        state.making[key]?[ticket] = continuation
                    } else {
                        state.inLine[ticket] = continuation
                    }
                    return true
                }
                if !waits { continuation.resume(returning: .changed) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                state.making[key]?.removeValue(forKey: ticket) ?? state.inLine.removeValue(forKey: ticket)
            }
            continuation?.resume(returning: .changed)
        }
    }

    // MARK: keeping

    private func held(_ key: Key, _ state: State) -> Value? {
        state.fixed[key] ?? state.front[key] ?? state.behind[key]
    }

    /// What is asked for comes to the front.
    private func touch(_ key: Key, _ value: Value, _ state: inout State) {
        if state.fixed[key] == nil, state.front[key] == nil { put(key, value, &state) }
    }

    /// When half of the room is full of what was asked for, the rest has been of no use for as long.
    private func put(_ key: Key, _ value: Value, _ state: inout State) {
        guard state.fixed[key] == nil else { return }
        let before = state.front.updateValue(value, forKey: key)
        state.frontCost += cost(key, value) - (before.map { cost(key, $0) } ?? 0)
        guard state.frontCost > limits.cost / 2 else { return }
        state.behind = state.front
        state.front = [:]
        state.frontCost = 0
    }
}
