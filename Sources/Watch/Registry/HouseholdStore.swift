/// Where the codes of households are kept.
public protocol HouseholdStore: Sendable {
    /// Keeps the hashes of new codes, under the group's lock.
    ///
    /// - Parameter replaces: whether codes from before count no longer.
    /// - Throws: what `decide` throws, `not-found`.
    func keep(
        _ hashes: [String], in group: GroupId, by person: PersonId, replaces: Bool, at now: Moment,
        decide: @escaping @Sendable (RegistryScene, _ kept: Int) throws(Refusal) -> AuditEntry
    ) async throws

    /// How many codes a group has.
    func count(in group: GroupId) async throws -> Int

    /// Whether a code is one of the group's that may be used once more. A wrong one is counted against who tried it.
    ///
    /// - Throws: `too-many-tries` for who tried too many wrong ones, whatever this one is.
    func attempt(_ hash: String, in group: GroupId, by person: PersonId, at now: Moment) async throws -> Bool
}
