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
        where FileManager.default.fileExists(atPath: place.appendingPathComponent("words/nl.json").path) {
            return place
        }
        throw SettingsFault(
            setting: "share", reason: "no templates and words in \(places.map(\.path).joined(separator: ", "))",
            fix: "--share FOLDER, or SAAR_SHARE")
    }
}
