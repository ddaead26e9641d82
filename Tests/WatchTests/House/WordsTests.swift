import Testing
import Watch
import WatchTesting

@Suite struct WordsTests {
    @Test(arguments: [
        (String?.none, String?.none), ("", nil), (" \n\t ", nil), ("\u{0}\u{1B}\u{7F}\u{9F}", nil),
        ("\u{200B}\u{FEFF}\u{202E}", nil), ("  rent weg \n", "rent weg"), ("eerst\nen toen", "eerst\nen toen"),
        ("eerst\r\nen toen", "eerst\nen toen"), ("wit\tbusje", "wit busje"), ("rood\u{202E}groen", "roodgroen"),
        ("a\u{061C}b\u{2066}c\u{2069}d", "abcd"), ("a\u{0}b", "ab"), ("café 🚓", "café 🚓"),
        ("👩‍👧", "👩‍👧"), ("<b>'; DROP TABLE", "<b>'; DROP TABLE"), ("\u{A0}x\u{2003}", "x"),
    ])
    func whatIsKept(typed: String?, kept: String?) throws {
        #expect(try Words.kept(typed, field: "text", limit: 100) == kept)
    }

    @Test(arguments: [
        ("aaaaa", true), ("aaaaaa", false), ("  aaaaa  ", true), ("éééée\u{301}", false), ("🚓🚓🚓🚓🚓", true),
        ("\u{0}aaaaa\u{0}", true), ("a\u{301}\u{301}\u{301}\u{301}", true),
        ("a\u{301}\u{301}\u{301}\u{301}\u{301}", false),
    ])
    func theLimitCountsScalarsOfWhatIsKept(typed: String, fits: Bool) {
        let refusal = Refusal.of { _ = try Words.kept(typed, field: "text", limit: 5) }
        #expect(refusal?.code == (fits ? nil : .textTooLong))
        #expect(refusal?.parameters["length"] == (fits ? nil : "6"))
        #expect(refusal?.parameters["limit"] == (fits ? nil : "5"))
    }

    @Test func pieces() {
        #expect(
            Words.pieces("Rode-jas, 2 Étages; ’t WITTE busje!") == [
                "rode", "jas", "2", "étages", "t", "witte", "busje",
            ])
        #expect(Words.pieces(" … ") == [])
    }
}

@Suite struct LanguageTests {
    @Test(arguments: [
        ("nl", Language?.some(.nl)), ("nl-NL,nl;q=0.9,en;q=0.8", .nl), ("fr-BE", .fr), ("de-AT,en", .de),
        ("EN-us", .en),
        ("en;q=0.5, fr;q=0.9", .fr), ("fr;q=0.5,de;q=0.5", .fr), ("pl,tr;q=0.9,de;q=0.1", .de),
        (" de ;q=0.4 , nl; q=0.3", .de),
        ("en;q=0,nl;q=0.1", .nl), ("en;q=0", nil), ("fy-NL,nl;q=0.5", .nl), ("", nil), ("*", nil), ("pl", nil),
        (",,;;", nil),
        ("nl;q=x", nil), ("frr", nil), ("den, enm;q=0.9", nil), ("nl;q=nan", nil), ("nl;q=-1", nil),
    ])
    func theBestMatch(header: String, language: Language?) {
        #expect(Language(acceptLanguage: header) == language)
    }

    @Test func whatIsTooLongIsReadInPart() {
        let header = String(repeating: "pl,", count: 20) + "nl"
        #expect(Language(acceptLanguage: header) == nil)
        #expect(Language(acceptLanguage: String(repeating: "pl,", count: 19) + "nl") == .nl)
    }

    @Test func dutchComesFirst() { #expect(Language.allCases == [.nl, .fr, .de, .en]) }
}

@Suite struct JurisdictionTests {
    @Test(arguments: [
        ("112", String?.some("112")), ("1 1 2", "112"), ("112-app", "112"), ("0900-8844", "0900-8844"),
        ("09008844", "0900-8844"), ("0900 88 44", "0900-8844"), ("(0900) 8844", "0900-8844"), ("911", nil),
        ("101", nil),
        ("", nil), ("politie", nil), ("1122", nil), ("+31 112", nil), ("144", nil),
    ])
    func numbersByDigits(typed: String, number: String?) {
        #expect(Jurisdiction.netherlands.number(typed)?.number == number)
    }

    @Test func whatEachCountryOffersFirst() {
        #expect(Jurisdiction.netherlands.numbers.map(\.number) == ["112", "0900-8844"])
        #expect(Jurisdiction.netherlands.numbers.map(\.isUrgent) == [true, false])
        #expect(Jurisdiction.belgium.numbers.map(\.number) == ["101", "112"])
        #expect(Jurisdiction.belgium.numbers.map(\.isUrgent) == [true, true])
        #expect(Jurisdiction.of("BE").code == "BE")
        #expect(Jurisdiction.of("BE-31005").code == "BE")
        #expect(Jurisdiction.of("NL").code == "NL")
        #expect(Jurisdiction.of("LU").code == "NL")
    }

    @Test(arguments: [
        (Jurisdiction.netherlands, String?.none, "112"), (.netherlands, "112", "112"),
        (.netherlands, "0900-8844", "112"),
        (.netherlands, "101", "112"), (.belgium, nil, "101"), (.belgium, "101", "101"), (.belgium, "112", "112"),
        (.belgium, "0900-8844", "101"),
    ])
    func whatToCallInDangerAfterACall(jurisdiction: Jurisdiction, called: String?, number: String) {
        #expect(jurisdiction.inDanger(after: called).number == number)
    }

    @Test func eachNumberOfACountryIsForSomethingElse() {
        for jurisdiction in Jurisdiction.all {
            #expect(Set(jurisdiction.numbers.map(\.use)).count == jurisdiction.numbers.count, "\(jurisdiction.code)")
            #expect(jurisdiction.offered.isUrgent)
        }
    }

    @Test(arguments: [
        (22 * 60 - 1, false), (22 * 60, true), (23 * 60 + 59, true), (0, true), (7 * 60 - 1, true), (7 * 60, false),
        (12 * 60, false),
    ])
    func theNightRunsOverMidnight(minute: Int, isNight: Bool) {
        #expect(Jurisdiction.netherlands.isNight(minuteOfDay: minute) == isNight)
    }

    @Test(arguments: [(0, false), (60, true), (299, true), (300, false), (1_439, false)])
    func aNightAfterMidnight(minute: Int, isNight: Bool) {
        let policy = Jurisdiction(code: "X", timeZone: "UTC", numbers: [], nightFrom: 60, nightUntil: 300)
        #expect(policy.isNight(minuteOfDay: minute) == isNight)
    }

    @Test(arguments: [0, 60, 1_439])
    func noNightAtAll(minute: Int) {
        let policy = Jurisdiction(code: "X", timeZone: "UTC", numbers: [], nightFrom: 60, nightUntil: 60)
        #expect(!policy.isNight(minuteOfDay: minute))
    }
}
