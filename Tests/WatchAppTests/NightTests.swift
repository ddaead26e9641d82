import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Watch
import WatchApp
import WatchTesting

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The real server in this process, on a port of the kernel's, with a clock that the test moves.
@Suite("A whole night in the real server", .serialized)
struct NightTests {
    /// Calls the API as a program does.
    struct Caller: Sendable {
        let url: String
        let token: String

        func call(_ method: String, _ path: String, _ body: String? = nil) async throws -> (Int, [String: Any]) {
            guard let address = URL(string: url + "/api/v1" + path) else { throw URLError(.badURL) }
            var request = URLRequest(url: address)
            request.httpMethod = method
            request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
            if let body {
                request.setValue("application/json", forHTTPHeaderField: "Content-Type")
                request.httpBody = Data(body.utf8)
            }
            let (data, response) = try await URLSession.shared.data(for: request)
            let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
            return ((response as? HTTPURLResponse)?.statusCode ?? 0, json ?? [:])
        }

        func state(_ group: String) async throws -> String? {
            try await call("GET", "/groups/\(group)").1["state"] as? String
        }

        func kinds(_ group: String) async throws -> [String] {
            let events = try await call("GET", "/groups/\(group)/events?after=0").1["events"] as? [[String: Any]]
            return (events ?? []).compactMap { $0["event"] as? String }
        }
    }

    /// Waits until something holds; names what it waited for when it does not.
    static func eventually(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            await Task.yield()
        }
        Issue.record("waited 30 s for \(what)")
    }

    /// Runs the server on a street of the demo, and the test beside it.
    ///
    /// - Parameter prepare: what happens before the server opens.
    static func withServer(
        logger: Logger = TemporaryHouse.logger, after prepare: (Wiring) async throws -> Void = { _ in },
        _ test: @escaping @Sendable (Demo.Line, ManualClock) async throws -> Void
    ) async throws {
        // 22:50 in Woerden, on the night in which summer time ended.
        let clock = ManualClock(at: Moment("2026-10-24T22:50:00+02:00") ?? Moment(milliseconds: 0))
        try await TemporaryHouse.run(clock: clock, logger: logger) { wiring in
            let demo = Demo(wiring)
            let keys = try await demo.settle()
            try await prepare(wiring)
            let (ports, opened) = AsyncStream.makeStream(of: Int.self)
            let app = try wiring.server { opened.yield($0) }
            let group = ServiceGroup(
                configuration: .init(services: [.init(service: app)], logger: TemporaryHouse.logger))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                var ready = ports.makeAsyncIterator()
                let port = try #require(await ready.next())
                try await test(demo.line(url: "http://127.0.0.1:\(port)", keys), clock)
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
            }
        }
    }

    static func caller(_ line: Demo.Line, _ name: String) throws -> Caller {
        let person = try #require(line.people.first { $0.name.hasPrefix(name) })
        return Caller(url: line.url, token: person.token)
    }

    static func missing(calledAt: Moment) -> String {
        """
        {"kind": "missing-person", "observation": {"appearance": "zes jaar, rode jas"},
         "location": {"latitude": 52.0890, "longitude": 4.8750, "description": "speeltuin"},
         "emergencyCall": {"number": "112", "calledAt": "\(calledAt)", "by": "self"}}
        """
    }

    static func report(calledAt: Moment) -> String {
        """
        {"kind": "burglary", "observation": {"behaviour": "Iemand wrikt een raam open"},
         "location": {"latitude": 52.0890, "longitude": 4.8750, "description": "Rembrandtlaan"},
         "emergencyCall": {"number": "112", "calledAt": "\(calledAt)", "by": "self"}}
        """
    }

    @Test("an alert over the change of the clock: asked after two real hours, held, asked again, ended as unknown")
    func night() async throws {
        try await NightTests.withServer { line, clock in
            let anna = try NightTests.caller(line, "Anna")
            let bram = try NightTests.caller(line, "Bram")
            let carla = try NightTests.caller(line, "Carla")
            let group = try #require(line.groups.first).id.text
            #expect(try await bram.state(group) == "asleep")
            // 02:30 summer time; at 03:00 the clocks go back to 02:00.
            clock.advance(by: .minutes(220))
            let (status, alert) = try await anna.call(
                "POST", "/groups/\(group)/alerts", NightTests.report(calledAt: clock.now()))
            #expect(status == 201)
            let id = try #require(alert["id"] as? String)
            #expect(try await bram.state(group) == "awake")

            // One hour and 59 real minutes later the wall shows an hour less, and nobody is asked yet.
            clock.advance(by: .minutes(119))
            #expect(try await bram.kinds(group) == ["alert-shared"])
            clock.advance(by: .minutes(1))
            try await NightTests.eventually("the question") { try await bram.kinds(group).last == "alert-asked" }

            let held = try await carla.call("POST", "/alerts/\(id)/hold", "{}")
            #expect(held.0 == 200)
            clock.advance(by: .hours(12))
            try await NightTests.eventually("the second question") {
                try await bram.kinds(group) == ["alert-shared", "alert-asked", "alert-held", "alert-asked"]
            }
            clock.advance(by: .minutes(30))
            try await NightTests.eventually("the end") { try await bram.state(group) == "asleep" }
            let closed = try await bram.call("GET", "/alerts/\(id)").1
            #expect(closed["outcome"] as? String == "unknown")
            #expect(closed["closedBy"] == nil)

            let reopened = try await anna.call("POST", "/alerts/\(id)/reopening", "{}")
            #expect(reopened.0 == 200)
            let end = try await anna.call("POST", "/alerts/\(id)/closure", #"{"outcome": "caught", "text": "Gepakt"}"#)
            #expect(end.0 == 200)
            #expect(try await bram.kinds(group).suffix(3) == ["alert-closed", "alert-reopened", "alert-closed"])
            #expect(try await bram.state(group) == "asleep")
        }
    }

    @Test("who is missing is asked about again and again, and only a person ends it")
    func missing() async throws {
        try await NightTests.withServer { line, clock in
            let anna = try NightTests.caller(line, "Anna")
            let bram = try NightTests.caller(line, "Bram")
            let carla = try NightTests.caller(line, "Carla")
            let group = try #require(line.groups.first).id.text
            let (status, alert) = try await anna.call(
                "POST", "/groups/\(group)/alerts", NightTests.missing(calledAt: clock.now()))
            #expect(status == 201)
            let id = try #require(alert["id"] as? String)
            var told = ["alert-shared"]
            for hours: Int64 in [2, 2, 4, 8, 16, 24, 24] {
                clock.advance(by: .hours(hours))
                told.append("alert-asked")
                try await NightTests.eventually("question \(told.count - 1)") { try await bram.kinds(group) == told }
            }
            #expect(try await bram.state(group) == "awake")
            #expect(try await bram.call("GET", "/alerts/\(id)").1["askedAt"] as? String == clock.now().description)
            let word = try await bram.call("POST", "/alerts/\(id)/reactions", #"{"kind": "on-the-lookout"}"#)
            #expect(word.0 == 201)
            clock.advance(by: .hours(2))
            told += ["reaction-added", "alert-asked"]
            try await NightTests.eventually("a question after the word") { try await bram.kinds(group) == told }
            #expect(try await carla.call("POST", "/alerts/\(id)/closure", #"{"outcome": "caught"}"#).0 == 200)
            #expect(try await bram.state(group) == "asleep")
        }
    }

    @Test("strangers learn nothing, neighbours no more than first names")
    func discretion() async throws {
        try await NightTests.withServer { line, clock in
            let anna = try NightTests.caller(line, "Anna")
            // Of a group far away: the one next door is told of what happens beside it.
            let katrien = try NightTests.caller(line, "Katrien")
            let group = try #require(line.groups.first).id.text
            let (_, alert) = try await anna.call(
                "POST", "/groups/\(group)/alerts", NightTests.report(calledAt: clock.now()))
            let id = try #require(alert["id"] as? String)
            #expect(try await katrien.call("GET", "/alerts/\(id)").0 == 404)
            #expect(try await katrien.state(group) == nil)
            let seen = try await NightTests.caller(line, "Bram").call("GET", "/alerts/\(id)").1
            let reporter = seen["reporter"] as? [String: Any]
            #expect(reporter?["firstName"] as? String == "Anna")
            #expect(String(describing: seen).contains("de Vries") == false)
        }
    }
}
