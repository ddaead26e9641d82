import NIOCore
import Watch

/// Bytes as they go onto the wire: a chunk of HTTP/1.1's chunked coding (RFC 9112 §7.1) around server-sent event text.
enum LiveChunk {
    /// Text as one chunk.
    static func of(_ text: String) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeString(String(text.utf8.count, radix: 16))
        buffer.writeString("\r\n")
        buffer.writeString(text)
        buffer.writeString("\r\n")
        return buffer
    }

    /// The part of an event that is the same for everybody who hears it as this audience.
    static func body(_ frame: LiveFrame) -> String { "event: \(frame.event)\ndata: \(frame.data)\n\n" }

    /// A sign of life: keeps proxies from closing a silent stream, and is an event of its own, since a page cannot hear
    /// comments and would take a dead line for a quiet night.
    static let heartbeat = of(body(LiveFrame(event: "heartbeat", data: "{}")))
}

/// An event encoded once for each audience: with its cursor for who listens to this group alone, without for who
/// listens to several and gets a small cursor of their own before it.
struct LiveBroadcast: Sendable {
    let group: GroupId
    let sequence: Int64
    /// The same news in groups that come before this one.
    let earlier: [Placement]
    private let alone: [Audience: ByteBuffer]
    private let among: [Audience: ByteBuffer]

    init(_ event: LiveEvent) {
        group = event.group
        sequence = event.sequence
        earlier = event.earlier
        let cursor = LiveCursor([event.group: event.sequence]).text
        alone = event.frames.mapValues { LiveChunk.of("id: \(cursor)\n" + LiveChunk.body($0)) }
        among = event.frames.mapValues { LiveChunk.of(LiveChunk.body($0)) }
    }

    /// The chunk for who listens to this group alone.
    func alone(_ audience: Audience) -> ByteBuffer? { alone[audience] }

    /// The chunk for who listens to several, to be sent after their own `id:`.
    func among(_ audience: Audience) -> ByteBuffer? { among[audience] }
}
