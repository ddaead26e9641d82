/// Holds all checkpoints against each other, against the mark beside the key and against those that somebody kept, and
/// gathers what they say about each chain.
public struct RegisterProof: Sendable {
    private let scene: RegisterScene
    private let mark: RegisterMark?
    private let keyring: RegisterKeyring
    private let seal: any RegisterSeal
    private var chain: RegisterCheckpointWalk
    private var kept: [Int64: [RegisterCheckpoint]]
    private var isMarkMet = false
    private var foreignKeys: Set<String> = []
    /// What was found wrong with checkpoints.
    public private(set) var flaws: [RegisterFlaw] = []
    /// What signed checkpoints saw of each chain.
    public private(set) var seen: [RegisterChain: [(head: RegisterHead, checkpoint: Int64)]] = [:]
    /// Kept checkpoints that a statement has given up.
    public private(set) var givenUp: [Int64] = []
    /// How many checkpoints there are.
    public private(set) var count = 0

    public init(
        _ scene: RegisterScene, mark: RegisterMark?, kept: [RegisterCheckpoint], seal: any RegisterSeal
    ) {
        let keyring = RegisterKeyring(seal: seal, statements: scene.statements)
        self.scene = scene
        self.mark = mark
        self.keyring = keyring
        self.seal = seal
        chain = RegisterCheckpointWalk(keyring: keyring, seal: seal)
        self.kept = [:]
        for checkpoint in kept {
            if keyring.flaw(of: checkpoint) == nil {
                self.kept[checkpoint.number, default: []].append(checkpoint)
            } else {
                flaws.append(.keptUnsigned(checkpoint: checkpoint.number))
            }
        }
    }

    /// The number of the last one that was taken.
    public var number: Int64 { chain.point.number }

    /// Takes the next checkpoint.
    public mutating func step(_ checkpoint: RegisterCheckpoint) {
        count += 1
        let (found, isSigned) = chain.step(checkpoint)
        for flaw in found {
            // Of each foreign key the first is named: with a lost key it would be all of them.
            if case .foreignKey(_, let key) = flaw, !foreignKeys.insert(key).inserted { continue }
            flaws.append(flaw)
        }
        if isSigned { take(checkpoint) }
        if let mark, mark.newest.number == checkpoint.number {
            isMarkMet = true
            if mark.newest != chain.point { flaws.append(.otherThanMark(checkpoint: checkpoint.number)) }
        }
        for copy in kept.removeValue(forKey: checkpoint.number) ?? [] where copy != checkpoint {
            flaws.append(.keptDiffers(checkpoint: checkpoint.number))
            take(copy)
        }
    }

    /// After the last checkpoint.
    public mutating func end() {
        if let base = scene.base, RegisterHead.digest(of: scene.signed, by: seal) != base.link?.state {
            flaws.append(.headsChanged(checkpoint: base.number))
        }
        if let mark {
            if !isMarkMet, mark.newest != .origin, !isGivenUp(mark.newest.number) {
                flaws.append(
                    mark.newest.number > number
                        ? .behindMark(mark: mark.newest.number, newest: number)
                        : .otherThanMark(checkpoint: mark.newest.number))
            }
            if let prepared = mark.prepared, !isGivenUp(mark.newest.number), keyring.flaw(of: prepared) == nil {
                take(prepared)
            }
        }
        for (missing, copies) in kept.sorted(by: { $0.key < $1.key }) {
            if isGivenUp(missing) {
                givenUp.append(missing)
            } else {
                flaws.append(.keptMissing(checkpoint: missing))
                copies.forEach { take($0) }
            }
        }
        kept = [:]
    }

    private mutating func take(_ checkpoint: RegisterCheckpoint) {
        for head in checkpoint.heads { seen[head.chain, default: []].append((head, checkpoint.number)) }
    }

    private func isGivenUp(_ number: Int64) -> Bool {
        scene.statements.contains { $0.givesUp(number) && keyring.flaw(of: $0) == nil }
    }
}
