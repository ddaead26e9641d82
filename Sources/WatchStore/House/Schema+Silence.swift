extension Schema {
    /// Since when it is looked whether anything is heard of a device, and when its owner was last told that nothing is.
    ///
    /// Servers of before serve beside it: what they take in is watched by newer ones (`CarriedPushDevices`), as is what was there
    /// before.
    static let silence = Migration(24, "devices of which nothing is heard", servesFrom: 6) { _ in
        [
            "ALTER TABLE push_devices ADD COLUMN watched_at BIGINT",
            "ALTER TABLE push_devices ADD COLUMN silence_told_at BIGINT",
            "CREATE INDEX push_devices_unwatched ON push_devices (person_id, id) WHERE watched_at IS NULL",
        ]
    }
}
