import Testing
import Watch
import WatchTesting

/// What people hear of by their own choices: choices, news, and what comes of it.
@Suite struct ChoiceRulesTests {
    private static let now = ManualClock.friday
    private static let later = now + .hours(1)
    private static let mail = Way(
        channel: .mail, address: "bram@example.org", capability: "00112233445566778899aabbccddeeff")

    /// How a scene differs from the plainest one: Bram, who has chosen nothing, is to hear of a burglary in his street.
    struct Scene: Sendable {
        var kind = Notice.Kind.alarm
        var alert = Alert.Kind.burglary
        /// Whether the police say it themselves.
        var isPolice = false
        /// Where Bram is told of what happens in his street; his own street where this is nil. With a point where it happens,
        /// so many metres outside of that group's area.
        var linked: Place?
        var stop: Pause?
        var mute: Pause?
        var choices = GroupChoices()
        var hour = 12
    }

    enum Place: Sendable { case metres(Double), unknown }

    static func quiet(
        _ from: Int = 22 * 60, _ until: Int = 7 * 60, _ passes: Set<QuietHours.Passing> = [.missingPerson, .police]
    ) -> GroupChoices { GroupChoices(quietHours: QuietHours(from: from, until: until, passes: passes)) }

    private static func made(_ scene: Scene) throws -> NoticeScene {
        let group = scene.linked == nil ? Street.group : Street.nextGroup
        var point = Street.bram.door
        if case .metres(let metres) = scene.linked {
            let area = Street.nextGroup.area.box
            point = try #require(
                Coordinate(latitude: area.north + metres / 111_320, longitude: area.middle.longitude))
        }
        let isKnown = if case .unknown = scene.linked { false } else { true }
        var alert = Alert(
            id: Street.fixed("d1"), group: Street.group.id, message: Street.fixed("c1"),
            reporter: scene.isPolice ? Street.byDeWit : Street.byAnna, reporterFirstName: "Anna")
        let report = Report(
            kind: scene.alert, observation: Observation(behaviour: "Voelt aan deuren", appearance: "rode jas"),
            location: Location(coordinate: isKnown ? point : nil, description: "Kerkstraat"), call: Street.called())
        let policy = Street.jurisdiction
        _ = try alert.signal(report, in: policy)
        _ = try alert.alarm(Street.called(), at: now, in: policy)
        _ = try alert.share(at: now, minuteOfDay: 720, in: policy)
        var message: Message?
        if scene.kind == .end { _ = try alert.close(.gone, words: nil, by: Street.byAnna, at: now, in: policy) }
        if scene.kind == .retraction {
            let own = Street.said(.alert, by: Street.byAnna, id: "c1")
            _ = try alert.retract(own, by: Street.byAnna, at: now)
            message = own.retracted(true)
        }
        let member = Member(
            id: Street.fixed("b2"), group: group.id, person: Street.bram.id, standing: .approved, role: .resident,
            isMuted: scene.mute != nil, mutedUntil: scene.mute?.until, joinedSequence: 1, appliedAt: Street.founded)
        return NoticeScene(
            notice: Notice(
                key: .init(news: Street.fixed("f1"), person: Street.bram.id), cause: .alert(scene.kind),
                subject: .alert(alert.id), group: group.id, sequence: 1, at: now - .seconds(20)), group: group,
            person: Street.bram.person, member: member,
            matter: .alert(
                AlertMatter(news: scene.kind, alert: alert, message: message, isToldBefore: scene.kind.follows)),
            ways: [mail],
            choice: NoticeChoice(stop: scene.stop, choices: scene.choices, minuteOfDay: scene.hour * 60))
    }

    static let far = GroupChoices(linked: .within(metres: 500))
    static let own = GroupChoices(linked: .nothing)
    static let few = GroupChoices(without: [.vandalism, .other, .missingPerson])

    static let table: [(says: String, scene: Scene, refused: NoticeReason?)] = [
        ("who has chosen nothing hears by day", Scene(), nil),
        ("and by night", Scene(hour: 3), nil),
        ("and of linked groups", Scene(linked: .metres(3_000)), nil),

        ("stopped", Scene(stop: Pause()), .stopped),
        ("stopped for an hour", Scene(stop: Pause(until: later)), .stopped),
        ("a stop that has ended", Scene(stop: Pause(until: now)), nil),
        ("stopped, and a child is missing", Scene(alert: .missingPerson, stop: Pause()), .stopped),
        ("stopped, and it is corrected", Scene(kind: .correction, stop: Pause()), .stopped),
        ("stopped, and it is asked about", Scene(kind: .question, stop: Pause()), .stopped),
        ("stopped, and what was told is over", Scene(kind: .end, stop: Pause()), nil),
        ("stopped, and what was told is taken back", Scene(kind: .retraction, stop: Pause()), nil),
        ("stopped and muted", Scene(stop: Pause(), mute: Pause()), .stopped),

        ("muted, as before there were ends", Scene(mute: Pause()), .muted),
        ("muted for an hour", Scene(mute: Pause(until: later)), .muted),
        ("a mute that ends in this instant", Scene(mute: Pause(until: now)), nil),
        ("muted, and the police call", Scene(isPolice: true, mute: Pause()), .muted),
        ("muted, and what was told is over", Scene(kind: .end, mute: Pause()), nil),

        ("a kind that is not wanted", Scene(alert: .vandalism, choices: few), .notThisKind),
        ("another kind", Scene(choices: few), nil),
        ("who does not want to hear of missing people", Scene(alert: .missingPerson, choices: few), .notThisKind),
        ("told of it before that was chosen", Scene(kind: .correction, alert: .vandalism, choices: few), nil),
        ("and it goes on", Scene(kind: .reopening, alert: .vandalism, choices: few), nil),
        ("asked whether it is over", Scene(kind: .question, alert: .vandalism, choices: few), nil),

        ("nothing of linked groups", Scene(linked: .metres(0), choices: own), .tooFar),
        ("nothing of linked groups, in one's own", Scene(choices: own), nil),
        ("in one's own, however far", Scene(choices: far), nil),
        ("near", Scene(linked: .metres(450), choices: far), nil),
        ("too far", Scene(linked: .metres(550), choices: far), .tooFar),
        ("without a point it may be near", Scene(linked: .unknown, choices: far), nil),
        ("too far, and told before", Scene(kind: .reopening, linked: .metres(550), choices: far), nil),

        ("before quiet hours", Scene(choices: quiet(), hour: 21), nil),
        ("as they begin", Scene(choices: quiet(), hour: 22), .quietHours),
        ("in the middle of the night", Scene(choices: quiet(), hour: 0), .quietHours),
        ("in their last hour", Scene(choices: quiet(), hour: 6), .quietHours),
        ("as they end", Scene(choices: quiet(), hour: 7), nil),
        ("by day, in them", Scene(choices: quiet(9 * 60, 17 * 60), hour: 9), .quietHours),
        ("by day, after them", Scene(choices: quiet(9 * 60, 17 * 60), hour: 17), nil),
        ("by day, at night", Scene(choices: quiet(9 * 60, 17 * 60), hour: 3), nil),
        ("a correction in them", Scene(kind: .correction, choices: quiet(), hour: 3), .quietHours),
        ("a reopening in them", Scene(kind: .reopening, choices: quiet(), hour: 3), .quietHours),
        ("a question in them", Scene(kind: .question, choices: quiet(), hour: 3), .quietHours),
        ("what was told is told to its end", Scene(kind: .end, choices: quiet(), hour: 3), nil),
        ("and that it was taken back", Scene(kind: .retraction, choices: quiet(), hour: 3), nil),
        ("a child is missing", Scene(alert: .missingPerson, choices: quiet(), hour: 3), nil),
        ("the police call", Scene(isPolice: true, choices: quiet(), hour: 3), nil),
        (
            "a child is missing, and they said otherwise",
            Scene(alert: .missingPerson, choices: quiet(22 * 60, 7 * 60, [.police]), hour: 3), .quietHours
        ),
        (
            "the police call, and they said otherwise",
            Scene(isPolice: true, choices: quiet(22 * 60, 7 * 60, [.missingPerson]), hour: 3), .quietHours
        ),
        (
            "the police look for a child, and only the one was said",
            Scene(alert: .missingPerson, isPolice: true, choices: quiet(22 * 60, 7 * 60, [.police]), hour: 3), nil
        ),
    ]

    @Test(arguments: table.indices)
    func verdict(_ index: Int) throws {
        let row = Self.table[index]
        #expect(
            NoticeRules.verdict(try Self.made(row.scene), at: Self.now)
                == (row.refused.map(NoticeRules.Verdict.drop) ?? .send(Self.mail)), "\(row.says)")
    }

    /// Bram is in the street and in the one next door, and is told through that.
    @Test(arguments: [
        // What he chose here and there, whether there is muted, and whether he hears it.
        (GroupChoices(), own, false, true), (GroupChoices(), GroupChoices(), true, true),
        (few, own, false, true), (quiet(9 * 60, 17 * 60), own, false, false),
        (GroupChoices(without: [.burglary]), own, false, false),
    ])
    func throughWhicheverLetsItThrough(here: GroupChoices, there: GroupChoices, isMuted: Bool, hears: Bool) throws {
        let scene = try Self.made(
            Scene(linked: .metres(0), mute: isMuted ? Pause() : nil, choices: there))
        let place = NoticeChoice.Place(group: Street.group, member: Street.bramMember, choices: here)
        func verdict(_ elsewhere: [NoticeChoice.Place], stop: Pause? = nil) -> NoticeRules.Verdict {
            NoticeRules.verdict(
                NoticeScene(
                    notice: scene.notice, group: scene.group, person: scene.person, member: scene.member,
                    matter: scene.matter, ways: scene.ways,
                    choice: NoticeChoice(stop: stop, choices: there, elsewhere: elsewhere)), at: Self.now)
        }
        let refused = NoticeRules.Verdict.drop(isMuted ? .muted : .tooFar)
        #expect(verdict([]) == refused)
        #expect(verdict([place]) == (hears ? .send(Self.mail) : refused))
        #expect(verdict([place], stop: Pause()) == .drop(.stopped))
    }

    // MARK: what may be chosen

    @Test(arguments: [
        (GroupChoices(), [String]()), (quiet(), []), (quiet(0, 1_439), []), (quiet(5, 5), ["quietHours"]),
        (quiet(-1, 60), ["quietHours"]), (quiet(0, 1_440), ["quietHours"]), (far, []), (own, []),
        (GroupChoices(linked: .within(metres: 100)), []), (GroupChoices(linked: .within(metres: 99)), ["metres"]),
        (GroupChoices(linked: .within(metres: 5_001)), ["metres"]),
        (
            GroupChoices(
                quietHours: QuietHours(from: 0, until: 0), without: Set(Alert.Kind.allCases), linked: .within(metres: 0)
            ),
            ["without", "metres", "quietHours"]
        ),
        (GroupChoices(without: Set(Alert.Kind.allCases.dropFirst())), []),
    ])
    func allThatIsAmiss(choices: GroupChoices, fields: [String]) {
        #expect(ChoiceRules.refusals(of: choices, field: "groups.3.").map(\.field) == fields.map { "groups.3.\($0)" })
        #expect(ChoiceRules.refusals(of: choices).allSatisfy { $0.code == .fieldInvalid })
    }

    @Test func whatAPageOffersMayBeChosen() {
        #expect(ChoiceRules.offeredMetres.allSatisfy { ChoiceRules.metres.contains($0) })
    }

    @Test func aPauseHasAnEndThatIsToCome() throws {
        func code(_ until: Moment?) -> Refusal? {
            Refusal.of { _ = try ChoiceRules.begin(Pause(until: until), at: Self.now, field: "mutedUntil") }
        }
        #expect(code(nil) == nil && code(Self.later) == nil && code(Self.now + .days(366)) == nil)
        for wrong in [Self.now, Self.now - .days(1), Self.now + .days(366) + .seconds(1)] {
            #expect(code(wrong) == Refusal(.periodInvalid, field: "mutedUntil", ["days": "366"]))
        }
    }

    // MARK: until when

    /// When it is, and when the morning comes; winter time ends on 28 March 2027, summer time on 31 October.
    @Test(arguments: [
        ("2026-11-20T21:04:30Z", "2026-11-21T07:00:00Z"),  // in the evening: tomorrow
        ("2026-11-21T01:00:00Z", "2026-11-21T07:00:00Z"),  // after midnight: the morning that comes
        ("2026-11-21T06:00:00Z", "2026-11-21T07:00:00Z"),  // at seven, an hour is left
        ("2026-11-21T06:01:00Z", "2026-11-22T07:00:00Z"),  // later, that is no pause
        ("2026-11-21T07:00:00Z", "2026-11-22T07:00:00Z"),
        ("2027-03-27T22:00:00Z", "2027-03-28T06:00:00Z"),  // an hour is left out in that night
        ("2027-10-30T20:00:00Z", "2027-10-31T07:00:00Z"),  // an hour comes twice
    ])
    func untilTheMorning(now: String, ends: String) throws {
        let moment = try #require(Moment(now))
        let pause = PauseLength.morning.pause(at: moment, zone: "Europe/Amsterdam", EuropeanLocalTime())
        #expect(pause.until?.description == Moment(ends)?.description)
    }

    @Test func theOtherLengths() {
        func until(_ length: PauseLength) -> Moment? {
            length.pause(at: Self.now, zone: "Europe/Amsterdam", EuropeanLocalTime()).until
        }
        #expect(until(.hour) == Self.now + .hours(1) && until(.week) == Self.now + .days(7) && until(.open) == nil)
        #expect(Pause().holds(at: Self.now + .days(4_000)))
    }

    // MARK: muting, on a place

    @Test func aMuteWithAnEnd() throws {
        var member = Street.bramMember
        func change(_ wish: Member.Wish) throws(Refusal) {
            _ = try member.change(
                wish, by: nil, coordinators: 1, sequence: 7, at: Self.now, in: Street.jurisdiction)
        }
        #expect(member.pause(at: Self.now) == nil)
        try change(.init(isMuted: true, mutedUntil: Self.later))
        #expect(member.pause(at: Self.now) == Pause(until: Self.later))
        #expect(member.pause(at: Self.later) == nil)
        // Muted anew without an end, the old one is forgotten.
        try change(.init(isMuted: true))
        #expect(member.pause(at: Self.later) == Pause())
        try change(.init(isMuted: true, mutedUntil: Self.later))
        try change(.init(isMuted: false))
        #expect(!member.isMuted && member.mutedUntil == nil)
        #expect(
            Refusal.of { try change(.init(isMuted: false, mutedUntil: Self.later)) }
                == Refusal(.fieldInvalid, field: "mutedUntil"))
        #expect(Refusal.of { try change(.init(isMuted: true, mutedUntil: Self.now)) }?.code == .periodInvalid)
        #expect(member.pause(at: Self.now) == nil)
        // Who has left and comes back hears.
        try change(.init(isMuted: true, mutedUntil: Self.later))
        try change(.init(standing: .left))
        #expect(!member.isMuted && member.mutedUntil == nil)
    }
}
