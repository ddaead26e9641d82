import Testing
import Watch
import WatchTesting

/// A register that is signed by one server, or by several, each with its own mark beside its own copy of the key.
struct SignedRegister {
    static let group = RegisterChain.group(Street.group.id)
    static let next = RegisterChain.group(Street.nextGroup.id)

    let store: FakeRegisterStore
    let marks = FakeRegisterMarks()
    let clock = ManualClock()
    let seal: FakeSeal

    /// - Parameter count: how many entries there are.
    init(_ count: Int = 4, seal: FakeSeal = FakeSeal()) {
        store = FakeRegisterStore(chains: [Self.group: RegisterWalkTests.chain(count)])
        self.seal = seal
    }

    private var surroundings: Surroundings {
        Surroundings(clock: clock, randomness: SeededRandomness(), localTime: EuropeanLocalTime())
    }

    /// The desk that proves; of this server, or of one with another key or another mark.
    func desk(_ seal: FakeSeal? = nil, marks: FakeRegisterMarks? = nil) -> RegisterDesk {
        RegisterDesk(store: store, seal: seal ?? self.seal, marks: marks ?? self.marks, surroundings: surroundings)
    }

    /// The desk that signs, likewise.
    func signing(_ seal: FakeSeal? = nil, marks: FakeRegisterMarks? = nil) -> RegisterSigningDesk {
        RegisterSigningDesk(
            store: store, seal: seal ?? self.seal, marks: marks ?? self.marks, surroundings: surroundings)
    }

    /// The chain grows to so many entries.
    func grow(to count: Int, words: String = "gezien") {
        store.tamper { $0.chains[Self.group] = RegisterWalkTests.chain(count, words: words) }
        clock.advance(by: .minutes(1))
    }

    /// Checkpoints over four entries, six and eight: three of them.
    static func checkpointed(seal: FakeSeal = FakeSeal()) async throws -> SignedRegister {
        let register = SignedRegister(4, seal: seal)
        for count in [4, 6, 8] {
            register.grow(to: count)
            #expect(try await register.signing().checkpoint() == .signing(made: 1))
        }
        return register
    }

    /// A checkpoint of the form before there was a chain, as an old server signs it.
    func signOld(_ count: Int, words: String = "gezien") {
        let lines = RegisterWalkTests.chain(count, words: words)
        store.tamper { contents in
            let head = RegisterHead(chain: Self.group, position: Int64(count), hash: lines[count - 1].entry.hash)
            let draft = RegisterCheckpoint(
                number: (contents.checkpoints.last?.number ?? 0) + 1, zone: Street.zone, at: clock.now(),
                heads: [head], key: seal.key, signature: [])
            contents.checkpoints.append(
                RegisterCheckpoint(
                    number: draft.number, zone: draft.zone, at: draft.at, heads: draft.heads, key: draft.key,
                    signature: seal.sign(draft.canonical.bytes)))
        }
    }
}
