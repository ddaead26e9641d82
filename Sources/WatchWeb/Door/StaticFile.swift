import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// A file that is the same for everybody, held in memory: answered whole, or with 304 to whoever has it.
struct StaticFile: Sendable {
    /// Short enough that a new version is seen soon, long enough that a page's parts are not asked for at each step.
    static let tenMinutes = "public, max-age=600"

    /// For what has its version in its address: it never changes there.
    static let forGood = "public, max-age=31536000, immutable"
    /// To be asked for each time; who has it is told so in a few bytes.
    static let askedFor = "no-cache"

    let bytes: ByteBuffer
    private let packed: ByteBuffer?
    private let type: String
    private let tag: String
    private let cache: String?
    private let vary: String?

    /// - Parameters:
    ///   - packed: the same packed by gzip, where there is one.
    ///   - cache: what others may do with it; nil where nobody may keep it, and then it has no tag either.
    ///   - vary: by which headers of a request it was chosen, beside how it is packed.
    ///   - digest: makes the entity tag.
    init(
        bytes: some Collection<UInt8>, packed: (some Collection<UInt8>)? = [UInt8]?.none, type: String,
        cache: String? = tenMinutes, vary: String? = nil, digest: ([UInt8]) -> [UInt8]
    ) {
        self.bytes = ByteBuffer(bytes: bytes)
        self.packed = packed.map { ByteBuffer(bytes: $0) }
        self.type = type
        self.cache = cache
        let parts = [vary, self.packed.map { _ in "Accept-Encoding" }].compactMap(\.self)
        self.vary = parts.isEmpty ? nil : parts.joined(separator: ", ")
        tag =
            cache == nil
            ? "" : digest(Array(bytes)).prefix(8).map { String($0, radix: 16) }.joined(separator: "-")
    }

    /// About the bytes of memory that it takes.
    var size: Int { bytes.readableBytes + (packed?.readableBytes ?? 0) + 512 }

    /// To who names a version: to be kept for good if that is the one there is, and else only until it is asked for again.
    func answer(to request: Request, version: String) -> Response {
        guard let named = request.uri.queryParameters[Substring(AssetVersion.query)] else { return answer(to: request) }
        var response = answer(to: request)
        response.headers[.cacheControl] = named == version ? StaticFile.forGood : StaticFile.askedFor
        return response
    }

    func answer(to request: Request) -> Response {
        let packed = request.takesGzip ? packed : nil
        var headers: HTTPFields = [.contentType: type]
        if let vary { headers[.vary] = vary }
        if let cache {
            // Two forms of one file are two things to whoever keeps them in between (RFC 9110 §8.8.3.3).
            let tag = packed == nil ? "\"\(tag)\"" : "\"\(tag)-gzip\""
            headers[.eTag] = tag
            headers[.cacheControl] = cache
            let held = request.headers[.ifNoneMatch]?.split(scalar: ",").map { Words.trimmed(String($0)) } ?? []
            if held.contains(where: { $0 == tag || $0 == "*" || $0 == "W/\(tag)" }) {
                headers[.contentType] = nil
                return Response(status: .notModified, headers: headers)
            }
        }
        if packed != nil { headers[.contentEncoding] = "gzip" }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: packed ?? bytes))
    }
}

extension Request {
    /// Whether it says that it can unpack gzip, with any weight but 0 (RFC 9110 §12.5.3).
    var takesGzip: Bool {
        (headers[.acceptEncoding] ?? "").split(scalar: ",").contains { coding in
            let parts = coding.lowercased().keeping { $0 != " " }.split(scalar: ";")
            let weight = parts.dropFirst().first { $0.begins(with: "q=") }.flatMap { Double($0.dropFirst("q=".count)) }
            return parts.first == "gzip" && weight != 0
        }
    }
}
