import Watch

/// What is known when it is decided about notices: a few questions for all of them together, however many they are. What is
/// looked for by two columns is joined to a list of pairs: in `IN` a long one makes SQLite read the whole table.
struct NoticeScenes {
    let notices: [Notice]
    let now: Moment
    let localTime: any LocalTime
    let connection: any Connection

    /// In the order of the notices; without those whose person was erased.
    func scenes() throws -> [NoticeScene] {
        guard !notices.isEmpty else { return [] }
        let people = Array(Set(notices.map(\.key.person))).sorted()
        let ofAlerts = notices.filter { $0.kind != nil }
        let news = notices.filter(\.cause.isNews)
        let answers = try connection.rows(
            of: [
                "SELECT \(sql: PersonRows.columns) FROM persons WHERE id IN \(list: people) AND erased_at IS NULL",
                askingMembers,
                "SELECT \(sql: GroupRows.columns) FROM groups WHERE id IN \(list: Set(notices.map(\.group)).sorted())",
            ] + TestAlarmScenes.questions(about: notices) + AlertScenes.questions(about: ofAlerts))
        let persons = try answers[0].map(PersonRows.person).keyed(by: \.id)
        let members = try answers[1].map(MemberRows.member).keyed { Place(group: $0.group, person: $0.person) }
        let groups = try answers[2].map(GroupRows.group).keyed(by: \.id)
        let tests = try TestAlarmScenes(of: notices, answers: Array(answers.dropFirst(3)))
        let alerts = try AlertScenes(answers: Array(answers.dropFirst(3 + tests.questions)))
        let letters = LetterScenes(now: now, connection: connection)
        let ways = news.isEmpty ? [:] : try WayRows.ways(of: Array(persons.values), connection)
        let muted = news.filter { members[Place(group: $0.group, person: $0.key.person)]?.isMuted == true }
        let choices = try ChoiceScenes(
            of: news, muted: Set(muted.map(\.key)), at: now, localTime, connection)
        return try notices.compactMap { notice in
            guard let person = persons[notice.key.person], let group = groups[notice.group] else { return nil }
            let member = members[Place(group: group.id, person: person.id)]
            if case .alert(let news) = notice.cause {
                guard let matter = alerts.matter(of: notice, news) else { return nil }
                return NoticeScene(
                    notice: notice, group: group, person: person, member: member,
                    isOfficer: group.zone.map { alerts.isOfficer(person.id, of: $0) } ?? false,
                    matter: .alert(matter), ways: ways[person.id] ?? [],
                    choice: choices.choice(of: notice, in: group))
            }
            if notice.cause == .testAlarm {
                return NoticeScene(
                    notice: notice, group: group, person: person, member: member,
                    matter: .testAlarm(isSeen: tests.isSeen(notice)), ways: ways[person.id] ?? [],
                    choice: choices.choice(of: notice, in: group))
            }
            let letter = try letters.letter(notice, in: group, to: person, member)
            return NoticeScene(
                notice: notice, group: group, person: person, member: member, matter: .letter(letter.content),
                ways: letter.address.map { [Way(channel: .mail, address: $0, capability: "")] } ?? [])
        }
    }

    private struct Place: Hashable {
        let group: GroupId
        let person: PersonId
    }

    private var askingMembers: SQL {
        let places = Set(notices.map { Place(group: $0.group, person: $0.key.person) })
            .sorted { ($0.group, $0.person) < ($1.group, $1.person) }
            .map { place -> SQL in "(\(place.group), \(place.person))" }
        return """
            WITH k (place, person) AS (VALUES \(sql: places.joined(separator: ", ")))
            SELECT \(sql: MemberRows.columnsOfM) FROM k JOIN members m ON m.group_id = k.place AND m.person_id = k.person
            """
    }

    /// Whether a page has shown a notice `n` to whom it is for, in whichever of their groups.
    static let isSeen: SQL =
        """
        (EXISTS (SELECT 1 FROM receipts r WHERE r.event_id = n.news_id AND r.person_id = n.person_id)
         OR EXISTS (SELECT 1 FROM events e JOIN receipts r ON r.event_id = e.id
                    WHERE e.group_id = n.group_id AND e.sequence = n.sequence AND r.person_id = n.person_id))
        """
}

extension Sequence {
    /// By what each is found.
    func keyed<Key: Hashable>(by key: (Element) -> Key) -> [Key: Element] {
        Dictionary(map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    }
}
