import Foundation
import Mustache
import Watch
import WatchWords

@testable import WatchWeb

/// The pages as swift-mustache writes them, which others made and many use: what ours are held against, byte for byte.
struct MustacheLibraryPages {
    private let library: MustacheLibrary

    init(texts: [String: String]) throws {
        MustacheContentTypes.register(PageText(), named: PageText.name)
        library = MustacheLibrary(templates: try texts.mapValues(PageText.template))
    }

    init(share: URL) throws {
        let folder = share.appending(path: "templates")
        var texts: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            texts[name.replacing(".mustache", with: "")] = try String(
                contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        try self.init(texts: texts)
    }

    /// A page, by Swift's mirror.
    func html<Model: PageModel>(_ model: Model, words: Catalogue) -> String? {
        html(Model.template, ["frame": model.frame, "page": model, "assets": ""], words: words)
    }

    func html(_ template: String, _ root: [String: Any], words: Catalogue) -> String? {
        library.render(root.merging(["words": Word(words, "")]) { $1 }, withTemplate: template)
    }

    /// Whatever is shown is escaped by `MarkupText`, as ours is: the library's own way goes by what people see as one sign.
    private struct PageText: MustacheContentType {
        static let name = "SAAR-PAGE"

        func escapeText(_ text: String) -> String { MarkupText.escaped(text) }

        static func template(_ text: String) throws -> MustacheTemplate {
            try MustacheTemplate(string: "{{% CONTENT_TYPE: \(name)}}\n\(text)")
        }
    }

    /// Lets a template write `{{words.group.asleep}}` for the catalogue's `group.asleep`.
    private struct Word: MustacheParent, MustacheCustomRenderable {
        private let words: Catalogue
        private let key: String

        init(_ words: Catalogue, _ key: String) {
            self.words = words
            self.key = key
        }

        func child(named name: String) -> Any? { Word(words, key.isEmpty ? name : "\(key).\(name)") }

        var renderText: String { words.text(key) }

        var isNull: Bool { false }
    }
}
