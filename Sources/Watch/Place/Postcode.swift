/// A Dutch or Belgian postcode as somebody typed it: four digits, with or without a country before and letters behind.
public struct Postcode: Hashable, Sendable {
    /// Four digits, the first of which is not 0.
    public let digits: String
    /// The two letters that only Dutch postcodes have.
    public let letters: String?
    /// Where it must be; nil when it could be in both countries.
    public let country: String?

    /// Reads `2711`, `2711 AB`, `2711ab`, `B-1000`, `NL-2711 AB`; nil for anything else.
    public init?(_ typed: String) {
        guard typed.utf8.count <= 20 else { return nil }
        var rest = Substring(typed.uppercased().filter { !$0.isWhitespace && $0 != "-" && $0 != "." })
        var country: String?
        for (mark, code) in [("NL", "NL"), ("BE", "BE"), ("B", "BE")] where rest.hasPrefix(mark) {
            rest = rest.dropFirst(mark.count)
            country = code
            break
        }
        let digits = rest.prefix(4)
        let letters = rest.dropFirst(4)
        guard digits.count == 4, digits.first != "0", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            letters.isEmpty || letters.count == 2 && letters.utf8.allSatisfy({ (0x41...0x5A).contains($0) })
        else { return nil }
        if !letters.isEmpty {
            guard country != "BE" else { return nil }
            country = "NL"
        }
        self.digits = String(digits)
        self.letters = letters.isEmpty ? nil : String(letters)
        self.country = country
    }

    /// The postcode with which something typed begins, and what stands behind it: `2711 AB Zoetermeer`.
    static func leading(_ typed: String) -> (postcode: Postcode, rest: String)? {
        let words = typed.split { $0.isWhitespace || $0 == "," }
        for count in stride(from: min(3, words.count), to: 0, by: -1) {
            if let postcode = Postcode(words.prefix(count).joined(separator: " ")) {
                return (postcode, words.dropFirst(count).joined(separator: " "))
            }
        }
        return nil
    }
}
