import Testing
import Watch
import WatchStore
import WatchTesting

/// What people chose to hear, on every database, and what comes of it when they are told.
@Suite("Choices in the store")
struct ChoiceStoreTests {
    private static let quiet = GroupChoices(
        quietHours: QuietHours(from: 22 * 60, until: 7 * 60, passes: [.police]), without: [.vandalism, .other],
        linked: .within(metres: 750))

    private func desk(_ street: StoreStreet) -> ChoiceDesk {
        ChoiceDesk(store: SQLChoiceStore(database: street.database), surroundings: street.surroundings)
    }

    @Test("they are kept as they were said, and what is not named stays", arguments: DatabaseUnderTest.allCases)
    func keeps(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (desk, bram, until) = (desk(street), street.bram, street.clock.now() + .hours(1))
            #expect(try await desk.choices(of: bram) == Choices())
            try await desk.change(ChoicesWish(groups: [.init(street.street, choices: Self.quiet)]), of: bram)
            #expect(try await desk.choices(of: bram) == Choices(groups: [street.street: Self.quiet]))
            try await desk.change(ChoicesWish(hearing: .stops(Pause(until: until))), of: bram)
            #expect(
                try await desk.choices(of: bram)
                    == Choices(stop: Pause(until: until), groups: [street.street: Self.quiet]))
            for linked in [GroupChoices.Linked.nothing, .all] {
                let changed = GroupChoices(without: [.theft], linked: linked)
                try await desk.change(ChoicesWish(groups: [.init(street.street, choices: changed)]), of: bram)
                #expect(try await desk.choices(of: bram).groups == [street.street: changed])
            }
            // Back at what everybody has, nothing is kept.
            try await desk.change(
                ChoicesWish(hearing: .goesOn, groups: [.init(street.street, choices: .unchosen)]), of: bram)
            #expect(try await street.count("SELECT person_id FROM choices UNION SELECT person_id FROM stops") == 0)
            #expect(try await desk.choices(of: street.anna) == Choices())
        }
    }

    @Test("a stop that has ended is none; one without an end lasts", arguments: DatabaseUnderTest.allCases)
    func ends(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = desk(street)
            try await desk.change(
                ChoicesWish(hearing: .stops(Pause(until: street.clock.now() + .hours(1)))), of: street.bram)
            try await desk.change(ChoicesWish(hearing: .stops(Pause())), of: street.anna)
            #expect(try await desk.choices(of: street.bram).stop != nil)
            street.clock.advance(by: .hours(1))
            #expect(try await desk.choices(of: street.bram).stop == nil)
            #expect(try await desk.choices(of: street.anna).stop == Pause())
        }
    }

    @Test("groups are muted with it, and their mutes end", arguments: DatabaseUnderTest.allCases)
    func mutes(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (desk, now) = (desk(street), street.clock.now())
            let pause = Pause(until: now + .hours(2))
            try await desk.change(ChoicesWish(groups: [.init(street.street, hearing: .stops(pause))]), of: street.bram)
            #expect(try await street.members.own(street.bram, in: street.street)?.pause(at: now) == pause)
            #expect(try await street.members.muted(by: street.bram) == [street.street])
            // Whatever else changes about a place, its mute stays.
            let place = try #require(try await street.members.own(street.bram, in: street.street))
            _ = try await street.members.change(
                .id(place.id), in: street.street, to: .init(role: .coordinator), by: street.carla)
            #expect(try await street.members.own(street.bram, in: street.street)?.pause(at: now) == pause)
            street.clock.advance(by: .hours(2))
            #expect(try await street.members.muted(by: street.bram).isEmpty)
            // As a server of before ends a mute and begins one without an end.
            try await street.database.write { connection in
                try connection.run("UPDATE members SET is_muted = FALSE WHERE person_id = \(street.bram)")
            }
            #expect(try await street.members.own(street.bram, in: street.street)?.mutedUntil == nil)
            try await desk.change(
                ChoicesWish(groups: [.init(street.street, hearing: .stops(Pause()))]), of: street.bram)
            #expect(try await street.members.muted(by: street.bram) == [street.street])
            try await desk.change(ChoicesWish(groups: [.init(street.street, hearing: .goesOn)]), of: street.bram)
            #expect(try await street.members.muted(by: street.bram).isEmpty)
        }
    }

    @Test("what is refused changes nothing", arguments: DatabaseUnderTest.allCases)
    func refuses(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (desk, now) = (desk(street), street.clock.now())
            let none: GroupId = StoreStreet.id(999)
            func refused(_ wish: ChoicesWish, of person: PersonId) async throws -> Refusal? {
                do {
                    try await desk.change(wish, of: person)
                    return nil
                } catch let refusal as Refusal { return refusal }
            }
            let own = ChoicesWish.OfGroup(street.street, hearing: .stops(Pause()), choices: Self.quiet)
            let wrong: [(ChoicesWish, PersonId, Refusal.Code, String?)] = [
                (.init(groups: [own, .init(none, choices: Self.quiet)]), street.bram, .notAMember, "groups.1.groupId"),
                (.init(hearing: .stops(Pause()), groups: [own]), street.stranger, .notAMember, "groups.0.groupId"),
                (.init(groups: [own]), street.officer, .notAMember, "groups.0.groupId"),
                (.init(groups: [own, own]), street.bram, .fieldInvalid, "groups.1.groupId"),
                (.init(groups: Array(repeating: own, count: 51)), street.bram, .fieldInvalid, "groups"),
                (.init(hearing: .stops(Pause(until: now))), street.bram, .periodInvalid, "stoppedUntil"),
                (
                    .init(groups: [.init(street.street, hearing: .stops(Pause(until: now + .days(367))))]), street.bram,
                    .periodInvalid, "groups.0.mutedUntil"
                ),
                (
                    .init(groups: [.init(street.street, choices: .init(linked: .within(metres: 1)))]), street.bram,
                    .fieldInvalid, "groups.0.choices.metres"
                ),
                (.init(hearing: .stops(Pause())), StoreStreet.id(998), .notFound, nil),
            ]
            for (wish, person, code, field) in wrong {
                let refusal = try await refused(wish, of: person)
                #expect(refusal?.code == code && refusal?.field == field, "\(String(describing: refusal))")
            }
            #expect(try await desk.choices(of: street.bram) == Choices())
            #expect(try await street.members.muted(by: street.bram).isEmpty)
            #expect(try await street.count("SELECT person_id FROM stops") == 0)
        }
    }

    @Test("who leaves a group or is erased has chosen nothing", arguments: DatabaseUnderTest.allCases)
    func goes(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = desk(street)
            let wish = ChoicesWish(hearing: .stops(Pause()), groups: [.init(street.street, choices: Self.quiet)])
            for person in [street.anna, street.bram] { try await desk.change(wish, of: person) }
            let record = try await street.people.record(of: street.anna)
            #expect(record.stop == PersonRecord.KnownStop(Pause()))
            #expect(record.groups.first?.choices == PersonRecord.KnownChoices(Self.quiet))
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(standing: .left), by: street.bram)
            #expect(try await desk.choices(of: street.bram) == Choices(stop: Pause()))
            try await street.erase(street.anna)
            #expect(try await street.count("SELECT person_id FROM choices") == 0)
            #expect(try await street.count("SELECT person_id FROM stops") == 1)
        }
    }

    // MARK: when they are told

    /// What Bram chose, and what becomes of what he is told; Carla, who has chosen nothing, is told always.
    static let table: [(says: String, wish: @Sendable (GroupId, Moment) -> ChoicesWish, comes: String)] = [
        ("nothing", { _, _ in ChoicesWish() }, "sent"),
        ("all stopped", { _, _ in ChoicesWish(hearing: .stops(Pause())) }, "stopped"),
        ("a stop that ends before", { _, now in .init(hearing: .stops(Pause(until: now + .seconds(5)))) }, "sent"),
        ("muted", { group, _ in .init(groups: [.init(group, hearing: .stops(Pause()))]) }, "muted"),
        (
            "a mute that ends before",
            { group, now in .init(groups: [.init(group, hearing: .stops(Pause(until: now + .seconds(5))))]) }, "sent"
        ),
        (
            "not this kind",
            { group, _ in .init(groups: [.init(group, choices: .init(without: [.suspiciousPerson]))]) },
            "not-this-kind"
        ),
        // On the clock of this street it is always noon.
        (
            "quiet hours", { group, _ in .init(groups: [.init(group, choices: quiet(from: 11))]) }, "quiet-hours"
        ),
        ("other hours", { group, _ in .init(groups: [.init(group, choices: quiet(from: 13))]) }, "sent"),
        (
            "nothing of linked groups", { group, _ in .init(groups: [.init(group, choices: .init(linked: .nothing))]) },
            "sent"
        ),
    ]

    private static func quiet(from hour: Int) -> GroupChoices {
        GroupChoices(quietHours: QuietHours(from: hour * 60, until: (hour + 2) * 60))
    }

    @Test("they are read when somebody is told", arguments: table.indices)
    func tells(_ index: Int) async throws {
        let row = Self.table[index]
        try await withNotices(.sqlite) { house in
            let street = house.street
            try await desk(street).change(row.wish(street.street, house.now), of: street.bram)
            let alert = try await street.share().alert
            try await house.deliver()
            #expect(
                try await house.notices(.alarm) == [street.bram: row.comes, street.carla: "sent"], "\(row.says)")
            let dropped = row.comes == "sent" ? [:] : [row.comes: 1]
            let reach = try await house.store.tally(of: alert)
            #expect(reach.dropped == dropped, "\(row.says)")
        }
    }

    @Test("what was told is told to its end", arguments: DatabaseUnderTest.allCases)
    func toTheEnd(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            let alert = try await street.share().alert
            try await house.deliver()
            try await desk(street).change(
                ChoicesWish(
                    hearing: .stops(Pause()),
                    groups: [.init(street.street, hearing: .stops(Pause()), choices: Self.quiet(from: 11))]),
                of: street.bram)
            street.clock.advance(by: .minutes(5))
            _ = try await street.alerts.close(alert, .gone, text: "weg", by: street.anna)
            try await house.deliver()
            #expect(try await house.notices(.end) == [street.bram: "sent", street.carla: "sent"])
        }
    }
}
