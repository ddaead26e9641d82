/// Where persons and the keys to their doors are kept.
public protocol PersonStore: Sendable {
    /// Keeps a new person.
    func keep(_ person: Person, offices: [Office]) async throws

    /// Nil for who is unknown or was erased.
    func person(_ id: PersonId) async throws -> Person?

    /// Who has this address; keeps `newcomer` where nobody has, in one step, so that two codes make one person.
    func admit(_ newcomer: Person, by email: EmailAddress) async throws -> Person

    /// Changes how somebody is called.
    ///
    /// - Throws: `not-found`.
    func change(_ person: PersonId, to profile: PersonProfile) async throws

    // MARK: offices

    /// The offices a person holds.
    func offices(of person: PersonId) async throws -> [Office]

    /// Gives somebody an office beside those they hold. What they hear changes with it, on whichever server they listen.
    ///
    /// - Returns: whether they did not hold it yet.
    /// - Throws: `not-found` for who is unknown or was erased.
    func grant(_ office: Office, to person: PersonId) async throws -> Bool

    /// Takes an office from who has this address, in the same way.
    ///
    /// - Returns: whether they held it.
    func revoke(_ office: Office, from email: EmailAddress) async throws -> Bool

    /// Everybody who holds an office, one line for each office, by kind, territory and address.
    func officials() async throws -> [Official]

    // MARK: keys

    /// Keeps a token by its hash alone.
    func keep(_ token: Token) async throws

    /// The token with this hash, unless it has expired; nil otherwise.
    func token(ofHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment) async throws -> Token?

    /// Takes the token with this hash out of the world, and says whose it was: who comes second gets nil.
    func spend(tokenHash hash: [UInt8], purpose: Token.Purpose, at moment: Moment) async throws -> PersonId?

    /// Which of these tokens still open a door, and for each how often what its holder hears has changed: what live
    /// streams compare, so that they end with their key and follow their person's memberships.
    func hearingVersions(ofHolders tokens: [TokenId]) async throws -> [TokenId: Int64]

    /// Makes a token last longer; one that was forgotten meanwhile stays forgotten.
    func renew(_ token: Token) async throws

    /// The tokens of a person for these purposes, the last used first.
    func tokens(of person: PersonId, purposes: [Token.Purpose]) async throws -> [Token]

    /// Makes a token worthless.
    ///
    /// - Returns: whose it was; nil when there was none.
    func forget(tokenHash hash: [UInt8]) async throws -> PersonId?

    /// Makes a person's own token worthless.
    ///
    /// - Returns: whether there was one.
    func forget(_ token: TokenId, of person: PersonId) async throws -> Bool

    /// Makes all of a person's own tokens for these purposes worthless but one, however many there are.
    ///
    /// - Returns: how many there were.
    func forgetOthers(than token: TokenId?, of person: PersonId, purposes: [Token.Purpose]) async throws -> Int

    /// Removes tokens whose time is over.
    ///
    /// - Returns: whose they were.
    func forgetExpired(at moment: Moment) async throws -> Set<PersonId>

    /// Removes keys of requests, and tries at codes of households, that count no longer.
    ///
    /// - Parameter limit: of each at most so many, so that nobody waits for it.
    /// - Returns: of which there were more, how many.
    func forgetSpent(at moment: Moment, limit: Int) async throws -> Int

    // MARK: one's own data

    /// Everything that is kept of a person, for themselves.
    func record(of person: PersonId) async throws -> PersonRecord?

    /// Erases a person: name, address, keys and offices go; their place in every group ends; what they said stays
    /// without them. The police's register is left as it is.
    ///
    /// - Returns: the groups they have left.
    func erase(_ person: PersonId, at moment: Moment) async throws -> [GroupId]
}
