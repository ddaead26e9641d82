import Testing
import Watch
import WatchTesting

/// An officer in their own street: they read everything, and speak as a neighbour unless they say otherwise.
@Suite struct OfficerAtHomeTests {
    private static func rules(_ standing: Member.Standing?, _ role: Member.Role = .resident) throws -> Actor {
        let member = standing.map {
            Member(
                id: Street.fixed("b9"), group: Street.group.id, person: Street.deWit.id, standing: $0, role: role,
                joinedSequence: 1, appliedAt: Street.founded)
        }
        return try HearingRules.actor(
            Street.deWit.id, member: member, offices: [Street.police], group: Street.group)
    }

    @Test(
        arguments: [
            (nil, .resident, false, .police), (.approved, .resident, false, .neighbour),
            (.approved, .coordinator, false, .coordinator), (.approved, .resident, true, .police),
            (.suspended, .resident, false, .police), (.applied, .resident, false, .police),
        ] as [(Member.Standing?, Member.Role, Bool, Audience)])
    func asWhatTheySpeak(standing: Member.Standing?, role: Member.Role, asPolice: Bool, expected: Audience) throws {
        let actor = try OfficerAtHomeTests.rules(standing, role)
        #expect(actor.capacity == .police, "they read as the police wherever they live")
        #expect(try actor.speaking(asPolice: asPolice).capacity == expected)
    }

    @Test(arguments: [Street.byAnna, Street.byCarla])
    func nobodyElseSpeaksAsThePolice(actor: Actor) throws {
        #expect(Refusal.of { _ = try actor.speaking(asPolice: true) } == Refusal(.notAllowed, field: "as"))
        #expect(try actor.speaking(asPolice: false) == actor)
    }

    @Test func whatTheySayBearsWhatTheySpeakAs() async throws {
        let street = LivingStreet()
        street.store.place(Street.newcomer(Street.deWit, after: 0))
        let alert = try await street.burglary().alert
        let officer = Street.deWit.id
        _ = try await street.desk.react(.init(kind: .policeOnScene, text: nil), to: alert, by: officer)
        _ = try await street.desk.react(.init(kind: .policeOnScene, text: nil, asPolice: true), to: alert, by: officer)
        // What only the office may is said by the office.
        _ = try await street.desk.correct("Het is een scooter", of: alert, by: officer)
        let view = try await street.view(alert, for: Street.bram)
        #expect(view.reactions?.map(\.author.capacity) == [.neighbour, .police])
        #expect(view.corrections?.map(\.author.capacity) == [.police])
        let bram = await Refusal.of {
            _ = try await street.desk.react(
                .init(kind: .policeOnScene, text: nil, asPolice: true), to: alert, by: Street.bram.id)
        }
        #expect(bram?.code == .notAllowed)
        _ = try await street.desk.close(alert, .gone, text: nil, by: Street.carla.id)
        let own = try await street.desk.share(Street.car(), in: Street.group.id, by: officer).alert
        #expect(try await street.view(own, for: Street.bram).reporter.capacity == .neighbour)
        #expect(try await street.view(own, for: Street.deWit).policeReference == nil)
        _ = try await street.desk.close(own, .gone, text: nil, by: officer)
        #expect(try await street.view(own, for: Street.bram).closedBy == .neighbour)
    }
}
