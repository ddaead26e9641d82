import Watch

/// Codes of households in the database: only their hashes.
public struct SQLHouseholdStore: HouseholdStore {
    private let database: any Database
    private let surroundings: Surroundings

    public init(database: any Database, surroundings: Surroundings) {
        self.database = database
        self.surroundings = surroundings
    }

    public func keep(
        _ hashes: [String], in group: GroupId, by person: PersonId, replaces: Bool, at now: Moment,
        decide: @escaping @Sendable (RegistryScene, _ kept: Int) throws(Refusal) -> AuditEntry
    ) async throws {
        try await database.change { connection in
            guard let locked = try GroupRows.lock(group, database.dialect, connection)?.group,
                let registration = try RegistrationRows.registration(of: group, connection)
            else { throw Refusal(.notFound) }
            try PersonRows.hold(person, database.dialect, connection)
            let scene = RegistryScene(
                group: locked, registration: registration,
                capacities: RegistryRules.capacities(
                    of: try MemberRows.member(of: person, in: group, connection),
                    offices: try MemberRows.offices(of: person, connection), for: locked),
                coordinators: try MemberRows.coordinators(of: group, connection))
            if replaces { try connection.run("DELETE FROM household_codes WHERE group_id = \(group)") }
            let entry = try decide(scene, try HouseholdRows.count(in: group, connection))
            for hash in hashes {
                try connection.put(
                    """
                    INSERT INTO household_codes (group_id, hash, made_at, uses)
                    VALUES (\(group), \(hash), \(now), \(0)) ON CONFLICT DO NOTHING
                    """)
            }
            try RegistrationRows.keep(entry, connection)
        }
    }

    public func count(in group: GroupId) async throws -> Int {
        try await database.look { try HouseholdRows.count(in: group, $0) }
    }

    public func attempt(_ hash: String, in group: GroupId, by person: PersonId, at now: Moment) async throws -> Bool {
        let id: String = (surroundings.id(at: now) as Id<Person>).text
        return try await database.change { connection in
            // One try of a person's at a time: many at once would not see each other.
            let found = try connection.first(
                """
                UPDATE persons SET hearing_version = hearing_version
                WHERE id = \(person) AND erased_at IS NULL RETURNING id
                """)
            guard found != nil else { throw Refusal(.notFound) }
            let tries = try connection.first(
                """
                SELECT COUNT(*) AS tries FROM household_tries
                WHERE person_id = \(person) AND at > \(now - HouseholdCode.tryCounts)
                """
            )?.integer("tries", as: Int.self)
            guard tries ?? 0 < HouseholdCode.triesPerHour else {
                throw Refusal(.tooManyTries, field: "householdCode", ["limit": String(HouseholdCode.triesPerHour)])
            }
            let uses = try connection.first(
                "SELECT uses FROM household_codes WHERE group_id = \(group) AND hash = \(hash)"
            )?.integer("uses", as: Int.self)
            if let uses, uses < HouseholdCode.mostUses { return true }
            try connection.run("INSERT INTO household_tries (id, person_id, at) VALUES (\(id), \(person), \(now))")
            return false
        }
    }
}

/// Rows of household codes.
enum HouseholdRows {
    static func count(in group: GroupId, _ connection: any Connection) throws -> Int {
        try connection.first("SELECT COUNT(*) AS codes FROM household_codes WHERE group_id = \(group)")?
            .integer("codes", as: Int.self) ?? 0
    }

    /// Counts one more person of a household.
    ///
    /// - Throws: `proof-wrong` when as many as may have used it, or it counts no longer.
    static func use(_ proof: Member.Proof, in group: GroupId, _ connection: any Connection) throws {
        let used = try connection.first(
            """
            UPDATE household_codes SET uses = uses + 1
            WHERE group_id = \(group) AND hash = \(proof.hash) AND uses < \(HouseholdCode.mostUses) RETURNING uses
            """)
        guard used != nil else { throw Refusal(.proofWrong, field: "householdCode") }
    }
}
