import Testing
import Watch
import WatchTesting

/// Who was let in while an alert was open is told its end; who left or was suspended meanwhile keeps their own words, and
/// nothing else.
@Suite struct AlertOwnWordsTests {
    private let policy = Street.jurisdiction
    private let start = ManualClock.friday

    // MARK: the rules

    /// What somebody who is not in the group any more can still do, by what they were in the alert.
    struct Deed: Sendable, CustomStringConvertible {
        let description: String
        let stage: Stage
        let isReporter: Bool
        let outcome: Alert.Outcome
        let code: Refusal.Code?
    }

    static let ends = [
        Deed(description: "a reporter, false alarm", stage: .open, isReporter: true, outcome: .falseAlarm, code: nil),
        Deed(description: "while asked", stage: .asked, isReporter: true, outcome: .falseAlarm, code: nil),
        Deed(description: "a reporter, gone", stage: .open, isReporter: true, outcome: .gone, code: .falseAlarmOnly),
        Deed(
            description: "a reporter, caught", stage: .held, isReporter: true, outcome: .caught, code: .falseAlarmOnly),
        Deed(description: "over already", stage: .closed, isReporter: true, outcome: .falseAlarm, code: .alertClosed),
        Deed(description: "who reacted", stage: .open, isReporter: false, outcome: .falseAlarm, code: .notAllowed),
    ]

    @Test(arguments: ends)
    func anEnd(deed: Deed) throws {
        var alert = try deed.stage.alert()
        let before = alert
        let person = deed.isReporter ? Street.anna.id : Street.bram.id
        let former = Actor(person: person, capacity: .neighbour, isFormer: true)
        let refusal = Refusal.of {
            _ = try alert.close(deed.outcome, words: nil, by: former, at: Happening.now, in: policy)
        }
        #expect(refusal?.code == deed.code)
        #expect(alert.closure?.outcome == (deed.code == nil ? deed.outcome : before.closure?.outcome))
        #expect(alert == before || deed.code == nil)
    }

    @Test func nobodyWhoIsGoneTakesBackWhatOthersSaid() throws {
        var alert = try Stage.closed.alert()
        let said = Street.said(.sighting, "Hij rent", by: Street.byBram)
        let anna = Actor(person: Street.anna.id, capacity: .neighbour, isFormer: true)
        let bram = Actor(person: Street.bram.id, capacity: .neighbour, isFormer: true)
        #expect(Refusal.of { _ = try alert.retract(said, by: anna, at: start) }?.code == .notAllowed)
        #expect(Refusal.of { _ = try alert.retract(said, by: bram, at: start) } == nil)
    }

    @Test(arguments: [
        (Stage.open, Span.days(40), true), (.asked, .hours(1), true), (.closed, .days(30), true),
        (.closed, .days(31), false), (.alarmed, .hours(1), false), (.withdrawn, .hours(1), false),
    ])
    func forHowLong(stage: Stage, after: Span, may: Bool) throws {
        #expect(AlertRules.mayReadOwnWords(try stage.alert(), at: start + after, in: policy) == may)
    }

    /// Everything that a file holds, as one text.
    private func text(_ value: some Any) -> String {
        var text = ""
        dump(value, to: &text)
        return text
    }

    @Test(arguments: [Street.anna, Street.bram, Street.carla])
    func nothingElseIsInTheirFile(reader: Street.Neighbour) throws {
        var alert = try Stage.open.alert()
        _ = try alert.addReference("PL1500-2026-1", by: Street.byDeWit)
        let messages = [
            Street.said(.alert, id: "c1"), Street.said(.sighting, "Hij rent weg", by: Street.byBram, id: "c2"),
            Street.said(.correction, "No. 17", by: Street.byAnna, id: "c3"),
            Street.said(.sighting, "Bij de brug", by: Street.byDeWit, id: "c4"),
        ]
        let made = AlertFile(ownWordsOf: reader.id, in: alert, group: Street.group, messages: messages)
        guard reader.id != Street.carla.id else {
            #expect(made == nil, "she said nothing in it")
            return
        }
        let file = try #require(made)
        let isAnna = reader.id == Street.anna.id
        #expect(file.isOwnWordsOnly && file.actor.isFormer && !file.actor.hasCare && file.sendOn.isEmpty)
        #expect(file.messages.compactMap(\.text) == [isAnna ? "No. 17" : "Hij rent weg"])
        let (whole, view) = (text(file.messages) + text(file.alert), AlertView(file))
        #expect(!whole.contains("Bij de brug") && !whole.contains("PL1500") && !whole.contains("GH-482-X"))
        #expect(whole.contains("Forceert") == isAnna && text(view).contains("Forceert") == isAnna)
        #expect((view.observation != nil) == isAnna && (view.location != nil) == isAnna)
        #expect(view.reporter.firstName == (isAnna ? "Anna" : nil))
        #expect(view.ownWordsOnly == true && view.policeOnly == nil && view.state == .open)
        #expect((view.advice ?? []).isEmpty, "what the check of words had to say was for the coordinator")
    }

    // MARK: at the desk

    /// A place of theirs in the street's group as it is after so many events.
    private func place(
        _ neighbour: Street.Neighbour, _ standing: Member.Standing, joined: Int64?, left: Int64?
    ) -> Member {
        Member(
            id: Street.fixed("b9"), group: Street.group.id, person: neighbour.id, standing: standing, role: .resident,
            joinedSequence: joined, leftSequence: left, appliedAt: Street.founded)
    }

    @Test func letInWhileItWasOpenOneReadsItsEnd() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        street.store.place(Street.newcomer(Street.fatima, after: 1))
        let said = try await street.desk.react(
            .init(kind: .sighting, text: "Daar"), to: alert, by: Street.fatima.id)
        _ = try await street.desk.close(alert, .gone, text: "Weg", by: Street.carla.id)
        let view = try await street.view(alert, for: Street.fatima)
        #expect(view.outcome == .gone && view.closingText == "Weg" && view.ownWordsOnly == nil)
        let late = await Refusal.of {
            _ = try await street.desk.react(.init(kind: .sighting, text: "Nog"), to: alert, by: Street.fatima.id)
        }
        #expect(late?.code == .alertClosed)
        _ = try await street.desk.retract(try #require(said.message), by: Street.fatima.id)
    }

    @Test(arguments: [Member.Standing.suspended, .left, .applied])
    func goneMeanwhileOneKeepsOnesOwnWords(standing: Member.Standing) async throws {
        let street = LivingStreet()
        let reason: Refusal.Code =
            switch standing {
            case .suspended: .memberSuspended
            case .applied: .memberApplied
            default: .notAMember
            }
        let alert = try await street.burglary().alert
        let said = try await street.desk.react(.init(kind: .sighting, text: "Daar"), to: alert, by: Street.bram.id)
        let others = try await street.desk.react(.init(kind: .sighting, text: "Nee"), to: alert, by: Street.carla.id)
        street.store.place(place(Street.bram, standing, joined: 1, left: 4))
        _ = try await street.desk.react(.init(kind: .sighting, text: "Later"), to: alert, by: Street.anna.id)
        for isOver in [false, true] {
            if isOver { _ = try await street.desk.close(alert, .gone, text: "Weg", by: Street.carla.id) }
            let view = try await street.view(alert, for: Street.bram)
            #expect(view.reactions?.compactMap(\.text) == ["Daar"] && view.ownWordsOnly == true)
            #expect(view.observation == nil && view.closingText == nil)
            let desk = street.desk
            let bram = Street.bram.id
            for work: @Sendable () async throws -> Void in [
                { _ = try await desk.react(.init(kind: .sighting, text: "Ik weer"), to: alert, by: bram) },
                { _ = try await desk.correct("Nee", of: alert, by: bram) },
                { _ = try await desk.close(alert, .falseAlarm, text: nil, by: bram) },
                { _ = try await desk.reopen(alert, by: bram) }, { _ = try await desk.hold(alert, by: bram) },
                { _ = try await desk.flag(try #require(others.message), by: bram) },
            ] {
                #expect(await Refusal.of(work)?.code == reason)
            }
            let taken = await Refusal.of {
                _ = try await desk.retract(try #require(others.message), by: bram)
            }
            #expect(taken?.code == .notAllowed)
            #expect(
                await Refusal.of { _ = try await desk.retractable(try #require(others.message), by: bram) }?.code
                    == .notFound)
        }
        _ = try await street.desk.retract(try #require(said.message), by: Street.bram.id)
        #expect(try await street.view(alert, for: Street.anna).reactions?.first?.text == nil)
    }

    @Test func aReporterWhoIsGoneStillEndsItAsAFalseAlarm() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        street.store.place(place(Street.anna, .suspended, joined: 1, left: 2))
        let view = try await street.view(alert, for: Street.anna)
        #expect(view.observation?.behaviour != nil && view.policeOnly == nil)
        let refusal = await Refusal.of {
            _ = try await street.desk.close(alert, .caught, text: nil, by: Street.anna.id)
        }
        #expect(refusal?.code == .falseAlarmOnly)
        #expect(
            await Refusal.of { _ = try await street.desk.reach(of: alert, for: Street.anna.id) }?.code == .notAllowed)
        _ = try await street.desk.close(alert, .falseAlarm, text: "Het was de buurman", by: Street.anna.id)
        #expect(try await street.view(alert, for: Street.bram).closingText == "Het was de buurman")
        // It was not, says the coordinator: who is gone does not end it again.
        _ = try await street.desk.reopen(alert, by: Street.carla.id)
        let again = await Refusal.of {
            _ = try await street.desk.close(alert, .falseAlarm, text: nil, by: Street.anna.id)
        }
        #expect(again?.code == .memberSuspended)
    }

    /// Leave, come back, look at what was over.
    @Test func whoComesBackDoesNotReadWhatWasOver() async throws {
        let street = LivingStreet()
        let alert = try await street.burglary().alert
        _ = try await street.desk.close(alert, .gone, text: "Weg", by: Street.carla.id)
        street.store.place(place(Street.bram, .approved, joined: 3, left: nil))
        #expect(await Refusal.of { _ = try await street.desk.file(alert, for: Street.bram.id) }?.code == .notFound)
        // Also not because somebody takes a word of it back afterwards.
        let message = try #require(street.store.alert(alert)?.message)
        _ = try await street.desk.retract(message, by: Street.anna.id)
        #expect(await Refusal.of { _ = try await street.desk.file(alert, for: Street.bram.id) }?.code == .notFound)
        #expect(
            await Refusal.of { _ = try await street.desk.flag(message, by: Street.bram.id) }?.code == .notFound)
    }
}
