/// A square of dark and light modules that a phone's camera reads (ISO/IEC 18004).
public struct QRCode: Hashable, Sendable {
    /// Modules a side: 21 to 177.
    public let size: Int
    /// From top to bottom, each from left to right; true is dark.
    public let rows: [[Bool]]

    /// Nil unless it has a size that QR codes have.
    public init?(rows: [[Bool]]) {
        guard (21...177).contains(rows.count), (rows.count - 21) % 4 == 0, rows.allSatisfy({ $0.count == rows.count })
        else { return nil }
        size = rows.count
        self.rows = rows
    }

    /// Light modules that must be left free on every side.
    public static let quiet = 4

    /// Modules a side with what must be left free around it.
    public var wholeSize: Int { size + 2 * QRCode.quiet }

    /// The dark modules as the data of one SVG path, a module being 1 and the free border reckoned in.
    public var path: String {
        var path = ""
        for (y, row) in rows.enumerated() {
            var x = 0
            while x < size {
                guard row[x] else {
                    x += 1
                    continue
                }
                let start = x
                while x < size, row[x] { x += 1 }
                path += "M\(start + QRCode.quiet) \(y + QRCode.quiet)h\(x - start)v1h-\(x - start)z"
            }
        }
        return path
    }

    /// A whole SVG picture, to stand in a page or in a file. Black on white whatever the page's colours are, since many
    /// cameras read nothing else.
    ///
    /// - Parameter title: what it leads to, for those who do not see it.
    public func svg(title: String) -> String {
        let name = MarkupText.escaped(title)
        let side = wholeSize
        return #"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \#(side) \#(side)" role="img" "#
            + #"aria-label="\#(name)" shape-rendering="crispEdges">"#
            + #"<title>\#(name)</title><rect width="\#(side)" height="\#(side)" fill="white"/>"#
            + #"<path d="\#(path)" fill="black"/></svg>"#
    }
}

/// Who writes QR codes.
public protocol QRWriter: Sendable {
    /// A code that says this text, as UTF-8; a fourth of it may be dirty or torn and it can still be read.
    ///
    /// - Throws: `text-missing`, `text-too-long` above `QRCode.longest` bytes.
    func code(_ text: String) throws(Refusal) -> QRCode
}

extension QRCode {
    /// Bytes of the longest text: a long address. More would make modules too small for a sign across the street.
    public static let longest = 500
}
