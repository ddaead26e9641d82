import Testing
import Watch
import WatchStore
import WatchTesting

/// Figures over time on every database.
@Suite("Figures in the store")
struct FiguresStoreTests {
    private static func plan(_ name: String, municipality: String?, members: Int) -> GroupDesk.Plan {
        GroupDesk.Plan(
            name: name, place: "Woerden", country: "NL", municipality: municipality,
            area: StoreStreet.area(52.2), channel: .whatsapp, statedMembers: members,
            isSeparate: true)
    }

    private static func sums(_ history: FiguresHistory) -> [String] {
        history.rows.map { "\($0.month) \($0.municipality) \($0.groups) \($0.members)" }
    }

    private static func stand(_ group: GroupId, _ standing: Registration.Standing, _ street: StoreStreet) async throws {
        _ = try await SQLRegistryStore(database: street.database).change(
            group, by: nil, at: street.clock.now(), request: nil
        ) { scene in
            var registration = scene.registration
            registration.standing = standing
            return RegistryChange(registration: registration, entry: nil)
        }
    }

    @Test("a month is written down as it is, however often", arguments: DatabaseUnderTest.allCases)
    func keepingMonths(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLFiguresStore(database: street.database)
            let (october, november) = (try #require(Month("2026-10")), try #require(Month("2026-11")))
            #expect(try await store.history(since: october) == .none)
            try await store.keepMonth(october)
            // Carla, Anna and Bram.
            #expect(FiguresStoreTests.sums(try await store.history(since: october)) == ["2026-10 0632 1 3"])
            let waiting = try await street.groups.found(
                FiguresStoreTests.plan("Wacht", municipality: "0632", members: 400), by: street.anna)
            let nowhere = try await street.groups.found(
                FiguresStoreTests.plan("Nergens", municipality: nil, members: 20), by: street.anna)
            try await FiguresStoreTests.stand(nowhere.id, .silent, street)
            try await store.keepMonth(november)
            let then = ["2026-10 0632 1 3", "2026-11 0632 1 3", "2026-11 NL 1 20"]
            #expect(FiguresStoreTests.sums(try await store.history(since: october)) == then)
            #expect(FiguresStoreTests.sums(try await store.history(since: november)) == Array(then.dropFirst()))
            try await FiguresStoreTests.stand(waiting.id, .listed, street)
            try await FiguresStoreTests.stand(nowhere.id, .closed, street)
            // Many servers write it down at once.
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<8 { tasks.addTask { try await store.keepMonth(november) } }
                try await tasks.waitForAll()
            }
            let history = try await store.history(since: november)
            #expect(FiguresStoreTests.sums(history) == ["2026-11 0632 2 403", "2026-11 NL 0 0"])
            #expect(history.closings == [nowhere.id: street.clock.now()])
        }
    }

    @Test("numbers of members that have drifted are put right", arguments: DatabaseUnderTest.allCases)
    func recounting(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLFiguresStore(database: street.database)
            let registry = SQLRegistryStore(database: street.database)
            let empty = try await street.groups.found(
                FiguresStoreTests.plan("Leeg", municipality: "0632", members: 0), by: street.anna)
            #expect(try await store.recountMembers() == 0)
            try await street.database.write { connection in
                _ = try connection.run("UPDATE groups SET members = 77 WHERE id = \(street.street)")
                _ = try connection.run("UPDATE groups SET members = 0 WHERE id = \(empty.id)")
            }
            #expect(try await registry.memberCounts()[street.street] == 77)
            #expect(try await store.recountMembers() == 2)
            #expect(try await registry.memberCounts() == [street.street: 3, empty.id: 1])
            #expect(try await store.recountMembers() == 0)
        }
    }
}
