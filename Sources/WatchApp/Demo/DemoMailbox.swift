import Synchronization
import Watch
import WatchWeb

/// Where the letters of a demo land: a page shows them, and nothing goes out into the world.
public final class DemoMailbox: LetterCarrier {
    /// More are not kept: a demo may run for weeks at a fair.
    static let most = 50

    private let clock: any WatchClock
    private let sent = Mutex<[House.SentLetter]>([])

    /// An empty mailbox.
    public init(clock: any WatchClock) {
        self.clock = clock
    }

    /// Takes the letter in.
    public func carry(_ letter: Letter) async throws {
        let arrived = House.SentLetter(letter: letter, at: clock.now())
        sent.withLock { sent in
            sent.insert(arrived, at: 0)
            if sent.count > DemoMailbox.most { sent.removeLast() }
        }
    }

    /// What has come, the newest first.
    public var letters: [House.SentLetter] { sent.withLock { $0 } }
}
