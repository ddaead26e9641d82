import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// A report for which nobody chose a kind is called by its first words, wherever it has a heading.
@Suite("What an alert without a kind is called") struct PageAlertTitleTests {
    private let title = "Looks into each car with a lamp"

    @Test func everywhereByItsFirstWords() async throws {
        try await APIStreet.run { street in
            for kind in ["other", ""] {
                let path = try await street.shared([
                    "kind": kind, "behaviour": title, "place": "Kerkstraat 15", "separate": "1",
                ])
                let page = try await street.ask(.get, path, as: Street.bram)
                #expect(page.text.contains("<title>\(title)") && !page.text.contains("Something else"))
                let handedOn = try page.found(#"data-share="([^"]*)""#).first
                #expect(handedOn?.components(separatedBy: title).count == 2, "said once: \(handedOn ?? "nothing")")
                #expect(handedOn?.hasPrefix("*\(title), Kerkstraat*") == true)
                let link = try #require(try page.found("/a/([0-9a-f]{32})").first)
                let seen = try await street.ask(.get, "/a/\(link)")
                #expect(seen.text.contains("<title>\(title)") && !seen.text.contains("Something else"))
                for list in ["/groups/kerkstraat", "/me/data"] {
                    let answer = try await street.ask(.get, list, as: Street.anna)
                    #expect(answer.status == 200 && answer.text.contains(title), "\(list)")
                    #expect(!answer.text.contains("Something else"), "\(list)")
                }
            }
        }
    }

    @Test(arguments: Language.allCases)
    func whatWasTakenBackIsAnAlertAndNothingElse(language: Language) async throws {
        let street = LivingStreet()
        let report = Report(
            kind: .other, observation: Observation(behaviour: title), location: Street.burglary().location,
            call: Street.called())
        let shared = try await street.desk.share(report, in: Street.group.id, by: Street.anna.id)
        _ = try await street.desk.retract(try #require(shared.message), by: Street.anna.id)
        let file = try await street.desk.file(shared.alert, for: Street.bram.id)
        let model = AlertModel(
            file, reach: nil, site: "https://saar.test", try PageStreet.setting(at: street.clock.now(), in: language))
        let words = try PageStreet.words(language)
        #expect(model.kind == words.text("alert.untitled") && model.kind != words.text("kind.other"))
    }
}
