/// Where it is kept what municipalities do their own way.
public protocol MunicipalPolicyStore: Sendable {
    /// What a municipality does its own way; nil where it does nothing.
    func policy(of municipality: String) async throws -> MunicipalPolicy?

    /// All that do something, by their codes.
    func policies() async throws -> [String: MunicipalPolicy]

    /// Puts something else in the place of what was there; an empty policy leaves nothing there. Groups of the municipality
    /// have it from their next look on.
    func put(_ policy: MunicipalPolicy, for municipality: String, at now: Moment) async throws
}
