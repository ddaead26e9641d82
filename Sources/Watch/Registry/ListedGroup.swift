/// What anybody may know of a group, as the registry shows it: never whether it is awake, nor who is in it.
public struct ListedGroup: Hashable, Sendable {
    public let id: GroupId
    public let slug: String
    public let name: String
    /// The town or village, as people say it.
    public let place: String
    /// The country's ISO 3166-1 code.
    public let country: String
    /// The police zone in which it lies; nil where none is known.
    public let zone: String?
    /// The municipality's code (CBS or REFNIS), where it is known.
    public let municipality: String?
    /// The streets it watches, exactly. Strangers are shown `coarseArea`.
    public let area: Area
    /// As strangers are shown it: `area.coarsened`, made once.
    public let coarseArea: Area
    public let standing: Registration.Standing
    public let channel: Registration.Channel
    /// How many take part: those approved on Saar, or as many as the coordinator says when that is more.
    public var members: Int
    /// Since when the neighbours watch.
    public let foundedAt: Moment
    /// When it came into this registry.
    public let createdAt: Moment
    /// Since when it counts: when it was first confirmed, or came in with a list; nil for one that never was. Servers of the
    /// version before do not write it down.
    public let listedAt: Moment?

    public init(
        id: GroupId, slug: String, name: String, place: String, country: String, municipality: String?, area: Area,
        standing: Registration.Standing, channel: Registration.Channel, members: Int, foundedAt: Moment,
        createdAt: Moment, listedAt: Moment? = nil, zone: String? = nil
    ) {
        self.id = id
        self.slug = slug
        self.name = name
        self.place = place
        self.country = country
        self.zone = zone
        self.municipality = municipality
        self.area = area
        coarseArea = area.coarsened
        self.standing = standing
        self.channel = channel
        self.members = members
        self.foundedAt = foundedAt
        self.createdAt = createdAt
        self.listedAt = listedAt
    }

    /// The policy of its country: time zone, and what to call in danger. What its municipality does its own way a `Group` knows.
    public var jurisdiction: Jurisdiction { Jurisdiction.of(country) }

    /// Whether it is to be found: everything but what is closed.
    public var isFindable: Bool { standing != .closed }

    /// Whether it counts in the figures.
    public var counts: Bool { standing == .listed || standing == .silent }
}
