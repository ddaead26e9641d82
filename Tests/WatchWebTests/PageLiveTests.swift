import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What a page tells its script of the line, and what the tab is called.
@Suite("Pages that keep up by themselves") struct PageLiveTests {
    @Test("each page with something that changes is live, and says by which signs it knows")
    func live() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let pages: [(path: String, who: Street.Neighbour, isWatching: Bool)] = [
                ("/", Street.anna, false), ("/groups/kerkstraat", Street.anna, false),
                ("/groups/kerkstraat/report", Street.anna, false), (alert, Street.anna, false),
                ("/groups/kerkstraat/members", Street.carla, true), ("/groups/kerkstraat/links", Street.carla, true),
                ("/groups/kerkstraat/registry", Street.carla, true), ("/me", Street.anna, true),
                ("/me/devices", Street.anna, true),
            ]
            for (path, who, isWatching) in pages {
                let page = try await street.ask(.get, path, as: who)
                #expect(page.status == 200, "\(path)")
                let main = try #require(page.text.split(separator: "<main ").last?.prefix { $0 != ">" }, "\(path)")
                #expect(main.contains(#"data-live"#), "\(path)")
                #expect(main.contains(#"data-heartbeat="20" data-silence="50""#), "\(path)")
                #expect(main.contains("data-watching") == isWatching, "\(path)")
                #expect(!main.contains(#"data-line="""#), "\(path)")
                #expect(page.text.contains("/assets/scripts/line.js"), "\(path)")
            }
        }
    }

    @Test("who hears no group has pages that look by themselves, and no line that would be refused")
    func withoutLine() async throws {
        try await APIStreet.run { street in
            for path in ["/", "/groups/kerkstraat", "/me", "/me/devices"] {
                let page = try await street.ask(.get, path, as: Street.els)
                let main = try #require(page.text.split(separator: "<main ").last?.prefix { $0 != ">" })
                #expect(page.status == 200 && main.contains(#"data-live data-line="""#), "\(path)")
                #expect(main.contains("data-watching"), "\(path)")
            }
            #expect(!(try await street.ask(.get, "/")).text.contains("data-live"))
        }
    }

    @Test("an alert's page says it in a line: in which group, what, and where")
    func says() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let page = try await street.ask(.get, alert, as: Street.bram)
            #expect(page.text.contains(#"data-says="Alert in Kerkstraat: Burglary, Kerkstraat 15, at the back""#))
            let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.bram)
            #expect(group.text.contains("<title>Alert! Kerkstraat – Saar</title>"))
            let home = try await street.ask(.get, "/", as: Street.bram)
            #expect(home.text.contains("<title>Alert! Kerkstraat – Saar</title>"))
        }
    }

    @Test(
        "what was refused is said in the tab's title first",
        arguments: [("nl", "Fout: "), ("en", "Error: "), ("de", "Fehler: "), ("fr", "Erreur : ")])
    func mistakes(language: String, mark: String) async throws {
        try await APIStreet.run { street in
            let headers = ["Accept-Language": language]
            for (path, form) in [
                ("/groups/kerkstraat/alerts", ["behaviour": ""]), ("/me", ["firstName": "", "language": "nl"]),
                ("/sign-in", ["email": "no address"]),
            ] {
                let answer = try await street.send(path, as: Street.anna, headers: headers, form)
                #expect(answer.status == 422, "\(path)")
                #expect(answer.text.contains("<title>\(mark)"), "\(path)")
            }
            #expect(
                !(try await street.ask(.get, "/me", as: Street.anna, headers: headers)).text.contains("<title>\(mark)"))
        }
    }
}
