import Watch
import WatchStore
import WatchTesting

/// A night of three streets: people report, react, close, come and go; servers die between any two steps, words are lost,
/// letters fail. All of it hangs on one seed, and happens in one order: what runs at the same time elsewhere runs here in
/// the middle of a step of another.
actor Night {
    /// An open page.
    struct Page {
        var server: Int
        var cursors: [GroupId: Int64]
    }

    /// A receipt on its way.
    struct Receipt {
        let event: EventId
        let person: PersonId
        let dueAt: Moment
    }

    let seed: UInt64
    let clock = ManualClock()
    let dice: NightDice
    let post: NightPost
    let push: NightPush
    let watch = NightWatch()
    let database: NightFile
    /// A night in which nothing fails.
    let isCalm: Bool
    private let plant: NightPlant?
    private(set) var servers: [NightServer] = []
    private var dead: Set<Int> = []
    /// After how many more steps of the database a server dies.
    private var countdowns: [Int: Int] = [:]
    private var depth = 0
    private(set) var isFaulty = true
    private(set) var pages: [PersonId: Page] = [:]
    private var flying: [Receipt] = []
    /// Shown by a page, and the server has said that it took the receipt: when.
    private(set) var seen: [Notice.Key: Moment] = [:]
    /// What a server promised by answering 201, by the key of the request.
    private(set) var promised: [String: AlertId] = [:]
    private(set) var flaws: [String] = []
    /// Who has gone, muted or switched letters off at some time.
    private(set) var gone: Set<PersonId> = []
    private(set) var muted: Set<PersonId> = []
    private(set) var declined: Set<PersonId> = []
    /// What people did of which letters come.
    var register = NightRegister()
    private var requests = 0

    /// - Parameter streets: nothing else may happen in them until it is over.
    static func begin(seed: UInt64, in streets: NightStreets, plant: NightPlant? = nil) async throws -> Night {
        try await streets.reset()
        let night = Night(seed: seed, database: streets.database, plant: plant)
        await night.openServers()
        return night
    }

    private init(seed: UInt64, database: NightFile, plant: NightPlant?) {
        self.plant = plant
        self.seed = seed
        self.database = database
        dice = NightDice(seed: seed)
        post = NightPost(dice: dice)
        push = NightPush(dice: dice)
        isCalm = seed.isMultiple(of: 5)
    }

    private func openServers() {
        let surroundings = Surroundings(
            clock: clock, randomness: SeededRandomness(seed: seed), localTime: EuropeanLocalTime())
        servers = (0..<3).map { number in
            NightServer(
                database: NightDatabase(database) { [weak self] in try await self?.pass(number) },
                surroundings: surroundings, post: post, push: push, watch: watch, plant: plant)
        }
        setFaulty(!isCalm)
    }

    private func setFaulty(_ faulty: Bool) {
        isFaulty = faulty
        post.setFaulty(faulty)
        push.setFaulty(faulty)
    }

    // MARK: its course

    /// Goes on until everything is over and nothing fails any more.
    func run(steps: Int = 50) async throws {
        for _ in 0..<steps { try await step() }
        setFaulty(false)
        countdowns = [:]
        dead = []
        for person in pages.keys.sorted() { try await look(person) }
        try await comeToRest()
    }

    /// From one moment at which something is due to the next, for as long as letters are tried and the last question is
    /// answered by nobody.
    private func comeToRest() async throws {
        let end = clock.now() + .days(8)
        for turn in 0..<400 {
            let due = [try await NightStandstill.nextDue(in: database), push.nextShowing].compactMap(\.self)
            guard let next = (flying.map(\.dueAt) + due).min(), next <= end else { return }
            // What waits for something else is looked at every few seconds: the longer that takes, the less often.
            let least: Span = turn < 30 ? .seconds(5) : turn < 60 ? .minutes(1) : .minutes(15)
            clock.set(to: max(next, clock.now() + least))
            try await work(0)
            try await deliverReceipts()
        }
        note("it comes to no rest")
    }

    private func step() async throws {
        clock.advance(by: Span(milliseconds: Int64(200 + dice.below(isCalm ? 2_000 : 9_000))))
        if isFaulty, dice.falls(3) { clock.advance(by: .seconds(Int64(dice.below(200)))) }
        for server in servers.indices where dead.contains(server) && dice.falls(30) { dead.remove(server) }
        try await act()
        for server in servers.indices where isCalm || dice.falls(60) { try await work(server) }
        for person in pages.keys.sorted() where dice.falls(25) { try await look(person) }
        try await deliverReceipts()
    }

    /// What the workers of a server do in one round.
    private func work(_ server: Int) async throws {
        if isFaulty, dice.falls(12) { countdowns[server] = 1 + dice.below(12) }
        try await on(server) { server in
            while try await server.notices.spread() {}
            for lane in Notice.Lane.allCases {
                while try await server.notices.deliver(lane, limit: 16) == 16 {}
            }
            while try await server.dues.round(limit: 10) >= 10 {}
        }
        try await handOn(server)
    }

    /// Pages hear at once of what a server announces, unless the word is lost.
    private func handOn(_ server: Int) async throws {
        let groups = servers[server].bus.drain()
        guard !groups.isEmpty, isCalm || !isFaulty || dice.falls(70) else { return }
        for person in pages.keys.sorted() where !(pages[person]?.cursors.keys.filter(groups.contains) ?? []).isEmpty {
            try await look(person)
        }
    }

    // MARK: faults

    /// Between any two steps of a server: it may die here, and others go on here.
    private func pass(_ server: Int) async throws {
        guard !dead.contains(server) else { throw Died() }
        if let left = countdowns[server] {
            guard left > 1 else {
                countdowns[server] = nil
                dead.insert(server)
                throw Died()
            }
            countdowns[server] = left - 1
        }
        guard isFaulty, depth == 0, dice.falls(6) else { return }
        depth += 1
        defer { depth -= 1 }
        clock.advance(by: .seconds(Int64(dice.falls(15) ? 70 : dice.below(5))))
        if let other = dice.one(of: servers.indices.filter { $0 != server }) { try await work(other) }
    }

    /// Has a server do something; that it dies over it, or says no, ends the night not.
    ///
    /// - Returns: whether it came to its end.
    @discardableResult
    func on(_ server: Int, _ work: @Sendable (NightServer) async throws -> Void) async throws -> Bool {
        guard !dead.contains(server) else { return false }
        do {
            try await work(servers[server])
            return true
        } catch is Died {
            return false
        } catch is CancellationError {
            let died = [post.hasDied(), push.hasDied()]
            if died.contains(true) { dead.insert(server) }
            return false
        } catch is Refusal {
            return true
        }
    }

    // MARK: pages

    /// Somebody opens a page, which shows what comes from now on.
    func open(_ person: PersonId) async throws {
        let server = dice.below(servers.count)
        var cursors: [GroupId: Int64] = [:]
        let isDone = try await on(server) { server in
            _ = try await server.groups.hearings(of: person)
        }
        guard isDone else { return }
        let heads = try await SQLGroupStore(database: database, clock: clock).heads(of: NightStreets.groups)
        for head in heads { cursors[head.id] = head.lastSequence }
        pages[person] = Page(server: server, cursors: cursors)
    }

    func close(_ person: PersonId) { pages[person] = nil }

    /// A page looks for what is new, and shows it.
    private func look(_ person: PersonId) async throws {
        guard let page = pages[person] else { return }
        let found = NightFindings()
        let isDone = try await on(page.server) { server in
            for hearing in try await server.groups.hearings(of: person) {
                let after = page.cursors[hearing.group] ?? 0
                found.add(try await server.alerts.events(of: hearing, after: after, limit: 200))
            }
        }
        guard isDone else {
            // The page finds another server, and goes on from what it has shown.
            pages[person]?.server = dice.below(servers.count)
            return
        }
        for past in found.all {
            let event = past.event
            let shown = pages[person]?.cursors[event.group] ?? 0
            pages[person]?.cursors[event.group] = max(event.sequence, shown)
            guard event.alertNews.flatMap({ Notice.Kind($0.kind) }) != nil, isCalm || !isFaulty || dice.falls(90) else {
                continue
            }
            let delay = Span(milliseconds: Int64(dice.below(1_500)))
            flying.append(Receipt(event: event.id, person: person, dueAt: clock.now() + delay))
        }
    }

    private func deliverReceipts() async throws {
        let due = flying.filter { $0.dueAt <= clock.now() }
        flying.removeAll { $0.dueAt <= clock.now() }
        for receipt in due {
            let isDone = try await on(pages[receipt.person]?.server ?? 0) { server in
                let hearings = try await server.groups.hearings(of: receipt.person)
                guard !hearings.isEmpty else { throw Died() }
                try await server.alerts.receive(receipt.event, by: receipt.person, hearings: hearings)
            }
            let key = Notice.Key(news: receipt.event, person: receipt.person)
            if isDone, seen[key] == nil { seen[key] = clock.now() }
        }
        for showing in push.drain(until: clock.now()) {
            let isDone = try await on(dice.below(servers.count)) { [plant, clock] server in
                guard plant != .losesReceipts else { return }
                _ = try await server.devices.shown(showing.capability, at: clock.now())
            }
            if isDone, seen[showing.key] == nil { seen[showing.key] = clock.now() }
        }
    }

    // MARK: what people do

    func note(_ flaw: String) { flaws.append(flaw) }

    /// A new key for a request.
    func nextKey() -> String {
        requests += 1
        return "key-\(requests)"
    }

    func promise(_ alert: AlertId, key: String) { promised[key] = alert }
    func noteGone(_ person: PersonId) { gone.insert(person) }
    func noteMuted(_ person: PersonId) { muted.insert(person) }
    func noteDeclined(_ person: PersonId) { declined.insert(person) }
}
