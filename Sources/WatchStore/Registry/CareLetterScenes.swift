import Watch

/// What letters say now that a group's place in the registry gave rise to; nothing, where it is over.
extension LetterScenes {
    /// Whether all is still right with a group: as long as nobody has said so, to who leads it.
    func reminder(_ notice: Notice, in group: Group, _ member: Member?) throws -> LetterContent? {
        guard member?.standing == .approved, member?.role == .coordinator,
            let found = try standings(of: [group.id]).first, found.due?.kind == .reminder,
            Int64(found.registration.reminders) + 1 == notice.sequence
        else { return nil }
        return .reminder(letter: found.registration.reminders + 1)
    }

    /// That groups are closed soon: those that still are, and that who reads it still looks after.
    func warning(_ notice: Notice, to person: PersonId) throws -> LetterContent? {
        let groups = try own(of: person, try standings(of: notice.about).filter { $0.due?.kind == .warning })
        return groups.isEmpty ? nil : .warning(groups.map(\.group))
    }

    /// That groups have nobody: those that still have nobody, and that who reads it still looks after.
    func escalation(_ notice: Notice, to person: PersonId) throws -> LetterContent? {
        let groups = try own(of: person, try standings(of: notice.about)).filter {
            $0.registration.standing != .closed && $0.coordinators == 0
        }
        guard !groups.isEmpty else { return nil }
        let named = groups.filter(\.registration.standing.isConfirmed)
        return .escalation(named.map(\.group), unconfirmed: groups.count - named.count)
    }

    /// How a group stands in the registry, and what is due for it by now.
    private struct Standing {
        let group: Group
        let registration: Registration
        let coordinators: Int
        let due: RegistrationDue?
    }

    private func standings(of groups: [GroupId]) throws -> [Standing] {
        try connection.rows(
            """
            SELECT \(sql: GroupRows.columns), \(sql: RegistrationRows.columns), \(sql: RegistrationRows.living),
                (SELECT COUNT(*) FROM members m
                 WHERE m.group_id = registrations.group_id AND \(sql: MemberRows.leads)) AS coordinators
            FROM registrations JOIN groups g ON g.id = group_id WHERE group_id IN \(list: groups) ORDER BY name, id
            """
        ).map { row in
            let group = try GroupRows.group(row)
            let registration = try RegistrationRows.registration(row)
            let (asked, signs) = try RegistrationRows.living(row)
            let due = registration.due(asked: asked, signs: signs, in: group.jurisdiction)
            return Standing(
                group: group, registration: registration,
                coordinators: try row.integer("coordinators", as: Int.self),
                due: due.flatMap { $0.at <= now ? $0 : nil })
        }
    }

    /// Those that somebody looks after by their office.
    private func own(of person: PersonId, _ groups: [Standing]) throws -> [Standing] {
        let offices = try MemberRows.offices(of: person, connection)
        return groups.filter { !RegistryRules.capacities(of: nil, offices: offices, for: $0.group).isEmpty }
    }
}
