import Foundation
import Watch

/// Hands letters to the mailer of this machine, by the `sendmail` program that every one of them brings along.
///
/// Each letter is one run of the program. Some run at once; the others wait in line, in order.
public struct Sendmail: LetterCarrier {
    /// Where mailers put it (Filesystem Hierarchy Standard §4.10).
    public static let usualProgram = "/usr/sbin/sendmail"

    private let sender: Sender
    private let program: String
    private let limit: Duration
    private let surroundings: Surroundings
    let line: ConcurrencyLimit

    /// - Parameters:
    ///   - program: an absolute path.
    ///   - limit: how long one run may take; then it is killed. Time in line does not count.
    ///   - places: how many run at once.
    public init(
        from sender: Sender, program: String = Sendmail.usualProgram, limit: Duration = .seconds(20), places: Int = 8,
        surroundings: Surroundings
    ) {
        self.sender = sender
        self.program = program
        self.limit = limit
        self.surroundings = surroundings
        self.line = ConcurrencyLimit(places: places)
    }

    /// Returns when the program has read the whole letter and ended with status 0, which means that the mailer has
    /// taken it over. A task that is cancelled leaves the line, or kills its run.
    ///
    /// - Throws: `SendmailFault`, or `CancellationError`.
    public func carry(_ letter: Letter) async throws {
        try await line.enter()
        let now = surroundings.now()
        let message = InternetMessage(
            letter, from: sender, at: now, id: surroundings.randomness.bytes(16),
            boundary: letter.html == nil ? [] : surroundings.randomness.bytes(16))
        let run = ProgramRun(
            program: program, arguments: arguments(for: letter), environment: environment, input: message.bytes)
        // The place is free again when the program is gone, which may be after this call has given it up.
        run.start { [line] in line.leave() }
        let limit = limit
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await run.end() }
            tasks.addTask {
                try await Task.sleep(for: limit)
                throw SendmailFault.timedOut
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    /// The part of sendmail's command line that Postfix sendmail(1), exim(8), msmtp(1) and Sendmail itself all take
    /// alike: `-i`, a line with a lone dot does not end the message; `-f`, the sender on the envelope, where refusals
    /// go; `--`, no options from here on.
    ///
    /// No `-t`: who gets the letter is said here and not read out of its headers. Exim and Sendmail take `-f` from
    /// trusted users alone (exim: `trusted_users` or `untrusted_set_sender`); else they put the user's own address on
    /// the envelope, and the letter goes out all the same.
    private func arguments(for letter: Letter) -> [String] {
        ["-i", "-f", sender.address.text, "--", letter.to.text]
    }

    /// Enough to find programs, and for msmtp to find `~/.msmtprc`. Nothing else that this server was started with:
    /// it may hold secrets, and mailers heed variables of their own.
    private var environment: [String] {
        ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
            + (ProcessInfo.processInfo.environment["HOME"].map { ["HOME=\($0)"] } ?? [])
    }
}

/// Why the mailer did not take a letter. It says nothing of whose letter it was or what stood in it.
public enum SendmailFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The program could not be started; the number is the system's error.
    case couldNotStart(errno: Int32)
    /// It said no, by a status as in `sysexits.h`: 75 is "try again later".
    case exited(status: Int32)
    /// Something else ended it.
    case killed(signal: Int32)
    /// It ended well but without having read the letter, so it cannot have taken it over.
    case unread
    /// It took too long and was killed.
    case timedOut
    /// How it ended cannot be known; the number is the system's error.
    case lost(errno: Int32)

    public var description: String {
        switch self {
        case .couldNotStart(let number): "sendmail could not be started (error \(number))"
        case .exited(let status): "sendmail refused with status \(status)"
        case .killed(let signal): "sendmail was ended by signal \(signal)"
        case .unread: "sendmail did not read the letter"
        case .timedOut: "sendmail took too long"
        case .lost(let number): "how sendmail ended is unknown (error \(number))"
        }
    }
}
