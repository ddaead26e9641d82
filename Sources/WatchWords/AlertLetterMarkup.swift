import Watch

/// A letter about an alert in plain words.
enum AlertLetterText {
    static func text(_ parts: [AlertLetterPart], _ words: Catalogue) -> String {
        parts.map { block($0, words) }.joined(separator: "\n\n") + "\n\nSaar"
    }

    private static func block(_ part: AlertLetterPart, _ words: Catalogue) -> String {
        switch part {
        case .lead(let text), .words(let text), .heading(let text), .rule(let text), .foot(let text): text
        case .calls(let calls):
            calls.all.map { calls.areSeveral ? "\($0.label) – \($0.hint)" : $0.label }.joined(separator: "\n")
        case .facts(let facts): facts.map { line($0.label, $0.text, words) }.joined(separator: "\n")
        case .link(let label, let url), .footLink(let label, let url): "\(label)\n\(url)"
        }
    }

    /// What somebody wrote in several lines stands in from the second on, so that none of them looks like one of ours.
    private static func line(_ label: String, _ text: String, _ words: Catalogue) -> String {
        let lines = text.split(omittingEmptySubsequences: false, whereScalar: \.isLineBreak)
        return words.text("letter.alert.line", ["label": label, "text": lines.joined(separator: "\n  ")])
    }
}

/// The same as a page for mail programs: no picture, nothing from elsewhere, and hardly a colour, so that it can be read by
/// day, by night and in letters of any size.
enum AlertLetterMarkup {
    static func page(
        _ parts: [AlertLetterPart], title: String, in language: Language, _ words: Catalogue
    ) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(language.rawValue)" style="color-scheme: light dark">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>\(escaped(title))</title>
        </head>
        <body style="margin: 0">
        <div style="\(letter)">
        \(parts.map { block($0, words) }.joined(separator: "\n"))
        </div>
        </body>
        </html>

        """
    }

    private static func block(_ part: AlertLetterPart, _ words: Catalogue) -> String {
        switch part {
        case .lead(let text): "<p style=\"\(lead)\">\(escaped(text))</p>"
        case .words(let text): "<p style=\"\(paragraph)\">\(escaped(text))</p>"
        case .heading(let text): "<h1 style=\"\(heading)\">\(escaped(text))</h1>"
        case .rule(let text): "<p style=\"\(rule)\">\(escaped(text))</p>"
        case .foot(let text): "<p style=\"\(foot)\">\(escaped(text))</p>"
        case .calls(let calls): calls.all.map { call($0, calls.areSeveral) }.joined(separator: "\n")
        case .facts(let facts):
            "<dl style=\"\(list)\">" + facts.map(fact).joined() + "</dl>"
        case .link(let label, let url):
            "<p style=\"\(paragraph)\"><a href=\"\(escaped(url))\" style=\"\(button)\">\(escaped(label))</a></p>"
        case .footLink(let label, let url):
            "<p style=\"\(foot)\"><a href=\"\(escaped(url))\">\(escaped(label))</a></p>"
        }
    }

    /// A telephone dials it at a touch.
    private static func call(_ number: EmergencyNumber, _ isOneOfSeveral: Bool) -> String {
        let hint = isOneOfSeveral ? "<span style=\"\(beside)\">\(escaped(number.hint))</span>" : ""
        let label = escaped(number.label)
        return
            "<p style=\"\(paragraph)\"><a href=\"\(escaped(number.link))\" style=\"\(button)\">\(label)</a>\(hint)</p>"
    }

    private static func fact(_ fact: Fact) -> String {
        "<dt style=\"\(label)\">\(escaped(fact.label))</dt><dd style=\"\(text)\">\(escaped(fact.text))</dd>"
    }

    /// A line break of somebody's words stays one.
    private static func escaped(_ text: String) -> String {
        text.split(omittingEmptySubsequences: false, whereScalar: \.isLineBreak)
            .map { MarkupText.escaped(String($0)) }.joined(separator: "<br>")
    }

    // In sizes of the reader's own letters. Where a colour would stand there is none: each program has its own by day and by
    // night, and only those two are sure to go together.
    private static let letter =
        "max-width: 34em; margin: 0 auto; padding: 1em; font-family: system-ui, sans-serif; line-height: 1.5; "
        + "overflow-wrap: break-word"
    private static let paragraph = "margin: 0 0 1em"
    private static let lead = "margin: 0 0 0.5em; font-size: 1.2em; line-height: 1.35; font-weight: bold"
    private static let heading = "margin: 1.2em 0 0.4em; font-size: 1.4em; line-height: 1.25"
    private static let rule =
        "margin: 0 0 1.2em; padding: 0.2em 0 0.2em 0.8em; border-left: 0.3em solid; font-weight: bold"
    private static let button =
        "display: inline-block; padding: 0.55em 1.1em; border: 2px solid; border-radius: 0.6em; color: inherit; "
        + "font-weight: bold; text-decoration: none"
    private static let beside = "display: block; margin: 0.4em 0 0"
    private static let list = "margin: 0 0 1.2em"
    private static let label = "margin: 0.6em 0 0; font-size: 0.9em"
    private static let text = "margin: 0; font-size: 1.1em"
    private static let foot = "margin: 0 0 0.6em; font-size: 0.9em"
}
