/// Where people sign in by a letter to their e-mail address. Whether an address is known is never told: everybody gets
/// the same letter, and who was not known is new once they have proved that it is theirs.
public struct SignInDesk: Sendable {
    private let store: any SignInStore
    private let persons: any PersonStore
    private let desk: PersonDesk
    private let carrier: any LetterCarrier
    private let hashing: any TokenHash
    private let surroundings: Surroundings

    public init(
        store: any SignInStore, persons: any PersonStore, desk: PersonDesk, carrier: any LetterCarrier,
        hashing: any TokenHash, surroundings: Surroundings
    ) {
        self.store = store
        self.persons = persons
        self.desk = desk
        self.carrier = carrier
        self.hashing = hashing
        self.surroundings = surroundings
    }

    /// What goes into a letter.
    public struct Secrets: Hashable, Sendable {
        /// Six digits to type.
        public let code: String
        /// What the link holds.
        public let link: String
    }

    /// Sends a letter.
    ///
    /// - Parameter letter: puts code and link into words.
    /// - Returns: the secret that the browser keeps; the code counts only together with it.
    /// - Throws: what `EmailAddress` throws, `too-many-codes`, `unavailable`, `letter-failed`.
    public func begin(
        email typed: String, language: Language, letter: @Sendable (Secrets, EmailAddress) -> Letter
    ) async throws -> String {
        let email = try EmailAddress(typed, field: "email")
        let attempt = Hex.text(surroundings.randomness.bytes(32))
        let secrets = Secrets(
            code: SignInRules.code(surroundings.randomness), link: Hex.text(surroundings.randomness.bytes(32)))
        let signIn = SignIn(
            attempt: hashing.hash(attempt), email: email, codeHash: hashing.hash(attempt + secrets.code),
            linkHash: hashing.hash(secrets.link), language: language, createdAt: surroundings.now())
        try await store.begin(signIn) { recent throws(Refusal) in try SignInRules.mayWrite(recent) }
        do {
            try await carrier.carry(letter(secrets, email))
        } catch {
            // No letter, no ration used: who tries while the post is down is not locked out for it.
            try await store.withdraw(signIn.attempt)
            throw Refusal(.letterFailed, field: "email")
        }
        return attempt
    }

    /// Where the letter of this browser went, while its code still counts; nil otherwise.
    public func waiting(attempt: String) async throws -> EmailAddress? {
        guard let signIn = try await store.signIn(.attempt(hashing.hash(attempt))), signIn.usedAt == nil,
            surroundings.now() < signIn.createdAt + SignInRules.codeLifetime
        else { return nil }
        return signIn.email
    }

    /// Signs in by the code.
    ///
    /// - Throws: `code-wrong` with the tries that are left, `code-over`.
    public func enter(
        code typed: String, attempt: String, device: String?
    ) async throws -> (person: Person, session: String) {
        let codeHash = hashing.hash(attempt + SignInRules.digits(typed))
        let now = surroundings.now()
        return try await finish(
            device,
            try await store.change(.attempt(hashing.hash(attempt))) { signIn in
                signIn.enter(codeHash: codeHash, at: now)
            })
    }

    /// Where the letter with this link went, while the link still counts; nil otherwise. What the page behind it asks
    /// before it shows its button, so that a program that looks at all links in a letter uses none up.
    public func waiting(link: String) async throws -> EmailAddress? {
        guard let signIn = try await store.signIn(.link(hashing.hash(link))), signIn.usedAt == nil,
            surroundings.now() < signIn.createdAt + SignInRules.codeLifetime
        else { return nil }
        return signIn.email
    }

    /// Signs in by the link.
    ///
    /// - Throws: `sign-in-link-invalid`.
    public func follow(link: String, device: String?) async throws -> (person: Person, session: String) {
        let now = surroundings.now()
        let outcome = try await store.change(.link(hashing.hash(link))) { $0.follow(at: now) }
        guard let outcome, outcome.verdict == .right else { throw Refusal(.signInLinkInvalid) }
        return try await finish(device, outcome)
    }

    /// Forgets tries that are of no use any more. Called now and then.
    public func tidy() async throws { try await store.forget(before: surroundings.now() - SignInRules.memory) }

    private func finish(
        _ device: String?, _ outcome: (signIn: SignIn, verdict: SignIn.Verdict)?
    ) async throws -> (person: Person, session: String) {
        guard let outcome else { throw Refusal(.codeOver, field: "code") }
        if let refusal = outcome.verdict.refusal { throw refusal }
        let now = surroundings.now()
        let newcomer = Person(
            id: surroundings.id(at: now), firstName: "", lastName: "", email: outcome.signIn.email.text,
            language: outcome.signIn.language, createdAt: now)
        let person = try await persons.admit(newcomer, by: outcome.signIn.email)
        return (person, try await desk.issue(.session, to: person.id, device: device))
    }
}
