import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One run of a program that is fed some bytes and then says with its exit status how it went.
///
/// A thread of its own starts it, feeds it and waits for it: nothing of this blocks a thread of Swift's pool. Whoever
/// loses patience cancels the task that waits in `end()`; that kills the program and everything it started.
///
/// Not Foundation's `Process`: on Linux that hands the program a socket, and takes the closing of this socket for the
/// program's end. A mailer that goes on delivering in the background (exim, sendmail) keeps it open, and seems not to
/// end.
final class ProgramRun: Sendable {
    private enum State {
        case waiting
        case running(pid_t)
        /// Given up before it ran: it is not started, or killed at once.
        case givenUp
        case over
    }

    private struct Progress {
        var state = State.waiting
        var outcome: Result<Void, any Error>?
        var waiter: CheckedContinuation<Void, any Error>?
    }

    private let program: String
    private let arguments: [String]
    private let environment: [String]
    private let input: [UInt8]
    private let progress = Mutex(Progress())

    init(program: String, arguments: [String], environment: [String], input: [UInt8]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.input = input
    }

    /// Starts it. Called once.
    ///
    /// - Parameter gone: called once, when no process is left of it, or none has come to be.
    func start(gone: @escaping @Sendable () -> Void) {
        Thread.detachNewThread { [self] in
            let outcome = Result { try work() }
            gone()
            settle(outcome)
        }
    }

    /// Waits until the program has ended well. Called once.
    ///
    /// - Throws: `SendmailFault`, or `CancellationError` when the task is cancelled, without waiting any longer.
    func end() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = progress.withLock { progress in
                    if progress.outcome == nil { progress.waiter = continuation }
                    return progress.outcome
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            settle(.failure(CancellationError())) { progress in
                // A process id is its own only until `collect` is through with it, which is under the same lock.
                if case .running(let pid) = progress.state { _ = kill(-pid, SIGKILL) }
                if case .waiting = progress.state { progress.state = .givenUp }
            }
        }
    }

    /// The first outcome counts.
    private func settle(_ outcome: Result<Void, any Error>, _ change: (inout Progress) -> Void = { _ in }) {
        let waiter = progress.withLock { progress -> CheckedContinuation<Void, any Error>? in
            change(&progress)
            guard progress.outcome == nil else { return nil }
            progress.outcome = outcome
            defer { progress.waiter = nil }
            return progress.waiter
        }
        waiter?.resume(with: outcome)
    }

    // MARK: - On its own thread

    private func work() throws {
        // A write to a program that does not read raises SIGPIPE in the thread that writes. Blocked here, it stays with
        // this thread and ends with it, whatever the rest of the server does about signals.
        var unread = sigset_t()
        sigemptyset(&unread)
        sigaddset(&unread, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &unread, nil)

        var (reading, writing) = try ProgramStart.pipe()
        defer {
            close(&reading)
            close(&writing)
        }
        let isWanted = progress.withLock { if case .waiting = $0.state { true } else { false } }
        guard isWanted else { throw CancellationError() }
        let pid = try ProgramStart.start(program, arguments, environment, input: reading)
        close(&reading)
        progress.withLock { progress in
            if case .givenUp = progress.state {
                _ = kill(-pid, SIGKILL)
            } else {
                progress.state = .running(pid)
            }
        }
        let isRead = feed(writing)
        close(&writing)
        try collect(pid)
        guard isRead else { throw SendmailFault.unread }
    }

    /// Writes the input; false when nobody reads it any more.
    private func feed(_ writing: CInt) -> Bool {
        var rest = input[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(writing, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Waits until it has ended, and reads how.
    private func collect(_ pid: pid_t) throws {
        var info = siginfo_t()
        // First only look, without the lock: it may take long.
        while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        var status: CInt = 0
        let failure: CInt? = progress.withLock { progress in
            progress.state = .over
            var result: pid_t
            repeat { result = waitpid(pid, &status, 0) } while result == -1 && errno == EINTR
            return result == pid ? nil : errno
        }
        if let failure { throw SendmailFault.lost(errno: failure) }
        // As WIFSIGNALED, WTERMSIG and WEXITSTATUS read it.
        if status & 0x7F != 0 { throw SendmailFault.killed(signal: status & 0x7F) }
        let code = (status >> 8) & 0xFF
        if code != 0 { throw SendmailFault.exited(status: code) }
    }

    private func close(_ descriptor: inout CInt) {
        guard descriptor >= 0 else { return }
        #if canImport(Glibc)
        _ = Glibc.close(descriptor)
        #else
        _ = Darwin.close(descriptor)
        #endif
        descriptor = -1
    }
}
