import Testing
import Watch
import WatchTesting

/// Thirty days after its end only figures remain of an alert: by the rule alone, and through the desk.
@Suite struct AlertRetirementTests {
    private let policy = Street.jurisdiction
    /// When the alert of `Stage.closed` ended.
    private let end = ManualClock.friday + .minutes(20)

    @Test(arguments: [
        (Span.days(30) - .milliseconds(1), false), (.days(30), true), (.days(400), true),
    ])
    func thirtyDaysAfterItsEnd(after: Span, isRetired: Bool) throws {
        let before = try Stage.closed.alert()
        var alert = before
        let now = end + after
        let effects = alert.retire(at: now, in: policy)
        #expect(effects == (isRetired ? [.retire, .unschedule] : [.schedule(.retirement, at: end + .days(30))]))
        #expect(alert.retiredAt == (isRetired ? now : nil))
        if !isRetired { #expect(alert == before) }
    }

    @Test(arguments: [Stage.open, .asked, .held])
    func whatIsOpenIsNotRetired(stage: Stage) throws {
        let before = try stage.alert()
        var alert = before
        let effects = alert.retire(at: end + .days(99), in: policy)
        #expect(effects.map(\.summary) == ["due: quiet"], "it is watched as before")
        #expect(alert == before)
    }

    @Test func whoIsMissingStaysMissing() throws {
        var alert = Street.draft()
        _ = try alert.signal(Street.missingChild(), in: .netherlands)
        _ = try alert.alarm(Street.called(), at: ManualClock.friday, in: policy)
        _ = try alert.share(at: ManualClock.friday, minuteOfDay: 0, in: policy)
        let before = alert
        let asked = ManualClock.friday + .hours(2)
        #expect(alert.retire(at: end + .days(99), in: policy) == [.schedule(.quiet, at: asked)])
        #expect(alert == before)
    }

    @Test func onceIsEnough() throws {
        var alert = try Stage.closed.alert()
        _ = alert.retire(at: end + .days(30), in: policy)
        let before = alert
        #expect(alert.retire(at: end + .days(31), in: policy) == [.unschedule])
        #expect(alert == before)
    }

    @Test func whatIsRetiredIsNotOpenedAgain() throws {
        // A policy that would allow it: retention is shorter than the time to reopen.
        let policy = Jurisdiction(
            code: "X", timeZone: "UTC", numbers: Jurisdiction.netherlands.numbers, reopenSpan: .days(2),
            neighbourRetention: .days(1))
        var alert = try Stage.closed.alert()
        _ = alert.retire(at: end + .days(1), in: policy)
        let before = alert
        let refusal = Refusal.of { _ = try alert.reopen(by: Street.byCarla, at: end + .days(1), in: policy) }
        #expect(refusal?.code == .reopenTooLate)
        #expect(alert == before)
    }

    @Test func onlyFiguresRemain() throws {
        var alert = try Stage.open.alert()
        _ = try alert.addReference("PL1500-2026-1", by: Street.byDeWit)
        _ = try alert.close(.caught, words: nil, by: Street.byDeWit, at: end, in: policy)
        let whole = text(alert)
        _ = alert.retire(at: end + .days(30), in: policy)
        let left = text(alert)
        for word in [
            "Forceert", "zwarte jas", "bestelbus", "Kerkstraat", "GH-482-X", "Lijkt op", "PL1500", "Anna",
            Street.anna.id.text, "52.08",
        ] {
            #expect(whole.contains(word), "the test would prove nothing")
            #expect(!left.contains(word), "\(word)")
        }
        #expect(alert.kind == .burglary)
        #expect(alert.call?.number == "112")
        #expect(alert.closure == Alert.Closure(outcome: .caught, closedAt: end, by: .police, words: .nothing))
        #expect(alert.sharedAt == ManualClock.friday)
        #expect(alert.advice == [] && alert.link == nil)
    }

    @Test(arguments: Audience.allCases)
    func nobodyIsShownTheWords(audience: Audience) throws {
        var alert = try Stage.closed.alert()
        _ = alert.retire(at: end + .days(30), in: policy)
        let view = AlertView(alert, for: audience, messages: [Street.said(.sighting, "Daar").figuresOnly])
        #expect(view.observation == nil && view.location == nil && view.policeOnly == nil)
        #expect(view.reporter == AuthorView(firstName: nil, capacity: .neighbour))
        #expect(view.reactions?.map(\.kind) == [.sighting])
        #expect(view.reactions?.first?.text == nil)
        #expect(view.reactions?.first?.author == AuthorView(firstName: nil, capacity: .neighbour))
        #expect(view.outcome == .gone)
    }

    @Test func newsWithoutAPersonKeepsTheWords() throws {
        let shared = AlertNews(.alertShared, alert: Street.fixed("d1"), shared: try Stage.open.alert())
        let said = AlertNews(.reactionAdded, alert: Street.fixed("d1"), said: Street.said(.sighting, "Daar gaat hij"))
        let left = [shared.without(Street.anna.id), said.without(Street.bram.id)]
        #expect(!text(left).contains("Anna") && !text(left).contains("Bram"))
        #expect(!text(left).contains(Street.anna.id.text) && !text(left).contains(Street.bram.id.text))
        #expect(left[0].shared?.observation == shared.shared?.observation)
        #expect(left[1].said?.text == "Daar gaat hij")
        #expect(shared.without(Street.bram.id) == shared, "other people's news is not touched")
        #expect(said.without(Street.anna.id) == said)
    }

    /// Everything that it holds, as one text.
    private func text(_ value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }
}

/// The same through the desk, the store, and the link.
@Suite struct AlertRetirementDeskTests {
    private let street = LivingStreet()
    private let group = Street.group.id

    /// Anna's alert, with Bram's sighting, seen by Carla, ended by the police.
    private func ended() async throws -> (alert: AlertId, link: String) {
        let alert = try await street.burglary().alert
        let link = try #require(street.store.alert(alert)?.link)
        _ = try await street.desk.react(
            AlertDesk.Words(kind: .sighting, text: "Hij rent weg"), to: alert, by: Street.bram.id)
        let hearing = try #require(street.store.hearing(Street.carla.id, in: group))
        let event = try #require(street.store.event(of: alert))
        for neighbour in [Street.carla, Street.anna] {
            try await street.desk.receive(event, by: neighbour.id, hearings: [hearing])
        }
        _ = try await street.desk.close(alert, .caught, text: "Aangehouden", by: Street.deWit.id)
        return (alert, link)
    }

    @Test func thirtyDaysLaterTheWordsAreGoneEverywhere() async throws {
        let (alert, link) = try await ended()
        let register = street.store.register(of: group)
        let sequence = street.store.group(group)?.lastSequence
        street.clock.advance(by: .days(30) - .milliseconds(1))
        #expect(try await street.dues.round() == 0)
        #expect(try await street.view(alert, for: Street.bram).closingText == "Aangehouden")
        street.clock.advance(by: .milliseconds(1))
        #expect(try await street.dues.round() == 1)
        #expect(street.store.due(alert) == nil)
        for neighbour in [Street.anna, Street.carla, Street.deWit] {
            let history = text(try await street.history(for: neighbour))
            for word in ["Forceert", "GH-482-X", "Hij rent weg", "Aangehouden", "Anna", "Bram", "Kerkstraat 15"] {
                #expect(!history.contains(word), "\(word), for \(neighbour.person.firstName)")
            }
        }
        let police = try await street.desk.file(alert, for: Street.deWit.id)
        #expect(!police.messages.isEmpty)
        #expect(police.messages.allSatisfy { $0.text == nil && $0.author == nil && $0.firstName == nil })
        #expect(await Refusal.of { _ = try await street.desk.seen(byLink: link) }?.code == .notFound)
        #expect(street.store.register(of: group) == register, "the police keep what was said")
        #expect(street.store.group(group)?.lastSequence == sequence, "it is no news")
        street.clock.advance(by: .milliseconds(1))
        #expect(await Refusal.of { _ = try await street.desk.file(alert, for: Street.bram.id) }?.code == .notFound)
    }

    @Test func figuresRemain() async throws {
        let (alert, _) = try await ended()
        let hearing = try #require(street.store.hearing(Street.bram.id, in: group))
        let start = ManualClock.friday
        func figures(since: Moment = start) async throws -> [AlertFigure] {
            try await street.desk.figures(of: hearing, since: since)
        }
        #expect(
            try await figures() == [
                AlertFigure(kind: .burglary, outcome: .caught, sharedAt: start, closedAt: start)
            ])
        street.clock.advance(by: .days(30))
        _ = try await street.dues.round()
        // Bram and Carla are the audience; Carla was told; Anna's own receipt does not count.
        #expect(
            try await figures() == [
                AlertFigure(
                    kind: .burglary, outcome: .caught, sharedAt: start, closedAt: start, reactions: 1, audience: 2,
                    told: 1)
            ])
        #expect(try await figures(since: start + .milliseconds(1)).isEmpty)
        #expect(street.store.alert(alert)?.retiredAt == start + .days(30))
        _ = try await street.burglary()
        #expect(try await figures().count == 1, "what is open has no figures yet")
    }

    @Test func whatWasOpenedAgainIsRetiredThirtyDaysAfterItsLastEnd() async throws {
        let (alert, _) = try await ended()
        street.clock.advance(by: .hours(20))
        _ = try await street.desk.reopen(alert, by: Street.carla.id)
        #expect(street.store.due(alert)?.due == .quiet)
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.carla.id)
        #expect(street.store.due(alert)?.at == ManualClock.friday + .hours(20) + .days(30))
    }

    // MARK: the link

    @Test func theLinkShowsWhatIsOpenAndSaysWhatIsOver() async throws {
        let alert = try await street.burglary().alert
        let link = try #require(street.store.alert(alert)?.link)
        #expect(link.utf8.count == 32)
        let seen = try await street.desk.seen(byLink: link)
        #expect(seen.group.id == group)
        #expect(seen.alert.behaviour == "Forceert het raam aan de achterkant")
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
        let ended = await Refusal.of { _ = try await street.desk.seen(byLink: link) }
        #expect(ended == Refusal(.alertLinkEnded, ["number": "112"]))
        _ = try await street.desk.reopen(alert, by: Street.anna.id)
        #expect(try await street.desk.seen(byLink: link).alert.kind == .burglary)
    }

    @Test func everyAlertHasItsOwnLink() async throws {
        var links: Set<String> = []
        for _ in 0..<20 {
            let alert = try await street.desk.share(
                Street.burglary(isSeparate: true), in: group, by: Street.anna.id
            ).alert
            links.insert(try #require(street.store.alert(alert)?.link))
        }
        #expect(links.count == 20)
    }

    @Test(arguments: ["", "x", String(repeating: "0", count: 32), String(repeating: "0", count: 33)])
    func anUnknownLinkShowsNothing(link: String) async throws {
        _ = try await street.burglary()
        #expect(await Refusal.of { _ = try await street.desk.seen(byLink: link) } == Refusal(.notFound))
    }

    private func text(_ value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }
}

extension FakeAlertStore {
    /// The event by which an alert was shared.
    fileprivate func event(of alert: AlertId) -> EventId? {
        events(of: Street.group.id, after: 0, limit: 100)
            .first { $0.event.alertNews?.kind == .alertShared && $0.event.alertNews?.alert == alert }?.event.id
    }
}
