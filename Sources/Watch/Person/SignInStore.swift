/// Carries letters out of the house.
public protocol LetterCarrier: Sendable {
    /// Hands the letter to the post. When it returns, the post has taken it over; when it throws, it has not.
    func carry(_ letter: Letter) async throws
}

/// Where tries to sign in are kept, for a day.
public protocol SignInStore: Sendable {
    /// Keeps a new try, if `decide` allows it in view of what was sent lately; both in one step.
    ///
    /// - Throws: what `decide` throws.
    func begin(
        _ signIn: SignIn, decide: @escaping @Sendable (SignInRules.Recent) throws(Refusal) -> Void
    ) async throws

    /// Takes back a try whose letter never left: neither code nor link of it opens anything, and it no longer counts for
    /// its address. For the house it goes on counting. An unknown one changes nothing.
    func withdraw(_ attempt: [UInt8]) async throws

    /// Changes a try in one step, so that each guess counts.
    ///
    /// - Returns: the try and what came of it; nil when there is none.
    func change(
        _ key: SignInKey, decide: @escaping @Sendable (inout SignIn) -> SignIn.Verdict
    ) async throws -> (signIn: SignIn, verdict: SignIn.Verdict)?

    /// The try as it stands.
    func signIn(_ key: SignInKey) async throws -> SignIn?

    /// Forgets what is older.
    func forget(before moment: Moment) async throws
}

/// What a try is found by.
public enum SignInKey: Hashable, Sendable {
    /// SHA-256 of the browser's secret.
    case attempt([UInt8])
    /// SHA-256 of the secret in the link.
    case link([UInt8])
}
