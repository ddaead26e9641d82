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
    static let ghent = Jurisdiction.of(
        "BE", municipality: "44021", own: MunicipalPolicy(minimumAge: 16, policeNumber: "09 266 61 11"))

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
        #expect(Jurisdiction.belgium.numbers.map(\.number) == ["101", "112", "local-police"])
        #expect(Jurisdiction.belgium.numbers.map(\.isUrgent) == [true, true, false])
        #expect(Jurisdiction.belgium.numbers.map(\.isDialable) == [true, true, false])
        #expect(Jurisdiction.of("BE").code == "BE")
        #expect(Jurisdiction.of("BE-31005").code == "BE")
        #expect(Jurisdiction.of("NL").code == "NL")
        #expect(Jurisdiction.of("LU").code == "NL")
    }

    @Test(arguments: [
        ("NL", "NL"), ("NL-0637", "NL"), ("BE-31005", "BE"), ("BEL", nil), ("LU", nil), ("", nil), ("-", nil),
    ])
    func aPolicyIsFoundByItsCountryWhole(code: String, country: String?) {
        #expect(Jurisdiction.known(code)?.country == country)
        #expect(Jurisdiction.of(code).country == country ?? Jurisdiction.usual.country)
        let own = Jurisdiction.of(code, municipality: "0637", own: MunicipalPolicy(minimumAge: 16, policeNumber: nil))
        #expect(own.code == "\(own.country)-0637" && own.country == country ?? Jurisdiction.usual.country)
        #expect(Jurisdiction.known(own.code)?.code == own.country)
    }

    @Test func whereNobodySaysWhereThereIsANumberAllTheSame() {
        #expect(Jurisdiction.Number.everywhere.isDialable && Jurisdiction.Number.everywhere.isUrgent)
        #expect(Jurisdiction(code: "X", timeZone: "UTC", numbers: []).offered == .everywhere)
        for jurisdiction in Jurisdiction.all {
            #expect(jurisdiction.offered == jurisdiction.numbers.first)
            #expect(jurisdiction.number(Jurisdiction.Number.everywhere.number)?.isUrgent == true)
        }
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

    @Test(arguments: [
        (Jurisdiction.netherlands, String?.none, ["112"]), (.netherlands, "0900-8844", ["112"]),
        (.belgium, nil, ["101", "112"]), (.belgium, "101", ["101", "112"]), (.belgium, "112", ["112", "101"]),
        (.belgium, "local-police", ["101", "112"]), (ghent, "09 266 61 11", ["101", "112"]),
        (Jurisdiction(code: "X", timeZone: "UTC", numbers: []), nil, ["112"]),
    ])
    func everythingToCallInDanger(jurisdiction: Jurisdiction, called: String?, numbers: [String]) {
        #expect(jurisdiction.allInDanger(after: called).map(\.number) == numbers)
    }

    @Test func eachNumberOfACountryIsForSomethingElse() {
        for jurisdiction in Jurisdiction.all {
            #expect(Set(jurisdiction.numbers.map(\.use)).count == jurisdiction.numbers.count, "\(jurisdiction.code)")
            #expect(jurisdiction.offered.isUrgent)
        }
    }

    // MARK: a municipality's own way

    static let own: [(MunicipalPolicy?, age: Int, numbers: [String])] = [
        (nil, 18, ["101", "112", "local-police"]),
        (MunicipalPolicy(minimumAge: 16, policeNumber: nil), 16, ["101", "112", "local-police"]),
        (MunicipalPolicy(minimumAge: 21, policeNumber: "055 33 44 55"), 21, ["101", "112", "055 33 44 55"]),
        (MunicipalPolicy(minimumAge: nil, policeNumber: "055 33 44 55"), 18, ["101", "112", "055 33 44 55"]),
    ]

    @Test(arguments: own)
    func whatIsNotItsOwnIsItsCountrys(own: MunicipalPolicy?, age: Int, numbers: [String]) {
        let policy = Jurisdiction.of("BE", municipality: "45059", own: own)
        #expect(policy.code == (own == nil ? "BE" : "BE-45059"))
        #expect(policy.country == "BE" && policy.timeZone == "Europe/Brussels")
        #expect(policy.minimumAge == age)
        #expect(policy.numbers.map(\.number) == numbers)
    }

    @Test(arguments: [
        ("local-police", String?.some("09 266 61 11")), ("092666111", "09 266 61 11"), ("09/266.61.11", "09 266 61 11"),
        ("Local-police", nil), ("", nil), ("politie", nil),
    ])
    func thePoliceOfAPlaceByTheirNumberOrTheirWord(typed: String, number: String?) {
        #expect(JurisdictionTests.ghent.number(typed)?.number == number)
        #expect(JurisdictionTests.ghent.number(typed)?.isUrgent != true)
        #expect(Jurisdiction.belgium.number(typed)?.number == (typed == "local-police" ? "local-police" : nil))
        #expect(Jurisdiction.netherlands.number("local-police") == nil)
    }

    @Test(arguments: [(15, false), (16, true), (18, true), (21, true), (22, false), (-1, false)])
    func agesHaveBounds(age: Int, isTaken: Bool) {
        let refusal = Refusal.of { _ = try MunicipalPolicy.age(age) }
        #expect(refusal?.code == (isTaken ? nil : .fieldInvalid) && refusal?.field == (isTaken ? nil : "minimumAge"))
    }

    @Test(arguments: [
        (Jurisdiction.belgium, " 09 266 61 11 ", String?.some("09 266 61 11")),
        (.belgium, "055/33.44.55", "055/33.44.55"),
        (.netherlands, "0900-8844", nil), (.belgium, "0900-8844", "0900-8844"), (.belgium, "101", nil),
        (.belgium, "112", nil), (.belgium, "+32 9 266 61 11", nil), (.belgium, "9 266 61 11", nil), (.belgium, "", nil),
        (.belgium, "0", nil), (.belgium, "0266", nil), (.belgium, "0123456789012", nil),
        (.belgium, "09 266 61 11 post 3", nil), (.belgium, "09 266\u{301}61 11", nil),
        (.belgium, "0٩ 266 61 11", nil), (.belgium, "09  266  61  11  -  -  -", nil),
    ])
    func numbersOfThePoliceAreDialledAsTheyAreWritten(country: Jurisdiction, typed: String, number: String?) {
        #expect((try? MunicipalPolicy.number(typed, in: country)) == number)
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
