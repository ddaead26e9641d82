import Watch

/// A group as the API writes it, cut to what this reader may see.
struct GroupJSON: Encodable, Sendable {
    let id: GroupId
    let slug: String
    let name: String
    let place: String
    /// ISO 3166-1.
    let country: String
    /// The police zone.
    let zone: String
    let municipality: String?
    let createdAt: Moment
    /// Coarsened for those who do not hear the group.
    let area: GeoJSONArea
    /// For those who hear the group only: a burglar must not be able to ask who is awake.
    let state: Group.State?
    /// Metres from the point that was asked about.
    let distance: Double?
    /// The reader's own place in it.
    let membership: MembershipJSON?

    init(_ group: Group, as hearing: Hearing?, distance: Double? = nil, membership: Member? = nil) {
        id = group.id
        slug = group.slug
        name = group.name
        place = group.place
        country = String(group.jurisdiction.code.prefix(2))
        zone = group.zone
        municipality = group.municipality
        createdAt = group.createdAt
        area = GeoJSONArea(hearing == nil ? group.area.coarsened : group.area)
        state = hearing == nil ? nil : group.state
        self.distance = distance
        self.membership = membership.map(MembershipJSON.init)
    }
}

/// Groups that were found.
struct GroupsJSON: Encodable, Sendable {
    let groups: [GroupJSON]
}

/// Groups that were found, for maps.
struct GroupFeaturesJSON: Encodable, Sendable {
    struct Feature: Encodable, Sendable {
        struct Properties: Encodable, Sendable {
            let slug: String
            let name: String
            let place: String
            let country: String
            let zone: String
            let municipality: String?
            let createdAt: Moment
            let state: Group.State?
            let distance: Double?
        }

        let type = "Feature"
        let id: GroupId
        let geometry: GeoJSONArea
        let properties: Properties

        init(_ group: GroupJSON) {
            id = group.id
            geometry = group.area
            properties = Properties(
                slug: group.slug, name: group.name, place: group.place, country: group.country, zone: group.zone,
                municipality: group.municipality, createdAt: group.createdAt, state: group.state,
                distance: group.distance)
        }
    }

    let type = "FeatureCollection"
    let features: [Feature]

    init(_ groups: [GroupJSON]) { features = groups.map(Feature.init) }
}

/// A group to found, as it comes in.
struct NewGroupJSON: Decodable, Sendable {
    /// The countries whose policy is known.
    enum Country: String, Decodable, Sendable { case netherlands = "NL", belgium = "BE" }

    let name: String?
    let place: String?
    let country: Country
    let zone: String?
    let municipality: String?
    let area: GeoJSONArea

    func plan() throws(Refusal) -> GroupDesk.Plan {
        GroupDesk.Plan(
            name: name, place: place, country: country.rawValue, zone: zone, municipality: municipality,
            area: try area.checked())
    }
}
