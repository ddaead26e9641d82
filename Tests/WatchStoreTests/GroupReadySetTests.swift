import Testing
import Watch
import WatchStore
import WatchTesting

/// Which of many groups would wake, counted by the database: of each of them the same as the rule says of its members.
@Suite("Which groups are ready, in the store") struct GroupReadySetTests {
    /// What is the matter with somebody, as rows that bring it about.
    private struct Matter: Sendable {
        let name: String
        let isReached: Bool
        let rows: @Sendable (_ person: PersonId, _ group: GroupId, _ now: Moment) -> [SQL]

        init(
            _ name: String, isReached: Bool,
            _ rows: @escaping @Sendable (_ person: PersonId, _ group: GroupId, _ now: Moment) -> [SQL]
        ) {
            self.name = name
            self.isReached = isReached
            self.rows = rows
        }
    }

    private static func noAddress(_ person: PersonId) -> SQL { "UPDATE persons SET email = NULL WHERE id = \(person)" }

    private static func way(
        _ channel: NoticeChannel, of person: PersonId, isOn: Bool = true, bouncedAt: Moment? = nil
    ) -> SQL {
        """
        INSERT INTO ways (person_id, channel, position, is_on, is_chosen, bounced_at, changed_at, capability)
        VALUES (\(person), \(channel.rawValue), 0, \(isOn), TRUE, \(bouncedAt), 0,
                \("\(channel.rawValue) of \(person)"))
        """
    }

    private static func device(
        _ number: Int = 1, of person: PersonId, since: Moment, seen: Moment, shown: Moment? = nil,
        tested: Moment? = nil, testShown: Moment? = nil
    ) -> SQL {
        let mark = "\(number) of \(person)"
        return """
            INSERT INTO push_devices (id, person_id, endpoint, public_key, secret, mark, since, seen_at, shown_at,
                test_sent_at, test_state, test_shown_at)
            VALUES (\(mark), \(person), \(mark), 'key', 'secret', \(mark), \(since), \(seen), \(shown), \(tested),
                \(tested == nil ? nil : PushTestState.taken.rawValue), \(testShown))
            """
    }

    private static func stop(_ person: PersonId, until: Moment?) -> SQL {
        "INSERT INTO stops (person_id, since, ends_at) VALUES (\(person), 0, \(until))"
    }

    private static func mute(_ person: PersonId, until: Moment?) -> SQL {
        "UPDATE members SET is_muted = TRUE, muted_until = \(until) WHERE person_id = \(person)"
    }

    private static func quiet(_ person: PersonId, in group: GroupId, _ from: Int64?, _ until: Int64?) -> SQL {
        """
        INSERT INTO choices (person_id, group_id, quiet_from, quiet_until, passes, not_kinds, linked)
        VALUES (\(person), \(group), \(from), \(until), '[]', '[]', 'all')
        """
    }

    private static let old = PushRules.longestSilence
    private static let patience = PushRules.testPatience

    /// Everybody has an address to begin with, and has chosen nothing.
    private static let matters: [Matter] = [
        Matter("nothing", isReached: true) { _, _, _ in [] },
        Matter("no address", isReached: false) { person, _, _ in [noAddress(person)] },
        Matter("no letters wanted", isReached: false) { person, _, _ in [way(.mail, of: person, isOn: false)] },
        Matter("letters come back", isReached: false) { person, _, now in [way(.mail, of: person, bouncedAt: now)] },
        Matter("letters chosen", isReached: true) { person, _, _ in [way(.mail, of: person)] },
        Matter("stopped", isReached: false) { person, _, _ in [stop(person, until: nil)] },
        Matter("stopped until later", isReached: false) { person, _, now in [stop(person, until: now + .seconds(1))] },
        Matter("stopped until now", isReached: true) { person, _, now in [stop(person, until: now)] },
        Matter("muted", isReached: false) { person, _, _ in [mute(person, until: nil)] },
        Matter("muted until later", isReached: false) { person, _, now in [mute(person, until: now + .seconds(1))] },
        Matter("muted until now", isReached: true) { person, _, now in [mute(person, until: now)] },
        Matter("quiet at night", isReached: false) { person, group, _ in [quiet(person, in: group, 22 * 60, 7 * 60)] },
        Matter("quiet from three", isReached: false) { person, group, _ in [quiet(person, in: group, 180, 181)] },
        Matter("quiet until three", isReached: true) { person, group, _ in [quiet(person, in: group, 0, 180)] },
        Matter("quiet until three, over midnight", isReached: true) { person, group, _ in
            [quiet(person, in: group, 23 * 60, 180)]
        },
        Matter("quiet by day", isReached: true) { person, group, _ in [quiet(person, in: group, 9 * 60, 17 * 60)] },
        Matter("quiet for no minute", isReached: true) { person, group, _ in [quiet(person, in: group, 180, 180)] },
        Matter("quiet without an end", isReached: true) { person, group, _ in [quiet(person, in: group, 60, nil)] },
        Matter("a device alone", isReached: true) { person, _, now in
            [noAddress(person), device(of: person, since: now, seen: now)]
        },
        Matter("a device that is switched off", isReached: false) { person, _, now in
            [noAddress(person), device(of: person, since: now, seen: now), way(.push, of: person, isOn: false)]
        },
        Matter("a device that is silent", isReached: false) { person, _, now in
            let since = now - old - .seconds(1)
            return [noAddress(person), device(of: person, since: since, seen: since)]
        },
        Matter("a device that is nearly silent", isReached: true) { person, _, now in
            [noAddress(person), device(of: person, since: now - old - old, seen: now - old)]
        },
        Matter("a device that showed something", isReached: true) { person, _, now in
            let since = now - old - old
            return [noAddress(person), device(of: person, since: since, seen: since, shown: now - .days(1))]
        },
        Matter("a test that was shown", isReached: true) { person, _, now in
            let since = now - old - old
            return [
                noAddress(person),
                device(of: person, since: since, seen: since, tested: now - .days(2), testShown: now - .days(2)),
            ]
        },
        Matter("a test that was not shown", isReached: false) { person, _, now in
            let (since, tested) = (now - .days(9), now - patience - .seconds(1))
            return [noAddress(person), device(of: person, since: since, seen: now, tested: tested)]
        },
        Matter("a test that may still be shown", isReached: true) { person, _, now in
            [noAddress(person), device(of: person, since: now - .days(9), seen: now, tested: now - patience)]
        },
        Matter("a test that was not shown, and something after it", isReached: true) { person, _, now in
            let (since, tested) = (now - .days(9), now - .days(2))
            return [
                noAddress(person), device(of: person, since: since, seen: since, shown: now - .days(1), tested: tested),
            ]
        },
        Matter("something shown, and a test after it that was not", isReached: false) { person, _, now in
            let (since, tested) = (now - .days(9), now - .days(1))
            return [
                noAddress(person), device(of: person, since: since, seen: since, shown: now - .days(2), tested: tested),
            ]
        },
        Matter("one device of two", isReached: true) { person, _, now in
            let since = now - old - old
            return [
                noAddress(person), device(1, of: person, since: since, seen: since),
                device(2, of: person, since: now, seen: now),
            ]
        },
        Matter("two devices, and letters that come back", isReached: true) { person, _, now in
            [
                way(.mail, of: person, bouncedAt: now), device(1, of: person, since: now, seen: now),
                device(2, of: person, since: now, seen: now),
            ]
        },
    ]

    /// Founds a group by somebody new, with whom it is as it is said.
    private func found(
        _ number: Int, _ matter: Matter, _ house: NoticeStreet
    ) async throws -> (group: GroupId, person: PersonId) {
        let (person, now): (PersonId, Moment) = (StoreStreet.id(2_000 + number), house.now)
        try await house.street.persons.keep(
            Person(
                id: person, firstName: "Nr\(number)", lastName: "", email: "founder\(number)@example.org",
                language: .nl,
                createdAt: now), offices: [])
        let group = try await house.street.groups.found(
            GroupDesk.Plan(
                name: "Straat \(number)", place: "Woerden", country: "NL", municipality: "0632",
                area: StoreStreet.area(52.0 + Double(number) / 50), isSeparate: true), by: person)
        let rows = matter.rows(person, group.id, now)
        try await house.street.database.write { connection in
            for row in rows { try connection.run(row) }
        }
        return (group.id, person)
    }

    /// What the rule says of each of them, asked one by one.
    private func ready(_ groups: [GroupId], _ house: NoticeStreet) async throws -> Set<GroupId> {
        var ready: Set<GroupId> = []
        for group in groups {
            let sleepers = try await house.street.memberStore.sleepers(of: group)
            if GroupReadiness(sleepers, at: house.now).isReady { ready.insert(group) }
        }
        return ready
    }

    @Test("of each group the same as one by one", arguments: DatabaseUnderTest.allCases)
    func oneByOne(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            var groups: [GroupId] = []
            for (number, matter) in Self.matters.enumerated() {
                let group = try await found(number, matter, house).group
                groups.append(group)
                let isReady = try await house.street.memberStore.ready([group]).contains(group)
                #expect(isReady == matter.isReached, "\(matter.name)")
            }
            let together = try await house.street.memberStore.ready(groups)
            #expect(together == (try await ready(groups, house)) && !together.isEmpty)
            #expect(try await house.street.memberStore.ready([]).isEmpty)
            #expect(try await house.street.memberStore.ready([StoreStreet.id(9_999)]).isEmpty)
        }
    }

    @Test("half of them, and one who leads", arguments: DatabaseUnderTest.allCases)
    func half(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let group = street.street
            func check(_ isReady: Bool, _ what: String) async throws {
                let found = try await street.memberStore.ready([group]) == [group]
                #expect(found == isReady, "\(what)")
                #expect(try await ready([group], house) == (isReady ? [group] : []), "\(what)")
            }
            try await check(true, "three of three")
            try await street.database.write { try $0.run(Self.mute(street.bram, until: nil)) }
            try await check(true, "two of three")
            try await street.database.write { try $0.run(Self.noAddress(street.anna)) }
            try await check(false, "one of three")
            try await street.erase(street.anna)
            try await check(true, "one of two, who leads")
            try await street.database.write { connection in
                try connection.run(Self.mute(street.carla, until: nil))
                try connection.run("UPDATE members SET is_muted = FALSE WHERE person_id = \(street.bram)")
            }
            try await check(false, "one of two, who does not lead")
            // Who waits to be let in is not asked whether they would hear.
            _ = try await street.members.apply(to: group, by: street.stranger, consent: StoreStreet.consent)
            try await street.database.write { connection in
                try connection.run("UPDATE members SET is_muted = FALSE WHERE person_id = \(street.carla)")
                try connection.run(Self.mute(street.bram, until: nil))
                try connection.run(Self.noAddress(street.stranger))
            }
            try await check(true, "one of two, and one who waits")
        }
    }
}
