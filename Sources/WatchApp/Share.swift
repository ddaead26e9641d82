import Foundation

/// Finds the folder with templates, styles, scripts and words, wherever the program was put.
public enum Share {
    /// Where it is said to be, or beside the real executable, or where an installation puts it.
    ///
    /// Never by `Bundle.module`: that points into the folder in which the program was built and traps once it is gone.
    /// - Throws: `SettingsFault` naming every place that was looked at.
    public static func find(_ said: String?) throws -> URL {
        var places: [URL] = []
        if let said {
            places = [URL(fileURLWithPath: said, isDirectory: true)]
        } else {
            let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let folder = program.deletingLastPathComponent()
            places = [
                folder.appendingPathComponent("share/saar", isDirectory: true),
                folder.appendingPathComponent("saar_WatchWeb.resources/share", isDirectory: true),
                folder.deletingLastPathComponent().appendingPathComponent("share/saar", isDirectory: true),
            ]
        }
        for place in places
        where FileManager.default.fileExists(atPath: place.appendingPathComponent("words/nl").path) {
            return place
        }
        throw SettingsFault(
            setting: "share", reason: "no templates and words in \(places.map(\.path).joined(separator: ", "))",
            fix: "--share FOLDER, or SAAR_SHARE")
    }

    /// Finds the folder with Leaflet: where it is said to be, or in the share folder, or where Debian puts it.
    ///
    /// - Returns: nil where there is none, unless it was said to be somewhere.
    /// - Throws: `SettingsFault` when there is none where it was said to be.
    public static func leaflet(_ said: String?, beside share: URL) throws -> URL? {
        let places =
            said.map { [URL(fileURLWithPath: $0, isDirectory: true)] } ?? [
                share.appendingPathComponent("leaflet", isDirectory: true),
                URL(fileURLWithPath: "/usr/share/javascript/leaflet", isDirectory: true),
            ]
        let found = places.first { place in
            ["leaflet.js", "leaflet.css"].allSatisfy { name in
                FileManager.default.fileExists(atPath: place.appendingPathComponent(name).path)
            }
        }
        if let said, found == nil {
            throw SettingsFault(
                setting: "leaflet", reason: "no leaflet.js and leaflet.css in \(said)",
                fix: "Debian's package libjs-leaflet, and leave SAAR_LEAFLET out")
        }
        return found
    }
}
