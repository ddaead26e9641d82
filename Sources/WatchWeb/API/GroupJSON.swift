import Watch

/// A group as the API writes it, cut to what this reader may see.
struct GroupJSON: Encodable, Sendable {
    /// How it stands in the registry, for everybody.
    struct Registry: Sendable {
        let standing: Registration.Standing
        let channel: Registration.Channel
        let members: Int
        let foundedAt: Moment

        init(_ group: ListedGroup) {
            standing = group.standing
            channel = group.channel
            members = group.members
            foundedAt = group.foundedAt
        }

        /// - Parameter members: as last counted; nil for a group that was founded just now.
        init(_ registration: Registration, members: Int?) {
            standing = registration.standing
            channel = registration.channel
            self.members = members ?? max(1, registration.statedMembers)
            foundedAt = registration.foundedAt
        }
    }

    let id: GroupId
    let slug: String
    let name: String
    let place: String
    /// ISO 3166-1.
    let country: String
    /// The police zone; nil where none is known.
    let zone: String?
    let municipality: String?
    let standing: Registration.Standing
    let channel: Registration.Channel
    /// How many take part.
    let members: Int
    let foundedAt: Moment
    let createdAt: Moment
    /// As strangers are shown it to those who do not hear the group.
    let area: GeoJSONArea
    /// For those who hear the group only: a burglar must not be able to ask who is awake.
    let state: Group.State?
    /// Metres from the point that was asked about, in whole hundreds.
    let distance: Double?
    /// The reader's own place in it.
    let membership: MembershipJSON?

    /// - Parameter map: where areas are held as strangers are shown them.
    init(
        _ group: Group, in registry: Registry, as hearing: Hearing?, on map: RegistryMap, distance: Double? = nil,
        membership: MembershipJSON? = nil
    ) {
        id = group.id
        slug = group.slug
        name = group.name
        place = group.place
        country = group.jurisdiction.country
        zone = group.zone
        municipality = group.municipality
        standing = registry.standing
        channel = registry.channel
        members = registry.members
        foundedAt = registry.foundedAt
        createdAt = group.createdAt
        area = GeoJSONArea(hearing == nil ? map.coarseArea(of: group) : group.area)
        state = hearing == nil ? nil : group.state
        self.distance = distance
        self.membership = membership
    }

    /// As anybody sees it.
    init(_ found: FoundGroup) {
        let group = found.group
        id = group.id
        slug = group.slug
        name = group.name
        place = group.place
        country = group.country
        zone = group.zone
        municipality = group.municipality
        standing = group.standing
        channel = group.channel
        members = group.members
        foundedAt = group.foundedAt
        createdAt = group.createdAt
        area = GeoJSONArea(group.coarseArea)
        state = nil
        distance = found.distance
        membership = nil
    }
}

/// What is said beside the groups that were found.
struct FindingJSON: Encodable, Sendable {
    /// The place that the question was understood to be about. Of a postcode and a place only the middle is known.
    let about: PlaceJSON?
    /// Whether that is only what was most probably meant.
    let isGuess: Bool?
    /// What else may have been meant.
    let otherPlaces: [PlaceJSON]?

    init(_ finding: Finding?, of gazetteer: Gazetteer) {
        about = finding?.place.map { PlaceJSON($0, of: gazetteer) }
        isGuess = about == nil ? nil : finding?.isGuess
        otherPlaces = finding.map { $0.others.map { PlaceJSON($0, of: gazetteer) } }
    }
}

/// Groups that were found, for maps.
enum GroupFeaturesJSON {
    struct Feature: Encodable, Sendable {
        struct Properties: Encodable, Sendable {
            let slug: String
            let name: String
            let place: String
            let country: String
            let zone: String?
            let municipality: String?
            let standing: Registration.Standing
            let channel: Registration.Channel
            let members: Int
            let foundedAt: Moment
            let createdAt: Moment
            let state: Group.State?
            let distance: Double?

            init(_ group: GroupJSON) {
                slug = group.slug
                name = group.name
                place = group.place
                country = group.country
                zone = group.zone
                municipality = group.municipality
                standing = group.standing
                channel = group.channel
                members = group.members
                foundedAt = group.foundedAt
                createdAt = group.createdAt
                state = group.state
                distance = group.distance
            }
        }

        let type = "Feature"
        let id: GroupId
        let geometry: GeoJSONArea
        let properties: Properties

        init(_ group: GroupJSON) {
            id = group.id
            geometry = group.area
            properties = Properties(group)
        }
    }
}

/// A group to found, as it comes in.
struct NewGroupJSON: Decodable, Sendable {
    /// A country whose policy is known, by its code.
    struct Country: Decodable, Sendable {
        let code: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            code = try value.decode(String.self)
            guard Jurisdiction.all.contains(where: { $0.country == code }) else {
                throw DecodingError.dataCorruptedError(in: value, debugDescription: "no policy is known for it")
            }
        }
    }

    let name: String?
    let place: String?
    let country: Country
    let municipality: String?
    let area: GeoJSONArea
    let channel: Registration.Channel?
    let invitation: String?
    let statedMembers: Int?
    let asksForProof: Bool?
    let separate: Bool?
    let coCoordinator: String?
    let acceptsRules: Bool?
    let isOfAge: Bool?

    /// Who calls without saying so accepts by calling, as who asks to join does.
    var consent: Member.Consent { Member.Consent(acceptsRules: acceptsRules ?? true, isOfAge: isOfAge ?? true) }

    func plan() throws(Refusal) -> GroupDesk.Plan {
        GroupDesk.Plan(
            name: name, place: place, country: country.code, municipality: municipality, area: try area.checked(),
            channel: channel ?? .saar, invitation: invitation,
            statedMembers: statedMembers ?? 0, asksForProof: asksForProof ?? false, isSeparate: separate ?? false,
            coCoordinator: coCoordinator)
    }
}

/// What a coordinator changes about a group, as it comes in.
struct GroupRevisionJSON: Decodable, Sendable {
    let name: String?
    let area: GeoJSONArea?
    let channel: Registration.Channel?
    let invitation: String?
    let statedMembers: Int?
    let asksForProof: Bool?
    let separate: Bool?

    /// - Throws: `area-invalid`, `field-missing` when nothing is to change.
    func revision() throws(Refusal) -> GroupRevision {
        guard
            name != nil || area != nil || channel != nil || invitation != nil || statedMembers != nil
                || asksForProof != nil
        else { throw Refusal(.fieldMissing, field: "name") }
        var drawn: Area?
        if let area { drawn = try area.checked() }
        return GroupRevision(
            name: name, area: drawn, channel: channel, invitation: invitation, statedMembers: statedMembers,
            asksForProof: asksForProof, isSeparate: separate ?? false)
    }
}

/// Why a group is none, as it comes in.
struct DeclineJSON: Decodable, Sendable {
    let reason: String?
}
