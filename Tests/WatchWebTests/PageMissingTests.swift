import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Who is missing is looked for, stayed with and found: nobody keeps away.
@Suite("Pages about somebody who is missing") struct PageMissingTests {
    /// What is said of somebody to keep away from.
    private static let keepAway = ["do.not", "alert.rule", "alert.next.2", "report.r.text", "done.shared"]

    private func alert(in street: LivingStreet) async throws -> AlertId {
        let report = Street.missingChild()
        return try await street.desk.share(report, in: Street.group.id, by: Street.anna.id).alert
    }

    @Test(arguments: Language.allCases) func itHasAdviceOfItsOwn(language: Language) async throws {
        let street = LivingStreet()
        let id = try await alert(in: street)
        let words = try PageStreet.words(language)
        let setting = try PageStreet.setting(at: street.clock.now(), done: "shared", in: language)
        for reader in [Street.anna, Street.bram] {
            let file = try await street.desk.file(id, for: reader.id)
            let model = AlertModel(
                file, reach: try street.store.reach(of: id), site: "https://saar.test", setting)
            let html = try PageStreet.html(model, in: language)
            for key in ["do.missing.sheds", "do.missing.stay", "do.missing.text", "do.call"] {
                #expect(html.contains(words.text(key)), "\(key)")
            }
            for key in PageMissingTests.keepAway { #expect(!html.contains(words.text(key)), "\(key)") }
            #expect(model.reaction.buttons.first?.label == words.text("reaction.found"))
            #expect(!html.contains(words.text("reaction.known-person")))
            #expect(html.contains(words.text("done.shared.missing")))
            let handOff = try #require(model.handOffNow ?? model.handOffLast)
            #expect(handOff.text.contains(words.text("alert.rule.missing")))
            let linked = try PageStreet.html(
                LinkedAlertModel(PublicAlert(file.alert, messages: []), in: Street.group, setting), in: language)
            #expect(linked.contains(words.text("do.missing.sheds")) && !linked.contains(words.text("do.not")))
        }
    }

    @Test func whoHasFoundThemSaysSo() async throws {
        let street = LivingStreet()
        let id = try await alert(in: street)
        let found = AlertDesk.Words(kind: .knownPerson, text: "In our shed")
        _ = try await street.desk.react(found, to: id, by: Street.bram.id)
        let page = try await street.page(id, for: Street.anna)
        #expect(
            page.said.map(\.label) == ["Found"] && page.said.first?.handOff?.text.contains("Found: In our shed") == true
        )
        let file = try await street.desk.file(id, for: Street.bram.id)
        let linked = LinkedAlertModel(
            PublicAlert(file.alert, messages: file.messages), in: Street.group, try PageStreet.setting())
        #expect(linked.said.map(\.label) == ["Found"])
    }

    @Test(arguments: Language.allCases) func whoCanEndItIsAskedWhetherTheyAreFound(language: Language) async throws {
        let street = LivingStreet()
        let id = try await alert(in: street)
        let words = try PageStreet.words(language)
        street.clock.advance(by: .hours(2))
        _ = try await street.dues.round()
        let asked = [
            (Street.anna, "alert.asked.missing.end"), (Street.carla, "alert.asked.missing.end"),
            (Street.bram, "alert.asked.missing"),
        ]
        for (reader, key) in asked {
            let file = try await street.desk.file(id, for: reader.id)
            let model = AlertModel(
                file, reach: nil, site: "https://saar.test",
                try PageStreet.setting(at: street.clock.now(), in: language))
            #expect(model.note == words.text(key))
            #expect(!model.canHold, "it stays open anyway")
        }
    }

    @Test func everybodyElseIsStillKeptAwayFrom() async throws {
        let street = LivingStreet()
        let id = try await street.burglary().alert
        _ = try await street.desk.react(
            AlertDesk.Words(kind: .knownPerson, text: nil), to: id, by: Street.bram.id)
        let page = try await street.page(id, for: Street.bram)
        let html = try PageStreet.html(page)
        let words = try PageStreet.words()
        #expect(html.contains(words.text("do.not")) && !html.contains(words.text("do.missing.sheds")))
        #expect(page.said.map(\.label) == ["Known person: all is well"])
        #expect(page.reaction.buttons.map(\.value) == Message.Kind.reactions.map(\.rawValue))
    }
}
