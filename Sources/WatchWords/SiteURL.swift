import Watch

/// The addresses of Saar's pages, for links and for routes: the API's are the same under `/api/v1`.
public enum SiteURL: Hashable, Sendable {
    case home
    case groups
    /// The figures of the country that one starts with.
    case figures
    /// The figures of a country, by its ISO code.
    case statistics(String)
    /// The figures of a province or a municipality, by its code.
    case territory(String)
    case newGroup
    case map
    case embed
    case embeddedFinder
    case openData
    case signIn
    case signInLink(String)
    case signInCode
    case signOut
    case language
    case me
    /// One's own ways to be told.
    case channels
    /// What one wants to hear.
    case choices
    /// Where hearing is stopped, and brought back.
    case stop
    /// One of one's own browsers that may be woken.
    case pushDevice(PushDeviceId)
    /// Where one's alarm is tested on it.
    case pushTest(PushDeviceId)
    case devices
    case device(TokenId)
    case otherDevices
    case record
    case recordPage
    case erasure
    case privacy
    case help
    case contact
    case accessibility
    case mailbox
    /// Where one press stops the letters of which one holds this, without signing in.
    case letterStop(String)
    /// An alert for anybody who has its link.
    case linked(String)
    case group(Group.Address)
    case report(Group.Address)
    case alerts(Group.Address)
    case apply(Group.Address)
    case join(Group.Address)
    case members(Group.Address)
    case member(Group.Address, MemberId)
    /// Where it is tried whether its members would be woken.
    case testAlarms(Group.Address)
    case links(Group.Address)
    case link(Group.Address, Group.Address)
    case leave(Group.Address)
    case mute(Group.Address)
    /// What one wants to hear of a group.
    case groupChoices(Group.Address)
    case registry(Group.Address)
    case renewal(Group.Address)
    case handOver(Group.Address)
    case groupClosure(Group.Address)
    case groupReopening(Group.Address)
    case care
    /// The groups that an office oversees.
    case overseen
    case alert(AlertId)
    case reactions(AlertId)
    case corrections(AlertId)
    case closure(AlertId)
    case reopening(AlertId)
    case hold(AlertId)
    case forwards(AlertId)
    case retraction(MessageId)
    case flags(MessageId)
    case live
    case settings(Group.Address)
    case sheet(Group.Address)
    case codes(Group.Address)
    /// Groups that wait for their confirmation.
    case waitingGroups
    case confirmation(Group.Address)
    case decline(Group.Address)
    /// Where who is asked to lead a group as well answers.
    case coCoordination(Group.Address)
    /// Where the question is taken back.
    case coCoordinationWithdrawal(Group.Address)
    /// Where a code is typed, or the place to which one leads.
    case joinCode(String?)

    /// The path, ready for an `href`.
    public var path: String {
        switch self {
        case .home: "/"
        case .groups: "/groups"
        case .figures: "/statistics"
        case .statistics(let country): "/statistics?country=\(country)"
        case .territory(let code): "/statistics/\(code)"
        case .newGroup: "/groups/new"
        case .map: "/map"
        case .embed: "/embed"
        case .embeddedFinder: "/embed/finder"
        case .openData: "/open-data"
        case .signIn: "/sign-in"
        case .signInLink(let link): "/sign-in/\(link)"
        case .signInCode: "/sign-in/code"
        case .language: "/language"
        case .me: "/me"
        case .channels: "/me/channels"
        case .choices: "/me/choices"
        case .stop: "/me/choices/stop"
        case .pushDevice(let device): "/me/subscriptions/\(device)"
        case .pushTest(let device): "/me/subscriptions/\(device)/test"
        case .devices: "/me/devices"
        case .device(let token): "/me/devices/\(token)"
        case .otherDevices: "/me/devices/others"
        case .record: "/me/data.json"
        case .recordPage: "/me/data"
        case .erasure: "/me/erasure"
        case .privacy: "/privacy"
        case .help: "/help"
        case .contact: "/contact"
        case .accessibility: "/accessibility"
        case .mailbox: "/demo/mailbox"
        case .linked(let link): "/a/\(link)"
        case .letterStop(let capability): "/u/\(capability)"
        case .signOut: "/sign-out"
        case .group(let group): "/groups/\(group.text)"
        case .report(let group): "/groups/\(group.text)/report"
        case .alerts(let group): "/groups/\(group.text)/alerts"
        case .apply(let group), .members(let group): "/groups/\(group.text)/members"
        case .join(let group): "/groups/\(group.text)/join"
        case .member(let group, let member): "/groups/\(group.text)/members/\(member)"
        case .testAlarms(let group): "/groups/\(group.text)/test-alarms"
        case .links(let group): "/groups/\(group.text)/links"
        case .link(let group, let other): "/groups/\(group.text)/links/\(other.text)"
        case .leave(let group): "/groups/\(group.text)/leave"
        case .mute(let group): "/groups/\(group.text)/mute"
        case .groupChoices(let group): "/groups/\(group.text)/choices"
        case .registry(let group): "/groups/\(group.text)/registry"
        case .renewal(let group): "/groups/\(group.text)/renewal"
        case .handOver(let group): "/groups/\(group.text)/handover"
        case .groupClosure(let group): "/groups/\(group.text)/closure"
        case .groupReopening(let group): "/groups/\(group.text)/reopening"
        case .care: "/registry/care"
        case .overseen: "/registry/groups"
        case .alert(let alert): "/alerts/\(alert)"
        case .reactions(let alert): "/alerts/\(alert)/reactions"
        case .corrections(let alert): "/alerts/\(alert)/corrections"
        case .closure(let alert): "/alerts/\(alert)/closure"
        case .reopening(let alert): "/alerts/\(alert)/reopening"
        case .hold(let alert): "/alerts/\(alert)/hold"
        case .forwards(let alert): "/alerts/\(alert)/forwards"
        case .retraction(let message): "/messages/\(message)/retraction"
        case .flags(let message): "/messages/\(message)/flags"
        case .live: "/api/v1/live"
        case .settings(let group): "/groups/\(group.text)/settings"
        case .sheet(let group): "/groups/\(group.text)/sheet"
        case .codes(let group): "/groups/\(group.text)/codes"
        case .waitingGroups: "/registry"
        case .confirmation(let group): "/groups/\(group.text)/confirmation"
        case .decline(let group): "/groups/\(group.text)/decline"
        case .coCoordination(let group): "/groups/\(group.text)/co-coordination"
        case .coCoordinationWithdrawal(let group): "/groups/\(group.text)/co-coordination/withdrawal"
        case .joinCode(let code): "/j" + (code.map { "/\($0)" } ?? "")
        }
    }
}

extension Group {
    /// How a page's address names a group: by its slug.
    public struct Address: Hashable, Sendable {
        /// As it stands in the address.
        public let text: String

        /// The address of a group.
        public init(_ group: Group) { text = group.slug }

        /// The address of a group as the registry shows it.
        public init(_ group: ListedGroup) { text = group.slug }

        /// The address of a group for letters to people who may not know it: by its id, since a slug is a name, and anybody
        /// chooses it.
        public init(_ group: GroupId) { text = group.text }
    }
}

extension SiteURL {
    /// The words of addresses of pages to which a letter leads.
    public static let words: Set<String> = [
        "groups", "new", "report", "members", "join", "links", "registry", "care", "settings", "sheet", "codes",
        "co-coordination", "alerts", "reactions", "corrections", "closure", "decline", "me", "channels", "devices",
        "data",
        "erasure", "privacy", "help", "contact", "accessibility", "map", "statistics", "open-data",
        "j",
    ]
}

/// A place on this site to come back to, as an address or a form brings it. Anything that could lead elsewhere is none.
public struct LocalPath: Equatable, Sendable {
    /// Begins with a single slash.
    public let text: String

    /// A place that somebody's browser named; nil for none, and for what could lead elsewhere.
    public init?(_ typed: String?) {
        guard let typed, typed.utf8.count <= 200, typed.begins(with: "/"), !typed.begins(with: "//"),
            typed.utf8.allSatisfy({ byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_/".utf8.contains(byte)
            })
        else { return nil }
        text = typed
    }

    /// The same as a query: `?next=/groups/kerkstraat`.
    public func query(_ name: String) -> String { "?\(name)=\(text)" }
}
