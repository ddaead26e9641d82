import Testing
import Watch
import WatchStore
import WatchTesting

/// A street in which some have browsers that may be pushed to.
struct PushStreet: Sendable {
    let house: NoticeStreet
    let push = RecordingChannel(.push)
    let devices: SQLPushDeviceStore

    var street: StoreStreet { house.street }
    var now: Moment { house.now }

    /// A desk as one server has it.
    var desk: NoticeDesk {
        NoticeDesk(
            store: house.store, channels: [push, house.channel], announcer: street.listener,
            surroundings: street.surroundings)
    }

    init(_ house: NoticeStreet) {
        self.house = house
        devices = SQLPushDeviceStore(database: house.street.database)
    }

    /// Somebody's browser may be pushed to.
    @discardableResult
    func subscribe(_ person: PersonId, _ number: Int = 1, token: TokenId? = nil) async throws -> PushDevice {
        try await devices.subscribe(
            Street.pushDevice(number, of: person, token: token, since: now), most: PushRules.mostDevices)
    }

    /// Somebody signs in.
    func session(of person: PersonId) async throws -> (secret: String, token: TokenId) {
        let secret = try await street.people.issue(.session, to: person, device: "Firefox · Android")
        return (secret, try #require(try await street.people.holder(of: secret, purpose: .session)).token)
    }

    /// Spreads, and tells everybody whose time has come, pushes first.
    func tell() async throws {
        try await house.spread()
        while try await desk.deliver(.pushes) > 0 {}
        while try await desk.deliver() > 0 {}
    }

    /// What this person's mailbox has been sent.
    func letters(to person: PersonId) -> [Notice.Kind?] {
        house.channel.dispatches.filter { $0.notice.key.person == person }.map(\.notice.kind)
    }

    /// What a device was pushed last, said by that device.
    func shown(on device: PushDevice) async throws -> [GrownReach] {
        let last = try #require(push.dispatches.last { $0.notice.key.person == device.person })
        return try await devices.shown(PushCapability(last.receipt, device), at: now)
    }
}

/// Runs a test on such a street in a fresh database.
func withPushes(_ kind: DatabaseUnderTest, _ test: (PushStreet) async throws -> Void) async throws {
    try await withNotices(kind) { try await test(PushStreet($0)) }
}
