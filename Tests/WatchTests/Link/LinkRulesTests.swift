import Testing
import Watch
import WatchTesting

/// Which groups are neighbours, and how alerts travel between those that are linked.
@Suite struct LinkRulesTests {
    private let a = LinkPlain.group("A", east: 0)
    private let b = LinkPlain.group("B", east: 400)
    private let c = LinkPlain.group("C", east: 800)
    private let d = LinkPlain.group("D", east: 1_200)

    // MARK: neighbours

    @Test(arguments: [
        (0.0, true, true), (400, true, true), (890, true, true), (950, false, true), (2_350, false, true),
        (2_450, false, false),
    ])
    func howFarApart(east: Double, areNeighbours: Bool, mayLink: Bool) {
        let other = LinkPlain.group("X", east: east)
        #expect(LinkRules.areNeighbours(a, other) == areNeighbours)
        #expect(LinkRules.areNeighbours(other, a) == areNeighbours)
        #expect(LinkRules.mayLink(a, other) == mayLink)
    }

    @Test func cornersCountAsSidesDo() {
        #expect(LinkRules.areNeighbours(a, LinkPlain.group("X", east: 740, north: 740)), "478 m from corner to corner")
        #expect(!LinkRules.areNeighbours(a, LinkPlain.group("X", east: 800, north: 800)), "529 m")
    }

    @Test func oneInsideTheOtherAreNeighboursAndOneIsNoneOfItsOwn() {
        let around = Group(
            id: LinkPlain.id("X"), slug: "x", name: "X", place: "", jurisdiction: .netherlands, zone: "zone",
            municipality: nil, area: LinkPlain.area(east: -3_000, north: -3_000, width: 6_400, height: 6_400),
            createdAt: Street.founded)
        #expect(LinkRules.areNeighbours(a, around) && LinkRules.areNeighbours(around, a))
        #expect(!LinkRules.areNeighbours(a, a) && !LinkRules.mayLink(a, a))
    }

    /// What is shown begins half a street further on or nearer: wherever the border runs in between, the answer is the same.
    @Test func nobodyFindsABorderByMovingTheirOwn() {
        for (from, to) in [(888.0, 912.0), (2_385, 2_415)] {
            let answers = Set(
                stride(from: from, through: to, by: 2).map { east in
                    let other = LinkPlain.group("X", east: east)
                    return [LinkRules.areNeighbours(a, other), LinkRules.mayLink(a, other)]
                })
            #expect(answers.count == 1, "\(from)")
        }
    }

    @Test func theStricterPolicyDecides() {
        let strict = Jurisdiction(code: "BE", timeZone: "Europe/Brussels", numbers: [], linkMetres: 100)
        #expect(!LinkRules.areNeighbours(a, LinkPlain.group("X", east: 600, policy: strict)))
        #expect(LinkRules.areNeighbours(a, LinkPlain.group("X", east: 490, policy: strict)))
    }

    // MARK: what the watch proposes

    @Test func theNearestNeighboursAreProposedAndOnlySoMany() {
        // Nine to the north, each a little nearer than the next; a tenth too far off; one that is closed.
        let ring = (0..<9).map { index in
            LinkPlain.listed(
                LinkPlain.group(String(UnicodeScalar(UInt8(75 + index))), east: 0, north: 401 + Double(index)))
        }
        let far = LinkPlain.listed(LinkPlain.group("Y", east: 0, north: 1_400))
        let closed = LinkPlain.listed(LinkPlain.group("Z", east: 0, north: -400), standing: .closed)
        let home = LinkPlain.listed(a)
        let map = RegistryMap([home, far, closed] + ring, version: 1)
        let nearest = ring.prefix(Jurisdiction.netherlands.linkProposals).map(\.id)
        #expect(nearest.count == 8)
        #expect(LinkRules.proposals(for: home, on: map) == nearest.compactMap { Link.Pair(home.id, $0) })
        #expect(LinkRules.proposals(for: closed, on: map).isEmpty)
        #expect(LinkRules.proposals(for: home, on: .empty).isEmpty)
    }

    // MARK: whom an alert concerns

    /// Where it happens, which way it goes, and whether a group 400 metres wide hears of it that begins so far to the east.
    @Test(
        arguments: [
            (200, 200, nil, 600, true), (200, 200, nil, 690, true), (200, 200, nil, 710, false),
            (200, 200, .east, 710, true), (200, 200, .east, 2_190, true), (200, 200, .east, 2_210, false),
            (200, 200, .west, 710, false), (200, 200, .north, 710, false), (200, 200, .west, 600, true),
            // The sector is 45 degrees wide: 22.5 to each side of where they went.
            (200, 200, .northEast, 1_000, false), (200, -300, .northEast, 1_000, true),
            (200, -1_500, .east, 1_500, false), (200, -1_500, .northEast, 1_500, true),
            (200, 1_900, .southEast, 1_500, true), (200, 1_900, .south, 1_500, false),
        ] as [(Double, Double, Compass?, Double, Bool)])
    func nearOrOnTheWay(east: Double, north: Double, direction: Compass?, group: Double, concerns: Bool) {
        let travel = Travel(place: LinkPlain.point(east: east, north: north), direction: direction)
        #expect(LinkRules.concerns(travel, from: a, LinkPlain.group("X", east: group)) == concerns)
    }

    @Test(arguments: Compass.allCases)
    func eachDirectionFindsTheGroupThatLiesThere(direction: Compass) {
        let steps: [Compass: (Double, Double)] = [
            .north: (0, 1), .northEast: (1, 1), .east: (1, 0), .southEast: (1, -1), .south: (0, -1),
            .southWest: (-1, -1), .west: (-1, 0), .northWest: (-1, 1),
        ]
        let travel = Travel(place: LinkPlain.point(east: 200, north: 200), direction: direction)
        for (side, step) in steps {
            let group = LinkPlain.group("X", east: step.0 * 1_200, north: step.1 * 1_200)
            #expect(LinkRules.concerns(travel, from: a, group) == (side == direction), "\(side)")
        }
    }

    @Test func aLongSideAcrossTheWayIsSeenThoughNoCornerIs() {
        let wall = Group(
            id: LinkPlain.id("X"), slug: "x", name: "X", place: "", jurisdiction: .netherlands, zone: "zone",
            municipality: nil, area: LinkPlain.area(east: 1_500, north: -4_000, width: 100, height: 8_000),
            createdAt: Street.founded)
        let travel = Travel(place: LinkPlain.point(east: 200, north: 200), direction: .east)
        #expect(LinkRules.concerns(travel, from: a, wall))
        #expect(!LinkRules.concerns(Travel(place: travel.place, direction: .west), from: a, wall))
    }

    /// Without a point on the map it is somewhere in A, 400 metres wide: how far from A's western border X begins.
    @Test(
        arguments: [
            (nil, 400, true), (nil, 890, true), (nil, 910, false), (.west, 890, true), (.west, 910, false),
            (.east, 910, true), (.east, 2_400, true), (.east, 2_600, false),
        ] as [(Compass?, Double, Bool)])
    func withoutAPointTheGroupsOwnAreaIsThePlace(direction: Compass?, group: Double, concerns: Bool) {
        let travel = Travel(place: nil, direction: direction)
        #expect(LinkRules.concerns(travel, from: a, LinkPlain.group("X", east: group)) == concerns)
    }

    @Test func withoutAPointItGoesToTheNeighboursThatAreLinked() {
        let way = LinkRules.way(
            of: Travel(place: nil, direction: nil), from: a, in: LinkPlain.network([a, b, c, d], "A-B, B-C, A-D"))
        #expect(way.map(told) == ["B<A 1", "C<B 2"], "D begins 800 metres from A")
        #expect(Travel(place: nil, direction: .east).farthest == 2_000)
        #expect(Travel(place: LinkPlain.corner, direction: nil).farthest == 500)
        #expect(Travel(place: LinkPlain.corner, direction: .north).farthest == 2_000)
    }

    // MARK: the way of what is shared

    /// What happens in A's south-east corner, so near that B, C and D's borders are within 500, 500 and beyond.
    @Test(
        arguments: [
            ("", []), ("A-B", ["B<A 1"]), ("A-B, B-C", ["B<A 1", "C<B 2"]),
            ("A-B, A-C, B-C", ["B<A 1", "C<A 1"]), ("A-B, B-C, C-D", ["B<A 1", "C<B 2"]), ("B-C", []),
            ("A-C, C-B", ["C<A 1", "B<C 2"]),
        ] as [(String, [String])])
    func eachGroupOnceAndTwoLinksAtMost(links: String, expected: [String]) {
        let travel = Travel(place: LinkPlain.point(east: 380, north: 200), direction: .east)
        let way = LinkRules.way(of: travel, from: a, in: LinkPlain.network([a, b, c, d], links))
        #expect(way.map(told) == expected)
        #expect(way.allSatisfy { $0.provenance.homeName == "A" && !$0.provenance.isByHand })
        #expect(Set(way.map(\.group)).count == way.count && !way.contains { $0.group == a.id })
    }

    @Test func theRuleHoldsAtEachLink() {
        // C is concerned, and B, by which alone it could hear of it, is not.
        let south = LinkPlain.group("B", east: 0, north: -3_000)
        let travel = Travel(place: LinkPlain.point(east: 380, north: 200), direction: .east)
        #expect(LinkRules.way(of: travel, from: a, in: LinkPlain.network([a, south, c], "A-B, B-C")).isEmpty)
    }

    @Test(arguments: [("B", [String]()), ("C", ["B<A 1"]), ("A", [])])
    func aClosedGroupIsToldNothingAndPassesNothingOn(name: String, expected: [String]) {
        let travel = Travel(place: LinkPlain.point(east: 380, north: 200), direction: .east)
        let groups = [a, b, c].map { $0.name == name ? LinkPlain.closed($0) : $0 }
        let network = LinkPlain.network(groups, "A-B, B-C")
        #expect(LinkRules.way(of: travel, from: groups[0], in: network).map(told) == expected)
        #expect(network.areLinked(b.id, c.id) == (name == "A"))
    }

    @Test func aPolicyMayStopSooner() {
        let near = Jurisdiction(code: "NL", timeZone: "Europe/Amsterdam", numbers: [], linkHops: 1)
        let home = LinkPlain.group("A", east: 0, policy: near)
        let travel = Travel(place: LinkPlain.point(east: 380, north: 200), direction: .east)
        let way = LinkRules.way(of: travel, from: home, in: LinkPlain.network([home, b, c], "A-B, B-C"))
        #expect(way.map(told) == ["B<A 1"])
    }

    // MARK: sending on

    /// The links in force, who has it (`B1` by one link), of which groups the sender is coordinator, to whom they send
    /// it; and what comes of it.
    @Test(
        arguments: [
            ("A-B", "A0", "A", nil, ["B<A 1"], nil), ("A-B, B-C", "A0 B1", "B", nil, ["C<B 2"], nil),
            ("A-B, B-C, C-D", "A0 B1 C2", "C", nil, [], .tooManyHops), ("A-B", "A0 B1", "A", nil, [], nil),
            ("A-B", "A0 B1", "A", "B", [], nil), ("", "A0", "A", nil, [], .notLinked),
            ("A-B", "A0", "A", "C", [], .notLinked), ("A-B, A-C, A-D", "A0", "A", "B D", ["B<A 1", "D<A 1"], nil),
            ("A-B, B-C, C-D", "A0 B1 C2", "C", "D", [], .tooManyHops), ("A-B, B-C", "A0 B1", "A", "C", [], .notLinked),
            // Whoever sends for two groups takes the shorter way.
            ("A-B, B-C, A-C", "A0 B1", "A B", nil, ["C<A 1"], nil),
            // The link by which B heard of it has ended: B keeps what it has, and passes on nothing.
            ("B-C", "A0 B1", "B", nil, [], .notLinked), ("B-C", "A0 B1", "B", "C", [], .notLinked),
            ("A-B", "A0 B1", "B", "C", [], .notLinked),
        ] as [(String, String, String, String?, [String], Refusal.Code?)])
    func sendingOn(
        links: String, has: String, sends: String, to: String?, expected: [String], refused: Refusal.Code?
    ) throws {
        let reached = has.split(separator: " ").map { text in
            let hops = Int(String(text.last ?? "0")) ?? 0
            let group = String(text.prefix(1))
            let via = ["B": "A", "C": "B"][group]
            return Reached(
                group: LinkPlain.id(group), via: hops == 0 ? nil : via.map(LinkPlain.id), hops: hops)
        }
        let senders = Set(sends.split(separator: " ").map { LinkPlain.id(String($0)) })
        let wanted = to.map { $0.split(separator: " ").map { LinkPlain.id(String($0)) } }
        do {
            let way = try LinkRules.way(
                by: senders, to: wanted, reached: reached, from: a, in: LinkPlain.network([a, b, c, d], links))
            #expect(refused == nil && way.map(told) == expected)
            #expect(way.allSatisfy { $0.provenance.isByHand })
        } catch let refusal {
            #expect(refusal.code == refused)
        }
    }

    @Test func whatIsSentOnIsRegisteredAndToldByOneEventEach() throws {
        let alert = try Stage.open.alert()
        let network = LinkPlain.network([a, b], "A-B")
        let way = LinkRules.way(
            of: Travel(place: LinkPlain.point(east: 380, north: 200), direction: nil), from: a, in: network)
        let effects = alert.passOn(way, isQuiet: true)
        #expect(effects.count == 2)
        guard case .register(.alertForwarded, _, let content) = effects.first,
            case .forward(let news, let group, true) = effects.last
        else {
            Issue.record("\(effects)")
            return
        }
        #expect(content.person == nil && content.fields.first == .init("group", b.id.text))
        #expect(group == b.id && news.kind == .alertForwarded && news.provenance?.hops == 1)
        #expect(news.shared == alert && news.message == alert.message)
        #expect(alert.passOn([], isQuiet: false).isEmpty)
    }

    @Test func whatIsOverIsNotSentOnAndStrangersSendNothing() throws {
        let network = LinkPlain.network([a, b], "A-B")
        let reached = [Reached(group: a.id, via: nil, hops: 0)]
        let mine = ForwardScene(network: network, reached: reached, senders: [a.id])
        let nobodys = ForwardScene(network: network, reached: reached, senders: [])
        let open = try Stage.open.alert()
        let closed = try Stage.closed.alert()
        var retracted = open
        _ = try retracted.retract(open.ownText, by: Street.byAnna, at: Happening.now)
        let table: [(Alert, ForwardScene, Refusal.Code)] = [
            (open, nobodys, .notAllowed), (closed, mine, .alertClosed), (retracted, mine, .alertRetracted),
            (retracted, nobodys, .notAllowed),
        ]
        for (alert, scene, code) in table {
            do {
                _ = try alert.sendOn(to: nil, by: Street.byCarla, in: scene, home: a, isQuiet: false)
                Issue.record("it was sent")
            } catch let refusal {
                #expect(refusal.code == code)
            }
        }
        #expect(try open.sendOn(to: nil, by: Street.byCarla, in: mine, home: a, isQuiet: false).count == 2)
    }

    // MARK: who reads it as what

    @Test func careStaysWhereItWasReported() throws {
        let alert = try Stage.open.alert()
        for (audience, there) in [
            (Audience.neighbour, Audience.neighbour), (.coordinator, .neighbour), (.police, .police),
        ] {
            let home = Hearing(group: alert.group, audience: audience, since: 1)
            let other = Hearing(group: Street.nextGroup.id, audience: audience, since: 1)
            #expect(home.audience(of: alert) == audience)
            #expect(other.audience(of: alert) == there)
        }
    }

    @Test func whereNobodyWatches() {
        #expect(LinkRules.unwatched(around: a, by: []) == Compass.allCases)
        let sides = LinkRules.unwatched(around: a, by: [b, LinkPlain.group("X", east: 0, north: -400)])
        #expect(!sides.contains(.east) && !sides.contains(.south) && sides.contains(.north) && sides.contains(.west))
    }

    private func told(_ step: Forward) -> String {
        "\(step.name)<\(step.provenance.viaName) \(step.provenance.hops)"
    }
}
