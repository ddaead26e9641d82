import Testing
import Watch
import WatchStore
import WatchTesting

/// Alerts that travel, on every database: one event with one sequence for each group, told once, ended for all.
@Suite("Alerts over links in the store")
struct AlertForwardingStoreTests {
    /// So near the first border that the second group is concerned; and going north, the third.
    private let edge = 52.0895

    @Test("over two links and no further, with provenance", arguments: DatabaseUnderTest.allCases)
    func twoLinks(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 4)
            for index in 0..<3 { try await row.link(index, index + 1) }
            let outcome = try await row.share(in: 0, by: street.anna, latitude: edge, direction: .north)
            #expect(outcome.events.map(\.group) == [0, 1, 2].map { row.groups[$0].id })
            #expect(outcome.events.map(\.sequence) == [1, 1, 1])
            #expect(try await row.kinds(in: 0) == [.alertShared])
            #expect(try await row.kinds(in: 3).isEmpty)
            let second = try #require(try await row.told(in: 1).first)
            #expect(second.event.alertNews?.kind == .alertForwarded)
            #expect(second.event.alertNews?.provenance?.home == row.groups[0].id)
            #expect(second.event.alertNews?.provenance?.via == row.groups[0].id)
            #expect(second.earlier == [Placement(group: row.groups[0].id, sequence: 1)])
            let third = try #require(try await row.told(in: 2).first)
            #expect(third.event.alertNews?.provenance?.hops == 2)
            #expect(third.event.alertNews?.provenance?.viaName == row.groups[1].name)
            #expect(third.earlier.map(\.group) == [row.groups[0].id, row.groups[1].id])
            let first = try #require(try await row.told(in: 0).first)
            #expect(Set([first, second, third].map(\.event.id)).count == 1, "one event in three places")
            for index in 0..<4 {
                let group = try await street.groups.group(.id(row.groups[index].id))
                #expect(group.state == (index < 3 ? .awake : .asleep) && group.openAlerts == (index < 3 ? 1 : 0))
            }
            let entries = try await street.register.entries(of: .group(street.street), after: 0, limit: 9)
            #expect(entries.map(\.entry.kind) == [.alertShared, .alertForwarded])
            #expect(
                entries.last?.content?.fields.filter { $0.name == "group" }.map(\.value)
                    == [row.groups[1].id.text, row.groups[2].id.text])
            let file = try await street.alerts.file(outcome.alert, for: row.coordinators[2])
            #expect(file.provenance?.homeName == "De Straat" && file.provenance?.hops == 2)
            #expect(file.hearing.audience == .neighbour, "care stays where it was reported")
            #expect(try await street.alerts.file(outcome.alert, for: street.bram).provenance == nil)
            try await expectRefusal(.notFound) {
                _ = try await street.alerts.file(outcome.alert, for: row.coordinators[3])
            }
        }
    }

    @Test("without a point on the map the group's own area is the place", arguments: DatabaseUnderTest.allCases)
    func withoutAPoint(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            // Side by side 0 and 1; 2 lies beyond 1, and 1,100 metres from the street.
            let row = try await LinkedRow(street, 3)
            try await row.link(0, 1)
            try await row.link(1, 2)
            let report = Report(
                kind: .theft, observation: Observation(behaviour: "Tilt een fiets in een bus"),
                location: Location(coordinate: nil, description: "bij de school"),
                call: Report.Call(number: "112", calledAt: street.clock.now(), by: .me))
            let outcome = try await street.alerts.share(report, in: street.street, by: street.anna)
            #expect(try await row.kinds(in: 1) == [.alertForwarded])
            #expect(try await row.kinds(in: 2) == [])
            // Who was told there is asked whether it is about that; who was not, learns nothing of it.
            let file = try await street.alerts.file(outcome.alert, for: row.coordinators[1])
            let there = try await street.alertStore.openAlerts(around: row.groups[1].id, for: row.coordinators[1])
            #expect(there == [file.alert])
            let beyond = try await street.alertStore.openAlerts(around: row.groups[2].id, for: row.coordinators[2])
            #expect(beyond.isEmpty)
        }
    }

    @Test(
        "an open alert of a linked group is offered to who hears that group too, and to nobody else",
        arguments: DatabaseUnderTest.allCases)
    func besideInTwoGroups(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3)
            try await row.link(0, 1)
            try await row.admit(street.bram, to: 1)
            try await row.admit(street.bram, to: 2)
            // In the south of the street: the group beside it is not told.
            let open = try await row.share(in: 0, by: street.anna, latitude: 52.081).alert
            func seen(by person: PersonId, from index: Int) async throws -> [AlertId] {
                try await street.alertStore.openAlerts(around: row.groups[index].id, for: person).map(\.id)
            }
            #expect(try await row.kinds(in: 1) == [])
            #expect(try await seen(by: street.bram, from: 1) == [open])
            #expect(try await seen(by: street.officer, from: 1) == [open], "an officer of its zone")
            #expect(try await seen(by: row.coordinators[1], from: 1) == [], "it is not theirs to see")
            #expect(try await seen(by: street.bram, from: 2) == [], "not linked")
            try await expectRefusal(.incidentAlreadyOpen) {
                _ = try await row.share(in: 1, by: street.bram, latitude: 52.0811, separate: false)
            }
            #expect(
                try await !row.share(in: 1, by: row.coordinators[1], latitude: 52.0811, separate: false).isSaidBefore)
            _ = try await street.members.change(
                .person(street.bram), in: row.groups[0].id, to: .init(standing: .suspended), by: street.carla)
            #expect(try await !seen(by: street.bram, from: 1).contains(open))
            _ = try await street.alerts.close(open, .gone, text: nil, by: street.anna)
            #expect(try await !seen(by: street.officer, from: 1).contains(open))
        }
    }

    @Test("what is said and how it ends reach everybody who was told", arguments: DatabaseUnderTest.allCases)
    func theWholeLife(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await row.link(0, 1)
            let outcome = try await row.share(in: 0, by: street.anna, latitude: edge)
            // The neighbours' second report is offered as a reaction, since they may see the first.
            try await expectRefusal(.incidentAlreadyOpen) {
                _ = try await row.share(in: 1, by: row.coordinators[1], latitude: edge, separate: false)
            }
            let said = try await street.alerts.react(
                .init(kind: .sighting, text: "hier!"), to: outcome.alert, by: row.coordinators[1])
            #expect(said.events.map(\.group) == row.groups.map(\.id))
            let text = try #require(said.message)
            let file = try await street.alerts.file(outcome.alert, for: street.bram)
            #expect(file.messages.map(\.capacity) == [.neighbour])
            // Their coordinator has no care for it: no closing, no taking back of others' words.
            for refused in [
                { _ = try await street.alerts.close(outcome.alert, .gone, text: nil, by: row.coordinators[1]) },
                { _ = try await street.alerts.retract(file.alert.message, by: row.coordinators[1]) },
                { _ = try await street.alerts.hold(outcome.alert, by: row.coordinators[1]) },
            ] as [@Sendable () async throws -> Void] { try await expectRefusal(.notAllowed, refused) }
            _ = try await street.alerts.flag(file.alert.message, by: row.coordinators[1])
            _ = try await street.alerts.retract(text, by: street.carla)
            // The link ends; what was told while it held is told to its end.
            _ = try await row.links.change(
                row.groups[1], with: .id(row.groups[0].id), to: .ended, by: row.coordinators[1])
            _ = try await row.share(in: 0, by: street.bram, latitude: edge)
            _ = try await street.alerts.correct("toch de andere kant", of: outcome.alert, by: street.anna)
            _ = try await street.alerts.close(outcome.alert, .gone, text: nil, by: street.carla)
            #expect(
                try await row.kinds(in: 1)
                    == [.alertForwarded, .reactionAdded, .messageRetracted, .alertCorrected, .alertClosed])
            let theirs = try await street.groups.group(.id(row.groups[1].id))
            #expect(theirs.state == .asleep)
            #expect(try await street.groups.group(.id(street.street)).openAlerts == 1)
            _ = try await street.alerts.reopen(outcome.alert, by: street.anna)
            #expect(try await row.kinds(in: 1).last == .alertReopened)
            let later = try await row.told(in: 1)
            #expect(later.dropFirst().allSatisfy { $0.earlier.map(\.group) == [row.groups[0].id] })
            // The same events as at home, where the second alert stands among them.
            let home = try await row.told(in: 0).map(\.event.id)
            #expect(later.allSatisfy { home.contains($0.event.id) } && Set(later.map(\.event.id)).count == later.count)
        }
    }

    @Test("a coordinator sends it on, once, and only over links in force", arguments: DatabaseUnderTest.allCases)
    func sendingOn(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 4)
            for index in 0..<3 { try await row.link(index, index + 1) }
            // In the middle of the first group, going nowhere: nobody else is concerned.
            let alert = try await row.share(in: 0, by: street.anna, latitude: 52.081).alert
            #expect(try await row.kinds(in: 1).isEmpty)
            #expect(try await street.alerts.file(alert, for: street.carla).sendOn.map(\.group) == [row.groups[1].id])
            #expect(try await street.alerts.file(alert, for: street.bram).sendOn.isEmpty)
            for person in [street.anna, street.officer] {
                try await expectRefusal(.notAllowed) { _ = try await street.alerts.sendOn(alert, to: nil, by: person) }
            }
            try await expectRefusal(.notLinked) {
                _ = try await street.alerts.sendOn(alert, to: [row.groups[2].id], by: street.carla)
            }
            let first = try await street.alerts.sendOn(alert, to: nil, by: street.carla)
            #expect(first.events.map(\.group) == [row.groups[1].id])
            let again = try await street.alerts.sendOn(alert, to: [row.groups[1].id], by: street.carla)
            #expect(again.events.isEmpty)
            #expect(try await row.told(in: 1).first?.event.alertNews?.provenance?.isByHand == true)
            let second = try await street.alerts.sendOn(alert, to: nil, by: row.coordinators[1])
            #expect(second.events.map(\.group) == [row.groups[2].id])
            #expect(try await row.told(in: 2).first?.earlier.count == 2)
            // However late it came there, it is the same event.
            var ids: Set<EventId> = []
            for index in 0..<3 { ids.formUnion(try await row.told(in: index).map(\.event.id)) }
            #expect(ids.count == 1)
            let placements = try await street.alertStore.placements(of: try #require(ids.first))
            #expect(Set(placements?.placements.map(\.group) ?? []) == Set(row.groups[..<3].map(\.id)))
            try await expectRefusal(.tooManyHops) {
                _ = try await street.alerts.sendOn(alert, to: nil, by: row.coordinators[2])
            }
            let entries = try await street.register.entries(of: .group(street.street), after: 0, limit: 9)
            #expect(entries.map(\.entry.kind) == [.alertShared, .alertForwarded, .alertForwarded])
            #expect(entries.last?.content?.person == row.coordinators[1])

            let other = try await row.share(in: 0, by: street.anna, latitude: 52.081).alert
            _ = try await street.alerts.sendOn(other, to: nil, by: street.carla)
            _ = try await row.links.change(
                row.groups[0], with: .id(row.groups[1].id), to: .ended, by: street.carla)
            try await expectRefusal(.notLinked) {
                _ = try await street.alerts.sendOn(other, to: nil, by: row.coordinators[1])
            }
            _ = try await street.alerts.close(other, .gone, text: nil, by: street.anna)
            #expect(try await row.kinds(in: 1).last == .alertClosed)
            try await expectRefusal(.alertClosed) {
                _ = try await street.alerts.sendOn(other, to: nil, by: street.carla)
            }
        }
    }

    @Test("what was taken back goes no further", arguments: DatabaseUnderTest.allCases)
    func retracted(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await row.link(0, 1)
            let shared = try await row.share(in: 0, by: street.anna, latitude: 52.081)
            _ = try await street.alerts.retract(try #require(shared.message), by: street.anna)
            #expect(try await street.alerts.file(shared.alert, for: street.carla).sendOn.isEmpty)
            try await expectRefusal(.alertRetracted) {
                _ = try await street.alerts.sendOn(shared.alert, to: nil, by: street.carla)
            }
            #expect(try await row.kinds(in: 1).isEmpty)
        }
    }

    @Test("somebody in both groups counts once", arguments: DatabaseUnderTest.allCases)
    func reach(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await row.link(0, 1)
            try await row.admit(street.bram, to: 1)
            try await row.admit(street.stranger, to: 1)
            let outcome = try await row.share(in: 0, by: street.anna, latitude: edge)
            // Bram and Carla here; the stranger and their coordinator there, and Bram not again.
            #expect(try await street.alertStore.reach(of: outcome.alert).audience == 4)
            for person in [street.bram, street.stranger] {
                let hearings = try await street.groups.hearings(of: person)
                for index in 0..<2 {
                    guard let event = try await row.told(in: index).first?.event,
                        hearings.contains(where: { $0.group == event.group })
                    else { continue }
                    try await street.alerts.receive(event.id, by: person, hearings: hearings)
                }
            }
            #expect(try await street.alertStore.reach(of: outcome.alert).told == 2)
            let file = try await street.alerts.file(outcome.alert, for: street.bram)
            #expect(file.group.id == row.groups[0].id && file.provenance == nil)
        }
    }

    @Test("shares in opposite directions wait for each other and never for ever", arguments: DatabaseUnderTest.allCases)
    func oppositeDirections(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            // The street's own id stands between the others', so that no order of asking is the order of locking.
            let row = try await LinkedRow(street, 3, ids: [101, 7, 102])
            try await row.link(0, 1)
            try await row.link(1, 2)
            try await row.link(0, 2)
            let alerts = try await withThrowingTaskGroup(of: AlertId.self) { tasks in
                for number in 0..<60 {
                    tasks.addTask {
                        let index = number % 3
                        let person = index == 0 ? street.anna : row.coordinators[index]
                        let latitude = [edge, 52.0905, 52.1005][index]
                        let alert = try await row.share(
                            in: index, by: person, latitude: latitude, direction: index == 0 ? .north : .south
                        ).alert
                        if number % 2 == 0 {
                            _ = try await street.alerts.react(
                                .init(kind: .onTheLookout, text: nil), to: alert, by: person)
                        }
                        if number % 5 == 0 {
                            _ = try await street.alerts.close(alert, .gone, text: nil, by: person)
                        }
                        return alert
                    }
                }
                tasks.addTask {
                    // Consent is withdrawn and given again meanwhile.
                    for _ in 0..<10 {
                        _ = try await row.links.change(
                            row.groups[1], with: .id(row.groups[2].id), to: .ended, by: row.coordinators[1])
                        try await row.link(1, 2)
                    }
                    return StoreStreet.id(1)
                }
                return try await tasks.reduce(into: Set<AlertId>()) { $0.insert($1) }
            }
            #expect(alerts.count == 61)
            for index in 0..<3 {
                let told = try await row.told(in: index)
                #expect(told.map(\.event.sequence) == Array(1...Int64(told.count)))
                let group = try await street.groups.group(.id(row.groups[index].id))
                #expect(group.lastSequence == Int64(told.count))
                let first = told.filter { $0.event.alertNews.map { AlertNews.Kind.tellings.contains($0.kind) } == true }
                #expect(Set(first.map(\.event.alertNews?.alert)).count == first.count, "an alert came twice")
                let closed = told.count { $0.event.alertNews?.kind == .alertClosed }
                #expect(group.openAlerts == first.count - closed)
                let entries = try await street.register.entries(of: .group(row.groups[index].id), after: 0, limit: 500)
                #expect(entries.map(\.entry.position) == Array(1...Int64(entries.count)))
            }
        }
    }

    @Test("sending on while others speak: every word reaches every group", arguments: DatabaseUnderTest.allCases)
    func sendingOnMeanwhile(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 3, ids: [101, 7, 102])
            try await row.link(0, 1)
            try await row.link(1, 2)
            for _ in 0..<8 {
                let alert = try await row.share(in: 0, by: street.anna, latitude: 52.081).alert
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    tasks.addTask {
                        _ = try await street.alerts.sendOn(alert, to: nil, by: street.carla)
                        _ = try await street.alerts.sendOn(alert, to: nil, by: row.coordinators[1])
                    }
                    for person in [street.anna, street.bram, street.carla] {
                        tasks.addTask {
                            _ = try await street.alerts.react(
                                .init(kind: .onTheLookout, text: nil), to: alert, by: person)
                        }
                    }
                    try await tasks.waitForAll()
                }
                _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
                for index in 0..<3 {
                    let told = try await row.told(in: index).filter { $0.event.alertNews?.alert == alert }
                    #expect(told.last?.event.alertNews?.kind == .alertClosed)
                }
            }
            for index in 0..<3 { #expect(try await street.groups.group(.id(row.groups[index].id)).state == .asleep) }
        }
    }
}
