import Testing
import Watch
import WatchStore

/// The gazetteer's files on every database.
@Suite("Places in the store")
struct PlaceStoreTests {
    private func release(_ date: String, _ files: [String: [UInt8]]) -> GazetteerRelease {
        GazetteerRelease(released: date, files: files.map { GazetteerRelease.File(name: $0.key, bytes: $0.value) })
    }

    @Test("a release is kept whole, replaces the one before, and is known again", arguments: DatabaseUnderTest.allCases)
    func keeps(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLPlaceStore(database: database)
            #expect(try await store.head() == nil)
            #expect(try await store.release() == nil)
            let first = release("2026-11-21", ["b.csv": [0, 255, 10], "a.csv": Array("Fryslân".utf8), "old.csv": []])
            #expect(try await store.keep(first))
            #expect(try await store.release() == first)
            let head = try #require(try await store.head())
            #expect(head == SQLPlaceStore.head(of: first))
            #expect(try await store.keep(first) == false)
            let second = release("2027-01-01", ["a.csv": Array("Friesland".utf8), "b.csv": [0, 255, 10]])
            #expect(try await store.keep(second))
            #expect(try await store.release() == second)
            #expect(try await store.head()?.digest != head.digest)
            #expect(try await store.head()?.released == "2027-01-01")
        }
    }

    @Test("of two servers that keep at once, both have a whole one", arguments: DatabaseUnderTest.allCases)
    func together(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let releases = (1...8).map { release("2026-11-2\($0)", ["a.csv": [UInt8($0)], "b.csv": [UInt8($0)]]) }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for release in releases {
                    tasks.addTask { try await SQLPlaceStore(database: database).keep(release) }
                }
                try await tasks.waitForAll()
            }
            let kept = try #require(try await SQLPlaceStore(database: database).release())
            #expect(releases.contains(kept))
        }
    }
}
