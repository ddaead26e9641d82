import Testing
import Watch
import WatchStore
import WatchTesting

/// Who may read an alert to its end, and what remains of it for who is not in the group any more, on every database.
@Suite("Alerts to their end in the store")
struct AlertOwnWordsStoreTests {
    /// Lets somebody out of the street in this way.
    private func put(_ person: PersonId, _ standing: Member.Standing, in street: StoreStreet) async throws {
        _ = try await street.members.change(
            .person(person), in: street.street, to: .init(standing: standing),
            by: standing == .left ? person : street.carla)
    }

    private func view(_ alert: AlertId, _ person: PersonId, in street: StoreStreet) async throws -> AlertView {
        AlertView(try await street.alerts.file(alert, for: person))
    }

    @Test("let in while it was open, told its end", arguments: DatabaseUnderTest.allCases)
    func letIn(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            _ = try await street.alerts.react(.init(kind: .sighting, text: "vroeg"), to: alert, by: street.bram)
            try await street.admit(street.stranger)
            let own = try await street.alerts.react(.init(kind: .sighting, text: "ik"), to: alert, by: street.stranger)
            _ = try await street.alerts.close(alert, .gone, text: "weg", by: street.carla)
            let seen = try await view(alert, street.stranger, in: street)
            #expect(seen.outcome == .gone && seen.closingText == "weg" && seen.reactions?.compactMap(\.text) == ["ik"])
            let told = try await street.alertStore.events(of: street.street, after: 0, limit: 100).map(\.event.id)
            let newest = try #require(told.last)
            #expect(
                try await street.alerts.file(alert, for: street.stranger).news == [newest], "not told of the sharing")
            #expect(try await street.alerts.file(alert, for: street.bram).news == [told[0], newest])
            let hearing = try #require(try await street.groups.hearing(of: street.stranger, in: street.street))
            #expect(try await street.alerts.alerts(of: hearing).map(\.id) == [alert])
            try await expectRefusal(.alertClosed) {
                _ = try await street.alerts.react(.init(kind: .sighting, text: "laat"), to: alert, by: street.stranger)
            }
            _ = try await street.alerts.retract(try #require(own.message), by: street.stranger)
        }
    }

    @Test("let in before nothing but the end, and after the end", arguments: DatabaseUnderTest.allCases, [true, false])
    func lastMoment(_ kind: DatabaseUnderTest, _ isBefore: Bool) async throws {
        try await withStreet(kind) { street in
            let shared = try await street.share()
            let alert = shared.alert
            if isBefore { try await street.admit(street.stranger) }
            _ = try await street.alerts.close(alert, .gone, text: "weg", by: street.carla)
            if !isBefore { try await street.admit(street.stranger) }
            // A word that is taken back afterwards opens nothing.
            _ = try await street.alerts.retract(try #require(shared.message), by: street.anna)
            let hearing = try #require(try await street.groups.hearing(of: street.stranger, in: street.street))
            #expect(try await street.alerts.alerts(of: hearing).map(\.id) == (isBefore ? [alert] : []))
            #expect(
                try await refusal { _ = try await view(alert, street.stranger, in: street) }
                    == (isBefore ? nil : .notFound))
            // Opened again it is for everybody, and so is its end from then on.
            _ = try await street.alerts.reopen(alert, by: street.carla)
            #expect(try await view(alert, street.stranger, in: street).state == .open)
            _ = try await street.alerts.close(alert, .falseAlarm, text: nil, by: street.carla)
            #expect(try await view(alert, street.stranger, in: street).outcome == .falseAlarm)
        }
    }

    @Test(
        "gone meanwhile: one's own words and no others", arguments: DatabaseUnderTest.allCases,
        [Member.Standing.suspended, .left])
    func gone(_ kind: DatabaseUnderTest, _ standing: Member.Standing) async throws {
        try await withStreet(kind) { street in
            let reason: Refusal.Code = standing == .suspended ? .memberSuspended : .notAMember
            let shared = try await street.share()
            let alert = shared.alert
            let own = try await street.alerts.react(.init(kind: .sighting, text: "ik"), to: alert, by: street.bram)
            let other = try await street.alerts.react(.init(kind: .sighting, text: "zij"), to: alert, by: street.carla)
            try await put(street.bram, standing, in: street)
            _ = try await street.alerts.correct("nr 17", of: alert, by: street.anna)
            for isOver in [false, true] {
                if isOver { _ = try await street.alerts.close(alert, .gone, text: "weg", by: street.carla) }
                let file = try await street.alerts.file(alert, for: street.bram)
                #expect(file.messages.map(\.text) == ["ik"] && file.news.isEmpty && file.alert.link == nil)
                let seen = AlertView(file)
                #expect(seen.observation == nil && seen.location == nil && seen.reporter.firstName == nil)
                #expect(seen.closingText == nil && seen.ownWordsOnly == true)
                for code in [
                    try await refusal {
                        _ = try await street.alerts.react(.init(kind: .sighting, text: "x"), to: alert, by: street.bram)
                    },
                    try await refusal {
                        _ = try await street.alerts.close(alert, .falseAlarm, text: nil, by: street.bram)
                    },
                    try await refusal {
                        _ = try await street.alerts.flag(try #require(other.message), by: street.bram)
                    },
                ] { #expect(code == reason) }
                try await expectRefusal(.notAllowed) {
                    _ = try await street.alerts.retract(try #require(other.message), by: street.bram)
                }
            }
            _ = try await street.alerts.retract(try #require(own.message), by: street.bram)
            // Somebody who is gone and said nothing learns nothing.
            let second = try await street.share().alert
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(second, for: street.bram) }
            // Nor is anything left once neighbours' time with it is over.
            street.clock.advance(by: .days(31))
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(alert, for: street.bram) }
        }
    }

    @Test("a reporter who is gone ends it as a false alarm, once", arguments: DatabaseUnderTest.allCases)
    func falseAlarm(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            try await put(street.anna, .suspended, in: street)
            let seen = try await view(alert, street.anna, in: street)
            #expect(seen.observation?.behaviour == "Trekt aan deuren" && seen.policeOnly == nil)
            try await expectRefusal(.falseAlarmOnly) {
                _ = try await street.alerts.close(alert, .caught, text: nil, by: street.anna)
            }
            for work in [
                { _ = try await street.alerts.correct("x", of: alert, by: street.anna) },
                { _ = try await street.alerts.reopen(alert, by: street.anna) },
            ] as [() async throws -> Void] { try await expectRefusal(.memberSuspended, work) }
            _ = try await street.alerts.close(alert, .falseAlarm, text: "de buurman", by: street.anna)
            #expect(try await view(alert, street.bram, in: street).closingText == "de buurman")
            _ = try await street.alerts.reopen(alert, by: street.carla)
            try await expectRefusal(.memberSuspended) {
                _ = try await street.alerts.close(alert, .falseAlarm, text: nil, by: street.anna)
            }
        }
    }

    @Test("leave, come back, look at what was over: own words and no others", arguments: DatabaseUnderTest.allCases)
    func comeBack(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (silent, spoken) = (try await street.share().alert, try await street.share().alert)
            _ = try await street.alerts.react(.init(kind: .sighting, text: "zij"), to: spoken, by: street.carla)
            _ = try await street.alerts.react(.init(kind: .sighting, text: "ik"), to: spoken, by: street.bram)
            try await put(street.bram, .left, in: street)
            for alert in [silent, spoken] {
                _ = try await street.alerts.close(alert, .gone, text: "weg", by: street.carla)
            }
            try await street.admit(street.bram)
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(silent, for: street.bram) }
            let seen = try await view(spoken, street.bram, in: street)
            #expect(seen.ownWordsOnly == true && seen.reactions?.map(\.text) == ["ik"] && seen.closingText == nil)
            // What is opened again he reads as everybody who was let in: from then on, and his own words.
            _ = try await street.alerts.reopen(spoken, by: street.carla)
            let open = try await view(spoken, street.bram, in: street)
            #expect(open.ownWordsOnly == nil && open.reactions?.map(\.text) == ["ik"] && open.observation != nil)
        }
    }

    @Test("over a link it is the same", arguments: DatabaseUnderTest.allCases)
    func linked(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await row.link(0, 1)
            try await row.admit(street.bram, to: 1)
            try await put(street.bram, .left, in: street)
            let alert = try await row.share(in: 0, by: street.anna, latitude: 52.0895).alert
            _ = try await street.alerts.react(.init(kind: .sighting, text: "ik"), to: alert, by: street.bram)
            try await row.admit(street.stranger, to: 1)
            _ = try await street.members.change(
                .person(street.bram), in: row.groups[1].id, to: .init(standing: .suspended), by: row.coordinators[1])
            _ = try await street.alerts.close(alert, .gone, text: "weg", by: street.anna)
            #expect(try await view(alert, street.stranger, in: street).closingText == "weg")
            let file = try await street.alerts.file(alert, for: street.bram)
            #expect(file.isOwnWordsOnly && file.group.id == row.groups[1].id && file.messages.map(\.text) == ["ik"])
            try await expectRefusal(.memberSuspended) {
                _ = try await street.alerts.react(.init(kind: .sighting, text: "x"), to: alert, by: street.bram)
            }
        }
    }
}
