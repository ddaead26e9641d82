import Foundation
import Watch

/// What a page is made from besides its subject: the words, the time, and who looks.
struct PageSetting: Sendable {
    let words: Catalogue
    let now: Moment
    let isSignedIn: Bool
    /// What was just done, as the address says it after a change (`?done=…`); nil on an ordinary visit.
    let done: String?

    init(words: Catalogue, now: Moment, isSignedIn: Bool, done: String? = nil) {
        self.words = words
        self.now = now
        self.isSignedIn = isSignedIn
        self.done = done
    }

    /// The clock on the wall where a policy holds.
    func clock(in jurisdiction: Jurisdiction) -> PageClock {
        PageClock(zone: jurisdiction.timeZone, now: now, words: words)
    }

    /// The words for what was just done. Only words of ours come from an address, never the address's own.
    var notice: String? {
        guard let done, PageSetting.deeds.contains(done) else { return nil }
        return words.text("done.\(done)")
    }

    /// Everything that `?done=` may say.
    static let deeds = [
        "shared", "reacted", "corrected", "closed", "reopened", "held", "retracted", "flagged", "applied", "left",
        "member-changed", "signed-out",
    ]
}

/// What every page shows around its subject.
struct PageFrame: Equatable, Sendable {
    /// How the page feels: it must be unmistakable whether somebody is awake.
    enum Mood: String, Sendable { case plain, asleep, awake }

    let language: String
    let title: String
    let mood: String
    let emergency: EmergencyNumber
    let isSignedIn: Bool
    let notice: String?
    /// Which events the page follows: the ids of its alert and group, empty for any; nil for a page that stands still.
    let live: LiveSubject?

    init(
        _ title: String, _ setting: PageSetting, mood: Mood = .plain, in jurisdiction: Jurisdiction = .netherlands,
        live: LiveSubject? = nil
    ) {
        language = setting.words.language.rawValue
        self.title = title
        self.mood = mood.rawValue
        emergency = EmergencyNumber(jurisdiction.numbers.first?.number ?? "112", setting.words)
        isSignedIn = setting.isSignedIn
        notice = setting.notice
        self.live = setting.isSignedIn ? live : nil
    }
}

/// What the script listens for on a page.
struct LiveSubject: Equatable, Sendable {
    let alert: String
    let group: String
    /// The event that this page shows, to be receipted when it is seen; empty when there is none.
    let shows: String

    init(alert: AlertId? = nil, group: GroupId? = nil, shows: EventId? = nil) {
        self.alert = alert?.text ?? ""
        self.group = group?.text ?? ""
        self.shows = shows?.text ?? ""
    }
}

/// A number to call, ready for a button.
struct EmergencyNumber: Equatable, Sendable {
    let number: String
    /// For `href`: digits alone.
    let link: String
    let label: String

    init(_ number: String, _ words: Catalogue) {
        self.number = number
        link = "tel:" + number.filter(\.isWholeNumber)
        label = words.text("call.button", ["number": number])
    }
}

/// A moment as a page shows it.
struct Stamp: Equatable, Sendable {
    /// For `datetime`.
    let iso: String
    let text: String
}

/// The clock on a wall somewhere, and how a person would say what it shows.
struct PageClock: Sendable {
    private let calendar: Calendar
    private let now: Moment
    private let words: Catalogue

    /// - Parameter zone: an IANA name; an unknown one counts as UTC.
    init(zone: String, now: Moment, words: Catalogue) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        self.calendar = calendar
        self.now = now
        self.words = words
    }

    /// `21:04`.
    func time(_ moment: Moment) -> String {
        let parts = calendar.dateComponents([.hour, .minute], from: PageClock.date(moment))
        return PageClock.padded(parts.hour) + ":" + PageClock.padded(parts.minute)
    }

    /// Within a sentence: `om 21:04`, `gisteren om 21:04`, `op 3 juni om 21:04`.
    func phrase(_ moment: Moment) -> String { said(moment, "time.phrase") }

    /// On its own: `21:04`, `gisteren 21:04`, `3 juni 21:04`.
    func stamp(_ moment: Moment) -> Stamp { Stamp(iso: moment.description, text: said(moment, "time.stamp")) }

    /// The last time that the clock showed this: one that lies ahead is yesterday's, since nobody has called yet.
    ///
    /// - Parameters:
    ///   - typed: `21:04`, as browsers send it; `21.04`, `21u04` and `2104` too, where no clock field is shown.
    ///   - skew: so far ahead counts as now.
    /// - Returns: nil for what is no time of day.
    func last(_ typed: String, skew: Span) -> Moment? {
        let digits = typed.split { !$0.isWholeNumber }.map(String.init)
        let isBare = digits.count == 1 && digits[0].count == 4
        let pair = isBare ? [String(digits[0].prefix(2)), String(digits[0].suffix(2))] : digits
        guard pair.count == 2 || pair.count == 3, let hour = Int(pair[0]), let minute = Int(pair[1]),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        let latest = now + skew
        // Three days back reach over any hour that a change of the clocks leaves out.
        for back in 0..<3 {
            guard let day = calendar.date(byAdding: .day, value: -back, to: PageClock.date(latest)) else { continue }
            var parts = calendar.dateComponents([.year, .month, .day], from: day)
            parts.hour = hour
            parts.minute = minute
            guard let date = calendar.date(from: parts) else { continue }
            let moment = Moment(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
            if moment <= latest { return moment }
        }
        return nil
    }

    private func said(_ moment: Moment, _ key: String) -> String {
        let date = PageClock.date(moment)
        let today = PageClock.date(now)
        if calendar.isDate(date, inSameDayAs: today) { return words.text("\(key).today", ["clock": time(moment)]) }
        if let before = calendar.date(byAdding: .day, value: -1, to: today), calendar.isDate(date, inSameDayAs: before)
        {
            return words.text("\(key).yesterday", ["clock": time(moment)])
        }
        let parts = calendar.dateComponents([.month, .day], from: date)
        let month = words.text("month.\(parts.month ?? 1)")
        return words.text(
            "\(key).date", ["clock": time(moment), "day": String(parts.day ?? 1), "month": month])
    }

    private static func date(_ moment: Moment) -> Date {
        Date(timeIntervalSince1970: Double(moment.milliseconds) / 1_000)
    }

    private static func padded(_ number: Int?) -> String {
        let text = String(number ?? 0)
        return text.count == 1 ? "0" + text : text
    }
}
