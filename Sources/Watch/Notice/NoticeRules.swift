/// Whether, by which channel and when somebody is told. For news of an alert the stages stand one below the other; each says
/// no with a named reason, or lets the notice pass.
public enum NoticeRules {
    /// For how long an alarm is news. Who hears of it later hears of what is over, or finds it on the page.
    public static let alarmLife: Span = .minutes(30)

    /// For how long an open page has the first word, before a channel that wakes nobody is tried; and how long a channel that
    /// took something has until it is known to be seen, before the next one is tried.
    public static let receiptTime: Span = .seconds(20)

    /// After how long what waits for something before it is looked at again.
    static let behindTime: Span = .seconds(5)

    /// For how long a notice is one server's, at most.
    public static let lease: Span = .seconds(60)

    /// How long a channel takes for one sending, at most.
    public static let longestSend: Span = .seconds(25)

    /// After how long news of an alert is tried again where a channel said "later"; then no more. See `Notice.Cause.waits`.
    public static let waits: [Span] = [.seconds(20), .minutes(1), .minutes(3), .minutes(10), .minutes(30)]

    /// For how long it is kept what became of a letter: until then it may come back.
    public static let letterMemory: Span = .days(7)

    /// What comes of a notice now.
    public enum Verdict: Hashable, Sendable {
        /// It goes out by this way.
        case send(Way)
        /// What comes before it is on its way: it is looked at again then.
        case wait(until: Moment)
        /// It does not go out, for this reason.
        case drop(NoticeReason)
        /// A channel has taken it, and no other is to: it stays with that one.
        case keep
    }

    /// What comes of a notice whose time has come.
    public static func verdict(_ scene: NoticeScene, at now: Moment) -> Verdict {
        switch scene.matter {
        case .alert(let matter): verdict(scene, matter, at: now)
        case .testAlarm(let isSeen): verdict(scene, isSeen: isSeen, at: now)
        case .letter(let content): verdict(scene, content)
        }
    }

    private static func verdict(_ scene: NoticeScene, _ matter: AlertMatter, at now: Moment) -> Verdict {
        // Nobody hears that it is over before they hear that it is.
        if matter.isBehind { return .wait(until: now + behindTime) }
        for stage in [mayHear, alreadyTold, wanted(at: now), fresh(at: now)] {
            if let reason = stage(scene, matter) { return unsent(scene.notice, reason) }
        }
        return routed(scene, at: now)
    }

    /// By which way it goes out, where nothing speaks against it.
    static func routed(_ scene: NoticeScene, at now: Moment) -> Verdict {
        switch route(scene.ways, of: scene.notice) {
        case .success(let way):
            let pagesEnd = scene.notice.at + receiptTime
            return isBeforePages(way, scene.notice) && now < pagesEnd ? .wait(until: pagesEnd) : .send(way)
        case .failure(let reason): return unsent(scene.notice, reason)
        }
    }

    /// What is told by another channel already is not dropped.
    private static func unsent(_ notice: Notice, _ reason: NoticeReason) -> Verdict {
        notice.takenBy == nil ? .drop(reason) : .keep
    }

    /// Whether it was to be pushed at once and goes out otherwise, nothing tried yet: open pages have their word then.
    private static func isBeforePages(_ way: Way, _ notice: Notice) -> Bool {
        (notice.lane == .pushes || notice.lane == .tests) && way.channel != .push && notice.channel == nil
    }

    /// A letter is theirs to read as long as they are somebody: it is about their own place, or about what is theirs to look
    /// after. It goes to their own address, on or off: what they chose is by which ways alarms come. That letters came back
    /// from it stops none, since what is told once may not be told otherwise.
    private static func verdict(_ scene: NoticeScene, _ content: LetterContent?) -> Verdict {
        guard scene.person != nil else { return .drop(.gone) }
        guard content != nil else { return .drop(.over) }
        guard let way = scene.ways.first else { return .drop(.noAddress) }
        return isTriedEnough(scene.notice) ? .drop(.givenUp) : .send(way)
    }

    private static func isTriedEnough(_ notice: Notice) -> Bool { notice.tries > notice.cause.waits.count }

    // MARK: stages of news of an alert

    /// Whether it is theirs to hear still, and there to be heard.
    static func mayHear(_ scene: NoticeScene, _ matter: AlertMatter) -> NoticeReason? {
        guard scene.person != nil else { return .gone }
        if let member = scene.member, !scene.isOfficer {
            switch member.standing {
            case .approved: break
            case .suspended: return .suspended
            // An end is told to who was there while it was open, and has gone since: they have heard of a danger.
            case .left, .applied:
                guard matter.news == .end, matter.isToldBefore else { return .gone }
            }
        } else if !scene.isOfficer {
            return .gone
        }
        guard matter.alert.retiredAt == nil else { return .retired }
        if matter.news.follows, !matter.isToldBefore { return .notToldBefore }
        switch matter.news {
        case .retraction:
            // Of what was said in between nobody was told but by pages, which show it by themselves.
            let wasTold = matter.message.map { $0.id == matter.alert.message || $0.kind == .correction } ?? false
            return wasTold ? nil : .notToldBefore
        case .alarm, .reopening: return matter.alert.isRetracted ? .retracted : nil
        case .correction: return matter.message?.isRetracted == true || matter.alert.isRetracted ? .retracted : nil
        case .question, .end: return nil
        }
    }

    /// Whether they know it from a page.
    static func alreadyTold(_ scene: NoticeScene, _ matter: AlertMatter) -> NoticeReason? {
        matter.isSeen ? .seen : nil
    }

    /// Whether they wish to hear it, by their own choices.
    static func wanted(at now: Moment) -> @Sendable (NoticeScene, AlertMatter) -> NoticeReason? {
        { scene, matter in ChoiceRules.refusal(scene, matter, at: now) }
    }

    /// Whether it is news still.
    static func fresh(at now: Moment) -> @Sendable (NoticeScene, AlertMatter) -> NoticeReason? {
        { scene, matter in
            switch matter.news {
            case .alarm, .reopening:
                guard matter.alert.isOpen else { return .over }
                return now - scene.notice.at > alarmLife ? .stale : nil
            case .question, .correction: return matter.alert.isOpen ? nil : .over
            // It was opened again before they were told that it was over.
            case .end: return matter.alert.isOpen ? .over : nil
            case .retraction: return nil
            }
        }
    }

    /// By which of somebody's ways they are told. The first that is on and not known to be broken.
    public static func route(_ ways: [Way]) -> Result<Way, NoticeReason> {
        guard !ways.isEmpty else { return .failure(.noAddress) }
        if let way = ways.first(where: { $0.isOn && $0.bouncedAt == nil }) { return .success(way) }
        return .failure(ways.contains(where: \.isOn) ? .bounces : .declined)
    }

    /// By which way a notice is told now: those that it is done with are passed over, and so is one that tried it as often as
    /// is tried.
    static func route(_ ways: [Way], of notice: Notice) -> Result<Way, NoticeReason> {
        let first = route(ways)
        guard case .success = first else { return first }
        let isEnough = isTriedEnough(notice)
        let left = ways.filter { way in
            !notice.past.contains(way.channel) && !(isEnough && (notice.channel ?? way.channel) == way.channel)
        }
        guard case .success(let way) = route(left) else { return .failure(isEnough ? .givenUp : .refused) }
        return .success(way)
    }

    /// Whether there is a way left for a notice when the channel that has tried it is done with it.
    private static func hasNext(_ notice: Notice, _ ways: [Way]) -> Bool {
        guard notice.cause.isNews else { return false }
        let left = ways.filter { $0.channel != notice.channel && !notice.past.contains($0.channel) }
        return (try? route(left).get()) != nil
    }

    // MARK: afterwards

    /// What becomes of a notice by the answer of its channel, or without one.
    public enum Settlement: Hashable, Sendable {
        case sent(isInDoubt: Bool)
        /// The channel has taken it, and is done with it: where it is not known to be seen until then, the next way is tried.
        case awaiting(until: Moment, isInDoubt: Bool)
        /// The channel is done with it and has not taken it: the next way is tried then.
        case passed(at: Moment)
        /// It stays with the channel that has taken it.
        case kept
        /// It is tried again then.
        case again(at: Moment)
        case dropped(NoticeReason)
    }

    /// - Parameters:
    ///   - notice: as it was sent: tried by its channel.
    ///   - ways: all that its person has, in their order.
    ///   - jitter: between 0 and 1, so that those which failed together do not come back together.
    public static func settle(
        _ notice: Notice, _ answer: ChannelAnswer, ways: [Way] = [], at now: Moment, jitter: Double = 0
    ) -> Settlement {
        let hasNext = hasNext(notice, ways)
        switch answer {
        case .shown: return .sent(isInDoubt: notice.isInDoubt)
        case .accepted, .inDoubt:
            let isInDoubt = notice.isInDoubt || answer == .inDoubt
            return hasNext ? .awaiting(until: now + receiptTime, isInDoubt: isInDoubt) : .sent(isInDoubt: isInDoubt)
        case .refused, .tooLarge: return hasNext ? .passed(at: now) : unsent(notice, .refused)
        case .later(let after):
            let waits = notice.cause.waits
            guard notice.tries <= waits.count, notice.tries > 0 else {
                return hasNext ? .passed(at: now) : unsent(notice, .givenUp)
            }
            let pause = max(waits[notice.tries - 1], after ?? .seconds(0))
            // Who has another way does not wait for this one longer than for a receipt.
            if hasNext, notice.tries > 1 || pause > receiptTime { return .passed(at: now) }
            let share = Double(pause.milliseconds) * 0.25 * min(max(jitter, 0), 1)
            return .again(at: now + pause + Span(milliseconds: Int64(share)))
        }
    }

    private static func unsent(_ notice: Notice, _ reason: NoticeReason) -> Settlement {
        notice.takenBy == nil ? .dropped(reason) : .kept
    }
}
