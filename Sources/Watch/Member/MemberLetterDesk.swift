/// Where somebody is written to about their own place in a group.
public struct MemberLetterDesk: Sendable {
    private let store: any MemberLetterStore
    private let surroundings: Surroundings

    public init(store: any MemberLetterStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    /// Nothing is told about this place: who is to hear of it knows it already.
    public func withdraw(_ member: MemberId) async throws { try await store.withdraw(member) }

    /// How they are written and carried.
    public struct Letters: Sendable {
        let carrier: any LetterCarrier
        let letter: @Sendable (Group, MemberLetter.Cause, EmailAddress, Language) -> Letter

        /// - Parameter letter: to whose place it is, in their language.
        public init(
            carrier: any LetterCarrier,
            letter: @escaping @Sendable (Group, MemberLetter.Cause, EmailAddress, Language) -> Letter
        ) {
            self.carrier = carrier
            self.letter = letter
        }
    }

    /// Writes what is due of these causes, at most `limit`; each on one server, and once. One letter after another, so that
    /// whoever waits for a code to sign in does not wait behind them. Who is cut off between sending and noting it sends it
    /// once more.
    ///
    /// - Returns: how many were taken on.
    public func write(_ causes: [MemberLetter.Cause], limit: Int, letters: Letters) async throws -> Int {
        let end = surroundings.now() + RegistryDesk.lease
        let claimed = try await store.claim(causes, at: surroundings.now(), lease: RegistryDesk.lease, limit: limit)
        for scene in claimed.letters {
            guard let email = scene.address, let person = scene.person else { continue }
            // Behind a slow mailer the lease ends: what is left is another round's, maybe another server's.
            guard surroundings.now() < end else { break }
            var isCarried = true
            do {
                try await letters.carrier.carry(
                    letters.letter(scene.group, scene.letter.cause, email, person.language))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The carrier has said why.
                isCarried = false
            }
            try await store.settle(scene.letter, isCarried: isCarried, at: surroundings.now())
        }
        return claimed.taken
    }
}
