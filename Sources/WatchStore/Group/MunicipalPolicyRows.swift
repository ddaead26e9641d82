import Watch

/// What municipalities do their own way, in the database. It is looked up with the group that lies there, by the one way
/// there is, so that whoever reads a group has the policy that holds for it now.
enum MunicipalPolicyRows {
    /// Beside `country` and `municipality` of a group, however these are come by.
    static let columns: SQL =
        """
        (SELECT minimum_age FROM municipal_policies WHERE territory = municipality) AS own_minimum_age, \
        (SELECT police_number FROM municipal_policies WHERE territory = municipality) AS own_police_number
        """

    /// The policy that holds where a group lies.
    static func jurisdiction(_ row: Row) throws -> Jurisdiction {
        Jurisdiction.of(
            try row.text("country"), municipality: try row.textIfPresent("municipality"),
            own: policy(
                age: try row.integerIfPresent("own_minimum_age"), number: try row.textIfPresent("own_police_number")))
    }

    static func policy(of municipality: String, _ connection: any Connection) throws -> MunicipalPolicy? {
        try connection.first(
            "SELECT minimum_age, police_number FROM municipal_policies WHERE territory = \(municipality)"
        ).flatMap(policy)
    }

    static func policy(_ row: Row) throws -> MunicipalPolicy? {
        policy(age: try row.integerIfPresent("minimum_age"), number: try row.textIfPresent("police_number"))
    }

    private static func policy(age: Int64?, number: String?) -> MunicipalPolicy? {
        let policy = MunicipalPolicy(minimumAge: age.map { Int($0) }, policeNumber: number)
        return policy.isEmpty ? nil : policy
    }
}

/// The same, for who sets it.
public struct SQLMunicipalPolicyStore: MunicipalPolicyStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func policy(of municipality: String) async throws -> MunicipalPolicy? {
        try await database.look { try MunicipalPolicyRows.policy(of: municipality, $0) }
    }

    public func policies() async throws -> [String: MunicipalPolicy] {
        try await database.look { connection in
            var found: [String: MunicipalPolicy] = [:]
            for row in try connection.rows("SELECT territory, minimum_age, police_number FROM municipal_policies") {
                found[try row.text("territory")] = try MunicipalPolicyRows.policy(row)
            }
            return found
        }
    }

    public func put(_ policy: MunicipalPolicy, for municipality: String, at now: Moment) async throws {
        try await database.change { connection in
            guard !policy.isEmpty else {
                try connection.run("DELETE FROM municipal_policies WHERE territory = \(municipality)")
                return
            }
            let age = policy.minimumAge.map { Int64($0) }
            try connection.run(
                """
                INSERT INTO municipal_policies (territory, minimum_age, police_number, changed_at)
                VALUES (\(municipality), \(age), \(policy.policeNumber), \(now))
                ON CONFLICT (territory) DO UPDATE SET minimum_age = excluded.minimum_age,
                    police_number = excluded.police_number, changed_at = excluded.changed_at
                """)
        }
    }
}
