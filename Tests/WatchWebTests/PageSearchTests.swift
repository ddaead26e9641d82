import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// Finding the group of one's street.
@Suite("The search for a group") struct PageSearchTests {
    @Test func whoSearchesLearnsNothingOfWhatIsGoingOn() async throws {
        try await APIStreet.run { street in
            let paths = ["/groups?near=52.081,4.750", "/groups?q=kerk", "/groups?q=Bodegraven"]
            var before: [String] = []
            for path in paths { before.append(try await street.ask(.get, path).text) }
            _ = try await street.shared()
            for (path, text) in zip(paths, before) {
                let page = try await street.ask(.get, path)
                #expect(page.status == 200 && page.text == text, "\(path)")
                #expect(page.text.contains(#"<h3><a href="/groups/kerkstraat">Kerkstraat</a></h3><p>Bodegraven</p>"#))
                // Not even to who is in.
                #expect(!(try await street.ask(.get, path, as: Street.anna).text.contains("awake")), "\(path)")
            }
        }
    }

    @Test(arguments: [
        ("en", "kerk", "1 group found"), ("en", "bodegraven", "2 groups found"),
        ("fr", "kerk", "1 groupe trouvé"), ("fr", "bodegraven", "2 groupes trouvés"),
        ("nl", "KERK", "1 groep gevonden"),
    ])
    func theyAreCountedAsTheLanguageCounts(language: String, query: String, words: String) async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups?q=\(query)", headers: ["Accept-Language": language])
            #expect(page.text.contains(#"<p class="verdict" id="found" tabindex="-1" role="status">\#(words)</p>"#))
            #expect(page.typed("q") == query)
        }
    }

    @Test(arguments: [
        ("en", "We know no place, postcode or group by that name."), ("nl", "Wij kennen geen plaats"),
        ("fr", "Nous ne connaissons ni commune"), ("de", "Wir kennen weder einen Ort"),
    ])
    func whatIsNoPlaceIsCalledSoAndNoGroupIsStartedThere(language: String, words: String) async throws {
        try await APIStreet.run { street in
            for query in ["nowhere", "asdfgh", "1234567"] {
                let page = try await street.ask(.get, "/groups?q=\(query)", headers: ["Accept-Language": language])
                #expect(page.text.contains(#"role="status">\#(words)"#))
                #expect(page.typed("q") == query && !page.text.contains("/groups/new"))
            }
        }
    }

    @Test(arguments: [
        ("%22%3E%3Cscript%3E", false), ("kerk%25", true), ("%27%20OR%201%3D1", false), ("kerk%00", true),
        ("straat", false),
    ])
    func oddWordsAreWords(query: String, isFound: Bool) async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups?q=\(query)")
            #expect(page.status == 200)
            #expect(page.text.contains("role=\"status\">\(isFound ? "1 group" : "We know no place")"))
            #expect(!page.text.contains("<script>"))
        }
    }

    @Test(arguments: ["", "%25", "_", "%F0%9F%9A%A8", "%FF"])
    func whatHoldsNoWordAsksNothing(query: String) async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups?q=\(query)")
            #expect(page.status == 200 && !page.text.contains("class=\"verdict\"") && page.text.contains("name=\"q\""))
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
        let groups = (0..<number).map { number in
            ListedGroup(
                id: Street.fixed(String(1_000 + number)), slug: "laan-\(number)", name: "Laan \(number)", place: "",
                country: "NL", municipality: nil, area: Street.group.area, standing: .listed, channel: .saar,
                members: 1, foundedAt: Street.founded, createdAt: Street.founded)
        }
        let finder = Finder(map: RegistryMap(groups, version: 1), gazetteer: .empty)
        let model = GroupSearchModel(
            finder.find(.words("laan"), limit: GroupSearchModel.most), typed: "laan", of: .empty,
            try PageStreet.setting())
        #expect(model.sections.flatMap(\.groups).count == shown)
        #expect(model.count.hasPrefix(words))
    }

    // MARK: places

    @Test(arguments: [
        ("2411 AB", "The middle of 2411 is in the area of a group."),
        ("2411", "The middle of 2411 is in the area of a group."),
        (
            "reewijk",
            "We think that you mean this: Reeuwijk (Bodegraven-Reeuwijk, Netherlands). In the middle of Reeuwijk there is no group yet."
        ),
        ("Dorpsweg 8, 2411 AB Reeuwijk", "The middle of 2411 is in the area of a group."),
        ("Reeuwijk 2411AB", "The middle of 2411 is in the area of a group."),
        ("Bodegraven-Reeuwijk", "There are 2 groups in Bodegraven-Reeuwijk."),
        ("9999", "In the middle of 9999 there is no group yet."),
    ])
    func itSaysWhatIsThereAndNoMore(typed: String, verdict: String) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let page = try await street.ask(.get, "/groups?q=\(typed.replacing(" ", with: "+"))")
            #expect(page.text.contains("role=\"status\">\(verdict)</p>"), "\(page.text)")
            #expect(page.text.contains("GeoNames (CC BY 4.0)"))
            #expect(page.text.contains("noindex"))
            // Only where nobody covers it, a group is to be started: there.
            #expect(page.text.contains("/groups/new") == !verdict.contains("area of a group"))
        }
    }

    @Test func aSlipIsForgivenAndSaidAndTwoPlacesAreOffered() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let page = try await street.ask(.get, "/groups?q=Reeuwijk")
            #expect(page.text.contains("<a class=\"button main\" href=\"/groups/new?place=NL/town/t0\">"))
            #expect(page.text.contains(" km away"))
            let heide = try await street.ask(.get, "/groups?q=Heide")
            let links = try heide.found(#"href="(/groups\?place=[^"]*)""#)
            #expect(links.count == 1)
            let other = try await street.ask(.get, try #require(links.first))
            #expect(other.status == 200 && other.typed("q") == "Heide")
        }
    }

    @Test(arguments: [
        ("place=NL/town/t0", "Reeuwijk", "Reeuwijk"),
        ("municipality=1901", "Bodegraven-Reeuwijk", "Bodegraven-Reeuwijk"),
        ("place=NL/postcode/2411", "2411", "Bodegraven, Bodegraven-Reeuwijk"),
        ("postcode=2411+AB", "2411 AB", "Bodegraven, Bodegraven-Reeuwijk"),
        ("near=52.0812,4.7501", "52.081,4.750", "52.081,4.750, Bodegraven-Reeuwijk"),
        ("q=reewijk", "reewijk", "Reeuwijk"),
        ("place=BE/town/t3", "Heide, Belgium", "Heide"), ("place=nowhere", "nowhere", nil), ("near=91,0", "", nil),
        ("near=0,0", "0.000,0.000", nil), ("q=%22%3E%3Cscript%3E", "\"><script>", nil), ("x=y", "", nil),
    ])
    func whoStartsAGroupIsWhereTheySearched(query: String, typed: String, found: String?) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let page = try await street.ask(.get, "/groups/new?\(query)")
            #expect(page.status == 200 && !page.text.contains("class=\"error\""), "nothing is refused")
            // It goes along to the screen on which one says where.
            #expect((page.typed("at") ?? "") == typed)
            let next = try await street.send(
                "/groups", ["do": "next", "step": "name", "name": "Dorp", "at": page.typed("at") ?? ""])
            #expect(next.text.contains("name=\"at\"") && next.typed("at") == typed && next.status == 200)
            #expect(next.text.contains("Found: ") == (found != nil))
            if let found { #expect(next.text.contains("<p role=\"status\">Found: \(found)</p>")) }
        }
    }

    @Test func aPositionIsAPlaceForTheForm() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let page = try await street.send(
                "/groups", ["do": "look", "at": "52.081,4.750", "where": "radius", "radius": "100"])
            #expect(page.status == 200 && page.text.contains("area-own"))
            #expect(page.text.contains(#"data-latitude="52.08"#) || !page.text.contains("data-latitude"))
        }
    }

    @Test func anAddressKeepsNobodysHome() async throws {
        try await APIStreet.run { street in
            let exact = try await street.ask(.get, "/groups?near=52.0812345,4.7501234")
            #expect(exact.status == 303 && exact.header("Location") == "/groups?near=52.081,4.750")
            let page = try await street.ask(.get, "/groups?near=52.081,4.750")
            #expect(page.text.contains("You are in the area of a group."))
            #expect(page.text.contains(#"<span class="tag">You are in this area</span>"#))
            #expect(try await street.ask(.get, "/groups?near=nowhere").status == 200)
            #expect(try await street.ask(.get, "/groups?near=52.081,4.750,1").status == 200)
        }
    }

    @Test func whatIsNotConfirmedIsMarked() async throws {
        try await APIStreet.run { street in
            let area =
                #"{"type": "Polygon", "coordinates": [[[4.7,52.0],[4.71,52.0],[4.71,52.01],[4.7,52.01],[4.7,52.0]]]}"#
            let founded = try await street.ask(
                .post, "\(APIStreet.root)/groups", as: Street.fatima,
                body: #"{"name": "Nieuwlaan", "place": "Gouda", "country": "NL", "area": \#(area)}"#)
            #expect(founded.status == 201, "\(founded.text)")
            #expect(founded["standing"] == "proposed" && founded["members"] == "1")
            try await street.shelf.refresh()
            let page = try await street.ask(.get, "/groups?q=nieuwlaan")
            #expect(page.text.contains(#"<span class="tag">Not confirmed yet</span>"#))
            // Search engines are not sent to it before it was confirmed.
            #expect(try await street.ask(.get, "/groups/nieuwlaan").text.contains("noindex"))
            #expect(try await street.ask(.get, "/groups/kerkstraat").text.contains("\"index,follow\""))
        }
    }

    @Test(arguments: [
        (40.0, Language.en, "100 m"), (444, .nl, "400 m"), (1_240, .nl, "1,2 km"), (1_240, .en, "1.2 km"),
        (2_030, .fr, "2 km"), (9_940, .de, "9,9 km"), (12_400, .nl, "12 km"),
    ])
    func distancesAreSaidAsPeopleSayThem(metres: Double, language: Language, text: String) throws {
        #expect(GroupCard.distance(metres, try PageStreet.words(language)) == text)
    }
}

/// A few places, for pages that need some.
enum SmallCountry {
    static func gazetteer() throws -> Gazetteer {
        func place(
            _ kind: Place.Kind, _ country: String, _ code: String, _ name: String, in municipality: String?,
            _ latitude: Double, _ longitude: Double
        ) throws -> Place {
            Place(
                kind, country: country, code: code, name: name, municipality: municipality,
                middle: try #require(Coordinate(latitude: latitude, longitude: longitude)))
        }
        return Gazetteer(
            released: "2026-11-21",
            places: [
                try place(.municipality, "NL", "1901", "Bodegraven-Reeuwijk", in: "1901", 52.08, 4.75),
                try place(.town, "NL", "t0", "Reeuwijk", in: "1901", 52.05, 4.73),
                try place(.town, "NL", "t2", "Heide", in: nil, 51.5, 5.9),
                try place(.town, "BE", "t3", "Heide", in: nil, 51.364, 4.457),
                try place(.postcode, "NL", "2411", "Bodegraven", in: "1901", 52.0818, 4.75),
                try place(.postcode, "NL", "9999", "Ver weg", in: nil, 53.4, 6.9),
            ], outlines: ["1901": Street.group.area])
    }
}
