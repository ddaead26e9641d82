import Watch

/// Rows of groups, and the lock under which everything in a group is decided.
enum GroupRows {
    static let columns: SQL = "\(sql: stored), \(sql: MunicipalPolicyRows.columns)"

    /// What a group's own row holds of it.
    private static let stored: SQL =
        """
        id, slug, name, place, country, \(sql: ZoneRows.column), \(sql: ZoneRows.readsColumn), municipality, area, \
        south, north, west, east, last_sequence, member_version, open_alerts, register_position, register_hash, \
        created_at, closed_at
        """

    static func group(_ row: Row) throws -> Group { try group(row, area: drawnArea(row) ?? boxedArea(row)) }

    private static func group(_ row: Row, area: Area) throws -> Group {
        Group(
            id: try row.id("id"), slug: try row.text("slug"), name: try row.text("name"),
            place: try row.text("place"), jurisdiction: try MunicipalPolicyRows.jurisdiction(row),
            zone: try row.textIfPresent("zone"), policeReads: try row.boolean("police_reads"),
            municipality: try row.textIfPresent("municipality"), area: area,
            lastSequence: try row.integer("last_sequence"),
            memberVersion: try row.integer("member_version"), openAlerts: try row.integer("open_alerts"),
            createdAt: try row.moment("created_at"),
            closedAt: try row.integerIfPresent("closed_at").map { Moment(milliseconds: $0) })
    }

    /// The area as it was drawn; nil where it cannot be read. What says which streets are watched goes by this one.
    static func drawnArea(_ row: Row) -> Area? { try? row.json("area") }

    /// All that lies in the box around an area that cannot be read, which is kept beside it: an alert is shared and travels
    /// whatever has become of a drawing, rather too far than not at all.
    private static func boxedArea(_ row: Row) throws -> Area {
        let box = Area.Box(
            south: try row.real("south"), north: try row.real("north"), west: try row.real("west"),
            east: try row.real("east"))
        guard let area = Area(box) else {
            throw DatabaseFault(.wrongType(column: "area"), "neither an area nor the box around it can be read")
        }
        return area
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

    /// Takes the locks of several groups in ascending order of their ids, all in one question.
    ///
    /// - Parameter ids: a query that yields them.
    static func locking(all ids: SQL, _ dialect: Dialect) -> SQL {
        "SELECT \(sql: columns) FROM groups WHERE id IN (\(sql: ids)) ORDER BY id \(sql: dialect.lockSuffix)"
    }

    static func locked(_ row: Row) throws -> Locked {
        Locked(
            group: try group(row), sequence: try row.integer("last_sequence"),
            position: try row.integer("register_position"), head: try row.bytes("register_hash"))
    }

    /// Writes a new group with the words it is found by.
    ///
    /// - Throws: `slug-taken`.
    static func insert(_ group: Group, members: Int, _ connection: any Connection) throws {
        let inserted = try connection.first(
            """
            \(sql: inserting) \(sql: try values(of: group, members: members))
            ON CONFLICT (slug) DO NOTHING RETURNING id
            """)
        guard inserted != nil else { throw Refusal(.slugTaken, field: "name", ["slug": group.slug]) }
        try keepWords(of: group, connection)
    }

    /// What comes before the rows of new groups.
    static let inserting: SQL =
        """
        INSERT INTO groups (id, slug, name, place, country, zone, municipality, area, last_sequence, member_version, \
        open_alerts, register_position, register_hash, created_at, closed_at, south, north, west, east, checkpointed, \
        members) VALUES
        """

    /// The row of a new group.
    static func values(of group: Group, members: Int) throws -> SQL {
        let area = try StoredJSON.text(group.area)
        let box = group.area.box
        return """
            (\(group.id), \(group.slug), \(group.name), \(group.place), \(group.jurisdiction.country),
             \(""), \(group.municipality), \(area), \(group.lastSequence), \(group.memberVersion),
             \(group.openAlerts), \(0), \(RegisterEntry.genesis), \(group.createdAt), \(group.closedAt),
             \(box.south), \(box.north), \(box.west), \(box.east), \(0), \(members))
            """
    }

    /// Writes what may change about a group: its name, place, municipality and area. Its address stays, since people
    /// have kept it. An area that stays as it was is not written: it may stand for one that could not be read.
    static func update(_ group: Group, insteadOf before: Group, _ connection: any Connection) throws {
        if group.area != before.area {
            let area = try StoredJSON.text(group.area)
            let box = group.area.box
            try connection.run(
                """
                UPDATE groups SET area = \(area), south = \(box.south), north = \(box.north), west = \(box.west),
                    east = \(box.east) WHERE id = \(group.id)
                """)
        }
        try connection.run(
            """
            UPDATE groups SET name = \(group.name), place = \(group.place), municipality = \(group.municipality)
            WHERE id = \(group.id)
            """)
        try connection.run("DELETE FROM group_words WHERE group_id = \(group.id)")
        try keepWords(of: group, connection)
    }

    /// Groups that are not closed and whose boxes meet this one; without those whose streets cannot be read, with which
    /// nothing can be compared.
    ///
    /// - Parameter version: only those that are new or have changed after it in the registry.
    static func groups(
        meeting box: Area.Box, since version: Int64, except group: GroupId, _ connection: any Connection
    ) throws -> [Group] {
        try groups(
            meeting: box,
            which: """
                AND id <> \(group) AND id IN (SELECT group_id FROM registrations WHERE version > \(version))
                """, connection)
    }

    static func groups(meeting box: Area.Box, which condition: SQL = "", _ connection: any Connection) throws -> [Group]
    {
        try connection.rows(
            """
            SELECT \(sql: columns) FROM groups WHERE south <= \(box.north) AND north >= \(box.south)
            AND west <= \(box.east) AND east >= \(box.west) AND closed_at IS NULL \(sql: condition)
            """
        ).compactMap { row in try drawnArea(row).map { try group(row, area: $0) } }
    }

    /// How many groups that somebody coordinates wait for their confirmation.
    static func proposed(by person: PersonId, except group: GroupId, _ connection: any Connection) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) AS proposed FROM members m JOIN registrations r ON r.group_id = m.group_id
            WHERE m.person_id = \(person) AND m.role = \(Member.Role.coordinator.rawValue)
            AND m.standing = \(Member.Standing.approved.rawValue) AND m.group_id <> \(group)
            AND r.standing = \(Registration.Standing.proposed.rawValue)
            """
        )?.integer("proposed", as: Int.self) ?? 0
    }

    /// How many groups somebody has registered since then, whatever became of them.
    static func registered(by person: PersonId, since moment: Moment, _ connection: any Connection) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) AS registered FROM audit_entries
            WHERE person_id = \(person) AND kind = \(AuditEntry.Kind.registered.rawValue) AND at > \(moment)
            """
        )?.integer("registered", as: Int.self) ?? 0
    }

    /// Servers of the version before look for groups by these words while they are replaced one by one.
    private static func keepWords(of group: Group, _ connection: any Connection) throws {
        for word in Set(Watch.Words.pieces("\(group.name) \(group.place)")) {
            try connection.put("INSERT INTO group_words (word, group_id) VALUES (\(word), \(group.id))")
        }
    }

    /// A group whose lock is held: its counters go on from here.
    struct Locked {
        let group: Group
        var sequence: Int64
        var position: Int64
        var head: [UInt8]
    }
}
