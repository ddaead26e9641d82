import Watch
import WatchWords

/// A box in which somebody types, as a template needs it.
struct FormField: Equatable, Sendable {
    /// Its name in the form, and its id on the page.
    let name: String
    let label: String
    let hint: String?
    let value: String
    let error: String?
    let limit: Int
    /// What a browser may offer to fill in, as `autocomplete` names it (WCAG 1.3.5).
    let complete: String

    /// - Parameter refusals: those that concern this box mark it; `field` is its name in the API's spelling.
    init(
        _ name: String, _ label: String, hint: String? = nil, value: String, limit: Int, field: String,
        refusals: [Refusal], words: Catalogue, complete: String = "off"
    ) {
        self.name = name
        self.label = label
        self.hint = hint
        self.value = value
        self.limit = limit
        self.complete = complete
        error = refusals.first { $0.field == field || $0.field.map { $0.begins(with: field + ".") } == true }
            .map(words.refusal)
    }
}

/// One of several things to choose.
struct Choice: Equatable, Sendable {
    /// The name of the whole choice in the form.
    let name: String
    let value: String
    let label: String
    let hint: String?
    let isChosen: Bool
    /// The first of its choice bears the name alone as id, so that a list of mistakes can point there.
    let id: String

    /// All values of a choice.
    static func all(
        _ name: String, _ values: [String], chosen: String?, label: (String) -> String,
        hint: (String) -> String? = { _ in nil }
    ) -> [Choice] {
        values.enumerated().map { index, value in
            Choice(
                name: name, value: value, label: label(value), hint: hint(value), isChosen: value == chosen,
                id: index == 0 ? name : "\(name)-\(value)")
        }
    }
}

/// A line in the list of what must be mended.
struct Mistake: Equatable, Sendable {
    let text: String
    /// Where to mend it; nil when it is not about a field.
    let link: String?

    /// - Parameter names: ids on the page by the API's spelling of fields.
    init(_ refusal: Refusal, words: Catalogue, names: [String: String]) {
        text = words.refusal(refusal)
        link = refusal.field.flatMap { names[$0] }.map { "#" + $0 }
    }
}

/// Something that somebody typed and that no form could take back.
struct Kept: Equatable, Sendable {
    let label: String
    let text: String

    /// What is worth keeping of a form: words, never ticks and hidden fields.
    static func all(_ form: TypedForm, words: Catalogue) -> [Kept] {
        // A report that waited while somebody signed in is a form within the form.
        let draft = (try? BoundedBody(bytes: Array(form["draft"].utf8)).form()) ?? [:]
        let whole = TypedForm(draft.merging(form.fields) { $1 })
        return names.compactMap { name in
            whole.filled(name).map { Kept(label: words.text("kept.\(name)"), text: $0) }
        }
    }

    static let names = [
        "behaviour", "appearance", "vehicle", "place", "licencePlate", "policeText", "text", "correction", "closing",
        "note",
    ]
}

/// What came in by a form. A field that is missing counts as an empty one.
struct TypedForm: Equatable, Sendable {
    let fields: [String: String]

    init(_ fields: [String: String] = [:]) { self.fields = fields }

    subscript(name: String) -> String { fields[name] ?? "" }

    /// Nil when nothing but white space was typed.
    func filled(_ name: String) -> String? { Words.trimmed(self[name]).isEmpty ? nil : self[name] }
}
