import Mustache
import Watch

/// How whatever a template shows comes into a page: always by `MarkupText`, which goes by Unicode scalars. The library's own
/// way goes by what people see as one sign, and lets a `<` through that stands behind U+0600.
struct PageText: MustacheContentType {
    static let name = "SAAR-PAGE"

    func escapeText(_ text: String) -> String { MarkupText.escaped(text) }

    /// A template, or a part of one, that shows everything so. Each says it for itself, since the library takes its own way
    /// again at the beginning of every part.
    static func template(_ text: String) throws -> MustacheTemplate {
        try MustacheTemplate(string: "{{% CONTENT_TYPE: \(name)}}\n\(text)")
    }
}
