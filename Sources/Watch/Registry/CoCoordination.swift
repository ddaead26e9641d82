/// That somebody is asked, by e-mail, to lead a group together with who founded it. Nothing comes of it without their
/// own yes, said while signed in with that address; their no, and the end of its time, erase it.
public struct CoCoordination: Hashable, Sendable {
    /// For how long it can be answered.
    public static let lifetime = Span.days(30)

    /// How often one person asks within that time: more are letters that nobody wants.
    public static let mostAsked = 5

    public let group: GroupId
    /// Of who is asked. Nobody but the post ever reads it.
    public let email: EmailAddress
    /// Who asks.
    public let asker: PersonId
    /// Until when it can be answered.
    public let until: Moment

    public init(group: GroupId, email: EmailAddress, asker: PersonId, until: Moment) {
        self.group = group
        self.email = email
        self.asker = asker
        self.until = until
    }

    /// Whom somebody wants to ask who founds a group; nil when nothing was typed.
    ///
    /// - Throws: what `EmailAddress` throws.
    static func asked(
        _ typed: String?, by person: PersonId, in group: GroupId, at now: Moment
    ) throws(Refusal) -> CoCoordination? {
        guard let email = try address(typed) else { return nil }
        return CoCoordination(group: group, email: email, asker: person, until: now + lifetime)
    }

    /// The address of whom somebody wants to ask; nil when nothing was typed.
    ///
    /// - Throws: what `EmailAddress` throws.
    public static func address(_ typed: String?) throws(Refusal) -> EmailAddress? {
        guard let typed, !Words.trimmed(typed).isEmpty else { return nil }
        return try EmailAddress(typed, field: "coCoordinator")
    }

    /// Whether this person can ask: by name, since who is asked is told it, not themselves, and not again and again.
    ///
    /// - Parameter before: how many groups they have registered within its lifetime.
    /// - Throws: `address-own`, `first-name-missing`, `too-many-asked`.
    func check(_ asker: Person?, before: Int) throws(Refusal) {
        guard asker?.email != email.text else { throw Refusal(.addressOwn, field: "coCoordinator") }
        guard asker?.firstName.isEmpty == false else { throw Refusal(.firstNameMissing, field: "firstName") }
        guard before < CoCoordination.mostAsked else {
            throw Refusal(.tooManyAsked, field: "coCoordinator", ["limit": String(CoCoordination.mostAsked)])
        }
    }
}

/// What is known of somebody who is asked, in one look.
public struct CoCoordinationScene: Sendable {
    public let asked: CoCoordination
    public let group: Group
    /// Who asks; nil once they were erased.
    public let asker: Person?
    /// The place in the group of who asks.
    public let askerPlace: Member?

    public init(asked: CoCoordination, group: Group, asker: Person?, askerPlace: Member?) {
        self.asked = asked
        self.group = group
        self.asker = asker
        self.askerPlace = askerPlace
    }

    /// Whether it can be answered: in time, the group is open, and who asks still leads it for good. So nobody comes in
    /// by the word of somebody who was shown out.
    public func counts(at now: Moment) -> Bool {
        asked.until > now && group.closedAt == nil && asker != nil && askerPlace.map(CoCoordinationScene.leads) == true
    }

    /// Whether this person is the one who is asked.
    public func isFor(_ person: Person?) -> Bool { person?.email == asked.email.text }

    static func leads(_ member: Member) -> Bool {
        member.standing == .approved && member.role == .coordinator && member.coordinatorUntil == nil
    }
}

extension CoCoordination {
    /// What somebody sees of it on the group's page.
    public enum View: Hashable, Sendable {
        /// They are the one: they are asked by somebody with this first name, and have to say their own with a yes
        /// where they have not said it yet.
        case asks(firstName: String, needsName: Bool)
        /// They lead the group, and wait for the answer.
        case waits
    }

    /// What this person sees of it; nil for nothing, as for everybody who is neither asked nor coordinator.
    ///
    /// - Parameter own: their place in the group.
    public static func view(
        _ scene: CoCoordinationScene?, for person: Person?, own: Member?, at now: Moment
    ) -> View? {
        guard let scene, let person, scene.counts(at: now), let asker = scene.asker else { return nil }
        if scene.isFor(person) {
            guard own?.standing != .suspended, own.map(CoCoordinationScene.leads) != true else { return nil }
            return .asks(firstName: asker.firstName, needsName: person.firstName.isEmpty)
        }
        return own?.standing == .approved && own?.role == .coordinator ? .waits : nil
    }

    /// Somebody who leads the group takes the question back, which erases the address.
    ///
    /// - Parameter own: their place in the group.
    /// - Throws: `not-found` for everybody else, so that nobody learns whether anybody is asked, and where nobody is.
    public static func withdraw(_ scene: CoCoordinationScene?, by own: Member?) throws(Refusal) {
        guard scene != nil, own?.standing == .approved, own?.role == .coordinator else { throw Refusal(.notFound) }
    }

    /// The question that somebody may answer, before their answer is looked at.
    ///
    /// - Throws: `not-found` for who is not asked, or no longer.
    public static func asked(
        _ person: Person?, in scene: CoCoordinationScene?, at now: Moment
    ) throws(Refusal) -> (scene: CoCoordinationScene, person: Person) {
        guard let scene, let person, scene.isFor(person), scene.counts(at: now) else { throw Refusal(.notFound) }
        return (scene, person)
    }

    /// Who is asked says yes or no. Either erases the address.
    ///
    /// - Parameters:
    ///   - own: their place in the group; nil for none.
    ///   - id: for a place that is new.
    /// - Returns: their place from now on; nil where nothing changes about it.
    /// - Throws: `not-found` for who is not asked, or no longer; `member-suspended`, `first-name-missing`.
    public static func answer(
        _ accepts: Bool, in scene: CoCoordinationScene?, by person: Person?, own: Member?, new id: MemberId,
        at now: Moment
    ) throws(Refusal) -> Member? {
        let (scene, person) = try asked(person, in: scene, at: now)
        guard accepts else { return nil }
        guard own?.standing != .suspended else { throw Refusal(.memberSuspended) }
        guard !person.firstName.isEmpty else { throw Refusal(.firstNameMissing, field: "firstName") }
        guard own.map(CoCoordinationScene.leads) != true else { return nil }
        var member =
            own
            ?? Member(
                id: id, group: scene.group.id, person: person.id, standing: .applied, role: .resident, appliedAt: now)
        if member.standing != .approved {
            member.standing = .approved
            member.joinedSequence = scene.group.lastSequence + 1
            member.leftSequence = nil
            member.isMuted = false
            member.note = nil
        }
        member.role = .coordinator
        member.coordinatorUntil = nil
        member.decided = nil
        return member
    }
}
