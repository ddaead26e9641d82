import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

extension CannedPages {
    /// A group's page by who looks, who is in it, how one joins, and how one reports in it.
    static func groups(_ inside: PageSetting, _ away: PageSetting) async throws -> [CannedPage] {
        let street = LivingStreet()
        let first = try await street.burglary().alert
        _ = try await street.desk.close(first, .caught, text: nil, by: Street.anna.id)
        street.clock.advance(by: .days(1))
        _ = try await street.burglary()
        let now = try PageStreet.setting(at: street.clock.now(), in: inside.words.language)
        let group = street.store.group(Street.group.id) ?? Street.group
        let hearing = Hearing(group: Street.group.id, audience: .neighbour, since: 1)
        let alerts = try await street.desk.alerts(of: hearing)
        let leads = GroupModel.Place.inside(
            Hearing(group: Street.group.id, audience: .coordinator, since: 1), own: Street.carlaMember)
        let flagged = FlaggedMessage(
            alert: first, alertKind: .burglary, message: Street.fixed("c1"), kind: .sighting, text: "Rode jas", flags: 2
        )
        var muted = Street.bramMember
        muted.isMuted = true
        let neighbour = GroupModel.Place.inside(hearing, own: Street.bramMember)
        return [
            CannedPage("stranger", GroupModel(Street.group, as: .stranger, away)),
            CannedPage("visitor", GroupModel(Street.group, as: .visitor, inside)),
            CannedPage("waiting", GroupModel(Street.group, as: .waiting, inside)),
            CannedPage("suspended", GroupModel(Street.group, as: .suspended, inside)),
            CannedPage("office", GroupModel(Street.group, as: .office, inside)),
            CannedPage("asleep", GroupModel(Street.group, as: neighbour, ways: [Street.annasMail], inside)),
            CannedPage("muted", GroupModel(Street.group, as: .inside(hearing, own: muted), inside)),
            CannedPage("awake", GroupModel(group, as: neighbour, alerts: alerts, now)),
            CannedPage(
                "coordinator",
                GroupModel(
                    Street.group, as: leads, flagged: [flagged],
                    members: MemberCounts(applied: 1, approved: 2, suspended: 1),
                    registration: Street.registration(of: Street.group), waiting: 1, site: "https://saar.test", inside)),
            CannedPage(
                "asked-to-lead",
                GroupModel(
                    Street.group, as: .visitor, coCoordination: .asks(firstName: "Carla", needsName: false), inside)),
        ] + members(inside) + reports(inside)
    }

    private static func members(_ setting: PageSetting) -> [CannedPage] {
        let named = [
            NamedMember(member: Street.carlaMember, firstName: "Carla"),
            NamedMember(member: Street.annaMember, firstName: "Anna"),
            NamedMember(member: Street.dirkMember, firstName: "Dirk"),
            NamedMember(member: Street.elsMember, firstName: "Els"),
        ]
        let page = MemberPage(
            members: named, found: 4, counts: MemberCounts(applied: 1, approved: 2, suspended: 1))
        let refusals = [Refusal(.firstNameMissing, field: "firstName")]
        let readiness = GroupReadiness(PageReadinessTests.sleepers(broken: 1), at: setting.now)
        return [
            CannedPage(
                "coordinator", MembersModel(page, in: Street.group, reader: Street.carlaMember, setting)),
            CannedPage(
                "test-possible",
                MembersModel(
                    page, in: Street.group, reader: Street.carlaMember, readiness: readiness,
                    testAlarm: TestAlarmDesk.Standing(last: nil, refusal: nil), setting)),
            CannedPage(
                "tested",
                MembersModel(
                    page, in: Street.group, reader: Street.carlaMember, readiness: readiness,
                    testAlarm: tested(at: setting.now), setting)),
            CannedPage("ordinary", JoinModel(Street.group, firstName: "", setting)),
            CannedPage(
                "refused",
                JoinModel(
                    Street.group, firstName: "", asksForProof: true, typed: TypedForm(["note": "Nummer 12"]),
                    refusals: refusals, setting)),
        ]
    }

    /// A test of this afternoon: who had it on a page, whom it was sent to, and who wishes none.
    private static func tested(at now: Moment) -> TestAlarmDesk.Standing {
        let test = TestAlarm(
            id: Street.fixed("ca"), group: Street.group.id, event: Street.fixed("cb"), sequence: 4,
            sentAt: now - .hours(3))
        let reach = Reach(
            audience: 9, receipts: [(.seconds(1), "live"), (.seconds(3), "push"), (.seconds(41), "push")],
            unseen: NoticeTally(sent: ["mail": 4], dropped: ["muted": 1, "over": 1]))
        let next = now + .days(34)
        return TestAlarmDesk.Standing(
            last: TestedAlarm(test, reach: reach),
            refusal: Refusal(.testAlarmTooSoon, ["nextFrom": next.description, "date": next.description]))
    }

    private static func reports(_ setting: PageSetting) -> [CannedPage] {
        let typed = TypedForm([
            "kind": "burglary", "behaviour": "Forceert een raam", "appearance": "zwarte jas", "vehicle": "witte bus",
            "direction": "north-east", "place": "Kerkstraat 15", "licencePlate": "GH-482-X", "by": "self",
            "number": "112", "calledAt": "21:01", "latitude": "52.08", "longitude": "4.75", "pointed": "1",
        ])
        func report(_ state: String, _ typed: TypedForm, _ refusals: [Refusal] = [], asks: [AlertAdvice] = [])
            -> CannedPage
        {
            CannedPage(
                state,
                ReportModel(
                    ReportForm(typed), in: Street.group, refusals: refusals, asks: asks, requestKey: "k", setting))
        }
        return [
            report("new", TypedForm()),
            report(
                "refused", TypedForm(["kind": "theft"]),
                [
                    Refusal(.behaviourMissing, field: "observation.behaviour"),
                    Refusal(.emergencyCallMissing, field: "emergencyCall", ["number": "112"]),
                ]),
            report("asked", typed, asks: [.appearanceAlone]),
            report("open-already", typed, [Refusal(.incidentAlreadyOpen, ["alertId": Street.draft().id.text])]),
        ]
    }
}
