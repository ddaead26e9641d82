/// Text of people as it stands in what is made of tags: in pages, pictures, feeds and maps of the site.
public enum MarkupText {
    /// Without what no page and no XML can hold (XML 1.0 §2.2), and with the five signs that mean something written out:
    /// it opens no tag, and closes no attribute that stands in either kind of quotes.
    ///
    /// By Unicode scalars, as whatever reads markup does: a `<` is one whatever stands before it, and a quote is one whatever
    /// accent hangs on it.
    public static func escaped(_ text: String) -> String {
        // Most texts hold nothing of the kind.
        guard text.utf8.contains(where: mayMatter) else { return text }
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n", "\r", "\u{20}"..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
                escaped.append(scalar)
            default: continue
            }
        }
        return String(escaped)
    }

    /// The five signs, control characters, and the first byte of U+FFFE and U+FFFF.
    private static func mayMatter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"), 0xEF: true
        default: byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D
        }
    }
}
