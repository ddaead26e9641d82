import Foundation
import HTTPTypes
import Hummingbird
import Watch

/// Lets in what asks for an address in the one way that it is written (RFC 3986 §6), and nothing else: a proxy's limit for
/// `/sign-in` shall not be walked around by `//sign-in`, and what stands in a log or a cache shall be one thing.
///
/// Slashes too many come from a slip of the finger: who only looks is led to the page that is meant, where there is one,
/// on this site whatever the address looks like. Everything else is not found, and so are all of them to programs (NL API
/// Design Rules, API-48).
struct CanonicalPath: RouterMiddleware {
    typealias Context = WebContext

    let known: KnownPaths

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let asked = (request.head.path ?? "").utf8
        let path = asked.prefix { $0 != UInt8(ascii: "?") }
        if CanonicalPath.isCanonical(path) { return try await next(request, context) }
        guard request.method == .get || request.method == .head, !request.isForPrograms,
            let tidy = CanonicalPath.tidied(path, query: asked.dropFirst(path.count)), isPage(tidy.path)
        else { throw Refusal(.notFound) }
        return Response(status: .permanentRedirect, headers: [.location: tidy.path + tidy.query])
    }

    private func isPage(_ path: String) -> Bool { known.methods(at: path).contains(HTTPRequest.Method.get.rawValue) }

    /// Whether a path is written as it should be: a slash before each part and none at the end, no dots that lead up or
    /// stay, no sign in percents that could stand for itself, no control, and UTF-8 where it is decoded.
    static func isCanonical(_ path: some Collection<UInt8>) -> Bool {
        let utf8 = Array(path)
        guard utf8.first == UInt8(ascii: "/") else { return false }
        if utf8.count == 1 { return true }
        return utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
            part in
            guard !part.isEmpty, !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8),
                let decoded = decoded(part)
            else { return false }
            return String(validating: decoded, as: UTF8.self) != nil
        }
    }

    /// The bytes that a part stands for; nil where a sign may not stand there as it does.
    private static func decoded(_ part: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = part
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                let meant = high << 4 | low
                guard meant >= 0x20, meant != 0x7f, !isPlain(meant), !#"/\"#.utf8.contains(meant) else { return nil }
                decoded.append(meant)
            } else {
                guard isPlain(byte) || "!$&'()*+,;=:@".utf8.contains(byte) else { return nil }
                decoded.append(byte)
            }
        }
        return decoded
    }

    /// What needs no percents anywhere (RFC 3986 §2.3).
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The path without slashes too many, and the query as it came; nil when slashes are not all that is wrong. It begins
    /// with one slash and a sign that is none, so it leads to no other host.
    static func tidied(
        _ path: some Collection<UInt8>, query: some Collection<UInt8>
    ) -> (path: String, query: String)? {
        let utf8 = Array(path)
        guard utf8.first == UInt8(ascii: "/"), query.allSatisfy({ (0x21...0x7e).contains($0) }) else { return nil }
        let tidy = utf8.split(separator: UInt8(ascii: "/")).flatMap { part -> [UInt8] in
            [UInt8(ascii: "/")] + Array(part)
        }
        guard !tidy.isEmpty, isCanonical(tidy) else { return nil }
        return (String(decoding: tidy, as: UTF8.self), String(decoding: query, as: UTF8.self))
    }
}
