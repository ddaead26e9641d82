import Synchronization
import Watch

/// Browsers that may be pushed to, in memory, by the contract of `PushDeviceStore`. Of news it knows what a test says was sent.
public final class FakePushDeviceStore: PushDeviceStore {
    private struct House {
        var devices: [PushDevice] = []
        var tests: [PushDeviceId: NoticeReceipt] = [:]
        var sent: [NoticeReceipt: (person: PersonId, reach: GrownReach)] = [:]
    }

    private let house = Mutex(House())

    /// Nobody has a device.
    public init() {}

    /// All there are.
    public var devices: [PushDevice] { house.withLock { $0.devices } }

    /// News of an alert was pushed to somebody with this receipt.
    public func send(_ receipt: NoticeReceipt, to person: PersonId, _ reach: GrownReach) {
        house.withLock { $0.sent[receipt] = (person, reach) }
    }

    /// See `PushDeviceStore`.
    public func subscribe(_ device: PushDevice, most: Int) -> PushDevice {
        house.withLock { house in
            let known = house.devices.first { $0.endpoint == device.endpoint && $0.person == device.person }
            let kept = PushDevice(
                id: known?.id ?? device.id, person: device.person, endpoint: device.endpoint,
                publicKey: device.publicKey, secret: device.secret, name: device.name, token: device.token,
                mark: known?.mark ?? device.mark, since: known?.since ?? device.since, seenAt: device.seenAt,
                shownAt: known?.shownAt, test: known?.test)
            house.devices.removeAll { $0.endpoint == device.endpoint }
            house.devices.append(kept)
            let own = house.devices.filter { $0.person == device.person }.sorted(by: FakePushDeviceStore.isLater)
            let gone = Set(own.dropFirst(most).map(\.id))
            house.devices.removeAll { gone.contains($0.id) }
            return kept
        }
    }

    /// See `PushDeviceStore`.
    public func devices(of person: PersonId) -> [PushDevice] {
        devices.filter { $0.person == person }.sorted(by: FakePushDeviceStore.isLater)
    }

    /// See `PushDeviceStore`.
    public func end(_ device: PushDeviceId, of person: PersonId) -> Bool {
        house.withLock { house in
            let before = house.devices.count
            house.devices.removeAll { $0.id == device && $0.person == person }
            return house.devices.count < before
        }
    }

    /// See `PushDeviceStore`.
    public func forget(_ device: PushDeviceId) { house.withLock { $0.devices.removeAll { $0.id == device } } }

    /// See `PushDeviceStore`.
    public func beginTest(
        of device: PushDeviceId, by person: PersonId, _ receipt: NoticeReceipt, at now: Moment, pause: Span
    ) throws -> PushDevice {
        try house.withLock { house throws(Refusal) in
            guard let place = house.devices.firstIndex(where: { $0.id == device && $0.person == person }) else {
                throw Refusal(.notFound)
            }
            if let test = house.devices[place].test, now - test.sentAt < pause { throw Refusal(.tooManyTests) }
            house.devices[place] = house.devices[place].tested(PushTest(sentAt: now))
            house.tests[device] = receipt
            return house.devices[place]
        }
    }

    /// See `PushDeviceStore`.
    public func settleTest(of device: PushDeviceId, _ receipt: NoticeReceipt, _ state: PushTestState) {
        house.withLock { house in
            guard house.tests[device] == receipt, let place = house.devices.firstIndex(where: { $0.id == device }),
                let test = house.devices[place].test
            else { return }
            house.devices[place] = house.devices[place].tested(
                PushTest(sentAt: test.sentAt, state: state, shownAt: test.shownAt))
        }
    }

    /// See `PushDeviceStore`.
    public func shown(_ capability: PushCapability, at now: Moment) -> [GrownReach] {
        house.withLock { house in
            guard let place = house.devices.firstIndex(where: { $0.mark == capability.mark }) else { return [] }
            let device = house.devices[place]
            if house.tests[device.id] == capability.receipt, let test = device.test {
                house.devices[place] = device.tested(
                    PushTest(sentAt: test.sentAt, state: test.state, shownAt: test.shownAt ?? now), shownAt: now)
                return []
            }
            guard let sent = house.sent[capability.receipt], sent.person == device.person else { return [] }
            house.sent[capability.receipt] = nil
            house.devices[place] = device.tested(device.test, shownAt: now)
            return [sent.reach]
        }
    }

    private static func isLater(_ one: PushDevice, _ other: PushDevice) -> Bool {
        (one.seenAt, one.id) > (other.seenAt, other.id)
    }
}

extension PushDevice {
    /// The same after a test.
    fileprivate func tested(_ test: PushTest?, shownAt: Moment? = nil) -> PushDevice {
        PushDevice(
            id: id, person: person, endpoint: endpoint, publicKey: publicKey, secret: secret, name: name, token: token,
            mark: mark, since: since, seenAt: seenAt, shownAt: shownAt ?? self.shownAt, test: test)
    }
}

/// Keys that are any where they are not empty; addresses are called by https.
public struct FakePushKeys: PushKeys {
    /// It has no state.
    public init() {}

    /// No point on any curve.
    public let publicKey = "BAr0"

    /// See `PushKeys`.
    public func isUsable(publicKey: String, secret: String) -> Bool { !publicKey.isEmpty && !secret.isEmpty }

    /// See `PushKeys`.
    public func mayCall(_ endpoint: String) -> Bool { endpoint.begins(with: "https://") }
}

/// Keeps every test of an alarm that it was to send, and answers as it was told to.
public final class RecordingPushTester: PushTester {
    private let desk = Mutex<(sent: [(device: PushDevice, capability: PushCapability)], answer: ChannelAnswer)>(
        ([], .accepted))

    /// Every test is accepted.
    public init() {}

    /// Everything so far.
    public var sent: [(device: PushDevice, capability: PushCapability)] { desk.withLock { $0.sent } }

    /// From now on the push service says so.
    public func answer(_ answer: ChannelAnswer) { desk.withLock { $0.answer = answer } }

    /// See `PushTester`.
    public func test(
        _ device: PushDevice, _ capability: PushCapability, in language: Language, at now: Moment
    ) -> ChannelAnswer {
        desk.withLock { desk in
            desk.sent.append((device, capability))
            return desk.answer
        }
    }
}
