import Testing
import WatchTesting

@testable import Watch

@Suite("Police zones by municipality")
struct ZoneRulesTests {
    @Test(
        "a name is one line of at most 80 signs, and no address",
        arguments: [
            ("Basisteam Woerden", "Basisteam Woerden", nil), ("  PZ Grens ", "PZ Grens", nil),
            ("PZ\nGrens", "PZ Grens", nil), (nil, nil, .fieldMissing), ("", nil, .fieldMissing),
            (" \u{200B}", nil, .fieldMissing),
            (String(repeating: "z", count: 80), String(repeating: "z", count: 80), nil),
            (String(repeating: "z", count: 81), nil, .textTooLong), ("politie.example.org", nil, .linkUnwanted),
        ] as [(String?, String?, Refusal.Code?)])
    func names(typed: String?, name: String?, refused: Refusal.Code?) {
        do throws(Refusal) {
            let found = try ZoneRules.name(typed)
            #expect(found == name && refused == nil)
        } catch {
            #expect(error.code == refused && error.field == "zone")
        }
    }

    // MARK: the table

    static let table = ["0632": "MN", "1901": "HL", "11022": "PZ"]

    @Test(
        "only what differs is changed, by the order of the codes; others stay",
        arguments: [
            ([:], []), (["0632": "MN"], []), (["0632": "XX"], ["0632 XX"]), (["0344": "MN"], ["0344 MN"]),
            (["1901": nil], ["1901 -"]), (["0344": nil], []),
            (["1901": "MN", "0344": "A", "11022": nil], ["0344 A", "11022 -", "1901 MN"]),
        ] as [([String: String?], [String])])
    func changes(wanted: [String: String?], changes: [String]) {
        let found = ZoneRules.changes(to: wanted, in: ZoneRulesTests.table)
        #expect(found.map { "\($0.municipality) \($0.zone ?? "-")" } == changes)
        let after = ZoneRules.table(ZoneRulesTests.table, after: found)
        #expect(ZoneRules.changes(to: wanted, in: after).isEmpty, "what was said is so now")
    }

    @Test("a zone of one name in both countries is told, one of several municipalities is none")
    func namesakes() {
        func country(_ code: String) -> String? { ["04": "NL", "06": "NL", "19": "NL", "11": "BE"][code.prefix(2)] }
        #expect(ZoneRules.namesakes(in: ZoneRulesTests.table, country: country).isEmpty)
        let one = ZoneRules.namesakes(in: ["0632": "A", "1901": "A", "11022": "B", "99": "B"], country: country)
        #expect(one.isEmpty, "and what is not known lies nowhere")
        let both = ZoneRules.namesakes(in: ["0632": "A", "1901": "B", "11022": "A"], country: country)
        #expect(both.map(\.zone) == ["A"] && both.first?.municipalities == ["0632", "11022"])
    }

    @Test(
        "a municipality that became part of another leaves it its zone, where that is one",
        arguments: [
            ([:], []), (["0632": "1999"], ["1999 MN"]), (["0632": "1901"], []), (["0344": "1999"], []),
            (["0632": "1999", "1901": "1999"], []), (["0632": "1999", "0344": "1999"], ["1999 MN"]),
            (["1901": "1998", "0632": "1999"], ["1998 HL", "1999 MN"]),
        ] as [([String: String], [String])])
    func inherited(successors: [String: String], changes: [String]) {
        let found = ZoneRules.inherited(successors, in: ZoneRulesTests.table)
        #expect(found.map { "\($0.municipality) \($0.zone ?? "-")" } == changes)
    }

    // MARK: who reads along

    @Test("an officer reads along by the zone of the ground; where there is none, nobody does")
    func readers() {
        func capacity(_ zone: String?, _ office: String) -> Audience? {
            let group = Group(
                id: Street.group.id, slug: "x", name: "X", place: "", jurisdiction: .netherlands, zone: zone,
                municipality: nil, area: Street.group.area, createdAt: Street.founded)
            return try? HearingRules.actor(
                Street.fixed("77"), member: nil, offices: [Office(kind: .police, territory: office)], group: group
            ).capacity
        }
        #expect(capacity("MN", "MN") == .police)
        #expect(capacity("MN", "HL") == nil && capacity(nil, "MN") == nil)
        #expect(capacity(nil, "NL") == nil && capacity(nil, "") == nil, "neither a country nor nothing is a zone")
    }

    @Test("a group that goes elsewhere has no zone until it is known where; one that stays keeps it")
    func moved() {
        func zone(after municipality: String?) -> String? {
            Street.group.revised(name: "X", place: "", municipality: municipality, area: Street.group.area).zone
        }
        #expect(zone(after: Street.group.municipality) == Street.zone)
        #expect(zone(after: "0632") == nil && zone(after: nil) == nil)
    }
}
