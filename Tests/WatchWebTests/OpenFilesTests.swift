import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// What the registry gives away, and the box on other sites.
@Suite("Open files") struct OpenFilesTests {
    private static let paths = [
        "/open-data/groups.json", "/open-data/groups.geojson", "/open-data/groups.csv", "/groups.atom", "/sitemap.xml",
    ]

    @Test(arguments: paths) func theyAreForEverybodyAndSayNothingOfTonight(path: String) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let before = try await street.ask(.get, path)
            #expect(before.status == 200 && before.text.contains("kerkstraat"))
            #expect(before.header("Access-Control-Allow-Origin") == "*")
            _ = try await street.shared()
            let after = try await street.ask(.get, path, as: Street.anna)
            #expect(after.text == before.text && !after.text.contains("awake") && !after.text.contains("state"))
            #expect(!after.text.contains("4.7475"), "an exact corner")
            for neighbour in Street.everybody { #expect(!after.text.contains(neighbour.person.firstName)) }
            let tag = try #require(before.header("ETag"))
            #expect(try await street.ask(.get, path, headers: ["If-None-Match": tag]).status == 304)
        }
    }

    @Test func aChangeIsSeenWithinAMinuteAndWhatIsNotConfirmedIsNoNews() async throws {
        try await APIStreet.run { street in
            #expect(try await street.ask(.get, "/open-data/groups.json").count("groups") == 2)
            let area =
                #"{"type": "Polygon", "coordinates": [[[4.7,52.0],[4.71,52.0],[4.71,52.01],[4.7,52.01],[4.7,52.0]]]}"#
            _ = try await street.ask(
                .post, "\(APIStreet.root)/groups", as: Street.fatima,
                body: #"{"name": "=Nieuwlaan()", "place": "Gouda", "country": "NL", "area": \#(area)}"#)
            try await street.shelf.refresh()
            // However often groups change, a file that was asked for is not made anew within a minute.
            #expect(try await street.ask(.get, "/open-data/groups.json").count("groups") == 2)
            street.clock.advance(by: .minutes(1))
            let open = try await street.ask(.get, "/open-data/groups.json")
            #expect(open.count("groups") == 3 && open.text.contains("proposed"))
            #expect(try await street.ask(.get, "/open-data/groups.csv").text.contains(",\"'=Nieuwlaan()\","))
            for path in ["/groups.atom", "/sitemap.xml"] {
                #expect(!(try await street.ask(.get, path)).text.contains("nieuwlaan"), "\(path)")
            }
        }
    }

    @Test func manyAddressesBecomeAnIndexOfFiles() throws {
        let addresses = (0..<25).map { "https://saar.test/groups/\($0)?a&b" }
        let whole = SiteMap.whole(addresses, site: "https://saar.test", most: 10)
        #expect(
            whole.contains("<sitemapindex") && whole.contains("/sitemaps/3.xml") && !whole.contains("/sitemaps/4.xml"))
        #expect(try #require(SiteMap.part(addresses, 2, most: 10)).components(separatedBy: "<loc>").count == 6)
        #expect(SiteMap.part(addresses, 3, most: 10) == nil && SiteMap.part(addresses, -1, most: 10) == nil)
        #expect(SiteMap.whole(addresses, site: "https://saar.test").contains("?a&amp;b</loc>"))
    }

    @Test func searchEnginesAreToldOfTheFigures() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let map = try await street.ask(.get, "/sitemap.xml").text
            for path in ["/statistics", "/statistics?country=NL", "/statistics/1901"] {
                #expect(map.contains("<loc>https://saar.test\(path)</loc>"), "\(path)")
                let page = try await street.ask(.get, path)
                #expect(page.status == 200 && page.text.contains("\"index,follow\""), "\(path)")
            }
        }
    }

    @Test func theFeedHasWhatWasConfirmedTheNewestFirst() throws {
        func group(_ number: Int, _ standing: Registration.Standing) -> ListedGroup {
            ListedGroup(
                id: Street.fixed(String(1_000 + number)), slug: "laan-\(number)", name: "Laan <\(number)>", place: "",
                country: "NL", municipality: nil, area: Street.group.area, standing: standing, channel: .saar,
                members: 1, foundedAt: Street.founded, createdAt: Street.founded + .days(Int64(number)))
        }
        let groups = (0..<60).map { group($0, .listed) } + [group(99, .proposed), group(98, .closed)]
        #expect(GroupFeed.newest(groups).count == GroupFeed.most && GroupFeed.newest(groups).first?.slug == "laan-59")
        let text = GroupFeed.text(groups, site: "https://saar.test", try PageStreet.words())
        #expect(text.contains("<title>Laan &lt;59&gt;</title>") && !text.contains("laan-99"))
        #expect(MarkupText.escaped("a\u{0}\u{8}b'\"") == "ab&#39;&quot;")
    }

    @Test func aLateConfirmationIsNews() throws {
        func group(_ number: Int, listed: Moment?) -> ListedGroup {
            ListedGroup(
                id: Street.fixed(String(1_000 + number)), slug: "laan-\(number)", name: "Laan \(number)", place: "",
                country: "NL", municipality: nil, area: Street.group.area, standing: .listed, channel: .saar,
                members: 1, foundedAt: Street.founded, createdAt: Street.founded + .days(Int64(number)),
                listedAt: listed)
        }
        // The oldest of sixty was confirmed last; servers of the version before wrote nothing down about the others.
        let moment = Street.founded + .days(90)
        let groups = [group(0, listed: moment)] + (1..<60).map { group($0, listed: nil) }
        #expect(GroupFeed.newest(groups).map(\.slug).prefix(2) == ["laan-0", "laan-59"])
        let text = GroupFeed.text(groups, site: "https://saar.test", try PageStreet.words())
        #expect(text.components(separatedBy: "<updated>\(moment)</updated>").count == 3, "the feed's, and the entry's")
        #expect(text.contains("<published>\(moment)</published>"))
    }

    @Test func whatIsSomebodysOwnIsNotForSearchEngines() async throws {
        try await APIStreet.run { street in
            let robots = try await street.ask(.get, "/robots.txt").text
            for path in ["/a/", "/j/", "/me", "/alerts/"] { #expect(robots.contains("Disallow: \(path)\n")) }
            #expect(robots.contains("Sitemap: https://saar.test/sitemap.xml"))
            #expect(try await street.ask(.get, "/sitemaps/1.xml").status == 200)
            for path in ["/sitemaps/2.xml", "/sitemaps/0.xml", "/sitemaps/x.xml", "/sitemaps/-1.xml"] {
                #expect(try await street.ask(.get, path).status == 404)
            }
        }
    }

    // MARK: the box on other sites

    @Test func onlyTheBoxMayStandInAFrameAndNobodyIsKnownInIt() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let browser = PageBrowser(street)
            try await browser.signIn(Street.anna)
            let box = try await browser.get("/embed/finder?municipality=1901&colour=ffee00")
            #expect(box.status == 200 && box.header("X-Frame-Options") == nil)
            #expect(box.header("Content-Security-Policy")?.contains("frame-ancestors *") == true)
            #expect(box.header("Content-Security-Policy")?.contains("script-src") == false)
            #expect(box.headers[values: .setCookie].isEmpty && !box.text.contains("Anna"))
            #expect(box.text.contains("There are 2 groups in Bodegraven-Reeuwijk."))
            #expect(box.text.contains("GeoNames (CC BY 4.0)"), "its name is from sources that want to be named")
            #expect(box.text.contains(#"action="https://saar.test/groups" target="_top""#))
            #expect(box.text.contains(#"href="/embed/finder.css?colour=ffee00""#))
            for path in ["/groups", "/embed", "/", "/embed/nothing"] {
                let page = try await browser.get(path)
                #expect(page.header("X-Frame-Options") == "DENY", "\(path)")
                #expect(page.header("Content-Security-Policy")?.contains("frame-ancestors 'none'") == true, "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("ffee00", "000000"), ("#0B4A63", "ffffff"), ("777777", "000000"), ("000000", "ffffff"), ("ff0000", "000000"),
        ("0000ff", "ffffff"),
    ])
    func lettersCanBeReadOnEveryColour(typed: String, ink: String) throws {
        let colour = try #require(EmbedColour(typed))
        #expect(colour.ink == ink && colour.contrast >= 4.5)
    }

    @Test(arguments: ["", "red", "fff", "ffee0", "ffee000", "ffee0;", "##ffee0", "ｆｆｅｅ００", "}body{x"])
    func whatIsNoColourIsOurs(typed: String) { #expect(EmbedColour(typed) == nil) }

    @Test func everyGreyCanBeReadOn() throws {
        for value in 0...255 {
            let digits = String(repeating: (value < 16 ? "0" : "") + String(value, radix: 16), count: 3)
            #expect(try #require(EmbedColour(digits)).contrast >= 4.5)
        }
    }

    @Test func theLineToCopyIsSafe() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let page = try await street.ask(.get, "/embed?municipality=Bodegraven-Reeuwijk&colour=%23ffee00")
            #expect(page.text.contains("/embed/finder?municipality=1901&amp;amp;colour=ffee00"))
            let odd = try await street.ask(.get, "/embed?municipality=%22%3E%3Cscript%3E&colour=%7D")
            #expect(odd.status == 200 && !odd.text.contains("<script>") && odd.typed("colour") == "#0b4a63")
        }
    }
}
