import Testing
import Watch
import WatchStore
import WatchTesting

/// Stand-ins, muting and notes on every database.
@Suite("Members in the store")
struct MemberStoreTests {
    @Test("everything of a place is kept", arguments: DatabaseUnderTest.allCases)
    func roundTrip(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let applied = try await street.members.apply(
                to: street.street, by: street.stranger, consent: StoreStreet.consent, note: "  Ik woon op 23 ")
            #expect(applied.note == "Ik woon op 23")
            #expect(try await street.members.own(street.stranger, in: street.street) == applied)
            let group = try await street.groups.group(.id(street.street))
            let listed = try await street.members.members(of: group, for: street.carla)
            #expect(listed.members.first?.member == applied && listed.counts == .init(applied: 1, approved: 3))
            #expect(
                listed.members.first { $0.member.id == applied.id } == NamedMember(member: applied, firstName: "Zeno"))
            try await expectRefusal(.notAllowed) {
                _ = try await street.members.members(of: group, for: street.bram)
            }
            #expect(
                try await street.members.member(applied.id, of: group, for: street.carla)
                    == NamedMember(member: applied, firstName: "Zeno"))
            try await expectRefusal(.notAllowed) {
                _ = try await street.members.member(applied.id, of: group, for: street.bram)
            }
            try await expectRefusal(.notFound) {
                _ = try await street.members.member(StoreStreet.id(999), of: group, for: street.carla)
            }
            let until = street.clock.now() + .days(7)
            let standIn = try await street.members.change(
                .id(applied.id), in: street.street,
                to: .init(standing: .approved, role: .coordinator, until: until), by: street.carla)
            #expect(standIn.coordinatorUntil == until && standIn.note == nil)
            #expect(try await street.members.own(street.stranger, in: street.street) == standIn)
            let muted = try await street.members.change(
                .id(applied.id), in: street.street, to: .init(isMuted: true), by: street.stranger)
            #expect(muted.isMuted)
            #expect(try await street.members.places(of: street.stranger) == [muted])
        }
    }

    @Test("nobody waits for an answer of more than twenty groups", arguments: DatabaseUnderTest.allCases)
    func applications(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            var groups: [GroupId] = []
            for number in 0...MemberRules.mostApplications {
                let group = street.group(
                    StoreStreet.id(700 + number), "Groep \(number)", south: 53 + Double(number) / 10)
                groups.append(try await street.groups.found(group, coordinator: street.carla).id)
            }
            func apply(_ group: GroupId) async throws {
                _ = try await street.members.apply(to: group, by: street.stranger, consent: StoreStreet.consent)
            }
            for group in groups.dropLast() { try await apply(group) }
            let last = try #require(groups.last)
            try await expectRefusal(.tooManyApplications) { try await apply(last) }
            // Where they wait already they hear that, and who takes one back may ask elsewhere.
            try await expectRefusal(.memberExists) { try await apply(groups[0]) }
            _ = try await street.members.change(
                .person(street.stranger), in: groups[0], to: .init(standing: .left), by: street.stranger)
            try await apply(last)
            let places = try await street.members.places(of: street.stranger).map(\.group)
            let found = try await street.groups.groups(places + [StoreStreet.id(999)])
            #expect(Set(found.keys) == Set(places) && found.allSatisfy { $0.key == $0.value.id })
            #expect(try await street.groups.groups([]).isEmpty)
        }
    }

    @Test("of six hundred members none is lost, who waits and who leads first", arguments: DatabaseUnderTest.allCases)
    func sixHundred(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let (group, now) = (street.street, street.clock.now())
            try await street.database.write { connection in
                for number in 1...600 {
                    let (person, member): (PersonId, MemberId) = (
                        StoreStreet.id(1_000 + number), StoreStreet.id(2_000 + number)
                    )
                    let name = number == 300 ? "Zoë-Anne" : "Bewoner \(number)"
                    let standing: Member.Standing = number <= 10 ? .left : number <= 13 ? .applied : .approved
                    try connection.run(
                        """
                        INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                        VALUES (\(person), \(name), '', NULL, 'nl', \(now))
                        """)
                    try connection.run(
                        """
                        INSERT INTO members (id, group_id, person_id, standing, role, applied_at)
                        VALUES (\(member), \(group), \(person), \(standing.rawValue), 'resident', \(now + .seconds(Int64(number))))
                        """)
                }
            }
            let whole = try await street.groups.group(.id(group))
            func page(_ search: MemberSearch) async throws -> MemberPage {
                try await street.members.members(of: whole, for: street.carla, search)
            }
            let counts = MemberCounts(applied: 3, approved: 590)
            #expect(try await street.members.counts(of: whole, for: street.carla) == counts)
            #expect(try await street.members.applicants(ledBy: street.carla) == [group: 3])
            #expect(try await street.members.applicants(ledBy: street.anna).isEmpty)
            // To whom she can hand it over: all but herself, and one of them by name.
            let registry = SQLRegistryStore(database: street.database)
            let next = try await registry.successors(
                of: group, except: street.carla, withApplicants: false, .init(limit: 40))
            #expect(next.found == 589 && next.members.count == 40)
            let zoe = try await registry.successors(
                of: group, except: street.carla, withApplicants: false, .init(name: "zoe", limit: 40))
            #expect(zoe.found == 1 && zoe.members.map(\.firstName) == ["Zoë-Anne"])
            let last: MemberId = StoreStreet.id(2_600)
            let found = try await registry.successor(last, of: group, withApplicants: false)
            #expect(found?.firstName == "Bewoner 600")
            let waiting: MemberId = StoreStreet.id(2_012)
            #expect(try await registry.successor(waiting, of: group, withApplicants: false) == nil)
            #expect(try await registry.successor(waiting, of: group, withApplicants: true) != nil)
            let first = try await page(.init(limit: 40))
            #expect(first.found == 593 && first.counts == counts && first.members.count == 40)
            #expect(
                first.members.prefix(5).map(\.firstName) == [
                    "Bewoner 13", "Bewoner 12", "Bewoner 11", "Carla", "Bewoner 600",
                ])
            var everybody: [NamedMember] = []
            for number in 0..<15 { everybody += try await page(.init(skipping: number * 40, limit: 40)).members }
            #expect(Set(everybody.map(\.member.id)).count == 593 && everybody.count == 593)
            #expect(everybody.last?.firstName == "Anna" || everybody.last?.firstName == "Bram")
            for typed in ["zoe", "ZOË", "anne", "zoe anne"] {
                let found = try await page(.init(name: typed, limit: 40))
                #expect(found.members.map(\.firstName).contains("Zoë-Anne"), "\(typed)")
            }
            #expect(try await page(.init(name: "bewoner 59", skipping: 2, limit: 3)).found == 11)
            #expect(try await page(.init(name: "niemand", limit: 40)).members == [])
            #expect(try await page(.init(skipping: 4_000, limit: 40)).members == [])
            // Who leads is asked for, and not looked for among the newest.
            #expect(try await street.memberStore.coordinators(of: group).map(\.firstName) == ["Carla"])
            #expect(try await street.members.leadsAlone(street.carla, group))
            _ = try await street.members.change(
                .person(street.bram), in: group, to: .init(role: .coordinator), by: street.carla)
            #expect(try await street.members.leadsAlone(street.carla, group) == false)
        }
    }

    @Test("who stands in appoints nobody and does not keep the group alone", arguments: DatabaseUnderTest.allCases)
    func standIn(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            func change(_ who: PersonId, _ wish: Member.Wish, by actor: PersonId) async throws -> Refusal.Code? {
                try await refusal {
                    _ = try await street.members.change(.person(who), in: street.street, to: wish, by: actor)
                }
            }
            let until = street.clock.now() + .days(7)
            let appointed = try await change(
                street.bram, .init(role: .coordinator, until: until), by: street.carla)
            #expect(appointed == nil)
            #expect(try await change(street.anna, .init(role: .coordinator), by: street.bram) == .notAllowed)
            #expect(try await change(street.anna, .init(standing: .suspended), by: street.bram) == nil)
            #expect(try await change(street.carla, .init(standing: .left), by: street.carla) == .lastCoordinator)
            #expect(try await change(street.bram, .init(role: .coordinator), by: street.carla) == nil)
            #expect(try await change(street.carla, .init(standing: .left), by: street.carla) == nil)
        }
    }

    @Test(
        "a stand-in ends by itself, once, and everybody who hears is looked at again",
        arguments: DatabaseUnderTest.allCases)
    func ends(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let until = street.clock.now() + .days(7)
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(role: .coordinator, until: until), by: street.carla)
            #expect(try await street.groups.hearing(of: street.bram, in: street.street)?.audience == .coordinator)
            let version = try #require(try await street.groupStore.heads(of: [street.street]).first?.memberVersion)
            let told = street.listener.words.count
            street.clock.set(to: until - .seconds(1))
            try await street.members.endStandIns()
            #expect(street.listener.words.count == told)
            street.clock.set(to: until)
            #expect(try await street.memberStore.endedStandIns(at: until, limit: 10).map(\.person) == [street.bram])
            for _ in 0..<2 { try await street.members.endStandIns() }
            #expect(street.listener.words.dropFirst(told) == [.membership(street.street)])
            #expect(try await street.groups.hearing(of: street.bram, in: street.street)?.audience == .neighbour)
            #expect(try await street.members.own(street.bram, in: street.street)?.coordinatorUntil == nil)
            let after = try await street.groupStore.heads(of: [street.street]).first?.memberVersion
            #expect(after == version + 1)
            #expect(try await street.groups.hearing(of: street.carla, in: street.street)?.audience == .coordinator)
        }
    }

    @Test("what a person hears has a version, found by their keys", arguments: DatabaseUnderTest.allCases)
    func hearingVersions(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let keys = SQLPersonStore(database: street.database)
            func key(_ person: PersonId, _ number: UInt8) async throws -> TokenId {
                let now = street.clock.now()
                let token = Token(
                    id: StoreStreet.id(700 + Int(number)), hash: [number], person: person, purpose: .session,
                    device: nil,
                    createdAt: now, expiresAt: now + .days(1))
                try await keys.keep(token)
                return token.id
            }
            let stranger = try await key(street.stranger, 1)
            let bram = try await key(street.bram, 2)
            let unknown: TokenId = StoreStreet.id(799)
            let asked = [stranger, bram, unknown]
            let before = try await keys.hearingVersions(ofHolders: asked)
            #expect(Set(before.keys) == [stranger, bram])
            let applied = try await street.members.apply(
                to: street.street, by: street.stranger, consent: StoreStreet.consent)
            #expect(try await keys.hearingVersions(ofHolders: asked) == before, "applying is not hearing yet")
            _ = try await street.members.change(
                .id(applied.id), in: street.street, to: .init(standing: .approved), by: street.carla)
            let after = try await keys.hearingVersions(ofHolders: asked)
            #expect(try #require(after[stranger]) > #require(before[stranger]))
            #expect(after[bram] == before[bram])
            let heard = try await street.groupStore.versionedHearings(of: street.stranger)
            #expect(heard.version == after[stranger])
            #expect(heard.hearings == (try await street.groupStore.hearings(of: street.stranger)))
            #expect(try await keys.forget(bram, of: street.bram))
            #expect(Set(try await keys.hearingVersions(ofHolders: asked).keys) == [stranger])
            #expect(try await keys.hearingVersions(ofHolders: []).isEmpty)
        }
    }

    @Test("a group is muted for oneself; one goes on hearing it", arguments: DatabaseUnderTest.allCases)
    func mutes(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            #expect(try await street.members.muted(by: street.bram) == [])
            let version = try await street.groupStore.heads(of: [street.street]).first?.memberVersion
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(isMuted: true), by: street.bram)
            #expect(try await street.members.muted(by: street.bram) == [street.street])
            #expect(try await street.members.muted(by: street.anna) == [])
            #expect(try await street.groups.hearing(of: street.bram, in: street.street) != nil)
            #expect(try await street.groupStore.heads(of: [street.street]).first?.memberVersion == version)
            try await expectRefusal(.notAllowed) {
                _ = try await street.members.change(
                    .person(street.anna), in: street.street, to: .init(isMuted: true), by: street.carla)
            }
            _ = try await street.members.change(
                .person(street.bram), in: street.street, to: .init(isMuted: false), by: street.bram)
            #expect(try await street.members.muted(by: street.bram) == [])
        }
    }

    @Test("nobody is let in without agreeing, nor without a name", arguments: DatabaseUnderTest.allCases)
    func consents(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let refusals: [(Bool, Bool, String?, Refusal.Code)] = [
                (false, true, nil, .rulesNotAccepted), (true, false, nil, .tooYoung),
                (true, true, String(repeating: "a", count: 201), .textTooLong),
            ]
            for (acceptsRules, isOfAge, note, code) in refusals {
                try await expectRefusal(code) {
                    _ = try await street.members.apply(
                        to: street.street, by: street.stranger,
                        consent: .init(acceptsRules: acceptsRules, isOfAge: isOfAge), note: note)
                }
            }
            #expect(try await street.members.own(street.stranger, in: street.street) == nil)
        }
    }
}
