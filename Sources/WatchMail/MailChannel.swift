import Watch

/// E-mail as a channel: each notice one letter, handed to the mailer of this machine.
public struct MailChannel: Channel {
    /// So many alarms at a time, and as many places their carrier should have, so that none of them waits in line: waiting
    /// counts as sending for the pipeline.
    public static let width = 8

    public var kind: NoticeChannel { .mail }
    public let width: Int

    private let carrier: any LetterCarrier
    private let letter: @Sendable (Dispatch, EmailAddress) -> Letter

    /// - Parameters:
    ///   - carrier: for alarms its own, whom nobody else gives letters: an alarm stands behind no question of the registry,
    ///     and somebody's code for signing in behind no 13,000 alarms.
    ///   - width: how many letters it hands over at a time. One by one leaves a carrier to others who use it, too.
    ///   - letter: what is written; its receipt is the dispatch's.
    public init(
        carrier: any LetterCarrier, width: Int = MailChannel.width,
        letter: @escaping @Sendable (Dispatch, EmailAddress) -> Letter
    ) {
        self.carrier = carrier
        self.width = width
        self.letter = letter
    }

    public func send(_ dispatch: Dispatch) async throws(CancellationError) -> ChannelAnswer {
        guard let address = EmailAddress(dispatch.way.address) else { return .refused }
        do {
            try await carrier.carry(letter(dispatch, address))
            return .accepted
        } catch let cancelled as CancellationError {
            throw cancelled
        } catch let fault as SendmailFault {
            return ChannelAnswer(fault)
        } catch {
            // Nobody knows how far it came.
            return .inDoubt
        }
    }
}

extension ChannelAnswer {
    /// What a fault of the mailer says of the letter it was to take.
    ///
    /// No for good is only what is said of this letter or of who gets it. Whatever may be wrong with this machine or its
    /// mailer (full, switched off, set up amiss) somebody mends, and the letter is worth another try: to be refused would be
    /// never to be told.
    init(_ fault: SendmailFault) {
        switch fault {
        case .exited(let status):
            switch status {
            // sysexits.h: EX_DATAERR of the letter, EX_NOUSER and EX_NOHOST of the address.
            case 65, 67, 68: self = .refused
            default: self = .later(after: nil)
            }
        // It has not seen the letter, or not all of it.
        case .couldNotStart, .unread: self = .later(after: nil)
        // It may have had the letter in its queue by then.
        case .killed, .timedOut, .lost: self = .inDoubt
        }
    }
}
