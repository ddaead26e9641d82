import Synchronization
import Testing
import Watch
import WatchStore
import WatchTesting

/// Alerts on every database: what is decided is saved whole, in order, once.
@Suite("Alerts in the store")
struct AlertStoreTests {
    @Test("an alert wakes the group, is told as event 1, and is registered", arguments: DatabaseUnderTest.allCases)
    func shares(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let outcome = try await street.share()
            #expect(outcome.events == [Placement(group: street.street, sequence: 1)])
            #expect(street.listener.sequences == [1])
            let group = try await street.groups.group(.id(street.street))
            #expect(group.state == .awake)
            #expect(group.lastSequence == 1)
            let file = try await street.alerts.file(outcome.alert, for: street.bram)
            #expect(file.alert.isOpen)
            #expect(file.alert.reporterFirstName == "Anna")
            #expect(file.hearing.audience == .neighbour)
            #expect(try await street.alertStore.alert(of: file.alert.message) == outcome.alert)
            #expect(try await street.alertStore.alert(of: StoreStreet.id(999)) == nil)
            let entries = try await street.register.entries(of: .group(street.street), after: 0, limit: 10)
            #expect(entries.map(\.entry.kind) == [.alertShared])
            #expect(entries.first?.content?.fields.contains(.init("police-licence-plate", "GH-482-X")) == true)
        }
    }

    @Test("concurrent reports get gapless sequences and positions", arguments: DatabaseUnderTest.allCases)
    func gapless(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<100 {
                    tasks.addTask { _ = try await street.share(by: number % 2 == 0 ? street.anna : street.bram) }
                }
                try await tasks.waitForAll()
            }
            let events = try await street.alertStore.events(of: street.street, after: 0, limit: 200)
            #expect(events.map(\.event.sequence) == Array(1...100))
            let entries = try await street.register.entries(of: .group(street.street), after: 0, limit: 200)
            #expect(entries.map(\.entry.position) == Array(1...100))
        }
    }

    @Test("under an end stand its own words and no others", arguments: DatabaseUnderTest.allCases)
    func wordsOfAnEnd(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            func shown() async throws -> String? {
                let file = try await street.alerts.file(alert, for: street.bram)
                return AlertView(file.alert, for: .neighbour, messages: file.messages).closingText
            }
            for (number, words) in ["weg", nil, "toch weg", nil].enumerated() {
                street.clock.advance(by: .seconds(1))
                if number > 0 { _ = try await street.alerts.reopen(alert, by: street.carla) }
                #expect(try await shown() == nil, "open")
                street.clock.advance(by: .seconds(1))
                _ = try await street.alerts.close(alert, .gone, text: words, by: street.carla)
                #expect(try await shown() == words)
            }
        }
    }

    @Test("a refusal leaves no trace: no sequence, no event, no entry", arguments: DatabaseUnderTest.allCases)
    func refusalLeavesNothing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let outcome = try await street.share()
            _ = try await street.alerts.close(outcome.alert, .gone, text: "weg", by: street.anna)
            let before = try await street.groups.group(.id(street.street)).lastSequence
            let code = try await refusal {
                _ = try await street.alerts.react(
                    .init(kind: .sighting, text: "nog eens"), to: outcome.alert, by: street.bram)
            }
            #expect(code == .alertClosed)
            #expect(try await street.groups.group(.id(street.street)).lastSequence == before)
            #expect(try await street.register.entries(of: .group(street.street), after: 0, limit: 9).count == 2)
            let file = try await street.alerts.file(outcome.alert, for: street.bram)
            #expect(file.messages.map(\.text) == ["weg"])
        }
    }

    @Test("two people closing at once: one wins, one is told", arguments: DatabaseUnderTest.allCases)
    func closingAtOnce(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let outcome = try await street.share()
            let codes = try await withThrowingTaskGroup(of: Refusal.Code?.self) { tasks in
                for person in [street.anna, street.carla, street.officer] {
                    tasks.addTask {
                        try await refusal {
                            _ = try await street.alerts.close(outcome.alert, .caught, text: nil, by: person)
                        }
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1)
            #expect(codes.count { $0 == .alertClosed } == 2)
            #expect(try await street.groups.group(.id(street.street)).state == .asleep)
        }
    }

    @Test("what there is a limit for is counted", arguments: DatabaseUnderTest.allCases)
    func counts(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            for text in ["No. 17", "No. 19"] {
                _ = try await street.alerts.correct(text, of: alert, by: street.anna)
            }
            _ = try await street.alerts.react(.init(kind: .sighting, text: "daar"), to: alert, by: street.anna)
            _ = try await street.alerts.hold(alert, by: street.carla)
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            _ = try await street.alerts.reopen(alert, by: street.anna)
            func counted(by person: PersonId) async throws -> [Int] {
                let seen = Mutex<[Int]>([])
                try await expectRefusal(.notAllowed) {
                    _ = try await street.alertStore.change(
                        .alert(alert), by: person, at: street.clock.now(), request: nil
                    ) { scene throws(Refusal) in
                        seen.withLock { $0 = [scene.recentReactions, scene.recentCorrections, scene.recentTurns] }
                        throw Refusal(.notAllowed)
                    }
                }
                return seen.withLock { $0 }
            }
            #expect(try await counted(by: street.anna) == [1, 2, 2])
            #expect(try await counted(by: street.carla) == [0, 0, 2])
            street.clock.advance(by: .minutes(2))
            #expect(try await counted(by: street.anna) == [0, 2, 2])
            street.clock.advance(by: .hours(1))
            #expect(try await counted(by: street.anna) == [0, 0, 0])
        }
    }

    @Test(
        "a second report nearby is offered as a reaction, and can be sent separately",
        arguments: DatabaseUnderTest.allCases)
    func incident(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let first = try await street.share()
            do {
                _ = try await street.alerts.share(street.report(latitude: 52.0859), in: street.street, by: street.bram)
                Issue.record("it was not refused")
            } catch let refusal as Refusal {
                #expect(refusal == Refusal(.incidentAlreadyOpen, ["alertId": first.alert.text]))
            }
            // 300 m and more away it stands alone, and so it does half an hour later.
            _ = try await street.alerts.share(street.report(latitude: 52.0889), in: street.street, by: street.bram)
            street.clock.advance(by: .minutes(31))
            _ = try await street.alerts.share(street.report(latitude: 52.0851), in: street.street, by: street.bram)
            #expect(try await street.groups.group(.id(street.street)).openAlerts == 3)
        }
    }

    @Test(
        "a place in the same words is one incident; the same report once more is the first, and its key is free again",
        arguments: DatabaseUnderTest.allCases)
    func sameWords(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            func report(_ place: String, separate: Bool = false) -> Report {
                Report(
                    kind: .theft, observation: Observation(behaviour: "Tilt een fiets in een bus"),
                    location: Location(coordinate: nil, description: place),
                    call: Report.Call(number: "112", calledAt: street.clock.now(), by: .me), isSeparate: separate)
            }
            let (typed, near, separate) = (
                report("Rembrandtlaan 12"), report("hoek REMBRANDTLAAN"), report("Rembrandtlaan 12", separate: true)
            )
            let first = try await street.alerts.share(typed, in: street.street, by: street.anna)
            try await expectRefusal(.incidentAlreadyOpen) {
                _ = try await street.alerts.share(near, in: street.street, by: street.bram)
            }
            let key = RequestKey(route: "POST /x", key: "k", bodyHash: [1])
            for _ in 0..<2 {
                let again = try await street.alerts.share(typed, in: street.street, by: street.anna, request: key)
                #expect(again.alert == first.alert && again.isSaidBefore && again.events.isEmpty && !again.isReplay)
            }
            let other = RequestKey(route: "POST /x", key: "k", bodyHash: [2])
            let own = try await street.alerts.share(separate, in: street.street, by: street.anna, request: other)
            #expect(own.alert != first.alert && !own.isSaidBefore)
            #expect(try await street.groups.group(.id(street.street)).openAlerts == 2)
            #expect(try await street.register.entries(of: .group(street.street), after: 0, limit: 9).count == 2)
        }
    }

    @Test(
        "the same key gives the same answer, another body is refused, a day later it is new",
        arguments: DatabaseUnderTest.allCases)
    func idempotent(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let first = try await street.share(key: "k1")
            let again = try await street.share(key: "k1")
            #expect(again.alert == first.alert && again.isReplay && again.events.isEmpty)
            let code = try await refusal {
                _ = try await street.alerts.share(
                    street.report(), in: street.street, by: street.anna,
                    request: RequestKey(route: "POST /x", key: "k1", bodyHash: [9]))
            }
            #expect(code == .idempotencyKeyReused)
            // The same key in another person's hands is another key.
            #expect(try await street.share(by: street.bram, key: "k1").isReplay == false)
            street.clock.advance(by: .hours(25))
            #expect(try await street.share(key: "k1").isReplay == false)
        }
    }

    @Test("a refused request is not remembered", arguments: DatabaseUnderTest.allCases)
    func refusedIsNotRemembered(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let key = RequestKey(route: "POST /x", key: "k", bodyHash: [1])
            let code = try await refusal {
                _ = try await street.alerts.share(
                    street.report(behaviour: nil), in: street.street, by: street.anna, request: key)
            }
            #expect(code == .behaviourMissing)
            let outcome = try await street.alerts.share(
                street.report(), in: street.street, by: street.anna, request: key)
            #expect(outcome.isReplay == false)
        }
    }

    @Test(
        "a retracted message is gone for neighbours in history too; police and register keep it",
        arguments: DatabaseUnderTest.allCases)
    func retraction(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            let said = try await street.alerts.react(
                .init(kind: .sighting, text: "het is de buurman"), to: alert, by: street.bram)
            let message = try #require(said.message)
            let denied = try await refusal { _ = try await street.alerts.retract(message, by: street.anna) }
            #expect(denied == .notAllowed)
            _ = try await street.alerts.retract(message, by: street.carla)
            let events = try await street.alertStore.events(of: street.street, after: 0, limit: 10)
            #expect(events.map(\.event.alertNews?.kind) == [.alertShared, .reactionAdded, .messageRetracted])
            let seen = try #require(EventView(events[1], for: .neighbour))
            #expect(seen.reaction?.text == nil && seen.reaction?.retracted == true)
            #expect(EventView(events[1], for: .police)?.reaction?.text == "het is de buurman")
            let file = try await street.alerts.file(alert, for: street.anna)
            #expect(AlertView(file.alert, for: .neighbour, messages: file.messages).reactions?.first?.text == nil)
            let entries = try await street.register.entries(of: .group(street.street), after: 0, limit: 10)
            #expect(entries.map(\.entry.kind) == [.alertShared, .reactionAdded, .messageRetracted])
        }
    }

    @Test("flagging twice changes nothing", arguments: DatabaseUnderTest.allCases)
    func flags(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share()
            let message = try #require(alert.message)
            for _ in 0..<2 { _ = try await street.alerts.flag(message, by: street.bram) }
            let file = try await street.alerts.file(alert.alert, for: street.carla)
            #expect(file.flags == [message: 1])
            #expect(file.flagged.map(\.text) == ["Trekt aan deuren"] && file.flagged.map(\.flags) == [1])
            let store = street.alertStore
            #expect(try await store.flagged(in: [street.street], limit: 5) == [street.street: [alert.alert]])
            #expect(try await store.flagged(in: [street.street], limit: 0).values.allSatisfy(\.isEmpty))
            #expect(try await store.flagged(in: [StoreStreet.id(999)], limit: 5).isEmpty)
            let heard = try await street.groupStore.hearings(of: street.carla)
            #expect(try await street.alerts.flagged(in: heard, for: street.carla)[street.street]?.count == 1)
            let theirs = try await street.groupStore.hearings(of: street.anna)
            #expect(try await street.alerts.flagged(in: theirs, for: street.anna).isEmpty)
            #expect(try await street.alerts.file(alert.alert, for: street.anna).flags.isEmpty)
            #expect(try await street.register.entries(of: .group(street.street), after: 0, limit: 10).count == 2)
            #expect(try await street.groups.group(.id(street.street)).lastSequence == 1)
            _ = try await street.alerts.retract(message, by: street.carla)
            #expect(try await store.flagged(in: [street.street], limit: 5).isEmpty)
        }
    }

    @Test(
        "strangers, applicants and the suspended see nothing; newcomers see what is open, and what comes",
        arguments: DatabaseUnderTest.allCases)
    func whoSees(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let closed = try await street.share().alert
            _ = try await street.alerts.close(closed, .gone, text: nil, by: street.anna)
            let open = try await street.share().alert
            _ = try await street.alerts.react(.init(kind: .sighting, text: "vroeg"), to: open, by: street.bram)
            _ = try await street.alerts.correct("het was nummer 12", of: open, by: street.anna)
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(open, for: street.stranger) }
            _ = try await street.members.apply(
                to: street.street, by: street.stranger, consent: StoreStreet.consent)
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(open, for: street.stranger) }
            _ = try await street.members.change(
                .person(street.stranger), in: street.street, to: .init(standing: .approved), by: street.carla)
            _ = try await street.alerts.react(.init(kind: .sighting, text: "later"), to: open, by: street.bram)
            let file = try await street.alerts.file(open, for: street.stranger)
            #expect(file.messages.map(\.text) == ["het was nummer 12", "later"])
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(closed, for: street.stranger) }
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(standing: .suspended), by: street.carla)
            #expect(
                try await street.alerts.file(open, for: street.bram).isOwnWordsOnly, "of what is open, his own words")
            try await expectRefusal(.notFound) { _ = try await street.alerts.file(closed, for: street.bram) }
            let code = try await refusal {
                _ = try await street.alerts.react(.init(kind: .sighting, text: "x"), to: open, by: street.bram)
            }
            #expect(code == .memberSuspended)
            try await expectRefusal(.memberSuspended) { _ = try await street.share(by: street.bram) }
        }
    }

    @Test("reach counts members at that moment, once each, without the reporter", arguments: DatabaseUnderTest.allCases)
    func reach(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            let event = try #require(
                try await street.alertStore.events(of: street.street, after: 0, limit: 1).first?.event.id)
            #expect(try await street.alerts.reach(of: alert, for: street.anna).audience == 2)
            street.clock.advance(by: .seconds(3))
            let hearings = try await street.groups.hearings(of: street.bram)
            for _ in 0..<2 { try await street.alerts.receive(event, by: street.bram, hearings: hearings) }
            // The officer reads along but is no neighbour to be reached.
            try await street.alerts.receive(
                event, by: street.officer, hearings: try await street.groups.hearings(of: street.officer))
            try await street.admit(street.stranger)
            let reach = try await street.alerts.reach(of: alert, for: street.carla)
            #expect(reach.audience == 2 && reach.told == 1 && reach.channels == ["live": 1])
            #expect(reach.within.seconds1 == 0 && reach.within.seconds4 == 1)
            let denied = try await refusal { _ = try await street.alerts.reach(of: alert, for: street.bram) }
            #expect(denied == .notAllowed)
        }
    }

    @Test("quiet is asked about, and ends as unknown when nobody answers", arguments: DatabaseUnderTest.allCases)
    func quiet(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            #expect(try await street.dues.round() == 0)
            street.clock.advance(by: .hours(2))
            #expect(try await street.dues.round() == 1)
            #expect(try await street.dues.round() == 0)
            street.clock.advance(by: .minutes(30))
            #expect(try await street.dues.round() == 1)
            let file = try await street.alerts.file(alert, for: street.bram)
            #expect(file.alert.closure?.outcome == .unknown)
            #expect(file.alert.closure?.by == nil)
            #expect(try await street.groups.group(.id(street.street)).state == .asleep)
            street.clock.advance(by: .days(2))
            #expect(try await street.dues.round() == 0)
        }
    }

    @Test("what is due is done by one server, and by another when that one died", arguments: DatabaseUnderTest.allCases)
    func lease(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            _ = try await street.share()
            street.clock.advance(by: .hours(2))
            let now = street.clock.now()
            let claimed = try await street.dueStore.claim(
                [.alert], at: now, lease: .seconds(30), limit: 10)
            #expect(claimed.map(\.kind) == [.init(.quiet)])
            #expect(
                try await street.dueStore.claim(
                    [.alert], at: now, lease: .seconds(30), limit: 10
                ).isEmpty)
            street.clock.advance(by: .seconds(30))
            #expect(
                try await street.dueStore.claim(
                    [.alert], at: street.clock.now(), lease: .seconds(30), limit: 10
                ).count == 1)
        }
    }

    @Test("who stood still changes nothing with a lease that is over", arguments: DatabaseUnderTest.allCases)
    func lostLease(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            street.clock.advance(by: .hours(2))
            let frozen = try #require(
                try await street.dueStore.claim(
                    [.alert], at: street.clock.now(), lease: .seconds(30), limit: 10
                ).first)
            street.clock.advance(by: .seconds(31))
            let quick = try #require(
                try await street.dueStore.claim(
                    [.alert], at: street.clock.now(), lease: .seconds(30), limit: 10
                ).first)
            let hold: @Sendable (AlertScene) throws(Refusal) -> AlertChange = { scene throws(Refusal) in
                var alert = scene.alert
                let effects = alert.quiet(at: street.clock.now(), in: scene.group.jurisdiction)
                return AlertChange(alert: alert, effects: effects)
            }
            let late = try await street.alertStore.change(
                .due(frozen), by: nil, at: street.clock.now(), request: nil, decide: hold)
            #expect(late.events.isEmpty)
            let done = try await street.alertStore.change(
                .due(quick), by: nil, at: street.clock.now(), request: nil, decide: hold)
            #expect(done.alert == alert && done.events.count == 1)
            let twice = try await street.alertStore.change(
                .due(quick), by: nil, at: street.clock.now(), request: nil, decide: hold)
            #expect(twice.events.isEmpty, "the lease ended with the deed")
        }
    }
}
