import Testing
import Watch
import WatchTesting

@Suite("Municipalities that became part of others") struct MergerTests {
    @Test func theirGroupsBelongWhereTheyLieNow() {
        let groups = [
            SmallCountry.group(1, in: "0632"), SmallCountry.group(2, in: nil),
            // 9999 became part of two: most of it of Oudewater.
            SmallCountry.group(3, in: "9999", at: SmallCountry.point(5.15, 52.05)),
            SmallCountry.group(4, in: "9999", at: SmallCountry.point(5.16, 52.05), standing: .closed),
            SmallCountry.group(5, in: "9999", at: SmallCountry.point(5.05, 52.05)),
            // As many in one as in the other.
            SmallCountry.group(6, in: "8888", at: SmallCountry.point(5.15, 52.05)),
            SmallCountry.group(7, in: "8888", at: SmallCountry.point(5.05, 52.05)),
            // At sea, and abroad.
            SmallCountry.group(8, in: "9999", at: SmallCountry.point(3.2, 53.0)),
            SmallCountry.group(9, in: "9999", at: SmallCountry.point(4.4, 51.2)),
        ]
        let merger = Merger(groups, in: SmallCountry.places)
        func code(_ number: Int) -> String? { merger.groups[groups[number - 1].id] }
        #expect((1...9).map(code) == [nil, nil, "0589", "0589", "0632", "0589", "0632", nil, nil])
        #expect(merger.successors == ["9999": "0589", "8888": "0589"])
        #expect(Merger(groups, in: .empty).groups.isEmpty, "a house without places knows of nothing that has gone")
    }
}
