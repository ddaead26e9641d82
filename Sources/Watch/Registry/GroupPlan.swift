/// What somebody wants to found, as they said it.
public struct GroupPlan: Hashable, Sendable {
    public let name: String?
    /// The town or village; nil for the nearest one to the middle of the area.
    public let place: String?
    /// The country's code, `NL` or `BE`.
    public let country: String
    /// The municipality's code; nil for the one in which the middle of the area lies.
    public let municipality: String?
    public let area: Area
    /// How the group talks.
    public let channel: Registration.Channel
    /// What leads into its own WhatsApp group, as it was pasted.
    public let invitation: String?
    /// How many take part already, by their own word.
    public let statedMembers: Int
    /// Whether who asks to join must show that they live there.
    public let asksForProof: Bool
    /// Whether it is another group than those on the same ground.
    public let isSeparate: Bool
    /// The address of who is asked to lead it as well, as it was typed; nil or empty for nobody.
    public let coCoordinator: String?

    public init(
        name: String?, place: String?, country: String, municipality: String?, area: Area,
        channel: Registration.Channel = .saar, invitation: String? = nil, statedMembers: Int = 0,
        asksForProof: Bool = false, isSeparate: Bool = false, coCoordinator: String? = nil
    ) {
        self.name = name
        self.place = place
        self.country = country
        self.municipality = municipality
        self.area = area
        self.channel = channel
        self.invitation = invitation
        self.statedMembers = statedMembers
        self.asksForProof = asksForProof
        self.isSeparate = isSeparate
        self.coCoordinator = coCoordinator
    }

    /// More is a city.
    public static let mostMembers = 20_000

    /// A number of members as a coordinator may say it.
    ///
    /// - Throws: `field-invalid`.
    public static func members(_ stated: Int) throws(Refusal) -> Int {
        guard (0...mostMembers).contains(stated) else {
            throw Refusal(.fieldInvalid, field: "statedMembers", ["limit": String(mostMembers)])
        }
        return stated
    }

    /// The group that it makes. It belongs to the municipality in which it lies, and with it to a police zone:
    /// nobody chooses which office confirms it, nor who of the police reads along.
    /// What was said counts only where the gazetteer does not know the ground.
    ///
    /// - Throws: what `GroupRules.name` throws, also for the place; what `AreaRules.drawn` and `AreaRules.check` throw.
    func group(
        _ id: GroupId, in gazetteer: Gazetteer, areas: any AreaOperations, at now: Moment
    ) throws(Refusal) -> Group {
        let name = try GroupRules.name(name)
        let place = try Words.line(place, field: "place", limit: 80)
        guard place.map(GroupRules.isForOffices) != true else { throw Refusal(.nameReserved, field: "place") }
        let jurisdiction = Jurisdiction.of(country)
        let area = try AreaRules.drawn(area, in: areas)
        try AreaRules.check(area, liesIn: jurisdiction, of: gazetteer)
        let ground = Ground(of: area, in: gazetteer)
        let said = try Words.line(municipality, field: "municipality", limit: 10)
        return Group(
            id: id, slug: GroupRules.slug(name), name: name,
            place: place ?? ground?.place ?? "",
            jurisdiction: jurisdiction,
            municipality: ground?.municipality ?? said,
            area: area, createdAt: now)
    }

    /// How it stands in the registry on its first day.
    ///
    /// - Throws: `field-invalid`.
    func registration(of group: GroupId, code: JoinCode, at now: Moment) throws(Refusal) -> Registration {
        Registration(
            group: group, standing: .proposed, channel: channel, statedMembers: try GroupPlan.members(statedMembers),
            foundedAt: now, confirmedAt: now, asksForProof: asksForProof, joinCode: code)
    }
}
