/// What a coordinator changes about their group; what is nil stays.
public struct GroupRevision: Hashable, Sendable {
    public let name: String?
    public let area: Area?
    public let channel: Registration.Channel?
    /// The new link into the group's own WhatsApp group; an empty one takes it away.
    public let invitation: String?
    public let statedMembers: Int?
    public let asksForProof: Bool?
    /// Whether it is another group than those on the same ground.
    public let isSeparate: Bool

    public init(
        name: String? = nil, area: Area? = nil, channel: Registration.Channel? = nil, invitation: String? = nil,
        statedMembers: Int? = nil, asksForProof: Bool? = nil, isSeparate: Bool = false
    ) {
        self.name = name
        self.area = area
        self.channel = channel
        self.invitation = invitation
        self.statedMembers = statedMembers
        self.asksForProof = asksForProof
        self.isSeparate = isSeparate
    }
}
