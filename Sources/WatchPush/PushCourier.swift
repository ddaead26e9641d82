import Crypto
import Foundation
import Synchronization
import Watch

/// Hands words for one browser to its push service (RFC 8030), sealed for the browser alone and signed by us.
public struct PushCourier: Sendable {
    /// What a push service that takes less than all others gets instead: so many bytes.
    static let shortBytes = 700
    /// How long a push service may take to answer.
    static let patience: Span = .seconds(10)
    /// What broke off sooner is handed over once more, and may take no longer: with all of it, one sending stays below
    /// `NoticeRules.longestSend`.
    static let soon: Span = .seconds(5)
    /// The same trouble is told no more often.
    static let quiet: Span = .minutes(1)

    private let calls: any OutgoingCalls
    private let signatures: PushSignatures
    private let surroundings: Surroundings
    private let note: @Sendable (PushTrouble) -> Void
    private let noted = NotedTroubles()

    /// - Parameter note: what an operator should know, each of them once in a while.
    public init(
        calls: any OutgoingCalls, sender: PushSender, surroundings: Surroundings,
        note: @escaping @Sendable (PushTrouble) -> Void
    ) {
        self.calls = calls
        signatures = PushSignatures(sender: sender)
        self.surroundings = surroundings
        self.note = note
    }

    /// How something is to be sent.
    struct Manner {
        /// For how long it is worth delivering.
        let life: Span
        /// Whether a browser is woken for it that rests.
        let isUrgent: Bool
        /// By what a later one takes its place where it could not be delivered yet; 32 signs at most, and nothing by which
        /// two browsers could be known to belong together.
        let topic: String?
    }

    /// Sends words to a browser.
    ///
    /// - Parameter words: in so many bytes at most; nil for what cannot be said in so few.
    /// - Throws: `CancellationError` alone.
    func send(
        _ words: @Sendable (Int) -> [UInt8]?, to device: PushDevice, _ manner: Manner
    ) async throws(CancellationError) -> PushOutcome {
        guard let recipient = PushRecipient(publicKey: device.publicKey, secret: device.secret) else {
            tell(.keys)
            return .declined
        }
        guard let whole = words(PushMessage.mostBytes) else { return .tooLarge }
        let outcome = try await hand(whole, to: recipient, at: device.endpoint, manner)
        guard outcome == .tooLarge, let short = words(PushCourier.shortBytes), short.count < whole.count else {
            return outcome
        }
        return try await hand(short, to: recipient, at: device.endpoint, manner)
    }

    private func hand(
        _ words: [UInt8], to recipient: PushRecipient, at endpoint: String, _ manner: Manner
    ) async throws(CancellationError) -> PushOutcome {
        let now = surroundings.now()
        let call: OutgoingCall
        do {
            let salt = surroundings.randomness.bytes(16)
            guard let body = try PushMessage.body(words, to: recipient, salt: salt) else { return .tooLarge }
            var headers = [
                "Authorization": try signatures.authorization(to: PushCourier.origin(of: endpoint), at: now),
                "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream",
                "TTL": String(max(0, manner.life.milliseconds / 1_000)), "Urgency": manner.isUrgent ? "high" : "normal",
            ]
            headers["Topic"] = manner.topic
            call = OutgoingCall(address: endpoint, headers: headers, body: body, patience: PushCourier.patience)
        } catch {
            tell(.keys)
            return .declined
        }
        let first = try await post(call)
        // A connection that was kept may have been let go over there the moment it was used. What comes twice is shown once,
        // since it has the same tag: to hand it over again harms nobody, and not to may leave somebody asleep.
        guard first == .inDoubt, surroundings.now() - now < PushCourier.soon else { return first }
        return try await post(
            OutgoingCall(address: call.address, headers: call.headers, body: call.body, patience: PushCourier.soon))
    }

    private func post(_ call: OutgoingCall) async throws(CancellationError) -> PushOutcome {
        do {
            let answer = try await calls.post(call)
            let outcome = PushOutcome(answer)
            if outcome == .declined { tell(.status(answer.status)) }
            return outcome
        } catch {
            switch error {
            case .cancelled: throw CancellationError()
            case .unreachable: return .later(after: nil)
            case .inDoubt: return .inDoubt
            case .notAllowed:
                tell(.notAllowed)
                return .declined
            }
        }
    }

    private func tell(_ trouble: PushTrouble) {
        if noted.isDue(trouble, at: surroundings.now()) { note(trouble) }
    }

    /// Whom a signature is for (RFC 6454, section 6.2): `https://push.example`.
    static func origin(of endpoint: String) -> String {
        let parts = endpoint.split(scalar: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return endpoint }
        let scheme = parts[0].lowercased()
        let rest = parts[2].split(omittingEmptySubsequences: false) { "/?#".unicodeScalars.contains($0) }
        let host = (rest.first.map(String.init) ?? "").lowercased()
        let usual = scheme == "https:" ? ":443" : ":80"
        let bare = host.ends(with: usual) ? host.utf8.dropLast(usual.utf8.count) : host.utf8[...]
        return "\(scheme)//\(String(decoding: bare, as: UTF8.self))"
    }
}

/// What became of words for one browser.
enum PushOutcome: Hashable, Sendable {
    case accepted
    /// The browser is not there any more: nothing will ever be taken for it.
    case gone
    /// It was not taken, and would not be taken again; what is amiss may be on our side.
    case declined
    case later(after: Span?)
    case tooLarge
    case inDoubt

    /// What a push service says (RFC 8030, sections 5 and 7).
    init(_ answer: OutgoingAnswer) {
        switch answer.status {
        case 200...299: self = .accepted
        case 404, 410: self = .gone
        case 413: self = .tooLarge
        // 406 is how the push service of Windows says that it gets too many.
        case 406, 408, 425, 429, 500...599: self = .later(after: answer.retryAfter)
        default: self = .declined
        }
    }
}

/// What is amiss with pushes and nobody but an operator can mend. No address of a browser stands in it.
public enum PushTrouble: Hashable, Sendable {
    /// A push service says no with this status: 400 where it does not understand, 401 and 403 where it does not know our key.
    case status(Int)
    /// A push service's name leads inside, or to nowhere that is called.
    case notAllowed
    /// The keys of a browser are none.
    case keys
}

/// When troubles were told last.
private final class NotedTroubles: Sendable {
    private let noted = Mutex<[PushTrouble: Moment]>([:])

    func isDue(_ trouble: PushTrouble, at now: Moment) -> Bool {
        noted.withLock { noted in
            if let last = noted[trouble], last <= now, now - last < PushCourier.quiet { return false }
            noted[trouble] = now
            return true
        }
    }
}
