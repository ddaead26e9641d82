/// A language that Saar speaks. Dutch comes first, in the list and in doubt.
public enum Language: String, Codable, Sendable, CaseIterable {
    case nl, fr, de, en

    /// The best match for an `Accept-Language` header (RFC 9110 §12.5.4); nil when it names none of ours.
    public init?(acceptLanguage header: String) {
        var best: (language: Language, weight: Double)?
        for part in header.split(scalar: ",").prefix(20) {
            let pieces = part.split(scalar: ";")
            guard let name = pieces.first?.unicodeScalars.drop(while: \.isSpace).prefix(while: \.isAlphabetic),
                let language = Language(rawValue: String(name).lowercased())
            else { continue }
            var weight = 1.0
            for piece in pieces.dropFirst() {
                let bare = piece.keeping { $0 != " " }
                if bare.begins(with: "q=") { weight = Double(bare.dropFirst("q=".count)) ?? 0 }
            }
            if weight > 0, weight > best?.weight ?? 0 { best = (language, weight) }
        }
        guard let best else { return nil }
        self = best.language
    }
}
