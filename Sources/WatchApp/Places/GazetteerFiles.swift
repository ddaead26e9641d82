import Foundation
import Watch

/// The files that make a release, in a folder: as they lie in the share, or as an operator has fetched newer ones.
public enum GazetteerFiles {
    /// Their names. `release.txt` holds the date of the release.
    public static let names = [
        "be_municipalities.csv", "be_municipalities.geojson", "be_postcodes.csv", "be_provinces.geojson",
        "nl_buurten.csv", "nl_gemeenten.csv", "nl_gemeenten.geojson", "nl_pc4.csv", "nl_places.csv",
        "nl_provincies.geojson", "nl_wijken.csv", "nl_woonplaatsen.csv", "other_names.csv",
    ]

    private static let dateFile = "release.txt"
    /// A bound on what is taken in.
    private static let mostBytes = 32_000_000

    /// Where the files lie that came with this program.
    public static func shipped(in share: URL) -> URL { share.appending(path: "gazetteer", directoryHint: .isDirectory) }

    /// The date of the release in a folder.
    ///
    /// - Throws: `PlaceFileFault`.
    public static func released(in folder: URL) throws -> String {
        let text = Words.trimmed(String(decoding: try read(dateFile, in: folder), as: UTF8.self))
        let isDate = text.wholeMatch(of: /20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])/) != nil
        guard isDate else { throw PlaceFileFault(file: dateFile, line: 1, "no date as 2026-11-21 stands there") }
        return text
    }

    /// Reads them, as they are.
    ///
    /// - Throws: `PlaceFileFault` naming what is missing or too large.
    public static func release(in folder: URL) throws -> GazetteerRelease {
        GazetteerRelease(
            released: try released(in: folder),
            files: try names.map { GazetteerRelease.File(name: $0, bytes: try read($0, in: folder)) })
    }

    private static func read(_ name: String, in folder: URL) throws -> [UInt8] {
        let file = folder.appending(path: name)
        do {
            let size = try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
            guard size <= mostBytes else {
                throw PlaceFileFault(file: file.path, "it has more than \(mostBytes) bytes")
            }
            return [UInt8](try Data(contentsOf: file))
        } catch let fault as PlaceFileFault {
            throw fault
        } catch {
            throw PlaceFileFault(file: file.path, "it cannot be read")
        }
    }
}
