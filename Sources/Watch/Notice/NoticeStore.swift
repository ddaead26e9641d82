/// Where it is kept who is told of what, and by which ways. What is to be told comes with the change that gives rise to it:
/// one audience row in its transaction, and nothing is told that was not saved.
public protocol NoticeStore: Sendable {
    // MARK: until everybody has been told

    /// Takes the oldest news that is not spread yet one slice further: as many people as `slice` get a notice, in one
    /// transaction, so that a crash goes on where it was. Whoever was a member at its sequence is among them; of news that
    /// follows, whoever was told before.
    ///
    /// - Parameter wait: for how long open pages have the first word.
    /// - Returns: whether there was anything to do; call again at once when there was.
    func spread(at now: Moment, slice: Int, wait: Span) async throws -> Bool

    /// Notices of a lane that are due by now, each for one server at a time: nobody else gets them until the lease is over. At
    /// most `limit`, the longest due first. Looking costs nothing where there are none.
    func claim(_ lane: Notice.Lane, at now: Moment, lease: Span, limit: Int) async throws -> [NoticeScene]

    /// Notes right before they are sent that they are, each by which channel and with which receipt: whoever dies from here
    /// on leaves them in doubt.
    ///
    /// - Parameter leasedUntil: that of the claim.
    /// - Returns: those that are still to be sent: the others were seen meanwhile, are about what is over by now, or are another
    ///   server's.
    func begin(
        _ sendings: [Notice.Key: NoticeSending], leasedUntil: Moment, at now: Moment
    ) async throws -> Set<Notice.Key>

    /// Notes what became of notices that were claimed; those whose lease is another's by now stay as that one has them.
    ///
    /// - Parameter leasedUntil: that of the claim.
    func settle(
        _ settlements: [Notice.Key: NoticeRules.Settlement], leasedUntil: Moment, at now: Moment
    ) async throws

    /// What is to be told of a subject by letter is not told any more, unless it has gone out.
    func withdraw(_ subject: Subject) async throws

    /// Erases letters that have been told, or are not to be any more, since before this moment; at most `limit`.
    ///
    /// - Returns: how many.
    func eraseLetters(toldBefore moment: Moment, limit: Int) async throws -> Int

    /// How many of an alert's notices stand how, whatever they tell; `AlertStore.reach` says it of people.
    func tally(of alert: AlertId) async throws -> NoticeTally

    // MARK: ways

    /// Somebody's ways, in their order: those they chose about, and those that the house has for them (their own address, on
    /// by itself). Empty for who has no address.
    func ways(of person: PersonId) async throws -> [Way]

    /// Puts somebody's ways in this order, and on or off. A way that is switched on has its bounces forgotten.
    ///
    /// - Throws: `not-found` for who was erased.
    func change(_ wishes: [WayWish], of person: PersonId, at now: Moment) async throws

    /// The way with this capability; nil where there is none.
    func way(with capability: String) async throws -> Way?

    /// Switches off the way with this capability: what one press in a letter does, with nobody signed in. A second time
    /// changes nothing.
    ///
    /// - Returns: whether there is such a way.
    func stop(_ capability: String, at now: Moment) async throws -> Bool

    /// Something that was sent came back for good. A question that went to an address which somebody else gave breaks nobody's
    /// way.
    ///
    /// - Parameter receipt: what was in it, and in nothing else (`NoticeReceipt`): nobody breaks another's way by a letter of
    ///   their own.
    /// - Returns: whether it was something that we sent.
    func bounced(_ receipt: NoticeReceipt, at now: Moment) async throws -> Bool
}

/// That a notice is handed to a channel now.
public struct NoticeSending: Hashable, Sendable {
    public let channel: NoticeChannel
    public let receipt: NoticeReceipt

    public init(channel: NoticeChannel, receipt: NoticeReceipt) {
        self.channel = channel
        self.receipt = receipt
    }
}

/// What stands in one sending and in no other, so that an answer to it can be told from what anybody may write.
public struct NoticeReceipt: Hashable, Sendable {
    /// 32 hexadecimal digits.
    public let text: String

    /// Nil unless it is one.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 32, let bytes = Hex.bytes(text), bytes.count == 16 else { return nil }
        self.text = text.lowercased()
    }

    /// A new one, of sixteen random bytes.
    public init(bytes: [UInt8]) { text = Hex.text(bytes) }
}
