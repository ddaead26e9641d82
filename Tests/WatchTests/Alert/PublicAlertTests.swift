import Testing
import Watch
import WatchTesting

/// What anybody sees who was handed the link: nothing by which a person, a door or a car could be known.
@Suite struct PublicAlertTests {
    private let start = ManualClock.friday

    /// Anna's burglary at Bram's, with plates where people put them.
    private func alert(isRetracted: Bool = false) throws -> Alert {
        var alert = Street.draft()
        let burglary = Street.burglary()
        _ = try alert.signal(
            Report(
                kind: .burglary,
                observation: Observation(
                    behaviour: "Forceert het raam", appearance: "zwarte jas", vehicle: "witte bestelbus GH-482-X",
                    direction: .northEast),
                location: burglary.location, policeOnly: burglary.policeOnly, call: burglary.call), in: .netherlands)
        _ = try alert.alarm(Street.called(), at: start, in: Street.jurisdiction)
        _ = try alert.share(at: start, minuteOfDay: 0, in: Street.jurisdiction)
        _ = try alert.addReference("PL1500-2026-1", by: Street.byDeWit)
        if isRetracted { _ = try alert.retract(Street.said(.alert, id: "c1"), by: Street.byCarla, at: start) }
        return alert
    }

    private let messages = [
        Street.said(.sighting, "Reed weg in GH-482-X", by: Street.byBram, id: "c2"),
        Street.said(.knownPerson, "Het is de zoon van Els", by: Street.byBram, id: "c3", isRetracted: true),
        Street.said(.correction, "Het was een grijze bus", by: Street.byAnna, id: "c4"),
        Street.said(.correction, "Het was Dirk", by: Street.byAnna, id: "c5", isRetracted: true),
        Street.said(.policeOnScene, by: Street.byDeWit, id: "c6"),
        Street.said(.closure, "Aangehouden", by: Street.byDeWit, id: "c7"),
    ]

    /// Everything that it holds, as one text: nothing hides in a field that a test forgot.
    private func text(_ value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    @Test func nothingByWhichSomebodyCouldBeKnown() throws {
        let alert = try alert()
        let whole = text(alert) + text(messages)
        let shown = text(PublicAlert(alert, messages: messages))
        for word in [
            "Anna", "Bram", "Jeroen", Street.anna.id.text, Street.bram.id.text, Street.deWit.id.text, "GH-482-X",
            "PL1500-2026-1", "Lijkt op iemand van het Plein", "15", "de zoon van Els", "Het was Dirk",
        ] {
            #expect(whole.contains(word), "the test would prove nothing")
            #expect(!shown.contains(word), "\(word)")
        }
        #expect(
            !text(PublicAlert(alert, messages: messages)).contains(alert.id.text), "nor may it be asked for by its id")
    }

    @Test func whatNeighboursOfTheStreetNeed() throws {
        let shown = PublicAlert(try alert(), messages: messages)
        #expect(shown.kind == .burglary)
        #expect(shown.sharedAt == start)
        #expect(shown.call.number == "112")
        #expect(shown.behaviour == "Forceert het raam")
        #expect(shown.appearance == "zwarte jas")
        #expect(shown.vehicle == "witte bestelbus …")
        #expect(shown.direction == .northEast)
        #expect(shown.street == "Kerkstraat, achterom")
        #expect(shown.isRetracted == false)
        #expect(shown.said.map(\.kind) == [.sighting, .correction, .policeOnScene])
        #expect(shown.said.map(\.text) == ["Reed weg in …", "Het was een grijze bus", nil])
        #expect(shown.said.map(\.capacity) == [.neighbour, .neighbour, .police])
    }

    @Test func ofARetractedTextNothingIsLeftButItsCorrections() throws {
        let shown = PublicAlert(try alert(isRetracted: true), messages: messages)
        #expect(shown.isRetracted)
        #expect(shown.behaviour == nil && shown.appearance == nil && shown.vehicle == nil && shown.direction == nil)
        #expect(shown.street == nil && shown.near == nil)
        #expect(shown.kind == .burglary)
        #expect(shown.said.map(\.text) == ["Reed weg in …", "Het was een grijze bus", nil])
    }

    @Test(arguments: [(52.081_079, 4.75, 52.081, 4.75), (52.0804, 4.7496, 52.080, 4.750), (-0.0006, 0.0004, -0.001, 0)])
    func thePlaceIsCoarse(latitude: Double, longitude: Double, north: Double, east: Double) throws {
        let point = try #require(Coordinate(latitude: latitude, longitude: longitude))
        let coarse = try #require(point.coarse)
        #expect(abs(coarse.latitude - north) < 1e-9 && abs(coarse.longitude - east) < 1e-9)
        #expect(coarse.distance(to: point) < 80)
        #expect(coarse.coarse == coarse)
    }

    @Test func doorsOfOneStreetAreNotToldApart() throws {
        // 0.5 m north and south of Bram's door round to the same point; the alert shows no other.
        let alert = try alert()
        let near = try #require(PublicAlert(alert, messages: []).near)
        #expect(near == Street.bram.door.coarse)
        #expect(near != Street.bram.door)
        #expect(Street.point(metresNorth: 129.5).coarse == near)
    }

    @Test func aPlaceWithoutAPointHasNone() throws {
        var alert = Street.draft()
        _ = try alert.signal(Street.missingChild(), in: .netherlands)
        let shown = PublicAlert(alert, messages: [])
        #expect(shown.near == nil)
        #expect(shown.street == "speeltuin aan de Kerkstraat")
    }

    @Test(arguments: zip(Message.Kind.allCases, [false, true, false, true, true, false, true, false]))
    func whatIsWorthAMessageInAChat(kind: Message.Kind, isWorth: Bool) {
        #expect(AlertHandOff.isWorth(kind) == isWorth)
    }
}
