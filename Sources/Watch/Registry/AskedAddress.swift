/// How many letters an address has got that ask to lead a group, whoever asked and for whichever group.
///
/// Three within thirty days are enough: nobody's mailbox is filled by founding groups, not even from many accounts, and
/// not by closing them or taking the question back. Who asks once more is not told so. A refusal would say that others
/// have asked this address, and with three tries of one's own, whether somebody ever did; so the question stands as any
/// other, seen by whoever signs in with that address and answered on the group's page, and only its letter is not sent.
///
/// The address itself is not kept for this: a fingerprint of it is, too short to tell which of all the addresses there
/// are it was. A guess can still be held against it, so it goes thirty days after the last letter, and with the person.
public struct AskedAddress: Hashable, Sendable {
    /// How many letters go to one address until it has had none for as long as a question counts.
    public static let mostLetters = 3
    /// For how long it is remembered.
    public static let memory = CoCoordination.lifetime

    public private(set) var letters: Int
    /// When the last one went there.
    public private(set) var lastAt: Moment

    public init(letters: Int = 0, lastAt: Moment) {
        self.letters = letters
        self.lastAt = lastAt
    }

    /// Whether one more letter goes there; counts it then.
    public mutating func takes(at now: Moment) -> Bool {
        if lastAt + AskedAddress.memory <= now { letters = 0 }
        guard letters < AskedAddress.mostLetters else { return false }
        letters += 1
        lastAt = now
        return true
    }
}
