import Watch

/// How the streets stand in the registry, and who looks after it.
extension Street {
    /// An official of the municipality in which both streets lie.
    public static let marieke = official("aa", "Marieke")
    /// Of the foundation that keeps the country's registry.
    public static let nico = official("ab", "Nico")

    /// The posts of those who look after the registry; they live elsewhere.
    public static let officials: [(official: Neighbour, office: Office)] = [
        (marieke, Office(kind: .municipality, territory: "1901")), (nico, Office(kind: .foundation, territory: "NL")),
    ]

    /// A group that was confirmed when it was founded.
    public static func registration(of group: Group) -> Registration {
        Registration(
            group: group.id, foundedAt: group.createdAt, confirmedAt: group.createdAt,
            joinCode: JoinCode(trusted: String(group.id.text.suffix(12))))
    }

    /// The first line of a group's audit log.
    public static func registered(_ group: Group) -> AuditEntry {
        AuditEntry(
            id: Id(trusted: group.id.text), group: group.id, at: group.createdAt, person: nil, capacity: .coordinator,
            kind: .registered)
    }

    private static func official(_ ending: String, _ firstName: String) -> Neighbour {
        Neighbour(
            person: Person(
                id: fixed(ending), firstName: firstName, lastName: "van Dam",
                email: "\(firstName.lowercased())@example.org", language: .nl, createdAt: founded),
            door: point(metresNorth: 5_000))
    }
}
