// The life of a link. Either side can want it, and either can take that back; only what both want at the same time lets
// alerts travel.
//
//   – ──propose──▶ proposed ──accept──▶ asked ──accept by the other──▶ linked ──end──▶ ended
//                     └─────── decline ───┴──────▶ declined
//   declined, ended ──propose──▶ proposed (by the watch, after a rest), asked (by a coordinator)
//   linked, asked ──one moves away──▶ proposed (both are asked again)

extension Link {
    /// What a coordinator wants of a link.
    public enum Wish: String, Codable, Sendable, CaseIterable {
        case accepted, declined, ended
    }

    /// The watch itself proposes a link between neighbours.
    ///
    /// - Parameter before: how it stands; nil when nobody has thought of it.
    /// - Returns: nil when there is nothing to propose: it is under way, or was refused a short time ago.
    public static func proposed(
        _ pair: Pair, before: Link?, at now: Moment, in jurisdiction: Jurisdiction
    ) -> Link? {
        guard var link = before else {
            return Link(pair: pair, state: .proposed, by: nil, proposedAt: now, changedAt: now)
        }
        guard link.state == .declined || link.state == .ended, now >= link.changedAt + jurisdiction.linkRest else {
            return nil
        }
        link.move(to: .proposed, by: nil, at: now)
        return link
    }

    /// A side's coordinator proposes it, as often as they like; agrees to it when the other side has asked.
    public static func asked(_ pair: Pair, before: Link?, by group: GroupId, at now: Moment) -> Link {
        guard var link = before else {
            return Link(pair: pair, state: .asked, by: group, proposedAt: now, changedAt: now)
        }
        switch link.state {
        case .linked: break
        case .asked where link.by == group: break
        case .asked: link.move(to: .linked, by: nil, at: now)
        case .proposed, .declined, .ended: link.move(to: .asked, by: group, at: now)
        }
        return link
    }

    /// A side's coordinator agrees, declines or ends. What is so already stays as it is.
    ///
    /// - Throws: `link-unreachable` when it does not stand so that this can come of it: what was declined is proposed
    ///   anew, what is linked is ended, and only that.
    public mutating func change(to wish: Wish, by group: GroupId, at now: Moment) throws(Refusal) {
        switch (wish, state) {
        case (.accepted, .proposed): move(to: .asked, by: group, at: now)
        case (.accepted, .asked): if by != group { move(to: .linked, by: nil, at: now) }
        case (.accepted, .linked), (.declined, .declined), (.ended, .ended): break
        // Who asked may take that back.
        case (.declined, .proposed), (.declined, .asked): move(to: .declined, by: group, at: now)
        case (.ended, .linked): move(to: .ended, by: group, at: now)
        case (.accepted, _), (.declined, _), (.ended, _):
            throw Refusal(.linkUnreachable, field: "state", ["from": state.rawValue])
        }
    }

    /// One of the two groups has moved, and they are neighbours no longer: what its sides agreed on, or one has asked, was
    /// about other streets. Both are asked again, and no alert travels before both agree.
    ///
    /// - Parameters:
    ///   - group: the one that moved, as it was.
    ///   - revised: as it is now.
    ///   - other: the one at the other end.
    /// - Returns: nil where everything stays as it is.
    public func afterMove(of group: Group, to revised: Group, beside other: Group, at now: Moment) -> Link? {
        guard state == .linked || state == .asked, LinkRules.part(group, from: other, by: revised) else { return nil }
        var link = self
        link.move(to: .proposed, by: group.id, at: now)
        return link
    }

    private mutating func move(to next: State, by group: GroupId?, at now: Moment) {
        state = next
        by = group
        changedAt = now
    }
}
