/// What an alert is called wherever it stands in a list, above a page or in a notice: its kind, or, where nobody chose one,
/// the first words of what was seen. "Something else" is an answer on a form and nobody's heading.
public enum AlertTitle: Hashable, Sendable {
    case kind(Alert.Kind)
    case words(String)
    /// Nothing is known of it, or may be shown: neither a kind nor a word.
    case untitled

    /// - Parameter seen: what may be shown of what was seen, the best first.
    public init(_ kind: Alert.Kind, seen: [String?]) {
        if kind != .other {
            self = .kind(kind)
        } else {
            self = seen.lazy.compactMap { $0.flatMap(AlertTitle.firstWords) }.first.map(AlertTitle.words) ?? .untitled
        }
    }

    /// As somebody may see it: of what was retracted, and of what has only figures left, not a word.
    public init(_ view: AlertView) {
        self.init(
            view.kind, seen: [view.observation?.behaviour, view.observation?.appearance, view.observation?.vehicle])
    }

    /// As who has its link may see it.
    public init(_ alert: PublicAlert) {
        self.init(alert.kind, seen: [alert.behaviour, alert.appearance, alert.vehicle])
    }

    /// How many signs of somebody's words make a heading.
    public static let mostSigns = 60

    /// The words of the first line, as many as a heading holds; nil when there are none.
    public static func firstWords(of text: String) -> String? {
        let lines = text.split(whereScalar: \.isLineBreak).lazy.map { $0.split(whereScalar: \.isSpace) }
        guard let words = lines.first(where: { !$0.isEmpty }) else { return nil }
        var title = String(words[0])
        for word in words.dropFirst() {
            let longer = title + " " + word
            guard longer.unicodeScalars.count <= mostSigns else { return cut(title) }
            title = longer
        }
        return title.unicodeScalars.count > mostSigns ? cut(title) : title
    }

    /// With the mark of what goes on: not behind a comma, and not in the middle of what people see as one sign.
    private static func cut(_ title: String) -> String {
        var signs = title.unicodeScalars
        if signs.count > mostSigns {
            var end = signs.index(signs.startIndex, offsetBy: mostSigns)
            while end > signs.startIndex, signs[end].isJoining { end = signs.index(before: end) }
            signs = String.UnicodeScalarView(signs[..<end])
        }
        return String(signs).trimming { ",;:-–".unicodeScalars.contains($0) || $0.isSpace } + "…"
    }
}
