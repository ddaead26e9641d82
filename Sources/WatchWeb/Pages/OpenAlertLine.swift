import Watch
import WatchWords

/// An alert that is open now, in a line: what it is, where, and since when. Minutes go on while the page is open.
struct OpenAlertLine: Equatable, Sendable {
    let path: String
    let title: String
    let place: String?
    let at: Stamp
    /// How long ago it was shared, as it is when the page is made.
    let ago: String
    /// How many minutes that is; nil after an hour, when the clock says it.
    let minutes: Int?
    /// The same for a page that stays open: one minute, more of them as `{count}`, and after an hour.
    let agoOne: String
    let agoOther: String
    let agoLong: String

    init(_ alert: Alert, at now: Moment, _ clock: WallClock, _ words: Catalogue) {
        let view = AlertView(alert, for: .neighbour)
        let when = ["when": clock.phrase(view.sharedAt)]
        path = SiteURL.alert(alert.id).path
        title = words.title(AlertTitle(view))
        place = view.location?.description
        at = clock.stamp(view.sharedAt)
        let passed = max(1, Int((now - view.sharedAt).milliseconds / 60_000))
        minutes = passed < 60 ? passed : nil
        agoOne = words.text("open.ago.one", when.merging(["count": "1"]) { $1 })
        agoOther = words.text("open.ago.other", when)
        agoLong = words.text("open.ago.long", when)
        ago = passed < 60 ? words.count("open.ago", passed, when) : agoLong
    }
}
