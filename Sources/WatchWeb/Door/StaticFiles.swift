import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Styles, scripts and pictures, read once when the server starts. Only what was found then has an address, so that no
/// path that somebody makes up can reach another file.
struct StaticFiles: Sendable {
    private static let folders = ["styles", "scripts", "pictures"]
    private static let types = [
        "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml",
        "png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "ico": "image/x-icon", "woff2": "font/woff2",
        "webmanifest": "application/manifest+json",
    ]

    private struct File: Sendable {
        let bytes: ByteBuffer
        let type: String
        let tag: String
    }

    private let files: [String: File]

    /// Reads them.
    ///
    /// - Parameters:
    ///   - share: the folder in which the folders lie.
    ///   - digest: makes the entity tags.
    init(share: URL, digest: ([UInt8]) -> [UInt8]) throws {
        var files: [String: File] = [:]
        for folder in StaticFiles.folders {
            let place = share.appendingPathComponent(folder)
            guard FileManager.default.fileExists(atPath: place.path) else { continue }
            for name in try FileManager.default.contentsOfDirectory(atPath: place.path) {
                let file = place.appendingPathComponent(name)
                guard let type = StaticFiles.types[file.pathExtension] else { continue }
                let bytes = try Data(contentsOf: file)
                let tag = digest(Array(bytes)).prefix(8).map { String($0, radix: 16) }.joined(separator: "-")
                files["\(folder)/\(name)"] = File(bytes: ByteBuffer(bytes: bytes), type: type, tag: "\"\(tag)\"")
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
        // Short enough that a new version is seen soon, long enough that a page's parts are not asked for at each step.
        var headers: HTTPFields = [.contentType: file.type, .eTag: file.tag, .cacheControl: "public, max-age=600"]
        let held = request.headers[.ifNoneMatch]?.split(separator: ",").map { $0.drop { $0 == " " } } ?? []
        if held.contains(where: { $0 == file.tag || $0 == "*" || $0 == "W/\(file.tag)" }) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: file.bytes))
    }
}
