import Crypto
import Testing
import WatchTesting

@testable import WatchPush

@Suite("What is pushed is read by the browser alone")
struct PushMessageTests {
    /// RFC 8291, section 5 and appendix A.
    private enum Example {
        static let words = "When I grow up, I want to be a watermelon"
        static let sender = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
        static let receiver =
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        static let secret = "BTBZMqHH6r4Tts7J_aSIgg"
        static let salt = "DGv6ra1nlYgDCS1FRnbzlw"
        static let body =
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
            + "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    }

    @Test func theExampleOfTheStandardComesOutToTheByte() throws {
        let recipient = try #require(PushRecipient(publicKey: Example.receiver, secret: Example.secret))
        let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: try #require(Base64URL.bytes(Example.sender)))
        let body = try PushMessage.body(
            Array(Example.words.utf8), to: recipient, key: key, salt: try #require(Base64URL.bytes(Example.salt)))
        #expect(body.map { Base64URL.text($0) } == Example.body)
    }

    @Test func whatFitsGoesInFourThousandAndNinetySixBytesAndWhatIsLongerDoesNot() throws {
        let recipient = try #require(PushRecipient(publicKey: Example.receiver, secret: Example.secret))
        let salt = [UInt8](repeating: 7, count: 16)
        let full = [UInt8](repeating: 65, count: PushMessage.mostBytes)
        #expect(try PushMessage.body(full, to: recipient, salt: salt)?.count == 4_096)
        #expect(try PushMessage.body(full + [65], to: recipient, salt: salt) == nil)
        #expect(try PushMessage.body([65], to: recipient, salt: [7]) == nil)
    }

    @Test func noTwoMessagesHaveAKeyInCommon() throws {
        let recipient = try #require(PushRecipient(publicKey: Example.receiver, secret: Example.secret))
        let salt = [UInt8](repeating: 7, count: 16)
        let bodies = try (0..<2).map { _ in try #require(try PushMessage.body([65, 66], to: recipient, salt: salt)) }
        #expect(bodies[0].dropFirst(21) != bodies[1].dropFirst(21))
    }

    @Test(
        "keys that are none are none",
        arguments: [
            ("", ""), (Example.receiver, "BTBZMqHH6r4Tts7J_aSI"), ("BCVxsr7N", Example.secret),
            // Sixty-five bytes, and no point on the curve.
            ("BA" + String(repeating: "A", count: 85), Example.secret), ("B!" + Example.receiver, Example.secret),
            (String(repeating: "A", count: 10_000), Example.secret),
        ])
    func keys(publicKey: String, secret: String) {
        #expect(PushRecipient(publicKey: publicKey, secret: secret) == nil)
    }

    @Test func keysMayBePadded() {
        #expect(PushRecipient(publicKey: Example.receiver + "=", secret: Example.secret + "==") != nil)
    }
}
