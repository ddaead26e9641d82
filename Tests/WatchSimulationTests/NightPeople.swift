import Watch
import WatchTesting

extension Night {
    /// One thing that somebody does.
    func act() async throws {
        switch dice.below(100) {
        case 0..<14: try await report()
        case 14..<24: try await open(dice.one(of: NightStreets.people) ?? NightStreets.officer)
        case 24..<30: close(dice.one(of: NightStreets.people) ?? NightStreets.officer)
        case 30..<38:
            try await change { try await $0.react(.init(kind: .sighting, text: "Gezien bij de brug"), to: $1, by: $2) }
        case 38..<46: try await change { try await $0.correct("Het was de andere kant op", of: $1, by: $2) }
        case 46..<56: try await change { try await $0.close($1, .gone, text: nil, by: $2) }
        case 56..<62: try await change { try await $0.reopen($1, by: $2) }
        case 62..<66: try await retract()
        case 66..<70: try await member(.init(standing: .left)) { noteGone($0) }
        case 70..<74: try await member(.init(isMuted: true)) { noteMuted($0) }
        case 74..<78: try await stopLetters()
        case 78..<82: try await bounce()
        case 82..<92: try await actByLetter()
        default: break
        }
    }

    /// Somebody reports something; whoever gets no answer asks again, with the same key, also elsewhere.
    private func report() async throws {
        let number = 3 + dice.below(14)
        let person = NightStreets.people[number]
        guard let street = NightStreets.streets(of: number).first else { return }
        let key = nextKey()
        // Now and then in the next street as well, or only here.
        let report = Report(
            kind: .suspiciousPerson, observation: Observation(behaviour: "Voelt aan deuren \(key)"),
            location: Location(coordinate: NightStreets.point(in: street), description: "bij de brug"),
            call: Report.Call(number: "112", calledAt: clock.now(), by: .me), isSeparate: true)
        for _ in 0..<4 {
            let server = dice.below(servers.count)
            let found = NightFindings()
            try await on(server) { server in
                found.set(
                    try await server.alerts.share(
                        report, in: NightStreets.groups[street], by: person,
                        request: RequestKey(route: "POST /alerts", key: key, bodyHash: [1])))
            }
            guard let outcome = found.shared else { continue }
            if let before = promised[key], before != outcome.alert { note("one request became two alerts") }
            promise(outcome.alert, key: key)
            // Sometimes the answer is lost on its way, and the phone asks once more.
            guard isFaulty, dice.falls(15) else { return }
        }
    }

    private func change(
        _ work: @escaping @Sendable (AlertDesk, AlertId, PersonId) async throws -> AlertOutcome
    ) async throws {
        guard let alert = dice.one(of: promised.values.sorted()) else { return }
        let person = dice.falls(50) ? NightStreets.officer : NightStreets.coordinators[dice.below(3)]
        try await on(dice.below(servers.count)) { server in _ = try await work(server.alerts, alert, person) }
    }

    private func retract() async throws {
        guard let alert = dice.one(of: promised.values.sorted()) else { return }
        try await on(dice.below(servers.count)) { server in
            let file = try await server.alerts.file(alert, for: NightStreets.officer)
            _ = try await server.alerts.retract(file.alert.message, by: NightStreets.officer)
        }
    }

    private func member(_ wish: Member.Wish, _ noted: (PersonId) -> Void) async throws {
        let number = 3 + dice.below(14)
        let person = NightStreets.people[number]
        guard let street = NightStreets.streets(of: number).first else { return }
        // Noted first: whether it was done may not be known.
        noted(person)
        try await on(dice.below(servers.count)) { server in
            _ = try await server.members.change(
                .person(person), in: NightStreets.groups[street], to: wish, by: person)
        }
    }

    private func stopLetters() async throws {
        guard let letter = dice.one(of: post.taken) else { return }
        noteDeclined(letter.key.person)
        try await on(dice.below(servers.count)) { server in try await server.notices.stop(letter.capability) }
    }

    /// A letter to who cannot be reached comes back.
    private func bounce() async throws {
        guard let letter = post.taken.last(where: { $0.key.person == NightStreets.unreachable }) else { return }
        try await on(dice.below(servers.count)) { server in _ = try await server.notices.bounced(letter.receipt) }
    }
}
