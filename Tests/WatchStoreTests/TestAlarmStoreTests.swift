import Testing
import Watch
import WatchStore
import WatchTesting

/// Tests of a group's alarm, on every database.
@Suite("Tests of groups' alarms in the store") struct TestAlarmStoreTests {
    /// A street whose coordinator sends one.
    private struct House {
        let pushes: PushStreet
        let store: SQLTestAlarmStore
        let desk: TestAlarmDesk

        var street: StoreStreet { pushes.street }

        init(_ pushes: PushStreet) {
            self.pushes = pushes
            let street = pushes.street
            store = SQLTestAlarmStore(database: street.database, surroundings: street.surroundings)
            desk = TestAlarmDesk(
                store: store, members: street.memberStore, announcer: street.listener,
                surroundings: street.surroundings)
        }

        func send(by person: PersonId? = nil, _ request: RequestKey? = nil) async throws -> TestAlarm {
            try await desk.send(in: street.street, by: person ?? street.carla, request: request)
        }

        /// Spreads, and tells everybody whose time has come.
        func tell() async throws {
            try await pushes.house.spread()
            while try await pushes.desk.deliver(.tests) > 0 {}
        }

        func reach() async throws -> Reach {
            try #require(try await store.tests(of: street.street, limit: 1).first).reach
        }

        func group() async throws -> Group {
            try #require(try await street.groupStore.group(.id(street.street)))
        }

        func meet() async throws {
            let rooms = DueDesk(store: street.dueStore, rooms: [desk], surroundings: street.surroundings)
            while try await rooms.round() > 0 {}
        }
    }

    private func run(_ kind: DatabaseUnderTest, _ test: (House) async throws -> Void) async throws {
        try await withPushes(kind) { try await test(House($0)) }
    }

    @Test("sent once, and the same request again is the same one", arguments: DatabaseUnderTest.allCases)
    func sends(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let street = house.street
            let before = try await house.group()
            for (person, code) in [
                (street.bram, Refusal.Code.notAllowed), (street.officer, .notAllowed), (street.stranger, .notAMember),
            ] {
                try await expectRefusal(code) { _ = try await house.send(by: person) }
            }
            #expect(try await house.store.last(of: street.street) == nil)
            let key = RequestKey(route: "POST /test-alarms", key: "k1", bodyHash: [1])
            let test = try await house.send(key)
            #expect(test.sentAt == house.pushes.now && test.sequence == before.lastSequence + 1)
            #expect(try await house.send(key) == test)
            try await expectRefusal(.testAlarmTooSoon) { _ = try await house.send() }
            try await expectRefusal(.idempotencyKeyReused) {
                _ = try await house.send(RequestKey(route: "POST /test-alarms", key: "k1", bodyHash: [2]))
            }
            // Nobody is awake for it, and it is no alert.
            let group = try await house.group()
            #expect(group.state == .asleep && group.lastSequence == test.sequence)
            let events = try await street.alertStore.events(of: street.street, after: before.lastSequence, limit: 9)
            #expect(events.map(\.event.id) == [test.event])
            #expect(events.first?.event.news == .testAlarm(TestAlarmNews(testAlarm: test.id)))
            #expect(try await house.store.last(of: street.street) == test)

            street.clock.advance(by: TestAlarmRules.pause)
            let next = try await house.send()
            #expect(try await house.store.tests(of: street.street, limit: 9).map(\.test) == [next, test])
        }
    }

    @Test("never beside an alert, and the register does not hear of it", arguments: DatabaseUnderTest.allCases)
    func beside(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let street = house.street
            func entries() async throws -> Int {
                try await street.database.read { connection in
                    try connection.first("SELECT COUNT(*) AS number FROM register_entries")?.integer("number") ?? 0
                }
            }
            let alert = try await street.share().alert
            try await expectRefusal(.testAlarmWhileAwake) { _ = try await house.send() }
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.carla)
            let before = try await entries()
            _ = try await house.send()
            #expect(try await entries() == before)

            // What is on its way when an alert comes is not rung.
            try await house.pushes.subscribe(street.bram)
            try await house.pushes.house.spread()
            let claimed = try await house.pushes.house.claim(.tests)
            #expect(!claimed.isEmpty)
            _ = try await street.share()
            #expect(try await house.pushes.house.begin(claimed).isEmpty)
            street.clock.advance(by: NoticeRules.lease)
            try await house.tell()
            #expect(house.pushes.push.dispatches.allSatisfy { $0.notice.cause != .testAlarm })
            #expect(try await house.reach().unseen == NoticeTally(dropped: ["over": 3]))
        }
    }

    @Test("rung, shown or written to, and counted by who has shown it", arguments: DatabaseUnderTest.allCases)
    func tells(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let (street, pushes) = (house.street, house.pushes)
            let device = try await pushes.subscribe(street.bram)
            let silent = try await pushes.subscribe(street.carla, 2)
            _ = try await street.members.change(
                .person(street.anna), in: street.street, to: Member.Wish(isMuted: true), by: street.anna)
            let test = try await house.send()
            try await house.tell()
            #expect(Set(pushes.push.people) == [street.bram, street.carla], "who sends it is rung, too")
            #expect(pushes.push.dispatches.allSatisfy { $0.content == .testAlarm && $0.notice.lane == .tests })
            street.clock.advance(by: .seconds(3))
            #expect(try await pushes.shown(on: device).isEmpty, "no alert's reach grows")
            let first = try await house.reach()
            #expect(first.audience == 3 && first.told == 1 && first.channels == ["push": 1])
            #expect(first.pace == Reach.Pace(median: .seconds(3), nineInTen: .seconds(3)))
            // Anna is asked when pages have had their word.
            #expect(first.unseen == NoticeTally(waiting: 1, sent: ["push": 1]))
            street.clock.advance(by: NoticeRules.receiptTime)
            try await house.tell()
            #expect(pushes.house.channel.people == [street.carla])
            let then = try await house.reach()
            #expect(then.told == 1 && then.unseen == NoticeTally(sent: ["mail": 1], dropped: ["muted": 1]))
            // Whatever comes back late counts, once.
            _ = try await pushes.shown(on: silent)
            #expect(try await house.reach().channels == ["push": 2])
            #expect(try await house.store.tests(of: street.street, limit: 1).map(\.test) == [test])
        }
    }

    @Test("a device that does not show it is silent, as after a test of its own", arguments: DatabaseUnderTest.allCases)
    func teaches(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let (street, pushes) = (house.street, house.pushes)
            let shows = try await pushes.subscribe(street.bram)
            let drawer = try await pushes.subscribe(street.bram, 2)
            street.clock.advance(by: .seconds(1))
            _ = try await house.send()
            try await house.tell()
            _ = try await pushes.shown(on: shows)
            func silent() async throws -> [PushDeviceId] {
                try await pushes.devices.devices(of: street.bram).filter { $0.isSilent(at: pushes.now) }.map(\.id)
            }
            street.clock.advance(by: PushRules.testPatience)
            #expect(try await silent().isEmpty)
            street.clock.advance(by: .seconds(1))
            #expect(try await silent() == [drawer.id])
            _ = try await pushes.shown(on: drawer)
            #expect(try await silent().isEmpty, "it lay in a drawer, and is there")
        }
    }

    @Test("who dies while pushing pushes the same again", arguments: DatabaseUnderTest.allCases)
    func dies(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let (street, pushes) = (house.street, house.pushes)
            let device = try await pushes.subscribe(street.bram)
            let other = try await pushes.subscribe(street.bram, 2)
            _ = try await house.send()
            try await pushes.house.spread()
            pushes.push.die()
            await #expect(throws: CancellationError.self) { try await pushes.desk.deliver(.tests) }
            pushes.push.die(false)
            street.clock.advance(by: NoticeRules.lease)
            try await house.tell()
            #expect(pushes.push.people == [street.bram, street.bram])
            #expect(Set(pushes.push.dispatches.map(\.receipt)).count == 1)
            _ = try await pushes.shown(on: device)
            let tests = try await pushes.devices.devices(of: street.bram)
            #expect(tests.first { $0.id == device.id }?.test?.shownAt == pushes.now)
            #expect(tests.first { $0.id == other.id }?.test?.shownAt == nil)
        }
    }

    @Test("after its time figures alone are left", arguments: DatabaseUnderTest.allCases)
    func forgets(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let (street, pushes) = (house.street, house.pushes)
            let device = try await pushes.subscribe(street.bram)
            _ = try await house.send()
            try await house.tell()
            street.clock.advance(by: .seconds(2))
            _ = try await pushes.shown(on: device)
            street.clock.advance(by: NoticeRules.receiptTime)
            try await house.tell()
            let before = try await house.reach()
            #expect(before.told == 1 && before.unseen.sent == ["mail": 2])
            try await house.meet()
            func rows() async throws -> Int {
                try await street.database.read { connection in
                    try connection.first(
                        """
                        SELECT (SELECT COUNT(*) FROM notices WHERE lane = -2) + (SELECT COUNT(*) FROM receipts)
                            + (SELECT COUNT(*) FROM schedule WHERE subject = 'test-alarm') AS number
                        """)?.integer("number") ?? 0
                }
            }
            #expect(try await rows() == 5)
            street.clock.advance(by: TestAlarmRules.memory)
            try await house.meet()
            #expect(try await rows() == 0)
            #expect(try await house.reach() == before, "what it came to is known for good")
            try await street.erase(street.bram)
            #expect(try await house.reach() == before)
        }
    }

    @Test("a page tells of it for a day, to whom it was for", arguments: DatabaseUnderTest.allCases)
    func mentions(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let street = house.street
            func mentioned(_ person: PersonId) async throws -> TestAlarm? {
                let hearing = try #require(try await street.groups.hearing(of: person, in: street.street))
                return try await house.desk.mentioned(in: hearing)
            }
            #expect(try await mentioned(street.bram) == nil)
            let test = try await house.send()
            #expect(try await mentioned(street.bram) == test)
            try await street.admit(street.stranger)
            #expect(try await mentioned(street.stranger) == nil, "who came later was not to hear of it")
            try await street.alerts.receive(
                test.event, by: street.bram, hearings: try await street.groups.hearings(of: street.bram))
            #expect(try await house.reach().channels == ["live": 1])
            try await house.pushes.house.spreadAndWait()
            try await house.tell()
            #expect(try await house.pushes.house.notices()[street.bram] == "seen")
            street.clock.advance(by: TestAlarmRules.mention)
            #expect(try await mentioned(street.bram) == nil)
        }
    }

    @Test("how it stands, for who leads the group", arguments: DatabaseUnderTest.allCases)
    func stands(_ kind: DatabaseUnderTest) async throws {
        try await run(kind) { house in
            let street = house.street
            let first = try await house.desk.standing(in: try await house.group(), for: street.carla)
            #expect(first == TestAlarmDesk.Standing(last: nil, refusal: nil))
            let test = try await house.send()
            let then = try await house.desk.standing(in: try await house.group(), for: street.carla)
            #expect(then.last?.test == test && then.refusal?.code == .testAlarmTooSoon)
            #expect(then.last?.reach.unseen.waiting == 3)
            for person in [street.bram, street.officer] {
                let group = try await house.group()
                try await expectRefusal(.notAllowed) { _ = try await house.desk.standing(in: group, for: person) }
                try await expectRefusal(.notAllowed) {
                    _ = try await house.desk.tests(of: group, for: person, limit: 1)
                }
            }
        }
    }
}
