import Synchronization
import Watch

/// A channel that keeps everything it was given, in order, and answers as it was told to.
public final class RecordingChannel: Channel {
    private struct Desk {
        var dispatches: [Dispatch] = []
        var answers: [ChannelAnswer] = []
        var isDying = false
    }

    public let kind: NoticeChannel
    public let width: Int
    private let desk = Mutex(Desk())

    /// Takes whatever comes.
    public init(_ kind: NoticeChannel = .mail, width: Int = 8) {
        self.kind = kind
        self.width = width
    }

    /// Everything so far.
    public var dispatches: [Dispatch] { desk.withLock { $0.dispatches } }

    /// Who was told, in order.
    public var people: [PersonId] { dispatches.map(\.notice.key.person) }

    /// The next are answered so, one after another; then everything is accepted again.
    public func answer(_ answers: ChannelAnswer...) { desk.withLock { $0.answers += answers } }

    /// From now on it dies after it has sent something, and before it says so; or no more.
    public func die(_ isDying: Bool = true) { desk.withLock { $0.isDying = isDying } }

    /// See `Channel`.
    public func send(_ dispatch: Dispatch) throws(CancellationError) -> ChannelAnswer {
        let answer = desk.withLock { desk -> ChannelAnswer? in
            desk.dispatches.append(dispatch)
            if desk.isDying { return nil }
            return desk.answers.isEmpty ? .accepted : desk.answers.removeFirst()
        }
        guard let answer else { throw CancellationError() }
        return answer
    }
}
