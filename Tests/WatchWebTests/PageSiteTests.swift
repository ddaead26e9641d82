import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Help, contact, privacy and accessibility: what is true of this site, and the way there from every page.
@Suite("Pages about the site itself") struct PageSiteTests {
    private static let paths = ["/help", "/contact", "/privacy", "/accessibility"]

    @Test func everyFootLeadsThere() async throws {
        try await APIStreet.run { street in
            let pages: [(String, Street.Neighbour?)] = [
                ("/", nil), ("/groups/kerkstraat", Street.anna), ("/groups/kerkstraat/report", Street.anna),
                ("/nothing/here", nil), ("/me", Street.carla), ("/statistics", nil),
            ]
            for (page, person) in pages + Self.paths.map({ ($0, nil) }) {
                let answer = try await street.ask(.get, page, as: person)
                let foot = try #require(answer.text.split(separator: #"<footer class="foot">"#).last)
                for path in Self.paths { #expect(foot.contains(#"<a href="\#(path)">"#), "\(page) → \(path)") }
            }
        }
    }

    @Test func eachIsThereInEachLanguageAndOffersTheNumberToCall() async throws {
        try await APIStreet.run { street in
            for path in Self.paths {
                for language in Language.allCases {
                    let answer = try await street.ask(.get, path, headers: ["Accept-Language": language.rawValue])
                    let title = try PageStreet.words(language).text("\(path.dropFirst()).title")
                    #expect(answer.status == 200 && answer.text.contains("<h1>\(title)</h1>"), "\(path) \(language)")
                    #expect(answer.text.contains("tel:112") && answer.text.contains("index,follow"))
                }
            }
        }
    }

    @Test func whoKeepsTheSiteIsSaidOnlyWhereItIsKnown() throws {
        func pages(_ keeper: House.Keeper) throws -> [String] {
            [
                try PageStreet.html(ContactModel(keeper, PageStreet.setting())),
                try PageStreet.html(PrivacyModel(PageStreet.setting(), keeper: keeper)),
            ]
        }
        let nothing = "has not filled in anything here yet"
        for html in try pages(.init()) { #expect(html.contains(nothing) && !html.contains("mailto:")) }
        for html in try pages(.init(name: "Bob <& Co>", email: EmailAddress("a?b=c%40@example.org"))) {
            #expect(html.contains("Bob &lt;&amp; Co&gt; keeps this site running.") && !html.contains(nothing))
            #expect(html.contains(#"href="mailto:a%3Fb%3Dc%2540@example.org""#))
        }
        for html in try pages(.init(email: EmailAddress("help@example.org"))) {
            #expect(html.contains(#"href="mailto:help@example.org""#) && !html.contains(nothing))
        }
    }

    /// What the page says of tests is true as long as these are there, and what it says of people as long as nobody has.
    @Test func whatIsSaidOfTestsIsThere() throws {
        let root = PageWordsTests.sources.appending(path: "..")
        let access = try String(contentsOf: root.appending(path: "e2e/test_access.py"), encoding: .utf8)
        for sign in [
            #""wcag22aa""#, "test_nobody_is_shut_out", "test_the_keyboard_reaches_everything",
            "test_without_javascript_everything_can_be_sent", #"("200%""#, #"("400%""#, "letters.DOUBLE",
            "reduced_motion",
        ] { #expect(access.contains(sign), "\(sign)") }
        #expect(FileManager.default.fileExists(atPath: root.appending(path: "e2e/test_html.py").path))
    }
}
