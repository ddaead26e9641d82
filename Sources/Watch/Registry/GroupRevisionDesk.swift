extension RegistryDesk {
    /// A coordinator changes what stands in the registry about their group. Its address stays, since people have kept it.
    /// A group that moves away waits for its confirmation again: what was confirmed were other streets. So do its links with
    /// groups that are no neighbours of it any more.
    ///
    /// - Parameters:
    ///   - map: among whose groups overlaps are looked for: as new as this server's memory.
    ///   - heard: groups that who asks hears, and so knows exactly.
    ///   - gazetteer: says where a new area lies.
    /// - Returns: how it stands now.
    /// - Throws: `not-allowed`, `group-closed`, what `GroupRules.name` throws, `field-invalid`, `invitation-invalid`,
    ///   `too-many-changes`, `area-overlaps`, `too-many-areas`, what `AreaRules.drawn` and `AreaRules.check` throw.
    @discardableResult
    public func revise(
        _ group: GroupId, _ wish: @autoclosure @Sendable () throws(Refusal) -> GroupRevision, by person: PersonId,
        on map: RegistryMap, heard: Set<GroupId> = [], areas: any AreaOperations, in gazetteer: Gazetteer,
        request: RequestKey? = nil
    ) async throws -> Registration {
        let said = Result(catching: wish)
        // Who may not is told so before anything is reckoned. What decides is the same question within the transaction.
        guard let before = try await store.scene(of: group, for: person) else { throw Refusal(.notFound) }
        try RegistryRules.mayRevise(before)
        let wish = try said.get()
        let now = surroundings.now()
        var area: Area?
        var separate: [Overlap] = []
        if let drawn = wish.area {
            let checked = try AreaRules.drawn(drawn, in: areas)
            if checked != before.group.area {
                try AreaRules.check(checked, liesIn: before.group.jurisdiction, of: gazetteer)
            }
            area = checked
            try FoundingRules.mayCompare(try await store.compare(by: person, at: now))
            // With whom a group shared its ground before was seen when it was founded.
            let shared = Set(
                FoundingRules.overlaps(of: before.group.area, on: map, known: heard, except: group, in: areas)
                    .map(\.group))
            separate = try FoundingRules.check(
                FoundingRules.overlaps(of: checked, on: map, known: heard, except: group, in: areas)
                    .filter { !shared.contains($0.group) }, isSeparate: wish.isSeparate)
        }
        let ground = area.flatMap { Ground(of: $0, in: gazetteer) }
        let new = (area: area, ground: ground, overlaps: separate.map(\.group.text).joined(separator: ","))
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        return try await store.change(
            group, by: person, withLinks: area != nil && area != before.group.area, at: now, request: request
        ) { scene throws(Refusal) in
            try RegistryRules.mayRevise(scene)
            var registration = scene.registration
            var details: [String: String] = [:]
            let name =
                try wish.name.map { name throws(Refusal) in try GroupRules.name(name, insteadOf: scene.group.name) }
                ?? scene.group.name
            if name != scene.group.name { details["name"] = "\(scene.group.name) → \(name)" }
            if let area = new.area, area != scene.group.area { details["area"] = "changed" }
            if !new.overlaps.isEmpty { details["overlaps"] = new.overlaps }
            if let channel = wish.channel, channel != registration.channel {
                details["channel"] = "\(registration.channel.rawValue) → \(channel.rawValue)"
                registration.channel = channel
            }
            if let stated = wish.statedMembers, stated != registration.statedMembers {
                details["statedMembers"] = "\(registration.statedMembers) → \(stated)"
                registration.statedMembers = try GroupPlan.members(stated)
            }
            if let asks = wish.asksForProof, asks != registration.asksForProof {
                details["asksForProof"] = "\(registration.asksForProof) → \(asks)"
                registration.asksForProof = asks
            }
            var invitation: String??
            if registration.channel == .saar, scene.registration.channel == .whatsapp {
                invitation = .some(nil)
            } else if let typed = wish.invitation, registration.channel == .whatsapp {
                invitation = .some(try ChatInvitation.kept(typed, for: .whatsapp))
            }
            // The link itself is no word for a log.
            if invitation != nil { details["invitation"] = "changed" }
            guard details.isEmpty || scene.recentChanges < RegistryRules.mostChanges else {
                throw Refusal(.tooManyChanges, ["limit": String(RegistryRules.mostChanges)])
            }
            let isInvitation = Set(details.keys) == ["invitation"]
            // Its country stays, and with it the policy by which it watches: abroad it belongs to nobody else.
            let ground = new.ground.flatMap { $0.country == scene.group.jurisdiction.country ? $0 : nil }
            let revised = scene.group.revised(
                name: name, place: ground?.place ?? scene.group.place,
                municipality: ground?.municipality ?? scene.group.municipality, area: new.area ?? scene.group.area)
            if RegistryRules.moves(scene.group, to: revised, in: areas), registration.counts {
                details["standing"] = "\(registration.standing.rawValue) → \(Registration.Standing.proposed.rawValue)"
                registration.move()
            }
            return RegistryChange(
                registration: registration, group: revised == scene.group ? nil : revised, invitation: invitation,
                entry: details.isEmpty
                    ? nil
                    : AuditEntry(
                        id: entry, group: group, at: now, person: person, capacity: .coordinator,
                        kind: isInvitation ? .invitationChanged : .changed, details: details),
                links: scene.links.compactMap {
                    $0.link.afterMove(of: scene.group, to: revised, beside: $0.group, at: now)
                })
        }.registration
    }

    /// Municipality or foundation say that a group that waits is none: it is closed, and its log says why.
    ///
    /// - Throws: `not-allowed`, `registration-not-proposed`, `text-missing`, `text-too-long`.
    public func decline(
        _ group: GroupId, because reason: @autoclosure @Sendable () throws(Refusal) -> String?, by person: PersonId,
        request: RequestKey? = nil
    ) async throws {
        let typed = Result(catching: reason)
        let now = surroundings.now()
        let entry: Id<AuditEntry> = surroundings.id(at: now)
        _ = try await store.change(group, by: person, at: now, request: request) { scene throws(Refusal) in
            let capacity = try RegistryRules.office(scene.capacities)
            let reason = try RegistryRules.reason(try typed.get())
            var registration = scene.registration
            try registration.decline()
            return RegistryChange(
                registration: registration,
                entry: AuditEntry(
                    id: entry, group: group, at: now, person: person, capacity: capacity, kind: .declined,
                    details: ["reason": reason]))
        }
    }

    /// What leads into a group's own WhatsApp group, for who is in it.
    ///
    /// - Throws: `not-a-member` for anybody who is not approved.
    public func invitation(for member: Member?) async throws -> String? {
        guard let member, member.standing == .approved else { throw Refusal(.notAMember) }
        return try await store.invitation(of: member.group)
    }

    /// The same for a page that only coordinators are shown.
    public func invitation(of group: GroupId) async throws -> String? { try await store.invitation(of: group) }

    /// Groups that wait for their confirmation by somebody with these offices, the oldest first.
    ///
    /// - Parameter map: where they are looked for; each is looked at anew, since the map may be some seconds old.
    public func waiting(for offices: [Office], on map: RegistryMap, limit: Int = 50) async throws -> [ListedGroup] {
        let proposed = map.groups.filter { $0.standing == .proposed && RegistryRules.lookAfter($0, offices) }
        var waiting: [ListedGroup] = []
        for group in proposed.sorted(by: { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }) {
            guard waiting.count < limit else { break }
            if try await store.registration(of: group.id)?.standing == .proposed { waiting.append(group) }
        }
        return waiting
    }
}
