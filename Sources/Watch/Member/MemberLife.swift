extension Member {
    /// What changes with a member, as data for the store.
    public enum Effect: Hashable, Sendable {
        /// Open streams of this person to this group must be looked at again.
        case hearingChanged
        /// A code from a letterbox was used once more; refused with `proof-wrong` when it cannot be by now.
        case proved(Proof)
        /// They wait from now on: the coordinators are told by letter.
        case waits
        /// They are told by letter.
        case told(MemberLetter.Cause)
    }

    /// That somebody held a slip that lay in a letterbox of the group: a code that was tried and found right.
    public struct Proof: Hashable, Sendable {
        /// What is kept of the code.
        public let hash: String

        public init(hash: String) { self.hash = hash }
    }

    /// A change that somebody asks for; what is nil stays.
    public struct Wish: Hashable, Sendable {
        public let standing: Standing?
        public let role: Role?
        /// With the role of coordinator: until when they stand in. Nil for good.
        public let until: Moment?
        public let isMuted: Bool?
        /// With muting: when it ends by itself. Nil for when they say so.
        public let mutedUntil: Moment?

        public init(
            standing: Standing? = nil, role: Role? = nil, until: Moment? = nil, isMuted: Bool? = nil,
            mutedUntil: Moment? = nil
        ) {
            self.standing = standing
            self.role = role
            self.until = until
            self.isMuted = isMuted
            self.mutedUntil = mutedUntil
        }
    }

    /// What an applicant agrees to. Without it nobody is let in.
    public struct Consent: Hashable, Sendable {
        /// They accept the house rules and know who reads along.
        public let acceptsRules: Bool
        /// They say that they are old enough.
        public let isOfAge: Bool

        public init(acceptsRules: Bool, isOfAge: Bool) {
            self.acceptsRules = acceptsRules
            self.isOfAge = isOfAge
        }

        /// - Throws: `rules-not-accepted`, `too-young` with the age.
        public func check(in jurisdiction: Jurisdiction) throws(Refusal) {
            if let first = refusals(in: jurisdiction).first { throw first }
        }

        /// Everything that is missing of it.
        public func refusals(in jurisdiction: Jurisdiction) -> [Refusal] {
            (acceptsRules ? [] : [Refusal(.rulesNotAccepted, field: "acceptsRules")])
                + (isOfAge ? [] : [Refusal(.tooYoung, field: "isOfAge", ["age": String(jurisdiction.minimumAge)])])
        }
    }

    /// Asks again after having left or been declined.
    ///
    /// - Throws: `member-exists` while in or waiting, `member-suspended` while suspended.
    public mutating func apply(note: String? = nil) throws(Refusal) -> [Effect] {
        switch standing {
        case .left:
            standing = .applied
            role = .resident
            coordinatorUntil = nil
            isMuted = false
            self.note = note
            decided = nil
            return [.waits]
        case .suspended: throw Refusal(.memberSuspended)
        case .applied, .approved: throw Refusal(.memberExists, ["memberId": id.text])
        }
    }

    /// Approves, declines, suspends, appoints, mutes, or leaves.
    ///
    /// Coordinators change others; anybody may leave or mute; nobody appoints themselves. Who stands in appoints nobody
    /// and changes nothing about another coordinator. Who is suspended does not shed that by leaving and asking again: only
    /// coordinators end it. The last coordinator cannot go, so that a group never stands alone; a stand-in does not count.
    /// - Parameters:
    ///   - actor: who asks; nil for the member themselves without any other right.
    ///   - standsIn: whether who asks is coordinator for a time only.
    ///   - coordinators: how many the group has for good.
    ///   - sequence: of the group's newest event.
    /// - Throws: `not-allowed`, `member-suspended`, `standing-unreachable`, `last-coordinator`, `period-invalid`,
    ///   `field-invalid` for an end of muting where nothing is muted.
    public mutating func change(
        _ wish: Wish, by actor: Actor?, standsIn: Bool = false, coordinators: Int, sequence: Int64, at now: Moment,
        in jurisdiction: Jurisdiction
    ) throws(Refusal) -> [Effect] {
        let isSelf = actor == nil || actor?.person == person
        let isCoordinator = actor?.capacity == .coordinator
        let leaves = wish.standing == .left && wish.role == nil && wish.isMuted == nil
        let mutes = wish.standing == nil && wish.role == nil && wish.isMuted != nil
        guard (isSelf && (leaves || mutes)) || (isCoordinator && wish.isMuted == nil) else {
            throw Refusal(.notAllowed)
        }
        guard !(leaves && isSelf && !isCoordinator) || standing != .suspended else { throw Refusal(.memberSuspended) }
        guard !standsIn || wish.role == nil && (isSelf || role == .resident) else { throw Refusal(.notAllowed) }
        // On a copy: what is refused changes nothing.
        var next = self
        if let wanted = wish.standing, wanted != standing { try next.move(to: wanted, after: sequence) }
        if wish.role != nil || wish.until != nil { try next.appoint(wish, at: now, in: jurisdiction) }
        if let isMuted = wish.isMuted {
            guard next.standing == .approved else { throw unreachable("muted") }
            try next.mute(isMuted, until: wish.mutedUntil, at: now)
        }
        let wasCoordinator = role == .coordinator && coordinatorUntil == nil && standing == .approved
        let isStill = next.role == .coordinator && next.coordinatorUntil == nil && next.standing == .approved
        if wasCoordinator, !isStill, coordinators <= 1 { throw Refusal(.lastCoordinator) }
        let told = isSelf ? nil : cause(of: next)
        if let told { next.decided = Decision(told, at: now) }
        if isSelf, next.standing == .left { next.decided = nil }
        defer { self = next }
        return (hears(otherwiseThan: next) ? [.hearingChanged] : []) + (told.map { [.told($0)] } ?? [])
    }

    /// Ends a stand-in whose time is over; does nothing before that.
    public mutating func endStandIn(at now: Moment) -> [Effect] {
        guard standsIn, let coordinatorUntil, coordinatorUntil <= now else { return [] }
        role = .resident
        self.coordinatorUntil = nil
        return standing == .approved ? [.hearingChanged] : []
    }

    // MARK: what they share

    private mutating func mute(_ isMuted: Bool, until: Moment?, at now: Moment) throws(Refusal) {
        let field = "mutedUntil"
        guard isMuted || until == nil else { throw Refusal(.fieldInvalid, field: field) }
        let pause = try ChoiceRules.begin(Pause(until: until), at: now, field: field)
        self.isMuted = isMuted
        mutedUntil = pause.until
    }

    private mutating func move(to wanted: Standing, after sequence: Int64) throws(Refusal) {
        switch (standing, wanted) {
        case (.applied, .approved), (.suspended, .approved):
            joinedSequence = sequence + 1
            leftSequence = nil
        case (.approved, .suspended), (.approved, .left): leftSequence = sequence + 1
        case (.applied, .left), (.suspended, .left): break
        default: throw unreachable("standing")
        }
        if wanted == .left { isMuted = false }
        standing = wanted
        note = nil
    }

    private mutating func appoint(
        _ wish: Wish, at now: Moment, in jurisdiction: Jurisdiction
    ) throws(Refusal) {
        guard let wanted = wish.role else { throw Refusal(.fieldMissing, field: "role") }
        guard standing == .approved else {
            if wanted == role, wish.until == nil { return }
            throw unreachable("role")
        }
        if let until = wish.until {
            // A coordinator for good is not made one for a time by the way: first resident, then stand-in.
            guard wanted == .coordinator, role == .resident || standsIn else { throw unreachable("role") }
            guard until > now, until <= now + jurisdiction.standInSpan else {
                let days = jurisdiction.standInSpan.milliseconds / Span.days(1).milliseconds
                throw Refusal(.periodInvalid, field: "until", ["days": String(days)])
            }
        }
        role = wanted
        coordinatorUntil = wish.until
    }

    private func unreachable(_ field: String) -> Refusal {
        Refusal(.standingUnreachable, field: field, ["from": standing.rawValue])
    }

    /// What somebody is told of a change that somebody else made. Who stood in and stays is told so; who stands in for
    /// longer is not told once more. Nobody is to believe that they are watched over who is not.
    private func cause(of next: Member) -> MemberLetter.Cause? {
        let leads = next.standing == .approved && next.role == .coordinator
        if leads, role == .resident || standsIn && !next.standsIn { return .appointed }
        switch (standing, next.standing) {
        case (.applied, .approved): return .approved
        case (.applied, .left): return .declined
        case (.approved, .suspended): return .suspended
        case (.approved, .left), (.suspended, .left): return .removed
        case (.suspended, .approved): return .readmitted
        case (.approved, .approved): return role == .coordinator && next.role == .resident ? .dismissed : nil
        default: return nil
        }
    }

    /// Whether open streams must be looked at again.
    private func hears(otherwiseThan next: Member) -> Bool {
        standing != next.standing || role != next.role || joinedSequence != next.joinedSequence
            || leftSequence != next.leftSequence
    }
}
