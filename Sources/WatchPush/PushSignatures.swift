import Synchronization
import Watch

/// Signatures that were made, one an origin: to sign anew for each of thousands of pushes would take longer than to send them.
final class PushSignatures: Sendable {
    /// So long before its end a signature is not used any more: their clock may be ahead of ours.
    static let reserve: Span = .hours(1)
    /// More are not kept.
    static let most = 64

    private struct Kept {
        let header: String
        let madeAt: Moment
    }

    private let sender: PushSender
    private let kept = Mutex<[String: Kept]>([:])

    init(sender: PushSender) { self.sender = sender }

    /// The header `Authorization` for a push service.
    func authorization(to origin: String, at now: Moment) throws -> String {
        try kept.withLock { kept in
            if let one = kept[origin], one.madeAt <= now, now - one.madeAt < PushSignatures.useful { return one.header }
            let header = try sender.authorization(to: origin, at: now)
            if kept.count >= PushSignatures.most { kept = [:] }
            kept[origin] = Kept(header: header, madeAt: now)
            return header
        }
    }

    private static let useful = Span(
        milliseconds: PushSender.lifetime.milliseconds - reserve.milliseconds)
}
