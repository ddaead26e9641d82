import Foundation
import Watch

/// The words of one language: `share/words/<language>/<room>.json`, each a flat list of keys and texts, which are one list to
/// whoever asks. A text may hold `{name}` where a value goes.
public struct Catalogue: Sendable {
    /// Whose words they are.
    public let language: Language
    private let texts: [String: String]

    /// Puts one together from texts by their keys.
    public init(language: Language, texts: [String: String]) {
        self.language = language
        self.texts = texts
    }

    /// The text for a key, with its values put in. A key that is missing is shown itself, so that it is noticed; a
    /// test holds every catalogue against the others.
    public func text(_ key: String, _ values: [String: String] = [:]) -> String {
        let text = texts[key] ?? key
        guard !values.isEmpty, text.utf8.contains(UInt8(ascii: "{")) else { return text }
        // From left to right and once: what somebody called a group is never looked at for places of ours.
        var filled = ""
        var scalars = text.unicodeScalars[...]
        while let open = scalars.firstIndex(of: "{") {
            filled.unicodeScalars.append(contentsOf: scalars[..<open])
            scalars = scalars[open...]
            guard let end = scalars.firstIndex(of: "}"), let value = values[String(scalars[..<end].dropFirst())] else {
                filled.unicodeScalars.append(scalars.removeFirst())
                continue
            }
            filled += value
            scalars = scalars[end...].dropFirst()
        }
        filled.unicodeScalars.append(contentsOf: scalars)
        return filled
    }

    /// The text for a number of things: `key.one` or `key.other`, with `{count}`. French counts nothing as one (CLDR
    /// plural rules, cardinals).
    public func count(_ key: String, _ count: Int, _ values: [String: String] = [:]) -> String {
        let isOne = count == 1 || (count == 0 && language == .fr)
        return text(isOne ? "\(key).one" : "\(key).other", values.merging(["count": number(count)]) { $1 })
    }

    /// What an alert is called.
    public func title(_ title: AlertTitle) -> String {
        switch title {
        case .kind(let kind): text("kind.\(kind.rawValue)")
        case .words(let words): words
        case .untitled: text("alert.untitled")
        }
    }

    /// Why something was refused, and what to do: in the words for its field, where that has its own.
    public func refusal(_ refusal: Refusal) -> String {
        let key = "refusal.\(refusal.code.rawValue)"
        let own = refusal.field.map { "\(key).\($0)" }.flatMap { texts[$0] == nil ? nil : $0 }
        var parameters = refusal.parameters
        for name in ["number", "known"] { parameters[name] = parameters[name].map(called) }
        return text(own ?? key, parameters)
    }

    /// A number that was called, or several, as it is said in a sentence: the police of a place are named where their number
    /// is not known.
    public func called(_ number: String) -> String {
        number.exchanging(Jurisdiction.Number.localPolice.number, for: text("call.local.number"))
    }

    /// A number as the language writes it: `12.345`, `12,345`, and in French `12 345` with a narrow space.
    public func number(_ number: Int) -> String {
        let separator =
            switch language {
            case .nl, .de: "."
            case .fr: "\u{202F}"
            case .en: ","
            }
        var text = ""
        for (index, digit) in String(number.magnitude).reversed().enumerated() {
            if index > 0, index.isMultiple(of: 3) { text = separator + text }
            text = String(digit) + text
        }
        return (number < 0 ? "\u{2212}" : "") + text
    }

    /// How long something took, as `Reach` tells it: `0,8 s`, `42 s`, and above two minutes `3 min`; rounded up.
    public func took(_ span: Span) -> String {
        let tenths = Reach.Pace.tenths(span)
        guard tenths <= 1_200 else { return text("reach.minutes", ["count": number((tenths + 599) / 600)]) }
        let mark = language == .en ? "." : ","
        let seconds = tenths % 10 == 0 ? number(tenths / 10) : "\(tenths / 10)\(mark)\(tenths % 10)"
        return text("reach.seconds", ["count": seconds])
    }

    /// Every key, for the test that holds the catalogues against each other.
    public var keys: Set<String> { Set(texts.keys) }

    /// Everything, for templates, with dots in keys turned into nested names.
    public var all: [String: String] { texts }
}

/// The catalogues of all languages that have one. Dutch always has.
public struct Catalogues: Sendable {
    private let byLanguage: [Language: Catalogue]

    /// Two files of one language have the same key: which of the two texts is meant, nobody knows.
    public struct SaidTwice: Error, Equatable, CustomStringConvertible {
        public let key: String
        public let language: Language

        public var description: String { "words/\(language.rawValue): two files have the key \(key)" }
    }

    /// Reads `words/<language>/*.json` below the share folder.
    ///
    /// - Throws: when there is no Dutch catalogue, or a file cannot be read; `SaidTwice`.
    public init(share: URL) throws {
        var byLanguage: [Language: Catalogue] = [:]
        for language in Language.allCases {
            let folder = share.appendingPathComponent("words/\(language.rawValue)", isDirectory: true)
            guard FileManager.default.fileExists(atPath: folder.path) || language == .nl else { continue }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            var texts: [String: String] = [:]
            for file in files.sorted() where file.ends(with: ".json") {
                let room = try JSONDecoder().decode(
                    [String: String].self, from: try Data(contentsOf: folder.appendingPathComponent(file)))
                for (key, text) in room {
                    guard texts.updateValue(text, forKey: key) == nil else {
                        throw SaidTwice(key: key, language: language)
                    }
                }
            }
            byLanguage[language] = Catalogue(language: language, texts: texts)
        }
        self.byLanguage = byLanguage
    }

    /// The catalogue for a language; English for one that has none yet, and Dutch in doubt.
    public func of(_ language: Language) -> Catalogue {
        byLanguage[language] ?? byLanguage[.en] ?? byLanguage[.nl] ?? Catalogue(language: .nl, texts: [:])
    }

    /// The languages that have words.
    public var languages: [Language] { Language.allCases.filter { byLanguage[$0] != nil } }
}
