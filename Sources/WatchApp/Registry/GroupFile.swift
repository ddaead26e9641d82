import Foundation
import Watch

/// A list of groups as a file: which columns it has, and how what stands in them is written.
public enum GroupFile {
    /// Every column that is known, in the order in which a list is written.
    enum Column: String, CaseIterable {
        case slug, name, place, municipality, country, zone, area, latitude, longitude, radius, members, channel
        case founded, standing, invitation, coordinatorEmail = "coordinator_email"

        /// What only who needs it may have.
        var isPrivate: Bool { self == .invitation || self == .coordinatorEmail }

        /// Written where a list is; the others are other ways of saying the same.
        static let written = allCases.filter { ![.latitude, .longitude, .radius].contains($0) }
    }

    /// The largest file, the longest list and the longest field that are read.
    static let mostBytes = 100_000_000
    static let mostLines = 200_000
    static let mostFieldBytes = 1_000_000

    /// How a file is written.
    public struct Form: Hashable, Sendable {
        /// `UTF-8` or `Windows-1252`.
        public let encoding: String
        /// `,` or `;`.
        public let separator: String
    }

    /// The file's text as UTF-8, and how it was written. What is no UTF-8 is taken for Windows-1252, in which every office
    /// program of these countries writes that writes no UTF-8.
    static func read(_ bytes: [UInt8]) -> (bytes: [UInt8], form: Form) {
        var text = bytes
        var encoding = "UTF-8"
        if String(validating: bytes, as: UTF8.self) == nil {
            encoding = "Windows-1252"
            text = Array((String(bytes: bytes, encoding: .windowsCP1252) ?? latin(bytes)).utf8)
        }
        // The header says it: names of columns have neither in them.
        let header = text.prefix { $0 != UInt8(ascii: "\n") }
        let semicolons = header.count { $0 == UInt8(ascii: ";") }
        let commas = header.count { $0 == UInt8(ascii: ",") }
        return (text, Form(encoding: encoding, separator: semicolons > commas ? ";" : ","))
    }

    /// For the five bytes that Windows-1252 leaves open: as ISO 8859-1 has them.
    private static func latin(_ bytes: [UInt8]) -> String {
        bytes.map { String(bytes: [$0], encoding: .windowsCP1252) ?? String(Unicode.Scalar($0)) }.joined()
    }

    // MARK: fields

    /// Programs that show tables take what begins with one of these for a formula.
    private static let formula: Set<Character> = ["=", "+", "-", "@", "\t", "\r"]

    /// Quoted where it must be (RFC 4180), and with an apostrophe before what a program would take for a formula.
    static func field(_ text: String) -> String {
        let safe = isFormula(text) ? "'\(text)" : text
        guard safe.unicodeScalars.contains(where: { "\",;\r\n".unicodeScalars.contains($0) }) else { return safe }
        return "\"\(safe.replacingOccurrences(of: "\"", with: "\"\""))\""
    }

    /// What was meant: without the apostrophe that `field` has put before it.
    static func meant(_ text: String) -> String {
        text.hasPrefix("'") && isFormula(text) ? String(text.dropFirst()) : text
    }

    private static func isFormula(_ text: String) -> Bool {
        text.first { $0 != "'" }.map { formula.contains($0) } ?? false
    }

    /// A day as `2026-11-21`, in UTC.
    static func day(_ moment: Moment) -> String { String(moment.description.prefix(10)) }

    /// The beginning of a day (`2026-11-21`) or a year (`2026`), in UTC.
    static func moment(_ text: String) -> Moment? {
        switch text.utf8.count {
        case 4: Moment("\(text)-01-01T00:00:00Z")
        case 10: Moment("\(text)T00:00:00Z")
        default: nil
        }
    }
}
