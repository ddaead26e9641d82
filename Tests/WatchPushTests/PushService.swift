import Crypto
import Foundation
import Synchronization
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchPush

/// A push service and the browsers behind it, in memory: it answers as a test wants it, and the browsers read what they get.
final class PushService: OutgoingCalls {
    /// What it has taken for a browser.
    struct Taken: Sendable {
        let call: OutgoingCall
        let payload: Payload
    }

    /// As a service worker reads it.
    struct Payload: Decodable, Sendable {
        struct Notification: Decodable, Sendable {
            let title: String
            let body: String
            let navigate: String
            let lang: String
            let tag: String
            let timestamp: Int64
            let silent: Bool
            let data: Facts
        }

        struct Facts: Decodable, Sendable {
            let receipt: String
            let kind: String
            let alert: String?
            let call: String?
        }

        let form: Int
        let notification: Notification
        let mutable: Bool

        private enum CodingKeys: String, CodingKey {
            case form = "web_push"
            case notification, mutable
        }
    }

    /// What it says to a call.
    enum Answer: Sendable {
        case status(Int, retryAfter: Span? = nil)
        case fault(OutgoingFault)
        case silence
    }

    private struct State {
        var asked: [OutgoingCall] = []
        var taken: [Taken] = []
        var answers: [Answer] = []
        var always: Answer = .status(201)
        var holding = 0
        var waiting: [AsyncStream<Void>.Continuation] = []
    }

    private let state = Mutex(State())
    private let key = P256.KeyAgreement.PrivateKey()
    private let secret: [UInt8] = Array(1...16)

    var asked: [OutgoingCall] { state.withLock { $0.asked } }
    var taken: [Taken] { state.withLock { $0.taken } }

    /// The next calls are answered so, one after another; then as always.
    func answer(_ answers: Answer...) { state.withLock { $0.answers += answers } }

    /// From now on.
    func always(_ answer: Answer) { state.withLock { $0.always = answer } }

    /// A browser of Anna's.
    func device(_ number: Int = 1, at origin: String = "https://push.test") -> PushDevice {
        PushDevice(
            id: Street.fixed("d1"), person: Street.anna.id, endpoint: "\(origin)/\(number)",
            publicKey: Base64URL.text(key.publicKey.x963Representation), secret: Base64URL.text(secret),
            mark: Hex.text([UInt8](repeating: 5, count: 14) + [UInt8(number >> 8), UInt8(number & 0xFF)]),
            since: ManualClock.friday)
    }

    func post(_ call: OutgoingCall) async throws(OutgoingFault) -> OutgoingAnswer {
        let answer = state.withLock { state in
            state.asked.append(call)
            return state.answers.isEmpty ? state.always : state.answers.removeFirst()
        }
        switch answer {
        case .status(let status, let retryAfter):
            if (200...299).contains(status) {
                guard let payload = try? read(call.body) else { return OutgoingAnswer(status: 400) }
                state.withLock { $0.taken.append(Taken(call: call, payload: payload)) }
            }
            return OutgoingAnswer(status: status, retryAfter: retryAfter)
        case .fault(let fault): throw fault
        case .silence:
            hold(1)
            defer { hold(-1) }
            let (never, call) = AsyncStream.makeStream(of: Void.self)
            for await _ in never {}
            call.finish()
            throw .cancelled
        }
    }

    /// Waits until it has a call that it does not answer.
    func isHoldingOne() async {
        let (stream, call) = AsyncStream.makeStream(of: Void.self)
        state.withLock { state in
            if state.holding > 0 { call.yield() } else { state.waiting.append(call) }
        }
        for await _ in stream { return }
    }

    private func hold(_ change: Int) {
        state.withLock { state in
            state.holding += change
            guard state.holding > 0 else { return }
            for call in state.waiting { call.yield() }
            state.waiting = []
        }
    }

    /// What the browser does (RFC 8291, section 3; RFC 8188, section 2).
    private func read(_ body: [UInt8]) throws -> Payload {
        let salt = Array(body[0..<16])
        let sender = Array(body[21..<86])
        let sealed = body[86...]
        let shared = try key.sharedSecretFromKeyAgreement(with: P256.KeyAgreement.PublicKey(x963Representation: sender))
        let material = shared.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: secret,
            sharedInfo: Array("WebPush: info\0".utf8) + Array(key.publicKey.x963Representation) + sender,
            outputByteCount: 32)
        func derived(_ what: String, _ count: Int) -> [UInt8] {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: material, salt: salt, info: Array("Content-Encoding: \(what)\0".utf8),
                outputByteCount: count
            ).withUnsafeBytes { Array($0) }
        }
        let box = try AES.GCM.SealedBox(
            nonce: AES.GCM.Nonce(data: derived("nonce", 12)), ciphertext: sealed.dropLast(16), tag: sealed.suffix(16))
        let words = try AES.GCM.open(box, using: SymmetricKey(data: derived("aes128gcm", 16)))
        return try JSONDecoder().decode(Payload.self, from: words.dropLast())
    }
}

/// The words as they are shipped.
enum ShippedWords {
    static let push = Result {
        let share = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/WatchWeb/Resources/share").standardizedFileURL
        return AlertPush(words: try Catalogues(share: share), site: SiteAddress("https://saar.test"))
    }
}

extension PushService {
    func courier(
        _ clock: ManualClock = ManualClock(), note: @escaping @Sendable (PushTrouble) -> Void = { _ in }
    ) -> PushCourier {
        PushCourier(
            calls: self, sender: PushSender(contact: "mailto:beheer@saar.test"),
            surroundings: Surroundings(
                clock: clock, randomness: SeededRandomness(seed: 7), localTime: FixedLocalTime(hour: 21)),
            note: note)
    }

    func channel(
        _ clock: ManualClock = ManualClock(), note: @escaping @Sendable (PushTrouble) -> Void = { _ in },
        forget: @escaping @Sendable (PushDevice) async -> Void = { _ in }
    ) throws -> PushChannel {
        PushChannel(courier: courier(clock, note: note), words: try ShippedWords.push.get(), forget: forget)
    }
}
