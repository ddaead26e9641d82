import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchMail

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Letters handed to a program. One test after the other: a script that is just being written cannot be started, and a
/// program that another test starts at that moment holds it open for a blink.
@Suite("Letters through sendmail", .serialized)
struct SendmailTests {
    @Test("the program gets the letter on its input and the recipient as an argument")
    func carries() async throws {
        try await FakeMailer.with(FakeMailer.checked + #"cat > letter; printf '%s\n' "$@" > arguments"#) { mailer in
            let letter = try FakeMailer.letter(text: ".\nFrom me\nlast")
            try await mailer.sendmail().carry(letter)
            #expect(try mailer.text("arguments") == "-i\n-f\nsaar@street.example\n--\nanna@example.org\n")
            let expected = InternetMessage(
                letter, from: Sender(address: try #require(EmailAddress("saar@street.example"))),
                at: ManualClock.friday, id: SeededRandomness().bytes(16))
            #expect(try mailer.text("letter") == String(decoding: expected.bytes, as: UTF8.self))
        }
    }

    @Test("an address full of signs a shell would obey is one argument")
    func signs() async throws {
        try await FakeMailer.with(FakeMailer.checked + #"cat > letter; printf '%s\n' "$5" > recipient"#) { mailer in
            try await mailer.sendmail().carry(FakeMailer.letter(to: "$id&|'*?{a}!~#@example.org"))
            #expect(try mailer.text("recipient") == "$id&|'*?{a}!~#@example.org\n")
        }
    }

    @Test(
        "what the program says is what is thrown",
        arguments: [
            ("cat > /dev/null; exit 75", SendmailFault.exited(status: 75)),
            ("exit 67", .exited(status: 67)),
            ("cat > /dev/null; kill -KILL $$", .killed(signal: SIGKILL)),
        ])
    func refuses(_ script: String, _ expected: SendmailFault) async throws {
        try await FakeMailer.with(script) { mailer in
            await #expect(throws: expected) { try await mailer.sendmail().carry(FakeMailer.letter()) }
        }
    }

    @Test("a program that cannot be started is named as such")
    func cannotStart() async throws {
        try await FakeMailer.with("exit 0") { mailer in
            let missing = try mailer.sendmail(program: mailer.folder.path + "/none")
            await #expect(throws: SendmailFault.couldNotStart(errno: ENOENT)) {
                try await missing.carry(FakeMailer.letter())
            }
            let folder = try mailer.sendmail(places: 1, program: mailer.folder.path)
            for _ in 1...3 {
                await #expect(throws: SendmailFault.couldNotStart(errno: EACCES)) {
                    try await folder.carry(FakeMailer.letter())
                }
            }
        }
    }

    @Test("a program that ends without reading has not taken the letter, and its closed pipe ends nobody else")
    func unread() async throws {
        let large = String(repeating: "x", count: 1_000_000)
        try await FakeMailer.with("exit 0") { mailer in
            await #expect(throws: SendmailFault.unread) {
                try await mailer.sendmail().carry(FakeMailer.letter(text: large))
            }
        }
        try await FakeMailer.with("exit 69") { mailer in
            await #expect(throws: SendmailFault.exited(status: 69)) {
                try await mailer.sendmail().carry(FakeMailer.letter(text: large))
            }
        }
    }

    @Test("a program that talks a lot is heard to the end")
    func talks() async throws {
        try await FakeMailer.with("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2; cat > letter") { mailer in
            try await mailer.sendmail().carry(FakeMailer.letter())
            #expect(try mailer.text("letter").hasSuffix("\nHoi\n"))
        }
    }

    @Test(
        "a program that hangs is killed with all it started, whether or not it has read the letter",
        arguments: [("cat > /dev/null; ", 3), ("", 1_000_000)])
    func hangs(_ reading: String, _ size: Int) async throws {
        let script = """
            [ -e again ] && exit 75
            \(reading)
            tail -f /dev/null & echo $! > pid.child; echo $$ > pid.parent
            wait
            """
        try await FakeMailer.with(script) { mailer in
            let sendmail = try mailer.sendmail(limit: .seconds(2), places: 1)
            let letter = try FakeMailer.letter(text: String(repeating: "x", count: size))
            await #expect(throws: SendmailFault.timedOut) { try await sendmail.carry(letter) }
            let processes = try mailer.processes("pid.")
            #expect(processes.count == 2)
            try await until("both are gone") { processes.allSatisfy(FakeMailer.isGone) }
            // The place is free again.
            try mailer.write("again")
            await #expect(throws: SendmailFault.exited(status: 75)) { try await sendmail.carry(letter) }
        }
    }

    @Test("a mailer that goes on delivering in the background has taken the letter over")
    func background() async throws {
        try await FakeMailer.with("cat > letter; tail -f /dev/null & echo $! > pid.1") { mailer in
            try await mailer.sendmail().carry(FakeMailer.letter())
            let process = try #require(try mailer.processes("pid.").first)
            #expect(!FakeMailer.isGone(process))
            kill(process, SIGKILL)
        }
    }

    @Test("the program sees no environment, no open file and no signal setting of the server")
    func apart() async throws {
        signal(SIGTERM, SIG_IGN)
        defer { signal(SIGTERM, SIG_DFL) }
        // Nothing is added to the environment here: other tests start programs meanwhile, and read it as they do.
        let harmless: Set<String> = ["PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_"]
        try #require(!Set(ProcessInfo.processInfo.environment.keys).subtracting(harmless).isEmpty)
        // The last one takes the shell's place: a shell blocks signals for a moment whenever it starts something.
        let script =
            "cat > letter; env > environment; ls -l /proc/$$/fd > files; exec grep ^Sig /proc/self/status > signals"
        try await FakeMailer.with(script) { mailer in
            try mailer.write("secret")
            // Deliberately one that programs inherit.
            let secret = open(mailer.folder.path + "/secret", O_RDONLY)
            defer { close(secret) }
            #expect(secret > 2)
            try await mailer.sendmail().carry(FakeMailer.letter())
            let names = try mailer.text("environment").split(separator: "\n").map { $0.prefix { $0 != "=" } }
            #expect(Set(names.map(String.init)).subtracting(harmless).isEmpty)
            #if os(Linux)
            let files = try mailer.text("files").split(separator: "\n").compactMap { $0.split(separator: " -> ").last }
                .map { $0.split(separator: "/").last.map(String.init) ?? "" }.map {
                    $0.hasPrefix("pipe:") ? "pipe" : $0
                }
            // The letter, /dev/null twice, the script that the shell reads, and the list itself.
            #expect(files.dropFirst().sorted() == ["files", "null", "null", "pipe", "sendmail"])
            let signals = try mailer.text("signals").split(separator: "\n").map { $0.split(separator: "\t") }
            for name in ["SigIgn:", "SigBlk:"] {
                let mask = signals.first { $0.first == name[...] }?.last.flatMap { UInt64($0, radix: 16) }
                // 32 and 33 belong to glibc.
                #expect(try #require(mask) & 0x7FFF_FFFF == 0, "\(name)")
            }
            #endif
        }
    }

    @Test("a hundred at once all arrive, with no file of this server left open")
    func hundred() async throws {
        try await FakeMailer.with(FakeMailer.checked + #"cat > "part.$$"; mv "part.$$" "letter.$5""#) { mailer in
            let sendmail = try mailer.sendmail()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<100 {
                    tasks.addTask {
                        // Some of them more than a pipe holds.
                        let text = "\(number)\n" + String(repeating: "x\n", count: number % 10 == 0 ? 50_000 : 500)
                        try await sendmail.carry(FakeMailer.letter(to: "n\(number)@example.org", text: text))
                    }
                }
                try await tasks.waitForAll()
            }
            for number in 0..<100 {
                let letter = try mailer.text("letter.n\(number)@example.org")
                #expect(letter.contains("\n\n\(number)\nx\n") && letter.hasSuffix("x\nx\n"))
            }
            #expect(mailer.files("letter.").count == 100)
            #if os(Linux)
            let links = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            }
            #expect(links.filter { $0.hasPrefix("pipe:") }.count < 20)
            #endif
        }
    }

    @Test("so many run at once and no more; the others follow in their order")
    func places() async throws {
        let script = #"echo "$5" >> order; echo > "started.$$"; until [ -e "open.$5" ]; do :; done; cat > /dev/null"#
        try await FakeMailer.with(script) { mailer in
            let sendmail = try mailer.sendmail(places: 2)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<5 {
                    tasks.addTask { try await sendmail.carry(FakeMailer.letter(to: "n\(number)@example.org")) }
                    try await until("\(number) stands where it should") {
                        mailer.files("started.").count == min(number + 1, 2)
                            && sendmail.line.length == max(0, number - 1)
                    }
                }
                for number in 0..<5 {
                    try mailer.write("open.n\(number)@example.org")
                    try await until("the next one started") { mailer.files("started.").count == min(number + 3, 5) }
                }
                try await tasks.waitForAll()
            }
            let order = (0..<5).map { "n\($0)@example.org\n" }.joined()
            #expect(try mailer.text("order") == order)
        }
    }

    @Test("who is cancelled in line leaves it, who is cancelled at the counter takes the program along")
    func cancels() async throws {
        let script = #"echo $$ > "part"; mv part "pid.$5"; exec tail -f /dev/null"#
        try await FakeMailer.with(script) { mailer in
            let sendmail = try mailer.sendmail(places: 1)
            try await withThrowingTaskGroup(of: Void.self) { counter in
                counter.addTask { await FakeMailer.expectCancelled(sendmail, "a@b.nl") }
                try await until("the first one runs") { mailer.files("pid.").count == 1 }
                let process = try #require(try mailer.processes("pid.").first)
                try await withThrowingTaskGroup(of: Void.self) { waiting in
                    waiting.addTask { await FakeMailer.expectCancelled(sendmail, "c@d.nl") }
                    try await until("the second one waits") { sendmail.line.length == 1 }
                    waiting.cancelAll()
                    try await waiting.waitForAll()
                }
                #expect(sendmail.line.length == 0)
                #expect(!FakeMailer.isGone(process))
                counter.cancelAll()
                try await counter.waitForAll()
                try await until("it is gone") { FakeMailer.isGone(process) }
            }
            #expect(mailer.files("pid.") == ["pid.a@b.nl"])
        }
    }

    @Test("who is cancelled before the program starts leaves nothing behind")
    func cancelledEarly() async throws {
        try await FakeMailer.with(#"cat > "letter.$$""#) { mailer in
            let sendmail = try mailer.sendmail(places: 2)
            for _ in 0..<200 {
                await withTaskGroup(of: Void.self) { tasks in
                    tasks.addTask { try? await sendmail.carry(FakeMailer.letter()) }
                    await Task.yield()
                    tasks.cancelAll()
                }
            }
            // Both places can still be had.
            try await sendmail.carry(FakeMailer.letter())
            try await sendmail.carry(FakeMailer.letter())
            #expect(sendmail.line.length == 0)
        }
    }

    @Test("a fault tells neither whose letter it was nor what it said")
    func discreet() {
        let faults: [SendmailFault] = [
            .couldNotStart(errno: 2), .exited(status: 75), .killed(signal: 9), .unread, .timedOut, .lost(errno: 10),
        ]
        #expect(Set(faults.map(String.init(describing:))).count == faults.count)
        #expect(faults.allSatisfy { !"\($0)".contains("@") && !"\($0)".contains("/") })
    }
}
