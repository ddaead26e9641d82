extension Schema {
    /// What municipalities do their own way. A server from before goes by the country's policy alone while it is replaced.
    static let policies = Migration(13, "what municipalities do their own way", servesFrom: 6) { _ in
        [
            """
            CREATE TABLE municipal_policies (
                territory TEXT PRIMARY KEY, minimum_age BIGINT, police_number TEXT, changed_at BIGINT NOT NULL)
            """
        ]
    }
}
