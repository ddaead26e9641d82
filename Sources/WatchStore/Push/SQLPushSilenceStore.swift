import Watch

/// When devices are looked at of which nothing may have been heard, in the database.
public struct SQLPushSilenceStore: PushSilenceStore {
    private let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func meet(_ due: Due, news: EventId, at now: Moment) async throws {
        let id = PersonId(trusted: due.subject.id.text)
        let dialect = database.dialect
        try await database.change { connection in
            // Who is being erased at this moment takes their due with them.
            let held = try connection.first(PersonRows.holding(id, dialect)).map(PersonRows.person)
            guard try DueRows.isLeased(due, connection) else { return }
            guard let person = held else { return try PushSilenceRows.end(due, connection) }
            let devices = try connection.rows(PushDeviceRows.asking(for: [id])).map(PushDeviceRows.device)
            var ways: [Way] = []
            var group: GroupId?
            if devices.contains(where: { $0.isUnheard(at: now) }) {
                ways = try WayRows.ways(of: [person], connection)[id] ?? []
                group = try PushSilenceRows.group(heardBy: id, connection)
            }
            let silence = PushSilence(devices, ways: ways, hears: group != nil, at: now)
            guard let next = silence.next else { return try PushSilenceRows.end(due, connection) }
            if let group, try PushSilenceRows.tell(silence.toTell, at: now, connection) {
                try NoticeRows.withdraw(due.subject, connection)
                try NoticeRows.write(
                    LetterNews(news: news, cause: .silence, subject: due.subject, group: group, at: now), to: [id],
                    connection)
            }
            try DueRows.settle(due, again: next, connection)
        }
    }
}

/// Rows of when devices are looked at: one for whoever has any. It is put down after the devices, by everybody, so that two
/// changes never wait for each other crosswise.
enum PushSilenceRows {
    /// These people's devices are looked at from then on at the latest. Whoever has taken that on changes nothing any more.
    static func watch(_ people: [PersonId: Moment], _ connection: any Connection) throws {
        guard !people.isEmpty else { return }
        let rows = people.sorted { $0.key < $1.key }.map { person, moment -> SQL in
            let subject = Subject.devices(of: person)
            return "(\(subject.kind.rawValue), \(subject.id), \(Due.Kind.silence.rawValue), \(moment))"
        }
        try connection.put(
            """
            INSERT INTO schedule (subject, subject_id, due, at) VALUES \(sql: rows.joined(separator: ", "))
            ON CONFLICT (subject, subject_id) DO UPDATE SET leased_until = 0,
                at = CASE WHEN schedule.at < excluded.at THEN schedule.at ELSE excluded.at END
            """)
    }

    /// Devices of these people have been ended: it is looked at once whether there are any left, since a due without them goes.
    static func lookAgain(at people: some Sequence<PersonId>, _ connection: any Connection) throws {
        let people = Set(people).sorted()
        guard !people.isEmpty else { return }
        try connection.put(
            """
            UPDATE schedule SET at = 0, leased_until = 0
            WHERE subject = \(Subject.Kind.devices.rawValue) AND subject_id IN \(list: people)
            """)
    }

    /// Nothing is due any more, unless a device has come at this very moment.
    static func end(_ due: Due, _ connection: any Connection) throws {
        try connection.put("DELETE FROM schedule WHERE \(sql: DueRows.isTaken(due))")
    }

    /// Notes that the owner of these is told of their silence now. Of two servers that would at once, one does.
    ///
    /// - Returns: whether there was anything to note.
    static func tell(_ devices: [PushDeviceId], at now: Moment, _ connection: any Connection) throws -> Bool {
        guard !devices.isEmpty else { return false }
        let told = try connection.rows(
            """
            UPDATE push_devices SET silence_told_at = \(now)
            WHERE id IN \(list: devices) AND (silence_told_at IS NULL OR silence_told_at < \(now - PushRules.silencePause))
            RETURNING id
            """)
        return !told.isEmpty
    }

    /// A group through which somebody may be woken; nil where there is none.
    static func group(heardBy person: PersonId, _ connection: any Connection) throws -> GroupId? {
        let heard: [GroupId] = try connection.rows(HearingRows.asking(of: person)).map { try $0.id("group_id") }
        guard !heard.isEmpty else { return nil }
        let open = try connection.first(
            "SELECT id FROM groups WHERE id IN \(list: Set(heard).sorted()) AND closed_at IS NULL ORDER BY id LIMIT 1")
        return try open?.id("id")
    }
}

/// Devices from before it was looked whether anything is heard of them, and those that servers of before take in beside: they
/// are watched from here on.
struct CarriedPushDevices: CarriedDue {
    func isThere(at now: Moment, _ connection: any Connection) throws -> Bool {
        try connection.first("SELECT id FROM push_devices WHERE watched_at IS NULL LIMIT 1") != nil
    }

    func carry(at now: Moment, limit: Int, _ dialect: Dialect, _ connection: any Connection) throws -> Int {
        let taken = try connection.rows(
            """
            UPDATE push_devices SET watched_at = \(now) WHERE id IN
                (SELECT id FROM push_devices WHERE watched_at IS NULL ORDER BY person_id, id LIMIT \(Int64(limit))
                 \(sql: dialect.claimSuffix))
            RETURNING \(sql: PushDeviceRows.columns)
            """
        ).map(PushDeviceRows.device)
        try PushSilenceRows.watch(
            Dictionary(taken.map { ($0.person, $0.silentFrom) }, uniquingKeysWith: { min($0, $1) }), connection)
        return taken.count
    }
}
