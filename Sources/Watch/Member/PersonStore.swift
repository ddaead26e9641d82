/// Where persons and the keys to their doors are kept.
public protocol PersonStore: Sendable {
    /// Keeps a new person.
    func keep(_ person: Person, offices: [Office]) async throws

    func person(_ id: PersonId) async throws -> Person?

    /// The offices a person holds.
    func offices(of person: PersonId) async throws -> [Office]

    /// Keeps a token by its hash alone.
    func keep(_ token: Token) async throws

    /// Who holds the token with this hash, unless it has expired; nil otherwise.
    func holder(ofHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment) async throws -> PersonId?

    /// Makes a token worthless.
    func forget(tokenHash hash: [UInt8]) async throws
}

/// A key to somebody's door. Only the hash of its secret is ever kept.
public struct Token: Hashable, Sendable {
    public enum Purpose: String, Sendable, CaseIterable {
        /// For programs, in the Authorization header.
        case bearer
        /// For a browser, in a cookie.
        case session
        /// In a link that opens a session.
        case signIn = "sign-in"
    }

    /// SHA-256 of the secret.
    public let hash: [UInt8]
    public let person: PersonId
    public let purpose: Purpose
    public let createdAt: Moment
    public let expiresAt: Moment

    public init(hash: [UInt8], person: PersonId, purpose: Purpose, createdAt: Moment, expiresAt: Moment) {
        self.hash = hash
        self.person = person
        self.purpose = purpose
        self.createdAt = createdAt
        self.expiresAt = expiresAt
    }
}

/// Turns a secret into what is kept of it.
public protocol TokenHash: Sendable {
    /// SHA-256 of the secret's UTF-8 bytes.
    func hash(_ secret: String) -> [UInt8]
}
