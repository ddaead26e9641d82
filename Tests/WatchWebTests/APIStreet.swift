import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Watch
import WatchGEOS
import WatchQR
import WatchSQLite
import WatchStore
import WatchTesting
import WatchWeb
import WatchWords

/// The Kerkstraat behind the real router and the real store, asked through Hummingbird's test client.
struct APIStreet: Sendable {
    static let root = "/api/v1"
    static let group = "\(root)/groups/\(Street.group.slug)"

    let client: any TestClientProtocol
    let house: House
    let clock: ManualClock
    let log: LogBook
    /// Letters that were sent.
    let letters: RecordingCarrier
    /// Tests of people's alarms.
    let trials: PushTrials
    /// Where what is due is done.
    let dues: DueDesk
    /// Where it is kept who is told of what, for tests that send it by no channel.
    let notices: any NoticeStore
    /// For neighbours beside those of the street.
    let persons: any PersonStore
    /// For groups that no desk would found.
    let stored: any GroupStore
    /// What municipalities do their own way.
    let policies: any MunicipalPolicyStore
    /// The registry as the house knows it; a test that changes it says `refresh`.
    let shelf: RegistryShelf
    private let tokens: [PersonId: String]

    /// Where templates, words and the description lie in the sources.
    static let share = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WatchWeb/Resources/share").standardizedFileURL

    /// Runs a test on a street in a fresh database.
    ///
    /// - Parameters:
    ///   - groups: takes the place of the store of groups behind the desks.
    ///   - isDemo: letters lie in a mailbox that anybody can look into.
    ///   - wakes: whether the house has a key for pushes.
    ///   - lanes: in which strangers wait; nil for those of a server.
    ///   - isLive: over a real server, on a port of the kernel's, so that streams can be opened.
    static func run(
        groups: (any GroupStore)? = nil, isReady: Bool = true, isDemo: Bool = false, isLive: Bool = false,
        wakes: Bool = true, gazetteer: Gazetteer = StreetPlaces.gazetteer, lanes: OpenLanes? = nil,
        _ test: @Sendable (APIStreet) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        // However slow the machine is: how long to wait is not what the interface is about.
        var limits = SQLiteDatabase.Limits()
        limits.patience = .seconds(60)
        let database = try await SQLiteDatabase(path: folder.appending(path: "saar.db").path, limits: limits)
        let outcome: Result<Void, any Error>
        do {
            try await Migrator(database, Schema.migrations).migrate(at: 0)
            let kind = Kind(
                groups: groups, isReady: isReady, isDemo: isDemo, isLive: isLive, wakes: wakes, gazetteer: gazetteer,
                lanes: lanes)
            outcome = .success(try await run(on: database, kind, test))
        } catch {
            outcome = .failure(error)
        }
        try await database.close()
        try FileManager.default.removeItem(at: folder)
        try outcome.get()
    }

    /// What is out of the ordinary.
    private struct Kind {
        let groups: (any GroupStore)?
        let isReady: Bool
        let isDemo: Bool
        let isLive: Bool
        let wakes: Bool
        let gazetteer: Gazetteer
        let lanes: OpenLanes?
    }

    private static func run(
        on database: any Database, _ kind: Kind, _ test: @Sendable (APIStreet) async throws -> Void
    ) async throws {
        let clock = ManualClock()
        let surroundings = Surroundings(
            clock: clock, randomness: SeededRandomness(), localTime: EuropeanLocalTime())
        let persons = SQLPersonStore(database: database)
        let groups = SQLGroupStore(database: database, clock: clock)
        let members = SQLMemberStore(database: database, clock: clock)
        let alerts = SQLAlertStore(database: database, surroundings: surroundings)
        let log = LogBook()
        let logger = Logger(label: "saar") { _ in LogBook.Hand(book: log) }
        let live = LiveHub(
            source: LiveRecords(groups: groups, alerts: alerts, persons: persons),
            eventLoops: MultiThreadedEventLoopGroup.singleton, logger: logger)
        let news = LiveNews(hub: live, alerts: alerts)
        let desk = PersonDesk(
            store: persons, hashing: SecretHash(), announcer: news, surroundings: surroundings)
        let letters = RecordingCarrier()
        let signIns = SignInDesk(
            store: SQLSignInStore(database: database), persons: persons, desk: desk, carrier: letters,
            hashing: SecretHash(), surroundings: surroundings)
        var tokens: [PersonId: String] = [:]
        for neighbour in Street.everybody {
            try await persons.keep(neighbour.person, offices: Street.offices[neighbour.id] ?? [])
            tokens[neighbour.id] = try await desk.issue(.bearer, to: neighbour.id)
        }
        for (official, office) in Street.officials {
            try await persons.keep(official.person, offices: [office])
            tokens[official.id] = try await desk.issue(.bearer, to: official.id)
        }
        try await SQLZoneStore(database: database).keep([ZoneChange(municipality: "1901", zone: Street.zone)])
        _ = try await groups.found(
            Street.group, coordinator: Street.carlaMember, registration: Street.registration(of: Street.group),
            entry: Street.registered(Street.group), request: nil)
        _ = try await groups.found(
            Street.nextGroup,
            coordinator: Member(
                id: Street.gijsMember.id, group: Street.nextGroup.id, person: Street.gijs.id, standing: .approved,
                role: .coordinator, joinedSequence: 1, appliedAt: Street.founded),
            registration: Street.registration(of: Street.nextGroup), entry: Street.registered(Street.nextGroup),
            request: nil)
        for member in Street.members where member.group == Street.group.id && member.role == .resident {
            _ = try await members.change(
                .person(member.person), in: member.group, by: member.person, request: nil
            ) { _ in MemberChange(member: member, effects: []) }
        }
        let notices = SQLNoticeStore(database: database, surroundings: surroundings)
        let mailbox: @Sendable () -> [House.SentLetter] = {
            letters.letters.reversed().map { House.SentLetter(letter: $0, at: clock.now()) }
        }
        let registryStore = SQLRegistryStore(database: database)
        let shelf = RegistryShelf(store: registryStore)
        try await shelf.refresh()
        let trials = PushTrials()
        let push = PushDesk(
            store: SQLPushDeviceStore(database: database), keys: StreetPushKeys(), tester: trials, announcer: news,
            surroundings: surroundings)
        let isReady = kind.isReady
        let gazetteer = kind.gazetteer
        let house = House(
            alerts: AlertDesk(store: alerts, announcer: news, surroundings: surroundings),
            notices: NoticeDesk(store: notices, channels: [], announcer: news, surroundings: surroundings),
            choices: ChoiceDesk(store: SQLChoiceStore(database: database), surroundings: surroundings),
            push: kind.wakes ? push : nil,
            groups: GroupDesk(
                store: kind.groups ?? groups, members: members, areas: GEOSOperations(), surroundings: surroundings),
            members: MemberDesk(store: members, announcer: news, surroundings: surroundings),
            testAlarms: TestAlarmDesk(
                store: SQLTestAlarmStore(database: database, surroundings: surroundings), members: members,
                announcer: news, surroundings: surroundings),
            links: LinkDesk(
                store: SQLLinkStore(database: database, clock: clock), groups: groups, members: members,
                surroundings: surroundings), persons: desk,
            signIns: signIns, registry: RegistryDesk(store: registryStore, surroundings: surroundings),
            households: HouseholdDesk(
                store: SQLHouseholdStore(database: database, surroundings: surroundings), hashing: SecretHash(),
                surroundings: surroundings),
            coCoordinations: CoCoordinationDesk(
                store: SQLCoCoordinationStore(database: database), members: members, persons: persons, announcer: news,
                surroundings: surroundings),
            registryMap: { shelf.current }, areas: GEOSOperations(), codes: LibQRWriter(), live: live,
            surroundings: surroundings, digest: { Digest.sha256($0) },
            readiness: {
                Readiness(
                    database: isReady ? .reachable : .unreachable, schema: isReady ? .current : .unknown, bus: .none)
            },
            site: House.Site(
                address: SiteAddress("https://saar.test"), share: share, templates: try PageStreet.library.get(),
                words: try PageStreet.catalogues.get(),
                mailbox: kind.isDemo ? mailbox : nil),
            gazetteer: { gazetteer }, lanes: kind.lanes)
        var application = Application(
            router: try WebRouter.build(house: house, logger: logger), server: .mannered(),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)), logger: logger)
        if kind.isLive { application.addServices(LiveService(hub: live)) }
        let keys = tokens
        try await application.test(kind.isLive ? TestingSetup.live : .router) { client in
            try await test(
                APIStreet(
                    client: client, house: house, clock: clock, log: log, letters: letters, trials: trials,
                    dues: DueDesk(
                        store: SQLDueStore(database: database),
                        rooms: [
                            house.alerts, house.testAlarms,
                            GroupLetterRoom(
                                store: SQLGroupLetterStore(database: database), surroundings: surroundings),
                            QuestionRoom(
                                store: SQLCoCoordinationStore(database: database), surroundings: surroundings),
                            RegistrationRoom(store: registryStore, surroundings: surroundings),
                            PushSilenceRoom(
                                store: SQLPushSilenceStore(database: database), surroundings: surroundings),
                        ], surroundings: surroundings),
                    notices: notices, persons: persons, stored: groups,
                    policies: SQLMunicipalPolicyStore(database: database),
                    shelf: shelf, tokens: keys))
        }
    }

    // MARK: asking

    /// Asks, as somebody or as nobody.
    func ask(
        _ method: HTTPRequest.Method, _ path: String, as neighbour: Street.Neighbour? = nil, body: String? = nil,
        headers: [String: String] = [:]
    ) async throws -> Answer {
        var fields = HTTPFields()
        if let token = neighbour.flatMap({ tokens[$0.id] }) { fields[.authorization] = "Bearer \(token)" }
        if body != nil { fields[.contentType] = "application/json" }
        fields[.acceptLanguage] = "en"
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value.isEmpty ? nil : value }
        }
        let response = try await client.executeRequest(
            uri: path, method: method, headers: fields, body: body.map { ByteBuffer(string: $0) })
        return Answer(status: Int(response.status.code), headers: response.headers, bytes: response.body)
    }

    /// Anna sees a burglary at Bram's and has called 112.
    func share(key: String? = nil, extra: String = "", as neighbour: Street.Neighbour = Street.anna) async throws
        -> Answer
    {
        try await ask(
            .post, "\(APIStreet.group)/alerts", as: neighbour, body: report(extra: extra),
            headers: key.map { ["Idempotency-Key": $0] } ?? [:])
    }

    /// A report with everything that can be said.
    func report(
        behaviour: String = #""behaviour": "Forceert een raam","#, call: String? = nil, extra: String = ""
    ) -> String {
        let made = call ?? #""emergencyCall": {"number": "112", "calledAt": "\#(clock.now())", "by": "self"}"#
        return #"""
            {"kind": "burglary",
             "observation": {\#(behaviour) "appearance": "zwarte jas", "direction": "north-east"},
             "location": {"latitude": 52.0812, "longitude": 4.75, "description": "achterom"},
             "policeOnly": {"licencePlate": "GH-482-X", "text": "lijkt op iemand van het Plein"}\#(extra),
             \#(made)}
            """#
    }
}

/// What came back.
struct Answer: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: ByteBuffer

    var text: String { String(buffer: bytes) }

    /// A header's value.
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

    /// What stands at a path of the JSON, names and places joined by points: text, number or truth as text; nil for
    /// nothing; `{}` and `[]` for what has parts.
    subscript(_ path: String) -> String? {
        var value: Any? = try? JSONSerialization.jsonObject(with: Data(bytes.readableBytesView))
        for piece in path.split(separator: ".").map(String.init) {
            if let place = Int(piece) {
                let list = value as? [Any]
                value = list.flatMap { $0.indices.contains(place) ? $0[place] : nil }
            } else {
                value = (value as? [String: Any])?[piece]
            }
        }
        return switch value {
        case let text as String: text
        case let number as NSNumber: number.description
        case is [Any]: "[]"
        case is [String: Any]: "{}"
        default: nil
        }
    }

    /// How many parts the list at a path has.
    func count(_ path: String) -> Int {
        var count = 0
        while self["\(path).\(count)"] != nil { count += 1 }
        return count
    }
}

extension Answer {
    /// Expects a problem: its status, its code, and the members that every problem has.
    func expectProblem(_ status: Int, _ code: String, field: String? = nil, at place: SourceLocation = #_sourceLocation)
    {
        #expect(self.status == status, "\(text)", sourceLocation: place)
        #expect(header("Content-Type") == "application/problem+json", sourceLocation: place)
        #expect(self["code"] == code, sourceLocation: place)
        #expect(self["status"] == String(status), sourceLocation: place)
        #expect(self["type"] == "/problems/\(code)", sourceLocation: place)
        #expect(self["title"]?.isEmpty == false && self["title"]?.hasPrefix("refusal.") == false, sourceLocation: place)
        #expect(self["detail"]?.isEmpty == false, sourceLocation: place)
        if let field { #expect(self["field"] == field, sourceLocation: place) }
        #expect(header("API-Version") == "1.0.0", sourceLocation: place)
    }
}

/// Keeps what was logged.
final class LogBook: Sendable {
    private let kept = Mutex<[String]>([])

    var lines: [String] { kept.withLock { $0 } }

    struct Hand: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            book.kept.withLock { $0.append("\(event.level) \(event.message) \(facts)") }
        }
    }
}
