import CZlib
import Watch

/// Packs what is sent to browsers, by zlib.
public enum Gzip {
    /// The same bytes as gzip writes them (RFC 1952); nil when that is no shorter, or there is no memory for it.
    public static func packed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        // 15 bits of window, and 16 more for the head and tail of gzip (zlib.h, deflateInit2).
        let size = CInt(MemoryLayout<z_stream>.size)
        guard deflateInit2_(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK else {
            return nil
        }
        defer { deflateEnd(&stream) }
        // No more room than there was before: what does not fit there is not worth it.
        var packed = [UInt8](repeating: 0, count: bytes.count)
        var source = bytes
        let status = source.withUnsafeMutableBufferPointer { source in
            packed.withUnsafeMutableBufferPointer { packed in
                stream.next_in = source.baseAddress
                stream.avail_in = CUnsignedInt(source.count)
                stream.next_out = packed.baseAddress
                stream.avail_out = CUnsignedInt(packed.count)
                return deflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { return nil }
        return Array(packed.prefix(Int(stream.total_out)))
    }
}
