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
