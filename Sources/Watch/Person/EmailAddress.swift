/// An e-mail address as it is kept: trimmed, in lower case, one `@`, and nothing in it that could end a header.
public struct EmailAddress: Hashable, Sendable {
    /// `anna@example.org`
    public let text: String

    /// Reads what somebody typed or pasted; nil when no letter could go there.
    public init?(_ typed: String) {
        guard let address = try? EmailAddress(typed, field: "email") else { return nil }
        self = address
    }

    /// Reads what somebody typed or pasted: an address alone, with invisible signs around it, as `mailto:`, or behind a name
    /// in angle brackets. A domain in letters of any alphabet is kept as the post carries it (RFC 5890): `xn--…`.
    ///
    /// Deliberately simple: the code that is sent is the real check. At most 254 bytes (RFC 5321 §4.5.3.1), printable
    /// ASCII without spaces, quotes and brackets, and a domain with a point in it.
    ///
    /// - Parameter field: where it was typed.
    /// - Throws: `email-invalid` where the `@` or the point is missing, `email-sign` where a sign stands before the `@` to
    ///   which no letter of ours can go, `email-form` for everything else.
    public init(_ typed: String, field: String) throws(Refusal) {
        let malformed = Refusal(.emailForm, field: field)
        guard typed.utf8.count <= EmailAddress.mostTyped else { throw malformed }
        let pasted = Words.trimmed(typed.plain.keeping { !$0.isUnseen })
        guard !pasted.unicodeScalars.contains(where: \.isControl) else { throw malformed }
        guard let alone = EmailAddress.alone(pasted) else { throw malformed }
        let parts = alone.split(scalar: "@", omittingEmptySubsequences: false)
            .map { $0.trimming(\.isSpace) }
        guard parts.count >= 2, parts[parts.count - 1].unicodeScalars.contains(where: DomainName.isPoint) else {
            throw Refusal(.emailInvalid, field: field)
        }
        guard parts.count == 2 else { throw malformed }
        let local = parts[0].lowercased()
        guard local.unicodeScalars.allSatisfy({ $0.isASCII && !EmailAddress.unwanted.contains($0) }) else {
            throw Refusal(.emailSign, field: field)
        }
        guard (1...64).contains(local.utf8.count), !local.unicodeScalars.contains(" "), !local.begins(with: "."),
            !local.ends(with: "."), !local.begins(with: "-"), !local.holds(".."),
            let domain = DomainName(parts[1]), local.utf8.count + 1 + domain.text.utf8.count <= 254
        else { throw malformed }
        text = "\(local)@\(domain.text)"
    }

    /// As much of it as tells its owner that it is theirs, and nobody else whose it is: `a…@example.org`.
    public var masked: String { text.beginning(1) + "…" + String(text.unicodeScalars.drop { $0 != "@" }) }

    /// The address without what is often pasted around it; nil where brackets hold no single one.
    private static func alone(_ pasted: String) -> String? {
        var text = Substring(pasted)
        while let last = text.unicodeScalars.last, last.isSpace || ",;.".unicodeScalars.contains(last) {
            text.unicodeScalars.removeLast()
        }
        if let open = text.unicodeScalars.firstIndex(of: "<") {
            guard text.ends(with: ">"), text.unicodeScalars.count(where: { $0 == "<" || $0 == ">" }) == 2 else {
                return nil
            }
            let name = text.unicodeScalars[..<open]
            text = Substring(text.unicodeScalars[text.unicodeScalars.index(after: open)...].dropLast())
            // A name that is another address could be meant as well.
            // By scalar: the name is taken as such.
            guard !name.contains("@") || Words.trimmed(String(name)).lowercased() == text.lowercased() else {
                return nil
            }
        }
        if text.beginning(scheme.utf8.count).lowercased() == scheme {
            text = Substring(text.unicodeScalars.dropFirst(scheme.utf8.count))
            // What the letter is to say.
            text = text.unicodeScalars.firstIndex(of: "?").map { text[..<$0] } ?? text
        }
        if let first = text.unicodeScalars.first, first == "'" || first == "\"", text.unicodeScalars.last == first {
            text = Substring(text.trimming { $0 == first })
        }
        return String(text)
    }

    private static let scheme = "mailto:"
    /// So much is looked at of what somebody pasted.
    private static let mostTyped = 1_000
    /// What a letter's header cannot hold without quoting.
    private static let unwanted = Set("\"(),:;<>[]\\`".unicodeScalars)
}
