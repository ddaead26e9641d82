import Watch

/// Tests of groups' alarms in the database.
public struct SQLTestAlarmStore: TestAlarmStore {
    private let database: any Database
    private let surroundings: Surroundings

    public init(database: any Database, surroundings: Surroundings) {
        self.database = database
        self.surroundings = surroundings
    }

    public func send(
        _ id: TestAlarmId, in group: GroupId, by person: PersonId, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (TestAlarmRules.Scene) throws(Refusal) -> Void
    ) async throws -> (test: TestAlarm, events: [Placement]) {
        try await database.change { connection in
            guard let locked = try GroupRows.lock(group, database.dialect, connection) else { throw Refusal(.notFound) }
            try PersonRows.hold(person, database.dialect, connection)
            let member = try MemberRows.member(of: person, in: group, connection)
            let actor = try HearingRules.actor(
                person, member: member, offices: try MemberRows.offices(of: person, connection), group: locked.group)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
            if let answer = begun.answer {
                guard let sent = try TestAlarmRows.test(TestAlarmId(trusted: answer.subject), connection) else {
                    throw DatabaseFault(.other, "a test that was sent has vanished")
                }
                return (sent, [])
            }
            let scene = TestAlarmRules.Scene(
                group: locked.group, actor: actor, member: member, last: try TestAlarmRows.last(of: group, connection))
            try begun.decide { () throws(Refusal) in try decide(scene) }
            var ledger = EventLedger(groups: [locked], at: now, surroundings: surroundings, connection)
            let told = try ledger.announce(
                .testAlarm(TestAlarmNews(testAlarm: id)), in: [group], told: .members, isQuiet: false)
            try ledger.close()
            guard let place = told.placements.first else { throw DatabaseFault(.other, "a test that stands nowhere") }
            let test = TestAlarm(
                id: id, group: group, event: told.event, sequence: place.sequence, sentAt: now)
            try connection.put(
                """
                INSERT INTO test_alarms (id, group_id, event_id, sequence, sent_at)
                VALUES (\(id), \(group), \(test.event), \(test.sequence), \(now))
                """)
            try DueRows.put(.testAlarm(id), .forgetting, at: now + TestAlarmRules.memory, connection)
            try IdempotencyKeys.end(request, by: person, subject: id.text, connection)
            return (test, told.placements)
        }
    }

    public func tests(of group: GroupId, limit: Int) async throws -> [TestedAlarm] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT \(sql: TestAlarmRows.columns), reach FROM test_alarms WHERE group_id = \(group)
                ORDER BY sent_at DESC, id DESC LIMIT \(Int64(limit))
                """
            ).map { row in
                let test = try TestAlarmRows.test(row)
                return TestedAlarm(test, reach: try TestAlarmRows.reach(of: test, row, connection))
            }
        }
    }

    public func last(of group: GroupId) async throws -> TestAlarm? {
        try await database.look { try TestAlarmRows.last(of: group, $0) }
    }

    public func retire(_ due: Due, at now: Moment) async throws {
        guard let id = due.subject.testAlarm else { return }
        try await database.change { connection in
            guard let test = try TestAlarmRows.test(id, connection),
                try GroupRows.lock(test.group, database.dialect, connection) != nil
            else { return try DueRows.drop(due.subject, connection) }
            guard try DueRows.isLeased(due, connection) else { return }
            // First what may be counted, then who was told.
            let kept = try TestAlarmRows.kept(
                try ReachRows.reach(of: TestAlarmRows.telling(test), without: nil, connection))
            try connection.put("UPDATE test_alarms SET reach = \(kept) WHERE id = \(id)")
            try connection.put("DELETE FROM receipts WHERE event_id = \(test.event)")
            try connection.put("DELETE FROM audiences WHERE event_id = \(test.event)")
            try NoticeRows.erase(due.subject, database.dialect, connection)
            try DueRows.drop(due.subject, connection)
        }
    }
}

extension Due.Kind {
    /// Who was told of a test is forgotten.
    static let forgetting = Due.Kind(rawValue: "forgetting")
}
