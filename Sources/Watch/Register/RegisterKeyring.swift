/// The keys whose signatures count, and for which checkpoints: this server's own, and each that one of them has handed over
/// to or taken over from, as both have signed.
public struct RegisterKeyring: Sendable {
    private struct Held: Sendable {
        let publicKey: [UInt8]
        /// It signs from after this number on.
        var since: Int64 = 0
        /// This was the last it signed.
        var until: Int64?
    }

    private let seal: any RegisterSeal
    private var held: [String: Held]

    /// - Parameter statements: those of the chain; only changes of keys are looked at.
    public init(seal: any RegisterSeal, statements: [RegisterCheckpoint]) {
        self.seal = seal
        held = [seal.key: Held(publicKey: seal.publicKey)]
        var left = statements.compactMap { RegisterKeyring.change($0, seal) }
        // From key to key in both directions, each time from one that is trusted already.
        while let index = left.firstIndex(where: { held[$0.from.name] != nil || held[$0.to.name] != nil }) {
            let change = left.remove(at: index)
            held[change.from.name, default: Held(publicKey: change.from.publicKey)].until = change.number
            held[change.to.name, default: Held(publicKey: change.to.publicKey)].since = change.number
        }
    }

    private struct Change {
        let number: Int64
        let from: (name: String, publicKey: [UInt8])
        let to: (name: String, publicKey: [UInt8])
    }

    /// What a checkpoint says about keys, if both have signed it.
    private static func change(_ checkpoint: RegisterCheckpoint, _ seal: any RegisterSeal) -> Change? {
        guard case .keyChange(let from, let to, let countersignature) = checkpoint.link?.statement, from != to,
            seal.isGood(signature: checkpoint.signature, over: checkpoint.canonical.bytes, by: from),
            seal.isGood(signature: countersignature, over: checkpoint.canonical.bytes, by: to)
        else { return nil }
        return Change(number: checkpoint.number, from: (seal.name(of: from), from), to: (seal.name(of: to), to))
    }

    /// What is wrong with a checkpoint's signature; nil when it is good.
    public func flaw(of checkpoint: RegisterCheckpoint) -> RegisterFlaw? {
        guard let key = held[checkpoint.key] else {
            return .foreignKey(checkpoint: checkpoint.number, key: checkpoint.key)
        }
        let bytes = checkpoint.canonical.bytes
        guard seal.isGood(signature: checkpoint.signature, over: bytes, by: key.publicKey) else {
            return .badSignature(checkpoint: checkpoint.number)
        }
        if case .keyChange(let from, _, _) = checkpoint.link?.statement {
            // Signed by both, and by the one that it speaks of: or the ring would not know it.
            guard from == key.publicKey, RegisterKeyring.change(checkpoint, seal) != nil else {
                return .badSignature(checkpoint: checkpoint.number)
            }
        }
        guard checkpoint.number > key.since, key.until.map({ checkpoint.number <= $0 }) ?? true else {
            return .retiredKey(checkpoint: checkpoint.number, key: checkpoint.key)
        }
        return nil
    }

    /// The checkpoint by which this server's own key has handed over; nil while it signs.
    public var handedOver: Int64? { held[seal.key]?.until }
}
