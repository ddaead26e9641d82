import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

@Suite("The group's page, by reader") struct PageGroupTests {
    private let named = [
        NamedMember(member: Street.carlaMember, firstName: "Carla"),
        NamedMember(member: Street.annaMember, firstName: "Anna"),
        NamedMember(member: Street.dirkMember, firstName: "Dirk"),
        NamedMember(member: Street.elsMember, firstName: "Els"),
    ]

    private var page: MemberPage {
        MemberPage(members: named, found: 4, counts: MemberCounts(applied: 1, approved: 2, suspended: 1))
    }

    private func hearing(_ audience: Audience) -> Hearing {
        Hearing(group: Street.group.id, audience: audience, since: 1)
    }

    private func awake() -> Group {
        let group = Street.group
        return Group(
            id: group.id, slug: group.slug, name: group.name, place: group.place, jurisdiction: group.jurisdiction,
            zone: group.zone, policeReads: group.policeReads, municipality: group.municipality, area: group.area,
            openAlerts: 1,
            createdAt: group.createdAt)
    }

    @Test func onlyMembersAndOfficersLearnWhoIsAwake() throws {
        let setting = try PageStreet.setting()
        for place in [GroupModel.Place.stranger, .visitor, .waiting, .suspended] {
            let asleep = GroupModel(Street.group, as: place, setting)
            #expect(asleep == GroupModel(awake(), as: place, setting))
            #expect(!asleep.isAwake && !asleep.isAsleep && !asleep.canReport && asleep.frame.mood == "plain")
            let html = try PageStreet.html(asleep)
            #expect(!html.contains("asleep") && !html.contains("awake"))
            #expect(html.contains("tel:112"))
        }
        for audience in Audience.allCases {
            let place = GroupModel.Place.inside(hearing(audience), own: nil)
            #expect(GroupModel(Street.group, as: place, setting).isAsleep)
            #expect(GroupModel(awake(), as: place, setting).isAwake)
            #expect(GroupModel(awake(), as: place, setting).frame.mood == "awake")
        }
    }

    @Test func theCoordinatorSeesWhatCanBeDoneWithWhom() throws {
        let setting = try PageStreet.setting()
        let model = MembersModel(page, in: Street.group, reader: Street.carlaMember, setting)
        #expect(model.applicants.map(\.name) == ["Els"])
        #expect(model.applicants.first?.wishes.map(\.value) == ["approved", "left"])
        #expect(model.members.map(\.name) == ["Carla", "Anna", "Dirk"])
        #expect(
            model.members.map { $0.wishes.map(\.value) }
                == [[], ["suspended", "coordinator"], ["approved", "left"]])
        #expect(model.members.map(\.canAppoint) == [false, true, false])
        #expect(model.count == "2 members")
        let place = GroupModel.Place.inside(hearing(.coordinator), own: Street.carlaMember)
        let group = GroupModel(Street.group, as: place, members: page.counts, setting)
        #expect(group.coordination?.label == "1 neighbour wants to join" && group.canLeave)
        let html = try PageStreet.html(group)
        #expect(html.contains("1 neighbour wants to join") && html.contains("2 members"))
        #expect(html.contains("href=\"/groups/kerkstraat/members\""))
    }

    @Test func whoStandsInAppointsNobody() throws {
        var carla = Street.carlaMember
        carla.coordinatorUntil = ManualClock.friday + .days(3)
        let model = MembersModel(page, in: Street.group, reader: carla, try PageStreet.setting())
        #expect(model.isStandIn)
        #expect(model.members.allSatisfy { !$0.canAppoint && !$0.wishes.contains { $0.field == "role" } })
        #expect(model.applicants.first?.wishes.map(\.value) == ["approved", "left"])
    }

    @Test func earlierAlertsHaveNoNames() async throws {
        let street = LivingStreet()
        let first = try await street.burglary()
        _ = try await street.desk.close(first.alert, .caught, text: nil, by: Street.anna.id)
        street.clock.advance(by: .days(1))
        _ = try await street.burglary()
        let hears = try #require(street.store.hearing(Street.bram.id, in: Street.group.id))
        let group = try #require(street.store.group(Street.group.id))
        let model = GroupModel(
            group, as: .inside(hears, own: Street.bramMember), alerts: try await street.desk.alerts(of: hears),
            try PageStreet.setting(at: street.clock.now()))
        #expect(model.open.map(\.kind) == ["Burglary"])
        #expect(model.past.map(\.outcome) == ["Caught"])
        #expect(model.past.map(\.at.text) == ["yesterday 21:04"])
        let html = try PageStreet.html(model)
        #expect(!html.contains("Anna") && html.contains("The group is awake"))
    }

    @Test func flaggedMessagesAreHintedAt() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        let hears = try #require(street.store.hearing(Street.carla.id, in: Street.group.id))
        let model = GroupModel(
            Street.group, as: .inside(hears, own: Street.carlaMember), alerts: try await street.desk.alerts(of: hears),
            flagged: [
                FlaggedMessage(
                    alert: alert, alertKind: .burglary, message: Street.fixed("c1"),
                    kind: .sighting, text: "Red coat & \"cap\"", flags: 2)
            ], try PageStreet.setting())
        #expect(model.flagged.map(\.text) == ["Red coat & \"cap\""])
        let html = try PageStreet.html(model)
        #expect(html.contains("Red coat &amp; &quot;cap&quot;") && html.contains("/alerts/\(alert)#m-01900000"))
    }
}
