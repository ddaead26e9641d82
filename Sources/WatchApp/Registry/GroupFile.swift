import Foundation
import Watch

/// A list of groups as a file: which columns it has, and how what stands in them is written.
public enum GroupFile {
    /// Every column that is known, in the order in which a list is written.
    enum Column: String, CaseIterable {
        case slug, name, place, municipality, country, zone, area, latitude, longitude, radius, members, channel
        case founded, standing, invitation, coordinatorEmail = "coordinator_email"
        case municipalityCode = "municipality_code"

        /// What only who needs it may have.
        var isPrivate: Bool { self == .invitation || self == .coordinatorEmail }

        /// Written where a list is; the others are other ways of saying the same.
        static let written = allCases.filter {
            ![.latitude, .longitude, .radius, .municipalityCode].contains($0)
        }
    }

    /// A column's name as it is known here: `Coordinator e-mail` is the same column as `coordinator_email`, and the names
    /// that open data has (`municipalityCode`, `foundedOn`) are known, too.
    static func column(_ header: String) -> String {
        let name = String(
            String.UnicodeScalarView(
                Words.trimmed(header.lowercased()).unicodeScalars.map { $0 == " " || $0 == "-" ? "_" : $0 }))
        return otherNames[name] ?? name
    }

    private static let otherNames = [
        "coordinator_e_mail": Column.coordinatorEmail.rawValue, "municipalitycode": Column.municipalityCode.rawValue,
        "foundedon": Column.founded.rawValue,
    ]

    /// The largest file, the longest list and the longest field that are read.
    static let mostBytes = 100_000_000
    static let mostLines = 200_000
    static let mostFieldBytes = 1_000_000

    // MARK: fields

    /// A day as `2026-11-21`, in UTC.
    static func day(_ moment: Moment) -> String { String(moment.description.prefix(10)) }
}
