/// In which chain of the register an entry stands: in that of a group, or, where it concerns none, such as a tip or a call to
/// a whole zone, in that of the police zone. Those of groups come first, in the order of their ids.
public enum RegisterChain: Hashable, Comparable, Sendable, CustomStringConvertible {
    case group(GroupId)
    /// By the zone's name.
    case zone(String)

    /// For an operator: `group 0190…`, `zone Woerden`.
    public var description: String {
        switch self {
        case .group(let group): "group \(group)"
        case .zone(let zone): "zone \(zone)"
        }
    }

    /// What a chain is of, in a form in which that is said: a kind and a name.
    fileprivate var kind: String {
        switch self {
        case .group: "group"
        case .zone: "zone"
        }
    }
}

extension Canonical {
    /// What a chain is of, before what is written in it. In the first form that is a group always, and not said.
    mutating func append(_ chain: RegisterChain, in form: RegisterEntry.Form) {
        if form != .one { append(chain.kind) }
        switch chain {
        case .group(let group): append(group.text)
        case .zone(let zone): append(zone)
        }
    }

    /// What a chain is of, among heads: a group by its id as ever, and a zone by what no id looks like.
    mutating func append(_ chain: RegisterChain) {
        switch chain {
        case .group(let group): append(group.text)
        case .zone(let zone): append("zone:\(zone)")
        }
    }
}

/// Where a chain ends.
public struct RegisterHead: Hashable, Sendable {
    public let chain: RegisterChain
    public let position: Int64
    public let hash: [UInt8]

    public init(chain: RegisterChain, position: Int64, hash: [UInt8]) {
        self.chain = chain
        self.position = position
        self.hash = hash
    }

    /// The digest over where all chains end, in the order of chains.
    public static func digest(of heads: some Sequence<RegisterHead>, by seal: any RegisterSeal) -> [UInt8] {
        let sorted = heads.sorted { $0.chain < $1.chain }
        var canonical = Canonical()
        canonical.append("saar-heads-1")
        canonical.append(sorted)
        return seal.hash(canonical.bytes)
    }
}

/// The head of a group's chain is written as it was before there were others.
extension RegisterHead: Codable {
    private enum CodingKeys: String, CodingKey {
        case group, zone, position, hash
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let group = try container.decodeIfPresent(GroupId.self, forKey: .group)
        let zone = try container.decodeIfPresent(String.self, forKey: .zone)
        switch (group, zone) {
        case (let group?, nil): chain = .group(group)
        case (nil, let zone?): chain = .zone(zone)
        default:
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath, debugDescription: "neither of a group nor of a zone, or of both"))
        }
        position = try container.decode(Int64.self, forKey: .position)
        hash = try container.decode([UInt8].self, forKey: .hash)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch chain {
        case .group(let group): try container.encode(group, forKey: .group)
        case .zone(let zone): try container.encode(zone, forKey: .zone)
        }
        try container.encode(position, forKey: .position)
        try container.encode(hash, forKey: .hash)
    }
}

extension Canonical {
    mutating func append(_ heads: [RegisterHead]) {
        append(Int64(heads.count))
        for head in heads {
            append(head.chain)
            append(head.position)
            append(head.hash)
        }
    }
}
