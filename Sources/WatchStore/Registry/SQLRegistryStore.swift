import Watch

/// The registry in the database.
public struct SQLRegistryStore: RegistryStore {
    let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func registration(of group: GroupId) async throws -> Registration? {
        try await database.look { try RegistrationRows.registration(of: group, $0) }
    }

    public func registration(joinCode: JoinCode) async throws -> Registration? {
        try await database.look { connection in
            try connection.first(
                """
                SELECT \(sql: RegistrationRows.columns) FROM registrations WHERE join_code = \(joinCode.text)
                """
            ).map(RegistrationRows.registration)
        }
    }

    public func invitation(of group: GroupId) async throws -> String? {
        try await database.look { connection in
            try connection.first("SELECT invitation FROM registrations WHERE group_id = \(group)")?
                .textIfPresent("invitation")
        }
    }

    public func changes(after version: Int64, limit: Int) async throws -> RegistryNews {
        try await database.look { connection in
            // The head first: asked every second, it nearly always says that there is nothing.
            let row = try connection.first("SELECT version FROM registry_head WHERE id = 1")
            // Groups from before the registry bear the number 1.
            let head: Int64 = try row?.integer("version") ?? 1
            guard head > version else { return RegistryNews(groups: [], version: version) }
            let rows = try connection.rows(
                """
                \(sql: SQLRegistryStore.listing) WHERE r.version > \(version) ORDER BY r.version, g.id LIMIT \(limit)
                """)
            let versions = try rows.map { try $0.integer("version", as: Int64.self) }
            guard rows.count == limit, let last = versions.last else { return try news(rows, version: head) }
            // Groups that changed together share a version: one that was cut off in its midst is asked for again.
            if let whole = versions.firstIndex(of: last), whole > 0 {
                return try news(rows.prefix(whole), version: versions[whole - 1])
            }
            return try news(
                connection.rows("\(sql: SQLRegistryStore.listing) WHERE r.version = \(last)"), version: last)
        }
    }

    private static let listing: SQL =
        """
        SELECT g.id, g.slug, g.name, g.place, g.country, \(sql: ZoneRows.column), g.municipality, g.area, g.members,
               g.created_at,
               r.standing, r.channel, r.stated_members, r.founded_at, r.listed_at, r.version
        FROM registrations r JOIN groups g ON g.id = r.group_id
        """

    private func news(_ rows: some Sequence<Row>, version: Int64) throws -> RegistryNews {
        var groups: [ListedGroup] = []
        var unreadable: [GroupId] = []
        for row in rows {
            if let area = GroupRows.drawnArea(row) {
                groups.append(try listed(row, area: area))
            } else {
                // One group must not keep all the others from being found, nor a server from starting.
                unreadable.append(try row.id("id"))
            }
        }
        return RegistryNews(groups: groups, unreadable: unreadable, version: version)
    }

    private func listed(_ row: Row, area: Area) throws -> ListedGroup {
        ListedGroup(
            id: try row.id("id"), slug: try row.text("slug"), name: try row.text("name"),
            place: try row.text("place"), country: Jurisdiction.country(in: try row.text("country")),
            municipality: try row.textIfPresent("municipality"), area: area,
            standing: try row.named("standing"), channel: try row.named("channel"),
            members: max(
                try row.integer("members", as: Int.self), try row.integer("stated_members", as: Int.self)),
            foundedAt: try row.moment("founded_at"), createdAt: try row.moment("created_at"),
            listedAt: try row.integerIfPresent("listed_at").map { Moment(milliseconds: $0) },
            zone: try row.textIfPresent("zone"))
    }

    public func memberCounts() async throws -> [GroupId: Int] {
        try await database.look { connection in
            var counts: [GroupId: Int] = [:]
            let rows = try connection.rows(
                """
                SELECT g.id, g.members, r.stated_members FROM groups g JOIN registrations r ON r.group_id = g.id
                """)
            for row in rows {
                counts[try row.id("id")] = max(
                    try row.integer("members", as: Int.self), try row.integer("stated_members", as: Int.self))
            }
            return counts
        }
    }

    public func change(
        _ group: GroupId, by person: PersonId?, withLinks: Bool, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (RegistryScene) throws(Refusal) -> RegistryChange
    ) async throws -> RegistryScene {
        // Somebody may think of one more link after it was asked which there are, and before the groups are locked. That
        // group's lock is then not taken out of turn: it is all begun again.
        for _ in 0..<8 {
            do {
                return try await tryChange(
                    group, by: person, withLinks: withLinks, at: now, request: request, decide: decide)
            } catch is NewLink {}
        }
        throw Refusal(.unavailable)
    }

    /// There is a link with a group whose lock is not held.
    private struct NewLink: Error {}

    private func tryChange(
        _ group: GroupId, by person: PersonId?, withLinks: Bool, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (RegistryScene) throws(Refusal) -> RegistryChange
    ) async throws -> RegistryScene {
        try await database.change { connection in
            let asking =
                withLinks
                ? GroupRows.locking(all: LinkRows.ends(of: group), database.dialect)
                : GroupRows.locking(group, database.dialect)
            let groups = try connection.rows(asking).map(GroupRows.group)
            guard let locked = groups.first(where: { $0.id == group }) else { throw Refusal(.notFound) }
            let links = withLinks ? try LinkRows.standing(of: group, connection) : []
            guard Set(links.map(\.group.id)).isSubset(of: groups.map(\.id)) else { throw NewLink() }
            try PersonRows.hold(person, database.dialect, connection)
            let scene = try scene(locked, by: person, at: now, links: links, connection)
            let begun = try IdempotencyKeys.begin(request, by: person, at: now, connection)
            if begun.answer != nil { return scene }
            let change = try begun.decide { () throws(Refusal) in try decide(scene) }
            if let changed = change.group {
                try GroupRows.update(changed, insteadOf: locked, connection)
                if changed.municipality != locked.municipality {
                    // Who read along does so no longer, and others do.
                    try ZoneRows.hearingChanged(around: [locked.municipality, changed.municipality], connection)
                }
            }
            for link in change.links { try LinkRows.save(link, connection) }
            try GroupLetterRows.linksWait(change.links, at: now, database.dialect, connection)
            try noteClosing(
                of: locked, from: scene.registration, to: change.registration, at: now, connection)
            // Another server may have done it, or it was so already: then there is nothing to save, and nothing for
            // every server to look at again.
            if change.entry == nil, change.group == nil, change.invitation == nil,
                change.registration == scene.registration
            {
                if let person { try IdempotencyKeys.end(request, by: person, subject: group.text, connection) }
                return scene
            }
            if let entry = change.entry { try keep(entry, about: locked, at: now, connection) }
            if let person { try IdempotencyKeys.end(request, by: person, subject: group.text, connection) }
            try RegistrationRows.save(
                change.registration, invitation: change.invitation, in: locked.jurisdiction, at: now, connection)
            return RegistryScene(
                group: change.group == nil ? locked : try GroupRows.group(group, connection) ?? locked,
                registration: change.registration, capacities: scene.capacities,
                coordinators: scene.coordinators)
        }
    }

    /// Where a registration is closed with this change, or is opened again, its group is.
    func noteClosing(
        of group: Group, from before: Registration, to registration: Registration, at now: Moment,
        _ connection: any Connection
    ) throws {
        let isClosed = registration.standing == .closed
        guard isClosed != (before.standing == .closed) else { return }
        try connection.run("UPDATE groups SET closed_at = \(isClosed ? now : nil) WHERE id = \(group.id)")
    }

    /// Keeps a line of the log, and writes to everybody who is to hear of it by letter.
    func keep(_ entry: AuditEntry, about group: Group, at now: Moment, _ connection: any Connection) throws {
        try RegistrationRows.keep(entry, connection)
        if let cause = GroupLetter.Cause(entry.kind) {
            try GroupLetterRows.hear([group.id: cause], at: now, database.dialect, connection)
        }
        if let cause = MemberLetter.Cause(entry.kind) {
            // Why it was declined, its coordinators are told in a letter of their own.
            try MemberLetterRows.tellAll(
                cause, in: group.id, except: entry.person, withCoordinators: entry.kind != .declined, at: now,
                connection)
        }
        if entry.kind == .escalated {
            try OfficeLetterRows.tell(
                .escalation, about: group, to: try OfficeLetterRows.readers(about: group, connection),
                news: EventId(trusted: entry.id.text), at: now, database.dialect, connection)
        }
    }

    public func compare(by person: PersonId, at now: Moment) async throws -> Int {
        try await database.change { connection in
            try PersonRows.hold(person, database.dialect, connection)
            return try ComparedAreaRows.count(by: person, at: now, connection)
        }
    }

    public func audit(of group: GroupId, limit: Int) async throws -> [AuditEntry] {
        try await database.look { connection in
            try connection.rows(
                """
                SELECT id, group_id, at, person_id, capacity, kind, details FROM audit_entries
                WHERE group_id = \(group) ORDER BY at DESC, id DESC LIMIT \(limit)
                """
            ).map(RegistrationRows.entry)
        }
    }

    /// - Parameter now: nil where nothing is to be changed, so that it need not be counted how much was.
    func scene(
        _ group: Group, by person: PersonId?, at now: Moment? = nil, links: [LinkedGroup] = [],
        _ connection: any Connection
    ) throws -> RegistryScene {
        guard let registration = try RegistrationRows.registration(of: group.id, connection) else {
            throw Refusal(.notFound)
        }
        var capacities: Set<RegistryRules.Capacity> = [.watch]
        if let person {
            capacities = RegistryRules.capacities(
                of: try MemberRows.member(of: person, in: group.id, connection),
                offices: try MemberRows.offices(of: person, connection), for: group)
        }
        var changes = 0
        if let person, let now {
            changes = try RegistrationRows.changes(by: person, since: now - .hours(1), connection)
        }
        return RegistryScene(
            group: group, registration: registration, capacities: capacities,
            coordinators: try MemberRows.coordinators(of: group.id, connection), recentChanges: changes,
            links: links)
    }
}
