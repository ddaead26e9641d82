import Testing
import Watch
import WatchTesting

/// A whole night at the desk, with what was told and what the police have on record.
@Suite struct AlertStoryTests {
    private let street = LivingStreet()
    private let group = Street.group.id

    @Test func aWholeNight() async throws {
        let desk = street.desk
        let shared = try await street.burglary()
        let alert = shared.alert

        street.clock.advance(by: .minutes(2))
        let said = try await desk.react(
            AlertDesk.Words(kind: .sighting, text: "Hij rent naar de Molenweg"), to: alert, by: Street.bram.id)
        street.clock.advance(by: .minutes(1))
        _ = try await desk.react(AlertDesk.Words(kind: .policeOnScene, text: nil), to: alert, by: Street.deWit.id)
        let reaction = try #require(said.message)
        _ = try await desk.flag(reaction, by: Street.anna.id)
        street.clock.advance(by: .minutes(1))
        _ = try await desk.correct("Het is nummer 17", of: alert, by: Street.anna.id)
        _ = try await desk.retract(reaction, by: Street.carla.id)
        street.clock.advance(by: .minutes(10))
        _ = try await desk.close(alert, .gone, text: "Verdwenen richting polder", by: Street.carla.id)
        #expect(street.store.group(group)?.state == .asleep)

        // Fatima is approved while the street sleeps; then he is back.
        street.store.place(Street.newcomer(Street.fatima, after: 6))
        street.clock.advance(by: .minutes(30))
        _ = try await desk.reopen(alert, by: Street.anna.id)
        #expect(street.store.group(group)?.state == .awake)
        street.clock.advance(by: .hours(2))
        #expect(try await street.dues.round() == 1)
        street.clock.advance(by: .minutes(30))
        #expect(try await street.dues.round() == 1)
        #expect(try await street.dues.round() == 0)
        #expect(street.store.group(group)?.state == .asleep)

        // What was told, and as what.
        let notices = street.store.notices
        #expect(
            notices.map(\.kind) == [
                .alertShared, .reactionAdded, .reactionAdded, .alertCorrected, .messageRetracted, .alertClosed,
                .alertReopened, .alertAsked, .alertClosed,
            ])
        #expect(
            notices.map(\.told) == [
                .members, .nobody, .nobody, .toldBefore, .toldBefore, .toldBefore, .toldBefore, .responsible,
                .toldBefore,
            ])
        #expect(notices.map(\.isQuiet) == [false, true, true, false, true, false, false, false, false])

        // What open pages were told: every event, once, in order; and the flag in between.
        #expect(street.announcer.sequences == Array(1...9))
        #expect(street.announcer.words.firstIndex(of: .flagged(reaction)) == 3)
        #expect(street.announcer.words.count == 10)

        // What is left to be seen.
        let view = try await street.view(alert, for: Street.bram)
        #expect(view.outcome == .unknown)
        #expect(view.closedBy == nil, "this is not an all-clear")
        #expect(view.reactions?.map(\.kind) == [.sighting, .policeOnScene])
        #expect(view.reactions?.map(\.retracted) == [true, false])
        #expect(view.reactions?.last?.author == AuthorView(firstName: "Jeroen", capacity: .police))
        #expect(view.corrections?.compactMap(\.text) == ["Het is nummer 17"])
        #expect(try await street.history(for: Street.fatima).map(\.sequence) == [7, 8, 9])
        #expect(try await street.view(alert, for: Street.fatima).outcome == .unknown, "she was there while it was open")
        #expect(try await street.history(for: Street.bram).map(\.sequence) == Array(1...9))

        // What the police have on record: everything but the asking, in an unbroken chain.
        let lines = street.store.register(of: group)
        #expect(
            lines.map(\.entry.kind) == [
                .alertShared, .reactionAdded, .reactionAdded, .messageFlagged, .alertCorrected, .messageRetracted,
                .alertClosed, .alertReopened, .alertClosed,
            ])
        var walk = RegisterWalk(chain: .group(group), seen: [], hash: FakeSeal.hash)
        #expect(lines.compactMap { walk.step($0) }.isEmpty)
        #expect(walk.end() == nil)
        #expect(walk.walked == 9)
    }

    @Test func whatTheReporterSaidIsOnRecordWhole() async throws {
        _ = try await street.burglary()
        let content = try #require(street.store.register(of: group).first?.content)
        let fields = Dictionary(content.fields.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(content.person == Street.anna.id)
        #expect(fields["behaviour"] == "Forceert het raam aan de achterkant")
        #expect(fields["police-licence-plate"] == "GH-482-X")
        #expect(fields["call-number"] == "112")
        #expect(fields["call-at"] == "2026-11-20T20:04:00.000Z")
    }

    @Test func closingWithoutWordsKeepsNoMessage() async throws {
        let alert = try await street.burglary().alert
        let outcome = try await street.desk.close(alert, .falseAlarm, text: "  ", by: Street.anna.id)
        #expect(outcome.message == nil)
        #expect(try await street.view(alert, for: Street.bram).closingText == nil)
        #expect(try await street.view(alert, for: Street.bram).outcome == .falseAlarm)
    }

    @Test func whoHasLeftDoesNotReadTheEnd() async throws {
        let alert = try await street.burglary().alert
        var gone = Street.bramMember
        _ = try gone.change(.init(standing: .left), by: nil, coordinators: 1, sequence: 1)
        street.store.place(gone)
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
        #expect(await Refusal.of { _ = try await street.desk.file(alert, for: Street.bram.id) }?.code == .notFound)
    }

    // MARK: reading

    @Test func theListShowsWhatIsOpenFirst() async throws {
        let first = try await street.burglary().alert
        _ = try await street.desk.close(first, .gone, text: nil, by: Street.anna.id)
        let second = try await street.burglary().alert
        street.clock.advance(by: .minutes(40))
        let third = try await street.burglary().alert
        _ = try await street.desk.close(third, .gone, text: nil, by: Street.anna.id)
        let hearing = try #require(street.store.hearing(Street.bram.id, in: group))
        #expect(try await street.desk.alerts(of: hearing).map(\.id) == [second, third, first])
        #expect(try await street.desk.alerts(of: hearing, limit: 2).map(\.id) == [second, third])
        street.clock.advance(by: .days(31))
        #expect(try await street.desk.alerts(of: hearing).map(\.id) == [second], "a month later it is the police's")
        let police = try #require(street.store.hearing(Street.deWit.id, in: group))
        #expect(try await street.desk.alerts(of: police).count == 3)
    }

    // MARK: receipts and reach

    @Test func reachIsCountedFromReceipts() async throws {
        let alert = try await street.burglary().alert
        let event = try #require(try await street.desk.file(alert, for: Street.bram.id).news.first)
        let hearing = try #require(street.store.hearing(Street.bram.id, in: group))
        street.clock.advance(by: .seconds(3))
        for _ in 0..<2 { try await street.desk.receive(event, by: Street.bram.id, hearings: [hearing]) }
        let reach = try await street.desk.reach(of: alert, for: Street.anna.id)
        #expect(reach.audience == 2)
        #expect(reach.told == 1)
        #expect(reach.within == Reach.Within(seconds1: 0, seconds4: 1, seconds15: 1, seconds60: 1))
        #expect(reach.channels == ["live": 1])
        #expect(street.announcer.words.filter { $0 == .reach(alert) }.count == 1, "a second receipt changes nothing")
    }

    @Test(
        arguments: [
            (Street.anna, Refusal.Code?.none), (Street.carla, nil), (Street.deWit, nil), (Street.bram, .notAllowed),
            (Street.gijs, .notFound),
        ] as [(Street.Neighbour, Refusal.Code?)])
    func reachIsForReporterAndCare(neighbour: Street.Neighbour, refused: Refusal.Code?) async throws {
        let alert = try await street.burglary().alert
        let refusal = await Refusal.of { _ = try await street.desk.reach(of: alert, for: neighbour.id) }
        #expect(refusal?.code == refused)
    }

    @Test func aReceiptIsForWhomTheEventWas() async throws {
        let alert = try await street.burglary().alert
        let event = try #require(try await street.desk.file(alert, for: Street.bram.id).news.first)
        let later = Hearing(group: group, audience: .neighbour, since: 2)
        let elsewhere = Hearing(group: Street.nextGroup.id, audience: .neighbour, since: 1)
        for hearings in [[], [later], [elsewhere]] {
            let refusal = await Refusal.of {
                try await street.desk.receive(event, by: Street.fatima.id, hearings: hearings)
            }
            #expect(refusal?.code == .notFound)
        }
        let unknown = await Refusal.of {
            try await street.desk.receive(
                Street.fixed("f9"), by: Street.bram.id,
                hearings: [Hearing(group: group, audience: .neighbour, since: 1)])
        }
        #expect(unknown?.code == .notFound)
    }
}
