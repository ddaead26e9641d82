/// A letter by e-mail: words to one address. What it says is decided before; a carrier only carries it.
public struct Letter: Hashable, Sendable {
    /// The address, already checked by `EmailAddress`.
    public let to: EmailAddress
    /// One line.
    public let subject: String
    /// Plain text with `\n` between lines, at most a few kilobytes.
    public let text: String
    /// The language it is written in.
    public let language: Language
    /// The same as a page, for mail programs that show one; nil for plain words alone.
    public let html: String?
    /// By what an answer to it is known; nil where it makes no difference.
    public let receipt: NoticeReceipt?
    /// What the letters about one matter have in common, so that a mail program shows them together: letters, digits and
    /// hyphens. Nil for one that stands alone.
    public let thread: String?
    /// Where one press stops letters like this, without signing in (RFC 8058); nil where there is nothing to stop.
    public let stop: String?

    public init(
        to: EmailAddress, subject: String, text: String, language: Language, html: String? = nil,
        receipt: NoticeReceipt? = nil, thread: String? = nil, stop: String? = nil
    ) {
        self.to = to
        self.subject = subject
        self.text = text
        self.language = language
        self.html = html
        self.receipt = receipt
        self.thread = thread
        self.stop = stop
    }
}
