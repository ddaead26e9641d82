import Foundation
import Watch
import WatchWords

/// Who keeps this site running, as its pages say it; what nobody has set is not made up.
struct KeeperModel: Equatable, Sendable {
    /// Who it is, in a sentence; nil where it is not set.
    let name: String?
    /// Where they can be written to; nil where it is not set.
    let email: Address?
    /// Whether nothing is set.
    let isUnknown: Bool

    /// An e-mail address, and the link that opens a letter to it.
    struct Address: Equatable, Sendable {
        let text: String
        let link: String
    }

    init(_ keeper: House.Keeper, _ words: Catalogue) {
        name = keeper.name.map { words.text("contact.keeper", ["name": $0]) }
        email = keeper.email.map { email in
            // What a local part may hold and a link may not: `?` would begin the letter's subject.
            let plain = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "@.-_+"))
            let link = email.text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
            return Address(text: email.text, link: "mailto:" + link)
        }
        isUnknown = name == nil && email == nil
    }
}

/// Who reads along, what is kept, and for how long; and the house rules.
struct PrivacyModel: PageModel {
    static let template = "privacy"

    let frame: PageFrame
    let neighbourDays: String
    let registerYears: String
    let keeper: KeeperModel

    init(
        _ setting: PageSetting, in jurisdiction: Jurisdiction = .usual, keeper: House.Keeper = House.Keeper()
    ) {
        let words = setting.words
        frame = PageFrame(words.text("privacy.title"), setting, in: jurisdiction, isForSearching: true)
        let day = Span.days(1).milliseconds
        neighbourDays = words.number(Int(jurisdiction.neighbourRetention.milliseconds / day))
        registerYears = words.number(Int(jurisdiction.registerRetention.milliseconds / day / 365))
        self.keeper = KeeperModel(keeper, words)
    }
}

/// What people ask most, answered; and where to ask further.
struct HelpModel: PageModel {
    static let template = "help"

    let frame: PageFrame

    init(_ setting: PageSetting) {
        frame = PageFrame(setting.words.text("help.title"), setting, isForSearching: true)
    }
}

/// Whom to turn to about what. Nobody waits there for an alert.
struct ContactModel: PageModel {
    static let template = "contact"

    let frame: PageFrame
    let keeper: KeeperModel
    let groupsPath: String

    init(_ keeper: House.Keeper, _ setting: PageSetting) {
        frame = PageFrame(setting.words.text("contact.title"), setting, isForSearching: true)
        self.keeper = KeeperModel(keeper, setting.words)
        groupsPath = SiteURL.groups.path
    }
}

/// For whom the pages work: what is tested of it, what nobody has tried, and what is not good yet. The tests of which it
/// speaks stand in `e2e/test_access.py` and `e2e/test_html.py`.
struct AccessibilityModel: PageModel {
    static let template = "accessibility"

    let frame: PageFrame

    init(_ setting: PageSetting) {
        frame = PageFrame(setting.words.text("accessibility.title"), setting, isForSearching: true)
    }
}
