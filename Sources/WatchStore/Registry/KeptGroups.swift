import Watch

/// A group with everything that a list of the registry says of it.
public struct KeptGroup: Sendable {
    public let group: Group
    /// The area as it was drawn; nil where it cannot be read.
    public let area: Area?
    public let registration: Registration
    /// Approved members.
    public let members: Int
    /// The invitation to its own WhatsApp group: for whom a list is made that says it.
    public let invitation: String?
    /// The address of its first coordinator, likewise.
    public let coordinatorEmail: String?
}

extension SQLRegistryStore {
    /// Groups by their slug, as many at a time as asked for; those of a country or a municipality where one is named.
    public func keptGroups(
        country: String?, municipality: String?, after slug: String?, limit: Int
    ) async throws -> [KeptGroup] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: GroupRows.columns), \(sql: RegistrationRows.columns), members, invitation,
                    (SELECT MIN(p.email) FROM members m JOIN persons p ON p.id = m.person_id
                     WHERE m.group_id = groups.id AND \(sql: MemberRows.leads)) AS coordinator_email
                FROM groups JOIN registrations ON group_id = id
                WHERE slug > \(slug ?? "") AND (\(country ?? "") = '' OR SUBSTR(country, 1, 2) = \(country ?? ""))
                  AND (\(municipality ?? "") = '' OR municipality = \(municipality ?? ""))
                ORDER BY slug LIMIT \(limit)
                """
            ).map { row in
                KeptGroup(
                    group: try GroupRows.group(row), area: GroupRows.drawnArea(row),
                    registration: try RegistrationRows.registration(row),
                    members: try row.integer("members", as: Int.self),
                    invitation: try row.textIfPresent("invitation"),
                    coordinatorEmail: try row.textIfPresent("coordinator_email"))
            }
        }
    }
}
