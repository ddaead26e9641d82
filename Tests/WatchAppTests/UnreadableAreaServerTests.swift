import Foundation
import Logging
import Synchronization
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchApp

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One value that cannot be read must not keep a country from being watched.
@Suite("A server whose database has a group with an area that cannot be read", .serialized)
struct UnreadableAreaServerTests {
    /// Looks at a page as a stranger does.
    static func page(_ url: String, _ path: String) async throws -> (Int, String) {
        guard let address = URL(string: url + path) else { throw URLError(.badURL) }
        let (data, response) = try await URLSession.shared.data(for: URLRequest(url: address))
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    @Test("it starts, says which group it is, and serves everybody: those of that group too")
    func starts() async throws {
        let faults = Mutex<[String]>([])
        let logger = Logger(label: "test") { _ in
            FaultBook { line in faults.withLock { $0.append(line) } }
        }
        let spoiled = Mutex<GroupId?>(nil)
        try await NightTests.withServer(
            logger: logger,
            after: { wiring in
                try await wiring.takeInRegistry()
                let group = try #require(
                    wiring.registryShelf.current.findable.first { $0.slug == "schilderskwartier-woerden" })
                spoiled.withLock { $0 = group.id }
                try await wiring.database.write {
                    try $0.run("UPDATE groups SET area = \("{") WHERE id = \(group.id)")
                }
                // As at the next start, which reads all of it.
                let fresh = RegistryShelf(store: SQLRegistryStore(database: wiring.database))
                try await fresh.refresh()
                #expect(fresh.current.group(group.id) == nil && !fresh.current.groups.isEmpty)
                let again = try await Wiring(
                    wiring.settings, surroundings: wiring.surroundings, logger: logger)
                try await again.takeInRegistry()
                #expect(again.registryShelf.current.group(group.id) == nil)
                try await again.close()
                // The running server hears of it as of any other change.
                try await wiring.database.write {
                    try $0.run("UPDATE registry_head SET version = version + 1")
                    try $0.run(
                        """
                        UPDATE registrations SET version = (SELECT version FROM registry_head WHERE id = 1)
                        WHERE group_id = \(group.id)
                        """)
                }
                try await wiring.takeInRegistry()
            },
            { line, clock in
                let broken = try #require(spoiled.withLock { $0 })
                let group = try #require(line.groups.first { $0.id == broken })
                let other = try #require(line.groups.first { $0.id != broken })
                let anna = try NightTests.caller(line, "Anna")
                // Nobody finds it, and all others are found.
                let found = try await anna.call("GET", "/groups?q=a&limit=100").1["groups"] as? [[String: Any]]
                #expect(found?.contains { $0["id"] as? String == broken.text } == false)
                for path in [
                    "/", "/groups/\(other.slug)", "/groups/\(group.slug)", "/statistics", "/map", "/groups.csv",
                ] {
                    #expect(try await UnreadableAreaServerTests.page(line.url, path).0 < 500, "\(path)")
                }
                #expect(try await UnreadableAreaServerTests.page(line.url, "/groups/\(group.slug)").0 == 200)
                // Its own people are served as always.
                let (status, alert) = try await anna.call(
                    "POST", "/groups/\(broken)/alerts", NightTests.report(calledAt: clock.now()))
                #expect(status == 201, "\(alert)")
                #expect(try await NightTests.caller(line, "Bram").state(broken.text) == "awake")
            })
        let group = try #require(spoiled.withLock { $0 })
        let said = faults.withLock { $0 }
        #expect(said == Array(repeating: "a group's area cannot be read: nobody finds it group=\(group)", count: 2))
    }
}

/// Hands on what is logged as an error.
private struct FaultBook: LogHandler {
    let write: @Sendable (String) -> Void
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.error

    init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        write("\(event.message) \(facts)")
    }
}
