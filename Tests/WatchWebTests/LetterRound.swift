import Synchronization
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

extension APIStreet {
    /// What a server does about letters of the registry: meets what is due, and writes what is to go out.
    ///
    /// - Returns: what went out of this cause, in order.
    func write(_ cause: Notice.Cause) async throws -> [Letter] {
        while try await dues.round() > 0 {}
        let words = NoticeLetter(words: try PageStreet.catalogues.get(), site: SiteAddress("https://saar.test"))
        let channel = LetterChannel(carrier: letters, words: words)
        let desk = NoticeDesk(
            store: notices, channels: [channel], announcer: RecordingAnnouncer(), surroundings: house.surroundings)
        for lane in [Notice.Lane.letters, .many] {
            while try await desk.deliver(lane) > 0 {}
        }
        return channel.letters(of: cause)
    }
}

/// E-mail as a channel, over the street's carrier.
private final class LetterChannel: Channel {
    let kind = NoticeChannel.mail
    let width = 1
    private let carrier: RecordingCarrier
    private let words: NoticeLetter
    private let sent = Mutex<[(cause: Notice.Cause, letter: Letter)]>([])

    init(carrier: RecordingCarrier, words: NoticeLetter) {
        self.carrier = carrier
        self.words = words
    }

    func letters(of cause: Notice.Cause) -> [Letter] {
        sent.withLock { $0.filter { $0.cause == cause }.map(\.letter) }
    }

    func send(_ dispatch: Dispatch) async throws(CancellationError) -> ChannelAnswer {
        guard let address = EmailAddress(dispatch.way.address) else { return .refused }
        let letter = words.letter(dispatch, to: address)
        do {
            try carrier.carry(letter)
        } catch {
            return .later(after: nil)
        }
        sent.withLock { $0.append((dispatch.notice.cause, letter)) }
        return .accepted
    }
}
