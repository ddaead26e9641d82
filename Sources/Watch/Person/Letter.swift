/// A letter by e-mail: plain words to one address. What it says is decided before; a carrier only carries it.
public struct Letter: Hashable, Sendable {
    /// The address, already checked by `EmailAddress`.
    public let to: EmailAddress
    /// One line.
    public let subject: String
    /// Plain text with `\n` between lines, at most a few kilobytes.
    public let text: String
    /// The language it is written in.
    public let language: Language

    public init(to: EmailAddress, subject: String, text: String, language: Language) {
        self.to = to
        self.subject = subject
        self.text = text
        self.language = language
    }
}

/// An e-mail address as it is kept: trimmed, in lower case, one `@`, and nothing in it that could end a header.
public struct EmailAddress: Hashable, Sendable {
    /// `anna@example.org`
    public let text: String

    /// Reads what somebody typed; nil when no letter could go there.
    ///
    /// Deliberately simple: the code that is sent is the real check. At most 254 bytes (RFC 5321 §4.5.3.1), printable
    /// ASCII without spaces, quotes and brackets, and a domain with a point in it.
    public init?(_ typed: String) {
        let text = Words.trimmed(typed).lowercased()
        let parts = text.split(scalar: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !EmailAddress.unwanted.contains($0) }),
            !parts[0].begins(with: "."), !parts[0].ends(with: "."), !parts[0].begins(with: "-"), !text.holds("..")
        else { return nil }
        let labels = parts[1].split(scalar: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2,
            labels.allSatisfy({ label in
                (1...63).contains(label.utf8.count) && !label.begins(with: "-") && !label.ends(with: "-")
                    && label.unicodeScalars.allSatisfy { $0.isPlainLetterOrDigit || $0 == "-" }
            })
        else { return nil }
        self.text = text
    }

    /// As much of it as tells its owner that it is theirs, and nobody else whose it is: `a…@example.org`.
    public var masked: String { text.beginning(1) + "…" + String(text.unicodeScalars.drop { $0 != "@" }) }

    /// What a letter's header cannot hold without quoting.
    private static let unwanted = Set("\"(),:;<>[]\\`".utf8)
}
