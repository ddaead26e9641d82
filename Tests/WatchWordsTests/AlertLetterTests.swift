import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchWords

/// What somebody is written about an alert.
@Suite("Letters about alerts") struct AlertLetterTests {
    static let now = ManualClock.friday + .minutes(2)
    /// When nobody has said anything for so long that it is asked about, or is over.
    static let late = ManualClock.friday + .hours(3)

    @Test func anAlarmWholeInDutch() throws {
        let letter = try letter(.alarm, in: .nl)
        #expect(letter.subject == "Melding: Inbraak, Kerkstraat 15, achterom (Kerkstraat)")
        #expect(
            letter.text == """
                De melder belde 112 om 21:04

                Gevaar voor iemand, of ziet u iets nieuws? Bel meteen.

                Bel 112

                Inbraak

                Wat: Forceert het raam aan de achterkant
                Waar: Kerkstraat 15, achterom
                Uiterlijk: zwarte jas, witte pet
                Voertuig: witte bestelbus
                Richting: noordoost

                Licht aan – kijk – noteer – bel. Ga er niet op af en volg niemand.

                Bekijk de melding
                https://saar.test/alerts/01900000-0000-7000-8000-0000000000d1?by=mail

                Reageren doet u op de pagina van de melding. Een antwoord op deze e-mail leest de groep niet.

                U krijgt deze e-mail omdat u meldingen van Kerkstraat ontvangt.

                Geen e-mails over meldingen meer: één tik, zonder in te loggen
                https://saar.test/u/0123456789abcdef0123456789abcdef

                Saar
                """)
        #expect(letter.to.text == "anna@example.org" && letter.language == .nl)
        #expect(letter.receipt?.text == "abababababababababababababababab")
        #expect(letter.thread == "01900000-0000-7000-8000-0000000000d1")
        #expect(letter.stop == "https://saar.test/u/0123456789abcdef0123456789abcdef")
    }

    /// While it is open the first line says which number was called, by whom and when; then what to call.
    @Test(arguments: Language.allCases, [Notice.Kind.alarm, .correction, .question, .reopening])
    func theNumberStandsOnTop(language: Language, news: Notice.Kind) throws {
        let words = try HouseWords.of(language)
        let said = Street.said(.correction, "Het is nummer 17")
        for (call, key) in [
            (Street.called(), "call.told.self"), (Street.called(by: .other), "call.told.other"),
            (Street.called(at: nil, by: .other), "call.told.other.unknown"),
        ] {
            let letter = try letter(news, about: Street.burglary(call: call), said: said, in: language)
            let now = news == .question ? Self.late : Self.now
            let clock = WallClock(zone: "Europe/Amsterdam", now: now, words: words)
            let when = clock.phrase(ManualClock.friday)
            let lines = letter.text.split(separator: "\n\n").map(String.init)
            #expect(lines[0] == words.text(key, ["number": "112", "when": when]))
            #expect(lines[1] == words.text("alert.urgent") && lines[2] == words.text("call.button", ["number": "112"]))
            #expect(letter.text.contains("Het is nummer 17") == (news == .correction))
            #expect(letter.html?.contains("href=\"tel:112\"") == true)
        }
    }

    /// Where danger has two numbers, each says what it is for, the one that was called first.
    @Test func inBelgiumBothNumbersSayWhatTheyAreFor() throws {
        let letter = try letter(
            .alarm, about: Street.burglary(call: Street.called("112")), told: Self.belgian, under: .belgium, in: .nl)
        let words = try HouseWords.of(.nl)
        let expected = [("112", "all-help"), ("101", "police")].map { number, use in
            "Bel \(number) – \(words.text("call.\(use)"))"
        }
        #expect(letter.text.contains("\n\n" + expected.joined(separator: "\n") + "\n\n"))
        #expect(letter.html?.contains("tel:101") == true)
    }

    /// Of what had no hurry its own number is offered, too, and nothing says that it is quiet.
    @Test func whatHasNoHurryOffersBothNumbers() throws {
        let letter = try letter(.alarm, about: Street.car(), in: .nl)
        #expect(letter.text.hasPrefix("De melder belde 0900-8844 om 21:04\n"))
        #expect(letter.text.contains("\n\nBel 112 – ") && letter.text.contains("\nBel 0900-8844 – "))
    }

    /// How it ended, as the page says it; a missing person is found and not caught, and no news is no all-clear.
    @Test(arguments: Language.allCases)
    func anEndSaysHowAndNoMore(language: Language) throws {
        let words = try HouseWords.of(language)
        let cases: [(Report, Alert.Outcome?, String)] = [
            (Street.burglary(), .caught, "outcome.caught.long"), (Street.burglary(), .gone, "outcome.gone.long"),
            (Street.burglary(), .falseAlarm, "outcome.false-alarm.long"),
            (Street.burglary(), .unknown, "outcome.unknown.long"), (Street.burglary(), nil, "alert.ended.alone"),
            (Street.missingChild(), .caught, "outcome.found.long"),
        ]
        for (report, outcome, key) in cases {
            let letter = try letter(
                .end, about: report, outcome, said: Street.said(.closure, "Dank aan allen"), in: language)
            #expect(letter.text.hasPrefix(words.text(key) + "\n\n") && letter.subject.hasPrefix(words.text(key)))
            #expect(letter.text.contains("Dank aan allen"))
            #expect(
                !letter.text.contains(words.text("alert.urgent")) && !letter.text.contains(words.text("alert.rule")))
            #expect(letter.text.contains(words.text("linked.over.text")))
            #expect(!letter.text.contains(words.text("letter.alert.reply")))
        }
    }

    /// Of what was taken back nothing is repeated.
    @Test(arguments: Language.allCases)
    func aRetractionRepeatsNothing(language: Language) throws {
        let words = try HouseWords.of(language)
        var alert = try Street.alert(until: Self.now)
        let before = try letter(.retraction, of: alert, said: retracted(.correction, "c2"), in: language)
        #expect(before.text.hasPrefix(words.text("letter.alert-retraction.message")))
        #expect(
            before.subject != (try letter(.retraction, of: alert, said: retracted(.alert, "c1"), in: language).subject))
        _ = try alert.retract(alert.ownText, by: Street.byCarla, at: Self.now)
        for said in [retracted(.alert, "c1"), nil] {
            let letter = try letter(.retraction, of: alert, said: said, in: language)
            #expect(letter.text.hasPrefix(words.text("letter.alert-retraction.text")))
            for text in [letter.text, letter.subject, letter.html ?? ""] {
                for word in ["Forceert", "achterom", "zwarte", "bestelbus", "Weg ermee"] {
                    #expect(!text.contains(word))
                }
            }
        }
    }

    @Test func whoIsAskedWhetherItIsOverIsToldWhatTheyCanDo() throws {
        let words = try HouseWords.of(.en)
        #expect(try letter(.question, isCoordinator: true).text.contains(words.text("alert.asked.care")))
        #expect(try letter(.question).text.contains(words.text("alert.asked.reporter")))
        let missing = try letter(.question, about: Street.missingChild(), isCoordinator: true)
        #expect(missing.text.contains(words.text("letter.alert-question.missing.text")))
        #expect(missing.subject.hasPrefix("Found? Missing person"))
    }

    /// Whose name it is, where they live and what is for the police: no letter says so. A neighbour's words about a door stay.
    @Test(arguments: Language.allCases, Notice.Kind.allCases)
    func everyLetterIsWholeAndNamesNobody(language: Language, news: Notice.Kind) throws {
        let words = try HouseWords.of(language)
        let message = Street.said(news == .end ? .closure : .correction, "Bij de kerk", by: Street.byCarla)
        for (report, group) in [(Street.burglary(), Street.group), (Street.missingChild(), Street.nextGroup)] {
            let letter = try letter(news, about: report, said: message, told: group, in: language)
            #expect(letter.language == language && letter.text.hasSuffix("\n\nSaar"))
            let isLinked = letter.text.contains(words.text("letter.alert.linked", ["group": group.name]))
            #expect(isLinked == (news == .alarm && group.id != Street.group.id))
            for text in [letter.subject, letter.text, letter.html ?? ""] {
                #expect(!text.isEmpty && !text.contains("\n\n\n") && text.contains(group.name))
                for hidden in ["Anna", "Carla", "GH-482-X", "Plein", "anna@"] {
                    #expect(!text.contains(hidden), "\(language) \(news): \(hidden)")
                }
                #expect(text.firstMatch(of: #/\b(letter|alert|call|fact|kind|outcome|said|live)\.[a-z]/#) == nil)
            }
            #expect(letter.html?.contains("{") == false && !letter.text.contains("{"))
        }
    }

    /// Somebody's words are words: no markup, no line that looks like one of ours, no second subject.
    @Test func nothingThatSomebodyWritesIsMore() throws {
        let wild = "<img src=x onerror=alert(1)> \"'&\n\nBel 06-12345678\n{link}\nU krijgt deze e-mail"
        let report = Report(
            kind: .other, observation: Observation(behaviour: wild),
            location: Location(coordinate: nil, description: wild), call: Street.called())
        let letter = try letter(.alarm, about: report, said: nil, in: .nl)
        let html = try #require(letter.html)
        #expect(
            !html.contains("<img") && html.contains("&lt;img src=x onerror=alert(1)&gt; &quot;&#39;&amp;<br><br>Bel"))
        #expect(!letter.text.contains("\nBel 06") && letter.text.contains("\n  Bel 06-12345678\n  {link}\n  U krijgt"))
        #expect(!letter.subject.contains("\n") && letter.subject.unicodeScalars.count < 200)
        let told = try self.letter(.correction, said: Street.said(.correction, wild), in: .nl)
        #expect(!told.text.contains("\nBel 06") && told.html?.contains("<img") == false)
    }

    /// Nothing is fetched, nothing runs, and no colour stands in the way of a reader's own.
    @Test func thePageNeedsNothingFromElsewhere() throws {
        let html = try #require(try letter(.alarm).html)
        for word in ["src=", "url(", "<script", "<style", "<link", "@import", "background", "#", "px;", "height: "] {
            let isAllowed =
                word == "height: " && !html.replacingOccurrences(of: "line-height: ", with: "").contains(word)
            #expect(isAllowed || !html.contains(word), "\(word)")
        }
        let links = html.matches(of: #/href="([^"]+)"/#).map { String($0.output.1) }
        #expect(links.allSatisfy { $0.hasPrefix("https://saar.test/") || $0.hasPrefix("tel:") } && links.count == 3)
    }

    @Test func aCorrectionSaysWhoMayKnow() throws {
        let words = try HouseWords.of(.en)
        for (actor, tag) in [(Street.byBram, nil), (Street.byCarla, "coordinator"), (Street.byDeWit, "police")] {
            let letter = try letter(.correction, said: Street.said(.correction, "It is number 17", by: actor))
            let line = try #require(letter.text.split(separator: "\n").first { $0.hasSuffix("It is number 17") })
            let expected = ["Correction", tag.map { words.text("capacity.\($0)") }, "21:09"].compactMap(\.self)
            #expect(line == "\(expected.joined(separator: ", ")): It is number 17")
        }
    }

    // MARK: helpers

    static let belgian = Group(
        id: Street.fixed("e9"), slug: "kerkstraat-gent", name: "Kerkstraat", place: "Gent", jurisdiction: .belgium,
        municipality: nil, area: Street.group.area, createdAt: Street.founded)

    private func retracted(_ kind: Message.Kind, _ id: String) -> Message {
        Street.said(kind, "Weg ermee", id: id, isRetracted: true)
    }

    private func letter(
        _ news: Notice.Kind, about report: Report = Street.burglary(), _ outcome: Alert.Outcome? = .caught,
        said: Message? = nil, told: Group = Street.group, under jurisdiction: Jurisdiction = Street.jurisdiction,
        isCoordinator: Bool = false, in language: Language = .en
    ) throws -> Letter {
        let isLong = news == .question || news == .end && outcome == nil
        let now = isLong ? Self.late : Self.now
        let alert = try Street.alert(about: report, at: news, outcome, in: jurisdiction, until: now)
        return try letter(news, of: alert, said: said, told: told, isCoordinator: isCoordinator, in: language, at: now)
    }

    private func letter(
        _ news: Notice.Kind, of alert: Alert, said: Message?, told: Group = Street.group,
        isCoordinator: Bool = false, in language: Language, at now: Moment = now
    ) throws -> Letter {
        let letters = NoticeLetter(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        let dispatch = Street.dispatch(
            news, in: language, of: alert, said: said, told: told, isCoordinator: isCoordinator, at: now)
        return letters.letter(dispatch, to: try #require(EmailAddress("anna@example.org")))
    }
}
