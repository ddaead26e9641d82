import Testing
import Watch
import WatchTesting

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
            (Street.anna, ["react", "correct", "close", "retract", "reach"]), (Street.bram, ["react", "flag"]),
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
        #expect(line == "0 of 2 neighbours told, 0 within 4 seconds")
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
        _ = try await street.desk.doDue()
        #expect(try await street.page(alert, for: Street.bram).note?.contains("asking whether it is over") == true)
        #expect(try await street.page(alert, for: Street.anna).note?.contains("close the alert") == true)
        #expect(try await street.page(alert, for: Street.carla).note?.contains("Hold it open") == true)
        street.clock.advance(by: .minutes(31))
        _ = try await street.desk.doDue()
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
        #expect(said.map(\.author) == ["Bram", "Police", "Carla, coordinator"])
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
