import Watch
import WatchWords

/// A message that members point out, as those with care read it: what it says, how many, and where it stands.
struct FlaggedLine: Equatable, Sendable {
    /// What it is: an alert's own text by its kind, a reaction by its kind.
    let label: String
    let text: String
    let count: String
    let path: String

    init(_ flagged: FlaggedMessage, _ words: Catalogue) {
        let isOwn = flagged.kind == .alert
        // Its words stand beside it: without a kind it is an alert.
        let kind = flagged.isOfEarlierEnd ? "closure.earlier" : flagged.kind.rawValue
        label = isOwn ? words.title(AlertTitle(flagged.alertKind, seen: [])) : words.text("said.\(kind)")
        text = flagged.text ?? words.text("group.flagged.no-words")
        count = words.count("alert.flags", flagged.flags)
        path = SiteURL.alert(flagged.alert).path + (isOwn ? "" : "#m-\(flagged.message)")
    }
}
