import Testing
import Watch
import WatchStore
import WatchTesting

/// Groups that come in whole, on every database.
@Suite("Groups that come in whole")
struct RegistryImportTests {
    private static func imported(
        _ number: Int, _ slug: String, email: String? = nil, _ street: StoreStreet
    ) -> ImportedGroup {
        let now = street.clock.now()
        let group = Group(
            id: StoreStreet.id(number), slug: slug, name: "Groep \(slug)", place: "Woerden",
            jurisdiction: .netherlands, zone: "zone-1", municipality: "0632", area: StoreStreet.area(52.3),
            createdAt: now)
        return ImportedGroup(
            group: group,
            registration: Registration(
                group: group.id, channel: .whatsapp, statedMembers: 40, foundedAt: now - .days(900), confirmedAt: now,
                joinCode: JoinCode(trusted: "code\(number)"), escalatedAt: email == nil ? now : nil),
            invitation: "https://chat.whatsapp.com/\(slug)",
            coordinator: email.map {
                Person(
                    id: StoreStreet.id(number + 5_000), firstName: "", lastName: "", email: $0, language: .nl,
                    createdAt: now)
            }, member: StoreStreet.id(number + 6_000), entry: StoreStreet.id(number + 7_000))
    }

    private static func many(_ numbers: Range<Int>, _ name: String, _ street: StoreStreet) -> [ImportedGroup] {
        numbers.map {
            imported($0, "\(name)-\($0)", email: $0.isMultiple(of: 3) ? "a\($0 % 30)@example.org" : nil, street)
        }
    }

    @Test("all of them come in as one change", arguments: DatabaseUnderTest.allCases)
    func taking(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let shelf = RegistryShelf(store: store)
            try await shelf.refresh()
            let before = shelf.current.version
            try await store.take(RegistryImportTests.many(1_000..<1_900, "wijk", street), at: street.clock.now())
            try await shelf.refresh()
            #expect(shelf.current.version == before + 1 && shelf.current.groups.count == 901)
            #expect(shelf.current.group(.slug("wijk-1000"))?.members == 40)
            let id: GroupId = StoreStreet.id(1_002)
            #expect(try await store.invitation(of: id) == "https://chat.whatsapp.com/wijk-1002")
            #expect(try await store.audit(of: id, limit: 9).map(\.kind) == [.imported])
            #expect(try await street.count("SELECT * FROM notices WHERE kind = 'place-imported'") == 300)
            #expect(shelf.current.groups(named: "groep 1002", limit: 9).map(\.id) == [id])
            #expect(try await store.mismarked(limit: 9).isEmpty)
            let kept = try await store.keptGroups(country: "NL", municipality: "0632", after: nil, limit: 1_000)
            #expect(kept.count == 901 && kept.map(\.group.slug) == kept.map(\.group.slug).sorted())
            #expect(kept.first { $0.group.id == id }?.coordinatorEmail == "a12@example.org")
            #expect(try await street.count("SELECT * FROM schedule WHERE subject = 'registration'") == 901)
        }
    }

    @Test("one that is there keeps all of them out", arguments: DatabaseUnderTest.allCases)
    func refusing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let groups =
                RegistryImportTests.many(1_000..<1_010, "wijk", street)
                + [RegistryImportTests.imported(2_000, "de-straat", street)]
            try await expectRefusal(.slugTaken) { try await store.take(groups, at: street.clock.now()) }
            #expect(try await store.changes(after: 0, limit: 99).groups.map(\.slug) == ["de-straat"])
        }
    }

    @Test("two imports of the same list at once: one comes in", arguments: DatabaseUnderTest.allCases)
    func racing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let now = street.clock.now()
            let lists = [
                RegistryImportTests.many(10_000..<10_600, "wijk", street),
                (10_000..<10_600).reversed().map {
                    RegistryImportTests.imported($0 + 30_000, "wijk-\($0)", street)
                },
            ]
            let kept = await withTaskGroup(of: Bool.self) { tasks in
                for list in lists {
                    tasks.addTask {
                        do {
                            try await store.take(list, at: now)
                            return true
                        } catch let refusal as Refusal {
                            return refusal.code != .slugTaken
                        } catch {
                            Issue.record("\(error)")
                            return false
                        }
                    }
                }
                return await tasks.reduce(into: 0) { if $1 { $0 += 1 } }
            }
            #expect(kept == 1)
            let registered = try await store.changes(after: 0, limit: 9_999).groups.count
            #expect(registered == 601)
        }
    }
}
