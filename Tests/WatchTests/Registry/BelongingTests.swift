import Testing
import Watch
import WatchTesting

/// Whether somebody's street belongs to a group, as far as a stranger is told.
@Suite("Whether a street belongs to a group") struct BelongingTests {
    private static let map = RegistryMap(
        [
            ListedGroup(
                id: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", place: "Woerden", country: "NL",
                municipality: "0632", area: around(52.085, 4.885), standing: .listed, channel: .saar, members: 3,
                foundedAt: ManualClock.friday, createdAt: ManualClock.friday)
        ], version: 1)

    private static func around(_ latitude: Double, _ longitude: Double) -> Area {
        let corners = [(-0.004, -0.004), (-0.004, 0.004), (0.004, 0.004), (0.004, -0.004), (-0.004, -0.004)]
        let ring = corners.compactMap { Coordinate(latitude: latitude + $0.0, longitude: longitude + $0.1) }
        guard let area = Area(polygons: [[ring]]) else { preconditionFailure("a box is an area") }
        return area
    }

    private func told(_ question: GroupQuestion) -> String {
        let finder = Finder(map: BelongingTests.map, gazetteer: StreetPlaces.gazetteer)
        switch finder.belonging(question, to: Street.group.id) {
        case nil: return "nothing"
        case .unknown: return "unknown"
        case .tooWide(let place): return "wide \(place.kind)"
        case .position(let isInside): return "here \(isInside)"
        case .middle(let place, let isInside): return "\(place.kind) \(isInside)"
        }
    }

    @Test(arguments: [
        (GroupQuestion.words(""), "nothing"), (.words("nergenshuizen"), "unknown"), (.words("Kerkstraat"), "unknown"),
        (.words("Harmelen"), "town false"), (.place("NL/town/0632/woerden"), "town true"),
        (.words("Schilderskwartier"), "neighbourhood false"), (.postcode("7000"), "postcode false"),
        (.municipality("0632"), "wide municipality"), (.words("Limburg"), "wide province"),
    ])
    func itIsSaidOfTheMiddleOfAPlace(question: GroupQuestion, told: String) {
        #expect(self.told(question) == told)
    }

    /// As coarsely as every answer of the finder: to a thousandth of a degree.
    @Test func aPositionIsTakenCoarsely() throws {
        func here(_ latitude: Double) throws -> String {
            told(.near(try #require(Coordinate(latitude: latitude, longitude: 4.885))))
        }
        #expect(try here(52.085) == "here true" && here(52.095) == "here false")
        // Two points that round to one are told the same, on whichever side of the border they lie.
        #expect(try here(52.0886) == here(52.0892))
    }
}
