import Testing
import Watch
import WatchStore
import WatchTesting

/// What a municipality does its own way, on every database: kept, and found wherever one of its groups is read.
@Suite("A municipality's own way in the store")
struct MunicipalPolicyStoreTests {
    private static let own = MunicipalPolicy(minimumAge: 16, policeNumber: "0348 12 34 56")

    @Test("it is kept, changed and taken away", arguments: DatabaseUnderTest.allCases)
    func kept(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLMunicipalPolicyStore(database: street.database)
            let now = street.clock.now()
            #expect(try await store.policies() == [:])
            #expect(try await store.policy(of: "0632") == nil)
            try await store.put(Self.own, for: "0632", at: now)
            try await store.put(MunicipalPolicy(minimumAge: 21, policeNumber: nil), for: "44021", at: now)
            #expect(try await store.policy(of: "0632") == Self.own)
            #expect(try await store.policies()["44021"] == MunicipalPolicy(minimumAge: 21, policeNumber: nil))
            let less = MunicipalPolicy(minimumAge: nil, policeNumber: "0348 65 43 21")
            try await store.put(less, for: "0632", at: now + .hours(1))
            #expect(try await store.policy(of: "0632") == less)
            try await store.put(MunicipalPolicy(minimumAge: nil, policeNumber: nil), for: "0632", at: now)
            #expect(try await store.policy(of: "0632") == nil)
            #expect(try await store.policies().count == 1)
        }
    }

    @Test("whoever reads a group has it, and nobody else's group", arguments: DatabaseUnderTest.allCases)
    func read(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLMunicipalPolicyStore(database: street.database)
            let group = try await street.groups.group(.id(street.street))
            #expect(group.jurisdiction == .netherlands)
            // By its name, for several, around it, in the registry and in its list.
            func policies() async throws -> Set<Jurisdiction> {
                let registry = SQLRegistryStore(database: street.database)
                let scene = try await registry.scene(of: street.street, for: street.carla)
                let kept = try await registry.keptGroups(country: "NL", municipality: "0632", after: nil, limit: 9)
                return [
                    try await street.groups.group(.id(street.street)).jurisdiction,
                    try await street.groups.group(.slug(group.slug)).jurisdiction,
                    try await street.groupStore.groups([street.street])[0].jurisdiction,
                    try await street.groupStore.groups(meeting: group.area.box).groups[0].jurisdiction,
                    try #require(scene).group.jurisdiction, try #require(kept.first).group.jurisdiction,
                    try await street.groupStore.jurisdiction(of: "NL", municipality: "0632"),
                ]
            }
            try await store.put(
                MunicipalPolicy(minimumAge: 21, policeNumber: nil), for: "44021", at: street.clock.now())
            #expect(try await policies() == [.netherlands])
            try await store.put(Self.own, for: "0632", at: street.clock.now())
            let expected = Jurisdiction.of("NL", municipality: "0632", own: Self.own)
            #expect(try await policies() == [expected])
            #expect(expected.minimumAge == 16 && expected.code == "NL-0632")
            // What the group is kept with is its country's code still, for servers from before.
            let row = try await street.database.read { try $0.first("SELECT country FROM groups")?.text("country") }
            #expect(row == "NL")
            // A municipality that is unknown does nothing of its own.
            #expect(try await street.groupStore.jurisdiction(of: "BE", municipality: nil) == .belgium)
        }
    }

    @Test("what is decided under the lock goes by it", arguments: DatabaseUnderTest.allCases)
    func decided(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let call = Report.Call(number: "0348-123456", calledAt: street.clock.now(), by: .me)
            func share() async throws -> Refusal.Code? {
                try await refusal {
                    _ = try await street.alerts.share(
                        Street.burglary(call: call, isSeparate: true), in: street.street, by: street.anna)
                }
            }
            func apply() async -> Refusal? {
                await Refusal.of {
                    _ = try await street.members.apply(
                        to: street.street, by: street.stranger, consent: .init(acceptsRules: true, isOfAge: false))
                }
            }
            #expect(try await share() == .emergencyNumberUnknown)
            #expect(await apply() == Refusal(.tooYoung, field: "isOfAge", ["age": "18"]))
            try await SQLMunicipalPolicyStore(database: street.database)
                .put(Self.own, for: "0632", at: street.clock.now())
            #expect(try await share() == nil)
            #expect(await apply() == Refusal(.tooYoung, field: "isOfAge", ["age": "16"]))
        }
    }

    @Test("who founds a group is as old as their municipality asks", arguments: DatabaseUnderTest.allCases)
    func founded(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await SQLMunicipalPolicyStore(database: street.database)
                .put(Self.own, for: "0632", at: street.clock.now())
            let plan = GroupPlan(
                name: "Jong", place: "Woerden", country: "NL", municipality: "0632",
                area: StoreStreet.area(52.4))
            let young = await Refusal.of {
                _ = try await street.groups.found(
                    plan, by: street.anna, consent: .init(acceptsRules: true, isOfAge: false))
            }
            #expect(young == Refusal(.tooYoung, field: "isOfAge", ["age": "16"]))
            try await expectRefusal(.notFound) { _ = try await street.groups.group(.slug("jong")) }
            let group = try await street.groups.found(plan, by: street.anna)
            #expect(group.jurisdiction.minimumAge == 16, "as it is read from now on")
        }
    }
}
