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

/// A folder with a shell script that stands in for `sendmail`, and with what the script has written there.
struct FakeMailer {
    let folder: URL

    /// Strict: anything but the five arguments it should get is refused with EX_USAGE, whatever comes after.
    static let checked = """
        [ $# = 5 ] && [ "$1" = -i ] && [ "$2" = -f ] && [ "$3" = saar@street.example ] && [ "$4" = -- ] || exit 64

        """

    /// Makes it, lets `body` use it, and takes it away again.
    static func with(_ script: String, _ body: (FakeMailer) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("saar-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let mailer = FakeMailer(folder: folder)
        let text = "#!/bin/sh\ncd '\(folder.path)' || exit 1\n" + script + "\n"
        try Data(text.utf8).write(to: mailer.program)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: mailer.program.path)
        try await body(mailer)
    }

    var program: URL { folder.appendingPathComponent("sendmail") }

    func sendmail(limit: Duration = .seconds(60), places: Int = 8, program: String? = nil) throws -> Sendmail {
        let address = try #require(EmailAddress("saar@street.example"))
        return Sendmail(
            from: Sender(address: address), program: program ?? self.program.path, limit: limit, places: places,
            surroundings: Surroundings(
                clock: ManualClock(), randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12)))
    }

    static func letter(to address: String = "anna@example.org", text: String = "Hoi\n") throws -> Letter {
        Letter(to: try #require(EmailAddress(address)), subject: "Hoi", text: text, language: .nl)
    }

    static func expectCancelled(_ sendmail: Sendmail, _ address: String) async {
        await #expect(throws: CancellationError.self) { try await sendmail.carry(letter(to: address)) }
    }

    /// Files whose names begin like this, in order.
    func files(_ start: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { $0.hasPrefix(start) }.sorted()
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
    }

    func write(_ name: String) throws {
        try Data().write(to: folder.appendingPathComponent(name))
    }

    /// The processes that the script wrote down in files that begin like this.
    func processes(_ start: String) throws -> [pid_t] {
        try files(start).map { try #require(pid_t(try text($0).trimmingCharacters(in: .whitespacesAndNewlines))) }
    }

    /// Whether it is gone, or only waits for somebody to notice that it is dead.
    static func isGone(_ process: pid_t) -> Bool {
        if kill(process, 0) != 0 { return errno == ESRCH }
        let status = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        return status.contains(") Z ")
    }
}

/// Looks again and again, and lets others work meanwhile, until it is so.
func until(
    _ what: Comment, at location: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition() {
        try #require(ContinuousClock.now < end, what, sourceLocation: location)
        await Task.yield()
    }
}
