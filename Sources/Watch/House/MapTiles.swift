/// Where the pictures of a map come from: a server of tiles, and whom to thank for them.
///
/// Whoever looks at a page with a map asks that server for the tiles themselves; it learns which part of the map they look at,
/// so an operator chooses it, and without one a map is drawn without any picture under it.
public struct MapTiles: Hashable, Sendable {
    /// An address with `{z}`, `{x}` and `{y}` where zoom, column and row come.
    public let template: String
    /// Scheme, host and port of it: what a browser may be allowed to ask.
    public let origin: String
    /// Whom to thank, as plain text in a corner of the map.
    public let attribution: String

    /// Nil for anything but an address by https, or by http on this machine, with each of `{z}`, `{x}` and `{y}` behind its
    /// host.
    public init?(template: String, attribution: String) {
        guard template.utf8.count <= 500, template.utf8.allSatisfy(MapTiles.isPlain),
            let scheme = ["https://", "http://"].first(where: { template.begins(with: $0) })
        else { return nil }
        let rest = template.dropFirst(scheme.count)
        let authority = rest.prefix(upTo: rest.unicodeScalars.firstIndex(of: "/") ?? rest.endIndex)
        let path = rest[authority.endIndex...]
        guard MapTiles.isHost(authority), scheme == "https://" || MapTiles.isThisMachine(authority) else { return nil }
        // {r} is for screens with small pixels. Nothing else is filled in.
        var pieces = path.split(scalar: "{", omittingEmptySubsequences: false)
        pieces.removeFirst()
        let names = pieces.map { String($0.unicodeScalars.prefix { $0 != "}" }) }
        guard zip(pieces, names).allSatisfy({ $0.utf8.count > $1.utf8.count && ["z", "x", "y", "r"].contains($1) }),
            ["z", "x", "y"].allSatisfy({ name in names.count { $0 == name } == 1 })
        else { return nil }
        self.template = template
        self.attribution = attribution
        origin = scheme + authority
    }

    /// Whether it may stand in an address as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"'<>\\^`|,;".utf8.contains(byte)
    }

    private static func isHost(_ authority: Substring) -> Bool {
        let scalars = authority.unicodeScalars
        guard let first = scalars.first, first.isPlainLetterOrDigit || first == "[" else { return false }
        return scalars.allSatisfy { $0.isPlainLetterOrDigit || ".-:[]".unicodeScalars.contains($0) }
    }

    private static func isThisMachine(_ authority: Substring) -> Bool {
        ["127.0.0.1", "localhost", "[::1]"].contains { name in
            authority == name || authority.begins(with: "\(name):")
        }
    }
}
