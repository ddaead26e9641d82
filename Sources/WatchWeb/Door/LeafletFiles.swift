import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// The map of a page: Leaflet's files as a Debian package or an operator laid them down, read once when the server starts.
/// Without a folder none of them has an address, and pages do without a map.
struct LeafletFiles: Sendable {
    private static let types = ["js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"]
    /// Scripts and styles, each with the names it may have in the folder: the small one first.
    private static let names = ["leaflet.js": ["leaflet.min.js", "leaflet.js"], "leaflet.css": ["leaflet.css"]]

    private let files: [String: StaticFile]

    /// Reads them.
    ///
    /// - Parameters:
    ///   - folder: with `leaflet.js`, `leaflet.css` and `images`; nil where there is none.
    ///   - digest: makes the entity tags.
    init(folder: URL?, digest: ([UInt8]) -> [UInt8]) throws {
        var files: [String: StaticFile] = [:]
        if let folder {
            for (name, sources) in LeafletFiles.names {
                let places = sources.map { folder.appendingPathComponent($0) }
                guard let source = places.first(where: { FileManager.default.fileExists(atPath: $0.path) }),
                    let type = LeafletFiles.types[source.pathExtension]
                else { continue }
                // Debian packs them already; a browser that can unpack them waits for a fourth of it.
                let packed = source.appendingPathExtension("gz")
                files[name] = StaticFile(
                    bytes: try Data(contentsOf: source), packed: try? Data(contentsOf: packed), type: type,
                    digest: digest)
            }
            let images = folder.appendingPathComponent("images")
            let pictures = (try? FileManager.default.contentsOfDirectory(atPath: images.path)) ?? []
            for picture in pictures where picture.ends(with: ".png") {
                files["images/\(picture)"] = StaticFile(
                    bytes: try Data(contentsOf: images.appendingPathComponent(picture)), type: "image/png",
                    digest: digest)
            }
        }
        self.files = files
    }

    func add(to router: Router<WebContext>) {
        router.get("/leaflet/{file}") { request, context in
            try answer(request, context.parameters.get("file") ?? "")
        }
        router.get("/leaflet/images/{file}") { request, context in
            try answer(request, "images/\(context.parameters.get("file") ?? "")")
        }
    }

    private func answer(_ request: Request, _ name: String) throws -> Response {
        guard let file = files[name] else { throw HTTPError(.notFound) }
        return file.answer(to: request)
    }
}
