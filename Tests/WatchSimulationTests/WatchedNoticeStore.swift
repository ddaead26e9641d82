import Synchronization
import Watch

/// A fault that is put into the way of notices on purpose: the night must find it.
enum NightPlant: String, CaseIterable, Sendable {
    /// Whoever has seen it on a page gets the letter all the same.
    case sendsWhatWasSeen
    /// What another server has taken on is taken on once more.
    case claimsTwice
    /// A slice of the people is left out.
    case skipsASlice
    /// What may have gone out is not counted as such.
    case forgetsDoubt
    /// A notice that did not go out is noted as sent.
    case settlesWhatFailed
    /// An end is dropped as if nobody had been told of the beginning.
    case dropsEnds
    /// A notice that waits is never taken on again.
    case losesWhatWaits
    /// What a room was to do is noted as done, and was not.
    case forgetsWhatIsDue
    /// A question to lead goes to who asks.
    case misdirectsQuestions
    /// What a device has shown is noted nowhere.
    case losesReceipts
    /// A push that nobody showed is followed by nothing.
    case skipsTheLetter
    /// A letter of the registry is dropped as if it were about what is over.
    case dropsLetters
}

/// What the night knows of the way of notices: noted as it happens, beside the store.
final class NightWatch: Sendable {
    struct Settled: Sendable {
        let settlement: NoticeRules.Settlement
        let at: Moment
    }

    private let settled = Mutex<[Notice.Key: [Settled]]>([:])
    private let begun = Mutex<[Notice.Key: [Moment]]>([:])

    /// How each notice ended, every time that one was noted, the last one last.
    func settlements(of key: Notice.Key) -> [Settled] { settled.withLock { $0[key] ?? [] } }

    /// When a notice was handed to a channel.
    func beginnings(of key: Notice.Key) -> [Moment] { begun.withLock { $0[key] ?? [] } }

    func note(_ settlements: [Notice.Key: NoticeRules.Settlement], at now: Moment) {
        settled.withLock { all in
            for (key, settlement) in settlements {
                all[key, default: []].append(Settled(settlement: settlement, at: now))
            }
        }
    }

    func noteBeginnings(_ keys: Set<Notice.Key>, at now: Moment) {
        begun.withLock { all in
            for key in keys { all[key, default: []].append(now) }
        }
    }
}

/// The real store of notices, watched; with a fault planted in it where a test asks for one.
struct WatchedNoticeStore: NoticeStore {
    private let store: any NoticeStore
    private let watch: NightWatch
    private let clock: any WatchClock
    private let plant: NightPlant?

    init(_ store: any NoticeStore, watch: NightWatch, clock: any WatchClock, plant: NightPlant?) {
        self.store = store
        self.watch = watch
        self.clock = clock
        self.plant = plant
    }

    func spread(at now: Moment, slice: Int, wait: Span) async throws -> Bool {
        let goesOn = try await store.spread(at: now, slice: 3, wait: wait)
        if plant == .skipsASlice, goesOn { _ = try await store.spread(at: now, slice: 3, wait: .days(30)) }
        return goesOn
    }

    func claim(_ lane: Notice.Lane, at now: Moment, lease: Span, limit: Int) async throws -> [NoticeScene] {
        switch plant {
        case .claimsTwice: return try await store.claim(lane, at: now, lease: .seconds(1), limit: limit)
        case .dropsEnds, .sendsWhatWasSeen:
            return try await store.claim(lane, at: now, lease: lease, limit: limit).map(blind)
        case .misdirectsQuestions:
            return try await store.claim(lane, at: now, lease: lease, limit: limit).map(misdirected)
        case .dropsLetters where lane == .letters || lane == .many:
            let claimed = try await store.claim(lane, at: now, lease: lease, limit: limit)
            guard let leasedUntil = claimed.first?.notice.leasedUntil else { return [] }
            let keys = Dictionary(
                claimed.map { ($0.notice.key, NoticeRules.Settlement.dropped(.over)) },
                uniquingKeysWith: { first, _ in first })
            try await store.settle(keys, leasedUntil: leasedUntil, at: now)
            return []
        case .losesWhatWaits:
            let claimed = try await store.claim(lane, at: now, lease: lease, limit: limit)
            let again = claimed.filter { $0.notice.tries > 0 }
            guard let leasedUntil = again.first?.notice.leasedUntil else { return claimed }
            let keys = Dictionary(
                again.map { ($0.notice.key, NoticeRules.Settlement.again(at: now + .days(60))) },
                uniquingKeysWith: { first, _ in first })
            try await store.settle(keys, leasedUntil: leasedUntil, at: now)
            return claimed.filter { $0.notice.tries == 0 }
        default: return try await store.claim(lane, at: now, lease: lease, limit: limit)
        }
    }

    /// The same notice, without what was seen of it, or without what was told before it.
    private func blind(_ scene: NoticeScene) -> NoticeScene {
        guard let matter = scene.alert else { return scene }
        let isEnd = plant == .dropsEnds && matter.news == .end
        return NoticeScene(
            notice: scene.notice, group: scene.group, person: scene.person, member: scene.member,
            isOfficer: scene.isOfficer,
            matter: .alert(
                AlertMatter(
                    news: matter.news, alert: matter.alert, message: matter.message,
                    isSeen: plant == .sendsWhatWasSeen ? false : matter.isSeen,
                    isToldBefore: isEnd ? false : matter.isToldBefore)),
            ways: scene.ways)
    }

    /// The same notice, to the address of who asks.
    private func misdirected(_ scene: NoticeScene) -> NoticeScene {
        guard scene.notice.cause == .question, let address = scene.person?.email else { return scene }
        return NoticeScene(
            notice: scene.notice, group: scene.group, person: scene.person, member: scene.member,
            matter: scene.matter, ways: [Way(channel: .mail, address: address, capability: "")])
    }

    func begin(
        _ sendings: [Notice.Key: NoticeSending], leasedUntil: Moment, at now: Moment
    ) async throws -> Set<Notice.Key> {
        let begun = try await store.begin(sendings, leasedUntil: leasedUntil, at: now)
        let all = plant == .sendsWhatWasSeen || plant == .claimsTwice ? Set(sendings.keys) : begun
        watch.noteBeginnings(all, at: clock.now())
        return all
    }

    func settle(
        _ settlements: [Notice.Key: NoticeRules.Settlement], leasedUntil: Moment, at now: Moment
    ) async throws {
        let noted = settlements.mapValues { settlement -> NoticeRules.Settlement in
            switch (plant, settlement) {
            case (.forgetsDoubt, .sent): .sent(isInDoubt: false)
            case (.settlesWhatFailed, .again): .sent(isInDoubt: false)
            case (.skipsTheLetter, .awaiting(_, let isInDoubt)): .sent(isInDoubt: isInDoubt)
            default: settlement
            }
        }
        try await store.settle(noted, leasedUntil: leasedUntil, at: now)
        watch.note(noted, at: clock.now())
    }

    func withdraw(_ subject: Subject) async throws { try await store.withdraw(subject) }

    func eraseLetters(toldBefore moment: Moment, limit: Int) async throws -> Int {
        try await store.eraseLetters(toldBefore: moment, limit: limit)
    }

    func tally(of alert: AlertId) async throws -> NoticeTally { try await store.tally(of: alert) }

    func ways(of person: PersonId) async throws -> [Way] { try await store.ways(of: person) }

    func change(_ wishes: [WayWish], of person: PersonId, at now: Moment) async throws {
        try await store.change(wishes, of: person, at: now)
    }

    func way(with capability: String) async throws -> Way? { try await store.way(with: capability) }

    func stop(_ capability: String, at now: Moment) async throws -> Bool {
        try await store.stop(capability, at: now)
    }

    func bounced(_ receipt: NoticeReceipt, at now: Moment) async throws -> Bool {
        try await store.bounced(receipt, at: now)
    }
}
