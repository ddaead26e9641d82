import CQRencode
import Watch

/// Writes QR codes with libqrencode.
public struct LibQRWriter: QRWriter {
    public init() {}

    public func code(_ text: String) throws(Refusal) -> QRCode {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw Refusal(.textMissing) }
        guard bytes.count <= QRCode.longest else {
            throw Refusal(.textTooLong, ["length": String(bytes.count), "limit": String(QRCode.longest)])
        }
        // Bytes as they are, the smallest version that holds them, a fourth of it to spare.
        guard let made = QRcode_encodeData(CInt(bytes.count), bytes, 0, QR_ECLEVEL_Q) else {
            // Only for want of memory: every text of this length fits.
            throw Refusal(.unavailable)
        }
        defer { QRcode_free(made) }
        let width = Int(made.pointee.width)
        guard let modules = made.pointee.data else { throw Refusal(.unavailable) }
        // The lowest bit of a module is its colour; the others say what it is for.
        let rows = (0..<width).map { y in (0..<width).map { x in modules[y * width + x] & 1 == 1 } }
        guard let code = QRCode(rows: rows) else { throw Refusal(.unavailable) }
        return code
    }
}
