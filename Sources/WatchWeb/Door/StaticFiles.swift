import Foundation
import HTTPTypes
import Hummingbird

/// Styles, scripts and pictures, read once when the server starts. Only what was found then has an address, so that no
/// path that somebody makes up can reach another file.
struct StaticFiles: Sendable {
    private static let folders = ["styles", "scripts", "pictures"]
    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon", "woff2": "font/woff2",
        "webmanifest": "application/manifest+json",
    ]

    private let files: [String: StaticFile]

    /// Reads them.
    ///
    /// - Parameters:
    ///   - share: the folder in which the folders lie.
    ///   - pack: packs them by gzip.
    ///   - digest: makes the entity tags.
    init(share: URL, pack: ([UInt8]) -> [UInt8]?, digest: ([UInt8]) -> [UInt8]) throws {
        var files: [String: StaticFile] = [:]
        for folder in StaticFiles.folders {
            let place = share.appendingPathComponent(folder)
            guard FileManager.default.fileExists(atPath: place.path) else { continue }
            for name in try FileManager.default.contentsOfDirectory(atPath: place.path) {
                let file = place.appendingPathComponent(name)
                guard let type = StaticFiles.types[file.pathExtension] else { continue }
                let bytes = try Data(contentsOf: file)
                files["\(folder)/\(name)"] = StaticFile(
                    bytes: bytes, packed: pack(Array(bytes)).map { Data($0) }, type: type, digest: digest)
            }
        }
        self.files = files
    }

    func add(to router: Router<WebContext>) {
        router.get("/assets/{folder}/{file}") { request, context in
            try file(request, "\(context.parameters.get("folder") ?? "")/\(context.parameters.get("file") ?? "")")
        }
    }

    private func file(_ request: Request, _ name: String) throws -> Response {
        guard let file = files[name] else { throw HTTPError(.notFound) }
        return file.answer(to: request)
    }
}
