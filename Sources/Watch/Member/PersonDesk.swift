/// Who is at the door, and the keys they are given.
public struct PersonDesk: Sendable {
    private let store: any PersonStore
    private let hashing: any TokenHash
    private let surroundings: Surroundings

    public init(store: any PersonStore, hashing: any TokenHash, surroundings: Surroundings) {
        self.store = store
        self.hashing = hashing
        self.surroundings = surroundings
    }

    /// How long each kind of key opens a door.
    public static func lifetime(_ purpose: Token.Purpose) -> Span {
        switch purpose {
        case .bearer, .session: .days(365)
        case .signIn: .days(7)
        }
    }

    /// Gives somebody a new key and returns its secret, which is never seen again: 32 random bytes in hexadecimal.
    public func issue(_ purpose: Token.Purpose, to person: PersonId) async throws -> String {
        let secret = Hex.text(surroundings.randomness.bytes(32))
        let now = surroundings.now()
        try await store.keep(
            Token(
                hash: hashing.hash(secret), person: person, purpose: purpose, createdAt: now,
                expiresAt: now + PersonDesk.lifetime(purpose)))
        return secret
    }

    /// Who holds this secret; nil when nobody does, or no longer.
    public func holder(of secret: String, purpose: Token.Purpose) async throws -> PersonId? {
        guard secret.utf8.count == 64 else { return nil }
        return try await store.holder(ofHash: hashing.hash(secret), purpose: purpose, at: surroundings.now())
    }

    /// Opens a session for the holder of a sign-in link.
    ///
    /// - Throws: `sign-in-link-invalid` when the link is unknown or too old.
    public func signIn(link secret: String) async throws -> (person: PersonId, session: String) {
        guard let person = try await holder(of: secret, purpose: .signIn) else { throw Refusal(.signInLinkInvalid) }
        return (person, try await issue(.session, to: person))
    }

    /// Ends a session or takes back a key.
    public func forget(_ secret: String) async throws {
        try await store.forget(tokenHash: hashing.hash(secret))
    }

    public func person(_ id: PersonId) async throws -> Person? { try await store.person(id) }

    public func offices(of person: PersonId) async throws -> [Office] { try await store.offices(of: person) }
}
