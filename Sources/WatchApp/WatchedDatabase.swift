import Logging
import Synchronization
import WatchStore

/// The database with an eye on it: its faults stand in the log by their codes, and whether it can be written is known before
/// somebody in need finds out.
///
/// What is logged is what a driver says of a fault: a result code of SQLite, an SQLSTATE, the statement without its values.
final class WatchedDatabase: Database {
    private struct State {
        /// Whether the last change failed for the disk, or the line, and none has gone through since.
        var isUnwritable = false
        var probedAt: ContinuousClock.Instant?
        /// Fault → when it was logged last.
        var logged: [String: ContinuousClock.Instant] = [:]
    }

    private let database: any Database
    private let logger: Logger
    private let state = Mutex(State())

    /// The same fault is logged so often at most.
    private static let logEvery = Duration.seconds(60)
    /// Of so many faults it is remembered when they were logged.
    private static let mostLogged = 100
    /// How often a change is tried while all is well. One costs a few hundred bytes on the disk.
    private static let probeEvery = Duration.seconds(5)

    init(_ database: any Database, logger: Logger) {
        self.database = database
        self.logger = logger
    }

    var dialect: Dialect { database.dialect }

    func read<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        do { return try await database.read(work) } catch let fault as DatabaseFault {
            note(fault)
            throw fault
        }
    }

    @discardableResult
    func write<T: Sendable>(_ work: @escaping @Sendable (any Connection) throws -> T) async throws -> T {
        do {
            let value = try await database.write(work)
            state.withLock { $0.isUnwritable = false }
            return value
        } catch let fault as DatabaseFault {
            if fault.kind == .unavailable { state.withLock { $0.isUnwritable = true } }
            note(fault)
            throw fault
        }
    }

    func close() async throws { try await database.close() }

    /// Whether changes could be kept when one was last tried.
    var isWritable: Bool { state.withLock { !$0.isUnwritable } }

    /// Tries a change when it is time to: now and then, and at every call once one has failed. Nothing of it stays. It may
    /// wait behind others' changes, so nobody who answers a balancer waits for it.
    func probe() async {
        let isDue = state.withLock { state in
            let now = ContinuousClock.now
            guard state.isUnwritable || state.probedAt.map({ $0.duration(to: now) >= Self.probeEvery }) ?? true else {
                return false
            }
            state.probedAt = now
            return true
        }
        guard isDue else { return }
        // What comes of it stands in the state, and in the log.
        try? await write { connection in
            // A row is put there and taken away again: a value that is overwritten with itself SQLite does not write.
            _ = try connection.rows("INSERT INTO registry_head (id, version) VALUES (0, 0)")
            _ = try connection.rows("DELETE FROM registry_head WHERE id = 0")
        }
    }

    private func note(_ fault: DatabaseFault) {
        let isNew = state.withLock { state in
            let now = ContinuousClock.now
            if let before = state.logged[fault.message], before.duration(to: now) < Self.logEvery { return false }
            if state.logged.count >= Self.mostLogged { state.logged.removeAll() }
            state.logged[fault.message] = now
            return true
        }
        if isNew { logger.error("database fault", metadata: ["fault": "\(fault)"]) }
    }
}
