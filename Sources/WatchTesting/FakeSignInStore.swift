import Synchronization
import Watch

/// Tries to sign in, in memory, by the contract of `SignInStore`: one lock, so that each guess and each letter counts.
public final class FakeSignInStore: SignInStore {
    private let tries = Mutex<[SignIn]>([])
    private let withdrawn = Mutex<[Moment]>([])

    /// Nobody has tried yet.
    public init() {}

    /// All tries that are remembered, in the order in which they began.
    public var signIns: [SignIn] { tries.withLock { $0 } }

    /// See `SignInStore`.
    public func begin(
        _ signIn: SignIn, decide: @escaping @Sendable (SignInRules.Recent) throws(Refusal) -> Void
    ) throws {
        let ofNobody = withdrawn.withLock { $0.count { $0 > signIn.createdAt - .minutes(1) } }
        try tries.withLock { tries throws(Refusal) in
            func count(within span: Span, _ isMeant: (SignIn) -> Bool) -> Int {
                tries.count { $0.createdAt > signIn.createdAt - span && isMeant($0) }
            }
            try decide(
                SignInRules.Recent(
                    hour: count(within: .hours(1)) { $0.email == signIn.email },
                    day: count(within: .days(1)) { $0.email == signIn.email },
                    minuteOfAll: count(within: .minutes(1)) { _ in true } + ofNobody))
            tries.append(signIn)
        }
    }

    /// See `SignInStore`.
    public func withdraw(_ attempt: [UInt8]) {
        let gone = tries.withLock { tries in
            let gone = tries.filter { $0.has(.attempt(attempt)) }
            tries.removeAll { $0.has(.attempt(attempt)) }
            return gone
        }
        withdrawn.withLock { $0 += gone.map(\.createdAt) }
    }

    /// See `SignInStore`.
    public func change(
        _ key: SignInKey, decide: @escaping @Sendable (inout SignIn) -> SignIn.Verdict
    ) -> (signIn: SignIn, verdict: SignIn.Verdict)? {
        tries.withLock { tries in
            guard let index = tries.firstIndex(where: { $0.has(key) }) else { return nil }
            let verdict = decide(&tries[index])
            return (tries[index], verdict)
        }
    }

    /// See `SignInStore`.
    public func signIn(_ key: SignInKey) -> SignIn? {
        tries.withLock { tries in tries.first { $0.has(key) } }
    }

    /// See `SignInStore`.
    public func forget(before moment: Moment) { tries.withLock { $0.removeAll { $0.createdAt < moment } } }
}

extension SignIn {
    fileprivate func has(_ key: SignInKey) -> Bool {
        switch key {
        case .attempt(let hash): attempt == hash
        case .link(let hash): linkHash == hash
        }
    }
}
