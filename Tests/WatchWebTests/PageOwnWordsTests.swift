import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// The page of an alert for who spoke in it and is not in the group any more: their own words, and nothing of others.
@Suite("One's own words, on the page") struct PageOwnWordsTests {
    /// Anna reports, Bram and Carla react, and one of them is out of the group.
    private func page(
        of neighbour: Street.Neighbour, isOver: Bool = false, in language: Language
    ) async throws -> (model: AlertModel, html: String) {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        for (who, text) in [(Street.bram, "Hij had een tas"), (Street.carla, "Ik bel nog eens")] {
            _ = try await street.desk.react(.init(kind: .sighting, text: text), to: alert, by: who.id)
        }
        street.store.place(
            Member(
                id: Street.fixed("b9"), group: Street.group.id, person: neighbour.id, standing: .suspended,
                role: .resident, joinedSequence: 1, leftSequence: 4, appliedAt: Street.founded))
        if isOver { _ = try await street.desk.close(alert, .gone, text: "Weg naar de brug", by: Street.carla.id) }
        let model = AlertModel(
            try await street.desk.file(alert, for: neighbour.id), reach: nil, site: "https://saar.test",
            try PageStreet.setting(at: street.clock.now(), in: language))
        return (model, try PageStreet.html(model, in: language))
    }

    @Test(arguments: Language.allCases, [false, true]) func whoReacted(language: Language, isOver: Bool) async throws {
        let (model, html) = try await page(of: Street.bram, isOver: isOver, in: language)
        let words = try PageStreet.words(language)
        #expect(html.contains(words.text("alert.own-words")) && html.contains("Hij had een tas"))
        for text in ["Ik bel nog eens", "Weg naar de brug", "Forceert", "bestelbus", "Anna", "GH-482-X"] {
            #expect(!html.contains(text), "\(text)")
        }
        #expect(model.frame.live == nil && model.reach == nil && model.sendOn.isEmpty)
        #expect(!model.canReact && !model.canClose && !model.canCorrect && !model.canReopen && !model.canHold)
        #expect(model.flagPath == nil && model.retractPath == nil && model.said.allSatisfy { $0.retractPath != nil })
        #expect(model.handOffNow == nil && model.handOffFirst == nil && model.handOffLast == nil)
    }

    @Test(arguments: Language.allCases) func whoReported(language: Language) async throws {
        let (model, html) = try await page(of: Street.anna, in: language)
        let words = try PageStreet.words(language)
        #expect(html.contains("Forceert") && html.contains(words.text("alert.own-words.none")))
        #expect(!html.contains("Hij had een tas") && !html.contains("GH-482-X"))
        #expect(!html.contains(words.text("alert.nothing-said")), "others may have said something")
        #expect(model.canClose && model.outcomes.map(\.value) == ["false-alarm"] && model.retractPath != nil)
        #expect(!model.canReact && !model.canCorrect && !model.isMine && model.handOffFirst == nil)
    }
}
