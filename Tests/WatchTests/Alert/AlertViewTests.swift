import Testing
import Watch
import WatchTesting

/// What neighbours, coordinators and police see of the same alert.
@Suite struct AlertViewTests {
    private let policy = Street.jurisdiction

    /// Ended by an officer, with a reaction of Bram's and a correction, both flagged once; the text retracted or not.
    private func alert(isRetracted: Bool = false) throws -> Alert {
        var alert = try Stage.open.alert()
        _ = try alert.addReference("PL1500-2026-1", by: Street.byDeWit)
        let end = try #require(messages().last)
        _ = try alert.close(.caught, words: end, by: Street.byDeWit, at: end.at, in: policy)
        if isRetracted { _ = try alert.retract(Street.said(.alert, id: "c1"), by: Street.byCarla, at: Happening.now) }
        return alert
    }

    private func messages(isRetracted: Bool = false) -> [Message] {
        let words = isRetracted
        return [
            Street.said(.sighting, "Hij rent weg", by: Street.byBram, id: "c2", isRetracted: words),
            Street.said(.correction, "Het is no. 17", by: Street.byAnna, id: "c3", isRetracted: words),
            Street.said(.closure, "Aangehouden", by: Street.byDeWit, id: "c4", isRetracted: words),
        ]
    }

    private func view(_ audience: Audience, isRetracted: Bool = false) throws -> AlertView {
        AlertView(
            try alert(isRetracted: isRetracted), for: audience, messages: messages(isRetracted: isRetracted),
            flags: [Street.fixed("c2"): 1])
    }

    struct Shown: Sendable, CustomStringConvertible {
        let audience: Audience
        let isRetracted: Bool
        /// Text, place and the words of reactions, corrections and the end.
        let words: Bool
        let flags: Bool
        let police: Bool
        var description: String { "\(audience), \(isRetracted ? "after" : "before") retraction" }
    }

    static let shown = [
        Shown(audience: .neighbour, isRetracted: false, words: true, flags: false, police: false),
        Shown(audience: .coordinator, isRetracted: false, words: true, flags: true, police: false),
        Shown(audience: .police, isRetracted: false, words: true, flags: true, police: true),
        Shown(audience: .neighbour, isRetracted: true, words: false, flags: false, police: false),
        Shown(audience: .coordinator, isRetracted: true, words: false, flags: true, police: false),
        Shown(audience: .police, isRetracted: true, words: true, flags: true, police: true),
    ]

    @Test(arguments: shown)
    func whoSeesWhat(_ shown: Shown) throws {
        let view = try view(shown.audience, isRetracted: shown.isRetracted)
        #expect((view.observation != nil) == shown.words)
        #expect((view.location != nil) == shown.words)
        #expect(view.reactions?.first?.text == (shown.words ? "Hij rent weg" : nil))
        #expect(view.corrections?.first?.text == (shown.words ? "Het is no. 17" : nil))
        #expect(view.closingText == (shown.words ? "Aangehouden" : nil))
        #expect(view.reactions?.first?.flags == (shown.flags ? 1 : nil))
        #expect(view.corrections?.first?.flags == (shown.flags ? 0 : nil))
        #expect((view.advice != nil) == shown.flags)
        #expect(view.policeOnly?.licencePlate == (shown.police ? "GH-482-X" : nil))
        #expect(view.policeReference == (shown.police ? "PL1500-2026-1" : nil))
        #expect(view.retracted == shown.isRetracted)
        #expect(view.reactions?.first?.retracted == shown.isRetracted)
    }

    @Test(arguments: Audience.allCases)
    func theCallAndTheKindStayToBeSeen(audience: Audience) throws {
        let view = try view(audience, isRetracted: true)
        #expect(view.kind == .burglary)
        #expect(view.emergencyCall.number == "112")
        #expect(view.emergencyCall.calledAt == ManualClock.friday)
        #expect(view.emergencyCall.by == .me)
        #expect(view.reporter == AuthorView(firstName: "Anna", capacity: .neighbour))
    }

    /// Everything that a view holds, as one text: nothing hides in a field that a test forgot.
    private func dump(_ value: some Any) -> String {
        var text = ""
        Swift.dump(value, to: &text)
        return text
    }

    @Test(arguments: [Audience.neighbour, .coordinator], [false, true])
    func nobodyButThePoliceSeesThePolicePartOrAPerson(audience: Audience, isRetracted: Bool) throws {
        let alert = try alert(isRetracted: isRetracted)
        let view = dump(try view(audience, isRetracted: isRetracted))
        let event = Event(
            id: Street.fixed("f1"), placement: Placement(group: alert.group, sequence: 1), at: ManualClock.friday,
            news: .alert(AlertNews(.alertShared, alert: alert.id, message: alert.message, shared: alert)))
        let told = dump(try #require(EventView(PastEvent(event: event, isRetracted: isRetracted), for: audience)))
        let secrets = ["GH-482-X", "Lijkt op iemand", "PL1500", Street.anna.id.text, Street.bram.id.text, "de Vries"]
        for secret in secrets {
            #expect(!view.contains(secret))
            #expect(!told.contains(secret))
        }
        for text in ["Forceert het raam", "achterom", "bestelbus"] where isRetracted {
            #expect(!view.contains(text))
            #expect(!told.contains(text))
        }
        #expect(view.contains("Anna"))
    }

    @Test func thePoliceSeeWhatNeighboursCannot() throws {
        let text = dump(try view(.police, isRetracted: true))
        for part in ["GH-482-X", "Lijkt op iemand", "Forceert het raam", "Hij rent weg", "Aangehouden"] {
            #expect(text.contains(part))
        }
        #expect(!text.contains("de Vries"), "an officer opens a contact on purpose, it is not in a view")
    }

    @Test(arguments: [
        (Stage.open, AlertView.State.open, false, false), (.asked, .open, true, false), (.held, .open, false, true),
        (.closed, .closed, false, false),
    ])
    func theStateIsTold(stage: Stage, state: AlertView.State, isAsked: Bool, isHeld: Bool) throws {
        let view = AlertView(try stage.alert(), for: .neighbour)
        #expect(view.state == state)
        #expect((view.askedAt != nil) == isAsked)
        #expect((view.heldUntil != nil) == isHeld)
        #expect((view.closedAt != nil) == (state == .closed))
        #expect(view.reactions == nil)
        #expect(view.outcome == (stage == .closed ? .gone : nil))
        #expect(view.closedBy == (stage == .closed ? .neighbour : nil))
    }

    @Test func whatEndedByItselfIsNoAllClear() throws {
        var alert = try Stage.asked.alert()
        _ = alert.unanswered(at: Happening.now, in: policy)
        let view = AlertView(alert, for: .neighbour)
        #expect(view.outcome == .unknown)
        #expect(view.closedBy == nil)
    }

    @Test func policeOnSceneIsOnlyThePolicesWordFromAnOfficer() {
        let officer = MessageView(Street.said(.policeOnScene, by: Street.byDeWit), for: .neighbour)
        let neighbour = MessageView(Street.said(.policeOnScene, by: Street.byBram), for: .neighbour)
        #expect(officer.author.capacity == .police)
        #expect(neighbour.author == AuthorView(firstName: "Bram", capacity: .neighbour))
    }

    @Test func aReactionsPlaceGoesWithItsWords() {
        let said = Message(
            id: Street.fixed("c2"), alert: Street.fixed("d1"), kind: .sighting, author: Street.bram.id,
            capacity: .neighbour, firstName: "Bram", text: "Hier",
            location: Location(coordinate: Street.corner, description: "brug"), at: ManualClock.friday)
        #expect(MessageView(said, for: .neighbour).location?.description == "brug")
        #expect(MessageView(said, for: .neighbour, isRetracted: true).location == nil)
        #expect(MessageView(said, for: .police, isRetracted: true).location?.latitude == 52.08)
    }

    /// A phone's own position is often somebody's home; a point that somebody set is what they mean.
    @Test(
        arguments: [
            (true, Audience.neighbour, 52.081, true), (true, .coordinator, 52.081, true),
            (true, .police, 52.081_079, nil),
            (false, .neighbour, 52.081_079, nil), (false, .police, 52.081_079, nil),
        ] as [(Bool, Audience, Double, Bool?)])
    func aPhonesOwnPositionIsToldCoarsely(isOwn: Bool, reader: Audience, latitude: Double, isAbout: Bool?) throws {
        let point = try #require(Coordinate(latitude: 52.081_079, longitude: 4.750_41))
        let place = Location(coordinate: point, description: "Kerkstraat 15", isOwnPosition: isOwn)
        var alert = Street.draft()
        _ = try alert.signal(
            Report(kind: .theft, observation: Observation(behaviour: "Rent"), location: place, call: Street.called()),
            in: .netherlands)
        let said = Message(
            id: Street.fixed("c2"), alert: Street.fixed("d1"), kind: .sighting, author: Street.bram.id,
            capacity: .neighbour, firstName: "Bram", text: "Hier", location: place, at: ManualClock.friday)
        for shown in [AlertView(alert, for: reader).location, MessageView(said, for: reader).location] {
            #expect(shown?.latitude == latitude && shown?.approximate == isAbout)
            #expect(shown?.description == "Kerkstraat 15")
        }
    }
}

/// The words of an end belong to that end alone, whatever came before and after it.
@Suite struct AlertEndViewTests {
    private let policy = Street.jurisdiction

    /// What befalls an open alert, a minute after what came before.
    enum Turn: Sendable {
        case closed(String?, by: Actor)
        case endedByItself
        case reopened
        /// The words that came last are taken back.
        case retracted
    }

    struct Story: Sendable, CustomStringConvertible {
        let description: String
        let turns: [Turn]
        let neighbours: String?
        let police: String?

        init(_ description: String, _ turns: [Turn], neighbours: String?, police: String? = nil) {
            self.description = description
            self.turns = turns
            self.neighbours = neighbours
            self.police = police ?? neighbours
        }
    }

    static let stories = [
        Story("an end with words", [.closed("Weg", by: Street.byAnna)], neighbours: "Weg"),
        Story("an end without", [.closed(nil, by: Street.byAnna)], neighbours: nil),
        Story("opened again", [.closed("Weg", by: Street.byAnna), .reopened], neighbours: nil),
        Story(
            "a wordless end after one with words",
            [.closed("Weg", by: Street.byAnna), .reopened, .closed(nil, by: Street.byDeWit)], neighbours: nil),
        Story(
            "other words after the first",
            [.closed("Weg", by: Street.byAnna), .reopened, .closed("Aangehouden", by: Street.byDeWit)],
            neighbours: "Aangehouden"),
        Story(
            "it ended by itself after a person had ended it",
            [.closed("Weg", by: Street.byAnna), .reopened, .endedByItself], neighbours: nil),
        Story(
            "words that were taken back",
            [.closed("Weg", by: Street.byAnna), .retracted], neighbours: nil, police: "Weg"),
        Story(
            "the second words were taken back, and the first do not step in",
            [
                .closed("Weg", by: Street.byAnna), .reopened, .closed("Bij nummer 12", by: Street.byCarla), .retracted,
            ], neighbours: nil, police: "Bij nummer 12"),
        Story(
            "taken back, and ended without words after that",
            [.closed("Weg", by: Street.byAnna), .retracted, .reopened, .closed(nil, by: Street.byCarla)],
            neighbours: nil),
        Story(
            "three ends, the middle one wordless",
            [
                .closed("Weg", by: Street.byAnna), .reopened, .closed(nil, by: Street.byCarla), .reopened,
                .closed("Toch weg", by: Street.byCarla),
            ], neighbours: "Toch weg"),
    ]

    /// Also where all of it is done at one moment, or a clock goes back.
    @Test(arguments: stories, [Span.minutes(1), .minutes(0), .minutes(-1)])
    func whoseWordsStandUnderIt(story: Story, step: Span) throws {
        let (alert, messages) = try play(story, step: step)
        // In whatever order they come from the store.
        for said in [messages, messages.reversed()] {
            for audience in Audience.allCases {
                let view = AlertView(alert, for: audience, messages: said)
                #expect(view.closingText == (audience == .police ? story.police : story.neighbours), "\(audience)")
            }
        }
    }

    @Test(arguments: stories)
    func whatIsPointedOutSaysWhichEndItIsOf(story: Story) throws {
        let (alert, messages) = try play(story, step: .minutes(1))
        let file = AlertFile(
            alert: alert, group: Street.group, messages: messages,
            flags: Dictionary(messages.map { ($0.id, 1) }, uniquingKeysWith: { first, _ in first }),
            hearing: Hearing(group: Street.group.id, audience: .coordinator, since: 1), reader: Street.carla.id,
            news: [])
        let newest = file.flagged.filter { !$0.isOfEarlierEnd }
        #expect(newest.compactMap(\.text) == (story.neighbours.map { [$0] } ?? []))
        #expect(file.flagged.count == messages.count { !$0.isRetracted })
    }

    /// Ends that were kept before it was noted which words came with them.
    @Test func ofAnOldEndTheMomentTells() throws {
        let alert = try Stage.closed.alert()
        let end = try #require(alert.closure)
        let old = Alert.Closure(outcome: end.outcome, closedAt: end.closedAt, by: end.by)
        for (moment, isIts) in [(end.closedAt, true), (end.closedAt - .milliseconds(1), false)] {
            #expect(Street.said(.closure, "Weg", by: Street.byAnna, at: moment).ends(old) == isIts)
            #expect(!Street.said(.sighting, "Weg", by: Street.byAnna, at: moment).ends(old))
        }
    }

    private func play(_ story: Story, step: Span) throws -> (alert: Alert, messages: [Message]) {
        var alert = try Stage.open.alert()
        var messages: [Message] = []
        var now = Happening.now
        for (number, turn) in story.turns.enumerated() {
            now = now + step
            switch turn {
            case .closed(let text, let actor):
                let words = text.map {
                    Street.said(.closure, $0, by: actor, id: "c\(number + 2)", in: alert.id, at: now)
                }
                _ = try alert.close(.gone, words: words, by: actor, at: now, in: policy)
                messages += words.map { [$0] } ?? []
            case .endedByItself:
                now = now + policy.quietSpan + .minutes(5)
                _ = alert.quiet(at: now, in: policy)
                now = now + policy.answerSpan
                _ = alert.unanswered(at: now, in: policy)
                try #require(alert.closure?.by == nil && alert.closure != nil)
            case .reopened: _ = try alert.reopen(by: Street.byCarla, at: now, in: policy)
            case .retracted:
                let last = try #require(messages.last)
                messages.removeLast()
                _ = try alert.retract(last, by: Street.byCarla, at: now)
                messages.append(last.retracted(true))
            }
        }
        return (alert, messages)
    }
}

/// What a line of the live stream and of history shows.
@Suite struct EventViewTests {
    private func event(_ news: AlertNews) -> Event {
        Event(
            id: Street.fixed("f1"), placement: Placement(group: Street.group.id, sequence: 7), at: ManualClock.friday,
            news: .alert(news))
    }

    static let words: [(AlertNews.Kind, Message.Kind)] = [
        (.reactionAdded, .sighting), (.alertCorrected, .correction), (.alertClosed, .closure),
    ]

    @Test(arguments: words, Audience.allCases)
    func wordsGoWhenTheyAreRetracted(kinds: (AlertNews.Kind, Message.Kind), audience: Audience) throws {
        let said = Street.said(kinds.1, "gezien", by: Street.byBram)
        let closure = Alert.Closure(outcome: .gone, closedAt: said.at, by: .neighbour)
        let news = AlertNews(
            kinds.0, alert: said.alert, message: said.id, said: said, closure: kinds.0 == .alertClosed ? closure : nil)
        for isRetracted in [false, true] {
            let view = try #require(EventView(PastEvent(event: event(news), isRetracted: isRetracted), for: audience))
            let texts = [view.reaction?.text, view.correction?.text, view.text].compactMap { $0 }
            #expect(texts == (isRetracted && audience != .police ? [] : ["gezien"]))
            #expect(view.messageId == said.id)
            #expect((view.reaction != nil) == (kinds.0 == .reactionAdded))
            #expect((view.correction != nil) == (kinds.0 == .alertCorrected))
            #expect(view.outcome == (kinds.0 == .alertClosed ? .gone : nil))
        }
    }

    @Test func theRetractionItselfHasNoContent() throws {
        let news = AlertNews(.messageRetracted, alert: Street.fixed("d1"), message: Street.fixed("c2"))
        for audience in Audience.allCases {
            let view = try #require(EventView(PastEvent(event: event(news), isRetracted: true), for: audience))
            #expect(view.event == .messageRetracted)
            #expect(view.messageId == Street.fixed("c2"))
            #expect(view.text == nil && view.reaction == nil && view.alert == nil)
        }
    }

    @Test(arguments: Audience.allCases)
    func whatANewerProgramWroteIsShownToNobody(audience: Audience) {
        let call = Subject(kind: Subject.Kind(rawValue: "call"), id: Street.fixed("e1"))
        let event = Event(
            id: Street.fixed("f1"), placement: Placement(group: Street.group.id, sequence: 7), at: ManualClock.friday,
            news: .unknown(call, kind: "vigilance-call"))
        #expect(EventView(PastEvent(event: event, isRetracted: false), for: audience) == nil)
        #expect(event.news.subject == call && event.news.kind == "vigilance-call" && call.alert == nil)
    }

    @Test func anEventIsPlaced() throws {
        let until = ManualClock.friday + .hours(12)
        let held = event(AlertNews(.alertHeld, alert: Street.fixed("d1"), until: until))
        let view = try #require(EventView(PastEvent(event: held, isRetracted: false), for: .neighbour))
        #expect(view.eventId == Street.fixed("f1"))
        #expect(view.groupId == Street.group.id)
        #expect(view.sequence == 7)
        #expect(view.at == ManualClock.friday)
        #expect(view.until == until)
    }
}
