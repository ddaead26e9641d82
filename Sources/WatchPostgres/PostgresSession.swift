import Dispatch
import WatchStore

/// One connection with its thread.
///
/// `@unchecked Sendable`: everything that changes in it (`link`) is touched only by works on `queue`, which runs one at a
/// time; the pool lends a session to one work at a time on top of that.
final class PostgresSession: @unchecked Sendable {
    private let queue = DispatchQueue(label: "saar.postgres.session")
    private var link: PostgresLink?

    /// How a work ended, and what is to be thought of the line.
    struct Outcome<T: Sendable>: Sendable {
        let result: Result<T, any Error>
        /// Whether nothing of it was kept, and the reason may be gone the next time.
        let mayRunAgain: Bool
        let isGood: Bool
    }

    /// Connects, on the session's own thread; looking up a name and reaching several hosts may take its time.
    ///
    /// - Parameter isToCheck: whether it is not known yet that the server keeps sessions for us.
    func connect(
        _ url: String, patience: Duration, isToCheck: Bool,
        then tell: @escaping @Sendable (Result<Void, DatabaseFault>) -> Void
    ) {
        queue.async { [self] in
            do {
                link = try PostgresLink(url: url, patience: patience, isToCheck: isToCheck)
                tell(.success(()))
            } catch {
                // Of all others one thing is told: which address did not answer, and how, is not for every log.
                tell(
                    .failure((error as? DatabaseFault) == PostgresLink.shared ? PostgresLink.shared : PostgresLink.lost)
                )
            }
        }
    }

    /// Runs a work in a transaction, on this session's own thread.
    ///
    /// - Parameters:
    ///   - tell: how it ended.
    ///   - free: called once the session can be lent again, with whether its line is good and how long the work held it.
    func run<T: Sendable>(
        _ kind: PostgresTransaction, until deadline: ContinuousClock.Instant,
        _ work: @escaping @Sendable (any Connection) throws -> T,
        tell: @escaping @Sendable (Outcome<T>) -> Void, free: @escaping @Sendable (Bool, Duration) -> Void
    ) {
        queue.async { [self] in
            let began = ContinuousClock.now
            let outcome = transact(kind, deadline, work)
            guard link?.isLate == true else {
                free(outcome.isGood, began.duration(to: .now))
                return tell(outcome)
            }
            // Who asked is told at once; what the server has still to say to it is heard afterwards.
            tell(outcome)
            link?.drain()
            let isGood = link?.isGood ?? false
            if !isGood { link = nil }
            free(isGood, began.duration(to: .now))
        }
    }

    /// Nobody waits for it: what the last work left to be sent with the next one goes out by itself.
    func restSoon() { queue.async { [self] in link?.sendLast() } }

    func hangUpSoon() { queue.async { [self] in link = nil } }

    func hangUp() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                link = nil
                continuation.resume()
            }
        }
    }

    // MARK: on its own thread

    private func transact<T>(
        _ kind: PostgresTransaction, _ deadline: ContinuousClock.Instant, _ work: (any Connection) throws -> T
    ) -> Outcome<T> {
        guard let link else { return Outcome(result: .failure(PostgresLink.broken), mayRunAgain: true, isGood: false) }
        do {
            try link.begin(kind, until: deadline)
            let value = try work(link)
            try link.end(kind)
            return Outcome(result: .success(value), mayRunAgain: false, isGood: link.isGood)
        } catch {
            let failure = link.failure
            // One that is late is heard out before it is judged.
            if !link.isLate {
                link.undo()
                if !link.isGood { self.link = nil }
            }
            // A work may have hidden behind an error of its own that its statements had no luck.
            let isHidden = [.busy, .unavailable].contains(failure?.fault.kind)
            return Outcome(
                result: .failure(isHidden ? failure?.fault ?? error : error), mayRunAgain: failure?.mayPass ?? false,
                isGood: link.isGood)
        }
    }
}
