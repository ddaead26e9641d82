import Foundation
import Watch
import WatchWords

/// Everything the web needs of the house behind it: the desks, the live door, and what is true of this site.
public struct House: Sendable {
    /// Where alerts are dealt with.
    public let alerts: AlertDesk
    /// Where people are told who have no page open, and say by which ways.
    public let notices: NoticeDesk
    /// Where people say what they want to hear.
    public let choices: ChoiceDesk
    /// Where browsers are looked after that may be woken; nil where the house has no key for it.
    public let push: PushDesk?
    /// Where groups are found and founded.
    public let groups: GroupDesk
    /// Where people join and leave.
    public let members: MemberDesk
    /// Where it is tried whether a group would be woken.
    public let testAlarms: TestAlarmDesk
    /// Where groups are linked.
    public let links: LinkDesk
    /// Who is at the door.
    public let persons: PersonDesk
    /// Where people sign in by a letter.
    public let signIns: SignInDesk
    /// Where a group's place in the registry is looked at and changed.
    public let registry: RegistryDesk
    /// Where codes for letterboxes are made and tried.
    public let households: HouseholdDesk
    /// Where who is asked to lead a group as well answers.
    public let coCoordinations: CoCoordinationDesk
    /// The registry as this server knows it, ready for questions.
    public let registryMap: @Sendable () -> RegistryMap
    /// Where drawn areas are checked, joined and compared.
    public let areas: any AreaOperations
    /// What it has made of the gazetteer's borders.
    let shapes = ShapeShelf()
    /// What it has made for everybody.
    let answers: OpenCache
    /// Where those wait who ask for it.
    let lanes: OpenLanes
    /// From where letters for signing in were asked for lately.
    let letterCount = LetterCount()
    /// Who writes QR codes.
    public let codes: any QRWriter
    /// The live streams.
    public let live: LiveHub
    /// The time, randomness, and the clocks on the walls.
    public let surroundings: Surroundings
    /// SHA-256, for idempotency keys.
    public let digest: @Sendable ([UInt8]) -> [UInt8]
    /// Whether the house can be used: asked by `/readyz`.
    public let readiness: @Sendable () async -> Readiness
    /// What is true of this site.
    public let site: Site
    /// Every place in the Netherlands and Belgium; the first time it may take some tenths of a second.
    public let gazetteer: @Sendable () async throws -> Gazetteer
    /// The registry in figures, at most some seconds old.
    public let figures: @Sendable () async throws -> Figures

    /// What is true of this site.
    public struct Site: Sendable {
        /// How people reach it.
        public let address: SiteAddress
        /// The folder with styles and scripts.
        public let share: URL
        /// The templates of every page, read once for the whole house.
        public let templates: PageLibrary
        /// The words of every language, read once for the whole house.
        public let words: Catalogues
        /// Sign-in links on the home page, in a demo only.
        public let demoLinks: [DemoLink]
        /// The letters that were sent, the newest first, in a demo only; nil where letters go out into the world.
        public let mailbox: (@Sendable () -> [SentLetter])?
        /// The folder with Leaflet, which shows maps; nil where pages do without.
        public let leaflet: URL?
        /// Where a map's pictures come from; nil for maps without.
        public let map: MapTiles?
        /// Packs bytes by gzip; nil for what it would not make shorter.
        public let pack: @Sendable ([UInt8]) -> [UInt8]?
        /// Whose word is taken for where a request came from.
        public let proxies: TrustedProxies
        /// Who keeps it running.
        public let keeper: Keeper

        /// A site.
        public init(
            address: SiteAddress, share: URL, templates: PageLibrary, words: Catalogues, demoLinks: [DemoLink] = [],
            mailbox: (@Sendable () -> [SentLetter])? = nil, leaflet: URL? = nil, map: MapTiles? = nil,
            pack: @escaping @Sendable ([UInt8]) -> [UInt8]? = { _ in nil }, proxies: TrustedProxies = TrustedProxies(),
            keeper: Keeper = Keeper()
        ) {
            self.address = address
            self.share = share
            self.templates = templates
            self.words = words
            self.demoLinks = demoLinks
            self.mailbox = mailbox
            self.leaflet = leaflet
            self.map = map
            self.pack = pack
            self.proxies = proxies
            self.keeper = keeper
        }

        /// Its address, without a slash at the end: `https://saar.example.org`.
        public var url: String { address.url }

        /// Whether cookies must travel by TLS only.
        public var isSecure: Bool { url.begins(with: "https:") }
    }

    /// Who keeps a site running, as far as they say who they are: what is nil is not said.
    public struct Keeper: Sendable, Hashable {
        /// What they are called: `Gemeente Woerden`.
        public let name: String?
        /// Where people can write to them.
        public let email: EmailAddress?

        /// Somebody who keeps a site running.
        public init(name: String? = nil, email: EmailAddress? = nil) {
            self.name = name
            self.email = email
        }
    }

    /// A letter as the mailbox of a demo shows it.
    public struct SentLetter: Sendable, Hashable {
        /// The letter.
        public let letter: Letter
        /// When it was sent.
        public let at: Moment

        /// A letter and its time.
        public init(letter: Letter, at: Moment) {
            self.letter = letter
            self.at = at
        }
    }

    /// A person of the demo street, and the link that signs them in.
    public struct DemoLink: Sendable, Hashable {
        /// Their first name.
        public let name: String
        /// resident, coordinator, police, municipality, foundation
        public let role: String
        /// The name of the group or zone they belong to.
        public let place: String
        /// The link.
        public let url: String

        /// A person and their link.
        public init(name: String, role: String, place: String, url: String) {
            self.name = name
            self.role = role
            self.place = place
            self.url = url
        }
    }

    /// A house, furnished.
    public init(
        alerts: AlertDesk, notices: NoticeDesk, choices: ChoiceDesk, push: PushDesk? = nil, groups: GroupDesk,
        members: MemberDesk, testAlarms: TestAlarmDesk, links: LinkDesk, persons: PersonDesk, signIns: SignInDesk,
        registry: RegistryDesk,
        households: HouseholdDesk,
        coCoordinations: CoCoordinationDesk,
        registryMap: @escaping @Sendable () -> RegistryMap,
        areas: any AreaOperations, codes: any QRWriter, live: LiveHub, surroundings: Surroundings,
        digest: @escaping @Sendable ([UInt8]) -> [UInt8],
        readiness: @escaping @Sendable () async -> Readiness, site: Site,
        gazetteer: @escaping @Sendable () async throws -> Gazetteer = { .empty },
        figures: (@Sendable () async throws -> Figures)? = nil,
        answers: OpenCache = OpenCache(), lanes: OpenLanes? = nil
    ) {
        self.alerts = alerts
        self.notices = notices
        self.choices = choices
        self.push = push
        self.groups = groups
        self.members = members
        self.testAlarms = testAlarms
        self.links = links
        self.persons = persons
        self.signIns = signIns
        self.registry = registry
        self.households = households
        self.coCoordinations = coCoordinations
        self.registryMap = registryMap
        self.areas = areas
        self.codes = codes
        self.live = live
        self.surroundings = surroundings
        self.digest = digest
        self.readiness = readiness
        self.site = site
        self.gazetteer = gazetteer
        self.answers = answers
        self.lanes = lanes ?? OpenLanes { surroundings.now() }
        self.figures = figures ?? { Figures(registryMap(), places: try await gazetteer()) }
    }
}
