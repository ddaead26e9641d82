/// A checkpoint as it is kept outside the database, as one object of JSON: by the police, by the municipality, and beside
/// the key.
public struct KeptCheckpoint: Hashable, Codable, Sendable {
    let number: Int64
    let zone: String
    /// Milliseconds since 1970, UTC.
    let at: Int64
    let heads: [Head]
    let key: String
    let signature: String
    let previous: String?
    let state: String?
    let statement: Statement?

    /// Of a group or of a zone: one of both is said.
    struct Head: Hashable, Codable, Sendable {
        let group: String?
        let zone: String?
        let position: Int64
        let hash: String

        init(_ head: RegisterHead) {
            switch head.chain {
            case .group(let id): (group, zone) = (id.text, nil)
            case .zone(let name): (group, zone) = (nil, name)
            }
            position = head.position
            hash = Hex.text(head.hash)
        }

        /// Nil when it is none.
        var head: RegisterHead? {
            guard let hash = Hex.bytes(hash) else { return nil }
            switch (group, zone) {
            case (let group?, nil):
                return GroupId(group).map { RegisterHead(chain: .group($0), position: position, hash: hash) }
            case (nil, let zone?): return RegisterHead(chain: .zone(zone), position: position, hash: hash)
            default: return nil
            }
        }
    }

    /// What is said beside heads, likewise.
    public struct Statement: Hashable, Codable, Sendable {
        let keyChange: KeyChange?
        let acceptance: Acceptance?

        struct KeyChange: Hashable, Codable, Sendable {
            let from: String
            let to: String
            let countersignature: String
        }

        struct Acceptance: Hashable, Codable, Sendable {
            let after: Int64
            let reason: String
        }

        public init(_ statement: RegisterCheckpoint.Statement) {
            switch statement {
            case .keyChange(let from, let to, let countersignature):
                keyChange = KeyChange(
                    from: Hex.text(from), to: Hex.text(to), countersignature: Hex.text(countersignature))
                acceptance = nil
            case .acceptance(let after, let reason):
                keyChange = nil
                acceptance = Acceptance(after: after, reason: reason)
            }
        }

        /// Nil when it says nothing, or two things.
        public var statement: RegisterCheckpoint.Statement? {
            switch (keyChange, acceptance) {
            case (let change?, nil):
                guard let from = Hex.bytes(change.from), let to = Hex.bytes(change.to),
                    let countersignature = Hex.bytes(change.countersignature)
                else { return nil }
                return .keyChange(from: from, to: to, countersignature: countersignature)
            case (nil, let acceptance?): return .acceptance(after: acceptance.after, reason: acceptance.reason)
            default: return nil
            }
        }
    }

    public init(_ checkpoint: RegisterCheckpoint) {
        number = checkpoint.number
        zone = checkpoint.zone
        at = checkpoint.at.milliseconds
        heads = checkpoint.heads.map(Head.init)
        key = checkpoint.key
        signature = Hex.text(checkpoint.signature)
        previous = checkpoint.link.map { Hex.text($0.previous) }
        state = checkpoint.link.map { Hex.text($0.state) }
        statement = checkpoint.link?.statement.map(Statement.init)
    }

    /// Nil when it is none, whatever it looks like.
    public var checkpoint: RegisterCheckpoint? {
        var found: [RegisterHead] = []
        for head in heads {
            guard let head = head.head else { return nil }
            found.append(head)
        }
        guard let signature = Hex.bytes(signature) else { return nil }
        var link: RegisterCheckpoint.Link?
        if let previous, let state {
            guard let previous = Hex.bytes(previous), let state = Hex.bytes(state) else { return nil }
            let said = statement?.statement
            guard (statement == nil) == (said == nil) else { return nil }
            link = RegisterCheckpoint.Link(previous: previous, state: state, statement: said)
        } else if previous != nil || state != nil || statement != nil {
            return nil
        }
        return RegisterCheckpoint(
            number: number, zone: zone, at: Moment(milliseconds: at), heads: found, key: key, signature: signature,
            link: link)
    }
}
