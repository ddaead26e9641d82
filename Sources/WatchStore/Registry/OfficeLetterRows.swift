import Watch

/// Letters to those above groups, about as many groups as there are: while one has not gone out, what else its reader is to be
/// told of the same comes into it.
enum OfficeLetterRows {
    /// For how long a letter waits for others of its kind: so often is it looked who has nobody.
    static let gathering = Span.minutes(1)

    /// How many groups one letter is about; further ones come into another.
    static let most = 200

    /// Who can be written to above a group: the municipality where somebody holds that office, the foundation otherwise.
    static func readers(about group: Group, _ connection: any Connection) throws -> [PersonId] {
        if let municipality = group.municipality {
            let officials = try holders(of: Office(kind: .municipality, territory: municipality), connection)
            if !officials.isEmpty { return officials.filter(\.hasAddress).map(\.person) }
        }
        let country = group.jurisdiction.country
        return try holders(of: Office(kind: .foundation, territory: country), connection)
            .filter(\.hasAddress).map(\.person)
    }

    private static func holders(
        of office: Office, _ connection: any Connection
    ) throws -> [(person: PersonId, hasAddress: Bool)] {
        try connection.rows(
            """
            SELECT id, email FROM persons WHERE erased_at IS NULL AND id IN
                (SELECT person_id FROM offices
                 WHERE kind = \(office.kind.rawValue) AND territory = \(office.territory))
            ORDER BY id LIMIT \(50)
            """
        ).map { (try $0.id("id"), try $0.textIfPresent("email") != nil) }
    }

    /// A query for what was written to these people about a group: see `CareRows.letterColumns`.
    static func asking(about group: GroupId, to people: [PersonId]) throws -> SQL {
        // In a list of ids, as JSON has it, one stands in quotes.
        let named = "%\"\(group.text)\"%"
        return """
            SELECT \(sql: CareRows.letterColumns) FROM notices WHERE lane > 0 AND subject_id IN \(list: people)
            AND subject = \(Subject.Kind.office.rawValue) AND kind = \(Notice.Cause.warning.rawValue)
            AND about LIKE \(named)
            """
    }

    /// Those above a group are told of it: in the letter that waits for them, or in a new one.
    ///
    /// - Parameters:
    ///   - readers: as `readers` has them.
    ///   - news: of a new one.
    static func tell(
        _ cause: Notice.Cause, about group: Group, to readers: [PersonId], news: EventId, at now: Moment,
        _ dialect: Dialect, _ connection: any Connection
    ) throws {
        // Two servers that write to one person do so one after the other: else there would be two letters.
        let held: [PersonId] = try connection.rows(
            """
            SELECT id FROM persons WHERE id IN \(list: readers) AND erased_at IS NULL
            ORDER BY id \(sql: dialect.lockSuffix)
            """
        ).map { try $0.id("id") }
        for person in held where try !extend(cause, to: person, by: group.id, at: now, dialect, connection) {
            let letter = LetterNews(
                news: news, cause: cause, subject: Subject(kind: .office, id: Id(trusted: person.text)),
                group: group.id, about: [group.id], sequence: 1, at: now, due: now + gathering)
            try NoticeRows.write(letter, to: [person], connection)
        }
    }

    /// Whether there is a letter that has not gone out, which is about this group as well from now on. Who has taken it on to send
    /// it does not any more: they have read what it was about before.
    private static func extend(
        _ cause: Notice.Cause, to person: PersonId, by group: GroupId, at now: Moment, _ dialect: Dialect,
        _ connection: any Connection
    ) throws -> Bool {
        let row = try connection.first(
            """
            SELECT news_id, about FROM notices
            WHERE lane > 0 AND subject_id = \(person) AND subject = \(Subject.Kind.office.rawValue)
              AND person_id = \(person) AND kind = \(cause.rawValue) AND state = \(NoticeState.waiting.rawValue)
            ORDER BY at DESC, news_id DESC LIMIT 1 \(sql: dialect.lockSuffix)
            """)
        guard let row else { return false }
        var about: [GroupId] = try row.json("about")
        if !about.contains(group) {
            guard about.count < most else { return false }
            about.append(group)
        }
        try connection.put(
            """
            UPDATE notices SET about = \(try StoredJSON.text(about)), at = \(now), leased_until = 0
            WHERE news_id = \(try row.id("news_id", of: Event.self)) AND person_id = \(person)
            """)
        return true
    }
}
