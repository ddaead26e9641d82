import Testing
import Watch
import WatchStore
import WatchTesting

/// The registry on every database.
@Suite("The registry in the store")
struct RegistryStoreTests {
    private static func office(_ street: StoreStreet, _ kind: Office.Kind, _ territory: String) async throws -> PersonId
    {
        let id: PersonId = StoreStreet.id(kind == .municipality ? 61 : 62)
        try await street.persons.keep(
            Person(
                id: id, firstName: "Marieke", lastName: "", email: nil, language: .nl, createdAt: street.clock.now()),
            offices: [Office(kind: kind, territory: territory)])
        return id
    }

    private static func plan(_ name: String) -> GroupDesk.Plan {
        GroupDesk.Plan(
            name: name, place: "Woerden", country: "NL", municipality: "0632",
            area: StoreStreet.area(52.2), channel: .whatsapp, statedMembers: 40)
    }

    @Test(
        "a group that somebody founds waits to be confirmed, and its log says so", arguments: DatabaseUnderTest.allCases
    )
    func confirming(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let official = try await RegistryStoreTests.office(street, .municipality, "0632")
            let group = try await street.groups.found(RegistryStoreTests.plan("Nieuwe Wijk"), by: street.anna)
            let before = try await desk.registration(of: group.id)
            #expect(before.standing == .proposed && before.channel == .whatsapp && before.statedMembers == 40)
            #expect(before.listedAt == nil)
            #expect(try await desk.registration(of: street.street).listedAt == street.clock.now())
            street.clock.advance(by: .days(3))
            #expect(try await desk.registration(of: street.street).standing == .listed)
            #expect(try await desk.group(joinCode: before.joinCode.printed) == group.id)
            try await expectRefusal(.notAllowed) { try await desk.confirm(group.id, by: street.anna) }
            let key = RequestKey(route: "confirm", key: "k", bodyHash: [1])
            try await desk.confirm(group.id, by: official, request: key)
            try await desk.confirm(group.id, by: official, request: key)
            try await expectRefusal(.registrationNotProposed) { try await desk.confirm(group.id, by: official) }
            let after = try await desk.registration(of: group.id)
            #expect(after.standing == .listed && after.listedAt == street.clock.now())
            let log = try await store.audit(of: group.id, limit: 9)
            #expect(Set(log.map(\.kind)) == [.confirmed, .registered] && log.count == 2)
            #expect(log.first { $0.kind == .confirmed }?.capacity == .municipality)
            #expect(try await store.registration(of: StoreStreet.id(999)) == nil)
        }
    }

    @Test("whoever keeps the registry in memory hears of every change once", arguments: DatabaseUnderTest.allCases)
    func changes(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            let shelf = RegistryShelf(store: store)
            try await shelf.refresh()
            #expect(shelf.current.groups.map(\.slug) == ["de-straat"])
            let group = try await street.groups.found(RegistryStoreTests.plan("Nieuwe Wijk"), by: street.anna)
            #expect(shelf.current.group(.id(group.id)) == nil)
            try await shelf.refresh()
            #expect(shelf.current.group(.id(group.id))?.members == 40)
            #expect(shelf.current.group(.id(group.id))?.standing == .proposed)
            let version = shelf.current.version
            try await shelf.refresh()
            #expect(shelf.current.version == version)
            let official = try await RegistryStoreTests.office(street, .foundation, "NL")
            try await desk.confirm(group.id, by: official)
            // Two at a time: what shares a version never falls between two looks.
            var seen: [GroupId] = []
            var at: Int64 = 0
            while true {
                let news = try await store.changes(after: at, limit: 1)
                guard news.version > at else { break }
                seen += news.groups.map(\.id)
                at = news.version
            }
            #expect(seen == [street.street, group.id])
            try await shelf.refresh()
            #expect(shelf.current.group(.id(group.id))?.standing == .listed)
            #expect(shelf.current.group(.id(group.id))?.listedAt == street.clock.now())
        }
    }

    @Test("members are counted as they come, go and are erased", arguments: DatabaseUnderTest.allCases)
    func counts(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let shelf = RegistryShelf(store: store)
            try await shelf.refresh()
            func count() async throws -> Int? {
                try await shelf.recount()
                return shelf.current.group(.id(street.street))?.members
            }
            #expect(try await count() == 3)
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(standing: .left), by: street.bram)
            #expect(try await count() == 2)
            _ = try await street.erase(street.anna)
            #expect(try await count() == 1)
            try await street.admit(street.bram)
            #expect(try await count() == 2)
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(standing: .suspended), by: street.carla)
            #expect(try await count() == 1)
        }
    }

    @Test("a change of name, area and invitation is whole or not at all", arguments: DatabaseUnderTest.allCases)
    func changing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let now = street.clock.now()
            let changed = street.group(street.street, "Andere Straat", south: 52.30)
            func change(refusing: Bool) async throws {
                _ = try await store.change(street.street, by: street.carla, at: now, request: nil) {
                    scene throws(Refusal) in
                    if refusing { throw Refusal(.notAllowed) }
                    return RegistryChange(
                        registration: scene.registration, group: changed,
                        invitation: "https://chat.whatsapp.com/AbCdEf", entry: nil)
                }
            }
            try await expectRefusal(.notAllowed) { try await change(refusing: true) }
            #expect(try await store.invitation(of: street.street) == nil)
            try await change(refusing: false)
            #expect(try await store.invitation(of: street.street) == "https://chat.whatsapp.com/AbCdEf")
            let group = try await street.groups.group(.id(street.street))
            #expect(group.name == "Andere Straat" && group.area == changed.area && group.slug == "de-straat")
            try await expectRefusal(.notFound) {
                _ = try await store.change(StoreStreet.id(999), by: nil, at: now, request: nil) {
                    scene throws(Refusal) in
                    RegistryChange(registration: scene.registration, entry: nil)
                }
            }
        }
    }
}
