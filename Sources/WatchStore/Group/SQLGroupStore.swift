import Watch

/// Groups in the database.
public struct SQLGroupStore: GroupStore {
    private let database: any Database
    private let clock: any WatchClock

    public init(database: any Database, clock: any WatchClock) {
        self.database = database
        self.clock = clock
    }

    public func group(_ name: GroupName) async throws -> Group? {
        // What no group can be called may hold what a database takes for a mistake.
        if case .slug(let slug) = name, !GroupRules.isSlug(slug) { return nil }
        return try await database.look { connection in
            switch name {
            case .id(let id): try GroupRows.group(id, connection)
            case .slug(let slug):
                try connection.first("SELECT \(sql: GroupRows.columns) FROM groups WHERE slug = \(slug)")
                    .map(GroupRows.group)
            }
        }
    }

    public func groups(_ ids: [GroupId]) async throws -> [Group] {
        try await database.look { connection in
            try connection.rows("SELECT \(sql: GroupRows.columns) FROM groups WHERE id IN \(list: ids)")
                .map(GroupRows.group)
        }
    }

    public func groups(meeting box: Area.Box) async throws -> (groups: [Group], version: Int64) {
        try await database.look { connection in
            // The head first: what the groups are read with may be newer than it, and never older.
            let version = try RegistrationRows.version(connection)
            return (try GroupRows.groups(meeting: box, connection), version)
        }
    }

    public func jurisdiction(of country: String, municipality: String?) async throws -> Jurisdiction {
        guard let municipality else { return Jurisdiction.of(country) }
        return try await database.look { connection in
            Jurisdiction.of(
                country, municipality: municipality, own: try MunicipalPolicyRows.policy(of: municipality, connection))
        }
    }

    public func compare(by person: PersonId, at now: Moment) async throws -> Int {
        try await database.change { connection in
            try PersonRows.hold(person, database.dialect, connection)
            return try ComparedAreaRows.count(by: person, at: now, connection)
        }
    }

    public func found(
        _ group: Group, coordinator: Member, registration: Registration, invitation: String?, asked: CoCoordination?,
        naming profile: PersonProfile?, request: RequestKey?, since version: Int64?,
        decide: @escaping @Sendable (FoundingScene) throws(Refusal) -> AuditEntry
    ) async throws -> Group {
        let now = clock.now()
        return try await database.change { connection in
            try PersonRows.hold(coordinator.person, database.dialect, connection)
            let begun = try IdempotencyKeys.begin(request, by: coordinator.person, at: now, connection)
            // Founding is everybody's: there is nobody who may not, and who is told that first.
            try begun.decide { () throws(Refusal) in }
            if let answer = begun.answer {
                guard let before = try GroupRows.group(GroupId(trusted: answer.subject), connection) else {
                    throw Refusal(.notFound)
                }
                return before
            }
            try GroupRows.insert(group, members: 1, connection)
            try MemberRows.save(coordinator, connection)
            try MemberRows.hearingChanged(for: coordinator.person, connection)
            // The police of its zone hear it from the beginning.
            try ZoneRows.hearingChanged(around: [group.municipality], connection)
            try IdempotencyKeys.end(request, by: coordinator.person, subject: group.id.text, connection)
            try RegistrationRows.save(
                registration, invitation: .some(invitation), in: group.jurisdiction, at: now, connection)
            if let asked { try CoCoordinationRows.keep(asked, at: now, connection) }
            // Behind the registry's lock, everything that was founded before can be seen, and nothing more is.
            // As it is read from now on, with the policy that holds where it lies.
            let kept = try GroupRows.group(group.id, connection) ?? group
            let scene = FoundingScene(
                jurisdiction: kept.jurisdiction,
                changed: try version.map { try RegistrationRows.changed(since: $0, except: group.id, connection) }
                    ?? [],
                neighbours: try version.map {
                    try GroupRows.groups(
                        meeting: group.area.box.widened(metres: Area.coarseReach), since: $0, except: group.id,
                        connection)
                } ?? [],
                proposed: try GroupRows.proposed(by: coordinator.person, except: group.id, connection),
                founder: try PersonRows.person(coordinator.person, connection),
                registered: try GroupRows.registered(
                    by: coordinator.person, since: now - CoCoordination.lifetime, connection))
            try RegistrationRows.keep(try decide(scene), connection)
            if let profile, scene.founder?.firstName.isEmpty == true {
                try PersonRows.change(coordinator.person, to: profile, connection)
            }
            return kept
        }
    }

    public func hearings(of person: PersonId) async throws -> [Hearing] {
        try await database.look { try SQLGroupStore.hearings(of: person, $0) }
    }

    public func versionedHearings(of person: PersonId) async throws -> VersionedHearings {
        try await database.look { connection in
            let row = try connection.first("SELECT hearing_version FROM persons WHERE id = \(person)")
            return VersionedHearings(
                version: try row?.integer("hearing_version") ?? 0,
                hearings: try SQLGroupStore.hearings(of: person, connection))
        }
    }

    private static func hearings(of person: PersonId, _ connection: any Connection) throws -> [Hearing] {
        try HearingRows.hearings(connection.rows(HearingRows.asking(of: person))).map(\.hearing)
            .sorted { $0.group < $1.group }
    }

    public func hearers(of group: GroupId) async throws -> [PersonId: Hearing] {
        try await database.look { connection in
            let hearings = try HearingRows.hearings(connection.rows(HearingRows.asking(in: group)))
            return Dictionary(hearings.map { ($0.person, $0.hearing) }, uniquingKeysWith: { first, _ in first })
        }
    }

    public func heads(of groups: [GroupId]) async throws -> [GroupHead] {
        try await database.look { connection in
            try connection.rows(
                "SELECT id, last_sequence, member_version FROM groups WHERE id IN \(list: groups)"
            ).map { row in
                GroupHead(
                    id: try row.id("id"), lastSequence: try row.integer("last_sequence"),
                    memberVersion: try row.integer("member_version"))
            }
        }
    }
}
