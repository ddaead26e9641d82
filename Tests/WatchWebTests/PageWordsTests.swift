import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

@Suite("The words of the pages") struct PageWordsTests {
    static let sources = APIStreet.share.appending(path: "../..").standardizedFileURL

    @Test func everyCatalogueHasTheSameKeysAndPlaces() throws {
        let catalogues = try PageStreet.catalogues.get()
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

    @Test func everyValueThatAPageCanShowHasWords() throws {
        let keys = try PageStreet.words(.nl).keys
        var needed = Refusal.Code.allCases.map { "refusal.\($0.rawValue)" } + ["refusal.unexpected"]
        needed += Alert.Kind.allCases.map { "kind.\($0.rawValue)" }
        needed += Alert.Outcome.allCases.flatMap { ["outcome.\($0.rawValue)", "outcome.\($0.rawValue).long"] }
        needed += Compass.allCases.map { "direction.\($0.rawValue)" }
        needed += Message.Kind.reactions.flatMap { ["reaction.\($0.rawValue)", "said.\($0.rawValue)"] }
        needed += ["reaction.police-on-scene.police", "said.police-on-scene.police", "said.correction"]
        needed += AlertAdvice.allCases.flatMap { ["advice.\($0.rawValue)", "advice.\($0.rawValue).carer"] }
        needed += Member.Standing.allCases.map { "member.\($0.rawValue)" }
        needed += ["approve", "decline", "suspend", "readmit", "remove", "you", "coordinator"].map { "member.\($0)" }
        needed += EmergencyCall.Caller.allCases.flatMap {
            ["report.by.\($0.rawValue)", "call.told.\($0.rawValue)", "call.told.\($0.rawValue).unknown"]
        }
        needed += Audience.allCases.map { "alert.ended.\($0.rawValue)" } + ["alert.ended.nobody", "alert.ended.alone"]
        needed += FinalStepModel.Kind.allCases.filter { $0 != .erasure }.flatMap { kind in
            ["title", "lead", "final", "button"].map { "step.\(kind.rawValue).\($0)" }
        }
        needed += ["title", "lead", "button", "sure"].map { "erasure.\($0)" }
        needed += ["asleep", "awake"].map { "state.\($0)" }
        needed += ["resident", "coordinator", "police", "municipality", "foundation"].map { "role.\($0)" }
        needed += ["phrase", "stamp"].flatMap { form in ["today", "yesterday", "date"].map { "time.\(form).\($0)" } }
        needed += (1...12).map { "month.\($0)" }
        needed += PageSetting.deeds.map { "done.\($0)" } + Kept.names.map { "kept.\($0)" }
        needed += ["behaviour", "place", "appearance", "vehicle", "direction"].map { "fact.\($0)" }
        needed += ["licencePlate", "policeText", "reference"].map { "police.\($0)" }
        needed += ["behaviour", "place", "appearance", "vehicle", "calledAt", "licencePlate", "policeText"].flatMap {
            ["report.\($0)", "report.\($0).hint"]
        }
        needed += ["reaction", "correction", "closure"].flatMap { ["alert.\($0).text", "alert.\($0).hint"] }
        for key in needed { #expect(keys.contains(key), "\(key)") }
    }

    @Test func everyKeyInTemplatesAndPagesExistsAndEveryKeyIsUsed() throws {
        let keys = try PageStreet.words(.nl).keys
        let templates = try texts(in: APIStreet.share.appending(path: "templates"), ending: ".mustache")
        let pages = try texts(in: PageWordsTests.sources.appending(path: "Pages"), ending: ".swift")
        var used: Set<String> = []
        for template in templates { used.formUnion(try found(#"\{\{words\.([A-Za-z0-9.-]+)\}\}"#, in: template)) }
        for page in pages {
            used.formUnion(try found(#"words\.text\(\s*"([a-zA-Z0-9.-]+)""#, in: page))
            for key in try found(#"words\.count\(\s*"([a-zA-Z0-9.-]+)""#, in: page) {
                used.formUnion(["\(key).one", "\(key).other"])
            }
        }
        #expect(used.count > 120)
        #expect(used.subtracting(keys).isEmpty, "\(used.subtracting(keys).sorted())")
        // A key that nothing names must at least begin like one that is put together.
        let composed = [
            "refusal.", "kind.", "outcome.", "direction.", "reaction.", "said.", "advice.", "member.", "report.",
            "call.", "alert.", "state.", "me.", "handoff.", "linked.", "devices.", "record.", "role.", "time.",
            "month.", "done.", "links.",
            "kept.", "fact.", "police.", "founding.", "registry.log.", "registry.standing.", "registry.capacity.",
            "step.", "erasure.", "reach.", "group.asleep.", "group.awake.", "letter.group-", "letter.member-",
            "letter.office.", "capacity.",
        ]
        let idle = keys.subtracting(used).filter { key in !composed.contains { key.hasPrefix($0) } }
        #expect(idle.isEmpty, "\(idle.sorted())")
    }

    @Test func everyRefusalSaysWhatItKnows() throws {
        let known = [
            "emergency-call-missing": ["number": "112"], "text-too-long": ["length": "1001", "limit": "1000"],
            "area-overlaps": ["names": "X", "groupIds": "y"], "too-many-groups": ["limit": "5"],
            "too-many-tries": ["limit": "10"], "too-many-areas": ["limit": "60"],
            "alert-closed": ["number": "112", "alertId": "x"], "emergency-number-unknown": ["known": "112, 0900-8844"],
        ]
        for language in Language.allCases {
            let words = try PageStreet.words(language)
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
        let words = try PageStreet.words(language)
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
            let words = try PageStreet.words(language)
            for (letter, step) in [("S", "s"), ("A", "a1"), ("A", "a2"), ("R", "r")] {
                for key in ["saar.\(step)", "report.\(step)"] {
                    #expect(words.text(key).hasPrefix(letter), "\(language) \(key): \(words.text(key))")
                }
            }
        }
    }

    // MARK: helpers

    private func texts(in folder: URL, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(ending) }
            .map { try String(contentsOf: folder.appending(path: $0), encoding: .utf8) }
    }

    private func places(_ text: String) -> Set<String> { (try? found(#"\{(\w+)\}"#, in: text)) ?? [] }

    private func found(_ pattern: String, in text: String) throws -> Set<String> {
        let matches = try NSRegularExpression(pattern: pattern)
            .matches(in: text, range: NSRange(text.startIndex..., in: text))
        return Set(matches.compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } })
    }
}
