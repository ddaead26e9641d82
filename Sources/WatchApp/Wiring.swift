import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Watch
import WatchGEOS
import WatchNATS
import WatchOutgoing
import WatchPostgres
import WatchQR
import WatchSQLite
import WatchStore
import WatchWeb
import WatchWords
import WatchZlib

/// The house put together: the one place that sees two adapters at once.
public struct Wiring: Sendable {
    public let settings: Settings
    public let surroundings: Surroundings
    public let logger: Logger
    let database: WatchedDatabase
    public let persons: PersonDesk
    public let signIns: SignInDesk
    public let personStore: any PersonStore
    public let groups: GroupDesk
    public let members: MemberDesk
    /// Where it is tried whether a group would be woken.
    public let testAlarms: TestAlarmDesk
    public let links: LinkDesk
    public let alerts: AlertDesk
    /// Where what is due is done, whatever it is about.
    let dues: DueDesk
    /// Where people are told who have no page open.
    public let notices: NoticeDesk
    /// Where they are told what no alarm waits behind.
    public let letters: NoticeDesk
    /// Where they are told of tests, which no alarm waits behind either.
    let tests: NoticeDesk
    /// Browsers that may be woken; nil where there is no key for that.
    public let push: PushDesk?
    /// By whom others are called.
    private let outgoing: OutgoingClient
    /// Rings when there is news, and when somebody is to be told of it.
    private let newsBell = Bell()
    private let noticeBell = Bell()
    public let register: RegisterDesk
    private let registerWatch: RegisterWatch
    public let registry: RegistryDesk
    public let households: HouseholdDesk
    /// In which police zone municipalities lie.
    public let zones: ZoneDesk
    let coCoordinations: CoCoordinationDesk
    let registryShelf: RegistryShelf
    let figures: FiguresCache
    public let areas: any AreaOperations = GEOSOperations()
    let codes: any QRWriter = LibQRWriter()
    let placeStore: any PlaceStore
    /// Every place in the country, once it is asked for.
    public let places: GazetteerCache
    let live: LiveHub
    let news: LiveNews
    private let bus: NATSBus?
    let drain: Drain
    /// How people reach the site now.
    public var url: String { address.url }
    /// How people reach the site; where the system chooses the port, known once the server runs.
    let address: SiteAddress
    /// What people read, in every language: the pages and the letters have the same words.
    private let words: Catalogues

    /// Opens the database and puts the desks over it. Nothing runs yet.
    ///
    /// - Parameter carrier: who carries letters; nil for the mailer of this machine.
    /// - Throws: `SettingsFault`, `DatabaseFault`.
    public init(
        _ settings: Settings, surroundings: Surroundings = .real, logger: Logger,
        carrier: (any LetterCarrier)? = nil,
        eventLoops: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) async throws {
        self.settings = settings
        self.surroundings = surroundings
        self.logger = logger
        drain = Drain(settings.drain)
        let opened: any Database =
            switch settings.database {
            case .sqlite(let path): try await SQLiteDatabase(path: path)
            case .postgres(let url): PostgresDatabase(url: url)
            }
        database = WatchedDatabase(opened, logger: logger)
        let groupStore = SQLGroupStore(database: database, clock: surroundings.clock)
        let memberStore = SQLMemberStore(database: database, clock: surroundings.clock)
        let alertStore = SQLAlertStore(database: database, surroundings: surroundings)
        personStore = SQLPersonStore(database: database)
        bus = settings.bus.map { BusService.bus($0, logger: logger) }
        live = LiveHub(
            source: LiveRecords(groups: groupStore, alerts: alertStore, persons: personStore), eventLoops: eventLoops,
            bus: bus, logger: logger)
        news = LiveNews(hub: live, alerts: alertStore, bus: bus)
        let announcer = RingingAnnouncer(announcer: news, bell: newsBell)
        groups = GroupDesk(store: groupStore, members: memberStore, areas: areas, surroundings: surroundings)
        members = MemberDesk(store: memberStore, announcer: announcer, surroundings: surroundings)
        testAlarms = TestAlarmDesk(
            store: SQLTestAlarmStore(database: database, surroundings: surroundings), members: memberStore,
            announcer: announcer, surroundings: surroundings)
        links = LinkDesk(
            store: SQLLinkStore(database: database, clock: surroundings.clock), groups: groupStore,
            members: memberStore, surroundings: surroundings)
        alerts = AlertDesk(store: alertStore, announcer: announcer, surroundings: surroundings)
        let coCoordinationStore = SQLCoCoordinationStore(database: database)
        persons = PersonDesk(
            store: personStore, hashing: SecretHash(), announcer: announcer, surroundings: surroundings)
        let post = Wiring.post(settings, carrier, surroundings: surroundings, logger: logger)
        signIns = SignInDesk(
            store: SQLSignInStore(database: database), persons: personStore, desk: persons, carrier: post,
            hashing: SecretHash(), surroundings: surroundings)
        let registryStore = SQLRegistryStore(database: database)
        registry = RegistryDesk(store: registryStore, surroundings: surroundings)
        dues = DueDesk(
            store: SQLDueStore(database: database),
            rooms: [
                alerts, testAlarms, QuestionRoom(store: coCoordinationStore, surroundings: surroundings),
                GroupLetterRoom(store: SQLGroupLetterStore(database: database), surroundings: surroundings),
                RegistrationRoom(store: registryStore, surroundings: surroundings),
                PushSilenceRoom(store: SQLPushSilenceStore(database: database), surroundings: surroundings),
            ], surroundings: surroundings)
        registryShelf = RegistryShelf(store: registryStore) { groups in
            for group in groups {
                logger.error("a group's area cannot be read: nobody finds it", metadata: ["group": "\(group)"])
            }
        }
        zones = ZoneDesk(store: SQLZoneStore(database: database))
        households = HouseholdDesk(
            store: SQLHouseholdStore(database: database, surroundings: surroundings), hashing: SecretHash(),
            surroundings: surroundings)
        coCoordinations = CoCoordinationDesk(
            store: coCoordinationStore, members: memberStore, persons: personStore, announcer: announcer,
            surroundings: surroundings)
        address = SiteAddress(settings.url ?? "http://\(Wiring.bracketed(settings.host)):\(settings.port)")
        words = try Catalogues(share: settings.share)
        let noticeStore = SQLNoticeStore(database: database, surroundings: surroundings)
        outgoing = OutgoingClient(
            allowing: settings.outgoingAllow, clock: surroundings.clock, eventLoops: eventLoops)
        let pushes = try Pushes(
            settings, outgoing: outgoing, store: SQLPushDeviceStore(database: database), words: words, site: address,
            announcer: announcer, surroundings: surroundings, logger: logger)
        push = pushes?.desk
        let mail = Wiring.mail(settings, carrier, words, address, surroundings: surroundings, logger: logger)
        let wakers: [any Watch.Channel] = pushes.map { [$0.channel] } ?? []
        let slowMail = Wiring.slowMail(post, words, address)
        notices = NoticeDesk(
            store: noticeStore, channels: wakers + [mail], announcer: announcer, surroundings: surroundings)
        letters = NoticeDesk(
            store: noticeStore, channels: [slowMail], announcer: announcer, surroundings: surroundings)
        tests = NoticeDesk(
            store: noticeStore, channels: wakers + [slowMail], announcer: announcer, surroundings: surroundings)
        let registerStore = SQLRegisterStore(database: database)
        let seal = try RegisterKey(file: settings.registerKey)
        let marks = RegisterMarkFile(settings.registerMark)
        register = RegisterDesk(store: registerStore, seal: seal, marks: marks, surroundings: surroundings)
        registerWatch = RegisterWatch(
            desk: RegisterSigningDesk(store: registerStore, seal: seal, marks: marks, surroundings: surroundings),
            logger: logger)
        placeStore = SQLPlaceStore(database: database)
        places = GazetteerCache(store: placeStore) { SQLPlaceStore.head(of: $0).digest }
        figures = FiguresCache(
            store: SQLFiguresStore(database: database), surroundings: surroundings,
            map: { [registryShelf] in registryShelf.current }, places: { [places] in try await places.gazetteer() })
    }

    /// Refuses a database that is not what this program needs.
    ///
    /// - Throws: `MigrationFault`, `CopyFault` for a copy that has not finished.
    public func check() async throws {
        // The copy first: half of one may well lack steps.
        try await CopyMark.check(database)
        try await Migrator(database, Schema.migrations).check()
    }

    /// Takes in the whole registry: that there is no group in a street, nobody may hear from a server that has not looked.
    func takeInRegistry() async throws { try await registryShelf.refresh() }

    /// Brings the database forward, and the places that are kept in it.
    ///
    /// - Returns: the numbers of the steps that were missing.
    @discardableResult
    public func migrate() async throws -> [Int] {
        let applied = try await applySteps()
        try await keepShippedPlaces()
        return applied
    }

    private func applySteps() async throws -> [Int] {
        let now = surroundings.now().milliseconds
        guard case .postgres(let url) = settings.database else {
            return try await Migrator(database, Schema.migrations).migrate(at: now)
        }
        // A server keeps nobody waiting; a step on a large house takes its time. Whether it is there at all is told soon.
        try await database.read { _ = try $0.rows("SELECT 1 AS one") }
        let patient = PostgresDatabase(url: url, limits: .patient)
        do {
            let migrator = Migrator(patient, Schema.migrations) { [logger] step in
                logger.warning(
                    "a step waits for an open transaction of somebody else, and is tried again",
                    metadata: ["step": "\(step)"])
            }
            let applied = try await migrator.migrate(at: now)
            try await patient.close()
            return applied
        } catch {
            try? await patient.close()
            throw error
        }
    }

    /// Ends: what was begun is finished first.
    public func close() async throws {
        await outgoing.close()
        try await database.close()
    }

    /// The server, ready to run: web, live streams, and the workers beside them.
    ///
    /// - Parameters:
    ///   - demoLinks: shown on the home page of a demo.
    ///   - mailbox: where the letters of a demo land.
    ///   - besides: what else runs for as long as the house does.
    ///   - onReady: called with the port once people can come in.
    public func server(
        demoLinks: [House.DemoLink] = [], mailbox: DemoMailbox? = nil, besides: [any Service] = [],
        onReady: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        if push == nil {
            logger.info(
                "no key for pushes, so nobody is woken by one: 'saar keys' makes it",
                metadata: ["push-key": "\(settings.pushKey.path)"])
        }
        let address = address
        let settings = settings
        let drain = drain
        let bus = bus
        let lookout = ReadinessWatch { await look() }
        var letters: (@Sendable () -> [House.SentLetter])?
        if let mailbox { letters = { mailbox.letters } }
        let house = House(
            alerts: alerts, notices: notices,
            choices: ChoiceDesk(store: SQLChoiceStore(database: database), surroundings: surroundings), push: push,
            groups: groups, members: members, testAlarms: testAlarms, links: links, persons: persons, signIns: signIns,
            registry: registry, households: households, coCoordinations: coCoordinations,
            registryMap: { [registryShelf] in registryShelf.current },
            areas: areas, codes: codes,
            live: live, surroundings: surroundings, digest: { Digest.sha256($0) },
            readiness: { [registerWatch] in
                let (database, schema) = lookout.seen
                return Readiness(
                    database: database, schema: schema, bus: bus?.state ?? .none, register: registerWatch.code,
                    isClosing: drain.isClosing)
            },
            site: House.Site(
                address: address, share: settings.share, templates: try PageLibrary(share: settings.share),
                words: words,
                demoLinks: demoLinks,
                mailbox: letters, leaflet: settings.leaflet, map: settings.map, pack: Gzip.packed,
                proxies: TrustedProxies(settings.trustedProxies),
                keeper: House.Keeper(name: settings.contactName, email: settings.contactEmail)),
            gazetteer: { [places] in try await places.gazetteer() },
            figures: { [figures] in try await figures.figures() })
        let router = try WebRouter.build(house: house, logger: logger)
        var app = Application(
            router: router,
            server: .mannered(),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil, backlog: 4_096),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                if settings.url == nil { address.settle("http://\(Wiring.bracketed(settings.host)):\(port)") }
                await onReady(port)
            },
            logger: logger)
        let alerts = alerts
        let register = register
        app.addServices(
            LiveService(hub: live), lookout,
            Worker("reach", every: .seconds(1), logger: logger) { [news] in try await news.tellReach() },
            Worker("dues", every: .seconds(1), logger: logger) { [dues] in
                while try await dues.round() >= DueDesk.slice {}
            },
            Worker("spread", every: .milliseconds(250), or: newsBell, logger: logger) { [notices, noticeBell] in
                while try await notices.spread() { noticeBell.ring() }
            },
            // By itself, so that a phone rings while thousands of letters are being sent.
            Worker("pushes", every: .milliseconds(250), or: noticeBell, logger: logger) { [notices] in
                while try await notices.deliver(.pushes, limit: NoticeDesk.round) == NoticeDesk.round {}
            },
            // Nothing of theirs is due the moment that it is made: first there is time for pages and devices to show it.
            Worker("notices", every: .milliseconds(250), logger: logger) { [notices] in
                while try await notices.deliver(limit: NoticeDesk.round) == NoticeDesk.round {}
            },
            Worker("tests", every: .milliseconds(250), or: noticeBell, logger: logger) { [tests] in
                while try await tests.deliver(.tests, limit: NoticeDesk.round) == NoticeDesk.round {}
            },
            Worker("letters", every: .seconds(5), logger: logger) { [letters = self.letters] in
                while try await letters.deliver(.letters, limit: 20) == 20 {}
                // There may be thousands, and nobody waits for them: so many a round, and no more.
                _ = try await letters.deliver(.many, limit: 20)
            },
            Worker("registry", every: .seconds(1), logger: logger) { [registryShelf] in
                try await registryShelf.refresh()
            },
            Worker("escalations", every: .seconds(60), logger: logger) { [registry] in
                while try await registry.escalate(limit: 200) == 200 {}
            },
            Worker("members", every: .seconds(5), logger: logger) { [registryShelf] in
                try await registryShelf.recount()
            },
            Worker("keys", every: .seconds(2), logger: logger) { [persons, members] in
                try await persons.endExpired()
                try await members.endStandIns()
            },
            Worker("tidy", every: .seconds(3_600), logger: logger) { [persons, signIns, coCoordinations, notices] in
                while try await alerts.remember(limit: 500) == 500 {}
                try await signIns.tidy()
                try await persons.tidy()
                try await coCoordinations.tidy()
                try await notices.tidy()
                try await register.eraseExpired()
            },
            Worker("figures", every: .seconds(10), logger: logger) { [figures] in try await figures.refresh() },
            Worker("months", every: .seconds(3_600), logger: logger) { [figures] in try await figures.keep() },
            Worker("places", every: .seconds(10), logger: logger) { [places] in try await places.refresh() },
            Worker("links", every: .seconds(10), logger: logger) { [links, registryShelf] in
                func look() async throws -> Int {
                    try await links.proposeNeighbours(limit: 200) {
                        try await registryShelf.refresh()
                        return registryShelf.current
                    }
                }
                while try await look() == 200 {}
            },
            Worker("write-probe", every: .seconds(1), logger: logger) { [database] in await database.probe() },
            Worker("checkpoint", every: .seconds(60), logger: logger) { [registerWatch] in
                try await registerWatch.round()
            })
        app.addServices(besides)
        if let bus { app.addServices(BusService(bus: bus) { [news] in news.hear($0) }) }
        return app
    }

    /// One look at the database tells whether this server can do anything for anybody.
    private func look() async -> (Readiness.DatabaseState, Readiness.SchemaState) {
        do {
            try await check()
            return (database.isWritable ? .reachable : .unwritable, .current)
        } catch let fault as MigrationFault {
            if case .behind = fault { return (.reachable, .behind) }
            return (.reachable, .newer)
        } catch is CopyFault {
            return (.reachable, .unfinished)
        } catch {
            return (.unreachable, .unknown)
        }
    }

    /// A host as an address holds it: IPv6 in brackets.
    private static func bracketed(_ host: String) -> String { host.holds(":") ? "[\(host)]" : host }
}
