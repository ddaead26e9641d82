import Crypto

/// The keys of a browser that may be pushed to: what `PushSubscription.getKey` gives (Push API, section 9).
public struct PushRecipient: Sendable {
    /// Of the browser alone; a point on P-256, uncompressed, 65 bytes.
    let publicKey: P256.KeyAgreement.PublicKey
    /// What the browser and we know, and the push service does not: 16 bytes.
    let secret: [UInt8]

    /// Nil where one of them is none: then nothing can be sent there.
    ///
    /// - Parameters:
    ///   - publicKey: `p256dh`, in base64url.
    ///   - secret: `auth`, in base64url.
    public init?(publicKey: String, secret: String) {
        guard publicKey.utf8.count <= 100, secret.utf8.count <= 40,
            let point = Base64URL.bytes(publicKey), point.count == 65,
            let key = try? P256.KeyAgreement.PublicKey(x963Representation: point),
            let auth = Base64URL.bytes(secret), auth.count == 16
        else { return nil }
        self.publicKey = key
        self.secret = auth
    }
}
