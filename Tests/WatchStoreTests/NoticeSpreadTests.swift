import Testing
import Watch
import WatchStore
import WatchTesting

/// Who gets a notice of what, on every database: once, whatever dies in between.
@Suite("Notices are spread")
struct NoticeSpreadTests {
    @Test("an alarm is for every member but who reported it", arguments: DatabaseUnderTest.allCases)
    func alarm(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            #expect(try await !house.store.spread(at: house.now, slice: 9, wait: .seconds(20)))
            _ = try await street.share()
            // Who comes in after it reads it on the page.
            try await street.admit(street.stranger)
            try await house.spread()
            #expect(try await house.notices(.alarm) == [street.bram: "waiting", street.carla: "waiting"])
            try await house.spread()
            #expect(try await house.notices(.alarm).count == 2)
        }
    }

    @Test("slice by slice, whoever goes on", arguments: DatabaseUnderTest.allCases, [1, 2, 3, 7, 8])
    func slices(_ kind: DatabaseUnderTest, slice: Int) async throws {
        try await withNotices(kind) { house in
            let crowd = try await house.crowd(5)
            _ = try await house.street.share()
            var rounds = 0
            // Each round another server's, which knows nothing of the others.
            while try await SQLNoticeStore(database: house.street.database, surroundings: house.street.surroundings)
                .spread(at: house.now, slice: slice, wait: .seconds(20))
            {
                rounds += 1
                #expect(try await house.notices().count <= rounds * slice)
            }
            #expect(try await Set(house.notices().keys) == Set(crowd + [house.street.bram, house.street.carla]))
            #expect(rounds >= 7 / slice)
        }
    }

    @Test("many pieces of news in one slice, and one that is larger", arguments: DatabaseUnderTest.allCases)
    func many(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            for _ in 0..<70 { _ = try await house.street.share() }
            try await house.spread(slice: 10)
            #expect(try await house.street.count("SELECT * FROM notices") == 140)
            #expect(try await house.street.count("SELECT * FROM audiences WHERE spread_at IS NULL") == 0)
        }
    }

    @Test("two servers at once", arguments: DatabaseUnderTest.allCases)
    func twoServers(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, place in
            let house = try await NoticeStreet(try await StoreStreet(database))
            let crowd = try await house.crowd(6)
            for _ in 0..<20 { _ = try await house.street.share() }
            let other = try await place.open()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for database in [database, other] {
                    let store = SQLNoticeStore(database: database, surroundings: house.street.surroundings)
                    let now = house.now
                    tasks.addTask {
                        while try await store.spread(at: now, slice: 3, wait: .seconds(20)) {}
                    }
                }
                try await tasks.waitForAll()
            }
            // What one held when the other was done, it has finished itself.
            #expect(try await house.street.count("SELECT * FROM notices") == 20 * (crowd.count + 2))
        }
    }

    @Test("what follows is for who was told, and nobody else", arguments: DatabaseUnderTest.allCases)
    func follows(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let crowd = try await house.crowd(4)
            let alert = try await street.share().alert
            // One has seen it, one has gone since, one was never reached, one was told by mail, as was Bram.
            try await house.show(crowd[0])
            try await house.deliver()
            #expect(Set(house.channel.people) == [street.bram, street.carla, crowd[1], crowd[2], crowd[3]])
            try await street.database.write { connection in
                try connection.run(
                    "UPDATE notices SET state = 'dropped', reason = 'bounces' WHERE person_id = \(crowd[2])")
            }
            _ = try await street.members.change(
                .person(crowd[1]), in: street.street, to: .init(standing: .left), by: crowd[1])
            try await street.admit(street.stranger)
            street.clock.advance(by: .seconds(1))
            _ = try await street.alerts.correct("het was groen", of: alert, by: street.carla)
            try await house.spread()
            #expect(
                try await Set(house.notices(.correction).keys) == [street.bram, crowd[0], crowd[3]],
                "not who says so, who left, or who was never told")
            street.clock.advance(by: .seconds(1))
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            try await house.spread()
            #expect(
                try await Set(house.notices(.end).keys) == [street.bram, street.carla, crowd[0], crowd[1], crowd[3]],
                "who left hears that it is over")
        }
    }

    @Test("an end waits until everybody has a notice of the alarm", arguments: DatabaseUnderTest.allCases)
    func inOrder(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let crowd = try await house.crowd(5)
            let alert = try await house.street.share().alert
            // One slice of the alarm, and then it is over at once.
            #expect(try await house.store.spread(at: house.now, slice: 2, wait: .seconds(20)))
            _ = try await house.street.alerts.close(alert, .gone, text: nil, by: house.street.anna)
            // Another server looks while the alarm is held.
            let spreads = try await house.street.database.read { try $0.rows("SELECT event_id FROM audiences").count }
            #expect(spreads == 2)
            try await house.spread(slice: 2)
            let everybody = Set(crowd + [house.street.bram, house.street.carla])
            #expect(try await Set(house.notices(.alarm).keys) == everybody)
            #expect(try await Set(house.notices(.end).keys) == everybody)
        }
    }

    @Test(
        "that a reaction was taken back is told to nobody; of the alert's own words it is",
        arguments: DatabaseUnderTest.allCases)
    func retractions(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.deliver()
            let said = try await street.alerts.react(
                .init(kind: .sighting, text: "rent weg"), to: alert, by: street.bram)
            _ = try await street.alerts.retract(try #require(said.message), by: street.carla)
            try await house.spread()
            #expect(try await house.notices(.retraction).isEmpty)
            let own = try await street.alerts.file(alert, for: street.bram).alert.message
            _ = try await street.alerts.retract(own, by: street.anna)
            try await house.spread()
            #expect(try await Set(house.notices(.retraction).keys) == [street.bram, street.carla])
            #expect(try await street.count("SELECT * FROM audiences WHERE spread_at IS NULL") == 0)
        }
    }

    @Test("whether it is over is asked of who is responsible", arguments: DatabaseUnderTest.allCases)
    func responsible(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let crowd = try await house.crowd(2)
            _ = try await street.members.change(
                .person(street.bram), in: street.street,
                to: .init(role: .coordinator, until: house.now + .days(3)), by: street.carla)
            _ = try await street.members.change(
                .person(crowd[0]), in: street.street,
                to: .init(role: .coordinator, until: house.now + .minutes(3)), by: street.carla)
            _ = try await street.share()
            street.clock.advance(by: Jurisdiction.netherlands.quietSpan)
            #expect(try await street.dues.round() == 1)
            try await house.spread()
            #expect(
                try await Set(house.notices(.question).keys)
                    == [street.anna, street.bram, street.carla, street.officer])
        }
    }

    @Test("who is in two of the groups is told once, through the first", arguments: DatabaseUnderTest.allCases)
    func twoGroups(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await row.link(0, 1)
            try await row.admit(street.bram, to: 1)
            try await row.admit(street.stranger, to: 1)
            let house = try await NoticeStreet(street)
            let alert = try await row.share(in: 0, by: street.anna, latitude: 52.0895).alert
            #expect(try await row.kinds(in: 1) == [.alertForwarded])
            try await house.deliver()
            let everybody = [street.bram, street.carla, street.stranger, row.coordinators[1]]
            #expect(house.channel.people.sorted() == everybody.sorted())
            street.clock.advance(by: .seconds(1))
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            try await house.deliver()
            #expect(house.channel.people.sorted() == (everybody + everybody).sorted())
        }
    }

    @Test("who was erased has no notice, nor what was retired", arguments: DatabaseUnderTest.allCases)
    func goes(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.deliver()
            #expect(try await street.people.record(of: street.bram).notices == 1)
            #expect(try await street.people.record(of: street.bram).ways.map(\.channel) == [.mail])
            try await street.erase(street.bram)
            #expect(try await Set(house.notices().keys) == [street.carla])
            #expect(try await street.count("SELECT * FROM ways WHERE person_id = \(street.bram)") == 0)
            #expect(try await house.store.ways(of: street.bram).isEmpty)
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            try await house.spread()
            #expect(try await Set(house.notices().keys) == [street.carla], "and gets none of what follows")
            street.clock.advance(by: .days(30))
            #expect(try await street.dues.round() == 1)
            #expect(try await house.notices().isEmpty)
            #expect(try await house.store.tally(of: alert) == NoticeTally())
        }
    }

    @Test("who was erased while it was written gets no letter", arguments: DatabaseUnderTest.allCases)
    func erasedMeanwhile(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            _ = try await street.share()
            try await house.spreadAndWait()
            // As where the notice was written by who did not see yet that they were erased.
            try await street.database.write { connection in
                try connection.run(
                    "UPDATE persons SET erased_at = 1, email = NULL, first_name = '' WHERE id = \(street.bram)")
            }
            #expect(try await house.claim().map(\.notice.key.person) == [street.carla])
            #expect(try await Set(house.notices().keys) == [street.carla])
        }
    }
}
