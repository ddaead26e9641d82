import Watch
import WatchWords

/// What a page is made from besides its subject: the words, the time, and who looks.
struct PageSetting: Sendable {
    let words: Catalogue
    let now: Moment
    let isSignedIn: Bool
    /// The key with which who looks is signed in: what the pages of one browser share a line by. Nil where there can be
    /// no line.
    private(set) var key: TokenId?
    /// What was just done, as the address says it after a change (`?done=…`); nil on an ordinary visit.
    let done: String?
    /// Whether all is wanted where a page would show the newest only (`?all=1`).
    let showsAll: Bool
    /// The address of the page.
    let path: String
    /// Whether the page answers a form.
    let isAnswer: Bool
    /// Whether letters land in a mailbox that anybody can look into.
    let isDemo: Bool
    /// Where the page is found, for one that was sent as the answer to a form of another address.
    var at: String
    /// The channel that led here, where one did.
    var by: NoticeChannel?
    /// Where Saar is reached, for addresses that must be whole.
    let site: String
    /// Whether the house can wake devices.
    let canWake: Bool

    init(
        words: Catalogue, now: Moment, isSignedIn: Bool, key: TokenId? = nil, done: String? = nil,
        showsAll: Bool = false, path: String = "/", isAnswer: Bool = false, isDemo: Bool = false, at: String = "",
        site: String = "", canWake: Bool = false
    ) {
        self.words = words
        self.now = now
        self.isSignedIn = isSignedIn
        self.key = key
        self.done = done
        self.showsAll = showsAll
        self.path = path
        self.isAnswer = isAnswer
        self.isDemo = isDemo
        self.at = at
        self.site = site
        self.canWake = canWake
    }

    /// The same for who hears no group: there is no line for them, and the page looks by itself.
    func withoutLine() -> PageSetting {
        var setting = self
        setting.key = nil
        return setting
    }

    /// The clock on the wall where a policy holds.
    func clock(in jurisdiction: Jurisdiction) -> WallClock {
        WallClock(zone: jurisdiction.timeZone, now: now, words: words)
    }

    /// The words for what was just done. Only words of ours come from an address, never the address's own.
    var notice: String? {
        guard let done, PageSetting.deeds.contains(done) else { return nil }
        return words.text("done.\(done)")
    }

    /// Everything that `?done=` may say.
    static let deeds = [
        "kept", "shared", "reacted", "corrected", "closed", "reopened", "held", "retracted", "flagged", "applied",
        "left",
        "member-changed", "signed-out", "device-out", "devices-out", "saved", "erased", "muted",
        "muted-until", "unmuted", "stopped", "heard", "chosen", "channel-on", "channel-off", "push-on", "push-off",
        "push-woken", "push-ended", "push-tested", "test-alarm-sent", "registry-renewed", "registry-handed-over",
        "registry-closed",
        "registry-reopened",
        "sent-on", "link-changed",
        "proposed", "revised", "moved", "confirmed", "declined", "co-coordinating", "co-coordination-declined",
        "co-coordination-withdrawn",
    ]
}

/// What every page shows around its subject.
struct PageFrame: Equatable, Sendable {
    /// How the page feels: it must be unmistakable whether somebody is awake.
    enum Mood: String, Sendable { case plain, asleep, awake }

    let language: String
    let title: String
    let mood: String
    let isAwake: Bool
    /// What every button of the page dials: the number that was chosen, where one was.
    let emergency: EmergencyNumber
    let isSignedIn: Bool
    /// Whether the house can wake the device of who looks.
    let canWake: Bool
    /// Whether they are asked if it should: after what they did when it first helps, and never at the door.
    let asksToWake: Bool
    let notice: String?
    /// What the notice is about, for the script that forgets a draft once it was shared; empty without one.
    let done: String
    /// The languages to switch to, the page's own among them. None on a page that answers a form: what was typed
    /// would be lost on the way.
    let canSwitch: Bool
    let languages: [LanguageChoice]
    /// Where to come back to after a switch.
    let here: String
    /// Where the page is found, for the script that looks at it again; empty where its address says it.
    let at: String
    let isDemo: Bool
    /// Whether it is an alert opened by its link, which looks again by itself.
    let isLinked: Bool
    /// Scripts and styles of this page alone, by their names.
    let scripts: [String]
    let styles: [String]
    /// Whether it shows a map, by Leaflet.
    let hasMap: Bool
    /// What a search engine is told.
    let robots: String
    /// What a chat shows of its link; nil for pages whose links go round in none.
    let preview: PagePreview?
    /// After these deeds somebody knows what they would be woken for.
    static let firstHelp: Set<String> = ["shared", "applied", "proposed", "co-coordinating"]
    /// Which events the page follows: the ids of its alert and group, empty for any; nil for a page that stands still.
    let live: LiveSubject?

    init(
        _ title: String, _ setting: PageSetting, mood: Mood = .plain, in jurisdiction: Jurisdiction = .usual,
        calling number: Jurisdiction.Number? = nil, live: LiveSubject? = nil, isForSearching: Bool = false,
        notice: String? = nil, isLinked: Bool = false, scripts: [String] = [], styles: [String] = [],
        hasMap: Bool = false, preview: PagePreview? = nil
    ) {
        language = setting.words.language.rawValue
        canSwitch = !setting.isAnswer
        languages = LanguageChoice.all(current: setting.words.language)
        here = setting.path
        at = setting.at
        isDemo = setting.isDemo
        self.isLinked = isLinked
        self.preview = preview
        self.scripts = scripts
        self.styles = styles
        self.hasMap = hasMap
        robots = isForSearching ? "index,follow" : "noindex,nofollow"
        done = setting.notice == nil ? "" : setting.done ?? ""
        self.title = title
        self.mood = mood.rawValue
        isAwake = mood == .awake
        emergency = EmergencyNumber(number ?? jurisdiction.offered, setting.words)
        isSignedIn = setting.isSignedIn
        canWake = setting.isSignedIn && setting.canWake
        asksToWake = canWake && setting.notice != nil && PageFrame.firstHelp.contains(setting.done ?? "")
        self.notice = notice ?? setting.notice
        self.live = setting.isSignedIn ? live?.on(setting.key) : nil
    }
}

/// What the script listens for on a page.
struct LiveSubject: Equatable, Sendable {
    let alert: String
    let group: String
    /// The events that this page shows, with blanks between, to be receipted when it is seen; empty when there are none.
    let shows: String
    /// The channel that led to it, for those receipts; nil where none did.
    let by: String?
    /// Whether it shows what no event tells of, and looks again with each sign of life while somebody looks at it.
    let isWatching: Bool
    /// The alert of the page in a line, for pages that tell of it: in which group, what, and where.
    let says: String
    /// Which line it hears: pages with the same key share one. Empty where there is none.
    private(set) var line = ""
    /// In seconds: how often the line gives a sign of life, and after how much silence it is taken for dead.
    let heartbeat = LivePulse.heartbeat.components.seconds
    let silence = LivePulse.silence.components.seconds

    init(
        alert: AlertId? = nil, group: GroupId? = nil, shows: [EventId] = [], by channel: NoticeChannel? = nil,
        isWatching: Bool = false, says: String = ""
    ) {
        self.alert = alert?.text ?? ""
        self.group = group?.text ?? ""
        self.shows = shows.map(\.text).joined(separator: " ")
        by = channel?.rawValue
        self.isWatching = isWatching
        self.says = says
    }

    fileprivate func on(_ key: TokenId?) -> LiveSubject {
        var subject = self
        subject.line = key?.text ?? ""
        return subject
    }
}

/// A language to switch to, named in itself.
struct LanguageChoice: Equatable, Sendable {
    let code: String
    let name: String
    let isCurrent: Bool

    static func all(current: Language) -> [LanguageChoice] {
        Language.allCases.map { language in
            let name =
                switch language {
                case .nl: "Nederlands"
                case .fr: "Français"
                case .de: "Deutsch"
                case .en: "English"
                }
            return LanguageChoice(code: language.rawValue, name: name, isCurrent: language == current)
        }
    }
}
