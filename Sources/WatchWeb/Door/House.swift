import Foundation
import Watch

/// Everything the web needs of the house behind it: the desks, the live door, and what is true of this site.
public struct House: Sendable {
    public let alerts: AlertDesk
    public let groups: GroupDesk
    public let members: MemberDesk
    public let persons: PersonDesk
    public let live: LiveHub
    public let surroundings: Surroundings
    /// SHA-256, for idempotency keys.
    public let digest: @Sendable ([UInt8]) -> [UInt8]
    /// Whether the house can be used: asked by `/readyz`.
    public let isReady: @Sendable () async -> Bool
    public let site: Site

    /// What is true of this site.
    public struct Site: Sendable {
        /// How people reach it, without a slash at the end: `https://saar.example.org`.
        public let url: String
        /// The folder with templates, styles, scripts and words.
        public let share: URL
        /// Sign-in links on the home page, in a demo only.
        public let demoLinks: [DemoLink]

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
        public let name: String
        /// resident, coordinator, police, municipality, foundation
        public let role: String
        /// The name of the group or zone they belong to.
        public let place: String
        public let url: String

        public init(name: String, role: String, place: String, url: String) {
            self.name = name
            self.role = role
            self.place = place
            self.url = url
        }
    }

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
