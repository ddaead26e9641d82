import Testing
import Watch
import WatchStore
import WatchTesting

/// Groups, members, persons and their keys on every database.
@Suite("Groups and people in the store")
struct GroupStoreTests {
    @Test(
        "a group is found by id and by slug",
        arguments: DatabaseUnderTest.allCases)
    func finds(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let far = street.group(StoreStreet.id(102), "Verre Laan", south: 52.10)
            try await street.groups.found(far, coordinator: street.bram)
            let here = try await street.groups.group(.slug("de-straat"))
            #expect(here.id == street.street)
            #expect(here.area == StoreStreet.area())
            #expect(try await street.groups.group(.id(far.id)).name == "Verre Laan")
            try await expectRefusal(.notFound) { _ = try await street.groups.group(.slug("elders")) }
        }
    }

    @Test(
        "a name that is taken is refused, the same request is answered again",
        arguments: DatabaseUnderTest.allCases)
    func founding(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let plan = GroupDesk.Plan(
                name: "Nieuwe Wijk", place: "Woerden", country: "NL", municipality: nil,
                area: StoreStreet.area(), isSeparate: true)
            let key = RequestKey(route: "POST /groups", key: "a", bodyHash: [1])
            let first = try await street.groups.found(plan, by: street.anna, request: key)
            #expect(try await street.groups.found(plan, by: street.anna, request: key).id == first.id)
            try await expectRefusal(.slugTaken) { _ = try await street.groups.found(plan, by: street.bram) }
            #expect(try await street.groups.hearing(of: street.anna, in: first.id)?.audience == .coordinator)
        }
    }

    @Test("hearings follow membership and office", arguments: DatabaseUnderTest.allCases)
    func hearings(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            func hearing(_ person: PersonId) async throws -> Hearing? {
                try await street.groups.hearings(of: person).first
            }
            #expect(try await hearing(street.anna)?.audience == .neighbour)
            #expect(try await hearing(street.carla)?.audience == .coordinator)
            #expect(try await hearing(street.officer)?.audience == .police)
            #expect(try await hearing(street.stranger) == nil)
            let version = try await street.groupStore.heads(of: [street.street]).first?.memberVersion
            _ = try await street.members.change(
                .person(street.anna), in: street.street, to: .init(standing: .left), by: street.anna)
            #expect(try await hearing(street.anna) == nil)
            let after = try await street.groupStore.heads(of: [street.street]).first?.memberVersion
            #expect(after == version.map { $0 + 1 })
        }
    }

    @Test(
        "members are changed by coordinators only, and the last of these cannot go",
        arguments: DatabaseUnderTest.allCases)
    func members(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            func change(_ who: PersonId, _ wish: Member.Wish, by actor: PersonId) async throws -> Refusal.Code? {
                try await refusal {
                    _ = try await street.members.change(.person(who), in: street.street, to: wish, by: actor)
                }
            }
            #expect(try await change(street.bram, .init(standing: .suspended), by: street.anna) == .notAllowed)
            #expect(try await change(street.bram, .init(standing: .suspended), by: street.officer) == .notAllowed)
            #expect(try await change(street.bram, .init(standing: .suspended), by: street.stranger) == .notAllowed)
            #expect(try await change(street.carla, .init(standing: .left), by: street.carla) == .lastCoordinator)
            #expect(try await change(street.anna, .init(role: .coordinator), by: street.carla) == nil)
            #expect(try await change(street.carla, .init(standing: .left), by: street.carla) == nil)
            #expect(try await change(street.stranger, .init(standing: .approved), by: street.anna) == .notFound)
            let unknown: GroupId = StoreStreet.id(999)
            try await expectRefusal(.notFound) {
                _ = try await street.members.apply(to: unknown, by: street.anna, consent: StoreStreet.consent)
            }
        }
    }

    @Test(
        "a token opens until it expires, for its purpose, and not once forgotten",
        arguments: DatabaseUnderTest.allCases)
    func tokens(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = street.people
            let link = try await desk.issue(.signIn, to: street.anna)
            #expect(try await desk.holder(of: link, purpose: .bearer) == nil)
            let session = try await desk.signIn(link: link, device: nil)
            #expect(session.person == street.anna)
            #expect(try await desk.holder(of: session.session, purpose: .session)?.person == street.anna)
            let stored = try await street.database.read { connection in
                try connection.rows("SELECT hash FROM tokens").map { try $0.bytes("hash") }
            }
            #expect(!stored.isEmpty && stored.allSatisfy { Hex.text($0) != link && Hex.text($0) != session.session })
            try await desk.forget(session.session)
            #expect(try await desk.holder(of: session.session, purpose: .session) == nil)
            street.clock.advance(by: .days(7))
            try await expectRefusal(.signInLinkInvalid) { _ = try await desk.signIn(link: link, device: nil) }
        }
    }
}
