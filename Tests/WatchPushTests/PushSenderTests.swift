import Crypto
import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchPush

@Suite("A push service knows who sends")
struct PushSenderTests {
    @Test func aSignatureIsForOneServiceAndEnds() throws {
        let sender = PushSender(contact: "mailto:beheer@saar.test")
        let header = try sender.authorization(to: "https://push.example", at: ManualClock.friday)
        #expect(header.hasPrefix("vapid t="))
        let parts = header.dropFirst("vapid t=".count).split(separator: ", k=")
        #expect(parts.count == 2 && parts[1] == sender.publicKey)
        let token = parts[0].split(separator: ".").map(String.init)
        try #require(token.count == 3)
        let point = try #require(Base64URL.bytes(String(parts[1])))
        let signature = try P256.Signing.ECDSASignature(
            rawRepresentation: try #require(Base64URL.bytes(token[2])))
        let key = try P256.Signing.PublicKey(x963Representation: point)
        #expect(key.isValidSignature(signature, for: Data("\(token[0]).\(token[1])".utf8)))
        #expect(!key.isValidSignature(signature, for: Data("\(token[0]).\(token[1])A".utf8)))
        let (head, body) = try (#require(Base64URL.bytes(token[0])), #require(Base64URL.bytes(token[1])))
        #expect(String(decoding: head, as: UTF8.self) == #"{"typ":"JWT","alg":"ES256"}"#)
        let read = try JSONSerialization.jsonObject(with: Data(body))
        let claims = try #require(read as? [String: Any])
        #expect(claims["aud"] as? String == "https://push.example")
        #expect(claims["sub"] as? String == "mailto:beheer@saar.test")
        // RFC 8292, section 2: no more than a day from now.
        #expect(claims["exp"] as? Int64 == (ManualClock.friday + .hours(12)).milliseconds / 1_000)
    }

    @Test func whatWasWrittenDownIsTheSameSender() throws {
        let sender = PushSender(contact: "https://saar.test")
        #expect(sender.secret.count == 32)
        #expect(try PushSender(secret: sender.secret, contact: "https://saar.test").publicKey == sender.publicKey)
        #expect(throws: (any Error).self) { try PushSender(secret: [1, 2, 3], contact: "https://saar.test") }
    }
}
