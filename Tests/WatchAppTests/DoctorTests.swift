import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchApp

/// What an operator is told of a house before its people find out.
@Suite("saar doctor")
struct DoctorTests {
    private static let now = ManualClock.friday

    // MARK: what is made of what was seen

    @Test(
        "clocks that differ are told, a little and too much",
        arguments: [
            (0, 5, 3, nil, .good), (0, 5, -500, nil, .good), (0, 5, -501, nil, .note), (0, 5, 1_000, nil, .note),
            (0, 5, -2_001, nil, .wrong), (0, 5, 2_006, nil, .wrong), (0, 5, 3, 2_005, .good), (0, 5, 3, 2_006, .wrong),
            (0, 5, 3, -9_000_000, .good),
        ] as [(Int64, Int64, Int64, Int64?, Doctor.State)])
    func clock(asked: Int64, answered: Int64, clock: Int64, signed: Int64?, state: Doctor.State) {
        func moment(_ milliseconds: Int64) -> Moment { DoctorTests.now + Span(milliseconds: milliseconds) }
        let finding = Doctor.clock(
            asked: moment(asked), answered: moment(answered), clock: moment(clock), signedAt: signed.map(moment))
        #expect(finding.state == state, "\(finding.says)")
        #expect((finding.toDo == nil) == (state == .good))
    }

    @Test("which of two clocks is ahead is said")
    func whichClock() {
        let now = DoctorTests.now
        func says(_ clock: Moment) -> String {
            Doctor.clock(asked: now, answered: now, clock: clock, signedAt: nil).says
        }
        #expect(says(now + .seconds(-61)) == "the clock here is 61.0 s ahead of the database's")
        #expect(says(now + .seconds(3)) == "the clock here is 3.0 s behind the database's")
    }

    @Test(
        "room that ends is told before it has ended",
        arguments: [
            (100 << 30, nil, .good), (2 << 30, 1_000, .good), ((2 << 30) - 1, nil, .note), (256 << 20, nil, .note),
            ((256 << 20) - 1, nil, .wrong), (100 << 30, 999, .wrong),
        ] as [(Int64, Int64?, Doctor.State)])
    func disk(free: Int64, files: Int64?, state: Doctor.State) {
        let finding = Doctor.disk(Doctor.Space(free: free, files: files), "/var/lib/saar", of: "the database")
        #expect(finding.state == state && finding.says.contains("/var/lib/saar"))
    }

    @Test("what cannot be told is not taken for well")
    func unknownDisk() {
        #expect(Doctor.disk(nil, "/nowhere", of: "the database").state == .wrong)
        #expect(Doctor.space("/nowhere/at/all") == nil)
        #expect(Doctor.space("/") != nil)
    }

    @Test("nobody is waited for in vain without a word")
    func channels() {
        let now = DoctorTests.now
        func state(_ hasMail: Bool, _ waited: Span?) -> Doctor.State {
            Doctor.channels(hasMail: hasMail, hasPush: true, waitingSince: waited.map { now - $0 }, at: now).state
        }
        #expect(state(true, nil) == .good && state(true, .minutes(5)) == .good)
        #expect(state(true, Span(milliseconds: 300_001)) == .wrong)
        #expect(state(false, nil) == .wrong)
        #expect(Doctor.files(4_095).state == .note && Doctor.files(4_096).state == .good)
    }

    // MARK: a house of its own

    private struct Place {
        let folder: URL
        var flags: Settings.Flags

        var database: URL { folder.appending(path: "saar.sqlite") }
        var key: URL { folder.appending(path: "saar.sqlite.register-key") }
        var mailer: URL { folder.appending(path: "sendmail") }

        func settings() async throws -> Settings { try await Settings.load(flags: flags, environment: [:]) }

        func doctor(_ surroundings: Surroundings = .real) async throws -> Doctor {
            await Doctor(try await settings(), surroundings: surroundings) { _ in
                Doctor.Space(free: 1 << 40, files: nil)
            }
        }

        func open() async throws {
            let wiring = try await Wiring(try await settings(), logger: TemporaryHouse.logger)
            try await wiring.migrate()
            try await wiring.close()
        }

        func mode(_ mode: Int, of file: URL) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        }
    }

    private func inPlace(_ test: (Place) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var flags = Settings.Flags()
        flags.database = "sqlite:\(folder.path)/saar.sqlite"
        flags.url = "https://saar.example.org"
        flags.share =
            URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/WatchWeb/Resources/share").standardized.path
        flags.sendmail = folder.appending(path: "sendmail").path
        let place = Place(folder: folder, flags: flags)
        try Data("#!/bin/sh\n".utf8).write(to: place.mailer)
        try place.mode(0o755, of: place.mailer)
        try await test(place)
    }

    private func wrong(_ doctor: Doctor) -> [Doctor.Part] { doctor.findings.filter { $0.state == .wrong }.map(\.part) }

    @Test("a house in order is called so, and looking leaves nothing behind")
    func inOrder() async throws {
        try await inPlace { place in
            try await place.open()
            try PushKeyFile.make(try await place.settings().pushKey)
            let before = try FileManager.default.contentsOfDirectory(atPath: place.folder.path).sorted()
            let doctor = try await place.doctor()
            #expect(doctor.isWell, "\(doctor.text)")
            #expect(Set(doctor.findings.map(\.part)) == Set(Doctor.Part.allCases))
            #expect(doctor.findings.allSatisfy { ($0.toDo == nil) == ($0.state == .good) })
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path).sorted() == before)
            for key in [place.key, try await place.settings().pushKey] {
                let secret = Words.trimmed(try String(contentsOf: key, encoding: .utf8))
                #expect(secret.utf8.count == 64 && !doctor.text.contains(secret) && !doctor.json.contains(secret))
            }
        }
    }

    @Test("a house that is not there yet is not made, and a new one is told what comes next")
    func notThere() async throws {
        try await inPlace { place in
            let doctor = try await place.doctor()
            #expect(wrong(doctor) == [.database])
            #expect(doctor.findings.contains { $0.part == .registerKey && $0.state == .note })
            #expect(try FileManager.default.contentsOfDirectory(atPath: place.folder.path) == ["sendmail"])
        }
    }

    @Test("a key that others may read, and one that is gone, are told")
    func keys() async throws {
        try await inPlace { place in
            try await place.open()
            try place.mode(0o640, of: place.key)
            #expect(wrong(try await place.doctor()) == [.registerKey])
            try Data("no key".utf8).write(to: place.key)
            #expect(wrong(try await place.doctor()) == [.registerKey])
        }
    }

    @Test("a key for pushes that is not there is no fault, and one that is none is")
    func pushKeys() async throws {
        try await inPlace { place in
            try await place.open()
            let file = try await place.settings().pushKey
            let without = try await place.doctor()
            #expect(without.isWell && without.findings.contains { $0.part == .pushKey && $0.state == .note })
            try Data("no key".utf8).write(to: file)
            #expect(wrong(try await place.doctor()) == [.pushKey])
            try FileManager.default.removeItem(at: file)
            try PushKeyFile.make(file)
            try place.mode(0o604, of: file)
            #expect(wrong(try await place.doctor()) == [.pushKey])
        }
    }

    @Test("a key that has handed over signs nothing, and the new one does")
    func handedOver() async throws {
        try await inPlace { place in
            try await place.open()
            let new = place.folder.appending(path: "new-key")
            _ = try await WiredRegister.open(try await place.settings()) { try await $0.handOver(to: new) }
            #expect(wrong(try await place.doctor()) == [.register])
            var next = place
            next.flags.registerKey = new.path
            #expect(wrong(try await next.doctor()) == [])
            // With what was signed there, a key that is gone is no new house.
            next.flags.registerKey = place.folder.appending(path: "nowhere").path
            #expect(wrong(try await next.doctor()) == [.registerKey])
            // A clock that stands before the moment at which that was signed.
            let clock = ManualClock(at: SystemClock().now() - .hours(1))
            let early = Surroundings(clock: clock, randomness: SystemRandomness(), localTime: ZonedLocalTime())
            #expect(wrong(try await place.doctor(early)).contains(.clock))
        }
    }

    @Test("without a mailer nobody is told, and both are said")
    func mailer() async throws {
        try await inPlace { place in
            try await place.open()
            try place.mode(0o644, of: place.mailer)
            #expect(wrong(try await place.doctor()) == [.mailer, .channels])
            try FileManager.default.removeItem(at: place.mailer)
            #expect(wrong(try await place.doctor()) == [.mailer, .channels])
        }
    }

    @Test("a file that is no database, and one that is behind, are told apart")
    func databases() async throws {
        try await inPlace { place in
            try Data(repeating: 7, count: 8_192).write(to: place.database)
            #expect(wrong(try await place.doctor()) == [.database])
            try Data().write(to: place.database)
            let behind = try await place.doctor()
            #expect(wrong(behind) == [.schema])
            #expect(behind.findings.first { $0.part == .schema }?.toDo == "saar migrate")
        }
    }

    @Test("settings that cannot be read are named, and nothing that is secret is ever said")
    func secrets() async throws {
        try await inPlace { place in
            var flags = place.flags
            flags.port = 70_000
            let refused = await Doctor.examine(flags: flags, environment: [:])
            #expect(wrong(refused) == [.settings] && refused.text.contains("port"))
            flags = place.flags
            flags.database = "postgres://saar:geheim@127.0.0.1:1/saar?password=geheim2"
            flags.registerKey = place.key.path
            let away = await Doctor.examine(flags: flags, environment: [:])
            #expect(wrong(away).contains(.database))
            for said in [away.text, away.json] {
                #expect(said.contains("127.0.0.1:1/saar") && !said.contains("geheim"))
            }
        }
    }

    @Test("a program is told the same as a person")
    func json() throws {
        struct Said: Decodable {
            struct Finding: Decodable {
                let part: String
                let state: String
                let says: String
                let toDo: String?
            }
            let isWell: Bool
            let findings: [Finding]
        }
        let doctor = Doctor(findings: [
            .good(.share, "/usr/share/saar"), .wrong(.mailer, "there is no program \"x\"", toDo: "install one"),
        ])
        #expect(!doctor.json.contains("\n"))
        let said = try JSONDecoder().decode(Said.self, from: Data(doctor.json.utf8))
        #expect(!said.isWell && said.findings.map(\.part) == ["share", "mailer"])
        #expect(said.findings.map(\.toDo) == [nil, "install one"])
        #expect(
            doctor.text == """
                good   share         /usr/share/saar
                wrong  mailer        there is no program "x"
                                     do: install one
                """)
    }
}
