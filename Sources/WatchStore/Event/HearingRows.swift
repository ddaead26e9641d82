import Watch

/// Who hears which group, asked of the database about many at once: the rule of `HearingRules`, as SQL.
enum HearingRows {
    /// Who hears a group, as `group_id`, `person_id`, `role` and `since`: members who were let in, from then on.
    private static let members: SQL =
        """
        SELECT m.group_id, m.person_id, m.role, m.joined_sequence AS since FROM members m WHERE m.standing = 'approved'
        """

    /// And the officers of its zone, all of it.
    private static let officers: SQL =
        """
        SELECT g.id AS group_id, o.person_id, 'police' AS role, 1 AS since
        FROM offices o JOIN police_zones z ON z.zone = o.territory JOIN groups g ON g.municipality = z.code
        WHERE o.kind = 'police'
        """

    /// What somebody hears. Who lives in a group of their zone is in it twice.
    static func asking(of person: PersonId) -> SQL {
        "\(sql: members) AND m.person_id = \(person) UNION ALL \(sql: officers) AND o.person_id = \(person)"
    }

    /// Who hears a group. Who lives in one of their zone is in it twice.
    static func asking(in group: GroupId) -> SQL {
        "\(sql: members) AND m.group_id = \(group) UNION ALL \(sql: officers) AND g.id = \(group)"
    }

    /// What rows of these say, each person once a group: the office before the place.
    static func hearings(_ rows: [Row]) throws -> [(person: PersonId, hearing: Hearing)] {
        struct Key: Hashable {
            let group: GroupId
            let person: PersonId

            init(_ row: Row) throws {
                group = try row.id("group_id")
                person = try row.id("person_id")
            }
        }
        var places: [Key: (role: Member.Role, since: Int64)] = [:]
        var officers: Set<Key> = []
        for row in rows {
            let key = try Key(row)
            if try row.text("role") == Office.Kind.police.rawValue {
                officers.insert(key)
            } else {
                places[key] = (try row.named("role"), try row.integer("since"))
            }
        }
        return officers.union(places.keys).compactMap { key in
            HearingRules.hearing(in: key.group, place: places[key], isOfficer: officers.contains(key))
                .map { (key.person, $0) }
        }
    }
}
