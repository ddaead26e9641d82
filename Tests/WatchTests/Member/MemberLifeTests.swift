import Testing
import Watch
import WatchTesting

@Suite struct MemberLifeTests {
    /// A member in this standing; the newest event is 7.
    private func member(_ standing: Member.Standing, _ role: Member.Role = .resident) -> Member {
        let hasBeenIn = standing != .applied
        return Member(
            id: Street.fixed("b2"), group: Street.group.id, person: Street.bram.id, standing: standing, role: role,
            joinedSequence: hasBeenIn ? 3 : nil, leftSequence: standing == .suspended || standing == .left ? 5 : nil,
            appliedAt: Street.founded)
    }

    struct Change: Sendable, CustomStringConvertible {
        let from: Member.Standing
        let to: Member.Standing
        let works: Bool
        var description: String { "\(from) → \(to)" }
    }

    /// What a coordinator can make of whom: every standing by every standing.
    static let changes: [Change] = [
        Change(from: .applied, to: .applied, works: true), Change(from: .applied, to: .approved, works: true),
        Change(from: .applied, to: .suspended, works: false), Change(from: .applied, to: .left, works: true),
        Change(from: .approved, to: .applied, works: false), Change(from: .approved, to: .approved, works: true),
        Change(from: .approved, to: .suspended, works: true), Change(from: .approved, to: .left, works: true),
        Change(from: .suspended, to: .applied, works: false), Change(from: .suspended, to: .approved, works: true),
        Change(from: .suspended, to: .suspended, works: true), Change(from: .suspended, to: .left, works: true),
        Change(from: .left, to: .applied, works: false), Change(from: .left, to: .approved, works: false),
        Change(from: .left, to: .suspended, works: false), Change(from: .left, to: .left, works: true),
    ]

    @Test(arguments: changes)
    func whatACoordinatorCanMakeOfWhom(_ change: Change) {
        let before = member(change.from)
        var member = before
        var effects: [Member.Effect] = []
        let refusal = Refusal.of {
            effects = try member.change(
                .init(standing: change.to), by: Street.byCarla, coordinators: 1, sequence: 7)
        }
        if change.works {
            #expect(refusal == nil)
            #expect(member.standing == change.to)
            #expect(effects.contains(.hearingChanged) == (change.from != change.to))
        } else {
            #expect(
                refusal == Refusal(.standingUnreachable, field: "standing", ["from": change.from.rawValue]))
            #expect(member == before)
        }
    }

    @Test(arguments: [
        // from, to, joined, left: what they hear of events 1 to 10 when the newest is 7
        (Member.Standing.applied, Member.Standing.approved, Int64?.some(8), Int64?.none),
        (.approved, .suspended, 3, 8), (.approved, .left, 3, 8), (.suspended, .approved, 8, nil),
        (.applied, .left, nil, nil), (.suspended, .left, 3, 5),
    ])
    func fromWhichEventOn(from: Member.Standing, to: Member.Standing, joined: Int64?, left: Int64?) throws {
        var member = member(from)
        _ = try member.change(.init(standing: to), by: Street.byCarla, coordinators: 1, sequence: 7)
        #expect(member.joinedSequence == joined)
        #expect(member.leftSequence == left)
        let heard = (1...10).filter { member.heard($0) }
        #expect(heard == (1...10).filter { $0 >= joined ?? 11 && $0 < left ?? 11 })
    }

    @Test(arguments: [
        (Street.byBram as Actor?, Member.Standing.left, Refusal.Code?.none), (nil, .left, nil),
        (Street.byAnna, .left, .notAllowed), (Street.byDeWit, .left, .notAllowed),
        (Street.byBram, .suspended, .notAllowed), (nil, .approved, .notAllowed),
        (Street.byDeWit, .suspended, .notAllowed),
    ])
    func whoMayChangeBram(actor: Actor?, to: Member.Standing, refused: Refusal.Code?) {
        let before = member(.approved)
        var member = before
        let refusal = Refusal.of {
            _ = try member.change(.init(standing: to), by: actor, coordinators: 1, sequence: 7)
        }
        #expect(refusal?.code == refused)
        if refused != nil { #expect(member == before) }
    }

    /// Leaving and asking again would be a way round a suspension; a coordinator may end it by showing them out.
    @Test(arguments: [
        (Street.byBram as Actor?, Refusal.Code.memberSuspended as Refusal.Code?),
        (Actor(person: Street.bram.id, capacity: .police), .memberSuspended), (nil, .memberSuspended),
        (Street.byCarla, nil),
    ])
    func whoIsSuspendedDoesNotShedItByLeaving(actor: Actor?, refused: Refusal.Code?) {
        var member = member(.suspended)
        let refusal = Refusal.of {
            _ = try member.change(.init(standing: .left), by: actor, coordinators: 1, sequence: 7)
        }
        #expect(refusal?.code == refused)
        #expect(member.standing == (refused == nil ? .left : .suspended))
    }

    @Test func nobodyApprovesOrAppointsThemselves() {
        for actor in [nil, Street.byBram] {
            var waiting = member(.applied)
            let approval = Refusal.of {
                _ = try waiting.change(.init(standing: .approved), by: actor, coordinators: 1, sequence: 7)
            }
            #expect(approval?.code == .notAllowed)
            var resident = member(.approved)
            let rise = Refusal.of {
                _ = try resident.change(.init(role: .coordinator), by: actor, coordinators: 1, sequence: 7)
            }
            #expect(rise?.code == .notAllowed)
            let both = Refusal.of {
                _ = try resident.change(
                    .init(standing: .left, role: .coordinator), by: actor, coordinators: 1, sequence: 7)
            }
            #expect(both?.code == .notAllowed)
            #expect(resident == member(.approved))
        }
    }

    @Test func aCoordinatorAppoints() throws {
        var resident = member(.approved)
        let effects = try resident.change(.init(role: .coordinator), by: Street.byCarla, coordinators: 1, sequence: 7)
        #expect(resident.role == .coordinator)
        #expect(resident.joinedSequence == 3)
        #expect(effects == [.hearingChanged, .told(.appointed)])
        var waiting = member(.applied)
        _ = try waiting.change(
            .init(standing: .approved, role: .coordinator), by: Street.byCarla, coordinators: 1, sequence: 7)
        #expect(waiting.role == .coordinator)
    }

    @Test(arguments: [Member.Standing.applied, .suspended, .left])
    func onlyWhoIsInCanBeAppointed(standing: Member.Standing) {
        let before = member(standing)
        var member = before
        let refusal = Refusal.of {
            _ = try member.change(.init(role: .coordinator), by: Street.byCarla, coordinators: 1, sequence: 7)
        }
        #expect(refusal == Refusal(.standingUnreachable, field: "role", ["from": standing.rawValue]))
        #expect(member == before)
    }

    @Test(arguments: [
        Member.Wish(standing: .left), Member.Wish(standing: .suspended), Member.Wish(role: .resident),
    ])
    func theLastCoordinatorStays(wish: Member.Wish) {
        var carla = Street.carlaMember
        let refusal = Refusal.of { _ = try carla.change(wish, by: Street.byCarla, coordinators: 1, sequence: 7) }
        #expect(refusal?.code == .lastCoordinator)
        #expect(carla == Street.carlaMember, "a refusal changes nothing")
        #expect(Refusal.of { _ = try carla.change(wish, by: Street.byCarla, coordinators: 2, sequence: 7) } == nil)
        #expect(carla != Street.carlaMember)
    }

    @Test func aRefusedSecondWishUndoesTheFirst() {
        let before = member(.approved)
        var member = before
        let refusal = Refusal.of {
            _ = try member.change(
                .init(standing: .suspended, role: .coordinator), by: Street.byCarla, coordinators: 1, sequence: 7)
        }
        #expect(refusal?.code == .standingUnreachable)
        #expect(member == before)
    }

    @Test func wishingNothingChangesNothing() throws {
        var member = member(.approved)
        #expect(try member.change(.init(), by: Street.byCarla, coordinators: 1, sequence: 7) == [])
        #expect(member == self.member(.approved))
    }

    @Test(arguments: [
        (Member.Standing.left, Refusal.Code?.none), (.applied, .memberExists), (.approved, .memberExists),
        (.suspended, .memberSuspended),
    ])
    func applyingAgain(standing: Member.Standing, refused: Refusal.Code?) {
        let before = member(standing, .coordinator)
        var member = before
        let refusal = Refusal.of { _ = try member.apply() }
        #expect(refusal?.code == refused)
        if refused == nil {
            #expect(member.standing == .applied)
            #expect(member.role == .resident, "an office does not come back by itself")
        } else {
            #expect(member == before)
        }
    }
}

@Suite struct MemberRulesTests {
    static let elsewhere = Office(kind: .police, territory: "brugge")
    static let town = Office(kind: .municipality, territory: Street.zone)

    struct Place: Sendable, CustomStringConvertible {
        let description: String
        let member: Member?
        var offices: [Office] = []
        var capacity: Audience?
        var refused: Refusal.Code?
    }

    static let places: [Place] = [
        Place(description: "a stranger", member: nil, refused: .notAMember),
        Place(description: "a resident", member: Street.bramMember, capacity: .neighbour),
        Place(description: "a coordinator", member: Street.carlaMember, capacity: .coordinator),
        Place(description: "an applicant", member: Street.elsMember, refused: .memberApplied),
        Place(description: "somebody suspended", member: Street.dirkMember, refused: .memberSuspended),
        Place(description: "somebody who left", member: left, refused: .notAMember),
        Place(description: "an officer", member: nil, offices: [Street.police], capacity: .police),
        Place(
            description: "an officer who lives here", member: Street.bramMember, offices: [Street.police],
            capacity: .police),
        Place(
            description: "an officer suspended as a neighbour", member: Street.dirkMember, offices: [Street.police],
            capacity: .police),
        Place(description: "an officer of another zone", member: nil, offices: [elsewhere], refused: .notAMember),
        Place(
            description: "an officer of another zone who lives here", member: Street.bramMember, offices: [elsewhere],
            capacity: .neighbour),
        Place(description: "the municipality", member: nil, offices: [town], refused: .notAMember),
        Place(
            description: "one of several offices", member: nil, offices: [town, elsewhere, Street.police],
            capacity: .police),
    ]

    private static let left = Member(
        id: Street.fixed("b9"), group: Street.group.id, person: Street.fatima.id, standing: .left, role: .coordinator,
        joinedSequence: 1, leftSequence: 2, appliedAt: Street.founded)

    @Test(arguments: places)
    func whatSomebodyIsHere(_ place: Place) {
        var actor: Actor?
        let refusal = Refusal.of {
            actor = try HearingRules.actor(
                Street.bram.id, member: place.member, offices: place.offices, group: Street.group)
        }
        #expect(actor?.capacity == place.capacity)
        #expect(refusal?.code == place.refused)
        #expect((actor == nil) == (refusal != nil))
    }

    @Test(arguments: [
        (Int64?.none, Int64?.none, [Int64]()), (3, nil, [3, 4, 5, 6]), (3, 5, [3, 4]), (3, 3, []), (nil, 5, []),
    ])
    func whatWasForThem(joined: Int64?, left: Int64?, heard: [Int64]) {
        var member = Street.bramMember
        member.joinedSequence = joined
        member.leftSequence = left
        #expect((1...6).filter { member.heard($0) } == heard)
    }
}

extension Member {
    /// A change on that Friday evening, by somebody who does not stand in.
    mutating func change(
        _ wish: Wish, by actor: Actor?, coordinators: Int, sequence: Int64
    ) throws(Refusal) -> [Effect] {
        try change(
            wish, by: actor, standsIn: false, coordinators: coordinators, sequence: sequence, at: ManualClock.friday,
            in: Street.jurisdiction)
    }
}
