import Crypto
import Foundation

/// Words for one browser, such that nobody on the way reads them: RFC 8291, in the coding `aes128gcm` of RFC 8188, as one
/// record.
public enum PushMessage {
    /// How much fits, in bytes: every push service takes 4,096 of a message (RFC 8030, section 7.2), of which 86 are the header
    /// and 17 the end of the record.
    public static let mostBytes = 4_096 - header - 17

    private static let header = 16 + 4 + 1 + 65
    private static let recordSize: UInt32 = 4_096

    /// The body of the request to the push service; nil for what does not fit.
    ///
    /// - Parameters:
    ///   - words: what the service worker gets.
    ///   - key: of this message alone: used twice, it would show what two messages have in common.
    ///   - salt: of this message alone; 16 random bytes.
    public static func body(
        _ words: [UInt8], to recipient: PushRecipient, key: P256.KeyAgreement.PrivateKey = .init(), salt: [UInt8]
    ) throws -> [UInt8]? {
        guard words.count <= mostBytes, salt.count == 16 else { return nil }
        let own = Array(key.publicKey.x963Representation)
        let keys = try contentKeys(
            shared: try key.sharedSecretFromKeyAgreement(with: recipient.publicKey), secret: recipient.secret,
            receiver: Array(recipient.publicKey.x963Representation), sender: own, salt: salt)
        // One record, the last: a delimiter of two, and no padding after it.
        let sealed = try AES.GCM.seal(words + [2], using: keys.key, nonce: keys.nonce)
        let size = withUnsafeBytes(of: recordSize.bigEndian) { Array($0) }
        return salt + size + [UInt8(own.count)] + own + Array(sealed.ciphertext) + Array(sealed.tag)
    }

    /// RFC 8291, section 3.4, and RFC 8188, sections 2.2 and 2.3.
    private static func contentKeys(
        shared: SharedSecret, secret: [UInt8], receiver: [UInt8], sender: [UInt8], salt: [UInt8]
    ) throws -> (key: SymmetricKey, nonce: AES.GCM.Nonce) {
        let material = shared.hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: secret, sharedInfo: Array("WebPush: info\0".utf8) + receiver + sender,
            outputByteCount: 32)
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, salt: salt, info: Array("Content-Encoding: aes128gcm\0".utf8),
            outputByteCount: 16)
        let nonce = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, salt: salt, info: Array("Content-Encoding: nonce\0".utf8), outputByteCount: 12)
        return (key, try AES.GCM.Nonce(data: nonce.withUnsafeBytes { Array($0) }))
    }
}
