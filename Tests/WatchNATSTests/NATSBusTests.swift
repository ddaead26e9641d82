import Dispatch
import Foundation
import Synchronization
import Testing
import Watch

@testable import WatchNATS

/// The bus on real servers. Each test has its own.
@Suite("The bus between servers", .timeLimit(.minutes(6)))
struct NATSBusTests {
    private let street = GroupId(trusted: "01900000-0000-7000-8000-000000000001")
    private let square = GroupId(trusted: "01900000-0000-7000-8000-000000000002")
    private let anna = PersonId(trusted: "01900000-0000-7000-8000-000000000003")

    private func news(_ group: GroupId, _ sequence: Int64) -> BusWord {
        .event(Placement(group: group, sequence: sequence))
    }

    @Test("a word reaches the servers where somebody listens, and not the one that said it")
    func reaches() async throws {
        let server = try NATSServer()
        try server.start()
        try await withHearers([server.address(), server.address(), server.address()]) { hearers in
            let first = hearers[0]
            let second = hearers[1]
            let third = hearers[2]
            first.bus.listen(to: street)
            second.bus.listen(to: street)
            third.bus.listen(to: square)
            // A subscription is told to the server without an answer: the first word that comes through shows it.
            try await untilHeard(by: second) { first.bus.tell(news(street, 1)) }
            try await untilHeard(by: third) { first.bus.tell(news(square, 1)) }
            first.bus.tell(news(street, 2))
            first.bus.tell(.membership(street))
            first.bus.tell(.keysEnded(anna))
            try await second.until("all of it") {
                $0.contains(news(street, 2)) && $0.contains(.membership(street)) && $0.contains(.keysEnded(anna))
            }
            try await third.until("what concerns everybody") {
                $0.contains(.membership(street)) && $0.contains(.keysEnded(anna))
            }
            #expect(!third.words.contains(news(street, 2)), "nobody listens to that group there")
            #expect(first.words.isEmpty, "it knows what it said")
        }
    }

    @Test("a group that nobody listens to any more is not told, and told again when somebody does")
    func ignored() async throws {
        let server = try NATSServer()
        try server.start()
        try await withHearers([server.address(), server.address()]) { hearers in
            let first = hearers[0]
            let second = hearers[1]
            second.bus.listen(to: street)
            try await untilHeard(by: second) { first.bus.tell(news(street, 1)) }
            second.bus.ignore(street)
            second.bus.listen(to: square)
            try await untilHeard(by: second, news(square, 1)) { first.bus.tell(news(square, 1)) }
            first.bus.tell(news(street, 2))
            first.bus.tell(.membership(street))
            try await second.until("a later word") { $0.contains(.membership(street)) }
            #expect(!second.words.contains(news(street, 2)))
            second.bus.listen(to: street)
            try await untilHeard(by: second, news(street, 3)) { first.bus.tell(news(street, 3)) }
        }
    }

    @Test("a server that is not there yet, goes and comes back: words go while it is there")
    func comesAndGoes() async throws {
        let server = try NATSServer()
        try server.start()
        server.stop()
        try await withHearers([server.address(), server.address()]) { hearers in
            let first = hearers[0]
            let second = hearers[1]
            second.bus.listen(to: street)
            #expect(first.bus.state == .reconnecting)
            first.bus.tell(news(street, 1))
            try await first.eventually("the word to be let go") { first.bus.totals.dropped > 0 }
            for round in 1...2 {
                try server.start()
                for hearer in hearers {
                    try await hearer.eventually("a connection") { hearer.bus.state == .connected }
                }
                let word = news(street, Int64(round) + 1)
                try await untilHeard(by: second, word) { first.bus.tell(word) }
                server.stop()
                for hearer in hearers {
                    try await hearer.eventually("the loss to be seen") { hearer.bus.state == .reconnecting }
                }
            }
            #expect(first.states == [.connected, .reconnecting, .connected, .reconnecting])
        }
    }

    @Test("of several servers one is enough")
    func severalServers() async throws {
        let gone = try NATSServer()
        let there = try NATSServer()
        try gone.start()
        try there.start()
        gone.stop()
        let both = "nats://127.0.0.1:\(gone.port),127.0.0.1:\(there.port)"
        try await withHearers([both, there.address()]) { hearers in
            hearers[1].bus.listen(to: street)
            try await untilHeard(by: hearers[1]) { hearers[0].bus.tell(news(street, 1)) }
        }
    }

    @Test("a server that stands still keeps nobody waiting, and what waits for it is bounded")
    func frozen() async throws {
        let server = try NATSServer()
        try server.start()
        var limits = NATSBus.Limits()
        limits.outbox = 100
        limits.ping = .milliseconds(300)
        limits.writing = .milliseconds(300)
        try await withHearers([server.address(), server.address()], limits) { hearers in
            let first = hearers[0]
            let second = hearers[1]
            second.bus.listen(to: street)
            try await untilHeard(by: second) { first.bus.tell(news(street, 1)) }
            server.freeze()
            defer { server.thaw() }
            // More than the sockets between them hold.
            for sequence in 2...200_000 { first.bus.tell(news(street, Int64(sequence))) }
            try await first.eventually("words to be let go") { first.bus.totals.dropped > 0 }
            try await first.eventually("the silence to be noticed") { first.bus.state == .reconnecting }
            server.thaw()
            try await untilHeard(by: second, news(street, 900_000)) { first.bus.tell(news(street, 900_000)) }
        }
    }

    @Test("who cannot keep up with what comes is spared the rest")
    func slowEar() async throws {
        let server = try NATSServer()
        try server.start()
        var limits = NATSBus.Limits()
        limits.inbox = 10
        let door = DispatchSemaphore(value: 0)
        let slow = NATSBus(try NATSAddress(server.address()), limits: limits)
        try await slow.open { _ in door.wait() }
        slow.listen(to: street)
        try await withHearers([server.address()]) { hearers in
            let teller = hearers[0]
            try await teller.eventually("the slow one to let words go") {
                teller.bus.tell(news(street, 1))
                return slow.totals.dropped > 0
            }
        }
        for _ in 0..<100 { door.signal() }
        await slow.close()
    }

    @Test("what is no word of ours is let go")
    func garbage() {
        let ear = NATSCallbacks(retry: .milliseconds(10)) { _ in }
        let heard = Mutex(0)
        ear.listen { _ in heard.withLock { $0 += 1 } }
        for text in ["", "hello", "event x 1", String(repeating: "x", count: 100_000)] {
            Array(text.utf8).withUnsafeBytes { ear.heard($0) }
        }
        Array("membership \(street)".utf8).withUnsafeBytes { ear.heard($0) }
        #expect(heard.withLock { $0 } == 1)
        #expect(ear.totals == NATSBus.Totals(told: 0, heard: 1, dropped: 4))
    }

    // MARK: who may come in

    @Test("a password opens, a wrong one does not")
    func password() async throws {
        let server = try NATSServer("authorization { user: saar, password: pEn0ugh }")
        try server.start()
        try await withHearers([
            server.address(user: "saar:pEn0ugh@"), server.address(user: "saar:wrong@"), server.address(),
        ]) { hearers in
            try await hearers[0].eventually("a connection") { hearers[0].bus.state == .connected }
            for refused in hearers[1...] {
                try await refused.eventually("a refusal") { refused.bus.state == .refused }
            }
        }
    }

    @Test("whoever was refused is let in once the password is right again, without a start of their own")
    func passwordMended() async throws {
        let wrong = "authorization { user: saar, password: 0therw1se }"
        let right = "authorization { user: saar, password: pEn0ugh }"
        let server = try NATSServer(wrong)
        try server.start()
        let address = server.address(user: "saar:pEn0ugh@")
        try await withHearers([address, address]) { hearers in
            for hearer in hearers {
                hearer.bus.listen(to: street)
                try await hearer.eventually("a refusal") { hearer.bus.state == .refused }
            }
            // At the start, and again in the middle of its life.
            for number: Int64 in 1...2 {
                server.stop()
                try server.start(with: right)
                for hearer in hearers {
                    try await hearer.eventually("a connection") { hearer.bus.state == .connected }
                }
                try await untilHeard(by: hearers[0], news(street, number)) { hearers[1].bus.tell(news(street, number)) }
                server.stop()
                try server.start(with: wrong)
                for hearer in hearers {
                    try await hearer.eventually("a refusal") { hearer.bus.state == .refused }
                }
            }
        }
    }

    @Test("one that had refused and is gone is told as one that is not there")
    func refusedAndGone() async throws {
        let server = try NATSServer("authorization { user: saar, password: 0therw1se }")
        try server.start()
        try await withHearers([server.address(user: "saar:pEn0ugh@")]) { hearers in
            let hearer = hearers[0]
            try await hearer.eventually("a refusal") { hearer.bus.state == .refused }
            server.stop()
            try await hearer.eventually("the server to be missed") { hearer.bus.state == .reconnecting }
            try server.start()
            try await hearer.eventually("another refusal") { hearer.bus.state == .refused }
            #expect(hearer.states == [.refused, .reconnecting, .refused], "each said once")
        }
    }

    @Test("TLS holds the server against its authority and its name")
    func tls() async throws {
        let server = try NATSServer("tls { cert_file: \"FOLDER/here.pem\", key_file: \"FOLDER/here.key\" }")
        try server.makeCertificates()
        try server.start()
        let other = try NATSServer(
            "tls { cert_file: \"\(server.folder.path)/elsewhere.pem\", key_file: \"\(server.folder.path)/elsewhere.key\" }"
        )
        try other.start()
        let ca = "?ca=\(server.folder.path)/ca.pem"
        let strangers = "?ca=\(server.folder.path)/strangers.pem"
        try await withHearers([
            server.address("tls", files: ca), server.address("tls", files: strangers), server.address("tls"),
            other.address("tls", files: ca),
        ]) { hearers in
            try await hearers[0].eventually("a connection") { hearers[0].bus.state == .connected }
            // Another authority, one that nobody trusts, and another name.
            for refused in hearers[1...] {
                try await refused.eventually("a refusal") { refused.bus.state == .refused }
            }
        }
    }

    @Test("with a certificate of one's own where the server asks for it")
    func mutualTLS() async throws {
        let server = try NATSServer(
            "tls { cert_file: \"FOLDER/here.pem\", key_file: \"FOLDER/here.key\", ca_file: \"FOLDER/ca.pem\", verify: true }"
        )
        try server.makeCertificates()
        try server.start()
        let folder = server.folder.path
        let own = "&certificate=\(folder)/elsewhere.pem&key=\(folder)/elsewhere.key"
        try await withHearers([
            server.address("tls", files: "?ca=\(folder)/ca.pem\(own)"),
            server.address("tls", files: "?ca=\(folder)/ca.pem"),
        ]) { hearers in
            try await hearers[0].eventually("a connection") { hearers[0].bus.state == .connected }
            try await hearers[1].eventually("a refusal") { hearers[1].bus.state == .refused }
        }
    }

    @Test("a file that is not there is told before anything runs")
    func missingFile() async throws {
        let bus = NATSBus(try NATSAddress("tls://127.0.0.1:4222?ca=/nowhere/ca.pem"))
        await #expect(throws: NATSFault.self) { try await bus.open { _ in } }
        await bus.close()
    }

    // MARK: hearers

    private func withHearers(
        _ addresses: [String], _ limits: NATSBus.Limits = NATSBus.Limits(),
        _ test: @Sendable ([Hearer]) async throws -> Void
    ) async throws {
        var hearers: [Hearer] = []
        for address in addresses { hearers.append(try await Hearer.open(address, limits)) }
        do {
            try await test(hearers)
        } catch {
            for hearer in hearers { await hearer.bus.close() }
            throw error
        }
        for hearer in hearers { await hearer.bus.close() }
    }

    /// Says a word again and again until it is heard: so long it may have been too early for it.
    private func untilHeard(by hearer: Hearer, _ word: BusWord? = nil, _ say: @Sendable () -> Void) async throws {
        try await hearer.eventually("a word to be heard") {
            say()
            return word.map { hearer.words.contains($0) } ?? !hearer.words.isEmpty
        }
    }
}

/// A bus and what was heard on it.
final class Hearer: Sendable {
    struct Late: Error {
        let what: String
    }

    let bus: NATSBus
    private let heard: Journal

    final class Journal: Sendable {
        let words = Mutex<[BusWord]>([])
        let states = Mutex<[BusState]>([])
    }

    private init(_ bus: NATSBus, _ heard: Journal) {
        self.bus = bus
        self.heard = heard
    }

    static func open(_ address: String, _ limits: NATSBus.Limits) async throws -> Hearer {
        let journal = Journal()
        let bus = NATSBus(try NATSAddress(address), limits: limits) { state in
            journal.states.withLock { $0.append(state) }
        }
        try await bus.open { word in journal.words.withLock { $0.append(word) } }
        return Hearer(bus, journal)
    }

    var words: [BusWord] { heard.words.withLock { $0 } }
    var states: [BusState] { heard.states.withLock { $0 } }

    func until(_ what: String, _ holds: @Sendable ([BusWord]) -> Bool) async throws {
        try await eventually(what) { holds(words) }
    }

    /// Looks again and again, letting others run meanwhile.
    func eventually(_ what: String, _ holds: @Sendable () -> Bool) async throws {
        let latest = ContinuousClock.now + .seconds(60)
        while !holds() {
            guard ContinuousClock.now < latest else { throw Late(what: what) }
            await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(5)) { done.resume() }
            }
        }
    }
}
