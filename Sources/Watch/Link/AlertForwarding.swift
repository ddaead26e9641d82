extension Alert {
    /// The watch itself passes it on to linked groups.
    ///
    /// - Parameter way: as `LinkRules.way` gives it.
    public func passOn(_ way: [Forward], isQuiet: Bool) -> [AlertEffect] {
        forward(way, person: nil, capacity: nil, isQuiet: isQuiet)
    }

    /// A coordinator of a group that has been told sends it on to linked groups, as far as alerts travel.
    ///
    /// - Parameters:
    ///   - groups: nil for every linked one that has not got it. Those that have it are passed over.
    ///   - isQuiet: whether they are told without a sound.
    /// - Throws: `not-allowed` unless they are coordinator of a group that has it, `alert-closed`, `alert-retracted`,
    ///   `not-linked`, `too-many-hops`.
    public func sendOn(
        to groups: [GroupId]?, by actor: Actor, in scene: ForwardScene, home: Group, isQuiet: Bool
    ) throws(Refusal) -> [AlertEffect] {
        guard may(.sendOn, actor, sends: !scene.senders.isEmpty) else { throw Refusal(.notAllowed) }
        try stillGoesOn(in: home.jurisdiction)
        let way = try LinkRules.way(
            by: scene.senders, to: groups, reached: scene.reached, from: home, in: scene.network)
        return forward(way, person: actor.person, capacity: .coordinator, isQuiet: isQuiet)
    }

    private func forward(
        _ way: [Forward], person: PersonId?, capacity: Audience?, isQuiet: Bool
    ) -> [AlertEffect] {
        guard !way.isEmpty else { return [] }
        let content = RegisterContent(
            person: person, capacity: capacity,
            fields: way.flatMap { step in
                [
                    RegisterContent.Field("group", step.group.text),
                    RegisterContent.Field("via", step.provenance.via.text),
                    RegisterContent.Field("hops", String(step.provenance.hops)),
                ]
            })
        return [.register(.alertForwarded, message: message, content: content)]
            + way.map { step in
                .forward(
                    AlertNews(
                        .alertForwarded, alert: id, message: message, shared: self, provenance: step.provenance),
                    to: step.group, isQuiet: isQuiet)
            }
    }
}

/// What a decision to send an alert on is made on.
public struct ForwardScene: Sendable {
    /// The groups that have it and those linked with them, with the links between all of them.
    public let network: LinkNetwork
    public let reached: [Reached]
    /// Those that have it of which the one who asks is coordinator.
    public let senders: Set<GroupId>

    public init(network: LinkNetwork, reached: [Reached], senders: Set<GroupId>) {
        self.network = network
        self.reached = reached
        self.senders = senders
    }
}

extension Hearing {
    /// As what somebody who hears a group reads an alert there. Care for an alert belongs to the coordinators of the
    /// group in which it was reported: those of a group that was told read it as neighbours.
    public func audience(of alert: Alert) -> Audience { audience(audience, of: alert) }

    /// The same of what an officer is there besides.
    public func asMember(of alert: Alert) -> Audience? { asMember.map { audience($0, of: alert) } }

    private func audience(_ audience: Audience, of alert: Alert) -> Audience {
        audience == .coordinator && alert.group != group ? .neighbour : audience
    }
}
