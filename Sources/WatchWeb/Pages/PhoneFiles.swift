import Foundation
import HTTPTypes
import Hummingbird
import Watch
import WatchWords

/// What makes the site an app on a phone: the service worker, which runs while no page is open; the page that is shown
/// without a line; and the manifest by which Saar stands on the home screen. All of it is made once, when the server starts,
/// and is the same for everybody.
///
/// The worker keeps the page for no line with all of its parts, each under the version that is in its address, and takes
/// none of another version: see [decision 65](../../../../docs/decisions/0065-a-worker-that-wakes.md).
struct PhoneFiles: Sendable {
    /// Their addresses. Nobody waits in a lane for them: they lie in memory.
    static let names: Set<String> = ["/service-worker.js", "/manifest.webmanifest", "/offline"]

    private let worker: StaticFile
    private let offline: [Language: StaticFile]
    private let manifests: [Language: StaticFile]
    /// Of the worker and of all that it keeps.
    private let version: String

    /// Makes them.
    ///
    /// - Parameter version: of the styles, scripts and pictures.
    init(house: House, templates: PageTemplates, version: String) throws {
        let source = try String(
            contentsOf: house.site.share.appendingPathComponent("worker/service-worker.js"), encoding: .utf8)
        let now = house.surroundings.now()
        var pages: [Language: [UInt8]] = [:]
        var labels: [String: WorkerFacts.Words] = [:]
        for language in Language.allCases {
            let words = templates.words(language)
            let setting = PageSetting(words: words, now: now, isSignedIn: false, isAnswer: true)
            pages[language] = templates.bytes(OfflineModel(setting), words: words)
            labels[language.rawValue] = WorkerFacts.Words(words)
        }
        let facts = WorkerFacts(
            parts: PhoneFiles.parts(of: pages.values), words: labels, assets: version)
        let contents = pages.map { (name: $0.key.rawValue, bytes: $0.value) }
        let own = AssetVersion.text(
            contents + [("worker", Array(source.utf8)), ("facts", Array(try WebJSON.data(facts)))],
            digest: house.digest)
        self.version = own
        func file(_ bytes: [UInt8], _ type: String, vary: String? = nil) -> StaticFile {
            StaticFile(
                bytes: bytes, packed: house.site.pack(bytes), type: type, cache: StaticFile.askedFor, vary: vary,
                digest: house.digest)
        }
        worker = file(
            Array(try facts.script(version: own).utf8) + Array(source.utf8), "text/javascript; charset=utf-8")
        offline = pages.mapValues { file($0, PageTemplates.type, vary: PageTemplates.vary) }
        manifests = try Dictionary(
            uniqueKeysWithValues: Language.allCases.map { language in
                let manifest = Manifest(templates.words(language), version: version)
                return (
                    language,
                    file(
                        Array(try WebJSON.data(manifest)), "application/manifest+json", vary: PageTemplates.vary)
                )
            })
    }

    func add(to router: Router<WebContext>) {
        router.get("/service-worker.js") { request, _ in worker.answer(to: request) }
        router.get("/manifest.webmanifest") { request, context in
            try answer(manifests, request, context) { $0.answer(to: request) }
        }
        router.get("/offline") { request, context in
            try answer(offline, request, context) { $0.answer(to: request, version: version) }
        }
    }

    /// In the language that the address names, for who is not known where it is asked for: browsers send no cookie for a
    /// manifest. Else in that of who asks.
    private func answer(
        _ files: [Language: StaticFile], _ request: Request, _ context: WebContext, _ give: (StaticFile) -> Response
    ) throws -> Response {
        let named = request.uri.queryParameters["language"].flatMap { Language(rawValue: String($0)) }
        let language = named ?? context.language
        guard let file = files[language] else { throw HTTPError(.notFound) }
        var response = give(file)
        response.headers[.contentLanguage] = language.rawValue
        return response
    }

    /// The styles, scripts and pictures that pages name, as they name them.
    static func parts(of pages: some Sequence<[UInt8]>) -> [String] {
        var parts: Set<String> = []
        for page in pages {
            for piece in String(decoding: page, as: UTF8.self).split(scalar: "\"")
            where piece.begins(with: "/assets/") { parts.insert(String(piece)) }
        }
        return parts.sorted()
    }
}

/// What the worker has to know beside its own text: it stands before it, as a script cannot ask.
private struct WorkerFacts: Encodable {
    /// What stands on the buttons of a notification.
    struct Words: Encodable {
        let seen: String
        let news: String

        init(_ words: Catalogue) {
            seen = words.text("push.seen")
            news = words.text("push.news")
        }
    }

    /// What the page for no line is made of.
    let parts: [String]
    let words: [String: Words]
    let icon: String
    let badge: String

    /// - Parameter version: of the pictures.
    init(parts: [String], words: [String: Words], assets version: String) {
        self.parts = parts
        self.words = words
        icon = Manifest.picture("icon-192", version)
        badge = Manifest.picture("icon-badge", version)
    }

    func script(version: String) throws -> String {
        "\"use strict\";\nself.saar = \(try WebJSON.line(self));\nself.saar.version = \"\(version)\";\n"
    }
}

/// By what Saar stands on a phone's home screen (W3C Web Application Manifest).
private struct Manifest: Encodable {
    struct Icon: Encodable {
        let src: String
        let sizes: String
        let type: String
        let purpose: String
    }

    private enum CodingKeys: String, CodingKey {
        case id, name, description, lang, dir, scope, display, icons
        case shortName = "short_name"
        case startURL = "start_url"
        case background = "background_color"
        case theme = "theme_color"
    }

    /// The same for every language and version, so that a phone knows what it has.
    let id = "/"
    let name = "Saar"
    let shortName = "Saar"
    let description: String
    let lang: String
    let dir = "ltr"
    let startURL = "/"
    let scope = "/"
    let display = "standalone"
    let background = "#f4f6f5"
    let theme = "#0b3b4f"
    let icons: [Icon]

    init(_ words: Catalogue, version: String) {
        description = words.text("layout.app")
        lang = words.language.rawValue
        icons = [
            Icon(src: Manifest.picture("icon-192", version), sizes: "192x192", type: "image/png", purpose: "any"),
            Icon(src: Manifest.picture("icon-512", version), sizes: "512x512", type: "image/png", purpose: "any"),
            Icon(
                src: Manifest.picture("icon-maskable", version), sizes: "512x512", type: "image/png",
                purpose: "maskable"),
        ]
    }

    static func picture(_ name: String, _ version: String) -> String {
        "/assets/pictures/\(name).png?\(AssetVersion.query)=\(version)"
    }
}
