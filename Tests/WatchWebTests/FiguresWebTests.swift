import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// The figures as pages and as data.
@Suite("The figures on the web") struct FiguresWebTests {
    static func area(_ west: Double) -> Area {
        let corners = [(52.0, west), (52.0, west + 0.2), (52.2, west + 0.2), (52.2, west), (52.0, west)]
        guard let area = Area(polygons: [[corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }]]) else {
            preconditionFailure("a box is an area")
        }
        return area
    }

    static func place(
        _ kind: Place.Kind, _ code: String, _ name: String, in municipality: String? = nil, _ west: Double,
        population: Int? = nil
    ) -> Place {
        Place(
            kind, country: "NL", code: code, name: name, province: "28", municipality: municipality,
            middle: area(west).middle, population: population)
    }

    static let places = Gazetteer(
        released: "2026-11-21",
        places: [
            place(.province, "28", "Zuid-<Holland>", 4.5, population: 50_000),
            place(.municipality, "1901", "=Bodegraven, \"de\" plaats", in: "1901", 4.7, population: 40_000),
            place(.municipality, "0484", "Alphen", in: "0484", 4.5, population: 10_000),
            place(.town, "1901/b", "Bodegraven", in: "1901", 4.7),
            place(.neighbourhood, "BU1", "Noord", in: "0484", 4.5, population: 900),
        ],
        outlines: ["28": area(4.5), "1901": area(4.7), "0484": area(4.5)])

    /// The street's figures: two groups of the municipality 1901.
    static func groups(_ members: [Int]) -> RegistryMap {
        RegistryMap(
            members.enumerated().map { index, members in
                ListedGroup(
                    id: GroupId(trusted: "01900000-0000-7000-8000-00000000000\(index)"), slug: "g\(index)",
                    name: "G\(index)", place: "Bodegraven", country: "NL", municipality: "1901", area: area(4.7),
                    standing: .listed, channel: .saar, members: members, foundedAt: ManualClock.friday,
                    createdAt: ManualClock.friday)
            }, version: 1)
    }

    static func figures(_ members: [Int] = [30, 12]) -> Figures { Figures(groups(members), places: places) }

    static func model(
        _ code: String, sort: Ranking.Measure = .groups, _ figures: Figures = figures(), in language: Language = .en,
        showsAll: Bool = false
    ) throws -> FiguresModel {
        FiguresModel(
            figures, of: try #require(figures.territory(code)), sort: sort,
            PageSetting(
                words: try PageStreet.words(language), now: ManualClock.friday, isSignedIn: false, showsAll: showsAll))
    }

    @Test func theRankingStandsOnThePage() throws {
        let model = try FiguresWebTests.model("NL")
        #expect(
            model.provinces?.rows.map { "\($0.rank) \($0.name) \($0.groups) \($0.members)" } == [
                "1 Zuid-<Holland> 2 42"
            ])
        let rows = model.municipalities?.rows.map { "\($0.rank) \($0.path) \($0.groups) \($0.density)" }
        #expect(rows == ["1 /statistics/1901 2 1.1"])
        #expect(model.municipalities?.more?.label == "Also show 1 place without a group")
        #expect(model.municipalities?.more?.path == "/statistics?country=NL&sort=groups&all=1#ranking")
        let all = try FiguresWebTests.model("NL", showsAll: true).municipalities
        #expect(all?.rows.map(\.path) == ["/statistics/1901", "/statistics/0484"] && all?.more == nil)
        #expect(model.facts.map(\.number) == ["2", "42", "50,000", "0.1%", "0.4", "1"])
        #expect(model.uncovered == "Without a group: 1 of 1 neighbourhoods. 100% of the inhabitants live there.")
        let html = try PageStreet.html(model)
        #expect(
            html.contains(
                #"<a href="/statistics/28" tabindex="-1"><title>Zuid-&lt;Holland&gt;: 2 groups, 42 members</title>"#))
        #expect(html.contains(#"href="/statistics.geojson?country=NL""#))
        #expect(!html.contains("<Holland>") && !html.contains("figures."))
    }

    @Test func equalRanksReadShared() throws {
        let equal = try FiguresWebTests.model("NL", FiguresWebTests.figures([]), showsAll: true)
        #expect(equal.municipalities?.rows.map { "\($0.rank) \($0.isShared)" } == ["1 true", "1 true"])
        #expect(try PageStreet.html(equal).contains("<td>1 <small>shared</small></td>"))
        #expect(try !PageStreet.html(FiguresWebTests.model("NL")).contains("<small>shared</small>"))
        // Where there is no group anywhere it is said, and the places are one tap away.
        let empty = try FiguresWebTests.model("NL", FiguresWebTests.figures([]))
        let html = try PageStreet.html(empty)
        #expect(empty.municipalities?.rows.isEmpty == true && html.contains("There is no group anywhere here yet."))
        #expect(html.contains("Also show 2 places without a group"))
    }

    @Test(arguments: Language.allCases)
    func everyLevelIsWrittenInEveryLanguage(language: Language) throws {
        for code in ["NL", "BE", "28", "1901", "0484"] {
            for sort in Ranking.Measure.allCases {
                let html = try PageStreet.html(
                    try FiguresWebTests.model(code, sort: sort, in: language), in: language)
                #expect(
                    !html.contains(">figures.") && !html.contains("{count}") && !html.contains("{groups}"), "\(code)")
            }
        }
    }

    @Test func whereNobodyCountedInhabitantsNothingIsMadeUp() throws {
        let model = try FiguresWebTests.model("BE", sort: .density)
        #expect(model.facts.map(\.number).prefix(5) == ["0", "0", "–", "–", "–"])
        // Nor can it be put in order by that.
        #expect(model.sorts.map(\.isCurrent) == [true, false])
        #expect(model.map == nil)
    }

    @Test func aMunicipalityShowsItsVillages() throws {
        let model = try FiguresWebTests.model("1901")
        #expect(model.villages.map { "\($0.name) \($0.groups) \($0.members)" } == ["Bodegraven 2 42"])
        #expect(model.above.map(\.path) == ["/statistics?country=NL", "/statistics/28"])
        #expect(model.map?.borders.count == 1)
        #expect(model.files.map(\.path).contains("/statistics/1901.csv"))
    }

    @Test func theStreetsFiguresAreServed() async throws {
        try await APIStreet.run { street in
            for path in ["/statistics", "/statistics?country=BE&sort=density&all=1"] {
                let page = try await street.ask(.get, path)
                #expect(page.status == 200 && page.text.contains("<h1>Neighbourhood watch in figures"), "\(path)")
            }
            for path in [
                "/statistics?country=DE", "/statistics/NL", "/statistics/9999", "/statistics/28.pdf",
                "/statistics/.json",
            ] {
                #expect(try await street.ask(.get, path).status == 404, "\(path)")
            }
            for (path, type) in [
                ("/statistics.json", "application/json"), ("/statistics.geojson?country=BE", "application/geo+json"),
                ("/statistics.csv?country=NL", "text/csv; charset=utf-8; header=present"),
            ] {
                let answer = try await street.ask(.get, path)
                #expect(answer.status == 200 && answer.header("Content-Type") == type, "\(path)")
            }
            let answer = try await street.ask(.get, "\(APIStreet.root)/statistics")
            // Both groups of the street, whose municipality this small gazetteer does not have.
            #expect(answer["groups"] == "2" && answer["country"] == "NL")
            let municipalities = StreetPlaces.gazetteer.municipalities().filter { $0.country == "NL" }
            #expect(answer.count("municipalities") == municipalities.count && answer["municipalities.0.groups"] == "0")
            #expect(answer.header("Vary") == "Accept" && answer.count("years") == 10)
            try await street.ask(.get, "\(APIStreet.root)/statistics?country=DE").expectProblem(
                400, "parameter-invalid", field: "country")
            try await street.ask(.get, "\(APIStreet.root)/statistics?land=NL").expectProblem(400, "parameter-invalid")
            try await street.ask(.get, "\(APIStreet.root)/statistics/9999").expectProblem(404, "not-found")
        }
    }

    @Test(arguments: [
        ("", "json"), ("*/*", "json"), ("text/csv", "csv"), ("application/geo+json", "geojson"),
        ("text/html, text/csv;q=0.9, */*;q=0.1", "csv"), ("text/csv; q=0.2, application/json;q=0.5", "json"),
        ("text/csv;q=0, application/geo+json;q=0.1", "geojson"), ("text/html", "json"),
        ("TEXT/CSV ; header=present", "csv"),
        ("text/csv;q=x", "json"),
    ])
    func theFormIsTheOneLikedBest(accepted: String, form: String) {
        #expect(FiguresForm(accepted: accepted).rawValue == form)
    }

    @Test func aSpreadsheetReadsNoFormula() throws {
        let figures = FiguresWebTests.figures()
        let text = FiguresTable(figures, of: try #require(figures.territory("28"))).text
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.count == 5 && lines.last == "")
        #expect(lines[0].hasPrefix(#""kind","country","code","name","province","rank","groups""#))
        #expect(
            lines[1].hasPrefix(#""province","NL","28","Zuid-<Holland>","","","2","42","50000","0.04","0.84","1","1""#))
        #expect(
            lines[2].hasPrefix(#""municipality","NL","1901","'=Bodegraven, ""de"" plaats","28","1","2","42","40000""#))
    }

    @Test func pathsGoFromPointToPoint() throws {
        let sketch = MapSketch([("a", FiguresWebTests.area(4.5))], side: 100)
        let path = FiguresMap.path(try #require(sketch.rings["a"]))
        #expect(path.wholeMatch(of: #/M\d+ \d+l(-?\d+[ -]\d+ ?){3}z/#) != nil, "\(path)")
    }

    @Test func decimalsAreWrittenAsTheLanguageDoes() throws {
        for (language, text) in [(Language.nl, "1.234,6"), (.en, "1,234.6"), (.de, "1.234,6"), (.fr, "1\u{202F}234,6")]
        {
            #expect(try PageStreet.words(language).decimal(1_234.56) == text)
        }
    }
}
