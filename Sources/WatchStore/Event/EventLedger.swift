import Watch

/// Writes what happened, whatever it is about: events with those for whom they are, and entries of the register, within the
/// transaction of a room that holds the locks of all groups, and of the chains of all zones, in which it writes: first those
/// of groups in ascending order, then those of zones. There is no other writer of these.
struct EventLedger {
    /// The groups whose locks are held, in ascending order.
    private var groups: [GroupRows.Locked]
    /// The zones whose chains' locks are held, likewise.
    private var zones: [ZoneChainRows.Locked]
    /// Those in which something was written.
    private var touched: Set<GroupId> = []
    private var touchedZones: Set<String> = []
    /// Where the new events stand.
    private(set) var placements: [Placement] = []
    private let now: Moment
    private let surroundings: Surroundings
    private let connection: any Connection

    init(
        groups: [GroupRows.Locked], zones: [ZoneChainRows.Locked] = [], at now: Moment, surroundings: Surroundings,
        _ connection: any Connection
    ) {
        self.groups = groups
        self.zones = zones
        self.now = now
        self.surroundings = surroundings
        self.connection = connection
    }

    /// The newest sequence of a group, what was written just now included.
    func sequence(of group: GroupId) -> Int64 { groups.first { $0.group.id == group }?.sequence ?? 0 }

    /// Writes an event into groups, in this order: who is told of it in one of them is not told again in the next.
    ///
    /// - Returns: its id, and where it stands.
    mutating func announce(
        _ news: News, in groups: [GroupId], told: Told, isQuiet: Bool
    ) throws -> (event: EventId, placements: [Placement]) {
        let event: EventId = surroundings.id(at: now)
        let body = try EventLedger.body(of: news)
        var written: [Placement] = []
        for group in groups {
            let isFirst = written.isEmpty
            written.append(
                try write(
                    news, body, as: isFirst ? event : surroundings.id(at: now), of: isFirst ? nil : event, in: group,
                    after: written, told: told, isQuiet: isQuiet))
        }
        return (event, written)
    }

    /// Writes an event into one group more than those in which it stands.
    ///
    /// - Parameters:
    ///   - event: nil where it is not known which one it is: then it is one of its own.
    ///   - earlier: where it stands.
    mutating func place(
        _ news: News, of event: EventId?, in group: GroupId, after earlier: [Placement], told: Told, isQuiet: Bool
    ) throws -> Placement {
        try write(
            news, try EventLedger.body(of: news), as: surroundings.id(at: now), of: event, in: group, after: earlier,
            told: told, isQuiet: isQuiet)
    }

    private static func body(of news: News) throws -> String {
        switch news {
        case .alert(let news): try StoredJSON.text(news)
        case .testAlarm(let news): try StoredJSON.text(news)
        case .unknown: throw DatabaseFault(.other, "an event of which only its kind is known")
        }
    }

    /// - Parameter row: what is kept of it in this group: the event's own id in the first one.
    private mutating func write(
        _ news: News, _ body: String, as row: EventId, of event: EventId?, in group: GroupId,
        after earlier: [Placement], told: Told, isQuiet: Bool
    ) throws -> Placement {
        guard let index = groups.firstIndex(where: { $0.group.id == group }) else {
            throw DatabaseFault(.other, "an event in a group that is not locked")
        }
        groups[index].sequence += 1
        touched.insert(group)
        let placement = Placement(group: group, sequence: groups[index].sequence)
        let subject = news.subject
        let before = earlier.isEmpty ? nil : try StoredJSON.text(earlier)
        try connection.put(
            """
            INSERT INTO events (id, news_id, group_id, sequence, at, kind, subject, alert_id, message_id, body, earlier)
            VALUES (\(row), \(event), \(group), \(placement.sequence), \(now), \(news.kind), \(subject.kind.rawValue),
                    \(subject.id), \(news.message), \(body), \(before))
            """)
        if told != .nobody {
            try connection.put(
                """
                INSERT INTO audiences (event_id, told, is_quiet, at)
                VALUES (\(row), \(told.rawValue), \(isQuiet), \(now))
                """)
        }
        placements.append(placement)
        return placement
    }

    /// Puts an entry at the end of a chain of the register: of a group, or, where it concerns none, of a zone.
    mutating func register(
        _ kind: RegisterEntry.Kind, of subject: Subject, in chain: RegisterChain, message: MessageId?,
        content: RegisterContent
    ) throws {
        let last = try end(of: chain)
        let salt = surroundings.randomness.bytes(16)
        let digest = Digest.sha256(salt + content.canonical.bytes)
        let position = last.position + 1
        let form = RegisterEntry.Form(of: subject, in: chain)
        let canonical = RegisterEntry.canonical(
            form: form, chain: chain, position: position, at: now, kind: kind, subject: subject, message: message,
            digest: digest)
        let hash = Digest.sha256(last.hash + canonical.bytes)
        let tables = chain.tables
        try connection.put(
            """
            INSERT INTO \(sql: tables.entries) (\(sql: tables.owner), position, at, form, kind, subject,
                \(sql: tables.subjectId), message_id, digest, hash)
            VALUES (\(chain.owner), \(position), \(now), \(form.rawValue), \(kind.rawValue), \(subject.kind.rawValue),
                    \(subject.id), \(message), \(digest), \(hash))
            """)
        let text = try StoredJSON.text(content)
        try connection.put(
            """
            INSERT INTO \(sql: tables.contents) (\(sql: tables.owner), position, salt, content)
            VALUES (\(chain.owner), \(position), \(salt), \(text))
            """)
        advance(to: RegisterHead(chain: chain, position: position, hash: hash))
    }

    /// Where a chain ends, what was written just now included.
    private func end(of chain: RegisterChain) throws -> RegisterHead {
        switch chain {
        case .group(let group):
            if let locked = groups.first(where: { $0.group.id == group }) {
                return RegisterHead(chain: chain, position: locked.position, hash: locked.head)
            }
        case .zone(let zone):
            if let locked = zones.first(where: { $0.zone == zone }) {
                return RegisterHead(chain: chain, position: locked.position, hash: locked.head)
            }
        }
        throw DatabaseFault(.other, "an entry in a chain that is not locked")
    }

    private mutating func advance(to head: RegisterHead) {
        switch head.chain {
        case .group(let group):
            for index in groups.indices where groups[index].group.id == group {
                (groups[index].position, groups[index].head) = (head.position, head.hash)
            }
            touched.insert(group)
        case .zone(let zone):
            for index in zones.indices where zones[index].zone == zone {
                (zones[index].position, zones[index].head) = (head.position, head.hash)
            }
            touchedZones.insert(zone)
        }
    }

    /// Writes down how far each group and each chain has come. Called once, after everything else.
    ///
    /// - Parameter also: what else is set in the row of a group in which something was written: one statement for all.
    func close(also: ((GroupId) -> SQL)? = nil) throws {
        for locked in groups where touched.contains(locked.group.id) {
            let more: SQL = also.map { ", \(sql: $0(locked.group.id))" } ?? ""
            try connection.put(
                """
                UPDATE groups SET last_sequence = \(locked.sequence), register_position = \(locked.position),
                    register_hash = \(locked.head)\(sql: more)
                WHERE id = \(locked.group.id)
                """)
        }
        for locked in zones where touchedZones.contains(locked.zone) { try ZoneChainRows.save(locked, connection) }
    }
}
