import Testing
import Watch
import WatchStore
import WatchTesting

/// Links on every database: both sides make one, either ends it, and the watch proposes what lies near.
@Suite("Links in the store")
struct LinkStoreTests {
    @Test("both coordinators make a link, and one ends it", arguments: DatabaseUnderTest.allCases)
    func making(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            let (one, other) = (row.groups[0], row.groups[1])
            let asked = try await row.links.propose(one, with: .id(other.id), by: row.coordinators[0])
            #expect(asked.link.state == .asked && asked.link.by == one.id && asked.group.id == other.id)
            #expect(try await row.links.waiting(for: other.id) == 1)
            let seen = try await row.links.surrounding(of: other, for: row.coordinators[1])
            #expect(seen.links.map(\.link.state) == [.asked] && seen.mayDecide)
            let linked = try await row.links.change(
                other, with: .slug(one.slug), to: .accepted, by: row.coordinators[1])
            #expect(linked.link.state == .linked && linked.link.changedAt == street.clock.now())
            #expect(try await row.links.waiting(for: other.id) == 0)
            let ended = try await row.links.change(one, with: .id(other.id), to: .ended, by: row.coordinators[0])
            #expect(ended.link.state == .ended && ended.link.by == one.id)
            try await expectRefusal(.linkUnreachable) {
                _ = try await row.links.change(one, with: .id(other.id), to: .accepted, by: row.coordinators[0])
            }
        }
    }

    @Test("links in force between the groups around are seen, too", arguments: DatabaseUnderTest.allCases)
    func network(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 4)
            try await row.link(0, 1)
            try await row.link(1, 2)
            try await row.link(2, 3)
            func seen(by index: Int) async throws -> Set<Link.Pair> {
                try await row.links.surrounding(of: row.groups[index], for: row.coordinators[index]).network
            }
            func pair(_ one: Int, _ other: Int) throws -> Link.Pair {
                try #require(Link.Pair(row.groups[one].id, row.groups[other].id))
            }
            // Only of groups that are shown: the fourth is too far from the first.
            let shown = try await row.links.surrounding(of: row.groups[0], for: street.carla)
            let ids = Set(shown.links.map(\.group.id) + shown.others.map(\.id))
            #expect(ids.contains(row.groups[2].id) && !ids.contains(row.groups[3].id))
            #expect(shown.network == [try pair(1, 2)])
            #expect(try await seen(by: 1) == [try pair(2, 3)])
            _ = try await row.links.change(
                row.groups[1], with: .id(row.groups[2].id), to: .ended, by: row.coordinators[1])
            #expect(try await seen(by: 0).isEmpty)
        }
    }

    @Test("only who is coordinator for good decides", arguments: DatabaseUnderTest.allCases)
    func deciding(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            let (home, other) = (try await street.groups.group(.id(street.street)), row.groups[1])
            for person in [street.anna, street.stranger, street.officer, row.coordinators[1]] {
                try await expectRefusal(.notAllowed) {
                    _ = try await row.links.propose(home, with: .id(other.id), by: person)
                }
            }
            let anna = try #require(try await street.members.own(street.anna, in: home.id))
            _ = try await street.members.change(
                .id(anna.id), in: home.id, to: .init(role: .coordinator, until: street.clock.now() + .days(9)),
                by: street.carla)
            try await expectRefusal(.notAllowed) {
                _ = try await row.links.propose(home, with: .id(other.id), by: street.anna)
            }
            let around = try await row.links.surrounding(of: home, for: street.anna)
            #expect(!around.mayDecide, "who stands in looks, and decides nothing")
            try await expectRefusal(.notAllowed) { _ = try await row.links.surrounding(of: home, for: street.bram) }
            _ = try await row.links.surrounding(of: home, for: street.officer)
            try await expectRefusal(.fieldInvalid) {
                _ = try await row.links.propose(home, with: .id(home.id), by: street.carla)
            }
            let far = try await row.found(9, south: 53)
            try await expectRefusal(.linkTooFar) {
                _ = try await row.links.propose(home, with: .id(far.id), by: street.carla)
            }
            try await expectRefusal(.notFound) {
                _ = try await row.links.change(home, with: .id(far.id), to: .accepted, by: street.carla)
            }
        }
    }

    @Test("the watch proposes neighbours once, and again after a rest", arguments: DatabaseUnderTest.allCases)
    func proposing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            _ = try await row.found(9, south: 53)
            #expect(try await row.lookAround() == 3)
            #expect(try await row.lookAround() == 0, "once a day")
            let (home, other) = (row.groups[0], row.groups[1])
            let found = try await row.store.links(of: home.id)
            #expect(found.map(\.group.id) == [other.id] && found.map(\.link.state) == [.proposed])
            #expect(found.allSatisfy { $0.link.awaits(home.id) && $0.link.awaits(other.id) })
            _ = try await row.links.change(home, with: .id(other.id), to: .declined, by: row.coordinators[0])
            for (after, state) in [(Span.days(2), Link.State.declined), (.days(190), .proposed)] {
                street.clock.advance(by: after)
                #expect(try await row.lookAround() == 3)
                #expect(try await row.store.links(of: home.id).map(\.link.state) == [state])
            }
        }
    }

    @Test("what is proposed at once leaves alone what there is", arguments: DatabaseUnderTest.allCases)
    func proposingAtOnce(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            try await row.link(0, 1)
            let desk = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            try await desk.close(row.groups[2].id, by: row.coordinators[2])
            let fourth = try await row.found(9, south: 52.11)
            let ids = row.groups.map(\.id)
            let pairs = [(ids[0], ids[1]), (ids[1], ids[2]), (ids[0], fourth.id)].compactMap { Link.Pair($0, $1) }
            street.clock.advance(by: .days(400))
            try await row.store.propose(Set(pairs), at: street.clock.now())
            try await row.store.propose([], at: street.clock.now())
            #expect(
                try await row.store.links(of: ids[0]).map(\.link.state).sorted { $0.rawValue < $1.rawValue }
                    == [.linked, .proposed])
            #expect(try await row.store.links(of: ids[2]).isEmpty, "nobody is asked about a group that is closed")
            let all = try await row.store.links(of: [ids[1], fourth.id])
            #expect(Set(all.map(\.pair)) == Set([pairs[0], pairs[2]]))
        }
    }

    @Test("both answering at once make one link, whoever is first", arguments: DatabaseUnderTest.allCases)
    func answeringAtOnce(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for index in 0..<20 {
                    let (mine, theirs) = (row.groups[index % 2], row.groups[1 - index % 2])
                    tasks.addTask {
                        _ = try await row.links.propose(mine, with: .id(theirs.id), by: row.coordinators[index % 2])
                    }
                }
                try await tasks.waitForAll()
            }
            let links = try await row.store.links(of: row.groups[0].id)
            #expect(links.map(\.link.state) == [.linked])
        }
    }
}
