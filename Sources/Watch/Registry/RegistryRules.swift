/// Who may do what in the registry.
public enum RegistryRules {
    /// How often one person may change what stands there about their groups within an hour. Every change is a line of the
    /// log for good, and every server takes the group in anew.
    public static let mostChanges = 30

    /// In which capacity somebody speaks about a group's place in the registry.
    public enum Capacity: String, Codable, Sendable, CaseIterable {
        case coordinator, municipality, foundation
        /// The watch itself: what is due.
        case watch
    }

    /// The capacities that somebody has for a group: their place in it and their offices together.
    ///
    /// An official of the municipality speaks for its groups, the foundation for those of its country.
    public static func capacities(of member: Member?, offices: [Office], for group: Group) -> Set<Capacity> {
        var capacities: Set<Capacity> = []
        if member?.standing == .approved, member?.role == .coordinator { capacities.insert(.coordinator) }
        if let municipality = group.municipality,
            offices.contains(Office(kind: .municipality, territory: municipality))
        {
            capacities.insert(.municipality)
        }
        if offices.contains(Office(kind: .foundation, territory: group.jurisdiction.country)) {
            capacities.insert(.foundation)
        }
        return capacities
    }

    /// The office in which somebody confirms, closes and reopens: the municipality's before the foundation's.
    ///
    /// - Throws: `not-allowed` for who holds neither.
    public static func office(_ capacities: Set<Capacity>) throws(Refusal) -> Capacity {
        if capacities.contains(.municipality) { return .municipality }
        if capacities.contains(.foundation) { return .foundation }
        throw Refusal(.notAllowed)
    }

    /// The capacity in which somebody closes a group: as its coordinator before any office.
    ///
    /// - Throws: `not-allowed`.
    public static func closing(_ capacities: Set<Capacity>) throws(Refusal) -> Capacity {
        capacities.contains(.coordinator) ? .coordinator : try office(capacities)
    }

    /// The capacity in which somebody says that a group stays: as its coordinator; where those have not answered for long, in
    /// an office.
    ///
    /// - Throws: `not-allowed`.
    public static func renewing(_ scene: RegistryScene) throws(Refusal) -> Capacity {
        if scene.capacities.contains(.coordinator) { return .coordinator }
        let office = try office(scene.capacities)
        guard scene.registration.standing == .silent else { throw Refusal(.notAllowed) }
        return office
    }

    /// Whether somebody may change what stands there about a group, before it is looked at what.
    ///
    /// - Throws: `not-allowed` for who is no coordinator of it, `group-closed`.
    public static func mayRevise(_ scene: RegistryScene) throws(Refusal) {
        guard scene.capacities.contains(.coordinator) else { throw Refusal(.notAllowed) }
        try open(scene)
    }

    /// Whether one of these offices looks after a group, and so knows its area: that of its municipality, or the
    /// foundation's of its country.
    public static func lookAfter(_ group: ListedGroup, _ offices: [Office]) -> Bool {
        offices.contains { office in
            switch office.kind {
            case .municipality: office.territory == group.municipality
            case .foundation: office.territory == group.country
            case .police: false
            }
        }
    }

    /// Whether one of these offices oversees a group, and so may know whether it would wake: who looks after it, and the police of
    /// its zone.
    public static func oversee(_ group: ListedGroup, _ offices: [Office]) -> Bool {
        lookAfter(group, offices)
            || offices.contains { $0.kind == .police && $0.territory == group.zone }
    }

    /// The groups that these offices oversee, by name; without those that are closed.
    ///
    /// - Throws: `not-allowed` for who has no office.
    public static func overseen(by offices: [Office], on map: RegistryMap) throws(Refusal) -> [ListedGroup] {
        guard !offices.isEmpty else { throw Refusal(.notAllowed) }
        return map.findable.filter { oversee($0, offices) }
    }

    /// How much of its new area must lie in the old one for a group to be the one that was confirmed.
    public static let sameStreets = 0.5

    /// Whether a group goes elsewhere: into another municipality, or to an area of which less than half is the old one.
    public static func moves(_ group: Group, to revised: Group, in operations: any AreaOperations) -> Bool {
        guard revised.area != group.area else { return false }
        if let municipality = group.municipality, revised.municipality != municipality { return true }
        let (old, new) = (group.area.surface, revised.area.surface)
        // The operations says how much of the smaller one is common.
        return operations.overlap(group.area, revised.area) * min(old, new) < sameStreets * new
    }

    /// - Throws: `group-closed` with the number to call.
    public static func open(_ scene: RegistryScene) throws(Refusal) {
        guard scene.registration.standing != .closed else { throw closed(scene.group) }
    }

    /// What is said of a group that is no more: with the number to call.
    public static func closed(_ group: Group) -> Refusal {
        Refusal(.groupClosed, ["number": group.jurisdiction.offered.number])
    }

    /// Why a group is declined, as it is kept and told.
    ///
    /// - Throws: `text-missing`, `text-too-long`.
    public static func reason(_ typed: String?) throws(Refusal) -> String {
        guard let reason = try Words.kept(typed, field: "reason", limit: 300) else {
            throw Refusal(.textMissing, field: "reason")
        }
        return reason
    }
}
