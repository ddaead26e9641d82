/// Signs that make one Character of what stands beside them, and what an attacker hides between them: for tests that look
/// at the bytes of an answer.
public enum JoiningSigns {
    /// One of each kind that Unicode has (UAX #29, Grapheme_Cluster_Break), and more of those that are met.
    public static let all: [String] = [
        // Prepend.
        "\u{600}", "\u{605}", "\u{6DD}", "\u{70F}", "\u{8E2}", "\u{D4E}", "\u{110BD}", "\u{111C2}",
        // Extend: accents, what strikes a sign through, circles, modifiers of pictures, variations, tags.
        "\u{301}", "\u{338}", "\u{20DD}", "\u{1F3FB}", "\u{FE0E}", "\u{FE0F}", "\u{E0101}", "\u{E0062}",
        // Joiners, spacing marks, pieces of Hangul, regional indicators, pictures.
        "\u{200C}", "\u{200D}", "\u{903}", "\u{BBE}", "\u{1100}", "\u{1161}", "\u{11A8}", "\u{1F1F3}\u{1F1F1}",
        "\u{1F469}\u{200D}",
        // Line ends, which are one Character together.
        "\r\n", "\n",
        // Nothing at all.
        "",
    ]

    /// What opens a tag, closes an attribute, or begins an entity.
    public static let escapable = ["<", ">", "\"", "'", "&"]

    /// Signs that mean something to somebody, each with the first kind before and the second behind it.
    public static func between(_ signs: [String]) -> [String] {
        signs.flatMap { sign in all.flatMap { before in all.map { before + sign + $0 } } }
    }

    /// What each attack begins and ends with, so that it is found in an answer.
    public static let (open, close) = ("ZQX", "XQZ")

    /// Texts of so many scalars at most between the marks, which together hold every escapable sign beside every kind: the
    /// kind before it, another behind it.
    public static func attacks(_ most: Int) -> [String] {
        var attacks: [String] = []
        var text = String.UnicodeScalarView()
        for (index, kind) in all.enumerated() {
            for sign in escapable {
                let next = (kind + sign + all[(index + 9) % all.count]).unicodeScalars
                if text.count + next.count > most {
                    attacks.append(open + String(text) + close)
                    text = String.UnicodeScalarView()
                }
                text.append(contentsOf: next)
            }
        }
        return attacks + [open + String(text) + close]
    }

    /// The attacks that were seen to work.
    public static let known = [
        open + "\u{600}<meta http-equiv=refresh content=0;url=//evil.test \u{600}>" + close,
        open + "\u{600}<form method=post action=/me/erasure\u{600}><button\u{600}>" + close,
        open + "\"\u{301} autofocus onfocus=alert(1) x=\"\u{301}" + close,
    ]
}
