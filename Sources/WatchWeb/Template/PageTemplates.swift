import HTTPTypes
import Hummingbird
import NIOCore
import Watch
import WatchWords

/// What a page shows, as plain values: made by a pure function, put into HTML by a template and by nothing else.
protocol PageModel: Equatable, Sendable {
    /// The template's name in `share/templates`.
    static var template: String { get }
    var frame: PageFrame { get }
}

/// The templates of all pages, and the words that stand in them.
struct PageTemplates: Sendable {
    private let library: PageLibrary
    private let catalogues: Catalogues
    /// What stands behind the address of each style, script and picture: its version, where there is one.
    private let assets: String

    /// - Parameter version: of the styles, scripts and pictures that pages name; nil to name them without one.
    init(_ library: PageLibrary, words: Catalogues, version: String? = nil) {
        self.library = library
        catalogues = words
        assets = version.map { "?\(AssetVersion.query)=\($0)" } ?? ""
    }

    func words(_ language: Language) -> Catalogue { catalogues.of(language) }

    /// The page's HTML.
    func html<Model: PageModel>(_ model: Model, words: Catalogue) -> String {
        String(decoding: bytes(model, words: words), as: UTF8.self)
    }

    /// The page's HTML as it is sent.
    func bytes<Model: PageModel>(_ model: Model, words: Catalogue) -> [UInt8] {
        let sheet = PageSheet(frame: model.frame, page: model, assets: assets)
        return PageWriter.bytes(
            library.pages[Model.template] ?? [], PageReader<PageSheet<Model>>.shared.read(sheet), words)
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
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes(model, words: words))))
    }
}

/// What a template finds first.
struct PageSheet<Model: PageModel> {
    let frame: PageFrame
    let page: Model
    let assets: String
}
