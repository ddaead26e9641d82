import Watch
@testable import WatchStore
import WatchTesting

/// What a night remembers of what people did that letters come of, by itself: nothing of it is asked of the database.
struct NightRegister {
    /// A place in a group.
    struct Place: Hashable {
        let person: PersonId
        let group: GroupId
    }

    /// Something that was asked of a server.
    struct Asked {
        let wish: Member.Standing
        let at: Moment
        /// Whether it was done, for certain: otherwise nobody knows.
        let isDone: Bool
    }

    /// When somebody asked to join; nil where it is not known whether they did.
    var applications: [Place: Moment?] = [:]
    /// What coordinators have decided about a place, the last thing last.
    var decisions: [Place: [Asked]] = [:]
    /// The groups whose coordinator asks somebody to lead it as well, and whether that is certain.
    var questions: [GroupId: Bool] = [:]
    /// When it was taken back or answered; nil where it is not known whether it was.
    var ended: [GroupId: Moment?] = [:]
}

extension Night {
    /// One thing that somebody does of which a letter comes.
    func actByLetter() async throws {
        switch dice.below(12) {
        case 0..<4: try await apply()
        case 4..<8: try await decide()
        case 8..<10: try await ask()
        case 10: try await takeBack()
        default: try await answer()
        }
    }

    /// A newcomer asks to join a street; who gets no answer asks again, with the same key, also elsewhere.
    private func apply() async throws {
        let number = dice.below(NightStreets.newcomers.count)
        let person = NightStreets.newcomers[number]
        let group = NightStreets.groups[(number + 1) % 3]
        let place = NightRegister.Place(person: person, group: group)
        guard register.applications[place] == nil else { return }
        register.applications[place] = .some(nil)
        let began = clock.now()
        let key = RequestKey(route: "POST /members", key: nextKey(), bodyHash: [2])
        for _ in 0..<4 {
            let isDone = try await on(dice.below(servers.count)) { server in
                _ = try await server.members.apply(
                    to: group, by: person, consent: .init(acceptsRules: true, isOfAge: true), request: key)
            }
            guard isDone else { continue }
            register.applications[place] = began
            return
        }
    }

    /// A coordinator lets somebody in, says no, suspends them or shows them out.
    private func decide() async throws {
        let number = dice.below(NightStreets.newcomers.count)
        let group = NightStreets.groups[(number + 1) % 3]
        let place = NightRegister.Place(person: NightStreets.newcomers[number], group: group)
        // Nobody comes in twice: where a place begins and ends is kept once.
        let isNew = register.decisions[place] == nil
        let wish: Member.Standing = dice.falls(isNew ? 75 : 0) ? .approved : dice.falls(60) ? .left : .suspended
        guard register.applications[place] != nil, wish != .suspended || !isNew else { return }
        if wish != .approved { noteGone(place.person) }
        let found = NightFindings()
        try await on(dice.below(servers.count)) { server in
            found.set(
                try await server.members.change(
                    .person(place.person), in: group, to: .init(standing: wish),
                    by: NightStreets.coordinators[(number + 1) % 3]))
        }
        // A refusal is an answer as well; what came of it in between is not known.
        register.decisions[place, default: []].append(
            NightRegister.Asked(wish: wish, at: clock.now(), isDone: found.member?.standing == wish))
    }

    /// A coordinator asks a newcomer to lead the street as well.
    private func ask() async throws {
        let number = dice.below(3)
        let group = NightStreets.groups[number]
        guard register.questions[group] == nil, let address = NightStreets.asked(number) else { return }
        register.questions[group] = false
        let now = clock.now()
        let question = CoCoordination(
            group: group, email: address, asker: NightStreets.coordinators[number],
            until: now + CoCoordination.lifetime)
        let isDone = try await on(dice.below(servers.count)) { server in
            try await server.database.write { try CoCoordinationRows.keep(question, at: now, $0) }
        }
        register.questions[group] = isDone
    }

    private func takeBack() async throws {
        let number = dice.below(3)
        let group = NightStreets.groups[number]
        guard register.questions[group] != nil, register.ended[group] == nil else { return }
        register.ended[group] = .some(nil)
        let isDone = try await on(dice.below(servers.count)) { server in
            try await server.coCoordination.withdraw(in: group, by: NightStreets.coordinators[number])
        }
        if isDone, register.questions[group] == true { register.ended[group] = clock.now() }
    }

    /// Who is asked says no: the question is gone.
    private func answer() async throws {
        let number = dice.below(3)
        let group = NightStreets.groups[number]
        guard register.questions[group] != nil, register.ended[group] == nil else { return }
        register.ended[group] = .some(nil)
        let isDone = try await on(dice.below(servers.count)) { server in
            try await server.coCoordination.answer(false, in: group, by: NightStreets.newcomers[number])
        }
        if isDone, register.questions[group] == true { register.ended[group] = clock.now() }
    }
}
