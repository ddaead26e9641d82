import Foundation
import Watch

extension GroupFile {
    /// How a file is written, found by looking at it: table programs do not say it, and each writes in its own way.
    public struct Form: Hashable, Sendable, CustomStringConvertible {
        /// `UTF-8`, `UTF-16` or `Windows-1252`.
        public let encoding: String
        /// What stands between two fields; nil for GeoJSON.
        public let separator: Separator?

        /// What may stand between two fields.
        public enum Separator: UInt8, CaseIterable, Sendable {
            case comma = 0x2C
            case semicolon = 0x3B
            case tab = 0x09
        }

        /// `UTF-8 with ; between the fields`
        public var description: String {
            switch separator {
            case nil: "\(encoding), as GeoJSON"
            case .comma: "\(encoding) with , between the fields"
            case .semicolon: "\(encoding) with ; between the fields"
            case .tab: "\(encoding) with tabs between the fields"
            }
        }
    }

    /// A file that has been looked at.
    struct Opened {
        /// In UTF-8, without a mark of its encoding.
        let text: [UInt8]
        let form: Form
        /// On which line the header stands, from 1.
        let firstLine: Int
    }

    /// Looks at a file.
    ///
    /// - Throws: `PlaceFileFault` for what is another kind of file, with what to save it as.
    static func open(_ file: String, _ bytes: [UInt8]) throws(PlaceFileFault) -> Opened {
        if let kind = kinds.first(where: { bytes.starts(with: $0.beginning) }) {
            throw PlaceFileFault(file: file, "it is \(kind.name): save the list as CSV (UTF-8) and bring in that")
        }
        let (text, encoding) = decoded(bytes)
        guard !text.contains(0) else {
            throw PlaceFileFault(file: file, "it is no text: save the list as CSV (UTF-8) and bring in that")
        }
        let start = text.firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? text.endIndex
        switch start < text.endIndex ? text[start] : nil {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            return Opened(text: text, form: Form(encoding: encoding, separator: nil), firstLine: 1)
        case UInt8(ascii: "<"):
            throw PlaceFileFault(
                file: file, "it is a page or a map in XML (such as KML): save the list as CSV (UTF-8) or GeoJSON")
        default: break
        }
        let header = text.prefix { !lineEnds.contains($0) }
        // Excel's own word for what stands between the fields, on a line before the header.
        if let separator = said(by: header) {
            var rest = text[header.endIndex...]
            if rest.first == carriageReturn { rest = rest.dropFirst() }
            if rest.first == newline { rest = rest.dropFirst() }
            return Opened(text: Array(rest), form: Form(encoding: encoding, separator: separator), firstLine: 2)
        }
        return Opened(text: text, form: Form(encoding: encoding, separator: most(in: header)), firstLine: 1)
    }

    // MARK: kinds

    /// What people have beside tables, by how such files begin.
    private static let kinds: [(beginning: [UInt8], name: String)] = [
        ([0x50, 0x4B, 0x03, 0x04], "a workbook (such as xlsx or ods) or another packed file"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old workbook (xls)"),
        ([0x25, 0x50, 0x44, 0x46], "a PDF"),
        ([0x1F, 0x8B], "a packed file (gz)"),
        ([0x7B, 0x5C, 0x72, 0x74, 0x66], "a text document (rtf)"),
        (Array("SQLite format 3".utf8), "a database (such as a GeoPackage)"),
    ]

    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineEnds: Set<UInt8> = [newline, carriageReturn]

    // MARK: signs

    /// What has no mark and is no UTF-8 is taken for Windows-1252, in which every office program of these countries writes
    /// that writes no UTF-8.
    private static func decoded(_ bytes: [UInt8]) -> (text: [UInt8], encoding: String) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return decoded(Array(bytes.dropFirst(3))) }
        if let bigFirst = wide(bytes) {
            let marked = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            var units: [UInt16] = []
            for at in stride(from: marked ? 2 : 0, to: bytes.count - 1, by: 2) {
                let (high, low) = bigFirst ? (bytes[at], bytes[at + 1]) : (bytes[at + 1], bytes[at])
                units.append(UInt16(high) << 8 | UInt16(low))
            }
            return (Array(String(decoding: units, as: UTF16.self).utf8), "UTF-16")
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return (bytes, "UTF-8") }
        return (Array((String(bytes: bytes, encoding: .windowsCP1252) ?? latin(bytes)).utf8), "Windows-1252")
    }

    /// Whether it is in UTF-16, and then with the larger byte first: by its mark, or since every other byte of its beginning
    /// is zero, as in text that is mostly Latin.
    private static func wide(_ bytes: [UInt8]) -> Bool? {
        if bytes.starts(with: [0xFF, 0xFE]) { return false }
        if bytes.starts(with: [0xFE, 0xFF]) { return true }
        guard bytes.count >= 4 else { return nil }
        let beginning = bytes.prefix(200)
        let (even, odd) = beginning.enumerated().reduce(into: (0, 0)) { zeros, byte in
            guard byte.element == 0 else { return }
            if byte.offset.isMultiple(of: 2) { zeros.0 += 1 } else { zeros.1 += 1 }
        }
        let half = beginning.count / 2
        if even == 0, odd * 10 > half * 9 { return false }
        if odd == 0, even * 10 > half * 9 { return true }
        return nil
    }

    /// For the five bytes that Windows-1252 leaves open: as ISO 8859-1 has them.
    private static func latin(_ bytes: [UInt8]) -> String {
        bytes.map { String(bytes: [$0], encoding: .windowsCP1252) ?? String(Unicode.Scalar($0)) }.joined()
    }

    // MARK: separators

    /// The header says it: names of columns have none of them inside.
    private static func most(in header: some Sequence<UInt8>) -> Form.Separator {
        var counts: [UInt8: Int] = [:]
        for byte in header { counts[byte, default: 0] += 1 }
        func count(_ separator: Form.Separator) -> Int { counts[separator.rawValue] ?? 0 }
        // Where two are as frequent, the first in the order of the cases.
        return Form.Separator.allCases.reduce(.comma) { count($1) > count($0) ? $1 : $0 }
    }

    /// `sep=;`, also in quotation marks.
    private static func said(by line: ArraySlice<UInt8>) -> Form.Separator? {
        let word = line.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: " ") }
        guard word.count == 5, word.prefix(4).map({ $0 | 0x20 }).elementsEqual("sep=".utf8.map { $0 | 0x20 }) else {
            return nil
        }
        return word.last.flatMap { Form.Separator(rawValue: $0) }
    }
}
