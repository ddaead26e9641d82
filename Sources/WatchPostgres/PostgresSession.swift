import CPostgres
import Dispatch
import WatchStore

/// One connection with its thread.
///
/// `@unchecked Sendable`: everything that changes in it (`link`, `lost`) is touched only by works on `queue`, which runs
/// one at a time; the pool lends a session to one work at a time on top of that.
final class PostgresSession: @unchecked Sendable {
    private let url: String
    private let limits: PostgresDatabase.Limits
    private let queue = DispatchQueue(label: "saar.postgres.session")
    private var link: PostgresLink?
    /// When the server could not be reached last, and how often in a row: not every work tries again at once.
    private var lost: (at: DispatchTime, times: Int)?

    init(url: String, limits: PostgresDatabase.Limits) {
        self.url = url
        self.limits = limits
    }

    /// Runs a work in a transaction, on this session's own thread.
    func run<T: Sendable>(
        _ begin: String, tries: Int, _ work: @escaping @Sendable (any Connection) throws -> T
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in continuation.resume(with: Result { try transact(begin, tries, work) }) }
        }
    }

    func hangUp() async {
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                link = nil
                continuation.resume()
            }
        }
    }

    func hangUpSoon() { queue.async { [self] in link = nil } }

    // MARK: on its own thread

    private func transact<T>(
        _ begin: String, _ tries: Int, _ work: (any Connection) throws -> T
    ) throws -> T {
        var tried = 0
        while true {
            tried += 1
            let link = try started(begin)
            do {
                let value = try work(link)
                try link.command("COMMIT")
                return value
            } catch {
                // What cannot be undone on a broken line is undone by the server when the line ends.
                if link.isGood { try? link.command("ROLLBACK") }
                if !link.isGood { self.link = nil }
                guard let fault = error as? DatabaseFault, fault.kind == .busy, link.isGood, tried < tries else {
                    throw error
                }
            }
        }
    }

    /// A line on which a transaction has begun. One that broke while nobody used it is made anew: nothing was lost.
    private func started(_ begin: String) throws -> PostgresLink {
        if let link {
            do {
                try link.command(begin)
                return link
            } catch {
                self.link = nil
            }
        }
        let fresh = try connect()
        try fresh.command(begin)
        link = fresh
        return fresh
    }

    private func connect() throws -> PostgresLink {
        if let lost, DispatchTime.now() < lost.at + .milliseconds(min(2_000, 50 << min(lost.times, 5))) {
            throw DatabaseFault(.unavailable, "PostgreSQL was not reached a moment ago")
        }
        do {
            let link = try PostgresLink(url: url, patience: limits.patience)
            lost = nil
            return link
        } catch {
            lost = (.now(), (lost?.times ?? 0) + 1)
            throw error
        }
    }
}
