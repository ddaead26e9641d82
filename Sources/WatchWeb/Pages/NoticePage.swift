import Watch
import WatchWords

/// How somebody is told of alerts: a part of the page about oneself.
struct ToldModel: Equatable, Sendable {
    /// One of one's ways.
    struct Channel: Equatable, Sendable {
        let kind: String
        let address: String
        let isOn: Bool
        /// Since when what is sent to it comes back, and what to look at; nil while nothing does.
        let bounced: String?
        /// Whether it is said what it means to be told by it: while it is on, and nothing came back.
        let works: Bool
    }

    let action: String
    let channels: [Channel]

    init(_ ways: [Way], _ clock: WallClock, _ words: Catalogue) {
        action = SiteURL.channels.path
        // Devices that are pushed to have a part of their own.
        channels = ways.filter { $0.channel == .mail }.map { way in
            let bounced = way.isOn ? way.bouncedAt : nil
            return Channel(
                kind: way.channel.rawValue, address: way.address, isOn: way.isOn,
                bounced: bounced.map { words.text("me.told.bounced", ["date": clock.date($0)]) },
                works: way.isOn && bounced == nil)
        }
    }
}

/// By what a member hears of a new alert, in a line of the group's page.
struct ToldLine: Equatable, Sendable {
    let text: String
    /// Where to change or mend it.
    let path: String

    /// - Parameter ways: of who reads.
    init(_ ways: [Way], at now: Moment, _ words: Catalogue) {
        switch (GroupReadiness.verdict(ways, isListening: true, at: now), NoticeRules.route(ways)) {
        case (.success(let channel), _): text = words.text("group.told.\(channel.rawValue)")
        // It is sent all the same; whether it is shown, nobody knows any more.
        case (.failure(let reason), .success): text = words.text("group.told.\(reason.rawValue)")
        case (.failure, .failure(let reason)): text = words.text("group.told.\(reason.rawValue)")
        }
        path = SiteURL.me.path + "#told"
    }
}

/// Where one press stops letters. It says nothing of whose they are: who has the letter is not always who it was sent to.
struct LetterStopModel: PageModel {
    static let template = "letter-stop"

    let frame: PageFrame
    let title: String
    /// Where the button leads; nil once they have stopped.
    let action: String?
    /// Where they are switched on again.
    let mePath: String

    init(_ capability: String, isOn: Bool, _ setting: PageSetting) {
        title = isOn ? setting.words.text("stop.title") : setting.words.text("stop.done")
        frame = PageFrame(title, setting)
        action = isOn ? SiteURL.letterStop(capability).path : nil
        mePath = SiteURL.signIn.path + (LocalPath(SiteURL.me.path)?.query("next") ?? "")
    }
}
