import Testing
import Watch
import WatchTesting

/// Who stands in for a coordinator, for how long, and what they may not do meanwhile.
@Suite struct MemberStandInTests {
    private let now = ManualClock.friday
    private let policy = Street.jurisdiction

    private func bram(until: Moment? = nil, _ role: Member.Role? = nil) -> Member {
        var member = Street.bramMember
        member.role = role ?? (until == nil ? .resident : .coordinator)
        member.coordinatorUntil = until
        return member
    }

    private func change(
        _ member: inout Member, _ wish: Member.Wish, by actor: Actor? = Street.byCarla, standsIn: Bool = false,
        coordinators: Int = 1
    ) throws(Refusal) -> [Member.Effect] {
        try member.change(
            wish, by: actor, standsIn: standsIn, coordinators: coordinators, sequence: 7, at: now, in: policy)
    }

    static let spans: [(Span, Refusal?)] = [
        (.milliseconds(1), nil), (.days(92), nil),
        (.days(92) + .milliseconds(1), Refusal(.periodInvalid, field: "until", ["days": "92"])),
        (.milliseconds(0), Refusal(.periodInvalid, field: "until", ["days": "92"])),
        (.milliseconds(-1), Refusal(.periodInvalid, field: "until", ["days": "92"])),
    ]

    @Test(arguments: spans)
    func forHowLong(span: Span, refused: Refusal?) {
        var member = bram()
        var effects: [Member.Effect] = []
        let wish = Member.Wish(role: .coordinator, until: now + span)
        let refusal = Refusal.of { effects = try change(&member, wish) }
        #expect(refusal == refused)
        var expected = refused == nil ? bram(until: now + span) : bram()
        if refused == nil { expected.decided = Member.Decision(.appointed, at: now) }
        #expect(member == expected)
        #expect(member.standsIn == (refused == nil))
        #expect(effects.contains(.hearingChanged) == (refused == nil))
    }

    @Test func anApplicantCanBeLetInAsAStandIn() throws {
        var els = Street.elsMember
        _ = try change(&els, .init(standing: .approved, role: .coordinator, until: now + .days(7)))
        #expect(els.standing == .approved && els.standsIn)
        #expect(els.joinedSequence == 8)
    }

    struct Turn: Sendable, CustomStringConvertible {
        let description: String
        let from: Member
        let wish: Member.Wish
        var refused: Refusal.Code?
    }

    private static let week: Moment = ManualClock.friday + .days(7)
    private static let month: Moment = ManualClock.friday + .days(30)

    private static func placed(_ role: Member.Role, until: Moment? = nil) -> Member {
        var member = Street.bramMember
        member.role = role
        member.coordinatorUntil = until
        return member
    }

    static let turns: [Turn] = [
        Turn(
            description: "longer", from: placed(.coordinator, until: week),
            wish: .init(role: .coordinator, until: month)),
        Turn(
            description: "shorter", from: placed(.coordinator, until: month),
            wish: .init(role: .coordinator, until: week)),
        Turn(description: "for good", from: placed(.coordinator, until: week), wish: .init(role: .coordinator)),
        Turn(description: "no more", from: placed(.coordinator, until: week), wish: .init(role: .resident)),
        Turn(
            description: "for a time, who is it for good", from: placed(.coordinator),
            wish: .init(role: .coordinator, until: week), refused: .standingUnreachable),
        Turn(
            description: "a resident for a time", from: placed(.coordinator, until: week),
            wish: .init(role: .resident, until: month), refused: .standingUnreachable),
        Turn(
            description: "a time without a role", from: placed(.resident), wish: .init(until: week),
            refused: .fieldMissing),
        Turn(
            description: "a time without a role, who stands in", from: placed(.coordinator, until: week),
            wish: .init(until: month), refused: .fieldMissing),
    ]

    @Test(arguments: turns)
    func whatBecomesOfAStandIn(_ turn: Turn) {
        var member = turn.from
        let refusal = Refusal.of { _ = try change(&member, turn.wish, coordinators: 2) }
        #expect(refusal?.code == turn.refused)
        if turn.refused == nil {
            #expect(member.role == turn.wish.role)
            #expect(member.coordinatorUntil == turn.wish.until)
        } else {
            #expect(member == turn.from)
        }
    }

    /// What who stands in may do to a resident, and what not.
    static let wishes: [(Member.Wish, Refusal.Code?)] = [
        (.init(standing: .suspended), nil), (.init(standing: .left), nil),
        (.init(role: .coordinator), .notAllowed), (.init(role: .coordinator, until: week), .notAllowed),
        (.init(role: .resident), .notAllowed), (.init(standing: .approved, role: .coordinator), .notAllowed),
        (.init(until: week), .fieldMissing), (.init(isMuted: true), .notAllowed),
    ]

    @Test(arguments: wishes)
    func whoStandsInAppointsNobody(wish: Member.Wish, refused: Refusal.Code?) {
        var anna = Street.annaMember
        let refusal = Refusal.of { _ = try change(&anna, wish, by: byBramStandingIn, standsIn: true) }
        #expect(refusal?.code == refused)
        #expect((anna == Street.annaMember) == (refused != nil))
    }

    private let byBramStandingIn: Actor = Actor(person: Street.bram.id, capacity: .coordinator)

    @Test func whoStandsInDoesNotProlongThemselves() {
        let until = now + .days(7)
        for wish in [Member.Wish(role: .coordinator), .init(role: .coordinator, until: now + .days(30))] {
            var member = bram(until: until)
            let refusal = Refusal.of { _ = try change(&member, wish, by: byBramStandingIn, standsIn: true) }
            #expect(refusal?.code == .notAllowed)
            #expect(member == bram(until: until))
        }
    }

    @Test func aStandInDoesNotCountAsTheLastCoordinator() throws {
        var standIn = bram(until: now + .days(7))
        _ = try change(&standIn, .init(standing: .left), by: byBramStandingIn, standsIn: true, coordinators: 1)
        #expect(standIn.standing == .left, "the group does not stand alone")
        var carla = Street.carlaMember
        let refusal = Refusal.of { _ = try change(&carla, .init(standing: .left), coordinators: 1) }
        #expect(refusal?.code == .lastCoordinator, "who stands in cannot keep the group")
        let pushed = Refusal.of {
            _ = try change(
                &carla, .init(standing: .suspended), by: byBramStandingIn, standsIn: true, coordinators: 1)
        }
        #expect(pushed?.code == .notAllowed)
        #expect(carla == Street.carlaMember)
    }

    /// However many others there are: who stands in keeps the group, and does not choose who leads it.
    @Test(arguments: [Member.Wish(standing: .suspended), .init(standing: .left)], [nil, week])
    func whoStandsInPutsNoCoordinatorOut(wish: Member.Wish, until: Moment?) {
        let before = MemberStandInTests.placed(.coordinator, until: until)
        var other = before
        let byCarlaStandingIn = Actor(person: Street.carla.id, capacity: .coordinator)
        let refusal = Refusal.of {
            _ = try change(&other, wish, by: byCarlaStandingIn, standsIn: true, coordinators: 3)
        }
        #expect(refusal?.code == .notAllowed)
        #expect(other == before)
    }

    @Test(arguments: [(Span.milliseconds(-1), false), (.milliseconds(0), true), (.days(3), true)])
    func itEndsByItself(late: Span, hasEnded: Bool) {
        let until = now + .days(7)
        var member = bram(until: until)
        let effects = member.endStandIn(at: until + late)
        #expect(effects == (hasEnded ? [.hearingChanged] : []))
        #expect(member == (hasEnded ? bram() : bram(until: until)))
        #expect(member.endStandIn(at: until + .days(9)) == (hasEnded ? [] : [.hearingChanged]), "once")
    }

    @Test func whoIsItForGoodGoesOn() {
        var carla = Street.carlaMember
        #expect(carla.endStandIn(at: now + .days(9_999)) == [])
        #expect(carla == Street.carlaMember)
    }

    @Test(arguments: [Member.Standing.suspended, .left])
    func whoIsOutComesToAnEndUnheard(standing: Member.Standing) {
        var member = bram(until: now)
        member.standing = standing
        #expect(member.endStandIn(at: now) == [], "nobody hears anything otherwise than before")
        #expect(member.role == .resident && member.coordinatorUntil == nil)
    }

    @Test func whoAsksAgainComesBackAsTheyFirstCame() throws {
        var member = bram(until: now + .days(7))
        member.standing = .left
        member.isMuted = true
        _ = try member.apply(note: "Ik ben terug")
        #expect(member.role == .resident && member.coordinatorUntil == nil && !member.isMuted)
        #expect(member.note == "Ik ben terug")
    }
}

/// Muting, the applicant's note, and what an applicant agrees to.
@Suite struct MemberWishTests {
    private let now = ManualClock.friday

    private func change(_ member: inout Member, _ wish: Member.Wish, by actor: Actor?) throws(Refusal)
        -> [Member.Effect]
    {
        try member.change(wish, by: actor, coordinators: 1, sequence: 7)
    }

    @Test(arguments: [
        (Street.byBram as Actor?, Refusal.Code?.none), (nil, nil), (Street.byAnna, .notAllowed),
        (Street.byCarla, .notAllowed), (Street.byDeWit, .notAllowed),
    ])
    func whoMayMuteBram(actor: Actor?, refused: Refusal.Code?) {
        for isMuted in [true, false] {
            var member = Street.bramMember
            member.isMuted = !isMuted
            let before = member
            var effects: [Member.Effect] = [.hearingChanged]
            let refusal = Refusal.of { effects = try change(&member, .init(isMuted: isMuted), by: actor) }
            #expect(refusal?.code == refused)
            #expect(member.isMuted == (refused == nil ? isMuted : !isMuted))
            if refused == nil { #expect(effects == [], "they stay in it, and its pages stay open to them") }
            #expect((member == before) == (refused != nil))
        }
    }

    @Test func aCoordinatorMutesForThemselves() throws {
        var carla = Street.carlaMember
        #expect(try change(&carla, .init(isMuted: true), by: Street.byCarla) == [])
        #expect(carla.isMuted)
    }

    @Test(arguments: [Member.Standing.applied, .suspended, .left])
    func onlyWhoIsInMutes(standing: Member.Standing) {
        var member = Street.bramMember
        member.standing = standing
        let before = member
        let refusal = Refusal.of { _ = try change(&member, .init(isMuted: true), by: nil) }
        #expect(refusal == Refusal(.standingUnreachable, field: "muted", ["from": standing.rawValue]))
        #expect(member == before)
    }

    @Test(arguments: [
        Member.Wish(standing: .left, isMuted: true), .init(role: .resident, isMuted: true),
        .init(standing: .approved, isMuted: false),
    ])
    func mutingComesAlone(wish: Member.Wish) {
        for actor in [nil, Street.byBram, Street.byCarla] {
            var member = Street.bramMember
            #expect(Refusal.of { _ = try change(&member, wish, by: actor) }?.code == .notAllowed)
            #expect(member == Street.bramMember)
        }
    }

    @Test(arguments: [
        // What is decided, by whom, and whether the note is still there.
        (Member.Standing?.some(.approved), Street.byCarla as Actor?, false), (.left, Street.byCarla, false),
        (.left, nil, false), (.applied, Street.byCarla, true), (nil, Street.byCarla, true),
    ])
    func theNoteGoesOnceItIsDecided(standing: Member.Standing?, actor: Actor?, isKept: Bool) throws {
        var els = Street.elsMember
        els.note = "Ik woon op 23, naast Dirk"
        _ = try change(&els, .init(standing: standing), by: actor)
        #expect(els.note == (isKept ? "Ik woon op 23, naast Dirk" : nil))
    }

    @Test(arguments: [
        (true, true, Refusal?.none), (false, true, Refusal(.rulesNotAccepted, field: "acceptsRules")),
        (true, false, Refusal(.tooYoung, field: "isOfAge", ["age": "18"])),
        (false, false, Refusal(.rulesNotAccepted, field: "acceptsRules")),
    ])
    func whatAnApplicantAgreesTo(acceptsRules: Bool, isOfAge: Bool, refused: Refusal?) {
        let consent = Member.Consent(acceptsRules: acceptsRules, isOfAge: isOfAge)
        #expect(Refusal.of { try consent.check(in: Street.jurisdiction) } == refused)
    }

    @Test func theAgeIsThePolicys() {
        let policy = Jurisdiction(code: "X", timeZone: "UTC", numbers: [], minimumAge: 16)
        let consent = Member.Consent(acceptsRules: true, isOfAge: false)
        #expect(Refusal.of { try consent.check(in: policy) }?.parameters == ["age": "16"])
    }
}
