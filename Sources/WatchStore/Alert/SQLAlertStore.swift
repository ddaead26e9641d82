import Watch

/// Alerts in the database: what changes them. `SQLAlertStore+Reading` looks them up.
public struct SQLAlertStore: AlertStore {
    let database: any Database
    let surroundings: Surroundings

    public init(database: any Database, surroundings: Surroundings) {
        self.database = database
        self.surroundings = surroundings
    }

    public func share(
        in group: GroupId, by person: PersonId, looksAround: Bool, travel: Travel, at now: Moment,
        request: RequestKey?, decide: @escaping @Sendable (ShareScene) throws(Refusal) -> ShareDecision
    ) async throws -> AlertOutcome {
        do {
            return try await tryShare(
                in: group, by: person, looksAround: looksAround, travel: travel, at: now, request: request,
                decide: decide)
        } catch let said as SaidBefore {
            return AlertOutcome(alert: said.alert, message: nil, events: [], isReplay: false, isSaidBefore: true)
        }
    }

    /// Nothing is saved, not even the request's key: who is told so may still want to share it separately.
    private struct SaidBefore: Error { let alert: AlertId }

    private func tryShare(
        in group: GroupId, by person: PersonId, looksAround: Bool, travel: Travel, at now: Moment,
        request: RequestKey?, decide: @escaping @Sendable (ShareScene) throws(Refusal) -> ShareDecision
    ) async throws -> AlertOutcome {
        try await database.change { connection in
            // Asked in one breath, the locks first: what comes after them is the truth.
            let answers = try connection.rows(of: [
                GroupRows.locking(all: LinkRows.within(reachOf: travel, from: group), database.dialect),
                MemberRows.asking(for: person, in: group),
                MemberRows.askingOffices(of: person),
                PersonRows.holding(person, database.dialect), askingReports(of: person, at: now),
                looksAround ? asking(around: group, for: person) : "SELECT '' AS body WHERE FALSE",
            ])
            let groups = try answers[0].map(GroupRows.locked)
            guard let home = groups.first(where: { $0.group.id == group })?.group,
                let reporter = try answers[3].first.map(PersonRows.person)
            else { throw Refusal(.notFound) }
            let actor = try HearingRules.actor(
                person, member: try answers[1].first.map(MemberRows.member),
                offices: try answers[2].map(MemberRows.office), group: home)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
            if let answer = begun.answer {
                return AlertOutcome(
                    alert: AlertId(trusted: answer.subject), message: answer.message, events: [], isReplay: true)
            }
            let scene = ShareScene(
                group: home, actor: actor, firstName: reporter.firstName,
                open: try answers[5].map { try $0.json("body") },
                recentReports: try answers[4].first?.integer("reports") ?? 0,
                // What was linked when the locks were asked for may have come apart since: asked again.
                network: try LinkRows.network(groups.map(\.group), connection))
            let decision = try begun.decide { () throws(Refusal) in try decide(scene) }
            let change: AlertChange
            switch decision {
            case .share(let decided): change = decided
            case .saidBefore(let alert): throw SaidBefore(alert: alert)
            }
            var ledger = AlertLedger(
                groups: groups, reached: [], home: group, at: now, surroundings: surroundings, database.dialect,
                connection)
            let events = try ledger.save(change)
            try IdempotencyKeys.end(
                request, by: person, subject: change.alert.id.text, message: change.message, connection)
            return AlertOutcome(
                alert: change.alert.id, message: change.message, events: events, isReplay: false,
                shared: .init(alert: change.alert, audience: actor.capacity))
        }
    }

    public func change(
        _ subject: AlertSubject, by person: PersonId?, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (AlertScene) throws(Refusal) -> AlertChange
    ) async throws -> AlertOutcome {
        // Somebody may send it on to one more group after it was asked which have it, and before they are locked. That
        // group's lock is then not taken out of turn: it is all begun again. Each time it has come to one more group.
        for _ in 0..<8 {
            do {
                return try await tryChange(subject, by: person, at: now, request: request, decide: decide)
            } catch is WentOn {}
        }
        throw Refusal(.unavailable)
    }

    /// The alert has reached a group whose lock is not held.
    private struct WentOn: Error {}

    private func tryChange(
        _ subject: AlertSubject, by person: PersonId?, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (AlertScene) throws(Refusal) -> AlertChange
    ) async throws -> AlertOutcome {
        try await database.change { connection in
            guard let id = try AlertRows.find(subject, connection) else { throw Refusal(.notFound) }
            var wanted: SQL = "SELECT group_id FROM alert_groups WHERE alert_id = \(id)"
            if case .forwarding = subject { wanted = LinkRows.around(id) }
            let answers = try connection.rows(of: [
                GroupRows.locking(all: wanted, database.dialect), AlertRows.askingPlaces(of: id),
                person.map { PersonRows.holding($0, database.dialect) } ?? "SELECT 1 AS id",
            ])
            let groups = try answers[0].map(GroupRows.locked)
            let stops = try answers[1].map(AlertRows.Stop.init)
            guard Set(stops.map(\.group)).isSubset(of: groups.map(\.group.id)) else { throw WentOn() }
            guard !answers[2].isEmpty else { throw Refusal(.notFound) }
            // Only under the lock is what we read the truth.
            if case .due(let due) = subject, try !DueRows.isLeased(due, connection) {
                return AlertOutcome(alert: id, message: nil, events: [], isReplay: false)
            }
            guard let alert = try AlertRows.alert(id, connection),
                let home = groups.first(where: { $0.group.id == alert.group })?.group
            else { throw Refusal(.notFound) }
            let scene = try scene(
                alert, in: home, subject, by: person, stops, among: groups.map(\.group), at: now, connection)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
            if let answer = begun.answer {
                return AlertOutcome(alert: id, message: answer.message, events: [], isReplay: true)
            }
            let change = try begun.decide { () throws(Refusal) in try decide(scene) }
            var ledger = AlertLedger(
                groups: groups, reached: stops, home: home.id, at: now, surroundings: surroundings, database.dialect,
                connection)
            let events = try ledger.save(change)
            if let person {
                try IdempotencyKeys.end(request, by: person, subject: id.text, message: change.message, connection)
            }
            return AlertOutcome(alert: id, message: change.message, events: events, isReplay: false)
        }
    }

    public func receive(
        _ events: [EventId], by person: PersonId, channel: NoticeChannel, at now: Moment
    ) async throws -> [GrownReach] {
        guard !events.isEmpty else { return [] }
        return try await database.change { connection in
            try ReceiptRows.keep(Set(events), by: person, channel: channel, at: now, connection)
        }
    }

    public func remember(at now: Moment, limit: Int) async throws -> Int {
        let forgotten: SQL =
            """
            SELECT a.id FROM alerts a
            WHERE a.is_open = TRUE
              AND NOT EXISTS (SELECT 1 FROM schedule s WHERE s.subject = 'alert' AND s.subject_id = a.id)
              AND NOT EXISTS (SELECT 1 FROM dues d WHERE d.alert_id = a.id)
            ORDER BY a.id LIMIT \(limit)
            """
        // Looking costs nothing, a write takes the one writer: there is hardly ever one.
        let found: [AlertId] = try await database.look { connection in
            try connection.rows(forgotten).map { try $0.id("id") }
        }
        guard !found.isEmpty else { return 0 }
        return try await database.change { connection in
            try connection.rows(
                """
                INSERT INTO schedule (subject, subject_id, due, at)
                SELECT 'alert', id, CAST(\(AlertDue.quiet.rawValue) AS TEXT), CAST(\(now) AS BIGINT) FROM alerts
                WHERE is_open = TRUE AND id IN \(list: found)
                ON CONFLICT DO NOTHING RETURNING subject_id
                """
            ).count
        }
    }

    // MARK: scenes

    private func scene(
        _ alert: Alert, in home: Group, _ subject: AlertSubject, by person: PersonId?, _ stops: [AlertRows.Stop],
        among groups: [Group], at now: Moment, _ connection: any Connection
    ) throws -> AlertScene {
        var message: Message?
        if case .message(let id) = subject {
            message = try connection.first("SELECT body, is_retracted FROM messages WHERE id = \(id)")
                .map(AlertRows.message)
        }
        guard let person else {
            return AlertScene(
                group: home, alert: alert, actor: nil, firstName: nil, message: message, recentReactions: 0)
        }
        guard let place = try AlertRows.hearing(of: person, alert, in: stops, at: now, connection) else {
            if let absence = try AlertRows.absence(of: person, from: alert, in: stops, at: now, connection) {
                return AlertScene(
                    group: home, alert: alert, actor: Actor(person: person, capacity: .neighbour, isFormer: true),
                    firstName: try MemberRows.firstName(person, connection), message: message, recentReactions: 0,
                    recentTurns: try recentActs(of: person, on: alert, at: now, connection).turns,
                    absence: absence.why)
            }
            // Who is suspended may know so; everybody else learns nothing, not even that there is such an alert.
            let own = try MemberRows.member(of: person, in: home.id, connection)
            throw own?.standing == .suspended ? Refusal(.memberSuspended) : Refusal(.notFound)
        }
        let recent = try recentActs(of: person, on: alert, at: now, connection)
        return AlertScene(
            group: home, alert: alert,
            actor: Actor(person: person, capacity: place.hearing.audience, asMember: place.hearing.asMember),
            firstName: try MemberRows.firstName(person, connection), message: message,
            recentReactions: recent.reactions, recentCorrections: recent.corrections, recentTurns: recent.turns,
            forwarding: try forwarding(subject, by: person, stops, among: groups, connection))
    }

    private func forwarding(
        _ subject: AlertSubject, by person: PersonId, _ stops: [AlertRows.Stop], among groups: [Group],
        _ connection: any Connection
    ) throws -> ForwardScene? {
        guard case .forwarding(let alert) = subject else { return nil }
        return try LinkRows.forwarding(of: alert, by: person, places: stops, among: groups, connection)
    }

    /// The open alerts that somebody may see from a group: those that have reached it or a group linked with it that they
    /// hear as well, as a member or as an officer of its zone.
    func asking(around group: GroupId, for person: PersonId) -> SQL {
        """
        SELECT body FROM alerts WHERE is_open = TRUE AND id IN (
            SELECT alert_id FROM alert_groups WHERE is_open = TRUE AND group_id IN (
                SELECT CAST(\(group) AS TEXT)
                UNION SELECT l.other_id FROM \(sql: LinkRows.ways) l
                JOIN (\(sql: HearingRows.asking(of: person))) h ON h.group_id = l.other_id
                WHERE l.group_id = \(group) AND l.state = 'linked'))
        ORDER BY shared_at DESC, id DESC LIMIT 50
        """
    }

    private func askingReports(of person: PersonId, at now: Moment) -> SQL {
        """
        SELECT COUNT(*) AS reports FROM alerts
        WHERE reporter_id = \(person) AND shared_at > \(now - .hours(1))
        """
    }

    /// What there is a limit for: counted in one question.
    private func recentActs(
        of person: PersonId, on alert: Alert, at now: Moment, _ connection: any Connection
    ) throws -> (reactions: Int, corrections: Int, turns: Int) {
        let turns = [AlertNews.Kind.alertReopened, .alertHeld].map(\.rawValue)
        let row = try connection.first(
            """
            SELECT COUNT(CASE WHEN kind IN \(list: Message.Kind.reactions.map(\.rawValue))
                               AND at > \(now - .minutes(1)) THEN 1 END) AS reactions,
                COUNT(CASE WHEN kind = \(Message.Kind.correction.rawValue) THEN 1 END) AS corrections,
                (SELECT COUNT(*) FROM events WHERE alert_id = \(alert.id) AND kind IN \(list: turns)
                    AND group_id = \(alert.group) AND at > \(now - .hours(1))) AS turns
            FROM messages WHERE author_id = \(person) AND at > \(now - .hours(1))
            """)
        guard let row else { return (0, 0, 0) }
        return (
            try row.integer("reactions", as: Int.self), try row.integer("corrections", as: Int.self),
            try row.integer("turns", as: Int.self)
        )
    }
}
