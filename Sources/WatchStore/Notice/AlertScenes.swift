import Watch

/// What is known of alerts when it is decided about notices of their news.
struct AlertScenes {
    private let offices: Set<Post>
    private let alerts: [AlertId: Alert]
    private let messages: [Placement: Message]
    private let states: [Notice.Key: State]

    /// What is asked to know it, together with whatever else is asked.
    ///
    /// - Parameter notices: of alerts alone; where there are none, nothing is asked.
    static func questions(about notices: [Notice]) -> [SQL] {
        guard !notices.isEmpty else { return [] }
        let people = Array(Set(notices.map(\.key.person))).sorted()
        return [
            "SELECT person_id, territory FROM offices WHERE kind = 'police' AND person_id IN \(list: people)",
            "SELECT body FROM alerts WHERE id IN \(list: Set(notices.compactMap(\.subject.alert)).sorted())",
            askingMessages(of: notices), askingStates(of: notices),
        ]
    }

    /// - Parameter answers: one for each of the questions.
    init(answers: [[Row]]) throws {
        guard answers.count == 4 else {
            (offices, alerts, messages, states) = ([], [:], [:], [:])
            return
        }
        offices = Set(try answers[0].map { Post(person: try $0.id("person_id"), zone: try $0.text("territory")) })
        alerts = try answers[1].map { row -> Alert in try row.json("body") }.keyed(by: \.id)
        messages = Dictionary(
            try answers[2].map {
                (
                    Placement(group: try $0.id("group_id"), sequence: try $0.integer("sequence")),
                    try AlertRows.message($0)
                )
            }, uniquingKeysWith: { first, _ in first })
        states = try answers[3].map(State.init).keyed(by: \.key)
    }

    /// Whether somebody holds the office of the police of a zone.
    func isOfficer(_ person: PersonId, of zone: String) -> Bool { offices.contains(Post(person: person, zone: zone)) }

    /// Nil where nothing is known of the alert any more.
    func matter(of notice: Notice, _ news: Notice.Kind) -> AlertMatter? {
        guard let alert = notice.subject.alert.flatMap({ alerts[$0] }), let state = states[notice.key] else {
            return nil
        }
        return AlertMatter(
            news: news, alert: alert,
            message: messages[Placement(group: notice.group, sequence: notice.sequence)], isSeen: state.isSeen,
            isToldBefore: state.isToldBefore, isBehind: state.isBehind)
    }

    private struct Post: Hashable {
        let person: PersonId
        let zone: String
    }

    /// What is known of a notice itself.
    private struct State {
        let key: Notice.Key
        let isSeen: Bool
        let isToldBefore: Bool
        let isBehind: Bool

        init(_ row: Row) throws {
            key = try NoticeRows.key(row)
            isSeen = try row.boolean("is_seen")
            isToldBefore = try row.boolean("is_told")
            isBehind = try row.boolean("is_behind")
        }
    }

    private static func askingMessages(of notices: [Notice]) -> SQL {
        let events = Set(notices.map { Placement(group: $0.group, sequence: $0.sequence) })
            .sorted { ($0.group, $0.sequence) < ($1.group, $1.sequence) }
            .map { event -> SQL in "(\(event.group), \(event.sequence))" }
        return """
            WITH k (place, sequence) AS (VALUES \(sql: events.joined(separator: ", ")))
            SELECT e.group_id, e.sequence, m.body, m.is_retracted
            FROM k JOIN events e ON e.group_id = k.place AND e.sequence = k.sequence JOIN messages m ON m.id = e.message_id
            """
    }

    /// An alarm follows nothing: what was told before is looked for where it counts. What a channel has taken keeps nothing
    /// waiting but what that channel, too, is done with: letters come in their order.
    private static func askingStates(of notices: [Notice]) -> SQL {
        """
        WITH k (news, person) AS (VALUES \(sql: NoticeRows.values(of: notices.map(\.key))))
        SELECT n.news_id, n.person_id, \(sql: NoticeScenes.isSeen) AS is_seen,
            n.kind NOT IN \(list: Notice.Kind.allCases.filter { !$0.follows }.map(\.rawValue)) AND (
                EXISTS (SELECT 1 FROM notices o WHERE o.person_id = n.person_id AND o.subject_id = n.subject_id
                        AND o.news_id <> n.news_id AND \(sql: NoticeRows.hasTold))
                OR \(sql: NoticeRows.isToldByPage("n.person_id", of: "n.subject_id"))) AS is_told,
            EXISTS (SELECT 1 FROM notices o WHERE o.person_id = n.person_id AND o.subject_id = n.subject_id
                    AND o.due_at IS NOT NULL AND (o.taken_by IS NULL OR n.past <> '') AND (o.at, o.sequence, o.news_id) < (n.at, n.sequence, n.news_id))
                AS is_behind
        FROM k JOIN notices n ON n.news_id = k.news AND n.person_id = k.person
        """
    }
}
