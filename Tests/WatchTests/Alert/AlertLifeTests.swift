import Testing
import Watch
import WatchTesting

/// Every transition and every refusal: the table stands in `AlertLifeMatrix`.
@Suite struct AlertLifeTests {
    private let policy = Street.jurisdiction
    private let start = ManualClock.friday

    @Test func theTableLeavesNothingOut() {
        #expect(Set(Field.rows.map(\.0)) == Set(Stage.allCases))
        #expect(Field.rows.count == Stage.allCases.count)
        #expect(Field.rows.allSatisfy { $0.1.count == Happening.allCases.count })
        #expect(Field.all.count == 8 * 15)
    }

    @Test(arguments: Stage.allCases)
    func everyStateIsReached(stage: Stage) throws {
        #expect(Stage(try stage.alert().state) == stage)
    }

    @Test(arguments: Field.all)
    func theTableHolds(field: Field) throws {
        let before = try field.stage.alert()
        var alert = before
        switch field.verdict {
        case .refused(let code):
            #expect(Refusal.of { _ = try field.happening.befall(&alert) }?.code == code)
            #expect(alert == before)
        case .done(let stage, let effects):
            let done = try field.happening.befall(&alert)
            #expect(Stage(alert.state) == stage)
            #expect(done.map(\.summary) == effects)
        }
    }

    // MARK: who may

    /// A neighbour who did not report it, the reporter, the coordinator, the police.
    static let actors = [Street.byBram, Street.byAnna, Street.byCarla, Street.byDeWit]

    @Test(arguments: [
        (Happening.close, [false, true, true, true]), (.correct, [false, true, true, true]),
        (.reopen, [false, true, true, true]), (.hold, [false, false, true, true]),
        (.reference, [false, false, false, true]), (.flag, [true, true, true, true]),
    ])
    func whoMay(happening: Happening, may: [Bool]) throws {
        for (actor, may) in zip(AlertLifeTests.actors, may) {
            let before = try (happening == .reopen ? Stage.closed : Stage.open).alert()
            var alert = before
            let said = Street.said(.correction, "Het is no. 17", by: actor)
            let refusal = Refusal.of {
                switch happening {
                case .close: _ = try alert.close(.gone, words: nil, by: actor, at: start, in: policy)
                case .correct: _ = try alert.correct(said, by: actor, in: policy)
                case .reopen: _ = try alert.reopen(by: actor, at: start + .hours(1), in: policy)
                case .hold: _ = try alert.hold(by: actor, at: start, in: policy)
                case .reference: _ = try alert.addReference("PL-1", by: actor)
                default: _ = try alert.flag(said, by: actor)
                }
            }
            #expect(refusal?.code == (may ? nil : .notAllowed), "\(happening) by \(actor.capacity)")
            if !may { #expect(alert == before) }
        }
    }

    @Test(arguments: [
        // Bram's message, taken back by …
        (Street.byBram, true), (Street.byAnna, false), (Street.byCarla, true), (Street.byDeWit, true),
    ])
    func whoMayRetract(actor: Actor, may: Bool) throws {
        var alert = try Stage.open.alert()
        let said = Street.said(.information, "Ik ken die auto", by: Street.byBram)
        let refusal = Refusal.of { _ = try alert.retract(said, by: actor, at: start) }
        #expect(refusal?.code == (may ? nil : .notAllowed))
        #expect(!alert.isRetracted)
    }

    @Test func nobodyOwnsTheMessageOfSomebodyErased() throws {
        var alert = try Stage.open.alert()
        let orphan = Message(
            id: Street.fixed("c9"), alert: alert.id, kind: .information, author: nil, capacity: .neighbour,
            firstName: nil, text: "…", at: start)
        #expect(Refusal.of { _ = try alert.retract(orphan, by: Street.byBram, at: start) }?.code == .notAllowed)
        #expect(try alert.retract(orphan, by: Street.byCarla, at: start).first == .hide(orphan.id))
    }

    // MARK: what is said

    @Test func retractingTheAlertsTextMarksTheAlert() throws {
        var alert = try Stage.open.alert()
        let text = Message(
            id: alert.message, alert: alert.id, kind: .alert, author: Street.anna.id, capacity: .neighbour,
            firstName: "Anna", text: nil, at: start)
        _ = try alert.retract(text, by: Street.byAnna, at: start)
        #expect(alert.isRetracted)
        #expect(alert.isOpen)
    }

    @Test func whatIsRetractedIsRetractedOnceAndNotFlagged() throws {
        var alert = try Stage.open.alert()
        let before = alert
        let said = Street.said(.information, "x", isRetracted: true)
        #expect(Refusal.of { _ = try alert.retract(said, by: Street.byBram, at: start) }?.code == .messageRetracted)
        #expect(Refusal.of { _ = try alert.flag(said, by: Street.byAnna) }?.code == .messageRetracted)
        #expect(alert == before)
    }

    @Test(arguments: [
        (Message.Kind.sighting, Refusal.Code?.some(.textMissing)), (.information, .textMissing), (.onTheLookout, nil),
        (.policeOnScene, nil), (.knownPerson, nil), (.alert, .fieldInvalid), (.correction, .fieldInvalid),
        (.closure, .fieldInvalid),
    ])
    func aReactionWithoutWords(kind: Message.Kind, refused: Refusal.Code?) throws {
        var alert = try Stage.open.alert()
        let before = alert
        #expect(Refusal.of { _ = try alert.react(Street.said(kind), by: Street.byBram, in: policy) }?.code == refused)
        if refused != nil { #expect(alert == before) }
    }

    @Test(arguments: Message.Kind.reactions)
    func aReactionWithWordsIsKeptWhole(kind: Message.Kind) throws {
        var alert = try Stage.open.alert()
        let said = Street.said(kind, "bij de brug")
        let effects = try alert.react(said, by: Street.byBram, in: policy)
        #expect(effects.contains(.keep(said)))
        #expect(alert.lastWordAt == said.at)
    }

    @Test func aCorrectionNeedsWords() throws {
        var alert = try Stage.open.alert()
        let said = Street.said(.correction, by: Street.byAnna)
        #expect(Refusal.of { _ = try alert.correct(said, by: Street.byAnna, in: policy) }?.code == .textMissing)
    }

    @Test func whoComesAfterTheEndIsGivenTheNumberToCall() throws {
        var alert = try Stage.closed.alert()
        let refusal = Refusal.of {
            _ = try alert.react(Street.said(.sighting, "Hij is terug!"), by: Street.byBram, in: policy)
        }
        #expect(refusal == Refusal(.alertClosed, ["number": "112", "alertId": alert.id.text]))
    }

    @Test func sharingBeforeTheCallNamesTheNumber() throws {
        var alert = try Stage.signalled.alert()
        let refusal = Refusal.of { _ = try alert.share(at: start, minuteOfDay: 0, in: .belgium) }
        #expect(refusal == Refusal(.emergencyCallMissing, field: "emergencyCall", ["number": "101"]))
    }

    @Test(arguments: [
        (String?.none, Refusal.Code?.some(.textMissing)), (" \n", .textMissing), ("PL1500-2026-1", nil),
        (String(repeating: "9", count: 60), nil), (String(repeating: "9", count: 61), .textTooLong),
    ])
    func aReferenceIsKept(typed: String?, refused: Refusal.Code?) throws {
        var alert = try Stage.open.alert()
        #expect(Refusal.of { _ = try alert.addReference(typed, by: Street.byDeWit) }?.code == refused)
        #expect(alert.policeReference == (refused == nil ? typed : nil))
    }

    @Test func theEndKeepsItsWordsAndItsOutcome() throws {
        var alert = try Stage.open.alert()
        let said = Street.said(.closure, "Aangehouden bij de brug", by: Street.byDeWit)
        let effects = try alert.close(.caught, words: said, by: Street.byDeWit, at: said.at, in: policy)
        #expect(alert.closure == Alert.Closure(outcome: .caught, closedAt: said.at, by: .police, words: .said(said.id)))
        #expect(effects.first == .keep(said))
        let content = RegisterContent(said, extra: [.init("outcome", "caught")])
        #expect(effects.contains(.register(.alertClosed, message: said.id, content: content)))
    }
}
