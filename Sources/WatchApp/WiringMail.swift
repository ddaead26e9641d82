import Logging
import Watch
import WatchMail
import WatchWords

/// What goes out by the mailer of this machine, and what comes back from it.
extension Wiring {
    /// Who carries letters.
    ///
    /// - Parameter carrier: nil for the mailer of this machine, by a line of its own: letters wait behind those alone that
    ///   are given to the same one.
    static func post(
        _ settings: Settings, _ carrier: (any LetterCarrier)?, surroundings: Surroundings, logger: Logger,
        places: Int = 8
    ) -> LoggedCarrier {
        LoggedCarrier(
            carrier
                ?? Sendmail(
                    from: Sender(address: settings.mailFrom), program: settings.sendmail ?? Sendmail.usualProgram,
                    places: places, surroundings: surroundings), logger: logger)
    }

    /// E-mail as a channel. Its letters have places of their own at the mailer, so that an alarm waits behind no other letter
    /// and a code for signing in behind no alarms.
    static func mail(
        _ settings: Settings, _ carrier: (any LetterCarrier)?, _ words: Catalogues, _ site: SiteAddress,
        surroundings: Surroundings, logger: Logger
    ) -> MailChannel {
        let letters = NoticeLetter(words: words, site: site)
        let post = post(settings, carrier, surroundings: surroundings, logger: logger, places: MailChannel.width)
        return MailChannel(carrier: post) { letters.letter($0, to: $1) }
    }

    /// E-mail as a channel for what waits: letters of the registry, one after another, by the carrier of the codes for signing
    /// in. Whoever waits for a code waits behind one of them at most.
    static func slowMail(_ post: LoggedCarrier, _ words: Catalogues, _ site: SiteAddress) -> MailChannel {
        let letters = NoticeLetter(words: words, site: site)
        return MailChannel(carrier: post, width: 1) { letters.letter($0, to: $1) }
    }

    /// How many bytes of a returned letter are read.
    public static let mostBounceBytes = Bounce.mostBytes

    /// Takes in what a mailer writes back about a letter.
    ///
    /// - Parameter message: as the mailer hands it to a program; what is longer than `mostBounceBytes` is passed over.
    /// - Returns: what came of it, in one line for the mailer's log that says nothing of anybody.
    public func takeBack(_ message: [UInt8]) async throws -> String {
        switch Bounce(message) {
        case .failed(let receipt):
            try await notices.bounced(receipt)
                ? "a letter of ours came back: its way is shown as broken to whose it is"
                : "passed over: no letter that this house sent, or none that it still knows"
        case .passedOver(.tooLarge): "passed over: larger than any report about a letter of ours"
        case .passedOver(.noReport): "passed over: no report about a letter"
        case .passedOver(.notForGood): "passed over: it does not say that a letter came back for good"
        case .passedOver(.notTheAddress): "passed over: the letter was refused, and not the address"
        case .passedOver(.noReceipt): "passed over: what came back is no letter of ours"
        }
    }
}
