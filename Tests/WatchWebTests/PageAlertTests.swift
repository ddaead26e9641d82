import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

@Suite("The alert's page, by state and reader") struct PageAlertTests {
    /// What a reader may do, in one word each.
    private func powers(_ model: AlertModel) -> Set<String> {
        let all: [(String, Bool)] = [
            ("react", model.isOpen), ("correct", model.canCorrect), ("close", model.canClose), ("hold", model.canHold),
            ("reopen", model.canReopen), ("retract", model.retractPath != nil), ("flag", model.flagPath != nil),
            ("reach", model.reach != nil), ("police", model.policePart != nil),
        ]
        return Set(all.filter(\.1).map(\.0))
    }

    @Test func whoMayDoWhatWhileItIsOpen() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        for (reader, expected) in [
            (Street.anna, ["react", "correct", "close", "retract", "reach"]),
            (Street.bram, ["react", "flag"]),
            (Street.carla, ["react", "correct", "close", "hold", "retract", "flag", "reach"]),
            (Street.deWit, ["react", "correct", "close", "hold", "retract", "flag", "reach", "police"]),
        ] as [(Street.Neighbour, [String])] {
            let model = try await street.page(alert, for: reader)
            #expect(powers(model) == Set(expected), "\(reader.person.firstName)")
            #expect(model.frame.mood == "awake")
            #expect(model.call == "The reporter called 112 at 21:04")
            #expect(model.facts.map(\.label) == ["What", "Where", "Appearance", "Vehicle", "Direction"])
            #expect(model.ending == nil)
        }
        let line = try await street.page(alert, for: Street.anna).reach?.line
        #expect(line == "This alert has been shown to nobody yet (0 of 2).")
    }

    @Test func whoMayDoWhatAfterItsEnd() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.close(alert, .caught, text: "Thank you all", by: Street.deWit.id)
        for (reader, expected) in [
            (Street.anna, ["reopen", "retract", "reach"]), (Street.bram, ["flag"]),
            (Street.carla, ["reopen", "retract", "flag", "reach"]),
            (Street.deWit, ["reopen", "retract", "flag", "reach", "police"]),
        ] as [(Street.Neighbour, [String])] {
            let model = try await street.page(alert, for: reader)
            #expect(powers(model) == Set(expected), "\(reader.person.firstName)")
            #expect(model.frame.mood == "asleep")
            #expect(model.ending?.outcome == "Over: somebody was caught")
            #expect(model.ending?.by == "Closed by the police at 21:04.")
            #expect(model.ending?.text == "Thank you all")
        }
        street.clock.advance(by: .hours(25))
        #expect(try await street.page(alert, for: Street.anna).canReopen == false)
    }

    @Test func itEndsByItselfWithoutAnAllClear() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        street.clock.advance(by: .hours(2))
        _ = try await street.dues.round()
        #expect(try await street.page(alert, for: Street.bram).note?.contains("asking whether it is over") == true)
        #expect(try await street.page(alert, for: Street.anna).note?.contains("close the alert") == true)
        #expect(try await street.page(alert, for: Street.carla).note?.contains("Hold it open") == true)
        street.clock.advance(by: .minutes(31))
        _ = try await street.dues.round()
        let ending = try #require(try await street.page(alert, for: Street.bram).ending)
        #expect(ending.isByItself)
        #expect(ending.outcome == "No news, outcome unknown. This is not an all-clear.")
    }

    @Test func heldOpenSaysUntilWhen() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.hold(alert, by: Street.carla.id)
        #expect(try await street.page(alert, for: Street.bram).note?.contains("09:04") == true)
    }

    @Test(arguments: [
        (Language.nl, "Gemeld door een buur, ", "Gemeld door de politie, "),
        (.fr, "Un voisin a lancé l’alerte ", "La police a lancé l’alerte "),
        (.de, "Gemeldet von jemandem aus der Nachbarschaft, ", "Gemeldet von der Polizei, "),
        (.en, "Reported by a neighbour, ", "Reported by the police, "),
    ])
    func whoReportedItIsSaidInASentenceAlsoWithoutAName(
        language: Language, neighbour: String, police: String
    ) async throws {
        for (reporter, expected) in [(Street.anna, neighbour), (Street.deWit, police)] {
            let street = LivingStreet()
            let alert = try await street.desk.share(
                Street.burglary(call: Street.called(at: street.clock.now())), in: Street.group.id, by: reporter.id
            ).alert
            let file = try await street.desk.file(alert, for: Street.bram.id)
            let erased = AlertFile(
                alert: file.alert.withoutReporter(), group: file.group, messages: [], flags: [:], hearing: file.hearing,
                reader: file.reader, news: file.news)
            let model = AlertModel(
                erased, reach: nil, site: "https://saar.test", try PageStreet.setting(in: language))
            #expect(model.reporter.hasPrefix(expected), "\(model.reporter)")
        }
    }

    @Test(arguments: [
        (EmergencyCall.Caller.me, true, "The reporter called 112 at 21:04"),
        (.other, true, "A neighbour says that 112 was called at 21:04"),
        (.other, false, "A neighbour says that 112 was called"),
    ])
    func theCallIsToldInHonestWords(by: EmergencyCall.Caller, isTimeKnown: Bool, expected: String) async throws {
        let street = LivingStreet()
        let call = Street.called(at: isTimeKnown ? street.clock.now() : nil, by: by)
        let outcome = try await street.desk.share(
            Street.burglary(call: call), in: Street.group.id, by: Street.anna.id)
        #expect(try await street.page(outcome.alert, for: Street.bram).call == expected)
    }

    @Test(arguments: [
        ("112", ["tel:112"], [String]()),
        ("0900-8844", ["tel:112", "tel:09008844"], ["for danger, or a crime that is happening now", "no hurry"]),
    ])
    func inDangerTheUrgentNumberStandsBesideTheOneThatWasCalled(
        number: String, links: [String], hints: [String]
    ) async throws {
        let street = LivingStreet()
        let call = Report.Call(number: number, calledAt: street.clock.now(), by: .me)
        let alert = try await street.desk.share(Street.burglary(call: call), in: Street.group.id, by: Street.anna.id)
        let model = try await street.page(alert.alert, for: Street.bram)
        #expect(model.frame.emergency.link == "tel:112" && model.calls.all.map(\.link) == links)
        let html = try PageStreet.html(model)
        for hint in hints { #expect(html.contains("<p class=\"hint\">\(hint)</p>"), "\(hint)") }
        let file = try await street.desk.file(alert.alert, for: Street.bram.id)
        let linked = LinkedAlertModel(
            PublicAlert(file.alert, messages: []), in: Street.group, try PageStreet.setting(isSignedIn: false))
        #expect(linked.calls == model.calls && linked.frame.emergency == model.frame.emergency)
    }

    /// Belgium has two numbers for danger, each for something else; what was called in danger is dialled again.
    @Test(arguments: [
        ("101", String?.none, "101", ["101", "112"]), ("112", nil, "112", ["112", "101"]),
        ("local-police", nil, "101", ["101", "112"]),
        ("09 266 61 11", "09 266 61 11", "101", ["101", "112", "09 266 61 11"]),
        // Set otherwise since.
        ("09 266 61 11", "09 266 61 12", "101", ["101", "112"]),
    ])
    func whereDangerHasTwoNumbersBothAreOffered(
        called: String, local: String?, dialled: String, all: [String]
    ) throws {
        let words = try PageStreet.words()
        let policy = Jurisdiction.of(
            "BE", municipality: "44021", own: local.map { MunicipalPolicy(minimumAge: nil, policeNumber: $0) })
        let calls = CallsAfter(called, in: policy, words)
        #expect(calls.danger.number == dialled && calls.all.map(\.number) == all && calls.areSeveral)
        #expect(Set(calls.all.map(\.hint)).count == all.count, "each is said for what it is")
        #expect(calls.all.first { $0.number == "112" }?.hint == words.text("call.all-help"))
        #expect(calls.all.first { $0.number == "101" }?.hint == words.text("call.police"))
    }

    @Test(arguments: Language.allCases)
    func thePoliceOfAPlaceAreNamedWhereTheirNumberIsNotKnown(language: Language) throws {
        let words = try PageStreet.words(language)
        #expect(words.called("local-police") == words.text("call.local.number") && words.called("101") == "101")
        let unknown = words.refusal(
            Refusal(.emergencyNumberUnknown, field: "emergencyCall.number", ["known": "101, 112, local-police"]))
        #expect(unknown.contains(words.text("call.local.number")) && !unknown.contains("local-police"))
    }

    @Test func policeAreMarkedAndANeighbourOnlySeesPolice() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let words = AlertDesk.Words(kind: .policeOnScene, text: nil)
        for person in [Street.bram, Street.deWit, Street.carla] {
            street.clock.advance(by: .seconds(1))
            _ = try await street.desk.react(words, to: alert, by: person.id)
        }
        let said = try await street.page(alert, for: Street.anna).said
        #expect(said.map(\.label) == ["A neighbour sees police", "Police are on the scene", "A neighbour sees police"])
        #expect(said.map(\.author) == ["Bram", nil, "Carla"])
        #expect(said.map(\.capacity?.label) == [nil, "police", "coordinator"])
        #expect(said.map(\.isPolice) == [false, true, false])
    }

    @Test func whatWasRetractedIsGoneForNeighboursAndKeptForThePolice() async throws {
        let street = LivingStreet()
        let outcome = try await street.burglary()
        let said = try await street.desk.react(
            AlertDesk.Words(kind: .sighting, text: "that is Piet"), to: outcome.alert, by: Street.bram.id)
        _ = try await street.desk.flag(try #require(said.message), by: Street.anna.id)
        #expect(try await street.page(outcome.alert, for: Street.carla).said.first?.flags == "Pointed out by 1 member")
        #expect(try await street.page(outcome.alert, for: Street.anna).said.first?.flags == nil)
        _ = try await street.desk.retract(try #require(said.message), by: Street.carla.id)
        let neighbours = try #require(try await street.page(outcome.alert, for: Street.anna).said.first)
        #expect(neighbours.isRetracted && neighbours.text == nil && neighbours.flagPath == nil)
        #expect(try await street.page(outcome.alert, for: Street.deWit).said.first?.text == "that is Piet")
        _ = try await street.desk.retract(try #require(outcome.message), by: Street.anna.id)
        let page = try await street.page(outcome.alert, for: Street.bram)
        #expect(page.isRetracted && page.facts.isEmpty && page.retractPath == nil)
    }

    @Test func wordsThatCameTooLateStayOnThePage() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
        let typed = TypedForm(["form": "reaction", "kind": "sighting", "text": "they are back"])
        let refusal = Refusal(.alertClosed, ["number": "112", "alertId": alert.text])
        for (reader, canReopen) in [(Street.anna, true), (Street.bram, false), (Street.carla, true)] {
            let model = try await street.page(alert, for: reader, typed: typed, refusals: [refusal])
            #expect(model.stranded?.text == "they are back")
            #expect(model.stranded?.canReopen == canReopen)
            let html = try PageStreet.html(model)
            #expect(html.contains("they are back") && html.contains("tel:112"))
            #expect(html.contains("Reopen the alert and post this") == canReopen)
        }
    }

    @Test(arguments: [
        (["form": "correction", "correction": "it was no. 17"], "it was no. 17", "Reopen the alert and post this"),
        (
            ["form": "closure", "closing": "he lives here", "outcome": "false-alarm"], "he lives here",
            "Reopen the alert"
        ),
    ])
    func wordsOfACorrectionAndAnEndThatCameTooLateStayToo(
        typed: [String: String], words: String, button: String
    ) async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.carla.id)
        let refusal = Refusal(.alertClosed, ["number": "112", "alertId": alert.text])
        let model = try await street.page(alert, for: Street.anna, typed: TypedForm(typed), refusals: [refusal])
        #expect(model.stranded?.text == words && model.stranded?.button == button && !model.hasMistakes)
        let html = try PageStreet.html(model)
        #expect(html.contains("This alert has just been closed") && html.contains("tel:112"))
        for (name, value) in typed where name != "form" {
            #expect(html.contains(#"<input type="hidden" name="\#(name)" value="\#(value)">"#))
        }
        // Too late to open again, or not theirs: the words stay all the same, and the reason is said.
        street.clock.advance(by: .hours(25))
        let late = try await street.page(
            alert, for: Street.anna, typed: TypedForm(typed), refusals: [Refusal(.reopenTooLate)])
        #expect(late.stranded?.text == words && late.stranded?.canReopen == false && late.mistakes.count == 1)
        #expect(late.mistakes.map(\.link) == [nil])
    }

    @Test func wordsThatAreNoLongerTheirsToSendStay() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let typed = TypedForm(["form": "correction", "correction": "it was no. 17"])
        let model = try await street.page(alert, for: Street.bram, typed: typed, refusals: [Refusal(.notAllowed)])
        #expect(model.stranded?.text == "it was no. 17" && model.stranded?.canReopen == false && model.hasMistakes)
        #expect(try PageStreet.html(model).contains("That did not work"))
    }

    @Test(arguments: [
        (["form": "closure", "closing": "he lives here"], Refusal(.fieldMissing, field: "outcome"), "closing-part"),
        (["form": "correction", "correction": " "], Refusal(.textMissing, field: "text"), "correction-part"),
    ])
    func aRefusedFormIsOpenAndSaysWhy(typed: [String: String], refusal: Refusal, part: String) async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let model = try await street.page(alert, for: Street.anna, typed: TypedForm(typed), refusals: [refusal])
        let html = try PageStreet.html(model)
        #expect(html.contains(#"<details class="panel" id="\#(part)" open>"#))
        #expect(html.components(separatedBy: "data-returned").count == 2 && html.contains("-error\""))
        #expect(model.stranded == nil && model.mistakes.count == 1)
        let fresh = try PageStreet.html(try await street.page(alert, for: Street.anna))
        #expect(!fresh.contains(" open>") && !fresh.contains("data-returned"))
    }

    @Test func theNewestCorrectionStandsAboveEverything() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        #expect(try await street.page(alert, for: Street.bram).amended == nil)
        var corrections: [MessageId] = []
        for words in ["No. 17", "No. 19 it is"] {
            street.clock.advance(by: .minutes(1))
            let said = try await street.desk.correct(words, of: alert, by: Street.anna.id)
            corrections.append(try #require(said.message))
        }
        let model = try await street.page(alert, for: Street.bram)
        #expect(model.amended?.text == "No. 19 it is" && model.amended?.at.text == "21:06")
        let html = try PageStreet.html(model)
        let heading = try #require(html.range(of: "<h1")), words = try #require(html.range(of: "No. 19 it is"))
        #expect(words.lowerBound < heading.lowerBound)
        _ = try await street.desk.retract(corrections[1], by: Street.anna.id)
        for reader in [Street.bram, Street.deWit] {
            #expect(try await street.page(alert, for: reader).amended?.text == "No. 17", "\(reader.person.firstName)")
        }
    }

    @Test func theNewestWordsOfThePoliceStandAboveEverything() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        func say(_ text: String, by person: Street.Neighbour) async throws -> MessageId {
            street.clock.advance(by: .minutes(1))
            let words = AlertDesk.Words(kind: .information, text: text)
            return try #require(try await street.desk.react(words, to: alert, by: person.id).message)
        }
        _ = try await say("Stay inside", by: Street.deWit)
        let second = try await say("Look out for a white van", by: Street.deWit)
        _ = try await say("I am looking", by: Street.bram)
        _ = try await street.desk.correct("A grey van", of: alert, by: Street.carla.id)
        let model = try await street.page(alert, for: Street.bram)
        #expect(model.fromPolice?.text == "Look out for a white van" && model.amended?.text == "A grey van")
        let html = try PageStreet.html(model)
        let heading = try #require(html.range(of: "<h1"))
        for words in ["Look out for a white van", "A grey van"] {
            #expect(try #require(html.range(of: words)).lowerBound < heading.lowerBound, "\(words)")
        }
        let file = try await street.desk.file(alert, for: Street.bram.id)
        let linked = LinkedAlertModel(
            PublicAlert(file.alert, messages: file.messages), in: Street.group, try PageStreet.setting())
        #expect(linked.fromPolice == model.fromPolice && linked.amended == model.amended)
        let shared = try PageStreet.html(linked)
        let title = try #require(shared.range(of: "<h1"))
        #expect(try #require(shared.range(of: "Look out for a white van")).lowerBound < title.lowerBound)
        _ = try await street.desk.retract(second, by: Street.deWit.id)
        #expect(try await street.page(alert, for: Street.bram).fromPolice?.text == "Stay inside")
    }

    @Test func whatMustNotBeSentTwiceIsGuarded() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.react(
            AlertDesk.Words(kind: .information, text: "I look"), to: alert, by: Street.bram.id)
        func forms(_ reader: Street.Neighbour) async throws -> [Substring] {
            let html = try PageStreet.html(try await street.page(alert, for: reader))
            let main = try #require(html.components(separatedBy: "<main").last?.components(separatedBy: "</main").first)
            return main.split(separator: "<form").dropFirst().compactMap { $0.split(separator: "</form>").first }
        }
        let open = try await forms(Street.carla)
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.carla.id)
        let all = try await open + forms(Street.carla)
        #expect(all.count > 7)
        for form in all {
            #expect(form.contains("data-once"), "\(form)")
            // Twice the same of these is the same.
            let isMessage = form.contains("/flags") || form.contains("/retraction")
            #expect(isMessage || form.contains(#"name="requestKey""#), "\(form)")
        }
    }

    @Test func pointingOutTakesOneTap() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary()
        let html = try PageStreet.html(try await street.page(alert.alert, for: Street.bram))
        let message = try #require(alert.message)
        let before = try #require(html.components(separatedBy: "/messages/\(message)/flags").first)
        #expect(before.components(separatedBy: "<details").count == before.components(separatedBy: "</details").count)
    }

    @Test func whatTheCheckOfWordsSaidIsForThoseWithCare() async throws {
        let street = LivingStreet()
        let report = Report(
            kind: .suspiciousPerson, observation: Observation(behaviour: "man met baard"),
            location: Location(coordinate: nil, description: "hoek"), call: Street.called(at: street.clock.now()))
        let alert = try await street.desk.share(report, in: Street.group.id, by: Street.anna.id).alert
        #expect(try await street.page(alert, for: Street.bram).hasAdvice == false)
        #expect(try await street.page(alert, for: Street.carla).hasAdvice)
    }

    @Test func onlyTheNewestIsShownUntilAllIsAskedFor() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.correct("No. 17", of: alert, by: Street.anna.id)
        for number in 1...25 {
            street.clock.advance(by: .seconds(1))
            let words = AlertDesk.Words(kind: .information, text: "word \(number)")
            _ = try await street.desk.react(words, to: alert, by: Street.bram.id)
        }
        let page = try await street.page(alert, for: Street.bram)
        #expect(page.said.count == AlertModel.mostSaid + 1 && page.said.first?.text == "No. 17")
        #expect(page.said.last?.text == "word 25" && page.older == "Show 5 older messages, too")
        let html = try PageStreet.html(page)
        #expect(html.contains("href=\"/alerts/\(alert)?all=1#said\"") && html.utf8.count < 60_000)
        let file = try await street.desk.file(alert, for: Street.bram.id)
        let setting = PageSetting(
            words: try PageStreet.words(), now: street.clock.now(), isSignedIn: true, showsAll: true)
        let whole = AlertModel(file, reach: nil, site: "https://saar.test", setting)
        #expect(whole.said.count == 26 && whole.older == nil)
    }
}
