import Testing
import Watch
import WatchStore
import WatchTesting

/// A closed group on every database: it is told nothing new, passes nothing on, agrees to no link and lets nobody in.
@Suite("A closed group in the store")
struct ClosedGroupTests {
    /// So near the first border that the second group is concerned; and going north, the third.
    private let edge = 52.0895

    private func desk(_ street: StoreStreet) -> RegistryDesk {
        RegistryDesk(store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
    }

    @Test(
        "an alert neither comes to a closed group nor over it to a third", arguments: DatabaseUnderTest.allCases)
    func hearsNothing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            try await row.link(0, 1)
            try await row.link(1, 2)
            try await desk(street).close(row.groups[1].id, by: row.coordinators[1])
            let outcome = try await row.share(in: 0, by: street.anna, latitude: edge, direction: .north)
            #expect(outcome.events.map(\.group) == [street.street])
            let file = try await street.alerts.file(outcome.alert, for: street.carla)
            #expect(file.sendOn.isEmpty)
            try await expectRefusal(.notLinked) {
                _ = try await street.alerts.sendOn(
                    outcome.alert, to: [row.groups[1].id], by: street.carla, request: nil)
            }
            for index in [1, 2] { #expect(try await row.kinds(in: index).isEmpty) }
        }
    }

    @Test("what came before it was closed is not sent on from there", arguments: DatabaseUnderTest.allCases)
    func passesNothingOn(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            try await row.link(0, 1)
            try await row.link(1, 2)
            let outcome = try await row.share(in: 0, by: street.anna, latitude: edge)
            #expect(outcome.events.map(\.group) == [0, 1].map { row.groups[$0].id })
            #expect(try await street.alerts.file(outcome.alert, for: row.coordinators[1]).sendOn.count == 1)
            try await desk(street).close(row.groups[1].id, by: row.coordinators[1])
            #expect(try await street.alerts.file(outcome.alert, for: row.coordinators[1]).sendOn.isEmpty)
            try await expectRefusal(.notAllowed) {
                _ = try await street.alerts.sendOn(outcome.alert, to: nil, by: row.coordinators[1], request: nil)
            }
            // How it ended is told to everybody who was told of it, as ever.
            let closed = try await street.alerts.close(outcome.alert, .gone, text: nil, by: street.carla)
            #expect(closed.events.map(\.group) == [0, 1].map { row.groups[$0].id })
        }
    }

    @Test("no link is asked for or agreed to; one that is can be ended", arguments: DatabaseUnderTest.allCases)
    func linksNothing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            let (home, next) = (row.groups[0], row.groups[1])
            try await row.link(1, 2)
            _ = try await row.links.propose(next, with: .id(home.id), by: row.coordinators[1])
            #expect(try await row.links.waiting(for: home.id) == 1)
            try await desk(street).close(next.id, by: row.coordinators[1])
            #expect(try await row.links.waiting(for: home.id) == 0)
            #expect(try await row.links.surrounding(of: home, for: street.carla).links.isEmpty)
            for (group, other, person) in [(home, next, street.carla), (next, home, row.coordinators[1])] {
                try await expectRefusal(.groupClosed) {
                    _ = try await row.links.propose(group, with: .id(other.id), by: person)
                }
                try await expectRefusal(.groupClosed) {
                    _ = try await row.links.change(group, with: .id(other.id), to: .accepted, by: person)
                }
            }
            let declined = try await row.links.change(home, with: .id(next.id), to: .declined, by: street.carla)
            #expect(declined.link.state == .declined)
            let third = try await row.links.surrounding(of: row.groups[2], for: row.coordinators[2])
            #expect(third.links.map(\.link.state) == [.linked])
            let ended = try await row.links.change(
                row.groups[2], with: .id(next.id), to: .ended, by: row.coordinators[2])
            #expect(ended.link.state == .ended)
        }
    }

    @Test("nobody is let in; whoever asked before can be declined", arguments: DatabaseUnderTest.allCases)
    func letsNobodyIn(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let asked = try await street.members.apply(
                to: street.street, by: street.stranger, consent: StoreStreet.consent)
            func change(_ who: PersonId, _ standing: Member.Standing, by actor: PersonId) async throws -> Refusal.Code?
            {
                try await refusal {
                    _ = try await street.members.change(
                        .person(who), in: street.street, to: .init(standing: standing), by: actor)
                }
            }
            #expect(try await change(street.bram, .suspended, by: street.carla) == nil)
            try await desk(street).close(street.street, by: street.carla)
            #expect(try await change(street.stranger, .approved, by: street.carla) == .groupClosed)
            #expect(try await change(street.bram, .approved, by: street.carla) == .groupClosed)
            #expect(try await change(street.stranger, .approved, by: street.anna) == .notAllowed)
            #expect(try await street.members.own(street.stranger, in: street.street) == asked)
            #expect(try await change(street.stranger, .left, by: street.carla) == nil)
            #expect(try await change(street.anna, .left, by: street.anna) == nil)
        }
    }
}
