/// The id of a group.
public typealias GroupId = Id<Group>

/// A neighbourhood's watch: the people of some streets who warn one another. Asleep until an alert wakes it.
public struct Group: Hashable, Sendable {
    public let id: GroupId
    /// Its name in addresses: lower-case letters, digits and hyphens, unique.
    public let slug: String
    /// What the neighbours call it.
    public let name: String
    /// The town or village, as people say it.
    public let place: String
    /// Which policy holds here.
    public let jurisdiction: Jurisdiction
    /// The police zone in which it lies, as the table of municipalities says; officers of that zone read along. Nil where no
    /// zone is known.
    public let zone: String?
    /// Whether somebody of the police reads along: holds the office of its zone.
    public let policeReads: Bool
    /// The municipality's code (CBS or REFNIS), where it is known.
    public let municipality: String?
    /// The streets it watches.
    public let area: Area
    /// The sequence of its newest event; 0 before the first.
    public let lastSequence: Int64
    /// Counts changes of membership, so that every server notices one.
    public let memberVersion: Int64
    /// How many alerts are open in it: none means that it is asleep.
    public let openAlerts: Int
    public let createdAt: Moment
    /// When it was closed in the registry; nil while it watches.
    public let closedAt: Moment?

    public init(
        id: GroupId, slug: String, name: String, place: String, jurisdiction: Jurisdiction, zone: String? = nil,
        policeReads: Bool = false, municipality: String?, area: Area, lastSequence: Int64 = 0, memberVersion: Int64 = 0,
        openAlerts: Int = 0,
        createdAt: Moment, closedAt: Moment? = nil
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.place = place
        self.jurisdiction = jurisdiction
        self.zone = zone
        self.policeReads = policeReads
        self.municipality = municipality
        self.area = area
        self.lastSequence = lastSequence
        self.memberVersion = memberVersion
        self.openAlerts = openAlerts
        self.createdAt = createdAt
        self.closedAt = closedAt
    }

    /// The same group with what its coordinator may change. Its zone is that of its municipality, and known once it is kept.
    func revised(name: String, place: String, municipality: String?, area: Area) -> Group {
        Group(
            id: id, slug: slug, name: name, place: place, jurisdiction: jurisdiction,
            zone: municipality == self.municipality ? zone : nil,
            policeReads: municipality == self.municipality && policeReads, municipality: municipality, area: area,
            lastSequence: lastSequence, memberVersion: memberVersion,
            openAlerts: openAlerts, createdAt: createdAt, closedAt: closedAt)
    }

    /// Asleep unless an alert is open.
    public enum State: String, Codable, Sendable { case asleep, awake }

    public var state: State { openAlerts == 0 ? .asleep : .awake }
}
