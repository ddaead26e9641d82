import Foundation
import HTTPTypes
import Hummingbird
import Mustache
import NIOCore
import Watch
import WatchWords

/// What a page shows, as plain values: made by a pure function, put into HTML by a template and by nothing else.
protocol PageModel: Equatable, Sendable {
    /// The template's name in `share/templates`.
    static var template: String { get }
    var frame: PageFrame { get }
}

/// The templates of all pages, read once at start, and the words that stand in them.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary
    private let catalogues: Catalogues
    /// What stands behind the address of each style, script and picture: its version, where there is one.
    private let assets: String

    /// A template that no installation may lack.
    struct Missing: Error {
        let template: String
    }

    /// Reads `templates/*.mustache` below the share folder.
    ///
    /// - Parameter version: of the styles, scripts and pictures that pages name; nil to name them without one.
    /// - Throws: when one is missing or cannot be read, so that a broken installation is found at start and not at
    ///   night.
    init(share: URL, words: Catalogues, version: String? = nil) throws {
        catalogues = words
        assets = version.map { "?\(AssetVersion.query)=\($0)" } ?? ""
        MustacheContentTypes.register(PageText(), named: PageText.name)
        let folder = share.appendingPathComponent("templates")
        var templates: [String: MustacheTemplate] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) where name.ends(with: ".mustache")
        {
            let file = folder.appendingPathComponent(name)
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            templates[file.deletingPathExtension().lastPathComponent] = try PageText.template(text)
        }
        for name in PageTemplates.needed where templates[name] == nil { throw Missing(template: name) }
        library = MustacheLibrary(templates: templates)
    }

    private static let needed = [
        "layout", HomeModel.template, GroupSearchModel.template, SignInModel.template, SignInCodeModel.template,
        SignInLinkModel.template, MeModel.template, DevicesModel.template, FinalStepModel.template,
        MailboxModel.template, RecordModel.template, PrivacyModel.template, JoinModel.template, MembersModel.template,
        GroupModel.template, LinksModel.template, RegistryModel.template, CareModel.template,
        ReportModel.template, AlertModel.template,
        LinkedAlertModel.template,
        RefusalModel.template, FiguresModel.template,
        MapModel.template, EmbedModel.template, EmbeddedFinderModel.template, OpenDataModel.template,
        FoundingModel.template, SettingsModel.template, WaitingModel.template, SheetModel.template,
        CodesModel.template, JoinCodeModel.template, OfflineModel.template, ChoicesModel.template,
        GroupChoicesModel.template,
    ]

    func words(_ language: Language) -> Catalogue { catalogues.of(language) }

    /// The page's HTML.
    func html<Model: PageModel>(_ model: Model, words: Catalogue) -> String {
        let root: [String: Any] = [
            "words": TemplateWord(words), "frame": model.frame, "page": model, "assets": assets,
        ]
        return library.render(root, withTemplate: Model.template) ?? ""
    }

    static let type = "text/html; charset=utf-8"
    /// By what of a request a page is chosen.
    static let vary = "Accept-Language, Cookie"

    /// The page as an answer.
    func response<Model: PageModel>(
        _ model: Model, words: Catalogue, status: HTTPResponse.Status = .ok
    ) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = PageTemplates.type
        headers[.contentLanguage] = words.language.rawValue
        headers[.vary] = PageTemplates.vary
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html(model, words: words))))
    }
}

/// Lets a template write `{{words.group.asleep}}` for the catalogue's `group.asleep`.
struct TemplateWord: MustacheParent, MustacheCustomRenderable {
    private let words: Catalogue
    private let key: String

    init(_ words: Catalogue) { self.init(words, "") }

    private init(_ words: Catalogue, _ key: String) {
        self.words = words
        self.key = key
    }

    func child(named name: String) -> Any? { TemplateWord(words, key.isEmpty ? name : "\(key).\(name)") }

    var renderText: String { words.text(key) }

    var isNull: Bool { false }
}
