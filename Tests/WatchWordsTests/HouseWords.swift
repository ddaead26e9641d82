import Foundation
import Watch
import WatchTesting
import WatchWords

/// The words as they are shipped, and a clock that speaks them.
enum HouseWords {
    static let share = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WatchWeb/Resources/share").standardizedFileURL

    static let catalogues = Result { try Catalogues(share: share) }

    static func of(_ language: Language = .en) throws -> Catalogue { try catalogues.get().of(language) }

    static func clock(at now: Moment = ManualClock.friday) throws -> WallClock {
        WallClock(zone: "Europe/Amsterdam", now: now, words: try of())
    }
}
