import Testing
import Watch
import WatchTesting

/// Each of these differs by Character.
@Suite("Text sign by sign") struct ScalarsTests {
    @Test func splitting() {
        for joining in JoiningSigns.all {
            #expect("a;\(joining)b".split(scalar: ";").map(String.init) == ["a", "\(joining)b"])
            #expect("a\(joining);b".split(whereScalar: { $0 == ";" }).map(String.init) == ["a\(joining)", "b"])
        }
        #expect(";a;;b;".split(scalar: ";").map(String.init) == ["a", "b"])
        #expect(";a;;b".split(scalar: ";", omittingEmptySubsequences: false).map(String.init) == ["", "a", "", "b"])
        #expect("a=b=c".split(scalar: "=", maxSplits: 1).map(String.init) == ["a", "b=c"])
        #expect("".split(scalar: ";", omittingEmptySubsequences: false).map(String.init) == [""])
        #expect("xa;b".dropFirst().split(scalar: ";").map(String.init) == ["a", "b"])
    }

    @Test func beginningsEndingsAndPieces() {
        for joining in JoiningSigns.all {
            let text = "\(joining)://\(joining)"
            #expect(text.begins(with: "\(joining):") && text.ends(with: "/\(joining)") && text.holds("://"))
            #expect("//\(joining)x".begins(with: "//") && "x\(joining)//".ends(with: "//"))
            #expect(
                Array(text.exchanging("/", for: "§").utf8) == Array("\(joining):§§\(joining)".utf8))
            let bare = text.keeping { $0 != ":" && $0 != "/" }
            #expect(Array(bare.utf8) == Array("\(joining)\(joining)".utf8))
        }
        #expect(!"ab".begins(with: "abc") && !"ab".ends(with: "xab") && "ab".begins(with: "") && "ab".ends(with: ""))
        #expect("aaa".exchanging("aa", for: "b") == "ba")
        #expect("\u{301}\u{301}abc".beginning(3).unicodeScalars.count == 3)
        #expect(" \u{301}a ".trimming(\.isSpace) == "\u{301}a")
    }

    @Test func aLongSignIsNotLetInWhole() {
        // One Character of a thousand accents.
        let tower = "a" + String(repeating: "\u{301}", count: 1_000)
        #expect(tower.count == 1 && tower.beginning(40).unicodeScalars.count == 40)
    }

    @Test(arguments: [
        ("Marokka\u{301}an", ["marokka\u{301}an"]), ("\u{600}man\u{600} met", ["man", "met"]),
        ("man\u{200D}nen", ["mannen"]), ("een \u{301}jas", ["een", "\u{301}jas"]),
        ("a\u{20DD}\u{200D}b", ["a\u{20DD}b"]),
    ])
    func wordsOfWhatIsNotSeen(typed: String, words: [String]) {
        #expect(Words.pieces(typed).map { Array($0.utf8) } == words.map { Array($0.utf8) })
    }

    @Test(arguments: ["https:/\u{301}/evil.example", "https:\u{FE0F}//x", "x\u{600}://\u{301}y"])
    func addressesInNames(typed: String) {
        let refusal = Refusal.of { _ = try Words.line(typed, field: "name", limit: 80) }
        #expect(refusal == Refusal(.linkUnwanted, field: "name"))
    }

    @Test(arguments: [
        ("Kerkstraat \u{600}12", "12"), ("Kerkstraat 1\u{301}2", "2"), ("Kerkstraat \u{301}12", "12"),
        ("nr. \u{600}7", "7"), ("kenteken GH-\u{301}482-X", "482"), ("kenteken GH\u{200D}-482-X", "482"),
        ("G\u{301}H-482-X", "482"),
    ])
    func nothingHidesADoorOrAPlate(typed: String, hidden: String) {
        #expect(PublicWords.text(typed)?.holds(hidden) != true, "\(PublicWords.text(typed) ?? "nil")")
    }
}
