import Testing
import Watch
import WatchTesting

/// Who would be woken, and why not: before anything happens.
@Suite("Readiness of a group") struct GroupReadinessTests {
    private static let now = ManualClock.friday

    private static func device(
        seen: Span = .days(0), shown: Span? = nil, test: PushTest? = nil, _ id: String = "d1"
    ) -> PushDevice {
        PushDevice(
            id: Street.fixed(id), person: Street.bram.id, endpoint: "https://push.example/1", publicKey: "k",
            secret: "s", mark: String(repeating: "0", count: 32), since: now - .days(400), seenAt: now - seen,
            shownAt: shown.map { now - $0 }, test: test)
    }

    private static func mail(isOn: Bool = true, bounced: Bool = false) -> Way {
        Way(
            channel: .mail, address: "bram@example.org", isOn: isOn, bouncedAt: bounced ? now : nil, capability: "")
    }

    private static func push(isOn: Bool = true, _ devices: PushDevice...) -> Way {
        Way(channel: .push, address: "", devices: devices, isOn: isOn, capability: "")
    }

    private static let silent = device(seen: .days(101), "d2")

    private typealias Verdict = Result<NoticeChannel, GroupReadiness.Reason>

    private static let verdicts: [(String, [Way], Bool, Verdict)] = [
        ("a device that looked in", [push(device()), mail()], true, .success(.push)),
        ("a letter", [mail()], true, .success(.mail)),
        ("in the order they like", [mail(), push(device())], true, .success(.mail)),
        ("one of two devices is enough", [push(silent, device())], true, .success(.push)),
        ("a letter stands in for a silent device", [push(silent), mail()], true, .success(.mail)),
        ("a device stands in for an address", [mail(bounced: true), push(device())], true, .success(.push)),
        ("and for letters that are not wanted", [mail(isOn: false), push(device())], true, .success(.push)),
        ("nothing at all", [], true, .failure(.noWay)),
        ("no device and no letters", [mail(isOn: false)], true, .failure(.noDevice)),
        ("no letters, and one that came back", [mail(isOn: false, bounced: true)], true, .failure(.noDevice)),
        ("a silent device alone", [push(silent), mail(isOn: false)], true, .failure(.silentDevice)),
        ("a silent device and a broken address", [push(silent), mail(bounced: true)], true, .failure(.silentDevice)),
        ("a broken address", [mail(bounced: true)], true, .failure(.bounces)),
        (
            "pushes stopped, and a broken address", [push(isOn: false, device()), mail(bounced: true)], true,
            .failure(.bounces)
        ),
        ("everything stopped", [push(isOn: false, device()), mail(isOn: false)], true, .failure(.optedOut)),
        ("the group muted", [push(device()), mail()], false, .failure(.optedOut)),
        ("the group muted, with nothing to hear it by", [], false, .failure(.optedOut)),
    ]

    @Test("by which way first, or why by none", arguments: verdicts.indices)
    func verdict(index: Int) {
        let (name, ways, isListening, verdict) = Self.verdicts[index]
        #expect(GroupReadiness.verdict(ways, isListening: isListening, at: Self.now) == verdict, "\(name)")
    }

    private static let nights: [(String, Pause?, Pause?, GroupChoices, Bool)] = [
        ("who chose nothing", nil, nil, .unchosen, true), ("a mute", Pause(), nil, .unchosen, false),
        ("a mute that has ended", Pause(until: now), nil, .unchosen, true),
        ("a mute that ends later", Pause(until: now + .hours(1)), nil, .unchosen, false),
        ("a stop", nil, Pause(), .unchosen, false), ("a stop that has ended", nil, Pause(until: now), .unchosen, true),
        ("a quiet night", nil, nil, GroupChoices(quietHours: QuietHours(from: 23 * 60, until: 7 * 60)), false),
        ("until three", nil, nil, GroupChoices(quietHours: QuietHours(from: 23 * 60, until: 3 * 60)), true),
        ("a quiet day", nil, nil, GroupChoices(quietHours: QuietHours(from: 9 * 60, until: 17 * 60)), true),
        ("some kinds alone", nil, nil, GroupChoices(without: [.vandalism], linked: .nothing), true),
    ]

    @Test("whether they wish to hear it tonight", arguments: nights.indices)
    func listening(index: Int) {
        let (name, mute, stop, choices, isListening) = Self.nights[index]
        #expect(
            GroupReadiness.isListening(mute: mute, stop: stop, choices, at: Self.now) == isListening, "\(name)")
    }

    private static func test(_ ago: Span, shown: Span? = nil) -> PushTest {
        PushTest(sentAt: now - ago, state: .taken, shownAt: shown.map { now - $0 })
    }

    private static let devices: [(String, PushDevice, Bool)] = [
        ("looked in a hundred days ago", device(seen: .days(100)), false),
        ("and a moment longer", device(seen: Span(milliseconds: Span.days(100).milliseconds + 1)), true),
        ("showed something since", device(seen: .days(300), shown: .days(99)), false),
        ("showed a test since", device(seen: .days(300), test: test(.days(99), shown: .days(99))), false),
        ("showed all of it long ago", device(seen: .days(300), shown: .days(200)), true),
        ("is being tested", device(test: test(.minutes(10))), false),
        ("did not show a test", device(test: test(.minutes(11))), true),
        ("did not show a test, and something after it", device(shown: .minutes(1), test: test(.minutes(11))), false),
        ("showed something before a test alone", device(shown: .hours(1), test: test(.minutes(11))), true),
    ]

    @Test("a device is silent when nothing is heard of it", arguments: devices.indices)
    func silence(index: Int) {
        let (name, device, isSilent) = Self.devices[index]
        #expect(device.isSilent(at: Self.now) == isSilent, "\(name)")
    }

    private static func sleeper(
        _ who: Street.Neighbour, _ member: String, isCoordinator: Bool = false, isListening: Bool = true, _ ways: Way...
    ) -> GroupReadiness.Sleeper {
        GroupReadiness.Sleeper(
            member: Street.fixed(member), firstName: who.person.firstName, isCoordinator: isCoordinator,
            isListening: isListening, ways: ways)
    }

    @Test("everybody is counted once, and only who can be helped is named")
    func group() {
        let readiness = GroupReadiness(
            [
                Self.sleeper(Street.carla, "b3", isCoordinator: true, Self.push(Self.device())),
                Self.sleeper(Street.anna, "b1", Self.mail()),
                Self.sleeper(Street.dirk, "b4", Self.mail(bounced: true)),
                Self.sleeper(Street.bram, "b2", Self.push(Self.silent)),
                Self.sleeper(Street.els, "b5", Self.mail(isOn: false)),
                Self.sleeper(Street.fatima, "b6", isListening: false, Self.mail()),
            ], at: Self.now)
        #expect(readiness.members == 6 && readiness.reachable == 2)
        #expect(readiness.channels == [.push: 1, .mail: 1])
        #expect(readiness.unreachable == [.bounces: 1, .silentDevice: 1, .noDevice: 1, .optedOut: 1])
        #expect(readiness.toMend.map(\.firstName) == ["Bram", "Dirk"])
        #expect(readiness.toMend.map(\.reason) == [.silentDevice, .bounces])
        #expect(readiness.reachable + readiness.unreachable.values.reduce(0, +) == readiness.members)
        #expect(readiness.isLed && !readiness.isReady)
    }

    @Test("a group is ready when half of it would wake, and somebody who leads it")
    func ready() {
        func isReady(_ sleepers: GroupReadiness.Sleeper...) -> Bool {
            GroupReadiness(sleepers, at: Self.now).isReady
        }
        let led = Self.sleeper(Street.carla, "b3", isCoordinator: true, Self.mail())
        let asleep = Self.sleeper(Street.carla, "b3", isCoordinator: true, Self.mail(isOn: false))
        let awake = Self.sleeper(Street.anna, "b1", Self.mail())
        let deaf = Self.sleeper(Street.bram, "b2", Self.mail(isOn: false))
        #expect(isReady(led) && isReady(led, deaf) && isReady(led, awake, deaf))
        #expect(!isReady() && !isReady(asleep) && !isReady(asleep, awake) && !isReady(led, deaf, deaf))
        #expect(GroupReadiness.isReady(members: 5, reachable: 3, isLed: true))
        #expect(!GroupReadiness.isReady(members: 5, reachable: 2, isLed: true))
        #expect(!GroupReadiness.isReady(members: 5, reachable: 5, isLed: false))
    }
}
