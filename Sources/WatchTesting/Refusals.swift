import Watch

extension Refusal {
    /// The reason for which something is refused; nil when it is done, or fails otherwise.
    public static func of(_ attempt: () throws -> Void) -> Refusal? {
        do {
            try attempt()
            return nil
        } catch {
            return error as? Refusal
        }
    }

    /// The reason for which something is refused; nil when it is done, or fails otherwise.
    public static func of(_ attempt: () async throws -> Void) async -> Refusal? {
        do {
            try await attempt()
            return nil
        } catch {
            return error as? Refusal
        }
    }
}
