import Watch

/// What these people chose, as it is asked of notices: two questions for all of them, and two more where somebody wants to hear
/// less of a group and may hear of the same through another.
struct ChoiceScenes {
    private let choices: [PersonId: Choices]
    private let elsewhere: [Notice.Key: [NoticeChoice.Place]]
    private let now: Moment
    private let localTime: any LocalTime

    /// - Parameters:
    ///   - notices: of alerts alone; where there are none, nothing is asked.
    ///   - muted: the notices that go through a group which their person has muted.
    init(
        of notices: [Notice], muted: Set<Notice.Key>, at now: Moment, _ localTime: any LocalTime,
        _ connection: any Connection
    ) throws {
        let people = Set(notices.map(\.key.person)).sorted()
        choices = try people.isEmpty ? [:] : ChoiceRows.choices(connection.rows(of: ChoiceRows.asking(for: people)))
        self.now = now
        self.localTime = localTime
        let chosen = choices
        let limited = notices.filter { notice in
            muted.contains(notice.key) || chosen[notice.key.person]?.groups[notice.group] != nil
        }
        elsewhere = try ChoiceScenes.elsewhere(of: limited, chosen, connection)
    }

    func choice(of notice: Notice, in group: Group) -> NoticeChoice {
        let own = choices[notice.key.person] ?? Choices()
        let places = elsewhere[notice.key] ?? []
        // Where nobody has chosen hours, nobody looks at a clock.
        let hasHours = own.groups.values.contains { $0.quietHours != nil }
        return NoticeChoice(
            stop: own.stop, choices: own.choices(in: group.id),
            minuteOfDay: hasHours ? localTime.minuteOfDay(now, zone: group.jurisdiction.timeZone) : 12 * 60,
            elsewhere: places)
    }

    /// The other groups in which somebody has heard the same.
    private static func elsewhere(
        of notices: [Notice], _ choices: [PersonId: Choices], _ connection: any Connection
    ) throws -> [Notice.Key: [NoticeChoice.Place]] {
        guard !notices.isEmpty else { return [:] }
        let pairs = Set(notices.map { Pair(subject: $0.subject.id, person: $0.key.person) })
            .sorted { ($0.subject, $0.person) < ($1.subject, $1.person) }
            .map { pair -> SQL in "(\(pair.subject), \(pair.person))" }
        let rows = try connection.rows(
            """
            WITH k (alert, person) AS (VALUES \(sql: pairs.joined(separator: ", ")))
            SELECT k.alert, \(sql: MemberRows.columnsOfM) FROM k JOIN alert_groups g ON g.alert_id = k.alert
                JOIN members m ON m.group_id = g.group_id AND m.person_id = k.person
                    AND m.standing = \(Member.Standing.approved.rawValue) AND m.joined_sequence <= g.sequence
            """)
        let found = try rows.map { (alert: try $0.id("alert", of: Subject.self), member: try MemberRows.member($0)) }
        let ids = Set(found.map(\.member.group)).subtracting(notices.count == 1 ? [notices[0].group] : [])
        guard !ids.isEmpty else { return [:] }
        let groups = try connection.rows(
            "SELECT \(sql: GroupRows.columns) FROM groups WHERE id IN \(list: ids.sorted())"
        ).map(GroupRows.group).keyed(by: \.id)
        var places: [Notice.Key: [NoticeChoice.Place]] = [:]
        for notice in notices {
            for (alert, member) in found
            where alert == notice.subject.id && member.person == notice.key.person && member.group != notice.group {
                guard let group = groups[member.group] else { continue }
                let own = choices[member.person] ?? Choices()
                places[notice.key, default: []].append(
                    NoticeChoice.Place(group: group, member: member, choices: own.choices(in: group.id)))
            }
        }
        return places
    }

    private struct Pair: Hashable {
        let subject: Id<Subject>
        let person: PersonId
    }
}
