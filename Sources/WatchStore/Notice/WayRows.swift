import Watch

/// Rows of the ways by which people are told.
enum WayRows {
    static let columns: SQL = "person_id, channel, position, is_on, is_chosen, bounced_at, capability"

    /// The ways of these people, in their order. A way that leads nowhere any more is not among them; the house's own are there
    /// also where no row is: a push before all others, for whoever has a device, and a letter behind them.
    static func ways(
        of people: [Person], _ connection: any Connection
    ) throws -> [PersonId: [Way]] {
        let ids = people.map(\.id)
        let answers = try connection.rows(of: [asking(for: ids), PushDeviceRows.asking(for: ids)])
        let chosen = Dictionary(grouping: try answers[0].map(Chosen.init), by: \.person)
        let devices = Dictionary(grouping: try answers[1].map(PushDeviceRows.device), by: \.person)
        return Dictionary(
            people.map { person in
                (person.id, ways(of: person, chosen[person.id] ?? [], devices: devices[person.id] ?? []))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter chosen: their rows, in their order.
    private static func ways(of person: Person, _ chosen: [Chosen], devices: [PushDevice]) -> [Way] {
        func way(_ channel: NoticeChannel, _ row: Chosen?) -> Way? {
            let address: String
            switch channel {
            case .mail:
                guard let email = person.email else { return nil }
                address = email
            case .push:
                guard !devices.isEmpty else { return nil }
                address = ""
            case .live: return nil
            }
            return Way(
                channel: channel, address: address, devices: channel == .push ? devices : [], isOn: row?.isOn ?? true,
                isChosen: row?.isChosen ?? false, bouncedAt: row?.bouncedAt, capability: row?.capability ?? "")
        }
        let known = Set(chosen.compactMap(\.channel))
        let before = known.contains(.push) ? nil : way(.push, nil)
        let behind = known.contains(.mail) ? nil : way(.mail, nil)
        let ways = chosen.map { row in row.channel.flatMap { way($0, row) } }
        return ([before] + ways + [behind]).compactMap(\.self)
    }

    /// By what somebody is told, in their order: what they chose about, also by a channel that this program does not know, and
    /// the house's own.
    static func known(to person: Person, _ connection: any Connection) throws -> [String] {
        let rows = try connection.rows(asking(for: [person.id])).map { try $0.text("channel") }
        let ways = try ways(of: [person], connection)[person.id]?.map(\.channel.rawValue) ?? []
        let before = ways.prefix { !rows.contains($0) }
        return before + rows + ways.dropFirst(before.count).filter { !rows.contains($0) }
    }

    static func asking(for people: [PersonId]) -> SQL {
        "SELECT \(sql: columns) FROM ways WHERE person_id IN \(list: people) ORDER BY person_id, position, channel"
    }

    /// A row.
    private struct Chosen {
        let person: PersonId
        /// Nil for one that this program does not know.
        let channel: NoticeChannel?
        let isOn: Bool
        let isChosen: Bool
        let bouncedAt: Moment?
        let capability: String

        init(_ row: Row) throws {
            person = try row.id("person_id")
            channel = NoticeChannel(rawValue: try row.text("channel"))
            isOn = try row.boolean("is_on")
            isChosen = try row.boolean("is_chosen")
            bouncedAt = try row.integerIfPresent("bounced_at").map { Moment(milliseconds: $0) }
            capability = try row.text("capability")
        }
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
        let rows = bare.map { person -> SQL in "(\(person), \(capability(surroundings)))" }
        // Behind what they have chosen.
        try connection.put(
            """
            WITH k (person, capability) AS (VALUES \(sql: rows.joined(separator: ", ")))
            INSERT INTO ways (person_id, channel, position, is_on, is_chosen, changed_at, capability)
            SELECT k.person, CAST(\(NoticeChannel.mail.rawValue) AS TEXT),
                COALESCE((SELECT MAX(w.position) + 1 FROM ways w WHERE w.person_id = k.person), 0), TRUE, FALSE,
                CAST(\(now) AS BIGINT), k.capability
            FROM k WHERE TRUE
            ON CONFLICT DO NOTHING
            """)
    }

    static func capability(_ surroundings: Surroundings) -> String { Hex.text(surroundings.randomness.bytes(16)) }
}
