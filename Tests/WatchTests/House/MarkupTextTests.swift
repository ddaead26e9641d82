import Testing
import Watch
import WatchTesting

/// Looked at by byte, as browsers do: to a Character of Swift an escaped sign may be no sign at all.
@Suite("Text in markup") struct MarkupTextTests {
    @Test func noSignIsLetThroughBetweenWhatever() {
        for text in JoiningSigns.between(JoiningSigns.escapable) {
            let escaped = MarkupText.escaped(text)
            let isHarmless = !escaped.utf8.contains { "<>\"'".utf8.contains($0) }
            #expect(isHarmless, "\(text.unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }

    @Test func everyAmpersandIsWrittenOut() {
        for text in JoiningSigns.between(["&", "&lt;", "&#60;"]) {
            let escaped = MarkupText.escaped(text)
            #expect(escaped.utf8.count(where: { $0 == UInt8(ascii: "&") }) == 1 && escaped.holds("&amp;"))
        }
    }

    @Test(arguments: [
        ("", ""), ("Café 🚓", "Café 🚓"), ("a < b & c > \"d\" 'e'", "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;"),
        ("\u{600}<b\u{600}>", "\u{600}&lt;b\u{600}&gt;"), ("\"\u{301}", "&quot;\u{301}"),
        ("a\u{0}\u{8}b\u{FFFE}\u{FFFF}c", "abc"), ("\u{FEFF}x\tx\r\nx", "\u{FEFF}x\tx\r\nx"),
    ])
    func whatStaysAndWhatIsWrittenOut(text: String, escaped: String) {
        #expect(Array(MarkupText.escaped(text).utf8) == Array(escaped.utf8))
    }
}
