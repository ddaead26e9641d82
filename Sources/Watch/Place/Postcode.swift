/// A Dutch or Belgian postcode as somebody typed it: four digits, with or without a country before and letters behind.
public struct Postcode: Hashable, Sendable {
    /// Four digits, the first of which is not 0.
    public let digits: String
    /// The two letters that only Dutch postcodes have.
    public let letters: String?
    /// Where it must be; nil when it could be in both countries.
    public let country: String?

    /// Reads `2711`, `2711 AB`, `2711ab`, `B-1000`, `NL-2711 AB`, with the digits of any writing; nil for anything else.
    public init?(_ typed: String) {
        guard typed.unicodeScalars.count <= 20 else { return nil }
        var rest = Substring(
            typed.plain.uppercased().keeping { !$0.isSpace && !$0.isJoining && $0 != "-" && $0 != "." })
        var country: String?
        for (mark, code) in [("NL", "NL"), ("BE", "BE"), ("B", "BE")] where rest.begins(with: mark) {
            rest = rest.dropFirst(mark.count)
            country = code
            break
        }
        let digits = rest.unicodeScalars.prefix(4)
        let letters = rest.unicodeScalars.dropFirst(4)
        guard digits.count == 4, !rest.begins(with: "0"), digits.allSatisfy(\.isDigit),
            letters.isEmpty || letters.count == 2 && letters.allSatisfy({ ("A"..."Z").contains($0) })
        else { return nil }
        if !letters.isEmpty {
            guard country != "BE" else { return nil }
            country = "NL"
        }
        self.digits = String(digits)
        self.letters = letters.isEmpty ? nil : String(letters)
        self.country = country
    }
}
