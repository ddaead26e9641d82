import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What tests of pages share: words, templates, files of alerts, and forms as a browser sends them.
enum PageStreet {
    static let catalogues = Result { try Catalogues(share: APIStreet.share) }
    /// Read once, as in a house: to read them takes longer than most tests.
    static let library = Result { try PageLibrary(share: APIStreet.share) }

    static func words(_ language: Language = .en) throws -> Catalogue { try catalogues.get().of(language) }

    static func setting(
        at now: Moment = ManualClock.friday, isSignedIn: Bool = true, done: String? = nil, in language: Language = .en
    ) throws -> PageSetting {
        PageSetting(words: try words(language), now: now, isSignedIn: isSignedIn, done: done)
    }

    /// The page's HTML, as it is sent.
    static func html(_ model: some PageModel, in language: Language = .en) throws -> String {
        PageTemplates(try library.get(), words: try catalogues.get()).html(model, words: try words(language))
    }

    static func clock(at now: Moment = ManualClock.friday) throws -> WallClock {
        WallClock(zone: "Europe/Amsterdam", now: now, words: try words())
    }
}

extension LivingStreet {
    /// The alert's page as this neighbour sees it.
    func page(
        _ alert: AlertId, for neighbour: Street.Neighbour, typed: TypedForm = TypedForm(), refusals: [Refusal] = []
    ) async throws -> AlertModel {
        let file = try await desk.file(alert, for: neighbour.id)
        return AlertModel(
            file, reach: try store.reach(of: alert), site: "https://saar.test", typed: typed, refusals: refusals,
            try PageStreet.setting(at: clock.now()))
    }
}

extension APIStreet {
    /// Sends a form, as a browser does.
    func send(
        _ path: String, as neighbour: Street.Neighbour? = nil, headers: [String: String] = [:],
        _ fields: [String: String]
    ) async throws -> Answer {
        try await ask(
            .post, path, as: neighbour, body: APIStreet.form(fields),
            headers: headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 })
    }

    /// Sends a form of which a page asks once more whether it is meant, and says yes there. What is answered otherwise
    /// comes back as it is.
    func confirm(
        _ path: String, as neighbour: Street.Neighbour? = nil, headers: [String: String] = [:],
        _ fields: [String: String] = [:]
    ) async throws -> Answer {
        let asked = try await send(path, as: neighbour, headers: headers, fields)
        guard let form = try asked.finalStep else { return asked }
        return try await send(form.path, as: neighbour, headers: headers, form.fields)
    }

    /// A form's fields as they travel.
    static func form(_ fields: [String: String]) -> String {
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        return fields.sorted { $0.key < $1.key }.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")"
        }.joined(separator: "&")
    }

    /// A report's form with everything in it.
    var fullForm: [String: String] {
        [
            "kind": "burglary", "behaviour": "Forces a window & <climbs> in", "appearance": "black coat, white cap",
            "vehicle": "white van", "direction": "north-east", "place": "Kerkstraat 15, at the back",
            "latitude": "52.0812", "longitude": "4.75", "licencePlate": "GH-482-X", "policeText": "Looks like \"X\"",
            "by": "self", "number": "112", "calledAt": "21:01",
        ]
    }

    /// Shares it as Anna, and gives the alert's path.
    func shared(_ changes: [String: String] = [:]) async throws -> String {
        let answer = try await send("/groups/kerkstraat/alerts", as: Street.anna, fullForm.merging(changes) { $1 })
        try #require(answer.status == 303, "\(answer.text)")
        return try #require(answer.header("Location")?.split(separator: "?").first.map(String.init))
    }
}

extension Answer {
    /// The form of a page that asks once more, with what it holds; nil on every other page.
    var finalStep: (path: String, fields: [String: String])? {
        get throws {
            guard let form = try found(#"(<form id="final-step"[\s\S]*?</form>)"#).first else { return nil }
            func all(_ pattern: String) throws -> [String] {
                let range = NSRange(form.startIndex..., in: form)
                return try NSRegularExpression(pattern: pattern).matches(in: form, range: range).compactMap {
                    Range($0.range(at: 1), in: form).map { Answer.unescaped(String(form[$0])) }
                }
            }
            let names = try all(#"<input type="hidden" name="([^"]*)""#)
            let values = try all(#"<input type="hidden" name="[^"]*" value="([^"]*)""#)
            try #require(names.count == values.count && names.contains("countersign"), "\(form)")
            return (
                try #require(try all(#"action="([^"]*)""#).first), Dictionary(uniqueKeysWithValues: zip(names, values))
            )
        }
    }

    /// The value that a form on the page holds for a field: of an input or a textarea.
    func typed(_ name: String) -> String? {
        for pattern in [
            #"<textarea[^>]* name="\#(name)"[^>]*>\n([^<]*)</textarea>"#,
            #"<input[^>]* name="\#(name)"[^>]* value="([^"]*)""#,
        ] {
            guard let expression = try? NSRegularExpression(pattern: pattern) else { continue }
            let range = NSRange(text.startIndex..., in: text)
            let match = expression.firstMatch(in: text, range: range)
            if let found = match.flatMap({ Range($0.range(at: 1), in: text) }) {
                return Answer.unescaped(String(text[found]))
            }
        }
        return nil
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].reduce(text) {
            $0.replacingOccurrences(of: $1.0, with: $1.1)
        }
    }
}
