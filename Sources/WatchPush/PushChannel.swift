import Crypto
import Foundation
import Watch
import WatchWords

/// Pushes as a channel: each notice goes to all devices of who is told, at once.
public struct PushChannel: Channel {
    /// So many people are told at a time. Each device takes some sealing and a call, and nothing is kept open for it.
    public static let width = 64

    public var kind: NoticeChannel { .push }
    public var width: Int { PushChannel.width }

    private let courier: PushCourier
    private let words: AlertPush
    private let forget: @Sendable (PushDevice) async -> Void

    /// - Parameter forget: called with a device of which its push service says that it is there no more.
    public init(courier: PushCourier, words: AlertPush, forget: @escaping @Sendable (PushDevice) async -> Void) {
        self.courier = courier
        self.words = words
        self.forget = forget
    }

    public func send(_ dispatch: Dispatch) async throws(CancellationError) -> ChannelAnswer {
        let kind: Notice.Kind
        switch dispatch.content {
        case .alert(let news, _, _): kind = news
        // A test of an alarm goes the way of one.
        case .testAlarm: kind = .alarm
        // Letters of the registry wake nobody.
        case .letter: return .refused
        }
        let life = PushChannel.life(of: kind, since: dispatch.notice.at, at: dispatch.now)
        let outcomes = await withTaskGroup(of: PushOutcome?.self) { tasks in
            for device in dispatch.way.devices {
                tasks.addTask {
                    let capability = PushCapability(dispatch.receipt, device).text
                    let manner = PushCourier.Manner(
                        life: life, isUrgent: !dispatch.notice.isQuiet,
                        topic: PushChannel.topic(of: dispatch.notice.subject, for: device))
                    let outcome = try? await courier.send(
                        { words.payload(dispatch, capability: capability, most: $0) }, to: device, manner)
                    if outcome == .gone { await forget(device) }
                    return outcome
                }
            }
            return await tasks.reduce(into: [PushOutcome?]()) { $0.append($1) }
        }
        // Whoever is given up does not know how far it came.
        guard !outcomes.contains(nil) else { throw CancellationError() }
        return PushChannel.answer(outcomes.compactMap(\.self))
    }

    /// One device that took it is enough; else whatever leaves most hope. That it may have gone out comes after "later": what
    /// goes out twice is shown once.
    static func answer(_ outcomes: [PushOutcome]) -> ChannelAnswer {
        if outcomes.contains(.accepted) { return .accepted }
        let waits = outcomes.compactMap { outcome -> Span?? in
            if case .later(let after) = outcome { .some(after) } else { nil }
        }
        if !waits.isEmpty { return .later(after: waits.compactMap(\.self).min()) }
        if outcomes.contains(.inDoubt) { return .inDoubt }
        return outcomes.contains(.tooLarge) ? .tooLarge : .refused
    }

    /// For how long it is worth delivering: what goes on as long as an alarm is news, that it is over for a day.
    static func life(of kind: Notice.Kind, since: Moment, at now: Moment) -> Span {
        switch kind {
        case .end, .retraction: .days(1)
        case .alarm, .reopening, .correction, .question: .minutes(max(1, minutes(since + NoticeRules.alarmLife - now)))
        }
    }

    /// The last one counts as a whole one.
    private static func minutes(_ span: Span) -> Int64 { (span.milliseconds + 59_999) / 60_000 }

    /// The same for all news of an alert, or of a test of one, on one device, and of nothing else: it is made with what its push service does not
    /// know.
    static func topic(of subject: Subject, for device: PushDevice) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(subject.id.text.utf8), using: SymmetricKey(data: Data(device.secret.utf8)))
        return Base64URL.text(Array(code).prefix(16))
    }
}

/// Tests of people's alarms: the way of an alarm, to one device.
public struct PushTrial: PushTester {
    /// Nobody looks at a test later.
    static let life: Span = .minutes(1)

    private let courier: PushCourier
    private let words: AlertPush

    /// By the courier of the alarms: else it would be no test of those.
    public init(courier: PushCourier, words: AlertPush) {
        self.courier = courier
        self.words = words
    }

    public func test(
        _ device: PushDevice, _ capability: PushCapability, in language: Language, at now: Moment
    ) async throws(CancellationError) -> ChannelAnswer {
        let manner = PushCourier.Manner(life: PushTrial.life, isUrgent: true, topic: nil)
        let text = words.test(capability: capability.text, in: language, at: now)
        let outcome = try await courier.send(
            { most in text.flatMap { $0.count <= most ? $0 : nil } }, to: device, manner)
        // What may be our fault is no reason to forget a device.
        return outcome == .declined ? .later(after: nil) : PushChannel.answer([outcome])
    }
}

/// The keys of this house, and what is to be said of those of a browser.
public struct HousePushKeys: PushKeys {
    public let publicKey: String
    private let isCalled: @Sendable (String) -> Bool

    /// - Parameter mayCall: whether an address is one that is called, as far as reading it tells.
    public init(sender: PushSender, mayCall: @escaping @Sendable (String) -> Bool) {
        publicKey = sender.publicKey
        isCalled = mayCall
    }

    public func isUsable(publicKey: String, secret: String) -> Bool {
        PushRecipient(publicKey: publicKey, secret: secret) != nil
    }

    public func mayCall(_ endpoint: String) -> Bool { isCalled(endpoint) }
}
