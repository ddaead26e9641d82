import Watch

/// Figures over time in the database.
public struct SQLFiguresStore: FiguresStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func keepMonth(_ month: Month) async throws {
        try await database.change { connection in
            // Whoever writes it down holds the same row first, so that two servers never wait for each other's.
            try connection.run(
                """
                INSERT INTO registry_months (month, municipality, group_count, member_count)
                VALUES (\(month.description), '', 0, 0)
                ON CONFLICT (month, municipality) DO UPDATE SET group_count = 0
                """)
            let now = try connection.rows(SQLFiguresStore.sums).map(row)
            let before = try connection.rows(
                """
                SELECT municipality, group_count, member_count FROM registry_months
                WHERE month = \(month.description) AND municipality <> ''
                """
            ).map(row)
            let known = Dictionary(before.map { ($0.municipality, $0) }) { first, _ in first }
            // One whose last group has gone has none now; its row must not go on telling of it.
            let gone = Set(before.map(\.municipality)).subtracting(now.map(\.municipality))
            let ended = gone.map { Sum(municipality: $0, groups: 0, members: 0) }
            for sum in now + ended where known[sum.municipality] != sum {
                try connection.put(
                    """
                    INSERT INTO registry_months (month, municipality, group_count, member_count)
                    VALUES (\(month.description), \(sum.municipality), \(sum.groups), \(sum.members))
                    ON CONFLICT (month, municipality) DO UPDATE SET
                        group_count = excluded.group_count, member_count = excluded.member_count
                    """)
            }
        }
    }

    public func merge(_ successors: [String: String]) async throws {
        try await database.change { connection in
            // Whoever writes a month down holds such a row first.
            try connection.run("UPDATE registry_months SET group_count = 0 WHERE municipality = ''")
            for (before, after) in successors.sorted(by: { $0.key < $1.key }) where before != after {
                try connection.run(
                    """
                    INSERT INTO registry_months (month, municipality, group_count, member_count)
                    SELECT month, CAST(\(after) AS TEXT), group_count, member_count FROM registry_months
                    WHERE municipality = \(before)
                    ON CONFLICT (month, municipality) DO UPDATE SET
                        group_count = registry_months.group_count + excluded.group_count,
                        member_count = registry_months.member_count + excluded.member_count
                    """)
                try connection.run("DELETE FROM registry_months WHERE municipality = \(before)")
            }
        }
    }

    public func history(since month: Month) async throws -> FiguresHistory {
        try await database.look { connection in
            let rows = try connection.rows(
                """
                SELECT month, municipality, group_count, member_count FROM registry_months
                WHERE month >= \(month.description) AND municipality <> '' ORDER BY month, municipality
                """)
            let closed = try connection.rows("SELECT id, closed_at FROM groups WHERE closed_at IS NOT NULL")
            var closings: [GroupId: Moment] = [:]
            for row in closed { closings[try row.id("id")] = try row.moment("closed_at") }
            return FiguresHistory(
                rows: try rows.compactMap { row in
                    let sum = try self.row(row)
                    return Month(try row.text("month")).map {
                        FiguresHistory.Row(
                            month: $0, municipality: sum.municipality, groups: sum.groups, members: sum.members)
                    }
                }, closings: closings)
        }
    }

    @discardableResult
    public func recountMembers() async throws -> Int {
        let drifted: [GroupId] = try await database.look { connection in
            try connection.rows(
                """
                SELECT g.id FROM groups g LEFT JOIN (\(sql: SQLFiguresStore.approved) GROUP BY group_id) m
                    ON m.group_id = g.id
                WHERE g.members <> COALESCE(m.approved, 0) ORDER BY g.id
                """
            ).map { try $0.id("id") }
        }
        var mended = 0
        for group in drifted {
            // Somebody may have joined since: what is right is told under the group's lock only.
            mended += try await database.change { connection in
                guard try GroupRows.lock(group, database.dialect, connection) != nil else { return 0 }
                let counted = try connection.first(
                    "\(sql: SQLFiguresStore.approved) AND group_id = \(group) GROUP BY group_id")
                let members = try counted?.integer("approved", as: Int.self) ?? 0
                return try connection.run(
                    "UPDATE groups SET members = \(members) WHERE id = \(group) AND members <> \(members)")
            }
        }
        return mended
    }

    private static let approved: SQL =
        "SELECT group_id, COUNT(*) AS approved FROM members WHERE standing = \(Member.Standing.approved.rawValue)"

    /// A group counts as many members as it has on Saar, or as its coordinator says when that is more.
    private static let sums: SQL =
        """
        SELECT COALESCE(g.municipality, SUBSTR(g.country, 1, 2)) AS municipality, COUNT(*) AS group_count,
               CAST(SUM(CASE WHEN g.members > r.stated_members THEN g.members ELSE r.stated_members END) AS BIGINT)
                   AS member_count
        FROM groups g JOIN registrations r ON r.group_id = g.id
        WHERE r.standing IN (\(Registration.Standing.listed.rawValue), \(Registration.Standing.silent.rawValue))
        GROUP BY COALESCE(g.municipality, SUBSTR(g.country, 1, 2)) ORDER BY 1
        """

    /// What a municipality comes to.
    private struct Sum: Equatable {
        let municipality: String
        let groups: Int
        let members: Int
    }

    private func row(_ row: Row) throws -> Sum {
        Sum(
            municipality: try row.text("municipality"), groups: try row.integer("group_count", as: Int.self),
            members: try row.integer("member_count", as: Int.self))
    }
}
