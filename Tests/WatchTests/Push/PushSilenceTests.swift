import Testing
import Watch
import WatchTesting

/// Whether somebody is written to whose devices are silent, and when they are looked at next.
@Suite("Devices of which nothing is heard") struct PushSilenceTests {
    private static let now = ManualClock.friday
    private static let long = PushRules.longestSilence
    private static let week = PushRules.silencePause

    /// And a moment longer.
    private static func over(_ span: Span) -> Span { Span(milliseconds: span.milliseconds + 1) }

    /// - Parameters:
    ///   - heard: how long ago a page on it looked in.
    ///   - told: how long ago its owner was written to about it.
    private static func device(
        _ id: String, heard: Span, shown: Span? = nil, told: Span? = nil, test: PushTest? = nil
    ) -> PushDevice {
        PushDevice(
            id: Street.fixed(id), person: Street.bram.id, endpoint: "https://push.example/\(id)", publicKey: "k",
            secret: "s", name: "Firefox · Android \(id)", mark: String(repeating: "0", count: 32),
            since: now - .days(900), seenAt: now - heard, shownAt: shown.map { now - $0 }, test: test,
            silenceToldAt: told.map { now - $0 })
    }

    private static func mail(isOn: Bool = true, bounced: Bool = false) -> Way {
        Way(
            channel: .mail, address: "bram@example.org", isOn: isOn, bouncedAt: bounced ? now : nil, capability: "")
    }

    private static let push = Street.pushWay()
    private static let both = [push, mail()]
    private static let silent = device("d1", heard: .days(101))
    private static let untested = PushTest(sentAt: now - .hours(1), state: .taken)

    /// What there is: devices, ways, and whether they hear a group; which are told, and when it is looked again.
    static let table: [(String, [PushDevice], [Way], Bool, tells: [String], next: Span?)] = [
        ("no device any more", [], both, true, [], nil),
        ("heard of just now", [device("d1", heard: .days(0))], both, true, [], over(long)),
        ("a hundred days ago", [device("d1", heard: long)], both, true, [], Span(milliseconds: 1)),
        ("and a moment longer", [device("d1", heard: over(long))], both, true, ["d1"], long),
        (
            "it showed something since", [device("d1", heard: .days(300), shown: .days(40))], both, true, [],
            over(.days(60))
        ),
        ("a test was not shown", [device("d1", heard: .days(1), test: untested)], both, true, [], over(.days(99))),
        ("two together", [silent, device("d2", heard: .days(400))], both, true, ["d1", "d2"], long),
        ("one of two", [silent, device("d2", heard: .days(90))], both, true, ["d1"], over(.days(10))),
        ("told, and silent ever since", [device("d1", heard: .days(150), told: .days(49))], both, true, [], long),
        ("told of a silence before", [device("d1", heard: .days(101), told: .days(150))], both, true, ["d1"], long),
        (
            "told of another within the week", [silent, device("d2", heard: .days(105), told: .days(4))], both, true,
            [],
            .days(3)
        ),
        (
            "told of another a week ago", [silent, device("d2", heard: .days(108), told: week)], both, true, ["d1"],
            long
        ),
        ("no address", [silent], [push], true, [], week),
        ("an address that bounces", [silent], [push, mail(bounced: true)], true, [], week),
        ("alarms by letter switched off", [silent], [push, mail(isOn: false)], true, ["d1"], long),
        ("pushes switched off", [silent], [Street.pushWay(isOn: false), mail()], true, [], week),
        ("nothing wakes who hears no group", [silent], both, false, [], week),
        (
            "told, and the address bounces now", [device("d1", heard: .days(150), told: .days(9))], [push], true, [],
            long
        ),
    ]

    @Test("who is told of what, and when it is looked again", arguments: table.indices)
    func looks(index: Int) {
        let (name, devices, ways, hears, tells, next) = Self.table[index]
        let silence = PushSilence(devices, ways: ways, hears: hears, at: Self.now)
        #expect(silence.toTell == tells.map { Street.fixed($0) }, "\(name)")
        #expect(silence.next == next.map { Self.now + $0 }, "\(name)")
    }

    /// It is looked at again, and never in a circle.
    @Test(arguments: table.indices) func aLookIsFollowedByALaterOne(index: Int) {
        let row = Self.table[index]
        let silence = PushSilence(row.1, ways: row.2, hears: row.3, at: Self.now)
        #expect(silence.next.map { $0 > Self.now } ?? row.1.isEmpty, "\(row.0)")
    }

    @Test("what a letter says when it goes out is what is so then")
    func says() {
        let told = Self.now - .days(1)
        let devices = [
            Self.device("d1", heard: .days(102), told: .days(1)), Self.device("d2", heard: .days(200), told: .days(1)),
            Self.device("d3", heard: .minutes(1), told: .days(1)),
            Self.device("d4", heard: .days(300), told: .days(80)),
        ]
        func names(_ ways: [Way] = Self.both, at now: Moment = Self.now) -> [String?] {
            PushSilence.told(devices, at: told, ways: ways, now: now).map(\.name)
        }
        #expect(names() == ["Firefox · Android d2", "Firefox · Android d1"], "the longest silent first")
        #expect(names([Self.push, Self.mail(bounced: true)]).isEmpty)
        #expect(names([Street.pushWay(isOn: false), Self.mail()]).isEmpty)
        #expect(PushSilence.told(devices, at: Self.now, ways: Self.both, now: Self.now).isEmpty, "of another letter")
    }
}
