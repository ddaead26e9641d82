import Foundation
import Watch

/// A message as it comes in by the post, or a part of one (RFC 5322, RFC 2045): headers, and what stands below them. Whatever
/// bytes come are read as far as they make sense, and nothing of them is believed.
struct MessagePart {
    /// Names in lower case, values on one line, in order.
    let headers: [(name: String, value: String)]
    let body: ArraySlice<UInt8>

    /// So many parts of one message are looked at.
    private static let mostParts = 32

    init(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        var headers: [(name: String, value: String)] = []
        while let line = MessagePart.line(&rest), !line.isEmpty {
            if line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t") {
                if let last = headers.popLast() {
                    let value = last.value.isEmpty ? "" : last.value + " "
                    headers.append((last.name, value + MessagePart.text(line)))
                }
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                headers.append((MessagePart.text(line[..<colon]).lowercased(), MessagePart.text(line[(colon + 1)...])))
            }
            // What is no header is passed over: mailers put a line "From …" before what they hand to a program.
        }
        self.headers = headers
        body = rest
    }

    /// The first header of this name, in lower case.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// What it says it is, in lower case: `message/rfc822`. Plain text where it says nothing (RFC 2045 §5.2).
    var type: String {
        guard let value = header("content-type") else { return "text/plain" }
        return Words.trimmed(value.split(scalar: ";").first.map(String.init) ?? "").lowercased()
    }

    /// A parameter of what it says it is, as `boundary`.
    func parameter(_ name: String) -> String? {
        guard let value = header("content-type") else { return nil }
        // By scalar: a ";" within quotes separates nothing, and a backslash within them takes what is behind it as it is.
        var pieces: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for scalar in value.unicodeScalars {
            if isEscaped {
                pieces[pieces.count - 1].unicodeScalars.append(scalar)
                isEscaped = false
            } else if isQuoted, scalar == "\\" {
                isEscaped = true
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == ";", !isQuoted {
                pieces.append("")
            } else {
                pieces[pieces.count - 1].unicodeScalars.append(scalar)
            }
        }
        for piece in pieces.dropFirst() {
            let pair = piece.split(scalar: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, Words.trimmed(String(pair[0])).lowercased() == name else { continue }
            return Words.trimmed(String(pair[1]))
        }
        return nil
    }

    /// The parts of it, in order; none where it has no parts.
    var parts: [MessagePart] {
        guard type.begins(with: "multipart/"), let boundary = parameter("boundary"), !boundary.isEmpty else {
            return []
        }
        let start = Array("--\(boundary)".utf8)
        var parts: [MessagePart] = []
        var rest = body
        var from: Int?
        while !rest.isEmpty, parts.count < MessagePart.mostParts {
            let at = rest.startIndex
            guard let line = MessagePart.line(&rest) else { break }
            guard line.starts(with: start) else { continue }
            let after = line.dropFirst(start.count)
            let isEnd = after.starts(with: [UInt8(ascii: "-"), UInt8(ascii: "-")])
            guard isEnd || after.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) else { continue }
            if let from { parts.append(MessagePart(MessagePart.withoutLineEnd(body[from..<at]))) }
            from = rest.startIndex
            if isEnd { return parts }
        }
        // One whose end is missing was cut off on its way.
        if let from, parts.count < MessagePart.mostParts { parts.append(MessagePart(body[from...])) }
        return parts
    }

    /// What stands in it, as it was before it was packed for the way.
    var content: ArraySlice<UInt8> {
        switch header("content-transfer-encoding").map({ Words.trimmed($0).lowercased() }) {
        case "base64": Data(base64Encoded: Data(body), options: .ignoreUnknownCharacters).map { Array($0)[...] } ?? []
        case "quoted-printable": QuotedPrintable.decoded(body)[...]
        default: body
        }
    }

    /// The next line without its end, and what is behind it; nil behind the last.
    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = rest[rest.startIndex..<end]
        rest = end == rest.endIndex ? rest[end...] : rest[(end + 1)...]
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    /// The line end before a line between parts belongs to that (RFC 2046 §5.1.1).
    private static func withoutLineEnd(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.last == UInt8(ascii: "\n") else { return bytes }
        let line = bytes.dropLast()
        return line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        Words.trimmed(String(decoding: bytes, as: UTF8.self))
    }
}
