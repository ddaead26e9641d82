import Foundation
import Watch

/// Words of people in the headers of a message: as they are when they are plain ASCII, else as encoded-words (RFC 2047)
/// in UTF-8 and base64, at most 75 characters each, folded into lines of at most 76 or, when plain, 78.
enum HeaderText {
    /// A header whose value is free text, such as `Subject`, without its line end.
    static func unstructured(header: String, _ text: String) -> String {
        let text = oneLine(text)
        if isPlain(text), let folded = folded("\(header):", text) { return folded }
        return "\(header): " + encodedWords(text, after: header.utf8.count + 2)
    }

    /// A header with one mailbox, such as `From: "Name" <address>`, without its line end.
    static func mailbox(header: String, name: String, address: String) -> String {
        let name = oneLine(name)
        guard !name.isEmpty else { return "\(header): \(address)" }
        let start = "\(header): "
        let phrase: String
        if isPlain(name), name.utf8.count <= 60 {
            let isAtoms = name.utf8.allSatisfy(isAtomOrSpace) && !name.holds("  ")
            phrase = isAtoms ? name : quoted(name)
        } else {
            phrase = encodedWords(name, after: start.utf8.count)
        }
        let line = start + phrase
        let lastLine = line.utf8.reversed().prefix { $0 != newline }.count
        return line + (lastLine + address.utf8.count + 3 <= 76 ? " " : "\n ") + "<\(address)>"
    }

    /// Line breaks and all that controls a terminal or a mail program become one space; none stand at the ends.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        var isGap = false
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator:
                isGap = true
            default:
                if isGap, line.last != " ", scalar != " " { line.append(" ") }
                isGap = false
                line.append(scalar)
            }
        }
        return String(line).trimmingCharacters(in: .whitespaces)
    }

    /// Whether a reader of the header gets the text back when it is written as it is.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.holds("=?")
    }

    /// Plain text in lines of at most 78 characters; nil when that cannot be without changing it.
    private static func folded(_ start: String, _ text: String) -> String? {
        guard start.utf8.count + 1 + text.utf8.count > 78 else { return "\(start) \(text)" }
        var lines = [start]
        for word in text.split(scalar: " ", omittingEmptySubsequences: false) {
            // Two spaces side by side might end up alone on a line, which is no header any more.
            guard !word.isEmpty, word.utf8.count <= 77 else { return nil }
            if lines[lines.count - 1].utf8.count + 1 + word.utf8.count <= 78 {
                lines[lines.count - 1] += " " + word
            } else if lines.count == 1, lines[0] == start {
                // Nor may a header's first line hold nothing.
                return nil
            } else {
                lines.append(" " + word)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// RFC 2047 §2 and §5: encoded-words of whole characters, one a line. What separates them is not part of the text.
    private static func encodedWords(_ text: String, after column: Int) -> String {
        var words: [[UInt8]] = [[]]
        for piece in pieces(text) {
            // 12 characters of a word are its frame, and four of base64 hold three bytes.
            let width = min(75, 76 - (words.count == 1 ? column : 1))
            if words[words.count - 1].count + piece.count > (width - 12) / 4 * 3 { words.append([]) }
            words[words.count - 1] += piece
        }
        return words.filter { !$0.isEmpty }
            .map { "=?UTF-8?B?\(Data($0).base64EncodedString())?=" }
            .joined(separator: "\n ")
    }

    /// What is never divided between words: a character as people see it, or a code point where that is very long.
    private static func pieces(_ text: String) -> [[UInt8]] {
        // By Character: a word may end anywhere, and is decoded whole; it only reads better so.
        text.flatMap { (sign: Character) -> [[UInt8]] in
            let whole = Array(String(sign).utf8)
            return whole.count <= 36 ? [whole] : sign.unicodeScalars.map { Array(String($0).utf8) }
        }
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.exchanging("\\", for: "\\\\").exchanging("\"", for: "\\\"") + "\""
    }

    /// `atext` of RFC 5322 §3.2.3, or a space between atoms.
    private static func isAtomOrSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: atomSigns.contains(byte)
        }
    }

    private static let atomSigns = Set(" !#$%&'*+-/=?^_`{|}~".utf8)
    private static let newline = UInt8(ascii: "\n")
}
