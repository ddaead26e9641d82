/// Where people are told of news who have no page open: spreads each piece of news to those for whom it is, and hands their
/// notices to the channels, each once.
///
/// Every server runs it; what one leaves, another goes on with. Nothing is kept in memory between two rounds.
public struct NoticeDesk: Sendable {
    /// People who get a notice in one transaction.
    public static let slice = 1_000

    /// People whose notices are taken on together at most.
    public static let round = 256

    private let store: any NoticeStore
    private let channels: [NoticeChannel: any Channel]
    private let announcer: any Announcer
    private let surroundings: Surroundings

    public init(
        store: any NoticeStore, channels: [any Channel], announcer: any Announcer, surroundings: Surroundings
    ) {
        self.store = store
        self.channels = Dictionary(channels.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
        self.announcer = announcer
        self.surroundings = surroundings
    }

    /// Spreads news to those for whom it is, one slice.
    ///
    /// - Returns: whether there was anything to do; call again at once when there was.
    public func spread() async throws -> Bool {
        try await store.spread(at: surroundings.now(), slice: NoticeDesk.slice, wait: NoticeRules.receiptTime)
    }

    /// Tells those in a lane whose time has come, at most `limit`.
    ///
    /// - Returns: how many were taken on; call again at once when it is `limit`.
    public func deliver(_ lane: Notice.Lane = .alerts, limit: Int = NoticeDesk.round) async throws -> Int {
        let now = surroundings.now()
        let claimed = try await store.claim(lane, at: now, lease: NoticeRules.lease, limit: limit)
        guard let leasedUntil = claimed.first?.notice.leasedUntil else { return 0 }
        var settled: [Notice.Key: NoticeRules.Settlement] = [:]
        var sends: [(scene: NoticeScene, way: Way)] = []
        for scene in claimed.map({ $0.by(channels.keys) }) {
            switch NoticeRules.verdict(scene, at: now) {
            case .wait(let until): settled[scene.notice.key] = .again(at: until)
            case .drop(let reason): settled[scene.notice.key] = .dropped(reason)
            case .keep: settled[scene.notice.key] = .kept
            case .send(let way): sends.append((scene, way))
            }
        }
        if !settled.isEmpty { try await store.settle(settled, leasedUntil: leasedUntil, at: now) }
        // Each channel at its own pace: a mailer that is slow keeps no phone from ringing.
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for parts in parts(of: sends) {
                tasks.addTask { try await send(parts, leasedUntil: leasedUntil) }
            }
            try await tasks.waitForAll()
        }
        let alerts = claimed.compactMap { $0.alert?.alert }
        for alert in Set(alerts.map(\.id)).sorted() {
            guard let group = alerts.first(where: { $0.id == alert })?.group else { continue }
            announcer.reachChanged(alert, in: group)
        }
        return claimed.count
    }

    /// By channel: so few at a time that a server which dies leaves few in doubt.
    private func parts(of sends: [(scene: NoticeScene, way: Way)]) -> [[[(scene: NoticeScene, way: Way)]]] {
        Dictionary(grouping: sends, by: \.way.channel).sorted { $0.key.rawValue > $1.key.rawValue }.map { entry in
            entry.value.batches(of: channels[entry.key]?.width ?? 1)
        }
    }

    /// One after another, by one channel.
    private func send(_ parts: [[(scene: NoticeScene, way: Way)]], leasedUntil: Moment) async throws {
        for part in parts {
            // What would outlast the lease is another round's, maybe another server's.
            guard surroundings.now() + NoticeRules.longestSend < leasedUntil else { break }
            try await send(part, leasedUntil: leasedUntil)
        }
    }

    private func send(_ part: [(scene: NoticeScene, way: Way)], leasedUntil: Moment) async throws {
        let sendings = Dictionary(
            part.map { entry in
                let notice = entry.scene.notice
                // A device shows what it is sent twice once, and says so of whichever came first.
                let known = entry.way.channel == .push ? notice.pushed : nil
                let receipt = known ?? NoticeReceipt(bytes: surroundings.randomness.bytes(16))
                return (notice.key, NoticeSending(channel: entry.way.channel, receipt: receipt))
            }, uniquingKeysWith: { first, _ in first })
        let begun = try await store.begin(sendings, leasedUntil: leasedUntil, at: surroundings.now())
        let dispatches = part.compactMap { entry -> Dispatch? in
            guard begun.contains(entry.scene.notice.key), let sending = sendings[entry.scene.notice.key] else {
                return nil
            }
            return dispatch(entry.scene, by: entry.way, sending.receipt)
        }
        let answers = try await withThrowingTaskGroup(of: (Notice, ChannelAnswer).self) { tasks in
            for dispatch in dispatches {
                guard let channel = channels[dispatch.way.channel] else { continue }
                tasks.addTask { (dispatch.notice, try await channel.send(dispatch)) }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        .sorted { $0.0.key < $1.0.key }
        let now = surroundings.now()
        let ways = Dictionary(
            part.map { ($0.scene.notice.key, $0.scene.ways) }, uniquingKeysWith: { first, _ in first })
        let settlements = Dictionary(
            answers.map { notice, answer in
                let jitter = Double(surroundings.randomness.bytes(1)[0]) / 255
                let ways = ways[notice.key] ?? []
                return (notice.key, NoticeRules.settle(notice, answer, ways: ways, at: now, jitter: jitter))
            }, uniquingKeysWith: { first, _ in first })
        if !settlements.isEmpty { try await store.settle(settlements, leasedUntil: leasedUntil, at: now) }
    }

    private func dispatch(_ scene: NoticeScene, by way: Way, _ receipt: NoticeReceipt) -> Dispatch? {
        guard let person = scene.person, let content = content(scene.matter) else { return nil }
        let audience: Audience = scene.isOfficer ? .police : scene.member?.audience ?? .neighbour
        return Dispatch(
            notice: scene.notice.tried(by: way.channel), way: way, receipt: receipt, language: person.language,
            group: scene.group, content: content, isCoordinator: audience == .coordinator, now: surroundings.now())
    }

    private func content(_ matter: NoticeMatter) -> Dispatch.Content? {
        switch matter {
        case .alert(let matter):
            // However much they may read on the page: a letter lies about, and holds the neighbours' part alone.
            .alert(
                matter.news, AlertView(matter.alert, for: .neighbour, reader: nil),
                matter.message.map { MessageView($0, for: .neighbour, isOwn: false, about: matter.alert.kind) })
        case .testAlarm: .testAlarm
        case .letter(let content): content.map(Dispatch.Content.letter)
        }
    }

    /// Nothing is told by letter about this subject: who is to hear of it knows it already. What has gone out has.
    public func withdraw(_ subject: Subject) async throws { try await store.withdraw(subject) }

    /// Erases letters of which nothing comes back any more. Called every hour.
    public func tidy() async throws {
        let before = surroundings.now() - NoticeRules.letterMemory
        while try await store.eraseLetters(toldBefore: before, limit: NoticeDesk.slice) == NoticeDesk.slice {}
    }

    // MARK: one's own ways

    /// Somebody's ways, first to last.
    public func ways(of person: PersonId) async throws -> [Way] { try await store.ways(of: person) }

    /// Puts somebody's ways in order, and on or off.
    ///
    /// - Parameter wishes: as `GET /me/channels` gave them; a way that is not named stays as it is, after the others.
    /// - Throws: `not-found` for who was erased; and naming the wish, `channel-unavailable` for a channel that they have not,
    ///   `field-invalid` for one that was named before, `channel-address` for an address that is not theirs.
    public func change(_ wishes: [WayWish], of person: PersonId) async throws {
        let own = Dictionary(
            try await store.ways(of: person).map { ($0.channel, $0) }, uniquingKeysWith: { first, _ in first })
        var named: Set<NoticeChannel> = []
        for (place, wish) in wishes.enumerated() {
            guard let way = own[wish.channel] else {
                throw Refusal(.channelUnavailable, field: "channels.\(place).kind", ["kind": wish.channel.rawValue])
            }
            guard named.insert(wish.channel).inserted else {
                throw Refusal(.fieldInvalid, field: "channels.\(place).kind")
            }
            if let address = wish.address, !way.leads(to: address) {
                throw Refusal(.channelAddress, field: "channels.\(place).address")
            }
        }
        try await store.change(wishes, of: person, at: surroundings.now())
    }

    /// The way of which a letter holds this; nil where there is none. It is told to nobody whose it is.
    public func way(with capability: String) async throws -> Way? {
        // What can be none is not looked for.
        guard let capability = NoticeReceipt(capability)?.text else { return nil }
        return try await store.way(with: capability)
    }

    /// Stops a way by what its letters hold; a second time changes nothing.
    ///
    /// - Throws: `not-found` for what is none.
    public func stop(_ capability: String) async throws {
        guard let way = try await way(with: capability) else { throw Refusal(.notFound) }
        // Looking costs nothing, and a stranger is not to take the one writer's time.
        guard way.isOn else { return }
        guard try await store.stop(way.capability, at: surroundings.now()) else { throw Refusal(.notFound) }
    }

    /// Something came back for good.
    ///
    /// - Returns: whether it was ours.
    public func bounced(_ receipt: NoticeReceipt) async throws -> Bool {
        try await store.bounced(receipt, at: surroundings.now())
    }
}
