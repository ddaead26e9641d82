import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@Suite("What a locked screen shows of an alert") struct AlertPushTests {
    private static let now = ManualClock.friday + .minutes(20)
    private static let capability = String(repeating: "ab", count: 32)

    private struct Read {
        let title: String
        let body: String
        let notification: [String: Any]
        let data: [String: Any]
        let text: String
    }

    private func read(_ bytes: [UInt8]?) throws -> Read {
        let bytes = try #require(bytes)
        let payload = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(payload["web_push"] as? Int == 8_030 && payload["mutable"] as? Bool == true)
        let notification = try #require(payload["notification"] as? [String: Any])
        return Read(
            title: try #require(notification["title"] as? String), body: try #require(notification["body"] as? String),
            notification: notification, data: try #require(notification["data"] as? [String: Any]),
            text: String(decoding: bytes, as: UTF8.self))
    }

    private func push(
        _ news: Notice.Kind = .alarm, about report: Report = Street.burglary(),
        saying words: String = "Het was nummer 13 bij Jan Jansen",
        told: Group = Street.group, in language: Language = .nl, most: Int = 3_993
    ) throws -> Read {
        let alert = try Street.alert(about: report, at: news, until: Self.now)
        let said = Street.said(news == .end ? .closure : .correction, words, by: Street.byCarla)
        let dispatch = Street.dispatch(news, in: language, of: alert, said: said, told: told, at: Self.now)
        let push = AlertPush(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        return try read(push.payload(dispatch, capability: Self.capability, most: most))
    }

    @Test func anAlarmSaysGroupKindCallAndStreet() throws {
        let push = try push()
        #expect(push.title.hasPrefix(Street.group.name) && push.title.hasSuffix("Inbraak"))
        #expect(push.body.contains("112") && push.body.contains("Kerkstraat"))
        #expect(push.data["receipt"] as? String == Self.capability && push.data["kind"] as? String == "alarm")
        #expect(push.data["call"] as? String == "112" && push.data["callLabel"] as? String == "Bel 112")
        let alert: AlertId = Street.fixed("d1")
        #expect(push.notification["navigate"] as? String == "https://saar.test/alerts/\(alert)?by=push")
        #expect(push.notification["tag"] as? String == alert.text && push.notification["lang"] as? String == "nl")
    }

    /// Whoever sits beside the phone reads along.
    @Test(arguments: Language.allCases, Notice.Kind.allCases)
    func nobodyNoDoorNoCarAndNothingForThePolice(language: Language, news: Notice.Kind) throws {
        for (report, group) in [(Street.burglary(), Street.group), (Street.missingChild(), Street.nextGroup)] {
            let push = try push(
                news, about: report, saying: "Het was nummer 13 en de GH-482-X van Jan Jansen", told: group,
                in: language)
            #expect(push.title.hasPrefix(group.name))
            for text in [push.title, push.body] {
                #expect(!text.isEmpty)
                for hidden in ["Anna", "Carla", "GH-482-X", "Plein", "15", "13", "Jansen", "anna@"] {
                    #expect(!text.contains(hidden), "\(language) \(news): \(hidden) in \(text)")
                }
                #expect(text.firstMatch(of: #/\b(letter|alert|call|kind|outcome|push)\.[a-z]/#) == nil, "\(text)")
            }
            #expect((push.data["call"] != nil) == (news != .end))
        }
    }

    /// Where nobody chose a kind, a page shows the first words of what was seen. They may name anybody.
    @Test func whereThereIsNoKindNoWordsStandForIt() throws {
        let report = Report(
            kind: .other, observation: Observation(behaviour: "Jan Jansen slaat zijn hond"),
            location: Location(coordinate: nil, description: "bij mevrouw Jansen, Kerkstraat 12"), call: Street.called()
        )
        let push = try push(about: report)
        #expect(push.title == "\(Street.group.name): Melding")
        let place = try #require(push.body.split(separator: "\n").last)
        #expect(place.contains("Kerkstraat") && !place.contains("12") && !push.text.contains("Jansen"))
    }

    @Test(arguments: Language.allCases)
    func anEndSaysHow(language: Language) throws {
        let words = try HouseWords.of(language)
        #expect(try push(.end, in: language).body.hasPrefix(words.text("outcome.caught.long")))
        let missing = try push(.end, about: Street.missingChild(), in: language)
        #expect(missing.body.hasPrefix(words.text("outcome.found.long")))
    }

    @Test func whatIsTooLongIsShortenedBySigns() throws {
        let long = String(repeating: "Πλατεία ", count: 25)
        let whole = try push(about: Street.missingChild(place: long))
        #expect(whole.text.utf8.count <= 3_993)
        let short = try push(about: Street.missingChild(place: long), most: 700)
        #expect(short.text.utf8.count <= 700 && short.body.hasSuffix("…"))
        #expect(short.body.unicodeScalars.count < whole.body.unicodeScalars.count)
        let push = AlertPush(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        let dispatch = Street.dispatch(of: try Street.alert(until: Self.now), at: Self.now)
        #expect(push.payload(dispatch, capability: Self.capability, most: 50) == nil, "nothing would be left")
    }

    @Test(arguments: Language.allCases)
    func aTestSaysThatItIsOne(language: Language) throws {
        let push = AlertPush(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        let read = try read(push.test(capability: Self.capability, in: language, at: Self.now))
        let words = try HouseWords.of(language)
        #expect(read.title == words.text("push.test.title") && read.body == words.text("push.test.text"))
        #expect(read.data["kind"] as? String == "test" && read.data["alert"] == nil && read.data["call"] == nil)
        #expect(read.notification["navigate"] as? String == "https://saar.test/me")
    }

    @Test(arguments: Language.allCases)
    func aTestOfAGroupsAlarmSaysSoFirstAndOffersNoNumber(language: Language) throws {
        let push = AlertPush(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        let dispatch = Street.testAlarm(in: language, at: Self.now)
        let read = try read(push.payload(dispatch, capability: Self.capability, most: 3_993))
        let words = try HouseWords.of(language)
        let heading = words.text("test-alarm.title")
        #expect(read.title.hasPrefix(heading) && read.title.hasSuffix(Street.group.name))
        #expect(read.body == words.text("push.test-alarm.text") && !read.text.contains("112"))
        #expect(read.data["kind"] as? String == "test-alarm" && read.data["receipt"] as? String == Self.capability)
        #expect(read.data["call"] == nil && read.data["alert"] == nil)
        #expect(read.notification["silent"] as? Bool == false)
        #expect(read.notification["tag"] as? String == dispatch.notice.subject.id.text)
        #expect(read.notification["navigate"] as? String == "https://saar.test/groups/kerkstraat?by=push")
        #expect(push.payload(dispatch, capability: Self.capability, most: 50) == nil)
    }

    @Test(arguments: Language.allCases)
    func itsLetterSaysSoFirstAndHowToBeWoken(language: Language) throws {
        let letters = NoticeLetter(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        let email = try #require(EmailAddress("anna@example.org"))
        let dispatch = Street.testAlarm(in: language, at: Self.now)
        let letter = letters.letter(dispatch, to: email)
        let words = try HouseWords.of(language)
        #expect(letter.subject.hasPrefix(words.text("test-alarm.title")) && letter.receipt == dispatch.receipt)
        #expect(letter.text.hasPrefix(words.text("letter.test-alarm.lead")) && !letter.text.contains("112"))
        for address in ["https://saar.test/groups/kerkstraat?by=mail", "https://saar.test/me", "https://saar.test/u/"] {
            #expect(letter.text.contains(address), "\(letter.text)")
        }
        #expect(letter.stop != nil && !letter.text.contains("{") && !letter.text.contains("letter."))
    }

    @Test func lettersWakeNobody() throws {
        let push = AlertPush(words: try HouseWords.catalogues.get(), site: SiteAddress("https://saar.test"))
        for content in Street.letterContents {
            let dispatch = Street.dispatch(content, at: Self.now)
            #expect(push.payload(dispatch, capability: Self.capability, most: 3_993) == nil)
        }
    }
}
