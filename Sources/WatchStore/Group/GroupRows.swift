import Watch

/// Rows of groups, and the lock under which everything in a group is decided.
enum GroupRows {
    static let columns: SQL =
        """
        id, slug, name, place, country, zone, municipality, area, last_sequence, member_version, open_alerts, \
        register_position, register_hash, created_at
        """

    static func group(_ row: Row) throws -> Group {
        Group(
            id: try row.id("id"), slug: try row.text("slug"), name: try row.text("name"),
            place: try row.text("place"), jurisdiction: Jurisdiction.of(try row.text("country")),
            zone: try row.text("zone"), municipality: try row.textIfPresent("municipality"),
            area: try row.json("area"), lastSequence: try row.integer("last_sequence"),
            memberVersion: try row.integer("member_version"), openAlerts: try row.integer("open_alerts"),
            createdAt: try row.moment("created_at"))
    }

    static func group(_ id: GroupId, _ connection: any Connection) throws -> Group? {
        try connection.first(asking(for: id)).map(group)
    }

    static func asking(for id: GroupId) -> SQL { "SELECT \(sql: columns) FROM groups WHERE id = \(id)" }

    /// Takes the group's lock for the rest of the transaction, and says how things stand in it. Whoever needs several
    /// takes them in ascending order of their ids.
    static func lock(_ id: GroupId, _ dialect: Dialect, _ connection: any Connection) throws -> Locked? {
        try connection.first(locking(id, dialect)).map(locked)
    }

    static func locking(_ id: GroupId, _ dialect: Dialect) -> SQL {
        // What comes back is the newest state, however long it was waited for.
        "SELECT \(sql: columns) FROM groups WHERE id = \(id) \(sql: dialect.lockSuffix)"
    }

    static func locked(_ row: Row) throws -> Locked {
        Locked(
            group: try group(row), sequence: try row.integer("last_sequence"),
            position: try row.integer("register_position"), head: try row.bytes("register_hash"))
    }

    /// A group whose lock is held: its counters go on from here.
    struct Locked {
        let group: Group
        var sequence: Int64
        var position: Int64
        var head: [UInt8]
    }
}
