/// What a person typed, made safe to keep: trimmed, without control characters, bounded in length.
public enum Words {
    /// The text as it is kept, or nil when nothing is left of it.
    ///
    /// Line breaks stay and a tab becomes a space; other control characters and the invisible ones that reorder text go.
    /// - Parameters:
    ///   - field: named in the refusal, in the API's spelling (`observation.behaviour`).
    ///   - limit: Unicode scalars at most.
    /// - Throws: `text-too-long` with the field, its length and its limit.
    public static func kept(_ typed: String?, field: String, limit: Int) throws(Refusal) -> String? {
        guard let typed else { return nil }
        var scalars = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars where !isUnwanted(scalar) { scalars.append(scalar == "\t" ? " " : scalar) }
        let kept = trimmed(String(scalars))
        let length = kept.unicodeScalars.count
        guard length <= limit else {
            throw Refusal(.textTooLong, field: field, ["length": String(length), "limit": String(limit)])
        }
        return kept.isEmpty ? nil : kept
    }

    /// The same on one line and without an address or a telephone number, as a name is that stands in letters: nobody writes
    /// paragraphs or links into them by the name of a group.
    ///
    /// - Throws: `text-too-long`, `link-unwanted`.
    public static func line(_ typed: String?, field: String, limit: Int) throws(Refusal) -> String? {
        guard let kept = try kept(typed, field: field, limit: limit) else { return nil }
        guard !AddressInName.isFound(in: kept) else { throw Refusal(.linkUnwanted, field: field) }
        return kept.split(whereScalar: \.isLineBreak).map { trimmed(String($0)) }.joined(separator: " ")
    }

    /// Without white space at both ends.
    public static func trimmed(_ text: String) -> String { text.trimming(\.isSpace) }

    /// Lower-cased pieces of letters and digits, for looking for words in what was typed. Accents stay on their letters, and
    /// what is not seen is passed over.
    public static func pieces(_ text: String) -> [String] {
        text.lowercased().keeping { !$0.isUnseen }
            .split(whereScalar: { !$0.isAlphabetic && !$0.isNumeric && !$0.isAccent }).map(String.init)
    }

    private static func isUnwanted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200B, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }
}
