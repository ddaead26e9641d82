import Crypto
import Foundation
import Watch
import WatchPush

/// How many pushes are encrypted and signed a second and core, beside a bare loop of the same cryptography: by turns, in one
/// run, each on one thread.
struct Sealing {
    /// As long as what a push says of an alert.
    private let words = [UInt8](repeating: UInt8(ascii: "x"), count: 700)
    private let devices: [Device]
    private let sender: PushSender
    private let signing = P256.Signing.PrivateKey()

    private struct Device {
        let point: [UInt8]
        let auth: [UInt8]
        let publicKey: String
        let secret: String
    }

    init() {
        sender = PushSender(contact: "mailto:wacht@saar.example.org")
        devices = (0..<256).map { _ in
            let key = P256.KeyAgreement.PrivateKey()
            let auth = (0..<16).map { _ in UInt8.random(in: 0...255) }
            let point = Array(key.publicKey.x963Representation)
            return Device(point: point, auth: auth, publicKey: base64URL(point), secret: base64URL(auth))
        }
    }

    func measure(rounds: Int, pushes: Int) throws {
        var ratios: [Double] = []
        for round in 1...rounds {
            let bare = try rate(pushes, bare)
            let ours = try rate(pushes, ours)
            ratios.append(ours / bare)
            print(
                "push, round \(round): \(Int(ours)) encrypted and signed a second and core, \(Int(bare)) in a bare loop: "
                    + "\(shown(ours / bare))")
        }
        let sorted = ratios.sorted()
        print(
            "push: of a bare loop, median \(shown(sorted[rounds / 2])) (\(shown(sorted[0])) to "
                + "\(shown(sorted[rounds - 1])))")
    }

    private func rate(_ pushes: Int, _ push: (Device) throws -> Int) throws -> Double {
        var bytes = 0
        let start = ContinuousClock.now
        for number in 0..<pushes { bytes += try push(devices[number % devices.count]) }
        let took = seconds(ContinuousClock.now - start)
        precondition(bytes > pushes * words.count, "nothing was left out")
        return Double(pushes) / took
    }

    /// As it is done for each device: from what the database has of it to what a push service is asked.
    private func ours(_ device: Device) throws -> Int {
        guard let recipient = PushRecipient(publicKey: device.publicKey, secret: device.secret),
            let body = try PushMessage.body(words, to: recipient, salt: surroundings.randomness.bytes(16))
        else { preconditionFailure("a device that can be sent to") }
        let header = try sender.authorization(to: "https://push.example.org", at: surroundings.now())
        return body.count + header.utf8.count
    }

    /// What cannot be left out of it: a key of its own, what it and the device's key have in common, what is derived from that,
    /// the sealing and the signature.
    private func bare(_ device: Device) throws -> Int {
        let key = P256.KeyAgreement.PrivateKey()
        let other = try P256.KeyAgreement.PublicKey(x963Representation: device.point)
        let material = try key.sharedSecretFromKeyAgreement(with: other).hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: device.auth, sharedInfo: device.point, outputByteCount: 32)
        let content = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, salt: device.auth, info: device.auth, outputByteCount: 16)
        let nonce = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, salt: device.auth, info: device.point, outputByteCount: 12)
        let sealed = try AES.GCM.seal(
            words, using: content, nonce: try AES.GCM.Nonce(data: nonce.withUnsafeBytes { Array($0) }))
        let signature = try signing.signature(for: words.prefix(200))
        return sealed.ciphertext.count + sealed.tag.count + signature.rawRepresentation.count
    }
}

/// As browsers write keys.
private func base64URL(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
}
