import Synchronization
import Watch

/// Hashes and "signs" without any cryptography: the same for the same bytes, different for different ones in practice.
/// Fit for tests alone; who knows the key's name can sign.
public struct FakeSeal: RegisterSeal {
    /// The key's name.
    public let key: String

    /// A seal with a key of this name.
    public init(key: String = "street-key") {
        self.key = key
    }

    /// 32 bytes: FNV-1a, four times over, each from another beginning.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        (0..<4).flatMap { (round: UInt64) -> [UInt8] in
            var value: UInt64 = 0xCBF2_9CE4_8422_2325 &+ round &* 0x9E37_79B9_7F4A_7C15
            for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
            value ^= value >> 29
            return (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
    }

    /// 32 bytes.
    public func hash(_ bytes: [UInt8]) -> [UInt8] { FakeSeal.hash(bytes) }

    /// The hash of the key's name and the bytes.
    public func sign(_ bytes: [UInt8]) -> [UInt8] { FakeSeal.hash(Array(key.utf8) + bytes) }

    /// Whether it was made so, with this key.
    public func isGood(signature: [UInt8], over bytes: [UInt8], key: String) -> Bool {
        key == self.key && signature == sign(bytes)
    }
}

/// A register in memory, for a test to tamper with.
public final class FakeRegisterStore: RegisterStore {
    /// What it holds, all of it open to tampering.
    public struct Contents: Sendable {
        /// The lines of each chain.
        public var chains: [GroupId: [RegisterLine]]
        /// Checkpoints in the order of their numbers.
        public var checkpoints: [RegisterCheckpoint] = []
        /// How long each chain was at its last checkpoint.
        var checked: [GroupId: Int64] = [:]
    }

    private let contents: Mutex<Contents>
    private let zone: String
    private let country: String

    /// A register of these chains, all in one zone of one country.
    public init(
        chains: [GroupId: [RegisterLine]] = [:], zone: String = Street.zone,
        country: String = Street.jurisdiction.code
    ) {
        contents = Mutex(Contents(chains: chains))
        self.zone = zone
        self.country = country
    }

    /// What somebody with access to the database could do.
    public func tamper(_ change: (inout Contents) -> Void) {
        contents.withLock { change(&$0) }
    }

    /// Groups that have a chain, in ascending order.
    public func chains() -> [GroupId] { contents.withLock { $0.chains.filter { !$0.value.isEmpty }.keys.sorted() } }

    /// Entries above a position.
    public func entries(of group: GroupId, after position: Int64, limit: Int) -> [RegisterLine] {
        contents.withLock { contents in
            Array((contents.chains[group] ?? []).filter { $0.entry.position > position }.prefix(limit))
        }
    }

    /// Where the chains end.
    public func heads(ofZone zone: String) -> [RegisterHead] {
        guard zone == self.zone else { return [] }
        return contents.withLock { contents in
            contents.chains.values.compactMap(\.last).map {
                RegisterHead(group: $0.entry.group, position: $0.entry.position, hash: $0.entry.hash)
            }.sorted { $0.group < $1.group }
        }
    }

    /// The one zone, once a chain has grown.
    public func zonesToCheckpoint() -> [String] {
        contents.withLock { contents in
            contents.chains.contains { ($0.value.last?.entry.position ?? 0) > contents.checked[$0.key] ?? 0 }
                ? [zone] : []
        }
    }

    /// Erases what older entries say, the oldest first, where this is the country.
    public func eraseContents(before moment: Moment, country: String, limit: Int) -> Int {
        guard country == self.country else { return 0 }
        return contents.withLock { contents in
            let due = contents.chains.values.joined()
                .filter { $0.content != nil && $0.entry.at < moment }
                .sorted { $0.entry.at < $1.entry.at }.prefix(limit)
            for line in due {
                contents.chains[line.entry.group] = contents.chains[line.entry.group]?.map {
                    $0.entry == line.entry ? RegisterLine(entry: $0.entry, salt: nil, content: nil) : $0
                }
            }
            return due.count
        }
    }

    /// Keeps it under the next number.
    public func keep(_ checkpoint: RegisterCheckpoint) {
        contents.withLock { contents in
            for head in checkpoint.heads { contents.checked[head.group] = head.position }
            contents.checkpoints.append(
                RegisterCheckpoint(
                    number: Int64(contents.checkpoints.count) + 1, zone: checkpoint.zone, at: checkpoint.at,
                    heads: checkpoint.heads, key: checkpoint.key, signature: checkpoint.signature))
        }
    }

    /// Checkpoints above a number.
    public func checkpoints(after number: Int64, limit: Int) -> [RegisterCheckpoint] {
        contents.withLock { Array($0.checkpoints.filter { $0.number > number }.prefix(limit)) }
    }
}
