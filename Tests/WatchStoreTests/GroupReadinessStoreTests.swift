import Testing
import Watch
import WatchStore
import WatchTesting

/// Whether a group would wake, as the rows say it: on every database.
@Suite("Readiness of a group in the store") struct GroupReadinessStoreTests {
    private func readiness(_ house: NoticeStreet) async throws -> GroupReadiness {
        let group = try #require(try await house.street.groupStore.group(.id(house.street.street)))
        return try await house.street.members.readiness(of: group, for: house.street.carla)
    }

    @Test("everybody who is in it is counted by what would reach them", arguments: DatabaseUnderTest.allCases)
    func counts(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            // Anna, Bram and Carla, who leads: nobody has a row of their own yet, and all have an address.
            let first = try await readiness(house)
            #expect(first.members == 3 && first.channels == [.mail: 3] && first.unreachable.isEmpty)
            #expect(first.isReady && first.toMend.isEmpty)

            try await house.store.change([WayWish(channel: .mail, isOn: false)], of: street.anna, at: house.now)
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: Member.Wish(isMuted: true), by: street.bram)
            let chosen = try await readiness(house)
            #expect(chosen.channels == [.mail: 1] && chosen.unreachable == [.noDevice: 1, .optedOut: 1])
            #expect(!chosen.isReady && chosen.toMend.isEmpty, "what somebody chose is theirs")

            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: Member.Wish(isMuted: false), by: street.bram)
            #expect(try await readiness(house).channels == [.mail: 2])
            let choices = SQLChoiceStore(database: street.database)
            try await choices.change(
                ChoicesWish(hearing: .stops(Pause(until: house.now + .hours(1)))), of: street.bram, at: house.now)
            #expect(try await readiness(house).unreachable == [.noDevice: 1, .optedOut: 1])
            try await choices.change(ChoicesWish(hearing: .goesOn), of: street.bram, at: house.now)
            try await street.database.write { connection in
                try connection.run("UPDATE persons SET email = NULL WHERE id = \(street.bram)")
            }
            let broken = try await readiness(house)
            #expect(broken.unreachable == [.noDevice: 1, .noWay: 1])
            #expect(broken.toMend.map(\.firstName) == ["Bram"] && broken.toMend.map(\.reason) == [.noWay])

            // Whoever is not in it any more does not count, nor who was never let in.
            try await street.erase(street.bram)
            #expect(try await readiness(house).members == 2)
        }
    }

    @Test("a letter that came back is said, until its owner mends it", arguments: DatabaseUnderTest.allCases)
    func bounces(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            _ = try await street.share()
            try await house.deliver()
            try await street.database.write { connection in
                try connection.run("UPDATE ways SET bounced_at = \(house.now) WHERE person_id = \(street.bram)")
            }
            let broken = try await readiness(house)
            #expect(broken.unreachable == [.bounces: 1] && broken.toMend.map(\.firstName) == ["Bram"])
            try await house.store.change([WayWish(channel: .mail, isOn: true)], of: street.bram, at: house.now)
            #expect(try await readiness(house).unreachable.isEmpty)
        }
    }

    @Test("a town that is one group is asked in parts", arguments: DatabaseUnderTest.allCases)
    func crowd(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            _ = try await house.crowd(520)
            let readiness = try await readiness(house)
            #expect(readiness.members == 523 && readiness.channels == [.mail: 523])
        }
    }

    @Test("nobody but who leads the group is told", arguments: DatabaseUnderTest.allCases)
    func forCoordinators(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let group = try #require(try await street.groupStore.group(.id(street.street)))
            for (person, code) in [
                (street.bram, Refusal.Code.notAllowed), (street.officer, .notAllowed), (street.stranger, .notAMember),
            ] {
                try await expectRefusal(code) {
                    _ = try await street.members.readiness(of: group, for: person)
                }
            }
        }
    }
}
