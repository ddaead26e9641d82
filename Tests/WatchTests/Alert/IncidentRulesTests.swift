import Testing
import Watch
import WatchTesting

/// Which open alert a report seems to be about.
@Suite struct IncidentRulesTests {
    private let start = ManualClock.friday

    /// An alert as it is once it was shared, or the report that is held against it.
    private func alert(
        _ id: String = "d1", _ kind: Alert.Kind = .burglary, at point: Coordinate? = nil, place: String? = nil,
        behaviour: String = "Forceert een raam", plate: String? = nil, by reporter: Actor = Street.byAnna,
        sharedAt moment: Moment = ManualClock.friday
    ) throws -> Alert {
        var alert = Alert(
            id: Street.fixed(id), group: Street.group.id, message: Street.fixed("c1"), reporter: reporter,
            reporterFirstName: "Anna")
        _ = try alert.signal(
            Report(
                kind: kind,
                observation: Observation(behaviour: behaviour, appearance: kind == .missingPerson ? "rode jas" : nil),
                location: Location(coordinate: point, description: place),
                policeOnly: PoliceOnly(licencePlate: plate, text: nil), call: Street.called()), in: .netherlands)
        _ = try alert.alarm(Street.called(at: moment), at: moment, in: Street.jurisdiction)
        _ = try alert.share(at: moment, minuteOfDay: 0, in: Street.jurisdiction)
        return alert
    }

    private func incident(_ new: Alert, among open: [Alert], at moment: Moment? = nil) -> AlertId? {
        IncidentRules.incident(new, at: moment ?? start, among: open, in: Street.group)?.id
    }

    // MARK: where

    struct Near: Sendable, CustomStringConvertible {
        let metres: Double
        let ago: Span
        let isSame: Bool
        var description: String { "\(metres) m away, \(ago.milliseconds / 1_000) s ago" }
    }

    @Test(arguments: [
        Near(metres: 0, ago: .seconds(0), isSame: true), Near(metres: 100, ago: .minutes(5), isSame: true),
        Near(metres: 299, ago: .minutes(30), isSame: true), Near(metres: 301, ago: .minutes(5), isSame: false),
        Near(metres: 100, ago: .minutes(30) + .milliseconds(1), isSame: false),
    ])
    func byThePoints(_ near: Near) throws {
        let open = try alert(at: Street.point(metresNorth: near.metres), sharedAt: start - near.ago)
        let found = incident(try alert("d2", at: Street.corner, by: Street.byBram), among: [open])
        #expect(found == (near.isSame ? open.id : nil))
    }

    /// Which of the two has a point on the map, where it is, and what both wrote of the place.
    @Test(
        arguments: [
            (false, false, "Kerkstraat 15", "kerkstraat", true), (true, false, "Kerkstraat 15", "kerkstraat", true),
            (false, true, "Kerkstraat 15", "kerkstraat", true), (false, false, "Kerkstraat 15", "Plein 15", false),
            (true, false, "Kerkstraat 15", nil, false), (false, true, nil, "Kerkstraat 15", false),
            (false, false, "hier", "hier", false),
            // Where both are on the map, the words say nothing more.
            (true, true, "Kerkstraat 15", "Plein 3", true),
        ] as [(Bool, Bool, String?, String?, Bool)])
    func byTheWordsWhereAPointIsMissing(
        openHasPoint: Bool, newHasPoint: Bool, openPlace: String?, newPlace: String?, isSame: Bool
    ) throws {
        let open = try alert(at: openHasPoint ? Street.corner : nil, place: openPlace ?? (openHasPoint ? nil : "x"))
        let new = try alert(
            "d2", at: newHasPoint ? Street.corner : nil, place: newPlace ?? (newHasPoint ? nil : "y"), by: Street.byBram
        )
        #expect(incident(new, among: [open]) == (isSame ? open.id : nil))
    }

    @Test func farApartOnTheMapIsFarApartWhateverIsWritten() throws {
        let open = try alert(at: Street.point(metresNorth: 900), place: "Kerkstraat")
        #expect(incident(try alert("d2", at: Street.corner, place: "Kerkstraat"), among: [open]) == nil)
    }

    @Test func theNearestIsOfferedAndOfWordsTheLastThatSomebodySpokeIn() throws {
        let open = try [200.0, 50, 150].enumerated().map { index, metres in
            try alert("d\(index)", at: Street.point(metresNorth: metres), place: "Kerkstraat")
        }
        #expect(incident(try alert("d9", at: Street.corner), among: open) == open[1].id)
        #expect(incident(try alert("d9", at: Street.corner), among: []) == nil)
        let typed = try [3, 1, 2].map { minutes in
            try alert("d\(minutes)", place: "Kerkstraat", sharedAt: start - .minutes(minutes))
        }
        #expect(incident(try alert("d9", place: "kerkstraat 3"), among: typed) == typed[1].id)
    }

    // MARK: what

    @Test(
        arguments: [
            (.burglary, .burglary, true), (.burglary, .suspiciousPerson, true), (.theft, .suspiciousVehicle, true),
            (.vandalism, .suspiciousPerson, true), (.doorstepScam, .suspiciousPerson, true),
            (.missingPerson, .missingPerson, true), (.burglary, .missingPerson, false),
            (.missingPerson, .suspiciousPerson, false), (.missingPerson, .theft, false),
            (.doorstepScam, .vandalism, false), (.other, .missingPerson, true), (.burglary, .other, true),
            (.other, .other, true),
        ] as [(Alert.Kind, Alert.Kind, Bool)])
    func onlyWhatOneIncidentCanBe(open: Alert.Kind, new: Alert.Kind, isSame: Bool) throws {
        for (one, other) in [(open, new), (new, open)] {
            let found = incident(
                try alert("d2", one, at: Street.corner), among: [try alert("d1", other, at: Street.corner)])
            #expect((found != nil) == isSame)
        }
    }

    // MARK: when, and what is over

    @Test func countedFromTheLastWord() throws {
        var open = try alert(at: Street.corner)
        let new = try alert("d2", at: Street.corner, by: Street.byBram)
        #expect(incident(new, among: [open], at: start + .minutes(40)) == nil)
        let said = Street.said(.sighting, "daar", at: start + .minutes(20))
        _ = try open.react(said, by: Street.byBram, in: .netherlands)
        #expect(incident(new, among: [open], at: start + .minutes(40)) == open.id)
        #expect(incident(new, among: [open], at: start + .minutes(51)) == nil)
    }

    @Test func whatIsOverOrWasTakenBackIsNotOffered() throws {
        let new = try alert("d2", at: Street.corner, by: Street.byBram)
        var over = try alert(at: Street.corner)
        _ = try over.close(.gone, words: nil, by: Street.byAnna, at: start, in: .netherlands)
        #expect(incident(new, among: [over]) == nil)
        var back = try alert(at: Street.corner)
        _ = try back.retract(back.ownText, by: Street.byAnna, at: start)
        #expect(back.isOpen && incident(new, among: [back]) == nil)
    }

    // MARK: the same report of the same person

    private func sameReport(_ new: Alert, as open: Alert, after: Span = .minutes(1)) -> Bool {
        IncidentRules.sameReport(new, at: start + after, among: [open], in: .netherlands) == open
    }

    @Test func theSameWordsWithinTenMinutesAreTheSameReport() throws {
        let open = try alert(place: "hier", plate: "GH-482-X")
        let again = try alert("d2", place: "hier", plate: "GH-482-X", sharedAt: start + .minutes(2))
        #expect(sameReport(again, as: open) && sameReport(again, as: open, after: .minutes(10)))
        #expect(!sameReport(again, as: open, after: .minutes(10) + .milliseconds(1)))
        for other in try [
            alert("d2", place: "hier", plate: "GH-482-X", by: Street.byBram),
            alert("d2", place: "daar", plate: "GH-482-X"), alert("d2", place: "hier"),
            alert("d2", .theft, place: "hier", plate: "GH-482-X"),
            alert("d2", place: "hier", behaviour: "Nu is de ruit kapot", plate: "GH-482-X"),
        ] { #expect(!sameReport(other, as: open)) }
    }

    @Test func aTelephoneThatFindsItselfElsewhereOnTheSameSpotChangesNothing() throws {
        let open = try alert(at: Street.corner, place: "hier")
        #expect(sameReport(try alert("d2", at: Street.point(metresNorth: 20), place: "hier"), as: open))
        #expect(sameReport(try alert("d2", place: "hier"), as: open))
        #expect(!sameReport(try alert("d2", at: Street.point(metresNorth: 400), place: "hier"), as: open))
    }

    @Test func whatIsOverOrTakenBackCanBeSharedAgain() throws {
        let again = try alert("d2", place: "hier")
        var over = try alert(place: "hier")
        _ = try over.close(.gone, words: nil, by: Street.byAnna, at: start, in: .netherlands)
        var back = try alert(place: "hier")
        _ = try back.retract(back.ownText, by: Street.byAnna, at: start)
        #expect(!sameReport(again, as: over) && !sameReport(again, as: back))
    }
}
