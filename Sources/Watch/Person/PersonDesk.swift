/// Who is at the door, the keys they are given, and what is kept of them.
public struct PersonDesk: Sendable {
    private let store: any PersonStore
    private let hashing: any TokenHash
    private let announcer: any Announcer
    private let surroundings: Surroundings

    public init(
        store: any PersonStore, hashing: any TokenHash, announcer: any Announcer, surroundings: Surroundings
    ) {
        self.store = store
        self.hashing = hashing
        self.announcer = announcer
        self.surroundings = surroundings
    }

    // MARK: keys

    /// Gives somebody a new key and returns its secret, which is never seen again: 32 random bytes in hexadecimal, and
    /// before them a session's mark.
    ///
    /// - Parameter device: what they will know it by in the list of their devices.
    public func issue(
        _ purpose: Token.Purpose, to person: PersonId, device: String? = nil
    ) async throws -> String {
        let mark = purpose == .session ? Token.sessionMark : ""
        let secret = mark + Hex.text(surroundings.randomness.bytes(32))
        let now = surroundings.now()
        try await store.keep(
            Token(
                id: surroundings.id(at: now), hash: hashing.hash(secret), person: person, purpose: purpose,
                device: device, createdAt: now, expiresAt: now + Token.lifetime(purpose)))
        return secret
    }

    /// Who holds a key, and which.
    public struct Holder: Hashable, Sendable {
        public let person: PersonId
        public let token: TokenId
        /// When they signed in, by a session; nil for every other key.
        public let signedInAt: Moment?
        /// The same key with its year beginning anew, once a day: for `renew`, when a browser can be told of it.
        let due: Token?

        /// Whether its year shall begin anew, and with it that of a browser's cookie.
        public var isDue: Bool { due != nil }
    }

    /// Who holds this secret; nil when nobody does, or no longer. To look makes nothing last longer.
    public func holder(of secret: String, purpose: Token.Purpose) async throws -> Holder? {
        let mark = purpose == .session && !Token.isFromBefore(secret) ? Token.sessionMark.utf8.count : 0
        guard secret.utf8.count == 64 + mark else { return nil }
        let now = surroundings.now()
        guard let token = try await store.token(ofHash: hashing.hash(secret), purpose: purpose, at: now) else {
            return nil
        }
        return Holder(
            person: token.person, token: token.id, signedInAt: purpose == .session ? token.createdAt : nil,
            due: token.renewed(at: now))
    }

    /// Makes a session that is used last a year from now, if that is due: said by who tells the browser as well. What is
    /// not renewed, for the answer cannot carry a cookie, is due with the next one.
    public func renew(_ holder: Holder) async throws {
        if let due = holder.due { try await store.renew(due) }
    }

    /// Whether a link can sign somebody in at once: those of a demo's front page.
    public func isDemo(link secret: String) async throws -> Bool {
        try await holder(of: secret, purpose: .demo) != nil
    }

    /// Opens a session for the holder of a sign-in link. A link of a letter or of the command line opens one only.
    ///
    /// - Throws: `sign-in-link-invalid` when the link is unknown, used or too old.
    public func signIn(link secret: String, device: String?) async throws -> (person: PersonId, session: String) {
        guard secret.utf8.count == 64 else { throw Refusal(.signInLinkInvalid) }
        let hash = hashing.hash(secret)
        let now = surroundings.now()
        var person = try await store.token(ofHash: hash, purpose: .demo, at: now)?.person
        if person == nil { person = try await store.spend(tokenHash: hash, purpose: .signIn, at: now) }
        guard let person else { throw Refusal(.signInLinkInvalid) }
        return (person, try await issue(.session, to: person, device: device))
    }

    /// Ends a session or takes back a key; what was open with it is closed.
    public func forget(_ secret: String) async throws {
        if let person = try await store.forget(tokenHash: hashing.hash(secret)) { announcer.keysEnded(of: person) }
    }

    /// Signs out one of one's own devices.
    ///
    /// - Throws: `not-found` when there is no such device, or no longer.
    public func forget(_ token: TokenId, of person: PersonId) async throws {
        guard try await store.forget(token, of: person) else { throw Refusal(.notFound) }
        announcer.keysEnded(of: person)
    }

    /// Signs out every device but one.
    ///
    /// - Returns: how many there were.
    public func forgetOthers(than token: TokenId?, of person: PersonId) async throws -> Int {
        let count = try await store.forgetOthers(than: token, of: person, purposes: [.session, .bearer])
        announcer.keysEnded(of: person)
        return count
    }

    /// Where somebody is signed in: browsers and programs, the last used first.
    public func devices(of person: PersonId) async throws -> [Token] {
        let now = surroundings.now()
        return try await store.tokens(of: person, purposes: [.session, .bearer]).filter { $0.expiresAt > now }
    }

    /// Takes back keys whose time is over, and closes what was open with them. Called every few seconds.
    public func endExpired() async throws {
        for person in try await store.forgetExpired(at: surroundings.now()) { announcer.keysEnded(of: person) }
    }

    /// Removes what is kept of requests and tries once it counts no longer. Called every hour.
    public func tidy() async throws {
        while try await store.forgetSpent(at: surroundings.now(), limit: 500) == 500 {}
    }

    // MARK: who they are

    public func person(_ id: PersonId) async throws -> Person? { try await store.person(id) }

    // MARK: offices

    public func offices(of person: PersonId) async throws -> [Office] { try await store.offices(of: person) }

    /// Gives an office to who has this address, beside those they hold. Who is not known yet is from now on, and signs in
    /// by a letter like everybody.
    ///
    /// - Parameter language: in which somebody new is written to.
    /// - Returns: whether they did not hold it yet.
    public func grant(_ office: Office, to email: EmailAddress, language: Language) async throws -> Bool {
        let now = surroundings.now()
        let newcomer = Person(
            id: surroundings.id(at: now), firstName: "", lastName: "", email: email.text, language: language,
            createdAt: now)
        let person = try await store.admit(newcomer, by: email)
        return try await store.grant(office, to: person.id)
    }

    /// Takes an office from who has this address. What they were shown by it they are shown no more, on any server.
    ///
    /// - Returns: whether they held it.
    public func revoke(_ office: Office, from email: EmailAddress) async throws -> Bool {
        try await store.revoke(office, from: email)
    }

    /// Everybody who holds an office, by kind, territory and address.
    public func officials() async throws -> [Official] { try await store.officials() }

    /// Changes how somebody is called, and the language they are written to in. What they said before keeps the name
    /// it was said under.
    ///
    /// - Throws: `not-found`.
    public func change(_ person: PersonId, to profile: PersonProfile) async throws {
        try await store.change(person, to: profile)
    }

    /// Everything that is kept of somebody, for themselves.
    ///
    /// - Throws: `not-found`.
    public func record(of person: PersonId) async throws -> PersonRecord {
        guard let record = try await store.record(of: person) else { throw Refusal(.notFound) }
        return record
    }

    /// Erases somebody at their own wish; there is no way back. See `PersonStore.erase`.
    ///
    /// - Parameter signedInAt: when they signed in; nil for a program.
    /// - Throws: `sign-in-too-old` for a program, and for who signed in longer ago than `SignInRules.presence`.
    public func erase(_ person: PersonId, signedInAt: Moment?) async throws {
        let now = surroundings.now()
        try SignInRules.mustBePresent(signedInAt: signedInAt, at: now)
        let groups = try await store.erase(person, at: now)
        for group in groups { announcer.membershipChanged(in: group) }
        announcer.keysEnded(of: person)
    }
}
