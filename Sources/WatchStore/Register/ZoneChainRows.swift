import Watch

/// Rows of the chains of zones, and the lock under which an entry is put at the end of one.
enum ZoneChainRows {
    /// Takes the lock of a zone's chain for the rest of the transaction, and says where the chain ends; it begins here where
    /// there is none. Whoever needs locks of groups has taken them before; of several zones they are taken in ascending order.
    ///
    /// - Parameter country: whose policy holds for what is written there; that with which the chain began stays.
    /// - Throws: a `DatabaseFault` for as long as a server of before the chains of zones may serve (decision 60): it can read
    ///   no checkpoint in which there is the head of one. The room that writes there brings a step of the schema that says so.
    static func lock(
        _ zone: String, of country: String, _ dialect: Dialect, _ connection: any Connection
    ) throws -> Locked {
        let floor = try connection.first("SELECT MAX(serves_from) AS floor FROM schema_floors")
        guard try floor?.integerIfPresent("floor", as: Int.self) ?? 0 >= Schema.zoneChains.number else {
            throw DatabaseFault(.other, "an entry in the chain of a zone beside servers that know of none")
        }
        if let locked = try locked(zone, dialect, connection) { return locked }
        try connection.put(
            """
            INSERT INTO register_zones (zone, country, position, hash)
            VALUES (\(zone), \(country), \(0), \(RegisterEntry.genesis)) ON CONFLICT (zone) DO NOTHING
            """)
        guard let locked = try locked(zone, dialect, connection) else {
            throw DatabaseFault(.other, "the chain of a zone has not begun")
        }
        return locked
    }

    private static func locked(_ zone: String, _ dialect: Dialect, _ connection: any Connection) throws -> Locked? {
        // What comes back is the newest state, however long it was waited for.
        try connection.first(
            "SELECT position, hash FROM register_zones WHERE zone = \(zone) \(sql: dialect.lockSuffix)"
        ).map { Locked(zone: zone, position: try $0.integer("position"), head: try $0.bytes("hash")) }
    }

    /// Writes down how far a chain has come.
    static func save(_ locked: Locked, _ connection: any Connection) throws {
        try connection.put(
            """
            UPDATE register_zones SET position = \(locked.position), hash = \(locked.head) WHERE zone = \(locked.zone)
            """)
    }

    /// The chain of a zone whose lock is held: it goes on from here.
    struct Locked {
        let zone: String
        var position: Int64
        var head: [UInt8]
    }
}
