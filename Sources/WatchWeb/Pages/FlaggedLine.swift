import Watch

/// A message that members point out, as those with care read it: what it says, how many, and where it stands.
struct FlaggedLine: Equatable, Sendable {
    /// What it is: an alert's own text by its kind, a reaction by its kind.
    let label: String
    let text: String
    let count: String
    let path: String

    init(_ flagged: FlaggedMessage, _ words: Catalogue) {
        let isOwn = flagged.kind == .alert
        label = words.text(isOwn ? "kind.\(flagged.alertKind.rawValue)" : "said.\(flagged.kind.rawValue)")
        text = flagged.text ?? words.text("group.flagged.no-words")
        count = words.count("alert.flags", flagged.flags)
        path = SiteURL.alert(flagged.alert).path + (isOwn ? "" : "#m-\(flagged.message)")
    }
}
