import Foundation
import Watch

/// Whom an address calls, taken apart so strictly that nobody who reads it later reads another name in it.
struct OutgoingTarget: Hashable {
    /// The address as it is called, the name of the host in small letters.
    let url: String
    let isSecure: Bool
    /// A name, or an internet address without its brackets.
    let host: String
    let port: Int

    /// Longer ones are none.
    static let most = 1_000

    /// Nil for what is no `https:` or `http:` address of a host: no name or password before it, no fragment, nothing that
    /// would have to be written otherwise.
    init?(_ address: String) {
        let bytes = Array(address.utf8)
        guard bytes.count <= OutgoingTarget.most, bytes.allSatisfy(OutgoingTarget.isPlain) else { return nil }
        let scheme: String
        if address.begins(with: "https://") {
            (scheme, isSecure) = ("https://", true)
        } else if address.begins(with: "http://") {
            (scheme, isSecure) = ("http://", false)
        } else {
            return nil
        }
        let rest = bytes.dropFirst(scheme.utf8.count)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard let authority = OutgoingTarget.authority(rest[..<end]) else { return nil }
        host = authority.host
        port = authority.port ?? (isSecure ? 443 : 80)
        let written = host.holds(":") ? "[\(host)]" : host
        let path = rest[end...].first == UInt8(ascii: "/") ? "" : "/"
        url =
            scheme + written + (authority.port.map { ":\($0)" } ?? "") + path
            + String(decoding: rest[end...], as: UTF8.self)
        // Whoever calls it must see the same host in it, since the connection is pinned by its name.
        guard let seen = URL(string: url)?.host, seen == host || seen == written else { return nil }
    }

    /// As whose connections are kept: `https://push.example:443`.
    var origin: String { "\(isSecure ? "https" : "http")://\(host):\(port)" }

    /// What RFC 3986 lets stand in an address, without the sign of a fragment.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:/?[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }

    private static func authority(_ bytes: ArraySlice<UInt8>) -> (host: String, port: Int?)? {
        let parts: (host: ArraySlice<UInt8>, port: ArraySlice<UInt8>?)
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let after = bytes[(close + 1)...]
            guard after.isEmpty || after.first == UInt8(ascii: ":") else { return nil }
            parts = (bytes[(bytes.startIndex + 1)..<close], after.isEmpty ? nil : after.dropFirst())
            let text = String(decoding: parts.host, as: UTF8.self)
            guard InternetAddress(text: text) != nil, text.holds(":") else { return nil }
        } else {
            let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
            parts = (bytes[..<(colon ?? bytes.endIndex)], colon.map { bytes[($0 + 1)...] })
            guard (1...253).contains(parts.host.count), parts.host.allSatisfy(isOfName) else { return nil }
        }
        let host = String(decoding: parts.host, as: UTF8.self).lowercased()
        guard let typed = parts.port else { return (host, nil) }
        guard (1...5).contains(typed.count), typed.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let port = Int(String(decoding: typed, as: UTF8.self)), (1...65_535).contains(port)
        else { return nil }
        return (host, port)
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

/// Who may be called.
struct OutgoingReach: Sendable {
    /// Networks that the operator allows: there everything is called that has an address, by http as well.
    let allowed: [InternetNetwork]

    /// Everybody outside by https; of ports, its own and those that anybody may open. Below those are mail, names and
    /// whatever else takes what it is sent for something to do.
    func allows(_ target: OutgoingTarget, at address: InternetAddress) -> Bool {
        if allowed.contains(where: { $0.contains(address) }) { return true }
        return target.isSecure && address.isOutside && OutgoingReach.isSane(target.port)
    }

    /// Whether a name may have an address by which it is allowed. By http nobody who says a name is believed beforehand: inside
    /// it leads here today and elsewhere tomorrow.
    func mayAllow(_ target: OutgoingTarget) -> Bool {
        target.isSecure && (!allowed.isEmpty || OutgoingReach.isSane(target.port))
    }

    private static func isSane(_ port: Int) -> Bool { port == 443 || port >= 1_024 }
}
