import Synchronization
import Testing
import Watch
import WatchGEOS
import WatchStore
import WatchTesting

/// Founding, codes of households and changes of a group on every database.
@Suite("Founding in the store")
struct FoundingStoreTests {
    private static func plan(
        _ name: String, south: Double = 52.2, invitation: String? = nil, isSeparate: Bool = false
    ) -> GroupPlan {
        GroupPlan(
            name: name, place: "Woerden", country: "NL", municipality: "0632", area: StoreStreet.area(south),
            channel: .whatsapp, invitation: invitation, isSeparate: isSeparate)
    }

    @Test(
        "a second group on the same ground is refused, unless it says that it is one",
        arguments: DatabaseUnderTest.allCases)
    func overlapping(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let link = "https://chat.whatsapp.com/AbCdEf1234567890"
            let first = try await street.groups.found(
                FoundingStoreTests.plan("Eerste", invitation: link), by: street.anna)
            #expect(try await store.invitation(of: first.id) == link)
            try await expectRefusal(.areaOverlaps) {
                _ = try await street.groups.found(FoundingStoreTests.plan("Tweede"), by: street.bram)
            }
            // What was refused is not there.
            try await expectRefusal(.notFound) { _ = try await street.groups.group(.slug("tweede")) }
            let second = try await street.groups.found(
                FoundingStoreTests.plan("Tweede", isSeparate: true), by: street.bram)
            let log = try await store.audit(of: second.id, limit: 9)
            #expect(log.map(\.details) == [["separate": "true", "overlaps": first.id.text]])
            try await expectRefusal(.invitationInvalid) {
                _ = try await street.groups.found(
                    FoundingStoreTests.plan("Derde", south: 53, invitation: "x"), by: street.bram)
            }
        }
    }

    @Test("a founder's first name is kept with the group, and not without it", arguments: DatabaseUnderTest.allCases)
    func naming(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let newcomer: PersonId = StoreStreet.id(6)
            try await street.persons.keep(
                Person(
                    id: newcomer, firstName: "", lastName: "", email: nil, language: .nl, createdAt: street.clock.now()),
                offices: [])
            func found(_ name: String, as firstName: String, by person: PersonId) async throws {
                let before = try #require(try await street.persons.person(person))
                _ = try await street.groups.found(
                    FoundingStoreTests.plan(name), by: person,
                    called: try PersonProfile(before, firstName: firstName, language: .fr))
            }
            try await found("Eerste", as: "Iemand", by: street.anna)
            #expect(try await street.persons.person(street.anna)?.firstName == "Anna", "she had said it before")
            try await expectRefusal(.areaOverlaps) { try await found("Tweede", as: "Noor", by: newcomer) }
            let refused = try #require(try await street.persons.person(newcomer))
            #expect(refused.firstName == "" && refused.language == .nl)
            _ = try await street.groups.found(
                FoundingStoreTests.plan("Derde", south: 53), by: newcomer,
                called: try PersonProfile(refused, firstName: "Noor", language: .fr))
            let named = try #require(try await street.persons.person(newcomer))
            #expect(named.firstName == "Noor" && named.language == .fr)
        }
    }

    @Test("of two that found at once on the same ground one is refused", arguments: DatabaseUnderTest.allCases)
    func atOnce(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            for round in 0..<4 {
                let codes = try await withThrowingTaskGroup(of: Refusal.Code?.self) { tasks in
                    for (name, person) in [("Eerste", street.anna), ("Tweede", street.bram)] {
                        tasks.addTask {
                            try await refusal {
                                let plan = FoundingStoreTests.plan("\(name) \(round)", south: 52.3 + Double(round) / 10)
                                _ = try await street.groups.found(plan, by: person)
                            }
                        }
                    }
                    return try await tasks.reduce(into: []) { $0.append($1) }
                }
                #expect(codes.count { $0 == nil } == 1 && codes.count { $0 == .areaOverlaps } == 1)
            }
        }
    }

    @Test(
        "behind the registry's lock only what has changed since is looked at", arguments: DatabaseUnderTest.allCases)
    func since(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let seen = Mutex<[FoundingScene]>([])
            /// Founds nothing, and keeps what it would have been decided on.
            func look(since version: Int64?) async throws -> FoundingScene {
                let group = street.group(StoreStreet.id(77), "Nieuw", south: 52.2)
                let member = Member(
                    id: StoreStreet.id(78), group: group.id, person: street.bram, standing: .approved,
                    role: .coordinator, joinedSequence: 1, appliedAt: street.clock.now())
                let registration = Registration(
                    group: group.id, foundedAt: street.clock.now(), confirmedAt: street.clock.now(),
                    joinCode: JoinCode(randomness: [1, 2, 3, 4, 5, 6, 7, 8]))
                try await expectRefusal(.notAllowed) {
                    _ = try await street.groupStore.found(
                        group, coordinator: member, registration: registration, invitation: nil, asked: nil,
                        naming: nil, request: nil, since: version
                    ) { scene throws(Refusal) in
                        seen.withLock { $0.append(scene) }
                        throw Refusal(.notAllowed)
                    }
                }
                return try #require(seen.withLock { $0.popLast() })
            }
            let box = StoreStreet.area(52.2).box
            let empty = try await street.groupStore.groups(meeting: box)
            #expect(empty.groups.isEmpty)
            let first = try await street.groups.found(FoundingStoreTests.plan("Eerste"), by: street.anna)
            let far = try await street.groups.found(FoundingStoreTests.plan("Ver", south: 53), by: street.anna)
            let before = try await look(since: empty.version)
            #expect(before.neighbours.map(\.id) == [first.id] && before.changed.isSuperset(of: [first.id, far.id]))
            let full = try await street.groupStore.groups(meeting: box)
            #expect(full.groups.map(\.id) == [first.id] && full.version > empty.version)
            let none = try await look(since: full.version)
            #expect(none.neighbours.isEmpty && !none.changed.contains(first.id))
            #expect(try await look(since: nil).neighbours.isEmpty)
            // What has gone meanwhile is in nobody's way.
            let store = SQLRegistryStore(database: street.database)
            _ = try await store.change(first.id, by: nil, at: street.clock.now(), request: nil) {
                scene throws(Refusal) in
                var registration = scene.registration
                try registration.decline()
                return RegistryChange(registration: registration, entry: nil)
            }
            let after = try await look(since: full.version)
            #expect(after.neighbours.isEmpty && after.changed.contains(first.id))
            let known = [Overlap(group: first.id, slug: "eerste", name: "Eerste", share: 1)]
            let own = StoreStreet.area(52.2)
            for (scene, others) in [(none, [first.id]), (after, []), (before, [first.id])] {
                let overlaps = FoundingRules.overlaps(
                    of: own, found: known, in: scene, except: StoreStreet.id(77), operations: GEOSOperations())
                #expect(overlaps.map(\.group) == others)
            }
        }
    }

    @Test(
        "a person changes their groups so often within an hour, and what was so already is no change",
        arguments: DatabaseUnderTest.allCases)
    func revisions(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let desk = RegistryDesk(store: store, surroundings: street.surroundings)
            func rename(_ name: String) async throws {
                try await desk.revise(
                    street.street, GroupRevision(name: name), by: street.carla, on: .empty, areas: GEOSOperations(),
                    in: .empty)
            }
            for number in 0..<RegistryRules.mostChanges { try await rename("Straat \(number)") }
            let version = try await street.groupStore.groups(meeting: StoreStreet.area().box).version
            try await expectRefusal(.tooManyChanges) { try await rename("De Straat") }
            try await rename("Straat \(RegistryRules.mostChanges - 1)")
            #expect(try await street.groupStore.groups(meeting: StoreStreet.area().box).version == version)
            street.clock.advance(by: .hours(1))
            try await rename("De Straat")
            #expect(try await street.groups.group(.id(street.street)).name == "De Straat")
        }
    }

    @Test(
        "areas are counted by person and day, whichever desk compares them, also many at once",
        arguments: DatabaseUnderTest.allCases)
    func compared(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let registry = SQLRegistryStore(database: street.database)
            let (anna, bram, now) = (street.anna, street.bram, street.clock.now())
            let counts = try await withThrowingTaskGroup(of: Int.self) { tasks in
                for number in 0..<10 {
                    tasks.addTask {
                        number.isMultiple(of: 2)
                            ? try await street.groupStore.compare(by: anna, at: now)
                            : try await registry.compare(by: anna, at: now)
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(counts.sorted() == Array(1...10))
            #expect(try await registry.compare(by: bram, at: now) == 1)
            #expect(try await registry.compare(by: anna, at: now + .days(1) - .seconds(1)) == 11)
            #expect(try await registry.compare(by: anna, at: now + .days(1)) == 1)
            _ = try await street.persons.erase(anna, at: now + .days(1))
            #expect(try await street.count("SELECT * FROM compared_areas") == 0)
        }
    }

    @Test("nobody has more than five groups waiting", arguments: DatabaseUnderTest.allCases)
    func limit(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            for number in 0..<FoundingRules.mostProposed {
                _ = try await street.groups.found(
                    FoundingStoreTests.plan("Groep \(number)", south: 52.5 + Double(number) / 10), by: street.anna)
            }
            try await expectRefusal(.tooManyGroups) {
                _ = try await street.groups.found(FoundingStoreTests.plan("Nog een", south: 51), by: street.anna)
            }
            _ = try await street.groups.found(FoundingStoreTests.plan("Nog een", south: 51), by: street.bram)
        }
    }

    @Test(
        "a code opens the door for six people of a household, and guessing ends", arguments: DatabaseUnderTest.allCases)
    func codes(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = HouseholdDesk(
                store: SQLHouseholdStore(database: street.database, surroundings: street.surroundings),
                hashing: SecretHash(), surroundings: street.surroundings)
            try await expectRefusal(.notAllowed) { _ = try await desk.make(2, in: street.street, by: street.anna) }
            try await expectRefusal(.fieldInvalid) { _ = try await desk.make(501, in: street.street, by: street.carla) }
            let codes = try await desk.make(3, in: street.street, by: street.carla)
            #expect(Set(codes).count == 3)
            #expect(try await desk.count(in: street.street) == 3)
            let rows = try await street.database.read { connection in
                try connection.rows("SELECT hash FROM household_codes").map { try $0.text("hash") }
            }
            #expect(rows.count == 3)
            for code in codes { #expect(!rows.contains { $0.contains(code.text) }) }

            let proof = try await desk.proof(codes[0].printed, in: street.street, by: street.anna)
            let joined = try await street.members.apply(
                to: street.street, by: street.stranger, consent: StoreStreet.consent, proof: proof)
            #expect(joined.provedAt == street.clock.now())
            _ = try await desk.make(1, in: street.street, by: street.carla, replaces: true)
            #expect(try await desk.count(in: street.street) == 1)
            try await expectRefusal(.proofWrong) {
                _ = try await desk.proof(codes[0].printed, in: street.street, by: street.anna)
            }
            for _ in 1..<HouseholdCode.triesPerHour {
                try await expectRefusal(.proofWrong) {
                    _ = try await desk.proof("abcd-efgh", in: street.street, by: street.anna)
                }
            }
            try await expectRefusal(.tooManyTries) {
                _ = try await desk.proof("abcd-efgh", in: street.street, by: street.anna)
            }
            street.clock.advance(by: .hours(1))
            try await expectRefusal(.proofWrong) {
                _ = try await desk.proof("abcd-efgh", in: street.street, by: street.anna)
            }
        }
    }
}
