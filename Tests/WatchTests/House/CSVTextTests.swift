import Testing
import Watch
import WatchTesting

@Suite("Tables as text") struct CSVTextTests {
    @Test(arguments: [
        ("", #""""#), ("gewoon", #""gewoon""#), ("a,b", #""a,b""#), ("zeg \"hoi\"", #""zeg ""hoi""""#),
        ("=1+1", #""'=1+1""#), ("+cmd", #""'+cmd""#), ("-cmd", #""'-cmd""#), ("@x", #""'@x""#),
        ("\tx", "\"'\tx\""), ("\r\n=x", "\"'\r\n'=x\""), ("  =x", "\"  '=x\""), ("'=x", "\"''=x\""),
        // A number is a number.
        ("+31 6 12345678", #""+31 6 12345678""#), ("-5", #""-5""#), ("-4.75", #""-4.75""#),
        ("-2+3+cmd|' /C calc'!A0", #""'-2+3+cmd|' /C calc'!A0""#), ("POINT (4, -4.5 52.1)", #""POINT (4, -4.5 52.1)""#),
        // As other programs take other signs for separators.
        ("Nieuw;=1+2;x", #""Nieuw;'=1+2;x""#), ("a,=1", #""a,'=1""#), ("a\t=1", "\"a\t'=1\""), ("a\n=1", "\"a\n'=1\""),
        ("a; =1", #""a; '=1""#), ("a,\"=1", #""a,""'=1""#), ("a = b; c", #""a = b; c""#),
        // As wide as Chinese letters, and other signs that are taken for the same.
        ("＝1", #""'＝1""#), ("a;＋1+x", #""a;'＋1+x""#), ("－x", #""'－x""#), ("＠x", #""'＠x""#), ("−x", #""'−x""#),
        // Where Characters and what is counted by them hide something.
        ("\"\u{301}", "\"\"\"\u{301}\""),
        ("Buurt, \"\u{301},=1+1,\"\u{301}", "\"Buurt, \"\"\u{301},'=1+1,\"\"\u{301}\""),
        ("\u{600}=1", "\"\u{600}'=1\""), ("=\u{301}1", "\"'=\u{301}1\""), (";\u{301}=1", "\";\u{301}'=1\""),
    ])
    func cells(text: String, cell: String) {
        #expect(Array(CSVText.cell(text).utf8) == Array(cell.utf8))
        #expect(Array(CSVText.meant(text: cell).utf8) == Array(text.utf8))
    }

    @Test func whateverStandsBesideThemSignsBeginNothingAndComeBack() {
        for sign in ["=", "+", "-", "@", "＝", "＠"] {
            for text in JoiningSigns.between([sign, ";\(sign)", ",\"\(sign)", "\t\(sign)"]).map({ $0 + "x" }) {
                let cell = CSVText.cell(text)
                for piece in cell.unicodeScalars.split(whereSeparator: { ",;\t\r\n".unicodeScalars.contains($0) }) {
                    // What a program may leave out before it looks.
                    let rest = piece.drop { $0 == "\"" || $0.isSpace || $0.isJoining }
                    #expect(rest.first != sign.unicodeScalars.first, "\(cell)")
                }
                #expect(Array(CSVText.meant(text: cell).utf8) == Array(text.utf8), "\(cell)")
            }
        }
    }

    @Test func quotesAreAlwaysTwo() {
        for text in JoiningSigns.between(["\""]) {
            let inner = CSVText.cell(text).utf8.dropFirst().dropLast()
            #expect(inner.count { $0 == UInt8(ascii: "\"") } == 2)
        }
    }

    @Test func aLine() { #expect(CSVText.line(["a", "", "b;c"]) == "\"a\",\"\",\"b;c\"\r\n") }
}

extension CSVText {
    /// What was meant by a cell as it stands in a file.
    fileprivate static func meant(text cell: String) -> String {
        let inner = String(cell.unicodeScalars.dropFirst().dropLast())
        return meant(inner.exchanging("\"\"", for: "\""))
    }
}
