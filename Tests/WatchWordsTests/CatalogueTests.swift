import Testing
import Watch
import WatchTesting
import WatchWords

/// Numbers, plurals, times and dates in four languages.
@Suite("How each language counts and tells the time") struct CatalogueTests {
    @Test(arguments: [
        (Language.nl, 1_234_567, "1.234.567"), (.de, 1_234_567, "1.234.567"), (.en, 1_234_567, "1,234,567"),
        (.fr, 1_234_567, "1\u{202F}234\u{202F}567"), (.en, 0, "0"), (.en, 999, "999"), (.en, 1_000, "1,000"),
        (.nl, 100_000, "100.000"), (.en, -1_234, "\u{2212}1,234"), (.en, -7, "\u{2212}7"),
        (.en, .max, "9,223,372,036,854,775,807"), (.nl, .min, "\u{2212}9.223.372.036.854.775.808"),
    ])
    func aNumberIsWrittenAsTheLanguageDoes(language: Language, number: Int, text: String) throws {
        #expect(try HouseWords.of(language).number(number) == text)
    }

    @Test(arguments: [
        (Language.nl, 0, "0,1 s"), (.fr, 810, "0,9 s"), (.en, 810, "0.9 s"), (.de, 3_000, "3 s"), (.nl, 9_950, "10 s"),
        (.en, 10_001, "11 s"), (.en, 120_000, "120 s"), (.nl, 120_001, "3 min"), (.de, 3_600_000, "60 Min."),
        (.en, 86_400_000, "1,440 min"),
    ])
    func howLongItTookIsRoundedUp(language: Language, milliseconds: Int64, text: String) throws {
        #expect(try HouseWords.of(language).took(Span(milliseconds: milliseconds)) == text)
    }

    @Test(arguments: [
        (Language.nl, 0, "other"), (.nl, 1, "one"), (.nl, 2, "other"), (.en, 0, "other"), (.en, 1, "one"),
        (.en, 2, "other"), (.de, 0, "other"), (.de, 1, "one"), (.de, 2, "other"), (.fr, 0, "one"), (.fr, 1, "one"),
        (.fr, 2, "other"), (.fr, 1_000, "other"), (.en, -1, "other"),
    ])
    func oneIsOneAndInFrenchSoIsNothing(language: Language, number: Int, form: String) {
        let words = Catalogue(language: language, texts: ["x.one": "one {count}{y}", "x.other": "other {count}{y}"])
        #expect(words.count("x", number, ["y": "!"]) == "\(form) \(words.number(number))!")
    }

    @Test func everyCountHasBothForms() throws {
        for language in Language.allCases {
            let words = try HouseWords.of(language)
            let ones = words.keys.filter { $0.hasSuffix(".one") }.map { String($0.dropLast(4)) }
            #expect(ones.count >= 6)
            for key in ones {
                for number in [0, 1, 2] {
                    let text = words.count(key, number, ["place": "Woerden", "when": "om 21:04"])
                    #expect(!text.contains("{") && !text.hasPrefix(key), "\(language) \(text)")
                }
            }
        }
    }

    @Test func valuesArePutInAndWhatIsMissingIsNoticed() {
        let words = Catalogue(language: .en, texts: ["a": "{x} and {y} and {x}"])
        #expect(words.text("a", ["x": "1", "y": "2"]) == "1 and 2 and 1")
        #expect(words.text("a", ["x": "1"]) == "1 and {y} and 1")
        #expect(words.text("b.c") == "b.c")
    }

    @Test func aRefusalSpeaksOfItsFieldWhereThereAreWordsForIt() {
        let words = Catalogue(
            language: .en, texts: ["refusal.field-missing": "missing", "refusal.field-missing.sure": "tick {box}"])
        #expect(words.refusal(Refusal(.fieldMissing, field: "sure", ["box": "it"])) == "tick it")
        #expect(words.refusal(Refusal(.fieldMissing, field: "area")) == "missing")
        #expect(words.refusal(Refusal(.fieldMissing)) == "missing")
    }

    // MARK: times

    private func clock(_ language: Language, at now: Moment) throws -> WallClock {
        WallClock(zone: "Europe/Amsterdam", now: now, words: try HouseWords.of(language))
    }

    @Test(arguments: [
        (Language.nl, "om 21:04", "21:04", "gisteren om 21:04", "gisteren 21:04", "op 20 november om 21:04"),
        (.en, "at 21:04", "21:04", "yesterday at 21:04", "yesterday 21:04", "on 20 November at 21:04"),
        (
            .de, "um 21:04 Uhr", "21:04 Uhr", "gestern um 21:04 Uhr", "gestern, 21:04 Uhr",
            "am 20. November um 21:04 Uhr"
        ),
        (
            .fr, "à 21\u{A0}h\u{A0}04", "21\u{A0}h\u{A0}04", "hier à 21\u{A0}h\u{A0}04", "hier 21\u{A0}h\u{A0}04",
            "le 20 novembre à 21\u{A0}h\u{A0}04"
        ),
    ])
    func timesAreSaid(
        language: Language, today: String, stamp: String, yesterday: String, before: String, earlier: String
    ) throws {
        let then = ManualClock.friday
        let now = try clock(language, at: then + .minutes(1))
        #expect(now.phrase(then) == today && now.stamp(then).text == stamp)
        let next = try clock(language, at: then + .days(1))
        #expect(next.phrase(then) == yesterday && next.stamp(then).text == before)
        #expect(try clock(language, at: then + .days(2)).phrase(then) == earlier)
    }

    @Test(arguments: [
        (Language.nl, "1 december", "op 1 december om 00:30", "1 december 2026"),
        (.en, "1 December", "on 1 December at 00:30", "1 December 2026"),
        (.de, "1. Dezember", "am 1. Dezember um 00:30 Uhr", "1. Dezember 2026"),
        (.fr, "1er décembre", "le 1er décembre à 00\u{A0}h\u{A0}30", "1er décembre 2026"),
    ])
    func theFirstOfTheMonth(language: Language, date: String, phrase: String, withYear: String) throws {
        let first = try #require(Moment("2026-11-30T23:30:00Z"))
        let sameYear = try clock(language, at: first + .days(3))
        #expect(sameYear.date(first) == date && sameYear.phrase(first) == phrase)
        #expect(try clock(language, at: first + .days(40)).date(first) == withYear)
        #expect(try clock(language, at: first + .days(3)).date(first - .days(10)).hasPrefix("21"))
    }

    @Test(
        arguments: [
            ("2026-11-27", "2026-11-27T22:59:59.999Z"), ("2026-07-01", "2026-07-01T21:59:59.999Z"),
            // The days on which the clocks change have 23 and 25 hours.
            ("2026-03-29", "2026-03-29T21:59:59.999Z"), ("2026-10-25", "2026-10-25T22:59:59.999Z"),
            ("2026-12-31", "2026-12-31T22:59:59.999Z"), ("2028-02-29", "2028-02-29T22:59:59.999Z"), ("", nil),
            ("2026-02-29", nil), ("2026-13-01", nil), ("2026-00-10", nil), ("27-11-2026", nil), ("2026-11", nil),
            ("2026-11-27-1", nil), ("x", nil), ("1999-12-31", nil), ("20261127", nil),
            ("2026-11-99999999999999999999", nil), ("2026-9223372036854775807-1", nil),
            ("2026-1-9223372036854775807", nil),
            ("2026-11-32", nil), ("2026-11-0", nil),
        ] as [(String, String?)])
    func aDayEndsAtMidnightInTheStreet(typed: String, end: String?) throws {
        let clock = try HouseWords.clock()
        #expect(clock.endOfDay(typed)?.description == end)
        if let end { #expect(clock.day(try #require(Moment(end))) == typed) }
    }
}
