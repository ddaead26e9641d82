import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Finding the group of one's street.
@Suite("The search for a group") struct PageSearchTests {
    @Test func whoSearchesLearnsNothingOfWhatIsGoingOn() async throws {
        try await APIStreet.run { street in
            let paths = ["/groups", "/groups?q=kerk", "/groups?q=Bodegraven"]
            var before: [String] = []
            for path in paths { before.append(try await street.ask(.get, path).text) }
            _ = try await street.shared()
            for (path, text) in zip(paths, before) {
                let page = try await street.ask(.get, path)
                #expect(page.status == 200 && page.text == text, "\(path)")
                #expect(page.text.contains(#"<h2><a href="/groups/kerkstraat">Kerkstraat</a></h2><p>Bodegraven</p>"#))
                // Not even to who is in.
                #expect(!(try await street.ask(.get, path, as: Street.anna).text.contains("awake")), "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("en", "kerk", "1 group found"), ("en", "bodegraven", "2 groups found"), ("en", "nowhere", "0 groups found"),
        ("fr", "kerk", "1 groupe trouvé"), ("fr", "bodegraven", "2 groupes trouvés"),
        ("fr", "nowhere", "0 groupe trouvé"), ("nl", "nowhere", "0 groepen gevonden"),
        ("de", "nowhere", "0 Gruppen gefunden"), ("nl", "KERK", "1 groep gevonden"),
    ])
    func theyAreCountedAsTheLanguageCounts(language: String, query: String, words: String) async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups?q=\(query)", headers: ["Accept-Language": language])
            #expect(page.text.contains(#"<p role="status">\#(words)</p>"#))
            #expect(page.typed("q") == query)
        }
    }

    @Test(arguments: [
        ("%22%3E%3Cscript%3E", 0), ("kerk%25", 1), ("%27%20OR%201%3D1", 0), ("kerk%00", 1), ("straat", 0),
        // What holds no word asks for nothing in particular.
        ("", 2), ("%25", 2), ("_", 2), ("%F0%9F%9A%A8", 2), ("%FF", 2),
    ])
    func oddWordsAreWords(query: String, number: Int) async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups?q=\(query)")
            #expect(page.status == 200)
            #expect(page.text.contains("<p role=\"status\">\(number) group"))
            #expect(!page.text.contains("<script>"))
        }
    }

    @Test func longWordsAreCut() async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups?q=\(String(repeating: "x", count: 3_000))")
            #expect(page.status == 200 && page.typed("q")?.count == 100)
        }
    }

    @Test(arguments: [(30, 30, "30 groups found"), (31, 30, "Many groups were found.")])
    func whoFindsTooManySaysMore(number: Int, shown: Int, words: String) throws {
        let found = (0..<number).map { _ in FoundGroup(group: Street.group, distance: nil) }
        let model = GroupSearchModel(found, typed: "", try PageStreet.setting())
        #expect(model.found.count == shown)
        #expect(model.count.hasPrefix(words))
    }
}
