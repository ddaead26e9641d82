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
                MemberRows.askingName(of: person), askingReports(of: person, at: now),
                looksAround ? asking(around: group, for: person) : "SELECT body FROM alerts WHERE FALSE",
            ])
            let groups = try answers[0].map(GroupRows.locked)
            guard let home = groups.first(where: { $0.group.id == group })?.group else { throw Refusal(.notFound) }
            let actor = try MemberRules.actor(
                person, member: try answers[1].first.map(MemberRows.member),
                offices: try answers[2].map(MemberRows.office), group: home)
            let begun = try RequestBook.begin(request, by: person, at: now, connection)
            if let answer = begun.answer {
                return AlertOutcome(
                    alert: AlertId(trusted: answer.subject), message: answer.message, events: [], isReplay: true)
            }
            let scene = ShareScene(
                group: home, actor: actor, firstName: try answers[3].first?.text("first_name") ?? "",
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
                groups: groups, reached: [], home: group, at: now, surroundings: surroundings, connection)
            let events = try ledger.save(change)
            try RequestBook.end(
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
            ])
            let groups = try answers[0].map(GroupRows.locked)
            let stops = try answers[1].map(AlertRows.Stop.init)
            guard Set(stops.map(\.group)).isSubset(of: groups.map(\.group.id)) else { throw WentOn() }
            // Only under the lock is what we read the truth.
            if case .due(let item) = subject, try !AlertRows.isLeased(item, connection) {
                return AlertOutcome(alert: id, message: nil, events: [], isReplay: false)
            }
            guard let alert = try AlertRows.alert(id, connection),
                let home = groups.first(where: { $0.group.id == alert.group })?.group
            else { throw Refusal(.notFound) }
            let scene = try scene(
                alert, in: home, subject, by: person, stops, among: groups.map(\.group), at: now, connection)
            let begun = try RequestBook.begin(request, by: person, at: now, connection)
            if let answer = begun.answer {
                return AlertOutcome(alert: id, message: answer.message, events: [], isReplay: true)
            }
            let change = try begun.decide { () throws(Refusal) in try decide(scene) }
            var ledger = AlertLedger(
                groups: groups, reached: stops, home: home.id, at: now, surroundings: surroundings, connection)
            let events = try ledger.save(change)
            if let person {
                try RequestBook.end(request, by: person, subject: id.text, message: change.message, connection)
            }
            return AlertOutcome(alert: id, message: change.message, events: events, isReplay: false)
        }
    }

    public func receive(
        _ event: EventId, by person: PersonId, channel: NoticeChannel, at now: Moment
    ) async throws -> GrownReach? {
        try await database.change { connection in
            let isFirst =
                try connection.first(
                    """
                    INSERT INTO receipts (event_id, person_id, channel, at)
                    VALUES (\(event), \(person), \(channel.rawValue), \(now))
                    ON CONFLICT DO NOTHING RETURNING at
                    """) != nil
            guard isFirst else { return nil }
            return try connection.first(
                """
                SELECT a.id, a.group_id FROM events e JOIN alerts a ON a.id = e.alert_id
                WHERE e.id = \(event) AND e.kind IN \(list: AlertNews.Kind.tellings.map(\.rawValue))
                """
            ).map { GrownReach(alert: try $0.id("id"), home: try $0.id("group_id")) }
        }
    }

    public func claimDue(at now: Moment, lease: Span, limit: Int) async throws -> [DueAlert] {
        let suffix = database.dialect.claimSuffix
        // Looking costs nothing, a write takes the one writer: only claim when there is something.
        let isAnyDue = try await database.look { connection in
            try connection.first(
                "SELECT alert_id FROM dues WHERE at <= \(now) AND leased_until <= \(now) LIMIT 1") != nil
        }
        guard isAnyDue else { return [] }
        return try await database.change { connection in
            try connection.rows(
                """
                UPDATE dues SET leased_until = \(now + lease)
                WHERE alert_id IN (SELECT alert_id FROM dues WHERE at <= \(now) AND leased_until <= \(now)
                                   ORDER BY at LIMIT \(limit) \(sql: suffix))
                RETURNING alert_id, due
                """
            ).map { row in
                DueAlert(alert: try row.id("alert_id"), due: try row.named("due"), leasedUntil: now + lease)
            }
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
            // Who is suspended may know so; everybody else learns nothing, not even that there is such an alert.
            let own = try MemberRows.member(of: person, in: home.id, connection)
            throw own?.standing == .suspended ? Refusal(.memberSuspended) : Refusal(.notFound)
        }
        let recent = try recentActs(of: person, on: alert, at: now, connection)
        return AlertScene(
            group: home, alert: alert, actor: Actor(person: person, capacity: place.hearing.audience),
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
                UNION SELECT m.group_id FROM \(sql: LinkRows.linked) l JOIN members m ON m.group_id = l.other_id
                WHERE l.group_id = \(group) AND m.person_id = \(person)
                  AND m.standing = \(Member.Standing.approved.rawValue)
                UNION SELECT g.id FROM \(sql: LinkRows.linked) l JOIN groups g ON g.id = l.other_id
                JOIN offices o ON o.territory = g.zone
                WHERE l.group_id = \(group) AND o.person_id = \(person) AND o.kind = \(Office.Kind.police.rawValue)))
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
