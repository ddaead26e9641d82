/// Where letters to the coordinators of groups are written.
public struct GroupLetterDesk: Sendable {
    private let store: any GroupLetterStore
    private let surroundings: Surroundings

    public init(store: any GroupLetterStore, surroundings: Surroundings) {
        self.store = store
        self.surroundings = surroundings
    }

    /// How they are written and carried.
    public struct Letters: Sendable {
        let carrier: any LetterCarrier
        let letter: @Sendable (Group, GroupLetter.Content, EmailAddress, Language) -> Letter

        /// - Parameter letter: to a coordinator of the group, in their language.
        public init(
            carrier: any LetterCarrier,
            letter: @escaping @Sendable (Group, GroupLetter.Content, EmailAddress, Language) -> Letter
        ) {
            self.carrier = carrier
            self.letter = letter
        }
    }

    /// Writes to the coordinators of groups for which something is due, at most `limit` groups; each on one server, and
    /// once. One letter after another, so that whoever waits for a code to sign in does not wait behind them.
    ///
    /// Who is cut off between sending and noting it sends it once more. A letter that reached nobody is tried again, for
    /// some days; one that reached somebody has told the group.
    /// - Returns: for how many groups something was written.
    public func write(_ kind: GroupLetter.Kind, limit: Int, letters: Letters) async throws -> Int {
        let end = surroundings.now() + RegistryDesk.lease
        let taken = try await store.claim(kind, at: surroundings.now(), lease: RegistryDesk.lease, limit: limit)
        for scene in taken {
            guard let content = scene.content else { continue }
            // Behind a slow mailer the lease ends: what is left is another round's, maybe another server's.
            guard surroundings.now() < end else { break }
            let isCarried = try await carry(content, in: scene, letters)
            try await store.settle(scene.letter, isCarried ? .told : .failed, at: surroundings.now())
        }
        return taken.count
    }

    /// - Returns: whether it reached somebody.
    private func carry(
        _ content: GroupLetter.Content, in scene: GroupLetterScene, _ letters: Letters
    ) async throws -> Bool {
        var isCarried = false
        for person in scene.people {
            guard let email = person.email.flatMap({ EmailAddress($0) }) else { continue }
            do {
                try await letters.carrier.carry(letters.letter(scene.group, content, email, person.language))
                isCarried = true
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                // The carrier has said why.
                continue
            }
        }
        return isCarried
    }
}
