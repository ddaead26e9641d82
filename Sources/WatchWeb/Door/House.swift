import Foundation
import Watch

/// Everything the web needs of the house behind it: the desks, the live door, and what is true of this site.
public struct House: Sendable {
    /// Where alerts are dealt with.
    public let alerts: AlertDesk
    /// Where groups are found and founded.
    public let groups: GroupDesk
    /// Where people join and leave.
    public let members: MemberDesk
    /// Who is at the door.
    public let persons: PersonDesk
    /// The live streams.
    public let live: LiveHub
    /// The time, randomness, and the clocks on the walls.
    public let surroundings: Surroundings
    /// SHA-256, for idempotency keys.
    public let digest: @Sendable ([UInt8]) -> [UInt8]
    /// Whether the house can be used: asked by `/readyz`.
    public let isReady: @Sendable () async -> Bool
    /// What is true of this site.
    public let site: Site

    /// What is true of this site.
    public struct Site: Sendable {
        /// How people reach it, without a slash at the end: `https://saar.example.org`.
        public let url: String
        /// The folder with templates, styles, scripts and words.
        public let share: URL
        /// Sign-in links on the home page, in a demo only.
        public let demoLinks: [DemoLink]

        /// A site.
        public init(url: String, share: URL, demoLinks: [DemoLink] = []) {
            self.url = url
            self.share = share
            self.demoLinks = demoLinks
        }

        /// Whether cookies must travel by TLS only.
        public var isSecure: Bool { url.hasPrefix("https:") }
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
        alerts: AlertDesk, groups: GroupDesk, members: MemberDesk, persons: PersonDesk, live: LiveHub,
        surroundings: Surroundings, digest: @escaping @Sendable ([UInt8]) -> [UInt8],
        isReady: @escaping @Sendable () async -> Bool, site: Site
    ) {
        self.alerts = alerts
        self.groups = groups
        self.members = members
        self.persons = persons
        self.live = live
        self.surroundings = surroundings
        self.digest = digest
        self.isReady = isReady
        self.site = site
    }
}
