extension Schema {
    /// The gazetteer: the files of one release, which every server reads into its memory.
    static let places = Migration(4, "places", servesFrom: 3) { dialect in
        [
            "CREATE TABLE gazetteer (number BIGINT PRIMARY KEY, released TEXT NOT NULL, digest TEXT NOT NULL)",
            "CREATE TABLE gazetteer_files (name TEXT PRIMARY KEY, content \(sql: dialect.bytesType) NOT NULL)",
        ]
    }
}
