import Watch

/// What a letter says when it is written, and where it goes.
struct LetterScene {
    /// Nil where there is nothing to tell any more.
    var content: LetterContent?
    /// Nil where there is none.
    var address: String?
}

/// What letters of the registry say now, each cause by a function of its own.
struct LetterScenes {
    let now: Moment
    let connection: any Connection

    /// - Parameter member: the place in the group of whose letter it is.
    func letter(_ notice: Notice, in group: Group, to person: Person, _ member: Member?) throws -> LetterScene {
        switch notice.cause {
        // It is no letter.
        case .alert, .testAlarm: LetterScene()
        case .place(let cause):
            LetterScene(content: try place(cause, of: member, notice, in: group), address: person.email)
        case .coordinators(let kind):
            LetterScene(content: try coordinators(kind, of: group.id, person.id), address: person.email)
        case .question: try question(in: group.id, by: person.id)
        case .reminder: LetterScene(content: try reminder(notice, in: group, member), address: person.email)
        case .warning: LetterScene(content: try warning(notice, to: person.id), address: person.email)
        case .escalation: LetterScene(content: try escalation(notice, to: person.id), address: person.email)
        case .silence: LetterScene(content: try silence(notice, of: person), address: person.email)
        }
    }

    /// What became of somebody's place: the cause that was kept, as long as it holds.
    private func place(
        _ cause: MemberLetter.Cause, of member: Member?, _ notice: Notice, in group: Group
    ) throws -> LetterContent? {
        guard let member, member.id == notice.subject.place, cause.holds(for: member) else { return nil }
        let closes =
            try cause == .groupCloses
            && RegistrationRows.registration(of: group.id, connection)?.warnedAt != nil
        return cause.holds(for: group, closes: closes) ? .place(cause) : nil
    }

    /// What there is to tell a coordinator of a group; nothing for who is none any more.
    private func coordinators(
        _ kind: GroupLetter.Kind, of group: GroupId, _ person: PersonId
    ) throws -> LetterContent? {
        try GroupLetterRows.scene(kind, of: group, connection)?.content(for: person).map(LetterContent.coordinators)
    }

    /// The question whether somebody leads a group as well, as long as it counts: it goes to the address that was given.
    private func question(in group: GroupId, by asker: PersonId) throws -> LetterScene {
        guard let scene = try CoCoordinationRows.scene(of: group, connection), scene.asked.asker == asker,
            scene.counts(at: now)
        else { return LetterScene() }
        return LetterScene(content: .question, address: scene.asked.email.text)
    }

    /// That nothing was heard of somebody's devices, as long as nothing is, and they wish to be woken by them.
    private func silence(_ notice: Notice, of person: Person) throws -> LetterContent? {
        let ways = try WayRows.ways(of: [person], connection)[person.id] ?? []
        let devices = ways.first { $0.channel == .push }?.devices ?? []
        let told = PushSilence.told(devices, at: notice.at, ways: ways, now: now)
        return told.isEmpty ? nil : .silence(told)
    }
}
