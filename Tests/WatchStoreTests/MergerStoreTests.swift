import Testing
import Watch
import WatchStore
import WatchTesting

/// Groups and months of a municipality that is no more, on every database.
@Suite("A merger of municipalities in the store")
struct MergerStoreTests {
    private let newer: Gazetteer = {
        let woerden = StoreStreet.area()
        return Gazetteer(
            released: "2027-01-01",
            places: [
                Place(
                    .municipality, country: "NL", code: "1991", name: "Groene Hart", municipality: "1991",
                    middle: woerden.middle)
            ], outlines: ["1991": woerden])
    }()

    @Test("groups follow with a line in the log, and once", arguments: DatabaseUnderTest.allCases)
    func groups(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let shelf = RegistryShelf(store: store)
            try await shelf.refresh()
            #expect(shelf.current.groups(in: "0632").count == 1)
            let merger = Merger(shelf.current.groups, in: newer)
            #expect(merger.successors == ["0632": "1991"])
            #expect(try await desk.follow(merger) == 1)
            try await shelf.refresh()
            #expect(shelf.current.groups(in: "0632").isEmpty && shelf.current.groups(in: "1991").count == 1)
            let line = try #require(try await store.audit(of: street.street, limit: 9).first { $0.kind == .changed })
            #expect(line.details == ["municipality": "0632 → 1991"] && line.capacity == .watch && line.person == nil)
            #expect(try await desk.registration(of: street.street).standing == .listed, "it has not moved")
            #expect(Merger(shelf.current.groups, in: newer).groups.isEmpty)
            _ = try await desk.follow(merger)
            #expect(try await store.audit(of: street.street, limit: 9).count { $0.kind == .changed } == 1)
        }
    }

    @Test("months count for what they became part of", arguments: DatabaseUnderTest.allCases)
    func months(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLFiguresStore(database: street.database)
            let (before, now) = (try #require(Month("2026-10")), try #require(Month("2026-11")))
            for month in [before, now] { try await store.keepMonth(month) }
            try await street.database.write { connection in
                for (municipality, groups, members) in [("0589", 4, 40), ("1991", 1, 5)] {
                    try connection.run(
                        """
                        INSERT INTO registry_months (month, municipality, group_count, member_count)
                        VALUES ('2026-10', \(municipality), \(groups), \(members))
                        """)
                }
            }
            try await store.merge(["0589": "1991", "0632": "1991", "0001": "0002"])
            let rows = try await store.history(since: before).rows
            #expect(rows.map(\.municipality) == ["1991", "1991"] && rows.map(\.month) == [before, now])
            #expect(rows.map(\.groups) == [6, 1] && rows.map(\.members) == [48, 3])
            try await store.merge([:])
            #expect(try await store.history(since: before).rows == rows)
        }
    }
}
