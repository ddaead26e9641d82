import Foundation
import HTTPTypes
import Hummingbird
import Watch

/// Styles, scripts and pictures, read once when the server starts. Only what was found then has an address, so that no
/// path that somebody makes up can reach another file.
///
/// Pages name them with the version of all of them together (`?v=…`), and with that one they may be kept for good: so no
/// page is ever half of one version and half of another. A server of another version, while they are replaced one by one,
/// gives what it has, which nobody may keep then without asking.
struct StaticFiles: Sendable {
    private static let folders = ["styles", "scripts", "pictures"]
    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon", "woff2": "font/woff2",
        "webmanifest": "application/manifest+json",
    ]

    private let files: [String: StaticFile]
    /// Of all of them together: another as soon as a byte of one is.
    let version: String

    /// Reads them.
    ///
    /// - Parameters:
    ///   - share: the folder in which the folders lie.
    ///   - pack: packs them by gzip.
    ///   - digest: makes the entity tags.
    init(share: URL, pack: ([UInt8]) -> [UInt8]?, digest: ([UInt8]) -> [UInt8]) throws {
        var files: [String: StaticFile] = [:]
        var contents: [(name: String, bytes: [UInt8])] = []
        for folder in StaticFiles.folders {
            let place = share.appendingPathComponent(folder)
            guard FileManager.default.fileExists(atPath: place.path) else { continue }
            for name in try FileManager.default.contentsOfDirectory(atPath: place.path) {
                let file = place.appendingPathComponent(name)
                guard let type = StaticFiles.types[file.pathExtension] else { continue }
                let bytes = Array(try Data(contentsOf: file))
                contents.append(("\(folder)/\(name)", bytes))
                files["\(folder)/\(name)"] = StaticFile(
                    bytes: bytes, packed: pack(bytes), type: type, digest: digest)
            }
        }
        self.files = files
        version = AssetVersion.text(contents, digest: digest)
    }

    func add(to router: Router<WebContext>) {
        router.get("/assets/{folder}/{file}") { request, context in
            try file(request, "\(context.parameters.get("folder") ?? "")/\(context.parameters.get("file") ?? "")")
        }
    }

    private func file(_ request: Request, _ name: String) throws -> Response {
        guard let file = files[name] else { throw HTTPError(.notFound) }
        return file.answer(to: request, version: version)
    }
}

/// By what a browser knows whether it has a thing as it is now.
enum AssetVersion {
    /// The name of the value that carries it in an address.
    static let query = "v"

    /// A short text that is another as soon as one of these is.
    static func text(_ contents: [(name: String, bytes: [UInt8])], digest: ([UInt8]) -> [UInt8]) -> String {
        var all: [UInt8] = []
        for (name, bytes) in contents.sorted(by: { $0.name < $1.name }) {
            all += Array("\(name) \(bytes.count)\n".utf8) + bytes
        }
        return Hex.text(Array(digest(all).prefix(6)))
    }
}
