import Watch

extension Street {
    /// Anna's way by e-mail, as the house has it for her.
    public static let annasMail = Way(
        channel: .mail, address: "anna@example.org", capability: "0123456789abcdef0123456789abcdef")

    /// An alert of Anna's as it stands when there is such news of it: ended where that is the news, else open.
    ///
    /// - Parameters:
    ///   - outcome: how it ended; nil where it ended by itself.
    ///   - actor: who ended it.
    public static func alert(
        about report: Report = burglary(), at news: Notice.Kind = .alarm, _ outcome: Alert.Outcome? = .caught,
        by actor: Actor = byCarla, in jurisdiction: Jurisdiction = jurisdiction, until end: Moment
    ) throws(Refusal) -> Alert {
        var alert = draft()
        let start = ManualClock.friday
        _ = try alert.signal(report, in: jurisdiction)
        _ = try alert.alarm(report.call, at: start, in: jurisdiction)
        _ = try alert.share(at: start, minuteOfDay: 21 * 60, in: jurisdiction)
        switch news {
        case .end:
            if let outcome {
                _ = try alert.close(outcome, words: nil, by: actor, at: end, in: jurisdiction)
            } else {
                _ = alert.quiet(at: start + jurisdiction.quietSpan, in: jurisdiction)
                _ = alert.unanswered(at: end, in: jurisdiction)
            }
        case .question: _ = alert.quiet(at: end, in: jurisdiction)
        case .alarm, .correction, .retraction, .reopening: break
        }
        return alert
    }

    /// What a channel is handed when somebody is told of an alert of Anna's.
    ///
    /// - Parameters:
    ///   - said: the message that the news brings, or takes back.
    ///   - told: the group through which they are told.
    public static func dispatch(
        by way: Way = annasMail, _ news: Notice.Kind = .alarm,
        receipt: NoticeReceipt = NoticeReceipt(bytes: [UInt8](repeating: 0xAB, count: 16)),
        in language: Language = .nl, of alert: Alert, said: Message? = nil, told: Group = group,
        isCoordinator: Bool = false, at now: Moment
    ) -> Dispatch {
        Dispatch(
            notice: Notice(
                key: Notice.Key(news: fixed("f1"), person: anna.id), cause: .alert(news), subject: .alert(alert.id),
                group: told.id, sequence: 1, at: now, tries: 1),
            way: way, receipt: receipt, language: language, group: told,
            content: .alert(
                news, AlertView(alert, for: .neighbour),
                said.map { MessageView($0, for: .neighbour, isOwn: false, about: alert.kind) }),
            isCoordinator: isCoordinator, now: now)
    }

    /// What a channel is handed when somebody is written to by the registry.
    ///
    /// - Parameter content: what the letter says.
    public static func dispatch(
        by way: Way = Way(channel: .mail, address: "anna@example.org", capability: ""), _ content: LetterContent,
        receipt: NoticeReceipt = NoticeReceipt(bytes: [UInt8](repeating: 0xAB, count: 16)),
        in language: Language = .nl, about group: Group = group, at now: Moment
    ) -> Dispatch {
        let cause: Notice.Cause =
            switch content {
            case .place(let cause): .place(cause)
            case .coordinators(.links): .coordinators(.links)
            case .coordinators(.applicants): .coordinators(.applicants)
            case .coordinators(.confirmed), .coordinators(.declined): .coordinators(.decision)
            case .reminder: .reminder
            case .warning: .warning
            case .escalation: .escalation
            case .question: .question
            case .silence: .silence
            }
        return Dispatch(
            notice: Notice(
                key: Notice.Key(news: fixed("f2"), person: anna.id), cause: cause,
                subject: .group(group.id, .registration), group: group.id, at: now, tries: 1),
            way: way, receipt: receipt, language: language, group: group, content: .letter(content), now: now)
    }

    /// What a channel is handed when a group's alarm is tested.
    public static func testAlarm(
        by way: Way = annasMail, receipt: NoticeReceipt = NoticeReceipt(bytes: [UInt8](repeating: 0xAB, count: 16)),
        in language: Language = .nl, at now: Moment
    ) -> Dispatch {
        Dispatch(
            notice: Notice(
                key: Notice.Key(news: fixed("f3"), person: anna.id), cause: .testAlarm,
                subject: .testAlarm(fixed("c1")), group: group.id, sequence: 1, at: now, tries: 1),
            way: way, receipt: receipt, language: language, group: group, content: .testAlarm, now: now)
    }

    /// One letter of the registry for each thing that it may say.
    public static let letterContents: [LetterContent] =
        MemberLetter.Cause.allCases.map(LetterContent.place) + [
            .coordinators(.confirmed(by: .municipality)),
            .coordinators(.declined(by: .foundation, reason: "Er is er al een.")),
            .coordinators(.links([GroupLetter.Neighbour(name: "Laan", asks: true)], more: 2)),
            .coordinators(.applicants(3)), .reminder(letter: 1), .warning([group]),
            .escalation([group], unconfirmed: 2), .question,
            .silence([PushSilence.Device(name: "Firefox · Android", heardAt: ManualClock.friday)]),
        ]
}
