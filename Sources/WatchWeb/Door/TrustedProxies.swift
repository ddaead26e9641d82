import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Watch

/// Whose word is taken for where a request came from: proxies that say it in `X-Forwarded-For`.
///
/// What anybody else says there is not looked at. A proxy adds the address that it was asked from at the right end, so
/// the list is read from there, for as long as those who wrote it are trusted. `Forwarded` (RFC 7239) is not read: of two
/// lists, a proxy that writes one hands on the other as a stranger sent it.
public struct TrustedProxies: Sendable, Equatable {
    private let networks: [InternetNetwork]

    /// Addresses that are looked at in one list, at most.
    private static let longest = 16

    /// - Parameter networks: theirs; those on this machine unless said otherwise, so that a proxy beside the server needs
    ///   no setting.
    public init(_ networks: [InternetNetwork] = InternetNetwork.loopback) { self.networks = networks }

    /// Where a request came from; nil where nobody can say, and for what comes from an inner network: behind such an
    /// address may sit a proxy that nobody has named, and with it the whole site.
    func origin(of request: Request, from peer: SocketAddress?) -> InternetAddress? {
        guard var origin = peer.flatMap(InternetAddress.init(socket:)) else { return nil }
        var said = TrustedProxies.forwarded(request)[...]
        for _ in 0..<TrustedProxies.longest where networks.contains(where: { $0.contains(origin) }) {
            guard let last = said.popLast(), let address = InternetAddress(forwarded: last) else { return nil }
            origin = address
        }
        return networks.contains(where: { $0.contains(origin) }) || origin.isInner ? nil : origin
    }

    /// All that the header says, from left to right, however many lines it has.
    private static func forwarded(_ request: Request) -> [String] {
        guard let name = HTTPField.Name("X-Forwarded-For") else { return [] }
        return request.headers[values: name].flatMap { line in
            line.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { piece in
                String(decoding: piece.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }, as: UTF8.self)
            }
        }
    }
}

extension InternetAddress {
    /// Nil for what is no internet address, such as a socket of this machine.
    init?(socket: SocketAddress) {
        switch socket {
        case .v4(let address): self.init(withUnsafeBytes(of: address.address.sin_addr) { Array($0) })
        case .v6(let address): self.init(withUnsafeBytes(of: address.address.sin6_addr) { Array($0) })
        case .unixDomainSocket: return nil
        }
    }

    /// Reads an address as proxies write it, with a port or without: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
    fileprivate init?(forwarded text: String) {
        if let address = InternetAddress(text: text) {
            self = address
            return
        }
        let bytes = Array(text.utf8)
        let end: Int?
        let start: Int
        if bytes.first == UInt8(ascii: "[") {
            (start, end) = (1, bytes.firstIndex(of: UInt8(ascii: "]")))
        } else {
            (start, end) = (0, bytes.firstIndex(of: UInt8(ascii: ":")))
        }
        guard let end, let address = InternetAddress(text: String(decoding: bytes[start..<end], as: UTF8.self)) else {
            return nil
        }
        self = address
    }
}
