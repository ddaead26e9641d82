import Synchronization
import Watch

/// The pushes of a night: services that take them, fail, say "later", lose their answer or take the server with them; and
/// devices that show what they are sent at once, late, twice or never, and say so.
final class NightPush: Channel {
    /// A push that was taken over: what the device has got, whatever the server knows of it.
    struct Push: Hashable, Sendable {
        let key: Notice.Key
        let kind: Notice.Kind
        let alert: AlertId
        let at: Moment
        let tries: Int
        /// Whether the server heard that it was taken.
        let isAnswered: Bool
    }

    /// What a device is about to say.
    struct Showing: Hashable, Sendable {
        let key: Notice.Key
        let capability: PushCapability
        let at: Moment
    }

    let kind = NoticeChannel.push
    let width = 8
    private let dice: NightDice
    private let pushes = Mutex<[Push]>([])
    private let showings = Mutex<[Showing]>([])
    private let deaths = Mutex<Bool>(false)
    private let isFaulty = Mutex<Bool>(false)

    init(dice: NightDice) { self.dice = dice }

    /// Whether it fails now and then, from now on.
    func setFaulty(_ faulty: Bool) { isFaulty.withLock { $0 = faulty } }

    /// All that were taken over, in the order of their time.
    var taken: [Push] {
        pushes.withLock { $0 }.sorted { ($0.at, $0.key, $0.tries) < ($1.at, $1.key, $1.tries) }
    }

    /// Whether a server died in a sending since this was asked last.
    func hasDied() -> Bool {
        deaths.withLock { died in
            defer { died = false }
            return died
        }
    }

    /// When a device says something next; nil where none will.
    var nextShowing: Moment? { showings.withLock { $0.map(\.at).min() } }

    /// What devices say by now.
    func drain(until now: Moment) -> [Showing] {
        showings.withLock { showings in
            defer { showings.removeAll { $0.at <= now } }
            return showings.filter { $0.at <= now }.sorted { ($0.at, $0.key) < ($1.at, $1.key) }
        }
    }

    func send(_ dispatch: Dispatch) async throws(CancellationError) -> ChannelAnswer {
        let notice = dispatch.notice
        let words = "push \(notice.key.news) \(notice.key.person) \(notice.tries) \(notice.at.milliseconds)"
        guard isFaulty.withLock({ $0 }) else {
            keep(dispatch, words)
            return .accepted
        }
        switch dice.fixed(words) {
        case 0..<6: return .later(after: nil)
        case 6..<8: return .later(after: .seconds(90))
        case 8..<12: return .refused
        case 12..<13: return .tooLarge
        case 13..<16:
            keep(dispatch, words, isAnswered: false)
            return .inDoubt
        case 16..<18: return .inDoubt
        case 18..<20:
            keep(dispatch, words, isAnswered: false)
            deaths.withLock { $0 = true }
            throw CancellationError()
        case 20..<22:
            deaths.withLock { $0 = true }
            throw CancellationError()
        default:
            keep(dispatch, words)
            return .accepted
        }
    }

    private func keep(_ dispatch: Dispatch, _ words: String, isAnswered: Bool = true) {
        guard case .alert(let news, let alert, _) = dispatch.content, let device = dispatch.way.devices.first else {
            return
        }
        let key = dispatch.notice.key
        pushes.withLock {
            $0.append(
                Push(
                    key: key, kind: news, alert: alert.id, at: dispatch.now, tries: dispatch.notice.tries,
                    isAnswered: isAnswered))
        }
        let fate = Int64(dice.fixed("shown \(words)"))
        // Of a device that lies in a drawer nobody hears.
        guard fate >= 30 else { return }
        let delay: Span = fate < 42 ? .seconds(fate) : Span(milliseconds: fate * 40)
        let again = Span(milliseconds: delay.milliseconds + 2_000)
        let delays = fate > 90 ? [delay, again] : [delay]
        let capability = PushCapability(dispatch.receipt, device)
        showings.withLock { showings in
            showings += delays.map { Showing(key: key, capability: capability, at: dispatch.now + $0) }
        }
    }
}
