import Synchronization
import Watch

/// The post of a night: a channel that takes letters, fails, says "later", loses its answer, or takes the server with it.
final class NightPost: Channel {
    /// A letter that was taken over: what the person has in their mailbox, whatever the server knows of it.
    struct Letter: Hashable, Sendable {
        let key: Notice.Key
        let kind: Notice.Kind
        let alert: AlertId
        let receipt: NoticeReceipt
        let capability: String
        let at: Moment
        let tries: Int
    }

    /// A letter of the registry that was taken over.
    struct Slip: Hashable, Sendable {
        let notice: Notice
        let content: LetterContent
        let address: String
        let at: Moment
    }

    let kind = NoticeChannel.mail
    let width = 4
    private let dice: NightDice
    private let letters = Mutex<[Letter]>([])
    private let papers = Mutex<[Slip]>([])
    private let deaths = Mutex<Bool>(false)
    private let isFaulty = Mutex<Bool>(false)

    init(dice: NightDice) { self.dice = dice }

    /// Whether it fails now and then, from now on.
    func setFaulty(_ faulty: Bool) { isFaulty.withLock { $0 = faulty } }

    /// All that were taken over, in the order of their time.
    var taken: [Letter] {
        letters.withLock { $0 }.sorted {
            ($0.at, $0.key.news.text, $0.key.person.text, $0.tries) < (
                $1.at, $1.key.news.text, $1.key.person.text, $1.tries
            )
        }
    }

    /// The letters of the registry among what was taken over, in the order of their time.
    var slips: [Slip] {
        papers.withLock { $0 }.sorted {
            ($0.at, $0.notice.key, $0.notice.tries) < ($1.at, $1.notice.key, $1.notice.tries)
        }
    }

    /// Whether a server died in a sending since this was asked last.
    func hasDied() -> Bool {
        deaths.withLock { died in
            defer { died = false }
            return died
        }
    }

    func send(_ dispatch: Dispatch) async throws(CancellationError) -> ChannelAnswer {
        let notice = dispatch.notice
        // Of a letter that is written anew by the same id, something else may become.
        let words = "\(notice.key.news) \(notice.key.person) \(notice.tries) \(notice.at.milliseconds)"
        guard isFaulty.withLock({ $0 }) else {
            keep(dispatch)
            return .accepted
        }
        switch dice.fixed(words) {
        case 0..<8: return .later(after: nil)
        case 8..<11: return .later(after: .seconds(90))
        case 11..<13: return .refused
        case 13..<14: return .tooLarge
        case 14..<17:
            keep(dispatch)
            return .inDoubt
        case 17..<19: return .inDoubt
        case 19..<22:
            keep(dispatch)
            deaths.withLock { $0 = true }
            throw CancellationError()
        case 22..<24:
            deaths.withLock { $0 = true }
            throw CancellationError()
        default:
            keep(dispatch)
            return .accepted
        }
    }

    private func keep(_ dispatch: Dispatch) {
        guard case .alert(let news, let alert, _) = dispatch.content else {
            guard case .letter(let content) = dispatch.content else { return }
            let slip = Slip(
                notice: dispatch.notice, content: content, address: dispatch.way.address, at: dispatch.now)
            return papers.withLock { $0.append(slip) }
        }
        letters.withLock {
            $0.append(
                Letter(
                    key: dispatch.notice.key, kind: news, alert: alert.id,
                    receipt: dispatch.receipt, capability: dispatch.way.capability, at: dispatch.now,
                    tries: dispatch.notice.tries))
        }
    }
}
