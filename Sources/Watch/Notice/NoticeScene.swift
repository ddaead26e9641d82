/// What is known when it is decided about a notice.
public struct NoticeScene: Sendable {
    public let notice: Notice
    /// The group through which they are told.
    public let group: Group
    /// Nil for who was erased.
    public let person: Person?
    /// Their place in the group; nil for an officer.
    public let member: Member?
    /// Whether they hold the office of the group's police.
    public let isOfficer: Bool
    /// What it tells, as it stands now.
    public let matter: NoticeMatter
    /// Their ways, the first to be tried first; of a letter, the address to which it goes.
    public let ways: [Way]
    /// What they chose to hear.
    public let choice: NoticeChoice

    public init(
        notice: Notice, group: Group, person: Person?, member: Member?, isOfficer: Bool = false, matter: NoticeMatter,
        ways: [Way], choice: NoticeChoice = NoticeChoice()
    ) {
        self.notice = notice
        self.group = group
        self.person = person
        self.member = member
        self.isOfficer = isOfficer
        self.matter = matter
        self.ways = ways
        self.choice = choice
    }

    /// The same for a server that has these channels alone.
    func by(_ channels: some Collection<NoticeChannel>) -> NoticeScene {
        NoticeScene(
            notice: notice, group: group, person: person, member: member, isOfficer: isOfficer, matter: matter,
            ways: ways.filter { channels.contains($0.channel) }, choice: choice)
    }

    /// What is known of the alert of which it tells; nil for what is about none.
    public var alert: AlertMatter? {
        if case .alert(let matter) = matter { matter } else { nil }
    }
}

/// What a notice tells, as it stands when it is decided about it.
public enum NoticeMatter: Hashable, Sendable {
    /// News of an alert.
    case alert(AlertMatter)
    /// A test of the group's alarm; whether a page has shown it to them.
    case testAlarm(isSeen: Bool)
    /// What a letter says now; nil where there is nothing to tell any more.
    case letter(LetterContent?)
}

/// What is known of an alert when it is decided whether somebody is told of it.
public struct AlertMatter: Hashable, Sendable {
    /// What the news is to who is told of it.
    public let news: Notice.Kind
    /// The alert as it stands now.
    public let alert: Alert
    /// The message that the news brings or takes back; nil where there is none.
    public let message: Message?
    /// Whether a page has shown it to them.
    public let isSeen: Bool
    /// Whether they have been told of the alert before, by a page or by a channel that took it.
    public let isToldBefore: Bool
    /// Whether something that they are to be told of the alert before this is still on its way to them.
    public let isBehind: Bool

    public init(
        news: Notice.Kind, alert: Alert, message: Message? = nil, isSeen: Bool = false, isToldBefore: Bool = false,
        isBehind: Bool = false
    ) {
        self.news = news
        self.alert = alert
        self.message = message
        self.isSeen = isSeen
        self.isToldBefore = isToldBefore
        self.isBehind = isBehind
    }
}
