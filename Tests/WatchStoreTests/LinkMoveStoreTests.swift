import Testing
import Watch
import WatchGEOS
import WatchStore
import WatchTesting

/// What becomes of a group's links when it moves, on every database: who are neighbours no longer are asked again, and no
/// alert goes over before both agree.
@Suite("Links of a group that moves")
struct LinkMoveStoreTests {
    /// Moves the first group of a row, drawn by its coordinator.
    private func move(_ row: LinkedRow, to area: Area) async throws {
        let street = row.street
        let desk = RegistryDesk(store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
        _ = try await desk.revise(
            street.street, GroupRevision(area: area, isSeparate: true), by: street.carla, on: .empty,
            areas: GEOSOperations(), in: .empty)
    }

    private func link(_ row: LinkedRow, with index: Int) async throws -> Link? {
        try await row.store.links(of: row.groups[0].id).first { $0.group.id == row.groups[index].id }?.link
    }

    /// The groups whose coordinators are to hear of links by letter now.
    private func told(_ row: LinkedRow) async throws -> Set<GroupId> {
        let street = row.street
        try await street.database.write { connection in
            try connection.run("UPDATE persons SET email = id || '@example.org'")
        }
        return Set(try await LetterPost(street).write(.coordinators(.links)).map(\.group.id))
    }

    @Test("far away both are asked again and told, and nothing goes over", arguments: DatabaseUnderTest.allCases)
    func far(_ kind: DatabaseUnderTest) async throws {
        // The one that moves is in turn the first and the last to be locked.
        for ids in [[101, 102, 103], [101, 12, 13]] {
            try await withStreet(kind) { street in
                let row = try await LinkedRow(street, 2, ids: ids)
                try await row.link(0, 1)
                street.clock.advance(by: .days(30))
                let open = try await row.share(in: 0, by: street.anna, latitude: 52.0895).alert
                #expect(try await row.kinds(in: 1) == [.alertForwarded])
                try await move(row, to: StoreStreet.area(52.2))
                let link = try #require(try await link(row, with: 1))
                #expect(link.state == .proposed && link.isAskedAgain && link.by == street.street)
                #expect(try await row.links.waiting(for: street.street) == 1)
                #expect(try await row.links.waiting(for: row.groups[1].id) == 1)
                #expect(try await told(row) == Set(row.groups.map(\.id)))
                // What was told is told to its end; nothing new is.
                _ = try await street.alerts.close(open, .gone, text: nil, by: street.anna)
                #expect(try await row.kinds(in: 1) == [.alertForwarded, .alertClosed])
                let later = try await row.share(in: 0, by: street.anna, latitude: 52.0895).alert
                try await expectRefusal(.notLinked) {
                    _ = try await street.alerts.sendOn(later, to: nil, by: street.carla)
                }
                #expect(try await row.kinds(in: 1).count == 2)
                // One yes is none; the second makes it one again.
                _ = try await row.links.change(
                    row.groups[1], with: .id(street.street), to: .accepted, by: row.coordinators[1])
                try await expectRefusal(.notLinked) {
                    _ = try await street.alerts.sendOn(later, to: nil, by: street.carla)
                }
                _ = try await row.links.change(
                    row.groups[0], with: .id(row.groups[1].id), to: .accepted, by: street.carla)
                _ = try await street.alerts.sendOn(later, to: nil, by: street.carla)
                #expect(try await row.kinds(in: 1).last == .alertForwarded)
            }
        }
    }

    @Test(
        "who stays a neighbour stays linked; what was only asked is asked again", arguments: DatabaseUnderTest.allCases)
    func near(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            try await row.link(0, 1)
            // From 1,100 metres, as coordinators may.
            _ = try await row.links.propose(row.groups[2], with: .id(street.street), by: row.coordinators[2])
            _ = try await told(row)
            try await move(row, to: StoreStreet.area(52.079))
            #expect(try await link(row, with: 1)?.state == .linked)
            #expect(try await link(row, with: 2)?.state == .asked)
            #expect(try await told(row).isEmpty)
            // So far that the third is out of all reach, and the second no neighbour.
            try await move(row, to: StoreStreet.area(52.07))
            #expect(try await link(row, with: 1)?.isAskedAgain == true)
            #expect(try await link(row, with: 2)?.isAskedAgain == true)
            // A new name moves nobody.
            let desk = RegistryDesk(
                store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
            _ = try await desk.revise(
                street.street, GroupRevision(name: "Anders"), by: street.carla, on: .empty, areas: GEOSOperations(),
                in: .empty)
            #expect(try await link(row, with: 1)?.isAskedAgain == true)
        }
    }

    @Test("a no and an end stay what they are", arguments: DatabaseUnderTest.allCases)
    func over(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await row.link(0, 1)
            _ = try await row.links.change(
                row.groups[1], with: .id(street.street), to: .ended, by: row.coordinators[1])
            try await move(row, to: StoreStreet.area(52.2))
            let link = try #require(try await link(row, with: 1))
            #expect(link.state == .ended && link.by == row.groups[1].id)
        }
    }

    @Test("shares and moves at once, neither waits for the other in a circle", arguments: DatabaseUnderTest.allCases)
    func atOnce(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2, ids: [101, 12, 13])
            try await row.link(0, 1)
            try await row.admit(street.bram, to: 1)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<10 {
                    tasks.addTask { _ = try await row.share(in: 1, by: street.bram, latitude: 52.0905) }
                    tasks.addTask { _ = try await row.share(in: 0, by: street.anna, latitude: 52.0895) }
                    guard number == 5 else { continue }
                    tasks.addTask { try await move(row, to: StoreStreet.area(52.2)) }
                }
                try await tasks.waitForAll()
            }
            #expect(try await link(row, with: 1)?.isAskedAgain == true)
            let sequences = try await row.told(in: 0).map(\.event.sequence)
            #expect(sequences == Array(1...Int64(sequences.count)))
        }
    }
}
