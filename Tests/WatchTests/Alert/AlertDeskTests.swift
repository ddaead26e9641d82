import Testing
import Watch
import WatchTesting

/// What the desk decides on how things stand: through a store that really locks, loads and saves.
@Suite struct AlertDeskTests {
    private let street = LivingStreet()
    private let group = Street.group.id

    // MARK: sharing

    @Test func anAlertWakesTheGroupAndItsEndLetsItSleep() async throws {
        #expect(street.store.group(group)?.state == .asleep)
        let alert = try await street.burglary().alert
        #expect(street.store.group(group)?.state == .awake)
        #expect(street.store.group(Street.nextGroup.id)?.state == .asleep)
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
        #expect(street.store.group(group)?.state == .asleep)
    }

    @Test(
        arguments: [
            (Street.anna, Refusal.Code?.none), (Street.carla, nil), (Street.deWit, nil),
            (Street.dirk, .memberSuspended),
            (Street.els, .memberApplied), (Street.fatima, .notAMember), (Street.gijs, .notAMember),
            (Street.claes, .notAMember),
        ] as [(Street.Neighbour, Refusal.Code?)])
    func whoMayShare(neighbour: Street.Neighbour, refused: Refusal.Code?) async {
        let refusal = await Refusal.of {
            _ = try await street.desk.share(Street.burglary(), in: group, by: neighbour.id)
        }
        #expect(refusal?.code == refused)
        #expect(street.store.alertCount == (refused == nil ? 1 : 0))
        #expect(street.announcer.words.isEmpty == (refused != nil))
    }

    @Test func anUnknownGroupIsNotFound() async {
        let refusal = await Refusal.of {
            _ = try await street.desk.share(Street.burglary(), in: Street.fixed("e9"), by: Street.anna.id)
        }
        #expect(refusal?.code == .notFound)
    }

    @Test(arguments: [
        (Report.Call?.none, Refusal.Code?.some(.emergencyCallMissing)), (Street.called(at: nil, by: .other), nil),
        (Street.called(at: ManualClock.friday + .minutes(4)), nil),
        (Street.called(at: ManualClock.friday + .minutes(6)), nil),
    ])
    func alarmBeforeApp(call: Report.Call?, refused: Refusal.Code?) async {
        let refusal = await Refusal.of {
            _ = try await street.desk.share(Street.burglary(call: call), in: group, by: Street.anna.id)
        }
        #expect(refusal?.code == refused)
        #expect(street.store.group(group)?.state == (refused == nil ? .awake : .asleep))
        #expect(street.store.register(of: group).count == (refused == nil ? 1 : 0))
    }

    @Test func aClockThatIsAheadIsNotedInTheRegister() async throws {
        let six = (ManualClock.friday + .minutes(6)).description
        for (ahead, said) in [(Span.minutes(5), nil), (.minutes(6), six as String?)] {
            let street = LivingStreet()
            let call = Street.called(at: ManualClock.friday + ahead)
            let alert = try await street.desk.share(Street.burglary(call: call), in: group, by: Street.anna.id).alert
            #expect(try await street.view(alert, for: Street.bram).emergencyCall.calledAt == ManualClock.friday)
            let fields = try #require(street.store.register(of: group).last).content?.fields ?? []
            #expect(fields.first { $0.name == "call-clock-said" }?.value == said)
        }
    }

    @Test func aNeighbourSaysThatSomebodyCalled() async throws {
        let report = Street.burglary(call: Street.called(at: nil, by: .other))
        let alert = try await street.desk.share(report, in: group, by: Street.anna.id).alert
        let call = try await street.view(alert, for: Street.bram).emergencyCall
        #expect(call.by == .other)
        #expect(call.calledAt == nil)
    }

    @Test func aMissingChildNeedsNoBehaviour() async throws {
        let alert = try await street.desk.share(Street.missingChild(), in: group, by: Street.anna.id).alert
        #expect(street.store.alert(alert)?.observation.behaviour == nil)
        #expect(street.store.due(alert)?.due == .quiet, "it ends by a person only, and those who can end it are asked")
        let nothing = await Refusal.of {
            _ = try await street.desk.share(
                Street.missingChild(appearance: nil, place: nil), in: group, by: Street.anna.id)
        }
        #expect(nothing?.code == .lastPlaceOrAppearanceMissing)
    }

    // MARK: one incident, one alert

    @Test func aSecondReportNearbyIsOfferedAndCanBeSentOnItsOwn() async throws {
        let first = try await street.burglary().alert
        street.clock.advance(by: .minutes(3))
        let near = Street.point(metresNorth: 230)  // 100 m from Bram's door
        let refusal = await Refusal.of {
            _ = try await street.desk.share(Street.burglary(at: near), in: group, by: Street.carla.id)
        }
        #expect(refusal == Refusal(.incidentAlreadyOpen, ["alertId": first.text]))
        #expect(street.store.alertCount == 1)
        let second = try await street.desk.share(
            Street.burglary(at: near, isSeparate: true), in: group, by: Street.carla.id)
        #expect(second.alert != first)
        #expect(street.store.group(group)?.openAlerts == 2)
    }

    @Test(arguments: [(310.0, Span.minutes(3)), (100, .minutes(31))])
    func fartherOrLaterIsAnotherIncident(metres: Double, after: Span) async throws {
        _ = try await street.burglary()
        street.clock.advance(by: after)
        _ = try await street.desk.share(
            Street.burglary(at: Street.point(metresNorth: 130 + metres)), in: group, by: Street.carla.id)
        #expect(street.store.group(group)?.openAlerts == 2)
    }

    @Test func aPlaceInTheSameWordsIsOneIncidentToo() async throws {
        @Sendable func report(_ place: String, at point: Coordinate? = nil, _ kind: Alert.Kind = .suspiciousPerson)
            -> Report
        {
            Report(
                kind: kind, observation: Observation(behaviour: "Voelt aan deuren"),
                location: Location(coordinate: point, description: place), call: Street.called())
        }
        let first = try await street.desk.share(report("Kerkstraat 15"), in: group, by: Street.anna.id)
        for second in [report("bij de kerkstraat"), report("KERKSTRAAT 3", at: Street.corner)] {
            let refusal = await Refusal.of { _ = try await street.desk.share(second, in: group, by: Street.bram.id) }
            #expect(refusal == Refusal(.incidentAlreadyOpen, ["alertId": first.alert.text]))
        }
        _ = try await street.desk.share(report("Plein 15"), in: group, by: Street.bram.id)
        _ = try await street.desk.share(report("Kerkstraat 15", .missingPerson), in: group, by: Street.carla.id)
        #expect(street.store.alertCount == 3)
    }

    @Test func theSameReportOfTheSamePersonIsAnsweredWithTheFirst() async throws {
        let report = Report(
            kind: .other, observation: Observation(behaviour: "Voelt aan deuren"),
            location: Location(coordinate: nil, description: "hier"), call: Street.called())
        let separate = Report(
            kind: .other, observation: report.observation, location: report.location, call: report.call,
            isSeparate: true)
        let first = try await street.desk.share(report, in: group, by: Street.anna.id)
        let words = street.announcer.words.count
        street.clock.advance(by: .minutes(3))
        let key = RequestKey(route: "POST /x", key: "k", bodyHash: [1])
        for _ in 0..<2 {
            let again = try await street.desk.share(report, in: group, by: Street.anna.id, request: key)
            #expect(again.alert == first.alert && again.isSaidBefore && !again.isReplay && again.events.isEmpty)
        }
        #expect(street.store.alertCount == 1 && street.announcer.words.count == words, "nobody is told twice")
        #expect(try await !street.desk.share(report, in: group, by: Street.bram.id).isSaidBefore)
        let own = try await street.desk.share(separate, in: group, by: Street.anna.id, request: key)
        #expect(own.alert != first.alert && !own.isSaidBefore)
        street.clock.advance(by: .minutes(11))
        #expect(try await !street.desk.share(report, in: group, by: Street.anna.id).isSaidBefore)
    }

    @Test func whatIsOverIsNoSameIncident() async throws {
        let first = try await street.burglary().alert
        _ = try await street.desk.close(first, .falseAlarm, text: nil, by: Street.anna.id)
        _ = try await street.burglary()
        #expect(street.store.group(group)?.openAlerts == 1)
    }

    @Test func theNeighboursAlertIsNotDisclosed() async throws {
        let theirs = try await street.desk.share(Street.burglary(), in: Street.nextGroup.id, by: Street.gijs.id)
        let mine = try await street.burglary()
        #expect(mine.alert != theirs.alert)
    }

    @Test func badReportsAreRefusedBeforeAnythingIsDisclosed() async throws {
        _ = try await street.burglary()
        let refusal = await Refusal.of {
            _ = try await street.desk.share(Street.burglary(call: nil), in: group, by: Street.bram.id)
        }
        #expect(refusal?.code == .emergencyCallMissing)
    }

    // MARK: limits

    @Test func reportsAreCountedByTheHour() async throws {
        let policy = Jurisdiction(
            code: "NL", timeZone: "Europe/Amsterdam", numbers: Jurisdiction.netherlands.numbers, reportsPerHour: 2)
        let street = LivingStreet(groups: [Street.group.under(policy)])
        let report = Street.burglary(isSeparate: true)
        for _ in 0..<2 { _ = try await street.desk.share(report, in: group, by: Street.anna.id) }
        let refusal = await Refusal.of { _ = try await street.desk.share(report, in: group, by: Street.anna.id) }
        #expect(refusal == Refusal(.tooManyReports, ["number": "112"]))
        _ = try await street.desk.share(report, in: group, by: Street.bram.id)
        street.clock.advance(by: .hours(1))
        _ = try await street.desk.share(report, in: group, by: Street.anna.id)
        #expect(street.store.alertCount == 4)
    }

    @Test func reactionsAreCountedByTheMinuteAndCorrectionsAreNot() async throws {
        let policy = Jurisdiction(
            code: "NL", timeZone: "Europe/Amsterdam", numbers: Jurisdiction.netherlands.numbers, reactionsPerMinute: 2)
        let street = LivingStreet(groups: [Street.group.under(policy)])
        let alert = try await street.burglary().alert
        let words = AlertDesk.Words(kind: .sighting, text: "daar!")
        for _ in 0..<2 { _ = try await street.desk.react(words, to: alert, by: Street.anna.id) }
        let refusal = await Refusal.of { _ = try await street.desk.react(words, to: alert, by: Street.anna.id) }
        #expect(refusal == Refusal(.tooManyReactions, ["limit": "2"]))
        _ = try await street.desk.react(words, to: alert, by: Street.bram.id)
        _ = try await street.desk.correct("Het is no. 17", of: alert, by: Street.anna.id)
        street.clock.advance(by: .minutes(1))
        _ = try await street.desk.react(words, to: alert, by: Street.anna.id)
        #expect(try await street.view(alert, for: Street.anna).reactions?.count == 4)
    }

    @Test func correctionsAndTurnsAreCountedByTheHourAndAnEndIsNever() async throws {
        let policy = Jurisdiction(
            code: "NL", timeZone: "Europe/Amsterdam", numbers: Jurisdiction.netherlands.numbers, changesPerHour: 2)
        let street = LivingStreet(groups: [Street.group.under(policy)])
        let alert = try await street.burglary().alert
        let over = Refusal(.tooManyChanges, ["limit": "2"])
        for _ in 0..<2 { _ = try await street.desk.correct("Het is no. 17", of: alert, by: Street.anna.id) }
        #expect(
            await Refusal.of { _ = try await street.desk.correct("No. 19", of: alert, by: Street.anna.id) } == over)
        _ = try await street.desk.correct("No. 19", of: alert, by: Street.carla.id)
        for _ in 0..<2 {
            _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
            _ = try await street.desk.reopen(alert, by: Street.anna.id)
        }
        #expect(await Refusal.of { _ = try await street.desk.hold(alert, by: Street.carla.id) } == over)
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
        #expect(await Refusal.of { _ = try await street.desk.reopen(alert, by: Street.anna.id) } == over)
        street.clock.advance(by: .hours(1))
        _ = try await street.desk.reopen(alert, by: Street.anna.id)
        _ = try await street.desk.correct("No. 19", of: alert, by: Street.anna.id)
    }

    @Test(arguments: [(500, Refusal.Code?.none), (501, .textTooLong)])
    func reactionsAreShort(length: Int, refused: Refusal.Code?) async throws {
        let alert = try await street.burglary().alert
        let words = AlertDesk.Words(kind: .sighting, text: String(repeating: "a", count: length))
        let refusal = await Refusal.of { _ = try await street.desk.react(words, to: alert, by: Street.bram.id) }
        #expect(refusal?.code == refused)
    }

    // MARK: who may speak

    @Test(
        arguments: [
            (Street.bram, Refusal.Code?.none), (Street.deWit, nil), (Street.dirk, .memberSuspended),
            (Street.els, .notFound), (Street.fatima, .notFound), (Street.gijs, .notFound), (Street.claes, .notFound),
        ] as [(Street.Neighbour, Refusal.Code?)])
    func whoMayReact(neighbour: Street.Neighbour, refused: Refusal.Code?) async throws {
        let outcome = try await street.burglary()
        let words = AlertDesk.Words(kind: .onTheLookout, text: nil)
        let refusal = await Refusal.of {
            _ = try await street.desk.react(words, to: outcome.alert, by: neighbour.id)
        }
        #expect(refusal?.code == refused)
        let file = await Refusal.of { _ = try await street.desk.file(outcome.alert, for: neighbour.id) }
        #expect(file?.code == (refused == nil ? nil : .notFound))
        let flag = await Refusal.of {
            _ = try await street.desk.flag(try #require(outcome.message), by: neighbour.id)
        }
        #expect(flag?.code == refused)
    }

    @Test func aReactionToAClosedAlertIsRefusedAndChangesNothing() async throws {
        let alert = try await street.burglary().alert
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.anna.id)
        let before = street.store.alert(alert)
        let register = street.store.register(of: group)
        let words = AlertDesk.Words(kind: .sighting, text: "Hij is terug!")
        let refusal = await Refusal.of { _ = try await street.desk.react(words, to: alert, by: Street.bram.id) }
        #expect(refusal == Refusal(.alertClosed, ["number": "112", "alertId": alert.text]))
        #expect(street.store.alert(alert) == before)
        #expect(street.store.register(of: group) == register)
        #expect(street.store.group(group)?.lastSequence == 2)
        #expect(street.announcer.sequences == [1, 2])
    }

    // MARK: two at once

    @Test(arguments: 1...8)
    func twoPeopleClosingAtOnceCannotBothWin(round: Int) async throws {
        let alert = try await street.burglary().alert
        let desk = street.desk
        let refusals = await withTaskGroup(of: Refusal?.self) { tasks in
            for neighbour in [Street.anna, Street.carla, Street.deWit] {
                tasks.addTask {
                    await Refusal.of { _ = try await desk.close(alert, .gone, text: nil, by: neighbour.id) }
                }
            }
            return await tasks.reduce(into: [Refusal.Code?]()) { $0.append($1?.code) }
        }
        #expect(refusals.count { $0 == nil } == 1)
        #expect(refusals.count { $0 == .alertClosed } == 2)
        #expect(street.store.notices.count { $0.kind == .alertClosed } == 1)
    }

    @Test func twoWitnessesAtOnceMakeOneAlert() async {
        let desk = street.desk
        let codes = await withTaskGroup(of: Refusal?.self) { tasks in
            for neighbour in [Street.anna, Street.bram, Street.carla] {
                tasks.addTask {
                    await Refusal.of {
                        _ = try await desk.share(Street.burglary(), in: Street.group.id, by: neighbour.id)
                    }
                }
            }
            return await tasks.reduce(into: [Refusal.Code?]()) { $0.append($1?.code) }
        }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == .incidentAlreadyOpen } == 2)
        #expect(street.store.alertCount == 1)
    }

    // MARK: the same request again

    @Test func theSameRequestIsDoneOnce() async throws {
        let key = RequestKey(route: "POST /groups/kerkstraat/alerts", key: "k1", bodyHash: [1])
        let first = try await street.burglary(request: key)
        street.clock.advance(by: .minutes(1))
        let second = try await street.burglary(request: key)
        #expect(!first.isReplay && second.isReplay)
        #expect(second.alert == first.alert)
        #expect(second.message == first.message)
        #expect(street.store.alertCount == 1)
        let other = RequestKey(route: key.route, key: "k1", bodyHash: [2])
        #expect(await Refusal.of { _ = try await street.burglary(request: other) }?.code == .idempotencyKeyReused)
        let bram = await Refusal.of {
            _ = try await street.desk.share(
                Street.burglary(isSeparate: true), in: group, by: Street.bram.id, request: key)
        }
        #expect(bram == nil, "somebody else's key is another key")
    }

    @Test func aRefusedRequestIsNotRemembered() async throws {
        let key = RequestKey(route: "POST /groups/kerkstraat/alerts", key: "k1", bodyHash: [1])
        let refusal = await Refusal.of {
            _ = try await street.desk.share(
                Street.burglary(call: nil), in: group, by: Street.anna.id, request: key)
        }
        #expect(refusal?.code == .emergencyCallMissing)
        #expect(try await street.burglary(request: key).isReplay == false)
    }
}

extension Group {
    /// The same group where another policy holds.
    func under(_ policy: Jurisdiction) -> Group {
        Group(
            id: id, slug: slug, name: name, place: place, jurisdiction: policy, zone: zone, municipality: municipality,
            area: area, createdAt: createdAt)
    }
}
