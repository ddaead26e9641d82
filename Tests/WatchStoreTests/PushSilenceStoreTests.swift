import Testing
import Watch
import WatchStore
import WatchTesting

/// Devices of which nothing is heard, on every database: their owner is written to once, and only who can be.
@Suite("Devices of which nothing is heard, in the store")
struct PushSilenceStoreTests {
    private static let instant = Span(milliseconds: 1)
    /// Longer than that, a device is silent.
    private static let long = Span(milliseconds: PushRules.longestSilence.milliseconds + 1)

    @Test("its owner hears of it once, of all that are silent together", arguments: DatabaseUnderTest.allCases)
    func once(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (bram, carla, clock) = (house.street.bram, house.street.carla, house.street.clock)
            let start = house.now
            for number in [1, 2] { try await house.subscribe(bram, number) }
            try await house.subscribe(carla, 3)
            clock.advance(by: PushRules.longestSilence)
            #expect(try await house.silences().isEmpty)
            clock.advance(by: Self.instant)
            let letters = try await house.silences()
            #expect(letters.map(\.person) == [bram, carla])
            let device = PushSilence.Device(name: "Firefox · Android", heardAt: start)
            #expect(letters.map(\.devices) == [[device, device], [device]])
            #expect(letters.first?.address == "\(bram.text)@example.org")
            clock.advance(by: .days(99))
            #expect(try await house.silences().isEmpty, "once")
            // One of them is heard of again, and falls silent once more.
            try await house.subscribe(bram, 2)
            let heardAt = house.now
            clock.advance(by: PushRules.longestSilence)
            #expect(try await house.silences().isEmpty)
            clock.advance(by: Self.instant)
            let again = try await house.silences()
            #expect(again.map(\.devices) == [[PushSilence.Device(name: "Firefox · Android", heardAt: heardAt)]])
            #expect(again.map(\.person) == [bram])
        }
    }

    @Test("one that is heard of is looked at again in its time", arguments: DatabaseUnderTest.allCases)
    func moves(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (bram, clock) = (house.street.bram, house.street.clock)
            try await house.subscribe(bram)
            clock.advance(by: .days(60))
            try await house.subscribe(bram)
            clock.advance(by: .days(60))
            #expect(try await house.silences().isEmpty)
            #expect(try await house.due() == [house.now + .days(40) + Self.instant])
            // It shows something: that counts as well.
            _ = try await house.street.share()
            try await house.tell()
            let device = try #require(try await house.devices.devices(of: bram).first)
            _ = try await house.shown(on: device)
            clock.advance(by: .days(60))
            #expect(try await house.silences().isEmpty)
            clock.advance(by: .days(40))
            clock.advance(by: Self.instant)
            #expect(try await house.silences().map(\.person) == [bram])
        }
    }

    @Test("who looks in before it goes out gets none", arguments: DatabaseUnderTest.allCases)
    func over(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (bram, clock) = (house.street.bram, house.street.clock)
            try await house.subscribe(bram)
            clock.advance(by: Self.long)
            try await house.look()
            #expect(try await house.street.count("SELECT * FROM notices WHERE kind = 'devices-silent'") == 1)
            try await house.subscribe(bram)
            #expect(try await house.silences().isEmpty)
            let over = "SELECT * FROM notices WHERE kind = 'devices-silent' AND reason = 'over'" as SQL
            #expect(try await house.street.count(over) == 1)
            clock.advance(by: Self.long)
            #expect(try await house.silences().map(\.person) == [bram], "and it is armed anew")
        }
    }

    /// What keeps a letter from going out, and what lets it go.
    private static let hindrances:
        [(
            name: String, begin: @Sendable (PushStreet) async throws -> Void,
            end: @Sendable (PushStreet) async throws -> Void
        )] =
            [
                (
                    "no address",
                    { try await $0.change("UPDATE persons SET email = NULL WHERE id = \($0.street.bram)") },
                    {
                        try await $0.change(
                            "UPDATE persons SET email = 'bram@example.org' WHERE id = \($0.street.bram)")
                    }
                ),
                (
                    "an address that bounces",
                    { house in
                        try await house.wish(.mail, isOn: true)
                        try await house.change("UPDATE ways SET bounced_at = \(house.now)")
                    },
                    { try await $0.wish(.mail, isOn: true) }
                ),
                ("pushes off", { try await $0.wish(.push, isOn: false) }, { try await $0.wish(.push, isOn: true) }),
                (
                    "no group",
                    { try await $0.change("UPDATE groups SET closed_at = \($0.now)") },
                    { try await $0.change("UPDATE groups SET closed_at = NULL") }
                ),
            ]

    @Test(
        "who cannot be written to, or does not wish to be woken, hears of it once that has changed",
        arguments: DatabaseUnderTest.allCases, hindrances.indices)
    func hindered(_ kind: DatabaseUnderTest, _ index: Int) async throws {
        let (name, begin, end) = Self.hindrances[index]
        try await withPushes(kind) { house in
            let (bram, clock) = (house.street.bram, house.street.clock)
            try await house.subscribe(bram)
            try await begin(house)
            clock.advance(by: .days(101))
            #expect(try await house.silences().isEmpty, "\(name)")
            #expect(try await house.due() == [house.now + PushRules.silencePause])
            try await end(house)
            clock.advance(by: PushRules.silencePause)
            #expect(try await house.silences().map(\.person) == [bram], "\(name)")
        }
    }

    @Test("a due goes with the last device, whoever ends that", arguments: DatabaseUnderTest.allCases)
    func ends(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (street, bram) = (house.street, house.street.bram)
            func left() async throws -> Int {
                try await house.look()
                return try await house.due().count
            }
            let devices = [try await house.subscribe(bram, 1), try await house.subscribe(bram, 2)]
            #expect(try await house.devices.end(devices[0].id, of: bram))
            #expect(try await left() == 1, "there is one more")
            try await house.devices.forget(devices[1].id)
            #expect(try await left() == 0)
            // With their sessions, each ended in another way.
            let sessions = [
                try await house.session(of: bram), try await house.session(of: bram), try await house.session(of: bram),
                try await house.session(of: bram),
            ]
            func subscribe(_ number: Int) async throws {
                try await house.subscribe(bram, number, token: sessions[number].token)
                #expect(try await left() == 1)
            }
            try await subscribe(0)
            try await street.people.forget(sessions[0].secret)
            #expect(try await left() == 0)
            try await subscribe(1)
            #expect(try await street.people.forgetOthers(than: sessions[2].token, of: bram) == 2)
            #expect(try await left() == 0)
            try await subscribe(2)
            try await street.people.forget(sessions[2].token, of: bram)
            #expect(try await left() == 0)
            let last = try await house.session(of: bram)
            try await house.subscribe(bram, 1, token: last.token)
            street.clock.advance(by: .days(366))
            try await street.people.endExpired()
            #expect(try await left() == 0)
            // Anna signs in on his browser.
            try await house.subscribe(bram, 4)
            street.clock.advance(by: .seconds(1))
            try await house.subscribe(street.anna, 4)
            #expect(try await left() == 1)
            try await street.erase(street.anna)
            #expect(try await house.due().isEmpty, "at once")
        }
    }

    @Test("what a server of before takes in beside is watched, too", arguments: DatabaseUnderTest.allCases)
    func beside(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            let (bram, clock) = (house.street.bram, house.street.clock)
            try await house.subscribe(bram, 1)
            clock.advance(by: .days(50))
            try await house.subscribe(bram, 2)
            try await house.subscribe(house.street.anna, 3)
            // As if the first and the last had come in there.
            try await house.change("DELETE FROM schedule WHERE subject = 'devices'")
            try await house.change("UPDATE push_devices SET watched_at = NULL WHERE endpoint NOT LIKE '%/2'")
            try await house.look()
            #expect(
                try await house.due() == [house.now + .days(50) + Self.instant, house.now + .days(100) + Self.instant])
            #expect(try await house.street.count("SELECT * FROM push_devices WHERE watched_at IS NULL") == 0)
            clock.advance(by: .days(51))
            #expect(try await house.silences().map(\.person) == [bram])
        }
    }

    @Test("of two servers that look at the same devices, one writes", arguments: DatabaseUnderTest.allCases)
    func two(_ kind: DatabaseUnderTest) async throws {
        try await withPushes(kind) { house in
            try await house.subscribe(house.street.bram)
            house.street.clock.advance(by: .days(101))
            let store = SQLPushSilenceStore(database: house.street.database)
            func claim() async throws -> Due {
                let claimed = try await house.street.dueStore.claim(
                    [.devices], at: house.now, lease: DueDesk.lease, limit: 5)
                return try #require(claimed.first)
            }
            let first = try await claim()
            house.street.clock.advance(by: DueDesk.lease)
            let second = try await claim()
            for (number, due) in [first, second].enumerated() {
                try await store.meet(due, news: StoreStreet.id(900 + number), at: house.now)
            }
            #expect(try await house.silences().count == 1)
        }
    }
}

extension PushStreet {
    /// A letter about silent devices.
    struct Silence {
        let person: PersonId
        let address: String
        let devices: [PushSilence.Device]
    }

    /// Looks at the devices whose time has come, and takes over what servers of before have.
    func look() async throws {
        let desk = DueDesk(
            store: street.dueStore,
            rooms: [
                PushSilenceRoom(
                    store: SQLPushSilenceStore(database: street.database), surroundings: street.surroundings)
            ], surroundings: street.surroundings)
        while try await desk.round() > 0 {}
    }

    /// Looks, and sends what there is.
    ///
    /// - Returns: what went out, by person.
    func silences() async throws -> [Silence] {
        let before = house.channel.dispatches.count
        try await look()
        _ = try await house.write(.many)
        return house.channel.dispatches.dropFirst(before).compactMap { dispatch in
            guard case .letter(.silence(let devices)) = dispatch.content else { return nil }
            return Silence(person: dispatch.notice.key.person, address: dispatch.way.address, devices: devices)
        }.sorted { $0.person < $1.person }
    }

    /// When devices are looked at next, the soonest first.
    func due() async throws -> [Moment] {
        try await street.database.read { connection in
            try connection.rows("SELECT at FROM schedule WHERE subject = 'devices' ORDER BY at").map {
                Moment(milliseconds: try $0.integer("at"))
            }
        }
    }

    func change(_ statement: SQL) async throws {
        _ = try await street.database.write { try $0.run(statement) }
    }

    /// Bram wishes to be told by a way, or not.
    func wish(_ channel: NoticeChannel, isOn: Bool) async throws {
        try await house.store.change([WayWish(channel: channel, isOn: isOn)], of: street.bram, at: now)
    }
}
