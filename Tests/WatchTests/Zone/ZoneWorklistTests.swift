import Testing
import Watch
import WatchTesting

@Suite("What is left to do so that the police read along")
struct ZoneWorklistTests {
    /// Groups by their municipality: how many, and whether they are closed.
    private static func groups(_ rows: [(code: String?, count: Int, isClosed: Bool)]) -> [ListedGroup] {
        rows.enumerated().flatMap { row, entry in
            (0..<entry.count).map { number in
                ListedGroup(
                    id: Street.fixed("\(row)\(number)"), slug: "g\(row)-\(number)", name: "G", place: "", country: "NL",
                    municipality: entry.code, area: Street.group.area, standing: entry.isClosed ? .closed : .listed,
                    channel: .saar, members: 1, foundedAt: Street.founded, createdAt: Street.founded)
            }
        }
    }

    /// Woerden, Utrecht and Bergen in the Netherlands, Mons in Belgium.
    static let cases:
        [(
            what: String, groups: [(code: String?, count: Int, isClosed: Bool)], table: [String: String],
            held: Set<String>, items: [ZoneWorklist.Item]
        )] = [
            ("nothing", [], [:], [], []),
            ("all is well", [("0632", 3, false)], ["0632": "MN"], ["MN"], []),
            (
                "a municipality without a zone, the largest first",
                [("0344", 1, false), ("0632", 2, false), ("0893", 1, true)], [:], [],
                [.municipality(code: "0632", groups: 2), .municipality(code: "0344", groups: 1)]
            ),
            (
                "a group that lies nowhere", [(nil, 1, false), ("9999", 1, false), (nil, 1, true)], [:], [],
                [.group(slug: "g0-0", municipality: nil), .group(slug: "g1-0", municipality: "9999")]
            ),
            (
                "a zone that nobody holds", [("0632", 2, false), ("0344", 1, false)], ["0632": "MN", "0344": "MN"], [],
                [.unheld(zone: "MN", groups: 3)]
            ),
            (
                "no group there yet: then nobody need hold it", [], ["0632": "MN"], [], []
            ),
            (
                "an office spelled otherwise", [("0632", 1, false)], ["0632": "MN-Woerden"], ["mn woerden"],
                [.unheld(zone: "MN-Woerden", groups: 1), .unknown(zone: "mn woerden")]
            ),
            (
                "one name in both countries", [("0632", 1, false)], ["0632": "Bergen", "53053": "Bergen"], ["Bergen"],
                [.namesakes(zone: "Bergen", municipalities: ["0632", "53053"])]
            ),
            (
                "a municipality that is no more", [("9999", 1, false)], ["9999": "MN"], ["MN"],
                [.gone(municipality: "9999", zone: "MN")]
            ),
        ]

    @Test("the most pressing comes first", arguments: cases.indices)
    func list(index: Int) {
        let row = ZoneWorklistTests.cases[index]
        let list = ZoneWorklist(
            ZoneWorklistTests.groups(row.groups), table: row.table, held: row.held, in: StreetPlaces.gazetteer)
        #expect(list.items == row.items, "\(row.what)")
    }
}
