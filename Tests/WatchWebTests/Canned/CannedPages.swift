import Foundation
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// A page in one of its states, made from the people of the street, without a server, a browser or a disk.
struct CannedPage {
    /// What it shows, as it may stand in a file's name: `open-reporter`.
    let state: String
    let model: any PageModel

    init(_ state: String, _ model: any PageModel) {
        self.state = state
        self.model = model
    }

    /// `alert.open-reporter`
    var name: String { "\(type(of: model).template).\(state)" }
}

/// Every page in every state that is worth a look: what tests render, and what `script/storybook` writes.
enum CannedPages {
    static func all(in language: Language) async throws -> [CannedPage] {
        let away = try PageStreet.setting(isSignedIn: false, in: language)
        let inside = try PageStreet.setting(in: language)
        return try await alerts(in: language) + linkedAlerts(in: language) + groups(inside, away)
            + homes(inside, away) + persons(inside) + doors(away) + sites(away) + figures(in: language)
    }

    /// Pages of which there is no state here yet. Whoever makes one takes it out.
    static let without: Set<String> = [
        "codes", "founding", "join-code", "linked-end", "links", "map", "record", "registry",
        "settings", "sheet", "waiting",
    ]

    /// The same setting, as it is after something was done.
    static func after(_ done: String, _ setting: PageSetting) -> PageSetting {
        PageSetting(
            words: setting.words, now: setting.now, isSignedIn: setting.isSignedIn, done: done, path: setting.path)
    }
}
