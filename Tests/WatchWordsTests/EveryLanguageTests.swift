import Foundation
import Testing
import Watch
import WatchWords

@Suite("The words of every language") struct EveryLanguageTests {
    @Test func everyCatalogueHasTheSameKeysAndPlaces() throws {
        let catalogues = try HouseWords.catalogues.get()
        let dutch = catalogues.of(.nl)
        #expect(catalogues.languages == Language.allCases)
        for language in catalogues.languages {
            let catalogue = catalogues.of(language)
            #expect(catalogue.keys == dutch.keys, "\(catalogue.keys.symmetricDifference(dutch.keys).sorted())")
            for key in dutch.keys {
                #expect(!catalogue.text(key).isEmpty, "\(language) \(key)")
                #expect(places(catalogue.text(key)) == places(dutch.text(key)), "\(language) \(key)")
            }
        }
    }

    @Test func everyRefusalSaysWhatItKnows() throws {
        let known = [
            "emergency-call-missing": ["number": "112"], "text-too-long": ["length": "1001", "limit": "1000"],
            "area-overlaps": ["names": "X", "groupIds": "y"], "too-many-groups": ["limit": "5"],
            "too-many-tries": ["limit": "10"], "too-many-areas": ["limit": "60"],
            "alert-closed": ["number": "112", "alertId": "x"], "emergency-number-unknown": ["known": "112, 0900-8844"],
        ]
        for language in Language.allCases {
            let words = try HouseWords.of(language)
            for (code, parameters) in known {
                let text = words.text("refusal.\(code)", parameters)
                #expect(places(text).isEmpty, "\(text)")
            }
        }
    }

    /// What an editor has struck, and why: under no key of that language may it come back.
    @Test(arguments: [
        (Language.nl, "buurtwacht", "smells of a burgerwacht"),
        (.nl, "geen haast", "the police say: geen spoed, wel politie"),
        (.nl, "[Aa]angewezen door|bericht(en)? aangewezen|deelnemers aangewezen", "aangewezen is appointed"),
        (.nl, "(lezen|houd|kreeg|hoort|bevestigt|stichting) haar\\b|\\b[Hh]oud haar\\b", "a melding is die, not haar"),
        (.nl, "\\b(dat|hoe|zolang|eindigt|later sluit) ze (weer|open|af|vanzelf|stil)?", "nor is it ze"),
        (.nl, "mee te leiden|leidt de groep (nu )?mee", "who coordinates together is samen beheerder"),
        (.nl, "[Hh]et midden van \\{place\\} (ligt|is)|[Ii]n het midden van", "nobody lives in a middle"),
        (.nl, "buurt weet het|buren weten het", "nobody knows that they know"),
        (.fr, "(^|[^r])éveillé", "a group is réveillé"),
        (.fr, "connexion à Saar est fermée", "sounds as if the line were dead"),
        (.fr, "diriger|dirige[sz]? ", "one coordinates a group, together"),
        (.fr, "[Éé]cri(vez|re|t) (le|un|ce|votre) code", "a code is saisi"),
        (.fr, "^Venue", "of what?"),
        (.fr, "pas le droit de la lire", "neighbours are not forbidden to read"),
        (.de, "(machen|macht) (nur Sie )?die Koordination|[Nn]ur Sie machen", "one koordiniert"),
        (.de, "geht nicht mehr|Bitten Sie um einen neuen", "a code is no longer gültig, and one fordert a new one an"),
        (.de, "\\(BIN\\)", "BIN is Dutch"),
        (.de, "So steht es nicht mehr|Gebiets sind gleich", "is no German"),
        (.en, "^(Call|Tell):|see, call, tell", "the letters of SAAR are S, A, A and R"),
    ])
    func whatAnEditorStruckStaysAway(language: Language, struck: String, why: String) throws {
        let words = try HouseWords.of(language)
        let pattern = try NSRegularExpression(pattern: struck)
        for key in words.keys {
            let text = words.text(key)
            let found = pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text))
            #expect(found == nil, "\(language) \(key): \(text) (\(why))")
        }
    }

    /// The letters beside the four steps are S, A, A and R.
    @Test func theFourStepsBeginWithTheirLetters() throws {
        for language in Language.allCases {
            let words = try HouseWords.of(language)
            for (letter, step) in [("S", "s"), ("A", "a1"), ("A", "a2"), ("R", "r")] {
                for key in ["saar.\(step)", "report.\(step)"] {
                    #expect(words.text(key).hasPrefix(letter), "\(language) \(key): \(words.text(key))")
                }
            }
        }
    }

    /// Where values go in a text: `{name}`.
    private func places(_ text: String) -> Set<String> {
        Set(text.matches(of: #/\{(\w+)\}/#).map { String($0.output.1) })
    }
}
