import Watch

/// Rows of the ways by which people are told.
enum WayRows {
    static let columns: SQL = "person_id, channel, position, is_on, is_chosen, bounced_at, capability"

    /// The ways of these people, in their order. A way that has no address any more is not among them; the house's own is
    /// there also where no row is, until something is sent by it.
    static func ways(
        of people: [Person], _ connection: any Connection
    ) throws -> [PersonId: [Way]] {
        var found: [PersonId: [Way]] = [:]
        let rows = try connection.rows(asking(for: people.map(\.id)))
        let addresses = Dictionary(people.map { ($0.id, $0.email) }, uniquingKeysWith: { first, _ in first })
        for row in rows {
            let person: PersonId = try row.id("person_id")
            guard let address = addresses[person] ?? nil, let way = try way(row, to: address) else { continue }
            found[person, default: []].append(way)
        }
        for person in people where found[person.id] == nil {
            guard let email = person.email else { continue }
            found[person.id] = [Way(channel: .mail, address: email, capability: "")]
        }
        return found
    }

    static func asking(for people: [PersonId]) -> SQL {
        "SELECT \(sql: columns) FROM ways WHERE person_id IN \(list: people) ORDER BY person_id, position, channel"
    }

    /// Nil for a channel that this program does not know, or that leads elsewhere than to a person's own address.
    private static func way(_ row: Row, to address: String) throws -> Way? {
        guard let channel = NoticeChannel(rawValue: try row.text("channel")), channel == .mail else { return nil }
        return Way(
            channel: channel, address: address, isOn: try row.boolean("is_on"),
            isChosen: try row.boolean("is_chosen"),
            bouncedAt: try row.integerIfPresent("bounced_at").map { Moment(milliseconds: $0) },
            capability: try row.text("capability"))
    }

    /// Sees to it that what is about to be sent to these people can be stopped: whoever has an address has a row from here
    /// on. Who is being erased at this moment gets none.
    static func prepare(
        for people: Set<PersonId>, at now: Moment, _ dialect: Dialect, _ surroundings: Surroundings,
        _ connection: any Connection
    ) throws {
        let bare: [PersonId] = try connection.rows(
            """
            SELECT p.id FROM persons p
            WHERE p.id IN \(list: people.sorted()) AND p.erased_at IS NULL AND p.email IS NOT NULL AND NOT EXISTS
                (SELECT 1 FROM ways w WHERE w.person_id = p.id AND w.channel = \(NoticeChannel.mail.rawValue))
            ORDER BY p.id \(sql: dialect.stayingSuffix)
            """
        ).map { try $0.id("id") }
        guard !bare.isEmpty else { return }
        let rows = bare.map { person -> SQL in
            """
            (\(person), \(NoticeChannel.mail.rawValue), \(0), \(true), \(false), \(now),
             \(capability(surroundings)))
            """
        }
        try connection.put(
            """
            INSERT INTO ways (person_id, channel, position, is_on, is_chosen, changed_at, capability)
            VALUES \(sql: rows.joined(separator: ", ")) ON CONFLICT DO NOTHING
            """)
    }

    static func capability(_ surroundings: Surroundings) -> String { Hex.text(surroundings.randomness.bytes(16)) }
}
