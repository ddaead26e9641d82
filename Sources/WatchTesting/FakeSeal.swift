import Watch

/// Hashes and "signs" without any cryptography: the same for the same bytes, different for different ones in practice.
/// Fit for tests alone; who knows the key's name can sign.
public struct FakeSeal: RegisterSeal {
    /// What is told of the key: which is all there is to it.
    public let publicKey: [UInt8]

    /// A seal with a key of this name.
    public init(key: String = "street-key") {
        publicKey = Array(key.utf8)
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

    /// The hash of the key and the bytes.
    public func sign(_ bytes: [UInt8]) -> [UInt8] { FakeSeal.hash(publicKey + bytes) }

    /// Whether it was made so, with this key.
    public func isGood(signature: [UInt8], over bytes: [UInt8], by publicKey: [UInt8]) -> Bool {
        signature == FakeSeal.hash(publicKey + bytes)
    }
}
