/// A program's promise that it means one thing by several tries (the Idempotency-Key header): the first accepted try
/// is done and remembered in the same transaction, a later one with the same key gets the same answer. Kept for 24 h.
public struct RequestKey: Hashable, Sendable {
    /// Method and path, so that one key may serve two routes.
    public let route: String
    /// What the program sent: 1 to 255 visible ASCII characters.
    public let key: String
    /// SHA-256 of the request's body: the same key with another body is refused.
    public let bodyHash: [UInt8]

    public init(route: String, key: String, bodyHash: [UInt8]) {
        self.route = route
        self.key = key
        self.bodyHash = bodyHash
    }

    /// Whether a program may have sent this.
    public static func isKey(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// How long an answer is remembered.
    public static let lifetime = Span.hours(24)
}
