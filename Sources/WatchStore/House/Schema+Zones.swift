extension Schema {
    /// In which police zone each municipality lies. Until now a group had a zone of its own: `groups.zone` goes on being
    /// there for servers of the version before, and is read by no other.
    static let zones = Migration(12, "police zones by municipality", servesFrom: 6) { _ in
        [
            "CREATE TABLE police_zones (code TEXT PRIMARY KEY, zone TEXT NOT NULL)",
            "CREATE INDEX police_zones_by_zone ON police_zones (zone)",
            "CREATE INDEX groups_by_municipality ON groups (municipality)",
            "CREATE INDEX offices_by_territory ON offices (territory, kind)",
            // What an operator has said stays: the zone by which groups of a municipality came in with a list, or were
            // confirmed and are read along with, where it is the same for all of them. What only a founder said does not
            // count, nor does the country, which stood there where nobody had said anything.
            """
            INSERT INTO police_zones (code, zone)
            SELECT g.municipality, MIN(g.zone) FROM groups g JOIN registrations r ON r.group_id = g.id
            WHERE g.municipality IS NOT NULL AND g.closed_at IS NULL AND g.zone NOT IN ('', SUBSTR(g.country, 1, 2))
              AND (EXISTS (SELECT 1 FROM audit_entries a WHERE a.group_id = g.id AND a.kind = 'imported')
                   OR (r.standing IN ('listed', 'silent') AND EXISTS
                       (SELECT 1 FROM offices o WHERE o.kind = 'police' AND o.territory = g.zone)))
            GROUP BY g.municipality HAVING COUNT(DISTINCT g.zone) = 1
            """,
        ]
    }
}
