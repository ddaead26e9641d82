import Synchronization
import Testing
import Watch
import WatchTesting

@testable import WatchOutgoing

/// The one client by which others are called, against a server of this machine.
@Suite("Others are called, and none inside", .timeLimit(.minutes(2)))
struct OutgoingClientTests {
    private static let here = InternetNetwork.loopback

    private func with(
        _ allowed: [InternetNetwork] = OutgoingClientTests.here, names: [String: [InternetAddress]] = [:],
        _ test: (OutgoingClient, OtherServer) async throws -> Void
    ) async throws {
        try await OtherServer.run { server in
            let client = OutgoingClient(
                allowing: allowed, clock: ManualClock(), book: HostBook { names[$0] ?? [] })
            do {
                try await test(client, server)
            } catch {
                await client.close()
                throw error
            }
            await client.close()
        }
    }

    private func address(_ text: String) throws -> InternetAddress { try #require(InternetAddress(text: text)) }

    @Test func whatIsHandedOverArrivesAndTheAnswerComesBack() async throws {
        try await with { client, server in
            server.answer(.status(429, headers: ["Retry-After": "120"], body: 40))
            let answer = try await client.post(
                OutgoingCall(
                    address: server.address + "/push/abc?x=1", headers: ["TTL": "60", "Urgency": "high"],
                    body: [1, 2, 3]))
            #expect(answer == OutgoingAnswer(status: 429, retryAfter: .seconds(120)))
            let asked = try #require(server.asked.first)
            #expect(asked.method == "POST" && asked.path == "/push/abc?x=1" && asked.body == [1, 2, 3])
            #expect(asked.headers["ttl"] == "60" && asked.headers["urgency"] == "high")
            #expect(asked.headers["content-length"] == "3")
        }
    }

    @Test func aRedirectIsAnAnswerAndIsNotFollowed() async throws {
        try await with { client, server in
            server.answer(.status(307, headers: ["Location": server.address + "/elsewhere"]))
            let answer = try await client.post(OutgoingCall(address: server.address + "/here", body: [1]))
            #expect(answer.status == 307 && server.asked.map(\.path) == ["/here"])
        }
    }

    @Test func insideIsCalledOnlyWhereItIsAllowed() async throws {
        try await with([]) { client, server in
            for address in [server.address, "https://127.0.0.1:\(server.port)", "https://[::1]:\(server.port)"] {
                await #expect(throws: OutgoingFault.notAllowed) {
                    try await client.post(OutgoingCall(address: address, body: [1]))
                }
            }
            #expect(server.asked.isEmpty && client.kept == 0)
        }
    }

    /// Whatever a name says, where it leads is looked at.
    @Test(arguments: ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "0.0.0.0", "64:ff9b::7f00:1"])
    func aNameThatLeadsInsideIsNotCalled(inner: String) async throws {
        let name = "push.example"
        try await with([], names: [name: [try address(inner)]]) { client, server in
            await #expect(throws: OutgoingFault.notAllowed) {
                try await client.post(OutgoingCall(address: "https://\(name):\(server.port)/x", body: [1]))
            }
            #expect(server.asked.isEmpty)
        }
    }

    /// The name is looked up here and never again: a connection goes to the address that was checked.
    @Test func theConnectionGoesToTheAddressThatWasChecked() async throws {
        let name = "nobody-has-this-name.invalid"
        try await with(names: [name: [try address("127.0.0.1")]]) { client, server in
            let answer = try await client.post(OutgoingCall(address: "http://\(name):\(server.port)/x", body: [1]))
            #expect(answer.status == 201 && server.asked.first?.headers["host"] == "\(name):\(server.port)")
        }
    }

    @Test func whereOneAddressDoesNotAnswerTheNextIsTried() async throws {
        let name = "two.invalid"
        // Nobody listens there: of the loopback network only one address has the server's port.
        try await with(names: [name: [try address("127.9.9.9"), try address("127.0.0.1")]]) { client, server in
            for _ in 0..<2 {
                let answer = try await client.post(OutgoingCall(address: "http://\(name):\(server.port)/", body: [1]))
                #expect(answer.status == 201)
            }
            #expect(server.asked.count == 2)
        }
    }

    @Test func nobodyThereIsUnreachableAndANameThatNobodyKnowsToo() async throws {
        try await with { client, server in
            let port = server.port == 65_535 ? 1_024 : server.port
            await #expect(throws: OutgoingFault.unreachable) {
                try await client.post(OutgoingCall(address: "http://127.9.9.9:\(port)/", body: [1]))
            }
            await #expect(throws: OutgoingFault.unreachable) {
                try await client.post(OutgoingCall(address: "https://unknown.invalid/", body: [1]))
            }
        }
    }

    @Test func whatBreaksOffAfterItWasHandedOverIsInDoubt() async throws {
        try await with { client, server in
            server.answer(.hangUp, .silence)
            await #expect(throws: OutgoingFault.inDoubt) {
                try await client.post(OutgoingCall(address: server.address, body: [1]))
            }
            await #expect(throws: OutgoingFault.inDoubt) {
                try await client.post(
                    OutgoingCall(address: server.address, body: [1], patience: Span(milliseconds: 200)))
            }
        }
    }

    @Test func anAnswerWithoutAnEndIsAnAnswer() async throws {
        try await with { client, server in
            server.answer(.endless(201), .status(200, body: 1_000_000))
            let endless = try await client.post(
                OutgoingCall(address: server.address, body: [1], patience: Span(milliseconds: 300)))
            #expect(endless.status == 201)
            let large = try await client.post(OutgoingCall(address: server.address, body: [1]))
            #expect(large.status == 200)
        }
    }

    @Test func whoGivesUpIsGoneAtOnce() async throws {
        try await with { client, server in
            server.answer(.silence)
            let fault = await withTaskGroup(of: OutgoingFault?.self) { tasks in
                tasks.addTask {
                    do throws(OutgoingFault) {
                        _ = try await client.post(
                            OutgoingCall(address: server.address, body: [1], patience: .minutes(10)))
                        return nil
                    } catch { return error }
                }
                await server.isAsked(1)
                tasks.cancelAll()
                return await tasks.next() ?? nil
            }
            #expect(fault == .cancelled)
        }
    }

    @Test func connectionsAreKeptForFewHosts() async throws {
        let names = (0..<OutgoingLines.most + 8).map { "host-\($0).invalid" }
        let here = try address("127.0.0.1")
        try await with(names: Dictionary(uniqueKeysWithValues: names.map { ($0, [here]) })) { client, server in
            for name in names {
                _ = try await client.post(OutgoingCall(address: "http://\(name):\(server.port)/", body: [1]))
            }
            #expect(client.kept <= OutgoingLines.most && server.asked.count == names.count)
        }
    }

    @Test func onceClosedNobodyIsCalled() async throws {
        try await with { client, server in
            _ = try await client.post(OutgoingCall(address: server.address, body: [1]))
            await client.close()
            await #expect(throws: OutgoingFault.unreachable) {
                try await client.post(OutgoingCall(address: server.address, body: [1]))
            }
            #expect(server.asked.count == 1)
        }
    }

    @Test func aHostIsLookedUpOnceForManyWhoAsk() async throws {
        let lookups = Mutex(0)
        let here = try address("127.0.0.1")
        let book = HostBook { _ in
            lookups.withLock { $0 += 1 }
            return [here]
        }
        await withTaskGroup(of: [InternetAddress].self) { tasks in
            for _ in 0..<50 { tasks.addTask { await book.addresses(of: "push.example") } }
            for await found in tasks { #expect(found == [here]) }
        }
        #expect(lookups.withLock { $0 } == 1)
    }
}
