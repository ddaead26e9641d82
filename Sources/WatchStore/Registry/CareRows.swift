import Watch

/// Rows from which it is decided what is due for a group in the registry, and the letters that come of it.
enum CareRows {
    /// What is known of it; nil for a group that stands nowhere in the registry.
    static func scene(of group: Group, _ connection: any Connection) throws -> CareScene? {
        let row = try connection.first(
            """
            SELECT \(sql: RegistrationRows.columns), \(sql: RegistrationRows.living)
            FROM registrations JOIN groups g ON g.id = group_id WHERE group_id = \(group.id)
            """)
        guard let row else { return nil }
        let registration = try RegistrationRows.registration(row)
        let (asked, signs) = try RegistrationRows.living(row)
        let isSilent = registration.standing == .silent
        let readers =
            isSilent
            ? try OfficeLetterRows.readers(about: group, connection) : try coordinators(of: group.id, connection)
        let letters =
            isSilent
            ? try OfficeLetterRows.asking(about: group.id, to: readers) : reminders(about: group.id)
        return CareScene(
            group: group, registration: registration, asked: asked, signs: signs, readers: readers,
            letters: try connection.rows(letters).compactMap(letter))
    }

    /// Who can be asked whether all is still right with a group: coordinators with an address, stand-ins too.
    private static func coordinators(of group: GroupId, _ connection: any Connection) throws -> [PersonId] {
        try connection.rows(
            """
            SELECT id FROM persons WHERE erased_at IS NULL AND email IS NOT NULL AND id IN
                (SELECT person_id FROM members WHERE group_id = \(group)
                 AND standing = \(Member.Standing.approved.rawValue)
                 AND role = \(Member.Role.coordinator.rawValue))
            ORDER BY id LIMIT \(50)
            """
        ).map { try $0.id("id") }
    }

    /// What is read of a letter.
    static let letterColumns: SQL = "kind, sequence, at, state, reason, sent_at"

    private static func reminders(about group: GroupId) -> SQL {
        """
        SELECT \(sql: letterColumns) FROM notices WHERE lane > 0 AND subject_id = \(group)
        AND subject = \(Subject.Kind.registration.rawValue) AND kind = \(Notice.Cause.reminder.rawValue)
        """
    }

    /// Nil for a letter that nothing is decided by.
    private static func letter(_ row: Row) throws -> CareLetter? {
        let kinds: [Notice.Cause: RegistrationDue.Kind] = [.reminder: .reminder, .warning: .warning]
        guard let kind = Notice.Cause(rawValue: try row.text("kind")).flatMap({ kinds[$0] }) else { return nil }
        let written = try row.moment("at")
        let sent = try row.integerIfPresent("sent_at").map { Moment(milliseconds: $0) }
        // One that came back was on its way: it counts like any that was not read.
        let isBack = try row.textIfPresent("reason") == NoticeReason.bounces.rawValue
        let fate: CareLetter.Fate =
            switch try row.named("state", as: NoticeState.self) {
            case .waiting, .sending: .waiting
            case .sent: .sent(at: sent ?? written)
            case .dropped: isBack && sent != nil ? .sent(at: sent ?? written) : .lost(at: sent ?? written)
            }
        return CareLetter(kind, number: try row.integer("sequence"), at: written, fate: fate)
    }

    /// Writes the letter that is due, to everybody who is to have it (`CareScene.readers`).
    static func write(
        _ kind: RegistrationDue.Kind, number: Int, about group: Group, to readers: [PersonId], news: EventId,
        at now: Moment, _ dialect: Dialect, _ connection: any Connection
    ) throws {
        guard kind == .reminder else {
            return try OfficeLetterRows.tell(
                .warning, about: group, to: readers, news: news, at: now, dialect, connection)
        }
        let subject = Subject.group(group.id, .registration)
        let letter = LetterNews(
            news: news, cause: .reminder, subject: subject, group: group.id, sequence: Int64(number), at: now)
        try NoticeRows.write(letter, to: readers, connection)
    }
}
