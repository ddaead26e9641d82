import Testing
import Watch
import WatchStore
import WatchTesting

/// What the database still holds when the time for words is over: looked at in the raw tables.
@Suite("Retention in the store")
struct RetentionStoreTests {
    private static let words = [
        "Trekt aan deuren", "bij de brug", "GH-482-X", "rent naar het park", "het was de groene deur",
        "aangehouden bij het station", "Anna", "Bram", "Wouter",
    ]

    /// An alert of Anna's in which everybody spoke, ended by the police.
    private func ended(_ street: StoreStreet) async throws -> AlertId {
        let alert = try await street.share(key: "k").alert
        let event = try #require(
            try await street.alertStore.events(of: street.street, after: 0, limit: 1).first?.event.id)
        for person in [street.anna, street.bram, street.officer] {
            try await street.alerts.receive(
                event, by: person, hearings: try await street.groups.hearings(of: person))
        }
        let said = try await street.alerts.react(
            .init(
                kind: .sighting, text: "rent naar het park",
                location: Location(
                    coordinate: Coordinate(latitude: 52.0871, longitude: 4.8765), description: "bij de brug")),
            to: alert, by: street.bram)
        _ = try await street.alerts.flag(try #require(said.message), by: street.carla)
        _ = try await street.alerts.correct("het was de groene deur", of: alert, by: street.anna)
        _ = try await street.alerts.retract(try #require(said.message), by: street.carla)
        _ = try await street.alerts.close(alert, .caught, text: "aangehouden bij het station", by: street.officer)
        return alert
    }

    @Test(
        "thirty days after its end no word of an alert is left outside the register",
        arguments: DatabaseUnderTest.allCases)
    func retires(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await ended(street)
            let link = try #require(try await street.alerts.file(alert, for: street.bram).alert.link)
            let before = try await street.bodies("alerts", "messages", "events")
            for word in Self.words { #expect(before.contains(word), "the test would prove nothing: \(word)") }
            let seal = TestSeal()
            let desk = RegisterDesk(store: street.register, seal: seal, surroundings: street.surroundings)
            _ = try await street.signing(seal).checkpoint()
            let register = try await street.register.entries(of: .group(street.street), after: 0, limit: 100)
            street.clock.advance(by: Span(milliseconds: Span.days(30).milliseconds - 1))
            #expect(try await street.dues.round() == 0)
            street.clock.advance(by: Span(milliseconds: 1))
            #expect(try await street.dues.round() == 1)
            #expect(try await street.dues.round() == 0)

            let texts = try await street.texts(without: ["register_contents", "persons"])
            for word in Self.words + ["52.08", "4.87", link] {
                // The outline of the group and the words by which it is found are no words of an alert.
                let found = texts.filter { $0.contains(word) && !$0.hasPrefix("groups.area") }
                #expect(found == [], "\(word)")
            }
            #expect(try await street.count("SELECT id FROM alerts WHERE reporter_id IS NOT NULL") == 0)
            #expect(try await street.count("SELECT id FROM alerts WHERE latitude IS NOT NULL") == 0)
            #expect(try await street.count("SELECT id FROM alerts WHERE longitude IS NOT NULL") == 0)
            #expect(try await street.count("SELECT id FROM messages WHERE author_id IS NOT NULL") == 0)
            for table in ["flags", "receipts", "audiences", "notices", "dues"] {
                #expect(try await street.count(SQL(stringLiteral: "SELECT * FROM \(table)")) == 0, "\(table)")
            }
            #expect(try await street.count("SELECT due FROM schedule WHERE subject = 'alert'") == 0)
            #expect(try await street.register.entries(of: .group(street.street), after: 0, limit: 100) == register)
            #expect(try await desk.verify().flaws == [])
        }
    }

    @Test("figures, history and sequences stay whole", arguments: DatabaseUnderTest.allCases)
    func figures(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let start = street.clock.now()
            let alert = try await ended(street)
            let hearing = try #require(try await street.groups.hearing(of: street.bram, in: street.street))
            let link = try #require(try await street.alerts.file(alert, for: street.bram).alert.link)
            func figures() async throws -> [AlertFigure] {
                try await street.alerts.figures(of: hearing, since: start)
            }
            #expect(
                try await figures() == [
                    AlertFigure(kind: .suspiciousPerson, outcome: .caught, sharedAt: start, closedAt: start)
                ])
            try await expectRefusal(.alertLinkEnded) { _ = try await street.alerts.seen(byLink: link) }
            let reach = try await street.alertStore.reach(of: alert)
            let events = try await street.alertStore.events(of: street.street, after: 0, limit: 100)
            street.clock.advance(by: .days(30))
            _ = try await street.dues.round()
            // Bram and Carla: the reporter is nobody to be reached, the officer no neighbour.
            #expect(reach.audience == 2 && reach.told == 1 && reach.pace != nil)
            #expect(
                try await figures() == [
                    AlertFigure(
                        kind: .suspiciousPerson, outcome: .caught, sharedAt: start, closedAt: start, reactions: 1,
                        audience: 2, told: 1, pace: reach.pace, unreachable: reach.unreachable)
                ])
            let left = try await street.alertStore.events(of: street.street, after: 0, limit: 100)
            #expect(left.map(\.event.sequence) == Array(1...Int64(events.count)))
            #expect(left.map(\.event.id) == events.map(\.event.id))
            #expect(left.map(\.event.alertNews?.kind) == events.map(\.event.alertNews?.kind))
            #expect(left.map(\.isRetracted) == events.map(\.isRetracted))
            try await expectRefusal(.notFound) { _ = try await street.alerts.seen(byLink: link) }
            street.clock.advance(by: .seconds(1))
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(alert, for: street.bram) }
            let messages = try await street.alerts.file(alert, for: street.officer).messages
            #expect(!messages.isEmpty && messages.allSatisfy { $0.text == nil })
            try await expectRefusal(.reopenTooLate) { _ = try await street.alerts.reopen(alert, by: street.officer) }
            // Others go on.
            let next = try await street.share().events.first?.sequence
            #expect(next == Int64(events.count) + 1)
            #expect(try await figures().count == 1)
        }
    }

    @Test("what is open, or ended later, keeps its words", arguments: DatabaseUnderTest.allCases)
    func othersStay(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            _ = try await ended(street)
            street.clock.advance(by: .days(29))
            let later = try await street.share().alert
            _ = try await street.alerts.react(.init(kind: .sighting, text: "later gezien"), to: later, by: street.bram)
            _ = try await street.alerts.close(later, .gone, text: "weg", by: street.anna)
            let whole = try await street.alerts.file(later, for: street.bram)
            street.clock.advance(by: .days(1))
            #expect(try await street.dues.round() == 1)
            #expect(try await street.alerts.file(later, for: street.bram) == whole)
            let raw = try await street.bodies("messages", "events")
            #expect(raw.contains("later gezien") && !raw.contains("rent naar het park"))
        }
    }

    @Test("every alert is found by its own link while it is open", arguments: DatabaseUnderTest.allCases)
    func links(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            _ = try await street.share()
            let link = try #require(try await street.alerts.file(alert, for: street.anna).alert.link)
            let said = try await street.alerts.react(
                .init(kind: .sighting, text: "rent naar het park"), to: alert, by: street.bram)
            let seen = try await street.alerts.seen(byLink: link)
            #expect(seen.group.id == street.street)
            #expect(seen.alert.said.map(\.text) == ["rent naar het park"])
            _ = try await street.alerts.retract(try #require(said.message), by: street.bram)
            #expect(try await street.alerts.seen(byLink: link).alert.said.isEmpty)
            try await expectRefusal(.notFound) {
                _ = try await street.alerts.seen(byLink: String(repeating: "0", count: 32))
            }
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            try await expectRefusal(.alertLinkEnded) { _ = try await street.alerts.seen(byLink: link) }
            _ = try await street.alerts.reopen(alert, by: street.anna)
            #expect(try await street.alerts.seen(byLink: link).alert.kind == .suspiciousPerson)
        }
    }

    @Test("the register forgets what it says by country, the oldest first", arguments: DatabaseUnderTest.allCases)
    func erasesContents(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let belgian = Group(
                id: StoreStreet.id(102), slug: "de-laan", name: "De Laan", place: "Brugge", jurisdiction: .belgium,
                zone: "zone-2", municipality: nil, area: StoreStreet.area(51.2, 3.2), createdAt: street.clock.now())
            try await street.groups.found(belgian, coordinator: street.bram)
            for _ in 0..<3 {
                _ = try await street.share()
                _ = try await street.alerts.share(street.report(separate: true), in: belgian.id, by: street.bram)
                street.clock.advance(by: .days(1))
            }
            let seal = TestSeal()
            let desk = RegisterDesk(store: street.register, seal: seal, surroundings: street.surroundings)
            #expect(try await street.signing(seal).checkpoint() == .signing(made: 2))
            func kept(_ group: GroupId) async throws -> [Bool] {
                try await street.register.entries(of: .group(group), after: 0, limit: 9).map { $0.content != nil }
            }
            let secondDay = street.clock.now() - .days(2)
            for limit in [1, 500] {
                let erased = try await street.register.eraseContents(before: secondDay, country: "NL", limit: limit)
                #expect(erased == (limit == 1 ? 1 : 0))
            }
            #expect(try await kept(street.street) == [false, true, true])
            #expect(try await kept(belgian.id) == [true, true, true])
            #expect(try await desk.verify().flaws == [])
            // Five years later, but for the last day.
            street.clock.advance(by: .days(5 * 365 - 1))
            #expect(try await desk.eraseExpired(limit: 1) == 3)
            #expect(try await kept(street.street) == [false, false, true])
            #expect(try await kept(belgian.id) == [false, false, true])
            #expect(try await street.count("SELECT salt FROM register_contents") == 2, "the salt goes with the words")
            let verdict = try await desk.verify()
            #expect(verdict.flaws == [] && verdict.entries == 6)
        }
    }
}
