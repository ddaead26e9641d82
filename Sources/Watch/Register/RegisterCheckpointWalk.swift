/// Walks along the checkpoints, one after another, and remembers where it stands and what they have signed.
public struct RegisterCheckpointWalk: Sendable {
    private let keyring: RegisterKeyring
    private let seal: any RegisterSeal
    /// The last one, by number and hash.
    public private(set) var point: RegisterPoint
    /// The last one itself.
    public private(set) var last: RegisterCheckpoint?

    /// - Parameter point: after which one the walk begins.
    public init(keyring: RegisterKeyring, seal: any RegisterSeal, after point: RegisterPoint = .origin) {
        self.keyring = keyring
        self.seal = seal
        self.point = point
    }

    /// Takes the next checkpoint.
    ///
    /// - Returns: what is wrong with it and with how it follows; and whether its signature is good, so that what it saw
    ///   counts.
    public mutating func step(_ checkpoint: RegisterCheckpoint) -> (flaws: [RegisterFlaw], isSigned: Bool) {
        var flaws: [RegisterFlaw] = []
        if checkpoint.after > point.number {
            flaws.append(.gap(from: point.number + 1, through: checkpoint.after))
        } else if checkpoint.after < point.number || checkpoint.link.map({ $0.previous != point.hash }) ?? false {
            flaws.append(.unlinked(checkpoint: checkpoint.number))
        }
        let signature = keyring.flaw(of: checkpoint)
        if let signature { flaws.append(signature) }
        point = RegisterPoint(
            number: checkpoint.number, hash: checkpoint.hash(after: point.hash, by: seal))
        last = checkpoint
        return (flaws, signature == nil)
    }
}
