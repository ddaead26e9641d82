import Crypto
import Foundation
import Watch

/// Who we are to push services: a key pair by which they know that what comes to a browser comes from the site to which it
/// subscribed (VAPID, RFC 8292). It lies in a file of its own, so that a stolen database can push to nobody.
public struct PushSender: Sendable {
    /// For how long a signature is good: RFC 8292 allows a day; half of that outlasts a clock that is wrong.
    public static let lifetime: Span = .hours(12)

    private let key: P256.Signing.PrivateKey
    /// How whoever runs a push service reaches who runs this site: `mailto:` or `https:`.
    private let contact: String

    /// A new one.
    public init(contact: String) {
        key = P256.Signing.PrivateKey()
        self.contact = contact
    }

    /// The one that was written down.
    ///
    /// - Parameter secret: 32 bytes.
    /// - Throws: `CryptoKitError` for what is none.
    public init(secret: [UInt8], contact: String) throws {
        key = try P256.Signing.PrivateKey(rawRepresentation: secret)
        self.contact = contact
    }

    /// To be kept in a file that nobody else reads; 32 bytes.
    public var secret: [UInt8] { Array(key.rawRepresentation) }

    /// What a browser subscribes with (`applicationServerKey`): a point on P-256, uncompressed, in base64url.
    public var publicKey: String { Base64URL.text(key.publicKey.x963Representation) }

    /// The header `Authorization` for requests to a push service (RFC 8292, section 3).
    ///
    /// - Parameter audience: the origin of the push service, such as `https://push.example`: a signature for one is worth
    ///   nothing to another.
    public func authorization(to audience: String, at now: Moment) throws -> String {
        let claims = Claims(
            aud: audience, exp: (now + PushSender.lifetime).milliseconds / 1_000, sub: contact)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let head = Base64URL.text(Array(#"{"typ":"JWT","alg":"ES256"}"#.utf8))
        let signed = "\(head).\(Base64URL.text(try encoder.encode(claims)))"
        let signature = try key.signature(for: Data(signed.utf8))
        return "vapid t=\(signed).\(Base64URL.text(signature.rawRepresentation)), k=\(publicKey)"
    }

    private struct Claims: Encodable {
        let aud: String
        let exp: Int64
        let sub: String
    }
}
