import Testing
import WatchTesting

@testable import Watch

/// A small country: two provinces, three municipalities side by side, from west to east.
enum SmallCountry {
    static func area(_ west: Double, _ south: Double, _ side: Double) -> Area {
        let corners = [
            (south, west), (south, west + side), (south + side, west + side), (south + side, west), (south, west),
        ]
        guard let area = Area(polygons: [[corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }]]) else {
            preconditionFailure("a box is an area")
        }
        return area
    }

    static func point(_ longitude: Double, _ latitude: Double) -> Coordinate {
        Coordinate(latitude: latitude, longitude: longitude) ?? area(5, 52, 1).middle
    }

    static func place(
        _ kind: Place.Kind, _ code: String, _ name: String, in municipality: String? = nil, province: String? = nil,
        at middle: Coordinate, population: Int? = nil, country: String = "NL"
    ) -> Place {
        Place(
            kind, country: country, code: code, name: name, province: province, municipality: municipality,
            middle: middle, population: population)
    }

    static let places = Gazetteer(
        released: "2026-11-21",
        places: [
            place(.province, "26", "Utrecht", province: "26", at: point(5.1, 52.05), population: 30_000),
            place(.province, "28", "Zuid-Holland", province: "28", at: point(5.25, 52.05), population: 2_000),
            place(
                .municipality, "0632", "Woerden", in: "0632", province: "26", at: point(5.05, 52.05), population: 20_000
            ),
            place(
                .municipality, "0589", "Oudewater", in: "0589", province: "26", at: point(5.15, 52.05),
                population: 10_000),
            place(
                .municipality, "1901", "Bodegraven", in: "1901", province: "28", at: point(5.25, 52.05),
                population: 2_000),
            place(.town, "0632/woerden", "Woerden", in: "0632", province: "26", at: point(5.02, 52.02)),
            place(.town, "0632/harmelen", "Harmelen", in: "0632", province: "26", at: point(5.08, 52.08)),
            place(.town, "0632/zegveld", "Zegveld", in: "0632", province: "26", at: point(5.02, 52.08)),
            place(
                .neighbourhood, "BU1", "Schilderskwartier", in: "0632", province: "26", at: point(5.02, 52.02),
                population: 3_000),
            place(
                .neighbourhood, "BU2", "Molenvliet", in: "0632", province: "26", at: point(5.06, 52.02),
                population: 5_000),
            place(
                .neighbourhood, "BU3", "Snel en Polanen", in: "0632", province: "26", at: point(5.08, 52.02),
                population: 9_000),
            place(.neighbourhood, "BU4", "De Plas", in: "0632", province: "26", at: point(5.09, 52.09), population: 0),
            place(
                .municipality, "11002", "Antwerpen", in: "11002", province: "10000", at: point(4.4, 51.2), country: "BE"
            ),
            place(.province, "10000", "Antwerpen", province: "10000", at: point(4.4, 51.2), country: "BE"),
            place(
                .town, "11002/deurne", "Deurne", in: "11002", province: "10000", at: point(4.46, 51.22), country: "BE"),
        ],
        outlines: [
            "0632": area(5.0, 52.0, 0.1), "0589": area(5.1, 52.0, 0.1), "1901": area(5.2, 52.0, 0.1),
            "26": area(5.0, 52.0, 0.2), "28": area(5.2, 52.0, 0.1), "11002": area(4.3, 51.1, 0.2),
            "10000": area(4.3, 51.1, 0.2),
        ])

    static func group(
        _ number: Int, in municipality: String?, place: String = "", at middle: Coordinate = point(5.02, 52.02),
        members: Int = 10, standing: Registration.Standing = .listed, founded: String = "2020-05-01T10:00:00Z",
        country: String = "NL", isListed: Bool? = nil
    ) -> ListedGroup {
        let digits = String(number)
        let id = GroupId(
            trusted: "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)
        let founded = Moment(founded) ?? Moment(milliseconds: 0)
        return ListedGroup(
            id: id, slug: "g\(number)", name: "Groep \(number)", place: place, country: country,
            municipality: municipality, area: area(middle.longitude - 0.005, middle.latitude - 0.005, 0.01),
            standing: standing, channel: .saar, members: members, foundedAt: founded, createdAt: founded,
            listedAt: isListed ?? (standing != .proposed) ? founded : nil)
    }

    static func figures(_ groups: [ListedGroup], history: FiguresHistory = .none) -> Figures {
        Figures(RegistryMap(groups, version: 1), places: places, history: history)
    }
}

@Suite("The registry in figures") struct FiguresTests {
    @Test func whatCountsIsCountedOnceInEachTerritory() throws {
        let figures = SmallCountry.figures([
            SmallCountry.group(1, in: "0632", members: 40), SmallCountry.group(2, in: "0632", members: 20),
            SmallCountry.group(3, in: "0632", members: 500, standing: .proposed),
            SmallCountry.group(4, in: "0632", members: 500, standing: .closed),
            SmallCountry.group(5, in: "0589", members: 3, standing: .silent),
            // It names no municipality: the one in which it lies.
            SmallCountry.group(6, in: nil, at: SmallCountry.point(5.25, 52.05), members: 7),
            SmallCountry.group(7, in: "9999", at: SmallCountry.point(5.25, 52.05), members: 1),
            // At sea: the country has it, and nobody else.
            SmallCountry.group(8, in: nil, at: SmallCountry.point(3.2, 53.0), members: 2),
        ])
        func counts(_ code: String) -> [Int]? {
            figures.territory(code).map { [$0.groups, $0.members, $0.withoutGroup] }
        }
        #expect(counts("0632") == [2, 60, 0])
        #expect(counts("0589") == [1, 3, 0])
        #expect(counts("1901") == [2, 8, 0])
        #expect(counts("26") == [3, 63, 0])
        #expect(counts("28") == [2, 8, 0])
        #expect(counts("NL") == [6, 73, 0])
        #expect(counts("BE") == [0, 0, 1])
        #expect(counts("XX") == nil)
        let woerden = try #require(figures.territory("0632"))
        #expect(woerden.groupsPerThousand == 0.1 && woerden.membersPerThousand == 3)
        #expect(figures.territory("NL")?.inhabitants == 32_000)
        // Nobody has counted them there, so nothing is reckoned with them.
        #expect(figures.territory("11002")?.membersPerThousand == nil && figures.territory("BE")?.inhabitants == nil)
    }

    @Test func aMunicipalityWithoutGroupIsThereAndSaysSo() {
        let figures = SmallCountry.figures([SmallCountry.group(1, in: "0632")])
        #expect(figures.territory("0589")?.groups == 0 && figures.territory("0589")?.withoutGroup == 1)
        #expect(figures.territory("26")?.withoutGroup == 1 && figures.territory("26")?.municipalities == 2)
        #expect(figures.territory("NL")?.withoutGroup == 2)
        #expect(figures.municipalities(of: "NL").count == 3)
    }

    @Test func equalOnesShareTheirPlace() {
        let all = [("A", 5, 50), ("B", 7, 10), ("C", 5, 60), ("D", 1, 1), ("E", 5, 60)].map { code, groups, members in
            TerritoryFigures(
                .municipality, code: code, country: "NL", name: code, inhabitants: code == "A" ? nil : 1_000,
                groups: groups, members: members)
        }
        func order(_ measure: Ranking.Measure) -> [String] {
            Ranking(all, by: measure).entries.map { "\($0.rank.map(String.init) ?? "–")\($0.figures.code)" }
        }
        #expect(order(.groups) == ["1B", "2C", "2E", "2A", "5D"])
        #expect(Ranking(all, by: .groups).entries.map(\.isShared) == [false, true, true, true, false])
        #expect(Ranking(all, by: .density).entries.map(\.isShared) == [true, true, false, false, false])
        #expect(order(.members) == ["1C", "1E", "3A", "4B", "5D"])
        // Who has no inhabitants counted comes last, without a place.
        #expect(order(.density) == ["1C", "1E", "3B", "4D", "–A"])
    }

    @Test func aGroupBelongsToTheVillageItNamesOrElseTheNearest() {
        let figures = SmallCountry.figures([
            SmallCountry.group(1, in: "0632", place: "HARMELEN", at: SmallCountry.point(5.02, 52.02), members: 8),
            SmallCountry.group(
                2, in: "0632", place: "bij het water", at: SmallCountry.point(5.075, 52.075), members: 5),
            SmallCountry.group(3, in: "0632", place: "Woerden", members: 4),
            SmallCountry.group(4, in: nil, place: "", at: SmallCountry.point(5.021, 52.021), members: 1),
            SmallCountry.group(5, in: "0632", place: "Woerden", standing: .proposed),
        ])
        let villages = figures.villages(of: "0632").map { "\($0.place.name) \($0.groups) \($0.members)" }
        #expect(villages == ["Harmelen 2 13", "Woerden 2 5", "Zegveld 0 0"])
        #expect(figures.villages(of: "1901").isEmpty)
    }

    @Test func aNeighbourhoodIsCoveredByItsMiddle() throws {
        let figures = SmallCountry.figures([
            SmallCountry.group(1, in: "0632", at: SmallCountry.point(5.02, 52.02)),
            // Whoever waits for confirmation does not count yet.
            SmallCountry.group(2, in: "0632", at: SmallCountry.point(5.06, 52.02), standing: .proposed),
        ])
        let uncovered = try #require(figures.territory("0632")?.uncovered)
        // Where nobody lives nobody needs a group.
        #expect(uncovered.all == 3 && uncovered.count == 2)
        #expect(uncovered.inhabitants == 17_000 && uncovered.inhabitantsWithout == 14_000)
        #expect(uncovered.largest.map(\.name) == ["Snel en Polanen", "Molenvliet"])
        #expect(figures.territory("NL")?.uncovered.count == 2)
        let belgium = try #require(figures.territory("BE")?.uncovered)
        #expect(belgium.all == 1 && belgium.count == 1 && belgium.inhabitants == nil)
    }

    @Test func onlyTheLargestAreKept() {
        var uncovered = Uncovered()
        for number in (1...30).map({ $0 * 7 % 31 }) {
            uncovered.add(
                SmallCountry.place(
                    .neighbourhood, "BU\(number)", "B\(number)", at: SmallCountry.point(5, 52), population: number),
                isCovered: false)
        }
        #expect(uncovered.largest.compactMap(\.population) == Array((21...30).reversed()))
        #expect(uncovered.count == 30)
    }

    @Test func growthGoesByYearsAndByMonths() throws {
        let now = try #require(Moment("2026-11-21T12:00:00Z"))
        let closed = SmallCountry.group(3, in: "0632", standing: .closed, founded: "2024-03-01T10:00:00Z")
        let rows = [
            FiguresHistory.Row(month: try #require(Month("2026-10")), municipality: "0632", groups: 2, members: 50),
            FiguresHistory.Row(month: try #require(Month("2026-10")), municipality: "0589", groups: 1, members: 5),
            FiguresHistory.Row(month: try #require(Month("2026-11")), municipality: "0632", groups: 3, members: 70),
            FiguresHistory.Row(month: try #require(Month("2026-11")), municipality: "NL", groups: 1, members: 9),
            FiguresHistory.Row(month: try #require(Month("2025-10")), municipality: "0632", groups: 9, members: 9),
        ]
        let figures = SmallCountry.figures(
            [
                SmallCountry.group(1, in: "0632", founded: "2009-01-01T10:00:00Z"),
                // The first minute of the year there is the last hour of the year before in UTC.
                SmallCountry.group(2, in: "0632", founded: "2025-12-31T23:00:00Z"), closed,
            ],
            history: FiguresHistory(rows: rows, closings: [closed.id: try #require(Moment("2026-02-02T02:02:02Z"))]))
        let growth = figures.growth(of: "0632", at: now)
        #expect(growth.years.map(\.year) == Array(2017...2026))
        #expect(growth.years.map(\.groups) == [1, 1, 1, 1, 1, 1, 1, 2, 2, 2])
        #expect(growth.years.last.map { [$0.began, $0.ended] } == [1, 1])
        #expect(growth.months.map { [$0.groups, $0.members] } == [[2, 50], [3, 70]])
        #expect(figures.growth(of: "26", at: now).months.map(\.members) == [55, 70])
        #expect(figures.growth(of: "NL", at: now).months.map(\.members) == [55, 79])
        #expect(figures.growth(of: "28", at: now).months.isEmpty)
    }

    @Test func aCodeThatNobodyKnowsIsNoCountry() throws {
        let now = try #require(Moment("2026-11-21T12:00:00Z"))
        let month = try #require(Month("2026-10"))
        let rows = [("9999", 7), ("26", 5), ("NL", 1), ("0632", 2)].map {
            FiguresHistory.Row(month: month, municipality: $0.0, groups: $0.1, members: $0.1)
        }
        let figures = SmallCountry.figures(
            [SmallCountry.group(1, in: "0632")], history: FiguresHistory(rows: rows, closings: [:]))
        #expect(figures.growth(of: "NL", at: now).months.map(\.groups) == [3])
        #expect(figures.growth(of: "26", at: now).months.map(\.groups) == [2])
        #expect(figures.growth(of: "9999", at: now).months.isEmpty)
    }

    @Test func whatNeverCountedIsNoGrowth() throws {
        let now = try #require(Moment("2026-11-21T12:00:00Z"))
        let ended = try #require(Moment("2026-02-02T02:02:02Z"))
        // The same closed group: once it was listed before, once it was declined, or closed by who founded it.
        for (isListed, years) in [(true, [0, 1, 0]), (false, [0, 0, 0])] {
            let closed = SmallCountry.group(
                1, in: "0632", standing: .closed, founded: "2025-03-01T10:00:00Z", isListed: isListed)
            let figures = SmallCountry.figures(
                [closed, SmallCountry.group(2, in: "0632", standing: .proposed)],
                history: FiguresHistory(rows: [], closings: [closed.id: ended]))
            let growth = figures.growth(of: "0632", at: now)
            #expect(growth.years.suffix(3).map(\.groups) == years, "\(isListed)")
            #expect(growth.years.reduce(0) { $0 + $1.began + $1.ended } == (isListed ? 2 : 0))
        }
    }

    @Test(
        arguments: [
            ([], [], 0.0), ([0, 0], [], 0), ([0, 3], [3], 3), ([1, 1, 1, 9], [1, 9], 9),
            ([8, 1, 4, 2, 3, 7, 6, 5], [1, 3, 5, 7], 8),
        ] as [([Double], [Double], Double)])
    func classesShareWhatThereIs(values: [Double], floors: [Double], most: Double) {
        let classes = FigureClasses(values)
        #expect(classes.floors == floors && classes.most == most)
        #expect(classes.of(0) == 0)
        for value in values where value > 0 { #expect((1...4).contains(classes.of(value))) }
        for (index, floor) in floors.enumerated() { #expect(classes.of(floor) == index + 1) }
    }

    @Test func theMarkChangesWithWhatIsCounted() {
        let group = SmallCountry.group(1, in: "0632", members: 4)
        func mark(_ group: ListedGroup, version: Int64 = 1, history: FiguresHistory = .none) -> Int {
            Figures.mark(RegistryMap([group], version: version), SmallCountry.places, history)
        }
        var more = group
        more.members = 5
        #expect(mark(group) == mark(group))
        #expect(mark(group) != mark(more))
        #expect(mark(group) != mark(group, version: 2))
        #expect(mark(group) != mark(group, history: FiguresHistory(closings: [group.id: group.foundedAt])))
    }

    @Test func monthsAreReadAndWritten() {
        #expect(Month("2026-01").map { $0 - 1 }?.description == "2025-12")
        for text in ["2026-13", "2026-00", "26-01", "2026-1", "2026-01-01", "", "2026_01"] {
            #expect(Month(text) == nil, "\(text)")
        }
    }
}
