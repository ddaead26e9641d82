import HTTPTypes
import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// The picture of a group's year.
@Suite("The chart of a group") struct GroupChartTests {
    private func figure(
        _ moment: Moment = ManualClock.friday, _ outcome: Alert.Outcome = .gone, told: Int? = nil,
        of audience: Int? = nil
    ) -> AlertFigure {
        AlertFigure(
            kind: .burglary, outcome: outcome, sharedAt: moment, closedAt: moment, audience: audience, told: told)
    }

    private func chart(
        _ figures: [AlertFigure], at now: Moment = ManualClock.friday, in language: Language = .en
    ) throws -> GroupChart? {
        let words = try PageStreet.words(language)
        return GroupChart(figures, at: now, WallClock(zone: "Europe/Amsterdam", now: now, words: words), words)
    }

    @Test func nothingIsDrawnOfNothing() throws {
        #expect(try chart([]) == nil)
        // The same month of last year has gone out of the picture.
        let december = try #require(Moment("2025-11-30T23:00:00Z"))
        #expect(try chart([figure(december - .seconds(1))]) == nil)
        #expect(try chart([figure(december)]) != nil)
    }

    @Test func howFastTheyWereSeenIsSaidOfAlerts() throws {
        func seen(_ seconds: Int64) -> AlertFigure {
            AlertFigure(
                kind: .burglary, outcome: .gone, sharedAt: ManualClock.friday, closedAt: ManualClock.friday,
                pace: Reach.Pace(median: .seconds(seconds), nineInTen: .seconds(900)))
        }
        // What was retired before it was kept says nothing about it.
        #expect(try chart([figure()])?.pace == nil)
        let said = try chart([figure(), seen(600), seen(4), seen(2)])?.pace
        #expect(said == "For half of the alerts, half of those who saw them saw them within 4 s.")
    }

    @Test(arguments: [1, 3, 4, 5, 76, 100, 1_000]) func everyBarFitsIntoThePicture(most: Int) throws {
        let year = (0..<12).flatMap { month in
            Array(repeating: figure(ManualClock.friday - .days(Int64(month) * 30)), count: month == 0 ? most : 1)
        }
        let bars = try #require(try chart(year)).bars
        #expect(bars.count == 12)
        for (index, bar) in bars.enumerated() {
            #expect(bar.y + bar.height == 96 && (0...76).contains(bar.height))
            #expect(bar.x == index * 30 + 5 && bar.x + 20 <= 370 && bar.middle == bar.x + 10)
            #expect(bar.numberY >= 12 && bar.numberY < bar.y)
        }
        #expect(bars.last?.count == (most == 1_000 ? "1,000" : String(most)))
        #expect(bars.last?.height == (most < 4 ? most * 19 : 76))
        #expect(bars.map(\.isEmpty) == Array(repeating: false, count: 12))
    }

    @Test(arguments: [
        (Language.en, "DJFMAMJJASON", "November"), (.nl, "DJFMAMJJASON", "november"), (.de, "DJFMAMJJASON", "November"),
        (.fr, "DJFMAMJJASON", "novembre"),
    ])
    func monthsRunToThisOne(language: Language, letters: String, last: String) throws {
        let bars = try #require(try chart([figure()], in: language)).bars
        #expect(bars.map(\.letter).joined() == letters)
        #expect(bars.last?.month == last)
        #expect(bars.map(\.isEmpty) == Array(repeating: true, count: 11) + [false])
        #expect(bars.dropLast().allSatisfy { $0.height == 0 && $0.count == "0" })
    }

    @Test(arguments: [
        ("2026-10-31T22:59:59Z", 10), ("2026-10-31T23:00:00Z", 11), ("2026-06-30T21:59:59Z", 6),
        ("2026-06-30T22:00:00Z", 7), ("2025-12-31T22:59:59Z", 0), ("2025-12-31T23:00:00Z", 1),
    ])
    func aMonthBeginsAtMidnightInTheStreet(moment: String, place: Int) throws {
        let moment = try #require(Moment(moment))
        let bars = try #require(try chart([figure(moment)])).bars
        #expect(bars.indices.filter { !bars[$0].isEmpty } == [place])
    }

    @Test func endsAreCountedTheMostFrequentFirst() throws {
        let figures = [Alert.Outcome.gone, .caught, .gone, .falseAlarm, .gone, .falseAlarm].map {
            figure(ManualClock.friday, $0)
        }
        let drawn = try #require(try chart(figures))
        #expect(drawn.outcomes == ["Gone: 3", "False alarm: 2", "Caught: 1"])
        #expect(drawn.total == "6 alerts in twelve months." && drawn.reach == nil)
        #expect(try chart([figure()])?.total == "1 alert in twelve months.")
    }

    @Test(
        arguments: [
            ([(nil, nil)], nil), ([(0, 0)], nil), ([(9, 10)], "90"), ([(9, 10), (nil, nil), (0, 0)], "90"),
            ([(10, 10), (0, 10)], "50"), ([(nil, 10)], "0"), ([(84, 91)], "92"),
        ] as [([(Int?, Int?)], String?)])
    func reachIsTheAverageOfWhatWasCounted(told: [(Int?, Int?)], percent: String?) throws {
        let drawn = try #require(try chart(told.map { figure(told: $0.0, of: $0.1) }))
        #expect(drawn.reach == percent.map { "On average an alert was shown to \($0)% of the neighbours." })
    }

    @Test func onlyWhoIsInSeesThePicture() throws {
        let setting = try PageStreet.setting()
        let figures = [figure()]
        for place in [GroupModel.Place.stranger, .visitor, .waiting, .suspended] {
            #expect(GroupModel(Street.group, as: place, figures: figures, setting).chart == nil)
        }
        let hearing = Hearing(group: Street.group.id, audience: .neighbour, since: 1)
        let model = GroupModel(Street.group, as: .inside(hearing, own: nil), figures: figures, setting)
        #expect(try PageStreet.html(model).contains(#"<svg viewBox="0 0 370 116" role="img" aria-label="1 alert in"#))
    }

    @Test func figuresOutliveTheWords() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send(
                "\(alert)/reactions", as: Street.bram, ["kind": "sighting", "text": "Two of them"])
            _ = try await street.send(
                "\(alert)/closure", as: Street.anna, ["outcome": "caught", "closing": "Thanks all"])
            let events = "\(APIStreet.group)/events?after=0"
            let before = try await street.ask(.get, events, as: Street.bram)
            for words in ["Two of them", "Thanks all", "black coat"] {
                #expect(before.text.contains(words), "\(words)")
            }
            for (span, status) in [(Span.days(29), 200), (.days(2), 404)] {
                street.clock.advance(by: span)
                while try await street.dues.round() > 0 {}
                #expect(try await street.ask(.get, alert, as: Street.bram).status == status)
                let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.bram)
                #expect(group.text.contains("1 alert in twelve months.") && group.text.contains("Caught: 1"))
                #expect(try group.found(#"(<rect class="chart-bar")"#).count == 1)
                #expect(group.text.contains(alert) == (status == 200))
            }
            for who in [Street.anna, Street.bram, Street.carla] {
                let group = try await street.ask(.get, "/groups/kerkstraat", as: who)
                let history = try await street.ask(.get, events, as: who)
                #expect(history.status == 200 && history.text.contains("alert-shared"))
                for words in [
                    "Two of them", "Thanks all", "black coat", "Forces a window", "Kerkstraat 15", "GH-482-X", "52.08",
                ] {
                    #expect(!history.text.contains(words), "\(words)")
                    #expect(!group.text.contains(words), "\(words)")
                }
                for name in ["Anna", "Bram"] { #expect(!history.text.contains(name), "\(name)") }
            }
            let record = try await street.ask(.get, "/me/data.json", as: Street.bram)
            #expect(!record.text.contains("Two of them"))
        }
    }
}
