import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// A file that is the same for everybody, held in memory: answered whole, or with 304 to whoever has it.
struct StaticFile: Sendable {
    let bytes: ByteBuffer
    private let packed: ByteBuffer?
    private let type: String
    private let tag: String

    /// - Parameters:
    ///   - packed: the same packed by gzip, where there is one.
    ///   - digest: makes the entity tag.
    init(bytes: Data, packed: Data? = nil, type: String, digest: ([UInt8]) -> [UInt8]) {
        self.bytes = ByteBuffer(bytes: bytes)
        self.packed = packed.map { ByteBuffer(bytes: $0) }
        self.type = type
        tag = digest(Array(bytes)).prefix(8).map { String($0, radix: 16) }.joined(separator: "-")
    }

    func answer(to request: Request) -> Response {
        let packed = request.takesGzip ? packed : nil
        // Two forms of one file are two things to whoever keeps them in between (RFC 9110 §8.8.3.3).
        let tag = packed == nil ? "\"\(tag)\"" : "\"\(tag)-gzip\""
        // Short enough that a new version is seen soon, long enough that a page's parts are not asked for at each step.
        var headers: HTTPFields = [.contentType: type, .eTag: tag, .cacheControl: "public, max-age=600"]
        if self.packed != nil { headers[.vary] = "Accept-Encoding" }
        let held = request.headers[.ifNoneMatch]?.split(scalar: ",").map { Words.trimmed(String($0)) } ?? []
        if held.contains(where: { $0 == tag || $0 == "*" || $0 == "W/\(tag)" }) {
            headers[.contentType] = nil
            return Response(status: .notModified, headers: headers)
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
