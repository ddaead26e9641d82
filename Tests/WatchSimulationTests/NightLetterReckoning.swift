import Watch
@testable import WatchStore

/// Holds the letters of the registry against what had to come of a night, by what it remembers of what people did.
struct NightLetterReckoning {
    /// A letter as the database has it.
    private struct Noted {
        let key: Notice.Key
        let cause: Notice.Cause
        let group: GroupId
        let at: Moment
        let state: String
        let reason: NoticeReason?
        let isInDoubt: Bool
    }

    private let slips: [NightPost.Slip]
    private let register: NightRegister
    private let watch: NightWatch
    private let isCalm: Bool
    private var noted: [Notice.Key: Noted] = [:]
    private var members: [NightRegister.Place: Member] = [:]
    private var reminders = 0
    private(set) var flaws: [String] = []

    init(_ night: Night) async throws {
        slips = night.post.slips
        register = await night.register
        watch = night.watch
        isCalm = night.isCalm
        let rows = try await night.database.read { connection in
            try connection.rows(of: [
                """
                SELECT news_id, person_id, kind, group_id, at, state, reason, in_doubt FROM notices
                WHERE subject IS NOT NULL AND subject <> \(Subject.Kind.alert.rawValue)
                """,
                "SELECT \(sql: MemberRows.columns) FROM members",
                "SELECT reminders FROM registrations WHERE group_id = \(NightStreets.elderly)",
            ])
        }
        for row in rows[0] {
            let kind = try row.text("kind")
            guard let cause = Notice.Cause(rawValue: kind) else {
                flaws.append("a letter of the unknown kind \(kind)")
                continue
            }
            let key = Notice.Key(news: try row.id("news_id"), person: try row.id("person_id"))
            noted[key] = Noted(
                key: key, cause: cause, group: try row.id("group_id"), at: try row.moment("at"),
                state: try row.text("state"),
                reason: try row.textIfPresent("reason").flatMap { NoticeReason(rawValue: $0) },
                isInDoubt: try row.boolean("in_doubt"))
        }
        for member in try rows[1].map(MemberRows.member) {
            members[NightRegister.Place(person: member.person, group: member.group)] = member
        }
        reminders = try rows[2].first?.integer("reminders") ?? 0
        reckon()
    }

    private mutating func reckon() {
        for letter in noted.values.sorted(by: { $0.key < $1.key }) { reckonNoted(letter) }
        let same = Dictionary(grouping: slips) { Written(key: $0.notice.key, cause: $0.notice.cause, at: $0.notice.at) }
        for (written, copies) in same where copies.count > 1 {
            // What was written anew since, or taken back, has no doubt any more.
            guard let now = noted[written.key], now.at == written.at, !now.isInDoubt else { continue }
            flaws.append("\(written.cause) to \(written.key.person) went out \(copies.count) times, uncounted")
        }
        for slip in slips { reckonSlip(slip) }
        for (group, isCertain) in register.questions where isCertain { reckonQuestion(group) }
        for (place, asked) in register.decisions { reckonDecision(asked, about: place) }
        for (place, moment) in register.applications {
            if let moment { reckonApplication(at: moment, place) }
        }
        reckonPauses()
        reckonReminder()
    }

    private struct Written: Hashable {
        let key: Notice.Key
        let cause: Notice.Cause
        let at: Moment
    }

    // MARK: what is noted is true

    private mutating func reckonNoted(_ letter: Noted) {
        let name = "\(letter.cause) to \(letter.key.person)"
        if letter.state == "sent", !letter.isInDoubt, !slips.contains(where: { isSame($0, letter) }) {
            flaws.append("\(name) is noted as sent, and was not")
        }
        guard letter.state == "dropped", let reason = letter.reason else { return }
        let isTrue =
            switch reason {
            case .noAddress: letter.key.person == NightStreets.newcomers.last
            case .refused, .givenUp: !isCalm
            case .over: mayBeOver(letter)
            default: false
            }
        if !isTrue { flaws.append("\(name) is dropped as \(reason), which is not so") }
    }

    private func isSame(_ slip: NightPost.Slip, _ letter: Noted) -> Bool {
        slip.notice.key == letter.key && slip.notice.cause == letter.cause && slip.notice.at == letter.at
    }

    /// Whether something happened by which there was nothing to tell any more.
    private func mayBeOver(_ letter: Noted) -> Bool {
        switch letter.cause {
        case .place:
            // Somebody decided once more.
            register.decisions.contains { $0.key.person == letter.key.person && $0.value.count > 1 }
        case .coordinators: register.decisions.contains { $0.key.group == letter.group }
        case .question: register.ended[letter.group] != nil
        // Another coordinator's went out, and counts.
        case .reminder: slips.contains { $0.notice.cause == .reminder }
        case .alert, .testAlarm, .warning, .escalation, .silence: false
        }
    }

    // MARK: what went out was to go out

    private mutating func reckonSlip(_ slip: NightPost.Slip) {
        let (notice, person) = (slip.notice, slip.notice.key.person)
        let name = "\(notice.cause) to \(person)"
        switch slip.content {
        case .place(let cause):
            let asked = register.decisions[NightRegister.Place(person: person, group: notice.group)] ?? []
            if !asked.contains(where: { $0.at <= slip.at && causes(of: $0.wish).contains(cause) }) {
                flaws.append("\(name), which nobody decided")
            }
        case .coordinators(.applicants(let count)):
            let isMeant = members[NightRegister.Place(person: person, group: notice.group)]?.role == .coordinator
            if !isMeant || count < 1 { flaws.append("\(name), who does not lead the group, or of nobody") }
        case .question:
            guard register.questions[notice.group] != nil else {
                flaws.append("\(name), and nobody asked")
                return
            }
            let street = NightStreets.groups.firstIndex(of: notice.group)
            if slip.address != street.flatMap(NightStreets.asked)?.text { flaws.append("\(name) went somewhere else") }
            if let ended = register.ended[notice.group] ?? nil,
                let late = watch.beginnings(of: notice.key).first(where: { $0 > ended })
            {
                flaws.append("\(name) began at \(late), and was taken back at \(ended)")
            }
        case .reminder(let letter):
            let isMeant = members[NightRegister.Place(person: person, group: notice.group)]?.role == .coordinator
            if !isMeant || notice.group != NightStreets.elderly || letter != 1 {
                flaws.append("\(name), for which it is not time")
            }
        case .coordinators, .warning, .escalation, .silence: flaws.append("\(name), for which there is no reason")
        }
    }

    /// What somebody may be told of a change to this.
    private func causes(of wish: Member.Standing) -> [MemberLetter.Cause] {
        switch wish {
        case .approved: [.approved]
        case .left: [.declined, .removed]
        case .suspended: [.suspended]
        case .applied: []
        }
    }

    // MARK: what was to go out did

    private mutating func reckonQuestion(_ group: GroupId) {
        guard register.ended[group] == nil else { return }
        if !noted.values.contains(where: { $0.cause == .question && $0.group == group }) {
            flaws.append("whoever is asked to lead \(group) was not written to")
        }
    }

    /// Whoever was decided about last, for certain, is told just that.
    private mutating func reckonDecision(_ asked: [NightRegister.Asked], about place: NightRegister.Place) {
        guard let last = asked.last, last.isDone, let member = members[place] else { return }
        let told = noted[Notice.Key(news: EventId(trusted: member.id.text), person: place.person)]
        let isTold = told.map { letter in causes(of: last.wish).contains { letter.cause == .place($0) } } ?? false
        if !isTold { flaws.append("nobody thought of telling \(place.person) that they are \(last.wish)") }
        if told?.reason == .over { flaws.append("\(place.person) is not told that they are \(last.wish)") }
    }

    /// As long as somebody waits to be let in, who leads the group has been told so since.
    private mutating func reckonApplication(at moment: Moment, _ place: NightRegister.Place) {
        guard members[place]?.standing == .applied, register.decisions[place] == nil,
            let street = NightStreets.groups.firstIndex(of: place.group)
        else { return }
        let coordinator = NightStreets.coordinators[street]
        let isTold = noted.values.contains { letter in
            letter.cause == .coordinators(.applicants) && letter.group == place.group
                && letter.key.person == coordinator && letter.at >= moment && letter.reason != .over
        }
        if !isTold { flaws.append("\(coordinator) was not told that \(place.person) waits") }
    }

    /// Of who waits to be let in, nobody is told more than once a day.
    private mutating func reckonPauses() {
        let told = Dictionary(grouping: slips.filter { $0.notice.cause == .coordinators(.applicants) }) { slip in
            NightRegister.Place(person: slip.notice.key.person, group: slip.notice.group)
        }
        for (place, slips) in told {
            let written = Set(slips.map(\.notice.at)).sorted()
            for (before, after) in zip(written, written.dropFirst())
            where after - before < GroupLetter.Kind.applicants.pause {
                flaws.append("\(place.person) was told of applicants at \(before), and at \(after) again")
            }
        }
    }

    /// The coordinators of one street are asked once whether all is still right with it, and that counts.
    private mutating func reckonReminder() {
        let key = NightStreets.coordinators[0]
        let letter = noted.values.first { $0.cause == .reminder && $0.key.person == key }
        let isOut = slips.contains { $0.notice.cause == .reminder } || letter?.isInDoubt == true
        if !isOut { flaws.append("nobody was asked whether all is still right with a group") }
        if reminders != 1 { flaws.append("\(reminders) letters are counted that ask whether all is still right") }
    }
}
