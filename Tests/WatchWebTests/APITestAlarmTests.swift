import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Tests of a group's alarm, through the API and on the pages.
@Suite("Tests of a group's alarm, by program and by page") struct APITestAlarmTests {
    private let tests = "\(APIStreet.group)/test-alarms"
    private let members = "/groups/kerkstraat/members"

    /// On the street at ten in the morning: at night nobody is rung.
    private func run(_ test: @Sendable (APIStreet) async throws -> Void) async throws {
        try await APIStreet.run { street in
            street.clock.advance(by: .hours(13))
            try await test(street)
        }
    }

    /// Everybody gets their notice, and open pages have had their word.
    private func spread(_ street: APIStreet) async throws {
        while try await street.notices.spread(at: street.clock.now(), slice: 100, wait: NoticeRules.receiptTime) {}
    }

    @Test func whoLeadsTheGroupSendsOneAndReadsWhatCameOfIt() async throws {
        try await run { street in
            let none = try await street.ask(.get, tests, as: Street.carla)
            #expect(none.status == 200 && none.text == #"{"testAlarms":[]}"#)
            let key = ["Idempotency-Key": "k1"]
            let sent = try await street.ask(.post, tests, as: Street.carla, body: "{}", headers: key)
            #expect(sent.status == 201, "\(sent.text)")
            #expect(sent["groupId"] == Street.group.id.text && sent["sentAt"] == street.clock.now().description)
            #expect(sent["nextFrom"] == "2027-02-19T23:00:00.000Z" && sent["reach.audience"] == nil)
            let again = try await street.ask(.post, tests, as: Street.carla, body: "{}", headers: key)
            #expect(again.status == 201 && again["id"] == sent["id"])

            let event = try #require(sent["eventId"])
            let history = try await street.ask(.get, "\(APIStreet.group)/events?after=0", as: Street.bram)
            #expect(history["events.0.eventId"] == event && history["events.0.event"] == "test-alarm-sent")
            #expect(history["events.0.testAlarm.id"] == sent["id"] && history["events.0.alertId"] == nil)
            try await spread(street)
            let receipt = try await street.ask(
                .post, "\(APIStreet.root)/events/\(event)/receipts", as: Street.bram, body: "{}")
            #expect(receipt.status == 204)
            let list = try await street.ask(.get, tests, as: Street.carla)
            #expect(list["testAlarms.0.id"] == sent["id"] && list["testAlarms.0.reach.audience"] == "3")
            #expect(list["testAlarms.0.reach.told"] == "1" && list["testAlarms.0.reach.channels.live"] == "1")
            #expect(list["testAlarms.0.reach.waiting"] == "2" && list["testAlarms.1.id"] == nil)
            // Numbers alone.
            for secret in ["Anna", "Bram", "@"] { #expect(!list.text.contains(secret)) }

            let group = try await street.ask(.get, APIStreet.group, as: Street.bram)
            #expect(group["state"] == "asleep")
            let early = try await street.ask(.post, tests, as: Street.carla, body: "{}")
            early.expectProblem(429, "test-alarm-too-soon")
            #expect(early["nextFrom"] == "2027-02-19T23:00:00.000Z" && early["date"] == "2027-02-20")
            street.clock.advance(by: TestAlarmRules.pause)
            let next = try await street.ask(.post, tests, as: Street.carla, body: "{}")
            #expect(next.status == 201 && next["id"] != sent["id"])
            let both = try await street.ask(.get, "\(tests)?limit=1", as: Street.carla)
            #expect(both["testAlarms.0.id"] == next["id"] && both["testAlarms.1.id"] == nil)
        }
    }

    @Test func atNightAndBesideAnAlertThereIsNone() async throws {
        try await APIStreet.run { street in
            let night = try await street.ask(.post, tests, as: Street.carla, body: "{}")
            night.expectProblem(409, "test-alarm-at-night")
            #expect(night["until"] == "2026-11-21T08:00:00.000Z" && night["clock"] == "09:00")
            street.clock.advance(by: .hours(13))
            let alert = try await street.ask(
                .post, "\(APIStreet.group)/alerts", as: Street.anna, body: street.report())
            #expect(alert.status == 201, "\(alert.text)")
            try await street.ask(.post, tests, as: Street.carla, body: "{}").expectProblem(
                409, "test-alarm-while-awake")
            #expect(try await street.ask(.get, tests, as: Street.carla).text == #"{"testAlarms":[]}"#)
        }
    }

    @Test func aBrowserSendsNoneWithoutThePageThatAsks() async throws {
        try await run { street in
            let browser = PageBrowser(street)
            try await browser.signIn(Street.carla)
            let page = try await browser.get(members)
            #expect(page.text.contains(#"action="/groups/kerkstraat/test-alarms""#), "\(page.text)")
            let asked = try await browser.send("/groups/kerkstraat/test-alarms")
            #expect(asked.status == 200 && asked.text.contains("reaches 3 of 3 members"), "\(asked.text)")
            #expect(asked.text.contains("20 February 2027"), "\(asked.text)")
            #expect(try await street.ask(.get, tests, as: Street.carla).text == #"{"testAlarms":[]}"#)

            let form = try #require(try asked.finalStep)
            let sent = try await browser.send(form.path, form.fields)
            #expect(sent.status == 303 && sent.header("Location")?.contains("done=test-alarm-sent") == true)
            // A second tap of an unsteady thumb.
            let again = try await browser.send(form.path, form.fields)
            #expect(again.status == 303)
            let list = try await street.ask(.get, tests, as: Street.carla)
            #expect(list["testAlarms.0.id"] != nil && list["testAlarms.1.id"] == nil)

            let then = try await browser.get("\(members)?done=test-alarm-sent")
            #expect(then.text.contains("Shown to nobody yet (0 of 3).") && then.text.contains("20 February 2027"))
            #expect(!then.text.contains(#"action="/groups/kerkstraat/test-alarms""#), "no button for what is refused")
            street.clock.advance(by: .days(2))
            let late = try await browser.send("/groups/kerkstraat/test-alarms")
            #expect(late.status == 429 && late.text.contains("20 February 2027"), "\(late.text)")
        }
    }

    @Test func thePageOfTheGroupSaysSoForADayAndCountsWhoCameByALetter() async throws {
        try await run { street in
            let said = "whether an alert reaches everybody in the group"
            #expect(try await !street.ask(.get, "/groups/kerkstraat", as: Street.bram).text.contains(said))
            let sent = try await street.ask(.post, tests, as: Street.carla, body: "{}")
            let event = try #require(sent["eventId"])
            let page = try await street.ask(.get, "/groups/kerkstraat", as: Street.bram)
            #expect(page.text.contains(said) && page.text.contains(#"data-shows="\#(event)""#))
            #expect(page.text.contains(#"data-mood="asleep""#))
            #expect(try await !street.ask(.get, "/groups/kerkstraat").text.contains(said), "strangers are told nothing")
            let list = try await street.ask(.get, tests, as: Street.carla)
            #expect(list["testAlarms.0.reach.told"] == "0", "a page that a program fetched was seen by nobody")
            _ = try await street.ask(.get, "/groups/kerkstraat?by=mail", as: Street.bram)
            let then = try await street.ask(.get, tests, as: Street.carla)
            #expect(then["testAlarms.0.reach.channels.mail"] == "1")
            street.clock.advance(by: TestAlarmRules.mention)
            #expect(try await !street.ask(.get, "/groups/kerkstraat", as: Street.bram).text.contains(said))
        }
    }

    // MARK: its words

    private static let tested = TestedAlarm(
        TestAlarm(
            id: Street.fixed("c1"), group: Street.group.id, event: Street.fixed("f1"), sequence: 1,
            sentAt: ManualClock.friday),
        reach: Reach(
            audience: 9, receipts: [(.seconds(2), "push"), (.seconds(9), "live"), (.minutes(4), "mail")],
            unseen: NoticeTally(
                waiting: 1, sent: ["push": 1, "mail": 2], inDoubt: 1, dropped: ["muted": 1, "over": 1, "seen": 3])))

    @Test(arguments: Language.allCases)
    func everyFigureHasItsWords(language: Language) throws {
        let words = try PageStreet.words(language)
        let setting = try PageStreet.setting(in: language)
        let refusal = Refusal(
            .testAlarmTooSoon, ["nextFrom": "2027-02-19T23:00:00.000Z", "date": "2027-02-20"])
        let part = TestAlarmPart(
            TestAlarmDesk.Standing(last: Self.tested, refusal: refusal), in: Street.group,
            setting.clock(in: Street.jurisdiction), words)
        let outcome = try #require(part.outcome)
        #expect(part.action == nil && outcome.told == 3 && outcome.audience == 9)
        // Two times, three ways that showed it, two that did not, in doubt, waiting, and two reasons.
        #expect(outcome.lines.count == 11)
        let whyNot = try #require(part.whyNot)
        #expect(whyNot.contains("2027") && !whyNot.contains("2027-02-20"), "\(whyNot)")
        for text in [whyNot, outcome.line, outcome.when] + outcome.lines.map(\.label) {
            #expect(!text.contains("{") && !text.contains("reach.") && !text.contains("test-alarm."), "\(text)")
        }
        for code in [Refusal.Code.testAlarmAtNight, .testAlarmWhileAwake] {
            let text = words.refusal(Refusal(code, ["clock": "09:00"]))
            #expect(!text.contains("{") && !text.contains("refusal."), "\(text)")
        }
    }
}
