import Testing
import Watch
import WatchTesting

/// What an alert is called.
@Suite struct AlertTitleTests {
    @Test(arguments: Alert.Kind.allCases)
    func aKindIsAHeadingUnlessItIsSomethingElse(kind: Alert.Kind) {
        let title = AlertTitle(kind, seen: ["Rommelt aan een slot"])
        #expect(title == (kind == .other ? .words("Rommelt aan een slot") : .kind(kind)))
    }

    @Test(
        arguments: [
            (["Rommelt aan een slot", "rode jas"], "Rommelt aan een slot"), ([nil, "rode jas"], "rode jas"),
            ([" \n ", nil, "grijze bus"], "grijze bus"), ([nil, nil, nil], nil), ([], nil),
        ] as [([String?], String?)])
    func withoutAKindItIsWhatWasSeen(seen: [String?], title: String?) {
        #expect(AlertTitle(.other, seen: seen) == (title.map(AlertTitle.words) ?? .untitled))
    }

    @Test(arguments: [
        ("Rommelt aan een slot", "Rommelt aan een slot"),
        // The first line that has words, on one line.
        ("\n  Rommelt   aan\u{A0}een slot \r\nEn loopt dan weg", "Rommelt aan een slot"),
        // Whole words, and no comma before the mark of what goes on.
        (
            "Een man loopt langs de geparkeerde auto's, voelt aan elke klink, en kijkt naar binnen",
            "Een man loopt langs de geparkeerde auto's, voelt aan elke…"
        ),
        (
            "Een man loopt langs de geparkeerde auto's en voelt overal, steeds weer",
            "Een man loopt langs de geparkeerde auto's en voelt overal…"
        ),
        // Exactly as many as a heading holds, and one more.
        (String(repeating: "x", count: 60), String(repeating: "x", count: 60)),
        (String(repeating: "x", count: 61), String(repeating: "x", count: 60) + "…"),
        (String(repeating: "x", count: 60) + " y", String(repeating: "x", count: 60) + "…"),
        // An accent stays on its letter, and the letter goes with it.
        (String(repeating: "x", count: 59) + "e\u{301}e", String(repeating: "x", count: 59) + "…"),
    ])
    func theFirstWords(text: String, title: String) {
        #expect(AlertTitle.firstWords(of: text) == title)
        #expect(title.unicodeScalars.count <= AlertTitle.mostSigns + 1)
    }

    /// However much hangs on one letter, it comes to an end, and to no more than a heading.
    @Test func marksWithoutEndMakeNoHeadingWithoutEnd() {
        let title = AlertTitle.firstWords(of: "a" + String(repeating: "\u{301}", count: 900))
        #expect(title == "…")
    }

    @Test func ofWhatWasTakenBackNotAWordIsSaid() throws {
        var alert = Street.draft()
        _ = try alert.signal(
            Report(
                kind: .other, observation: Observation(behaviour: "Rommelt aan een slot GH-482-X"),
                location: Street.burglary().location, call: Street.called()), in: .netherlands)
        _ = try alert.alarm(Street.called(), at: ManualClock.friday, in: Street.jurisdiction)
        _ = try alert.share(at: ManualClock.friday, minuteOfDay: 0, in: Street.jurisdiction)
        #expect(AlertTitle(AlertView(alert, for: .neighbour)) == .words("Rommelt aan een slot GH-482-X"))
        #expect(AlertTitle(PublicAlert(alert, messages: [])) == .words("Rommelt aan een slot …"))
        _ = try alert.retract(Street.said(.alert, id: "c1"), by: Street.byCarla, at: ManualClock.friday)
        #expect(AlertTitle(AlertView(alert, for: .neighbour)) == .untitled)
        #expect(AlertTitle(PublicAlert(alert, messages: [])) == .untitled)
    }
}
