import Synchronization
import Watch

/// Counts letters for signing in by where they were asked for, for this server.
final class LetterCount: Sendable {
    private let origins = Mutex(LetterOrigins())

    /// Sends a letter, if the place it was asked for from may have one more. One that is refused after all, or that the
    /// mailer does not take, is not counted.
    ///
    /// - Parameter origin: nil where nobody can say, or where everybody seems to come from.
    /// - Throws: `too-many-letters`, and what `send` throws.
    func counted<Sent: Sendable>(
        from origin: InternetAddress?, at now: Moment, send: () async throws -> Sent
    ) async throws -> Sent {
        guard let origin else { return try await send() }
        try origins.withLock { origins in try origins.take(from: origin, at: now) }
        do {
            return try await send()
        } catch {
            origins.withLock { $0.giveBack(origin) }
            throw error
        }
    }
}
