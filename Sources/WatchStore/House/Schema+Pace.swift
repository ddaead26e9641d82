extension Schema {
    /// What remains of how fast an alert was seen, and of how many could not be reached. Servers of before retire alerts without
    /// it: of those it is not known.
    static let pace = Migration(23, "how fast it was seen", servesFrom: 6) { _ in
        [
            "ALTER TABLE alerts ADD COLUMN told_median BIGINT",
            "ALTER TABLE alerts ADD COLUMN told_nine_in_ten BIGINT",
            "ALTER TABLE alerts ADD COLUMN unreachable BIGINT",
        ]
    }
}
