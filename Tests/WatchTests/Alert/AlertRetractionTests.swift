import Testing
import Watch
import WatchTesting

/// A message that is taken back: as seen by those who were told, by those who join later, and by the police.
@Suite struct AlertRetractionTests {
    private let street = LivingStreet()

    /// Anna's alert with a reaction of Bram's that names somebody; Fatima joins only after the reaction.
    private func told() async throws -> (alert: AlertId, text: MessageId, reaction: MessageId) {
        let shared = try await street.burglary()
        let words = AlertDesk.Words(
            kind: .information, text: "Dat is de zoon van de Plantsoenweg",
            location: Location(coordinate: Street.corner, description: "op de hoek"))
        let said = try await street.desk.react(words, to: shared.alert, by: Street.bram.id)
        street.store.place(Street.newcomer(Street.fatima, after: 2))
        return (shared.alert, try #require(shared.message), try #require(said.message))
    }

    @Test(arguments: [
        (Street.bram, false), (Street.anna, false), (Street.carla, false), (Street.fatima, false), (Street.deWit, true),
    ])
    func onlyThePoliceReadOn(neighbour: Street.Neighbour, seesWords: Bool) async throws {
        let (alert, _, reaction) = try await told()
        let before = try #require(try await street.view(alert, for: neighbour).reactions?.first)
        #expect(before.text != nil, "a newcomer reads what is open")
        _ = try await street.desk.retract(reaction, by: Street.carla.id)
        let after = try #require(try await street.view(alert, for: neighbour).reactions?.first)
        #expect(after.retracted)
        #expect((after.text != nil) == seesWords)
        #expect((after.location != nil) == seesWords)
    }

    @Test func historyGivesItWithoutContent() async throws {
        let (_, _, reaction) = try await told()
        _ = try await street.desk.retract(reaction, by: Street.bram.id)
        let anna = try await street.history(for: Street.anna)
        #expect(anna.map(\.event) == [.alertShared, .reactionAdded, .messageRetracted])
        #expect(anna.map(\.sequence) == [1, 2, 3])
        #expect(anna[1].reaction?.retracted == true)
        #expect(anna[1].reaction?.text == nil)
        let police = try await street.history(for: Street.deWit)
        #expect(police[1].reaction?.text == "Dat is de zoon van de Plantsoenweg")
        #expect(police[1].reaction?.retracted == true)
        // Who joined after it hears of the retraction alone.
        #expect(try await street.history(for: Street.fatima).map(\.sequence) == [3])
        #expect(try await street.history(for: Street.gijs).isEmpty)
    }

    @Test func exactlyThoseWhoWereToldAreToldAndWithoutASound() async throws {
        let (_, _, reaction) = try await told()
        _ = try await street.desk.retract(reaction, by: Street.bram.id)
        let notice = try #require(street.store.notices.last)
        #expect(notice.told == .toldBefore)
        #expect(notice.isQuiet)
    }

    @Test func theAlertsOwnTextCanBeTakenBackWhileItStaysOpen() async throws {
        let (alert, text, _) = try await told()
        _ = try await street.desk.retract(text, by: Street.anna.id)
        #expect(street.store.group(Street.group.id)?.state == .awake)
        for neighbour in [Street.bram, Street.carla, Street.fatima] {
            let view = try await street.view(alert, for: neighbour)
            #expect(view.retracted)
            #expect(view.observation == nil && view.location == nil)
            #expect(view.reactions?.first?.text != nil, "what others said stays")
        }
        #expect(try await street.view(alert, for: Street.deWit).observation?.behaviour != nil)
        let history = try await street.history(for: Street.bram)
        #expect(history.first?.alert?.retracted == true)
        #expect(history.first?.alert?.observation == nil)
        #expect(try await street.history(for: Street.deWit).first?.alert?.observation != nil)
    }

    @Test func theRegisterKeepsBoth() async throws {
        let (_, _, reaction) = try await told()
        _ = try await street.desk.retract(reaction, by: Street.carla.id)
        let lines = street.store.register(of: Street.group.id)
        #expect(lines.map(\.entry.kind) == [.alertShared, .reactionAdded, .messageRetracted])
        let words = RegisterContent.Field("text", "Dat is de zoon van de Plantsoenweg")
        #expect(lines[1].content?.fields.contains(words) == true)
        #expect(lines[2].content == RegisterContent(person: Street.carla.id, capacity: .coordinator, fields: []))
        #expect(lines[2].entry.message == reaction)
    }

    @Test func onceIsEnough() async throws {
        let (_, _, reaction) = try await told()
        _ = try await street.desk.retract(reaction, by: Street.bram.id)
        let again = await Refusal.of { _ = try await street.desk.retract(reaction, by: Street.carla.id) }
        #expect(again?.code == .messageRetracted)
        let flag = await Refusal.of { _ = try await street.desk.flag(reaction, by: Street.anna.id) }
        #expect(flag?.code == .messageRetracted)
        #expect(street.store.register(of: Street.group.id).count == 3)
    }

    @Test func anotherNeighboursWordsAreTheirs() async throws {
        let (_, text, reaction) = try await told()
        #expect(
            await Refusal.of { _ = try await street.desk.retract(reaction, by: Street.anna.id) }?.code == .notAllowed)
        #expect(await Refusal.of { _ = try await street.desk.retract(text, by: Street.bram.id) }?.code == .notAllowed)
        #expect(
            await Refusal.of { _ = try await street.desk.retract(reaction, by: Street.gijs.id) }?.code == .notFound)
        let nothing: MessageId = Street.fixed("c9")
        #expect(await Refusal.of { _ = try await street.desk.retract(nothing, by: Street.carla.id) }?.code == .notFound)
    }

    // MARK: flags

    @Test func aFlagIsCountedOnceAPersonForThoseWithCare() async throws {
        let (alert, _, reaction) = try await told()
        _ = try await street.desk.flag(reaction, by: Street.anna.id)
        _ = try await street.desk.flag(reaction, by: Street.anna.id)
        _ = try await street.desk.flag(reaction, by: Street.fatima.id)
        #expect(try await street.view(alert, for: Street.carla).reactions?.first?.flags == 2)
        #expect(try await street.view(alert, for: Street.deWit).reactions?.first?.flags == 2)
        #expect(try await street.view(alert, for: Street.bram).reactions?.first?.flags == nil)
        let flags = street.store.register(of: Street.group.id).filter { $0.entry.kind == .messageFlagged }
        #expect(flags.compactMap(\.content?.person) == [Street.anna.id, Street.fatima.id])
        #expect(street.announcer.words.contains(.flagged(reaction)))
        #expect(street.store.group(Street.group.id)?.lastSequence == 2, "neighbours are not told who flagged")
    }

    @Test(
        arguments: [
            // who, what of Bram's reaction, and of Anna's alert itself
            (Street.anna, Refusal.Code.notAllowed, Refusal.Code?.none), (Street.bram, nil, .notAllowed),
            (Street.carla, nil, nil), (Street.deWit, nil, nil), (Street.gijs, .notFound, .notFound),
        ] as [(Street.Neighbour, Refusal.Code?, Refusal.Code?)])
    func whatCanBeTakenBackIsKnownBeforeItIs(
        neighbour: Street.Neighbour, ofReaction: Refusal.Code?, ofAlert: Refusal.Code?
    ) async throws {
        let (alert, text, reaction) = try await told()
        for (message, refused) in [(reaction, ofReaction), (text, ofAlert)] {
            let refusal = await Refusal.of {
                let found = try await street.desk.retractable(message, by: neighbour.id)
                #expect(found.message.id == message && found.file.alert.id == alert)
                #expect(found.message.text != nil)
            }
            #expect(refusal?.code == refused)
        }
        // Asking has taken nothing back; and what was taken back is so once.
        #expect(try await street.view(alert, for: Street.bram).reactions?.first?.retracted == false)
        _ = try await street.desk.retract(reaction, by: Street.carla.id)
        let again = await Refusal.of { _ = try await street.desk.retractable(reaction, by: Street.carla.id) }
        #expect(again?.code == .messageRetracted)
        let unknown = await Refusal.of {
            _ = try await street.desk.retractable(Street.fixed("ee"), by: Street.carla.id)
        }
        #expect(unknown?.code == .notFound)
    }
}
