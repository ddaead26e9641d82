import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchMail

/// E-mail as a channel. One test after the other, as for `SendmailTests`.
@Suite("E-mail as a channel", .serialized)
struct MailChannelTests {
    @Test("it keeps to what every channel promises")
    func contract() async throws {
        try await FakeMailer.with(PostOffice.script) { mailer in
            let breaches = try await ChannelContract(PostOffice(mailer)).breaches()
            #expect(breaches.isEmpty, "\(breaches)")
        }
    }

    /// Each fault of the mailer, and what it says of the letter.
    @Test(
        "what the mailer says is what the channel answers",
        arguments: [
            // Of the letter, or of who gets it: no, for good. EX_DATAERR, EX_NOUSER, EX_NOHOST.
            (SendmailFault.exited(status: 65), ChannelAnswer.refused),
            (.exited(status: 67), .refused),
            (.exited(status: 68), .refused),
            // EX_TEMPFAIL says so itself.
            (.exited(status: 75), .later(after: nil)),
            // All else is about this machine and its mailer, which somebody mends: EX_USAGE, EX_NOINPUT, EX_UNAVAILABLE (a
            // mailer's word for whatever it likes), EX_SOFTWARE, EX_OSERR, EX_OSFILE, EX_CANTCREAT, EX_IOERR, EX_PROTOCOL,
            // EX_NOPERM, EX_CONFIG; what a shell says where a program is not there; what exim says; what nobody says.
            (.exited(status: 64), .later(after: nil)), (.exited(status: 66), .later(after: nil)),
            (.exited(status: 69), .later(after: nil)), (.exited(status: 70), .later(after: nil)),
            (.exited(status: 71), .later(after: nil)), (.exited(status: 72), .later(after: nil)),
            (.exited(status: 73), .later(after: nil)), (.exited(status: 74), .later(after: nil)),
            (.exited(status: 76), .later(after: nil)), (.exited(status: 77), .later(after: nil)),
            (.exited(status: 78), .later(after: nil)), (.exited(status: 127), .later(after: nil)),
            (.exited(status: 1), .later(after: nil)), (.exited(status: 255), .later(after: nil)),
            // It never saw the letter, or not to its end: it cannot have gone out.
            (.couldNotStart(errno: 2), .later(after: nil)), (.unread, .later(after: nil)),
            // It had the letter, and may have put it into its queue before it was ended: to send it again might be to send
            // it twice, and not to would be to lose it. That is the pipeline's to decide, and to count.
            (.killed(signal: 9), .inDoubt), (.timedOut, .inDoubt), (.lost(errno: 10), .inDoubt),
        ])
    func answers(_ fault: SendmailFault, _ expected: ChannelAnswer) async throws {
        #expect(try await answer(of: { throw fault }) == expected)
    }

    @Test("what nobody has named is in doubt, and who is cancelled gets no answer")
    func others() async throws {
        struct Unheard: Error {}
        #expect(try await answer(of: { throw Unheard() }) == .inDoubt)
        await #expect(throws: CancellationError.self) { try await answer(of: { throw CancellationError() }) }
    }

    @Test("an address that is none is refused, and nothing is handed on")
    func noAddress() async throws {
        let carrier = RecordingCarrier()
        let way = Way(channel: .mail, address: "anna\n@example.org", capability: "c")
        let channel = MailChannel(carrier: carrier) { PostOffice.letter($0, $1) }
        #expect(try await channel.send(dispatch(by: way)) == .refused)
        #expect(carrier.letters.isEmpty)
    }

    @Test("alarms wait behind no other letters, and others behind no alarms")
    func lanes() async throws {
        // The mailer does not come back from whatever is not an alarm.
        let script = #"case "$5" in anna@*) cat > "alarm.$$";; *) cat > "held.$$"; exec tail -f /dev/null;; esac"#
        try await FakeMailer.with(script) { mailer in
            let others = try mailer.sendmail()
            let channel = MailChannel(carrier: try mailer.sendmail(places: MailChannel.width)) {
                PostOffice.letter($0, $1)
            }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<20 {
                    tasks.addTask { try? await others.carry(FakeMailer.letter(to: "bram\(number)@example.org")) }
                }
                try await until("all places but those of alarms are taken") { mailer.files("held.").count == 8 }
                #expect(try await channel.send(dispatch()) == .accepted)
                tasks.cancelAll()
            }
            #expect(mailer.files("alarm.").count == 1)
        }
    }

    // MARK: helpers

    private func dispatch(by way: Way = Street.annasMail) throws -> Dispatch {
        let now = ManualClock.friday
        return Street.dispatch(by: way, of: try Street.alert(until: now), at: now)
    }

    private func answer(of fate: @escaping @Sendable () throws -> Void) async throws -> ChannelAnswer {
        try await MailChannel(carrier: Faulty(fate: fate)) { PostOffice.letter($0, $1) }.send(dispatch())
    }
}

/// A carrier that fails as it is told.
private struct Faulty: LetterCarrier {
    let fate: @Sendable () throws -> Void

    func carry(_ letter: Letter) async throws { try fate() }
}

/// The other side of e-mail: a mailer that keeps what it takes, and does as the folder beside it says.
struct PostOffice: OtherSide {
    /// Each letter whole, under its sender's number of a process, with its recipient; what is not taken leaves nothing.
    static let script =
        FakeMailer.checked + """
            mood=$(cat mood)
            cat > "part.$$"
            case $mood in
                taking) echo "$5" > "to.$$"; mv "part.$$" "letter.$(ls | grep -c ^letter).$$" ;;
                refusing) rm "part.$$"; exit 67 ;;
                busy) rm "part.$$"; exit 75 ;;
                silent) mv "part.$$" "held.$$"; exec tail -f /dev/null ;;
            esac
            """

    private let mailer: FakeMailer

    init(_ mailer: FakeMailer) { self.mailer = mailer }

    /// The plainest words that hold all that the contract asks for.
    static func letter(_ dispatch: Dispatch, _ email: EmailAddress) -> Letter {
        let words = "\(dispatch.alert?.emergencyCall.number ?? "")\n\(dispatch.message?.text ?? "")\n"
        return Letter(
            to: email, subject: words, text: words, language: dispatch.language, html: "<p>\(words)</p>",
            receipt: dispatch.receipt, thread: dispatch.alert?.id.text,
            stop: "https://saar.test/u/\(dispatch.way.capability)")
    }

    func channel(_ mood: ChannelContract.Mood) async throws -> any Channel {
        try Data("\(mood)".utf8).write(to: mailer.folder.appendingPathComponent("mood"))
        return MailChannel(carrier: try mailer.sendmail(places: MailChannel.width)) { PostOffice.letter($0, $1) }
    }

    func taken() async throws -> [ChannelContract.Taken] {
        let names = mailer.files("letter.").sorted { number($0) < number($1) }
        return try names.map { name in
            let letter = MessagePart(Array(try mailer.text(name).utf8)[...])
            let process = name.split(separator: ".").last ?? ""
            let to = try mailer.text("to.\(process)").split(separator: "\n").map(String.init)
            let others = ["cc", "bcc"].compactMap(letter.header)
            return ChannelContract.Taken(
                to: to + others, receipt: String(letter.header("message-id")?.dropFirst().prefix(32) ?? ""),
                words: letter.parts.map { String(decoding: $0.content, as: UTF8.self) }.joined(separator: "\n"))
        }
    }

    func isHolding() async throws {
        let before = mailer.files("seen.").count
        try await until("the mailer has a letter in its hands") { mailer.files("held.").count > before }
        try mailer.write("seen.\(before)")
    }

    private func number(_ name: String) -> Int { Int(name.split(separator: ".")[1]) ?? 0 }
}
