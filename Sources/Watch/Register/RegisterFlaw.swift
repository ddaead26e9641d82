/// What was found wrong with the register, named so that somebody can look it up.
public enum RegisterFlaw: Hashable, Sendable {
    /// An entry is missing: this position was expected next.
    case missing(chain: RegisterChain, position: Int64)
    /// An entry does not follow from the one before it, or was changed.
    case broken(chain: RegisterChain, position: Int64)
    /// An entry is written in a form that is not known here: a newer program's, or nobody's.
    case unknownForm(chain: RegisterChain, position: Int64)
    /// What the entry says is not what its digest was made of.
    case contentChanged(chain: RegisterChain, position: Int64)
    /// A signed checkpoint saw another entry here: the chain was computed anew.
    case recomputed(chain: RegisterChain, position: Int64, checkpoint: Int64)
    /// A signed checkpoint saw entries up to here that are gone.
    case cut(chain: RegisterChain, position: Int64, checkpoint: Int64)
    /// A checkpoint's signature is not good.
    case badSignature(checkpoint: Int64)
    /// A checkpoint is signed by a key that is not known here; so may others be.
    case foreignKey(checkpoint: Int64, key: String)
    /// A checkpoint is signed by a key that did not sign any more, or not yet.
    case retiredKey(checkpoint: Int64, key: String)
    /// Checkpoints are missing, from one number through another.
    case gap(from: Int64, through: Int64)
    /// A checkpoint does not follow from the one before it.
    case unlinked(checkpoint: Int64)
    /// The list of heads is not the one that this checkpoint signed.
    case headsChanged(checkpoint: Int64)
    /// The database ends before the checkpoint that stands beside the key.
    case behindMark(mark: Int64, newest: Int64)
    /// The checkpoint is another than the one that stands beside the key.
    case otherThanMark(checkpoint: Int64)
    /// A checkpoint that somebody kept is not in the database.
    case keptMissing(checkpoint: Int64)
    /// A checkpoint that somebody kept is another one in the database.
    case keptDiffers(checkpoint: Int64)
    /// What somebody kept as a checkpoint was never signed: it proves nothing.
    case keptUnsigned(checkpoint: Int64)
    /// Something stands there that no program of ours writes.
    case unreadable

    /// In one stable word, as `/readyz` and the log say it: which chain it is, they do not say.
    public var code: String {
        switch self {
        case .missing: "entry-missing"
        case .broken: "entry-broken"
        case .unknownForm: "entry-form-unknown"
        case .contentChanged: "entry-changed"
        case .recomputed: "chain-recomputed"
        case .cut: "chain-cut"
        case .badSignature: "bad-signature"
        case .foreignKey: "foreign-key"
        case .retiredKey: "retired-key"
        case .gap: "checkpoints-missing"
        case .unlinked: "checkpoint-unlinked"
        case .headsChanged: "heads-changed"
        case .behindMark: "behind-mark"
        case .otherThanMark: "other-than-mark"
        case .keptMissing: "kept-missing"
        case .keptDiffers: "kept-differs"
        case .keptUnsigned: "kept-unsigned"
        case .unreadable: "unreadable"
        }
    }
}
