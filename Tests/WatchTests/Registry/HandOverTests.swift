import Testing
import Watch
import WatchTesting

/// How a group passes from one coordinator to the next.
@Suite("Handing a group over")
struct HandOverTests {
    private static func scene(
        _ capacities: Set<RegistryRules.Capacity>, coordinators: Int = 1, standing: Registration.Standing = .listed
    ) -> RegistryScene {
        var registration = Street.registration(of: Street.group)
        registration.standing = standing
        return RegistryScene(
            group: Street.group, registration: registration, capacities: capacities, coordinators: coordinators)
    }

    private static func standIn() -> Member {
        var member = Street.bramMember
        member.role = .coordinator
        member.coordinatorUntil = ManualClock.friday + .days(3)
        return member
    }

    @Test("a coordinator appoints and steps down in one")
    func byCoordinator() throws {
        let outcome = try HandOver.decide(
            to: Street.annaMember, by: Street.carlaMember, in: HandOverTests.scene([.coordinator]))
        #expect(outcome.successor.role == .coordinator && outcome.successor.coordinatorUntil == nil)
        #expect(outcome.predecessor?.role == .resident && outcome.predecessor?.standing == .approved)
        #expect(outcome.capacity == .coordinator)
        let known = try HandOver.decide(
            to: HandOverTests.standIn(), by: Street.carlaMember, in: HandOverTests.scene([.coordinator]))
        #expect(!known.successor.standsIn)
    }

    @Test("an office appoints where there is nobody, also who has only asked to join")
    func byOffice() throws {
        let outcome = try HandOver.decide(
            to: Street.elsMember, by: nil, in: HandOverTests.scene([.municipality], coordinators: 0))
        #expect(outcome.successor.standing == .approved && outcome.successor.joinedSequence == 1)
        #expect(outcome.predecessor == nil && outcome.capacity == .municipality)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let successor: Member
        let own: Member?
        let scene: RegistryScene
        let code: Refusal.Code
    }

    @Test(
        "what is refused",
        arguments: [
            Refused(
                testDescription: "by a stand-in", successor: Street.annaMember, own: standIn(),
                scene: scene([.coordinator]), code: .notAllowed),
            Refused(
                testDescription: "to oneself", successor: Street.carlaMember, own: Street.carlaMember,
                scene: scene([.coordinator]), code: .notAllowed),
            Refused(
                testDescription: "by a resident", successor: Street.annaMember, own: Street.bramMember,
                scene: scene([]), code: .notAllowed),
            Refused(
                testDescription: "by an office while there is somebody", successor: Street.annaMember, own: nil,
                scene: scene([.foundation]), code: .notAllowed),
            Refused(
                testDescription: "to an applicant, by the coordinator", successor: Street.elsMember,
                own: Street.carlaMember, scene: scene([.coordinator]), code: .standingUnreachable),
            Refused(
                testDescription: "to who is suspended, by an office", successor: Street.dirkMember, own: nil,
                scene: scene([.municipality], coordinators: 0), code: .standingUnreachable),
            Refused(
                testDescription: "once it is closed", successor: Street.annaMember, own: Street.carlaMember,
                scene: scene([.coordinator], standing: .closed), code: .groupClosed),
        ])
    func refused(_ row: Refused) {
        #expect { try HandOver.decide(to: row.successor, by: row.own, in: row.scene) } throws: { error in
            (error as? Refusal)?.code == row.code
        }
    }
}
