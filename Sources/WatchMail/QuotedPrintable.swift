import Watch

/// Text as ASCII that any post carries unharmed, and that a person can still mostly read (RFC 2045 §6.7).
enum QuotedPrintable {
    /// UTF-8, encoded: lines of at most 76 characters that end with `\n`, the last one too.
    ///
    /// `\n` and `\r\n` end a line of the text; a `\r` alone is a character like others. Decoded, it is the same text,
    /// but for a line end where the last line had none.
    static func encoded(_ text: String) -> [UInt8] {
        var encoded: [UInt8] = []
        var line: [UInt8] = []
        func endLine() {
            if line.last == carriageReturn { line.removeLast() }
            append(line, to: &encoded)
            line.removeAll(keepingCapacity: true)
        }
        for byte in text.utf8 {
            if byte == newline { endLine() } else { line.append(byte) }
        }
        if !line.isEmpty {
            append(line, to: &encoded)
        }
        return encoded
    }

    /// What was encoded; what makes no sense stays as it is (RFC 2045 §6.7).
    static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            guard byte == equals else {
                decoded.append(byte)
                continue
            }
            let next = rest.prefix(2)
            if next.first == newline {
                rest = rest.dropFirst()
            } else if next.elementsEqual([carriageReturn, newline]) {
                rest = rest.dropFirst(2)
            } else if next.count == 2, let value = Hex.bytes(String(decoding: next, as: UTF8.self))?.first {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }

    /// One line of the text, as one or more lines.
    private static func append(_ line: [UInt8], to encoded: inout [UInt8]) {
        var column = 0
        for index in line.indices {
            let isLast = index == line.count - 1
            var token = token(line, index, atStart: column == 0, isLast: isLast)
            // Every line but the last needs room for the sign that it goes on.
            if column + token.count > (isLast ? width : width - 1) {
                encoded += [equals, newline]
                column = 0
                token = self.token(line, index, atStart: true, isLast: isLast)
            }
            encoded += token
            column += token.count
        }
        encoded.append(newline)
    }

    private static func token(_ line: [UInt8], _ index: Int, atStart: Bool, isLast: Bool) -> [UInt8] {
        let byte = line[index]
        let isLiteral =
            switch byte {
            case equals: false
            // White space at a line's end gets lost on the way (rule 3).
            case space, tab: !isLast
            // RFC 2049 §3: a dot at a line's start may be doubled, or a lone one may end the letter.
            case dot: !atStart
            // Mailbox files begin a letter with "From ", and writers of such files put a ">" before any other one.
            case letterF: !(atStart && line[index...].starts(with: mailboxStart))
            default: (0x21...0x7E).contains(byte)
            }
        return isLiteral ? [byte] : [equals, digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
    }

    private static let width = 76
    private static let digits = Array("0123456789ABCDEF".utf8)
    private static let mailboxStart = Array("From ".utf8)
    private static let equals = UInt8(ascii: "=")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")
    private static let dot = UInt8(ascii: ".")
    private static let letterF = UInt8(ascii: "F")
}
