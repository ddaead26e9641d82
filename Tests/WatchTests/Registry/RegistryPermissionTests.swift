import Testing
import Watch
import WatchTesting

/// Who may change what stands in the registry, before it is looked at what they want; and how often areas are compared.
@Suite("Who may touch the registry") struct RegistryPermissionTests {
    private static func scene(
        _ capacities: Set<RegistryRules.Capacity>, _ standing: Registration.Standing = .listed, coordinators: Int = 1
    ) -> RegistryScene {
        var registration = Street.registration(of: Street.group)
        registration.standing = standing
        return RegistryScene(
            group: Street.group, registration: registration, capacities: capacities, coordinators: coordinators)
    }

    private func code(_ work: () throws(Refusal) -> Void) -> Refusal.Code? {
        do throws(Refusal) {
            try work()
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        arguments: [
            ([.coordinator], .listed, nil), ([.coordinator, .municipality], .proposed, nil),
            ([.coordinator], .closed, .groupClosed), ([], .listed, .notAllowed),
            ([.municipality], .listed, .notAllowed),
            // Who may not is told the same of a group that is closed.
            ([], .closed, .notAllowed), ([.foundation], .closed, .notAllowed),
        ] as [(Set<RegistryRules.Capacity>, Registration.Standing, Refusal.Code?)])
    func revising(
        capacities: Set<RegistryRules.Capacity>, standing: Registration.Standing, refused: Refusal.Code?
    ) {
        #expect(
            code { () throws(Refusal) in try RegistryRules.mayRevise(Self.scene(capacities, standing)) } == refused)
    }

    @Test(
        "that a group stays, its coordinator says; where those do not answer, an office",
        arguments: [
            ([.coordinator], .listed, .coordinator, nil), ([.coordinator], .silent, .coordinator, nil),
            ([.coordinator, .municipality], .silent, .coordinator, nil), ([.municipality], .silent, .municipality, nil),
            ([.foundation], .silent, .foundation, nil), ([.municipality], .listed, nil, .notAllowed),
            ([.foundation], .proposed, nil, .notAllowed), ([.municipality], .closed, nil, .notAllowed),
            ([], .silent, nil, .notAllowed), ([.watch], .silent, nil, .notAllowed),
        ]
            as [(Set<RegistryRules.Capacity>, Registration.Standing, RegistryRules.Capacity?, Refusal.Code?)])
    func renewing(
        capacities: Set<RegistryRules.Capacity>, standing: Registration.Standing, capacity: RegistryRules.Capacity?,
        refused: Refusal.Code?
    ) {
        var found: RegistryRules.Capacity?
        let told = code { () throws(Refusal) in found = try RegistryRules.renewing(Self.scene(capacities, standing)) }
        #expect(found == capacity && told == refused)
    }

    @Test(
        arguments: [
            (Street.carlaMember, [.coordinator], 1, nil), (Street.bramMember, [], 1, .notAllowed),
            (nil, [], 1, .notAllowed), (nil, [], 0, .notAllowed), (nil, [.municipality], 1, .notAllowed),
            (nil, [.municipality], 0, nil), (nil, [.foundation], 0, nil),
        ] as [(Member?, Set<RegistryRules.Capacity>, Int, Refusal.Code?)])
    func handingOver(
        own: Member?, capacities: Set<RegistryRules.Capacity>, coordinators: Int, refused: Refusal.Code?
    ) {
        let scene = Self.scene(capacities, .closed, coordinators: coordinators)
        #expect(code { () throws(Refusal) in _ = try HandOver.capacity(of: own, in: scene) } == refused)
        // To whom makes no difference to who may not, nor whether the group is closed.
        guard let refused else { return }
        for successor in [nil, Street.annaMember, Street.dirkMember] {
            let told = code { () throws(Refusal) in _ = try HandOver.decide(to: successor, by: own, in: scene) }
            #expect(told == refused)
        }
    }

    @Test(
        arguments: [
            (Office(kind: .municipality, territory: "1901"), true), (Office(kind: .foundation, territory: "NL"), true),
            (Office(kind: .municipality, territory: "0632"), false),
            (Office(kind: .foundation, territory: "BE"), false),
            (Office(kind: .police, territory: "1901"), false), (Office(kind: .police, territory: Street.zone), false),
        ])
    func lookingAfter(office: Office, isTheirs: Bool) {
        let group = ListedGroup(
            id: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", place: "", country: "NL",
            municipality: "1901", area: Street.group.area, standing: .listed, channel: .saar, members: 1,
            foundedAt: Street.founded, createdAt: Street.founded)
        #expect(RegistryRules.lookAfter(group, [office]) == isTheirs)
        #expect(!RegistryRules.lookAfter(group, []))
    }

    @Test func soManyAreasAreComparedWithinADay() {
        let most = FoundingRules.mostCompared
        for count in [1, most] {
            #expect(code { () throws(Refusal) in try FoundingRules.mayCompare(count) } == nil)
        }
        #expect(throws: Refusal(.tooManyAreas, field: "area", ["limit": "60"])) {
            try FoundingRules.mayCompare(most + 1)
        }
        #expect(Refusal.Code.tooManyAreas.nature == .tooOften)
    }

    @Test(
        "whether it would wake, the offices above a group may know",
        arguments: [
            ([Office(kind: .municipality, territory: "1901")], true),
            ([Office(kind: .municipality, territory: "0632")], false),
            ([Office(kind: .foundation, territory: "NL")], true), ([Office(kind: .foundation, territory: "BE")], false),
            ([Office(kind: .police, territory: Street.zone)], true),
            ([Office(kind: .police, territory: "brugge")], false), ([Office(kind: .police, territory: "1901")], false),
            ([Office(kind: .municipality, territory: Street.zone)], false),
            ([Office(kind: .police, territory: "brugge"), Office(kind: .foundation, territory: "NL")], true),
        ] as [([Office], Bool)])
    func overseeing(offices: [Office], may: Bool) throws {
        func listed(_ group: Group, _ standing: Registration.Standing, zone: String?) -> ListedGroup {
            ListedGroup(
                id: group.id, slug: group.slug, name: group.name, place: group.place, country: "NL",
                municipality: group.municipality, area: group.area, standing: standing, channel: .saar, members: 3,
                foundedAt: group.createdAt, createdAt: group.createdAt, zone: zone)
        }
        let group = listed(Street.group, .proposed, zone: Street.zone)
        #expect(RegistryRules.oversee(group, offices) == may)
        let map = RegistryMap([group, listed(Street.nextGroup, .closed, zone: Street.zone)], version: 1)
        #expect(try RegistryRules.overseen(by: offices, on: map).map(\.id) == (may ? [Street.group.id] : []))
        // Where nobody knows the zone, no officer is over it.
        let elsewhere = listed(Street.group, .listed, zone: nil)
        #expect(!RegistryRules.oversee(elsewhere, offices.filter { $0.kind == .police }))
    }

    @Test func whoHasNoOfficeOverseesNothing() {
        #expect(throws: Refusal(.notAllowed)) { try RegistryRules.overseen(by: [], on: .empty) }
    }
}
