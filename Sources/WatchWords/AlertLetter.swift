import Watch

/// What somebody is written about an alert: calm and short, the number on top, and nothing that a neighbour may not read. A
/// letter lies about, so it names nobody, the reporter neither.
struct AlertLetter: Sendable {
    private let catalogues: Catalogues
    private let site: SiteAddress

    /// Letters in these words, whose links lead to this site.
    init(words: Catalogues, site: SiteAddress) {
        catalogues = words
        self.site = site
    }

    /// The letter that tells of a piece of news.
    func letter(_ dispatch: Dispatch, of news: AlertLetterNews, to email: EmailAddress) -> Letter {
        let words = catalogues.of(dispatch.language)
        let capability = dispatch.way.capability
        let stop = capability.isEmpty ? nil : site.url + SiteURL.letterStop(capability).path
        let scene = AlertLetterScene(dispatch, news, words)
        let page = AlertLetterPart.link(words.text("live.look"), site.url + SiteURL.alert(news.alert.id).path + by)
        let parts = scene.parts + [page] + scene.closing(stop: stop)
        return Letter(
            to: email, subject: scene.subject, text: AlertLetterText.text(parts, words), language: words.language,
            html: AlertLetterMarkup.page(parts, title: scene.subject, in: words.language, words),
            receipt: dispatch.receipt, thread: news.alert.id.text, stop: stop)
    }

    /// By which the page knows that who opens it comes from a letter.
    private var by: String { "?by=\(NoticeChannel.mail.rawValue)" }
}

/// The news of which such a letter tells: what it is to who reads it, the alert as neighbours may read it now, and the message
/// that the news brings.
struct AlertLetterNews {
    let kind: Notice.Kind
    let alert: AlertView
    let message: MessageView?
}

/// A piece of such a letter, before it is laid out.
enum AlertLetterPart: Equatable {
    /// What comes first.
    case lead(String)
    case words(String)
    /// What the news is about.
    case heading(String)
    /// What to call.
    case calls(CallsAfter)
    case facts([Fact])
    /// What to do, and what never.
    case rule(String)
    case link(String, String)
    /// What stands small at the end.
    case foot(String)
    case footLink(String, String)
}

/// What one letter says, in order.
struct AlertLetterScene {
    private let dispatch: Dispatch
    private let news: AlertLetterNews
    private let words: Catalogue
    private let clock: WallClock
    private let ending: AlertEnding?
    private let title: String

    init(_ dispatch: Dispatch, _ news: AlertLetterNews, _ words: Catalogue) {
        self.dispatch = dispatch
        self.news = news
        self.words = words
        clock = WallClock(zone: dispatch.group.jurisdiction.timeZone, now: dispatch.now, words: words)
        ending = AlertEnding(news.alert, clock, words)
        title = words.title(AlertTitle(news.alert))
    }

    private var alert: AlertView { news.alert }
    private var isMissing: Bool { alert.kind == .missingPerson }

    // MARK: the subject

    /// What happens first, since a telephone shows no more than that.
    var subject: String {
        // The beginning of the place: what somebody wrote there may be as long as a report.
        let place = alert.location?.description.flatMap(AlertTitle.firstWords)
        var values = [
            "what": [title, place].compactMap(\.self).joined(separator: ", "), "group": dispatch.group.name,
        ]
        values["outcome"] = ending?.outcome ?? ""
        return words.text("letter.alert-\(subjectKey).subject", values)
    }

    private var subjectKey: String {
        switch news.kind {
        case .question where isMissing: "question.missing"
        case .retraction where !isWhole: "retraction.message"
        default: news.kind.rawValue
        }
    }

    // MARK: what it says

    var parts: [AlertLetterPart] {
        switch news.kind {
        case .alarm: called + linked + what + rule
        case .reopening: called + [.words(words.text("letter.alert-reopening.text"))] + what + rule
        case .correction: called + [.heading(title)] + correction + rule
        case .question: called + [.heading(title), .words(question)]
        case .retraction: [.lead(retraction), .heading(title)] + afterwards
        case .end: end + [.heading(title)] + place + closingWords + afterwards
        }
    }

    /// The number that was called, and those to call.
    private var called: [AlertLetterPart] {
        [
            .lead(AlertSaying.call(alert.emergencyCall, clock, words)), .words(words.text("alert.urgent")),
            .calls(calls),
        ]
    }

    private var calls: CallsAfter {
        CallsAfter(alert.emergencyCall.number, in: dispatch.group.jurisdiction, words)
    }

    /// That it was not reported in their own group.
    private var linked: [AlertLetterPart] {
        alert.groupId == dispatch.group.id
            ? [] : [.words(words.text("letter.alert.linked", ["group": dispatch.group.name]))]
    }

    private var what: [AlertLetterPart] {
        let facts = AlertSaying.facts(alert, words)
        return [.heading(title)] + (facts.isEmpty ? [] : [.facts(facts)])
    }

    private var rule: [AlertLetterPart] { [.rule(words.text(isMissing ? "alert.rule.missing" : "alert.rule"))] }

    /// What was wrong, in the words of who says so, and whether that is the police or the coordinator.
    private var correction: [AlertLetterPart] {
        guard let message = news.message, let text = message.text else { return [] }
        let capacity = message.author.capacity
        let by = capacity == .neighbour ? nil : words.text("capacity.\(capacity.rawValue)")
        let label = [words.text("said.correction"), by, clock.stamp(message.at).text].compactMap(\.self)
        return [.facts([Fact(label: label.joined(separator: ", "), text: text)])]
    }

    private var question: String {
        if isMissing { return words.text("letter.alert-question.missing.text") }
        return words.text(dispatch.isCoordinator ? "alert.asked.care" : "alert.asked.reporter")
    }

    /// Whether what was taken back is the alert's own text, and not something that was said in it.
    private var isWhole: Bool { news.message.map { $0.id == alert.messageId } ?? alert.retracted }

    private var retraction: String {
        words.text(isWhole ? "letter.alert-retraction.text" : "letter.alert-retraction.message")
    }

    private var end: [AlertLetterPart] {
        ending.map { [.lead($0.outcome), .words($0.by)] } ?? []
    }

    private var place: [AlertLetterPart] {
        let place = alert.location?.description.map { Fact(label: words.text("fact.place"), text: $0) }
        return place.map { [.facts([$0])] } ?? []
    }

    /// The words that came with its end.
    private var closingWords: [AlertLetterPart] {
        guard let text = news.message?.text else { return [] }
        return [.facts([Fact(label: words.text("said.closure"), text: text)])]
    }

    /// What to do where nothing is going on, or nothing is known of it.
    private var afterwards: [AlertLetterPart] { [.words(words.text("linked.over.text")), .calls(calls)] }

    /// Why one gets it, and how it stops.
    func closing(stop: String?) -> [AlertLetterPart] {
        let reply = alert.state == .open ? [AlertLetterPart.foot(words.text("letter.alert.reply"))] : []
        let why = [AlertLetterPart.foot(words.text("letter.alert.why", ["group": dispatch.group.name]))]
        return reply + why + (stop.map { [.footLink(words.text("letter.alert.stop"), $0)] } ?? [])
    }
}
