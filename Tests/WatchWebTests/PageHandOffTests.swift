import HTTPTypes
import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// The ready-made message for the chat of a street.
@Suite("What is handed over to a chat") struct PageHandOffTests {
    private let street = LivingStreet()

    private func handOffs(_ alert: AlertId, in language: Language = .en) async throws -> AlertHandOffs {
        let words = try PageStreet.words(language)
        let now = street.clock.now()
        return AlertHandOffs(
            try await street.desk.file(alert, for: Street.bram.id), site: "https://saar.test", at: now,
            WallClock(zone: "Europe/Amsterdam", now: now, words: words), words)
    }

    private func link(_ alert: AlertId) throws -> String {
        "https://saar.test/a/" + (try #require(street.store.alert(alert)?.link))
    }

    private func say(_ kind: Message.Kind, _ text: String?, by who: Street.Neighbour, in alert: AlertId) async throws {
        street.clock.advance(by: .minutes(1))
        _ = try await street.desk.react(AlertDesk.Words(kind: kind, text: text), to: alert, by: who.id)
    }

    private func message(_ kind: Message.Kind, in alert: AlertId) async throws -> MessageId {
        let file = try await street.desk.file(alert, for: Street.bram.id)
        return try #require(file.messages.first { $0.kind == kind }).id
    }

    // MARK: the alert

    @Test(arguments: [
        (
            Language.en,
            """
            *Burglary, Kerkstraat, achterom*
            Forceert het raam aan de achterkant
            112 called at 21:04
            Light on – look – note – call. Do not approach or follow anyone.
            More: …
            """
        ),
        (
            .nl,
            """
            *Inbraak, Kerkstraat, achterom*
            Forceert het raam aan de achterkant
            112 gebeld om 21:04
            Licht aan – kijk – noteer – bel. Ga er niet op af en volg niemand.
            Meer: …
            """
        ),
    ])
    func anOpenAlertIsToldInFiveLines(language: Language, expected: String) async throws {
        let alert = try await street.burglary().alert
        let text = try #require(try await handOffs(alert, in: language).alert).text
        #expect(text == expected.replacingOccurrences(of: "…", with: try link(alert)))
    }

    @Test func theNewestCorrectionGoesAlong() async throws {
        let alert = try await street.burglary().alert
        var last: MessageId?
        for words in ["De man draagt een pet", "Hij is te voet"] {
            street.clock.advance(by: .minutes(1))
            last = try await street.desk.correct(words, of: alert, by: Street.anna.id).message
        }
        func lines() async throws -> [String] {
            try #require(try await handOffs(alert, in: .nl).alert).text.components(separatedBy: "\n")
        }
        let told = try await lines()
        #expect(told.count == 6 && told[2].hasPrefix("Correctie: Hij is te voet") && told[2].hasSuffix(" (21:06)"))
        _ = try await street.desk.retract(try #require(last), by: Street.anna.id)
        let before = try await lines()
        #expect(before[2].hasSuffix(" (21:05)"))
    }

    @Test func aCorrectionOfADoorIsNotHandedOver() async throws {
        let alert = try await street.burglary().alert
        _ = try await street.desk.correct("Het is nr. 17, niet 15", of: alert, by: Street.anna.id)
        let all = try await handOffs(alert)
        let text = try #require(all.alert).text
        #expect(!text.contains("Correction") && !text.contains("17"))
        #expect(all.said(try await message(.correction, in: alert)) == nil)
    }

    @Test(arguments: [
        (EmergencyCall.Caller.me, "112 called at 21:04"), (.other, "A neighbour says that 112 was called"),
    ])
    func whoCalledIsTold(caller: EmergencyCall.Caller, expected: String) async throws {
        let call = Street.called(at: caller == .me ? street.clock.now() : nil, by: caller)
        let alert = try await street.desk.share(
            Street.burglary(call: call), in: Street.group.id, by: Street.anna.id, request: nil
        ).alert
        let text = try #require(try await handOffs(alert).alert).text
        #expect(text.components(separatedBy: "\n")[2] == expected)
    }

    @Test func aMissingChildIsToldByItsLooks() async throws {
        let alert = try await street.desk.share(
            Street.missingChild(), in: Street.group.id, by: Street.anna.id, request: nil
        ).alert
        let text = try #require(try await handOffs(alert).alert).text
        #expect(text.hasPrefix("*Missing person, speeltuin aan de Kerkstraat*\nzes jaar, rode jas, blauwe laarsjes\n"))
    }

    @Test(arguments: [240, 241, 1_000]) func aLongTextIsCut(length: Int) async throws {
        let words = String((0..<length).map { $0 % 7 == 6 ? " " : "é" })
        let report = Report(
            kind: .theft, observation: Observation(behaviour: words.dropLast() + "!"),
            location: Location(coordinate: nil, description: "Plein"), policeOnly: nil, call: Street.called())
        let alert = try await street.desk.share(report, in: Street.group.id, by: Street.anna.id, request: nil).alert
        let line = try #require(try await handOffs(alert).alert).text.components(separatedBy: "\n")[1]
        #expect(line.count == 240)
        #expect(line.last == (length == 240 ? "!" : "…"))
        #expect(line.dropLast() == words.prefix(239))
    }

    // MARK: what is said since, and the end

    @Test func whatIsNewIsHandedOverAndWhatIsNotIsNot() async throws {
        let alert = try await street.burglary().alert
        try await say(.sighting, "Reed weg in GH-482-X, langs Kerkstraat 15", by: Street.bram, in: alert)
        try await say(.policeOnScene, nil, by: Street.deWit, in: alert)
        try await say(.knownPerson, "De loodgieter", by: Street.carla, in: alert)
        try await say(.onTheLookout, "Ik kijk", by: Street.bram, in: alert)
        try await say(.information, "Ik weet wat", by: Street.bram, in: alert)
        _ = try await street.desk.correct("De bus is grijs. Het is nr. 17, niet 15.", of: alert, by: Street.anna.id)
        let all = try await handOffs(alert)
        for (kind, line) in [
            (Message.Kind.sighting, "Sighting: Reed weg in …, langs Kerkstraat … (21:05)"),
            (.policeOnScene, "Police are on the scene (21:06)"),
            (.knownPerson, "Known person: all is well: De loodgieter (21:07)"),
            (.correction, "Correction: De bus is grijs. (21:09)"),
        ] {
            let text = try #require(all.said(try await message(kind, in: alert))).text
            #expect(text == "*Burglary, Kerkstraat, achterom*\n\(line)\nMore: \(try link(alert))", "\(kind)")
        }
        // What differs from what was written is there to be seen before.
        #expect(all.said(try await message(.sighting, in: alert))?.differs == "Reed weg in …, langs Kerkstraat …")
        #expect(all.said(try await message(.knownPerson, in: alert))?.differs == nil)
        for kind in [Message.Kind.onTheLookout, .information] {
            #expect(all.said(try await message(kind, in: alert)) == nil, "\(kind)")
        }
        let sighting = try await message(.sighting, in: alert)
        _ = try await street.desk.retract(sighting, by: Street.carla.id)
        #expect(try await handOffs(alert).said(sighting) == nil)
    }

    @Test(arguments: [
        (Alert.Outcome.caught, "Over: somebody was caught"), (.gone, "Over: there is nobody to be seen any more"),
        (.falseAlarm, "Over: it was a false alarm"), (.unknown, "Over: it is not known how it ended"),
    ])
    func theEndIsToldWithoutALinkForADay(outcome: Alert.Outcome, words: String) async throws {
        let alert = try await street.burglary().alert
        try await say(.sighting, "Daar", by: Street.bram, in: alert)
        _ = try await street.desk.close(alert, outcome, text: "Dank, Bram", by: Street.anna.id)
        let end = "*Burglary, Kerkstraat, achterom*\n\(words)\nThe alert was closed"
        #expect(try await handOffs(alert).alert?.text == "\(end) at 21:05.")
        #expect(try await handOffs(alert).said(try await message(.sighting, in: alert)) == nil)
        street.clock.advance(by: Street.jurisdiction.reopenSpan)
        #expect(try await handOffs(alert).alert?.text == "\(end) yesterday at 21:05.")
        street.clock.advance(by: .seconds(1))
        #expect(try await handOffs(alert).alert == nil)
    }

    @Test func whatEndsByItselfIsNoAllClear() async throws {
        let alert = try await street.burglary().alert
        for span in [Street.jurisdiction.quietSpan, Street.jurisdiction.answerSpan] {
            street.clock.advance(by: span)
            street.clock.advance(by: .seconds(1))
            _ = try await street.dues.round()
        }
        let text = try #require(try await handOffs(alert).alert).text
        #expect(text.contains("\nNo news, outcome unknown. This is not an all-clear.\n"))
    }

    @Test func aChildThatWasFoundIsNotCaught() async throws {
        let alert = try await street.desk.share(
            Street.missingChild(), in: Street.group.id, by: Street.anna.id, request: nil
        ).alert
        _ = try await street.desk.close(alert, .caught, text: nil, by: Street.anna.id)
        #expect(try #require(try await handOffs(alert).alert).text.contains("Over: the person has been found"))
    }

    @Test func whatWasRetractedIsNotHandedOver() async throws {
        let alert = try await street.burglary().alert
        try await say(.sighting, "Daar", by: Street.bram, in: alert)
        _ = try await street.desk.retract(try #require(street.store.alert(alert)).message, by: Street.carla.id)
        #expect(try await handOffs(alert).alert == nil)
        #expect(try await handOffs(alert).said(try await message(.sighting, in: alert)) == nil)
        _ = try await street.desk.close(alert, .falseAlarm, text: nil, by: Street.carla.id)
        #expect(try await handOffs(alert).alert == nil)
    }

    // MARK: every language

    @Test(arguments: Language.allCases) func inNoLanguageIsAnythingLeftOpenOrTold(language: Language) async throws {
        let alert = try await street.burglary().alert
        for kind in [Message.Kind.sighting, .knownPerson] {
            try await say(kind, "GH-482-X bij Kerkstraat 15", by: Street.bram, in: alert)
        }
        try await say(.policeOnScene, nil, by: Street.bram, in: alert)
        try await say(.policeOnScene, "Wij zijn er", by: Street.deWit, in: alert)
        _ = try await street.desk.correct("Reed weg in GH-482-X", of: alert, by: Street.anna.id)
        let all = try await handOffs(alert, in: language)
        let file = try await street.desk.file(alert, for: Street.bram.id)
        var texts = [try #require(all.alert).text] + file.messages.compactMap { all.said($0.id)?.text }
        #expect(texts.count == 6)
        _ = try await street.desk.close(alert, .gone, text: "Dank aan Anna", by: Street.anna.id)
        texts.append(try #require(try await handOffs(alert, in: language).alert).text)
        let link = try link(alert)
        for text in texts {
            let rest = text.replacingOccurrences(of: link, with: "…")
            #expect(!rest.contains { "{}<>&".contains($0) }, "\(text)")
            for secret in [
                "Anna", "Bram", "Jeroen", "Carla", "Vries", "GH-482-X", "15", "Lijkt op", "handoff.", "kind.", "said.",
            ] { #expect(!rest.contains(secret), "\(secret): \(text)") }
            #expect(rest.components(separatedBy: "\n").allSatisfy { !$0.isEmpty && $0 == Words.trimmed($0) })
        }
    }

    // MARK: the link to WhatsApp

    @Test(arguments: [
        "Inbraak & meer", "1+1=2 #x ?y", "a\nb\n*c*", "Größe: é, 5 €, „ja“",
        "100% 🚨 \u{202F}", "%26%2B", "",
    ])
    func theLinkHoldsExactlyTheText(text: String) throws {
        let handOff = HandOff(text)
        let parts = try #require(URLComponents(string: handOff.whatsApp))
        #expect(parts.scheme == "https" && parts.host == "wa.me" && parts.path == "/" && parts.fragment == nil)
        #expect(parts.queryItems == [URLQueryItem(name: "text", value: text)])
        #expect(handOff.whatsApp.allSatisfy { $0.isASCII && !$0.isWhitespace && !"\"'<>&+".contains($0) })
    }

    // MARK: on whose page it stands

    @Test func thePoliceGetNoneAndTheReporterGetsItFirst() async throws {
        let alert = try await street.burglary().alert
        try await say(.sighting, "Daar", by: Street.bram, in: alert)
        let reporter = try await street.page(alert, for: Street.anna)
        #expect(reporter.handOffNow != nil && reporter.handOffFirst == nil && reporter.handOffLast == nil)
        for neighbour in [Street.bram, Street.carla] {
            let page = try await street.page(alert, for: neighbour)
            #expect(page.handOffFirst == nil && page.handOffLast == reporter.handOffNow)
            #expect(page.said.first?.handOff != nil)
            #expect(try PageStreet.html(page).contains("https://wa.me/?text="))
        }
        let police = try await street.page(alert, for: Street.deWit)
        #expect(police.handOffFirst == nil && police.handOffLast == nil)
        #expect(police.said.count == 1 && police.said.first?.handOff == nil)
        #expect(!(try PageStreet.html(police).contains("wa.me")))
    }
}
