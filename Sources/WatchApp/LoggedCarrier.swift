import Logging
import Watch

/// Tells the operator when letters cannot be carried; who wrote to whom stays out of the log.
struct LoggedCarrier: LetterCarrier {
    private let carrier: any LetterCarrier
    private let logger: Logger

    init(_ carrier: any LetterCarrier, logger: Logger) {
        self.carrier = carrier
        self.logger = logger
    }

    func carry(_ letter: Letter) async throws {
        do {
            try await carrier.carry(letter)
        } catch {
            logger.error("a letter was not taken", metadata: ["error": "\(error)"])
            throw error
        }
    }
}
