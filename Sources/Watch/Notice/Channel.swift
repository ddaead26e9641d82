/// One technology by which people are told: e-mail, and later pushes, chats and SMS. What it is to send was decided before;
/// one contract suite holds for all of them.
public protocol Channel: Sendable {
    /// Which one it is.
    var kind: NoticeChannel { get }

    /// How many it takes at a time; more wait with the pipeline.
    var width: Int { get }

    /// Sends one, and says what came of it. It fails with an answer and never with an error but `CancellationError`, after
    /// which nobody knows whether it went out.
    func send(_ dispatch: Dispatch) async throws(CancellationError) -> ChannelAnswer
}

/// What a channel says became of something that it was to send.
public enum ChannelAnswer: Hashable, Sendable {
    /// The other side has taken it over. Whether anybody sees it, this does not say.
    case accepted
    /// It was seen.
    case shown
    /// It will never be taken: the way is broken.
    case refused
    /// Not now; after so long at the earliest, where the other side says so.
    case later(after: Span?)
    /// It does not fit. Nothing shorter is known.
    case tooLarge
    /// It may have gone out, or not.
    case inDoubt
}

/// What is sent to one person by one channel: all that its words are made from, and nothing more.
public struct Dispatch: Hashable, Sendable {
    public let notice: Notice
    /// Where to.
    public let way: Way
    /// What answers to this sending are known by.
    public let receipt: NoticeReceipt
    /// In which it is written: theirs; of a question to lead, that of who asks.
    public let language: Language
    public let group: Group
    public let content: Content
    /// Whether it is theirs to look after the group.
    public let isCoordinator: Bool
    /// When it is sent.
    public let now: Moment

    /// What it tells.
    public enum Content: Hashable, Sendable {
        /// News of an alert, which neighbours may read as it is now; and the message that the news brings, nil where it
        /// brings none or was taken back.
        case alert(Notice.Kind, AlertView, MessageView?)
        /// A test of the group's alarm.
        case testAlarm
        /// A letter of the registry.
        case letter(LetterContent)
    }

    public init(
        notice: Notice, way: Way, receipt: NoticeReceipt, language: Language, group: Group, content: Content,
        isCoordinator: Bool = false, now: Moment
    ) {
        self.notice = notice
        self.way = way
        self.receipt = receipt
        self.language = language
        self.group = group
        self.content = content
        self.isCoordinator = isCoordinator
        self.now = now
    }

    /// The alert of which it tells; nil for what is about none.
    public var alert: AlertView? {
        if case .alert(_, let alert, _) = content { alert } else { nil }
    }

    /// The message that news of an alert brings; nil where there is none.
    public var message: MessageView? {
        if case .alert(_, _, let message) = content { message } else { nil }
    }
}

/// What a letter of the registry says, as it is when it is written: nobody is told what is over.
public enum LetterContent: Hashable, Sendable {
    /// What became of their own place in the group.
    case place(MemberLetter.Cause)
    /// What the group's coordinators are told.
    case coordinators(GroupLetter.Content)
    /// Whether all is still right with the group: the first time, the second, …
    case reminder(letter: Int)
    /// That these groups are closed soon.
    case warning([Group])
    /// That these groups have nobody, nor have so many that are not confirmed.
    case escalation([Group], unconfirmed: Int)
    /// Whether they lead the group as well.
    case question
    /// That nothing was heard of these devices of theirs for long.
    case silence([PushSilence.Device])
}
