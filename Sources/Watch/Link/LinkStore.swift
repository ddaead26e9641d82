/// Where links are kept. A link changes only while both its groups are locked, so that an alert that holds their locks
/// sees either all of a change or nothing of it.
public protocol LinkStore: Sendable {
    /// The links of a group however they stand, with the group at the other end, by its name.
    func links(of group: GroupId) async throws -> [LinkedGroup]

    /// Groups whose boxes lie within so many metres of this one's, without itself, in ascending order; at most `limit`.
    func groups(near group: Group, metres: Double, limit: Int) async throws -> [Group]

    /// Changes a link under the locks of both groups: loads, lets `decide` decide, saves.
    ///
    /// - Parameters:
    ///   - side: the group in whose name somebody asks; nil for the watch itself.
    ///   - request: the same key again changes nothing, and gives the link as it is.
    ///   - decide: nil leaves everything as it is.
    /// - Returns: the link as it now is; nil when there is none.
    /// - Throws: what `decide` throws (nothing is saved then), `not-found` for an unknown group.
    func change(
        _ pair: Link.Pair, in side: GroupId?, by person: PersonId?, request: RequestKey?,
        decide: @escaping @Sendable (LinkScene) throws(Refusal) -> Link?
    ) async throws -> Link?

    /// The links of these groups however they stand; one between two of them may come twice.
    func links(of groups: [GroupId]) async throws -> [Link]

    /// Proposes links of which nobody has thought before, many at once. Nothing is locked, since no alert travels over
    /// what is only proposed; a pair of which somebody thought meanwhile stays as it is, and so does a closed group.
    func propose(_ pairs: Set<Link.Pair>, at now: Moment) async throws

    /// Claims groups whose surroundings were not looked at since this moment, new ones first.
    func claimUnseen(since moment: Moment, at now: Moment, limit: Int) async throws -> [GroupId]
}

/// A link, and the group at its other end.
public struct LinkedGroup: Hashable, Sendable {
    public let link: Link
    public let group: Group

    public init(link: Link, group: Group) {
        self.link = link
        self.group = group
    }
}

/// What a decision about a link is made on.
public struct LinkScene: Sendable {
    /// The groups of the pair.
    public let low: Group
    public let high: Group
    /// Nil when nobody has thought of it.
    public let link: Link?
    /// What the one who asks is in the group in whose name they do; nil for the watch, and for who has no place there.
    public let member: Member?

    public init(low: Group, high: Group, link: Link?, member: Member?) {
        self.low = low
        self.high = high
        self.link = link
        self.member = member
    }
}
