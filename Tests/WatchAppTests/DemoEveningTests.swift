import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Watch
import WatchApp
import WatchTesting

/// The evening of the demo, by the real rules and on a real database, with a clock that the test moves.
@Suite("The evening in the demo street")
struct DemoEveningTests {
    /// What was told of an evening.
    final class Terminal: Sendable {
        private let steps = Mutex<[DemoPlayer.Step]>([])

        func note(_ step: DemoPlayer.Step) { steps.withLock { $0.append(step) } }

        var all: [DemoPlayer.Step] { steps.withLock { $0 } }

        var undone: [String] { all.filter { $0.undone != nil }.map(\.line) }
    }

    /// A street of the demo in a database of its own, in which nobody has done anything yet.
    struct Stage {
        let wiring: Wiring
        let clock: ManualClock
        let terminal = Terminal()
        let evening = DemoEvening.schilderskwartier

        /// A player for whom time passes at once.
        ///
        /// - Parameter cutAfter: so many waits later the player is cut off, as a kill would.
        func player(cutAfter: Int = .max) -> DemoPlayer {
            let waits = Mutex(0)
            return DemoPlayer(
                wiring, evening: evening,
                wait: { [clock] time in
                    let count = waits.withLock { count in
                        count += 1
                        return count
                    }
                    guard count <= cutAfter else { throw CancellationError() }
                    clock.advance(by: Span(milliseconds: Int64(time / .milliseconds(1))))
                }, tell: { [terminal] in terminal.note($0) })
        }

        /// All alerts as the police see them, the oldest first.
        func alerts() async throws -> [Alert] {
            let hearing = try #require(await wiring.groups.hearing(of: evening.officer, in: evening.group))
            return try await wiring.alerts.alerts(of: hearing, limit: 500).sorted { $0.id.text < $1.id.text }
        }

        func isAsleep() async throws -> Bool {
            try await wiring.groups.group(.id(evening.group)).state == .asleep
        }
    }

    static let url = "http://127.0.0.1:1"

    static func withStage(_ test: (Stage) async throws -> Void) async throws {
        let clock = ManualClock()
        try await TemporaryHouse.run(clock: clock) { wiring in
            _ = try await Demo(wiring).settle()
            try await test(Stage(wiring: wiring, clock: clock))
        }
    }

    @Test("all of it is accepted, every alert gets an end, and the street sleeps again")
    func whole() async throws {
        try await DemoEveningTests.withStage { stage in
            try await stage.player().play(at: DemoEveningTests.url)
            #expect(stage.terminal.undone == [])
            #expect(stage.terminal.all.count == stage.evening.scenes.count)
            let alerts = try await stage.alerts()
            #expect(alerts.map(\.kind) == [.suspiciousPerson, .missingPerson, .suspiciousVehicle])
            #expect(alerts.map(\.closure?.outcome) == [.caught, .caught, .falseAlarm])
            #expect(alerts.map(\.closure?.by) == [.police, .neighbour, .neighbour])
            #expect(alerts.allSatisfy { $0.advice.isEmpty })
            #expect(try await stage.isAsleep())
        }
    }

    @Test("every report was made seconds after the call")
    func calls() async throws {
        try await DemoEveningTests.withStage { stage in
            try await stage.player().play(at: DemoEveningTests.url)
            let alerts = try await stage.alerts()
            #expect(alerts.count == 3)
            for alert in alerts {
                let shared = try #require(alert.sharedAt)
                let called = try #require(alert.call?.calledAt)
                #expect((Span.seconds(5)...Span.minutes(2)).contains(shared - called))
            }
        }
    }

    @Test("the check of words has nothing to say, and nobody reads a plate that was for the police")
    func words() {
        let evening = DemoEvening.schilderskwartier
        for sight in evening.sights { #expect(AlertRules.advice(sight.observation, about: sight.kind) == []) }
        for text in evening.texts {
            // As what somebody does it may say anything but an origin or a plate; as looks, too.
            let read = AlertRules.advice(Observation(behaviour: text), about: .missingPerson)
            let seen = AlertRules.advice(Observation(behaviour: "Voelt aan portieren", appearance: text))
            #expect(read.isEmpty && seen.isEmpty, "\(text)")
        }
        let plates = evening.sights.compactMap(\.policeOnly?.licencePlate)
        #expect(plates.count == 2)
        for plate in plates { #expect(!evening.texts.contains { $0.contains(plate) }) }
    }

    @Test("it lasts between three and six minutes, and a pace divides that")
    func length() async throws {
        let evening = DemoEvening.schilderskwartier
        #expect((Duration.seconds(180)...Duration.seconds(360)).contains(evening.length + evening.rest))
        try await DemoEveningTests.withStage { stage in
            let waited = Mutex(Duration.zero)
            let player = DemoPlayer(
                stage.wiring, pace: 10, wait: { time in waited.withLock { $0 += time } }, tell: { _ in })
            try await player.play(at: DemoEveningTests.url)
            #expect(waited.withLock { abs($0 / evening.length - 0.1) } < 0.000_1)
        }
    }

    @Test("an evening cut short after any scene leaves nothing that the next one stumbles over")
    func cutShort() async throws {
        try await DemoEveningTests.withStage { stage in
            for scene in stage.evening.scenes.indices {
                await #expect(throws: CancellationError.self) {
                    try await stage.player(cutAfter: scene).play(at: DemoEveningTests.url)
                }
            }
            let cut = try await stage.alerts().count
            #expect(stage.terminal.all.filter { $0.words.hasPrefix("sluit (onbekend)") }.count > 20)
            try await stage.player().play(at: DemoEveningTests.url)
            #expect(stage.terminal.undone == [])
            #expect(try await stage.alerts().count == cut + 3)
            #expect(try await stage.isAsleep())
        }
    }

    @Test("what a visitor left open is closed by the police, and who left is let in again")
    func visitors() async throws {
        try await DemoEveningTests.withStage { stage in
            let (wiring, group) = (stage.wiring, stage.evening.group)
            let scene = try #require(stage.evening.scenes.first { $0.person != nil })
            let anna = try #require(scene.person)
            let sight = try #require(stage.evening.sights.first)
            let left = try await wiring.alerts.share(sight.report(at: stage.clock.now()), in: group, by: anna).alert
            var members: [Member] = []
            for person in Set(stage.evening.scenes.compactMap(\.person)) {
                if let member = try await wiring.members.own(person, in: group) { members.append(member) }
            }
            let coordinator = try #require(members.first { $0.role == .coordinator }?.person)
            for member in members where member.role == .resident {
                let isAnna = member.person == anna
                _ = try await wiring.members.change(
                    .id(member.id), in: group, to: .init(standing: isAnna ? .left : .suspended),
                    by: isAnna ? anna : coordinator)
            }
            try await stage.player().play(at: DemoEveningTests.url)
            #expect(stage.terminal.undone == [])
            let closure = try #require(await stage.alerts().first { $0.id == left }?.closure)
            #expect(closure.outcome == .unknown && closure.by == .police)
            #expect(try await stage.isAsleep())
        }
    }

    @Test("when a visitor is quicker, it says what was not done, and goes on", .timeLimit(.minutes(6)))
    func quicker() async throws {
        try await DemoEveningTests.withStage { stage in
            let terminal = stage.terminal
            let alerts = stage.wiring.alerts
            let officer = stage.evening.officer
            let hearing = try #require(await stage.wiring.groups.hearing(of: officer, in: stage.evening.group))
            // Right after the first report, a visitor closes the alert.
            let isDone = Mutex(false)
            let player = DemoPlayer(
                stage.wiring,
                wait: { _ in
                    let open = try await alerts.alerts(of: hearing).first(where: \.isOpen)
                    guard let open, !isDone.withLock({ $0 }) else { return }
                    isDone.withLock { $0 = true }
                    _ = try await alerts.close(open.id, .gone, text: nil, by: officer)
                }, tell: { terminal.note($0) })
            try await player.play(at: DemoEveningTests.url)
            #expect(Set(terminal.all.compactMap(\.undone)) == ["alert-closed"])
            let left = try await stage.alerts()
            #expect(!left.isEmpty && left.allSatisfy { !$0.isOpen })
            #expect(try await stage.isAsleep())
        }
    }

    @Test("each step is one line with the clock of the street, who, what, and where to look")
    func lines() async throws {
        try await DemoEveningTests.withStage { stage in
            try await stage.player().play(at: DemoEveningTests.url)
            let lines = stage.terminal.all.map(\.line)
            let quiet = "http://127.0.0.1:1/groups/schilderskwartier-woerden"
            #expect(lines.first == "21:04:00  Het is stil in het Schilderskwartier.  \(quiet)")
            let alert = try #require(await stage.alerts().first).id
            let second = try #require(lines.dropFirst().first)
            #expect(second.hasPrefix("21:04:15  Anna meldt: Loopt langs"))
            #expect(second.hasSuffix("  http://127.0.0.1:1/alerts/\(alert)"))
            #expect(lines.allSatisfy { !$0.contains("\n") })
        }
    }

    @Test(
        "it begins when people can come in, plays again and again, and ends at once with the house",
        .timeLimit(.minutes(6)))
    func service() async throws {
        try await DemoEveningTests.withStage { stage in
            let (steps, seen) = AsyncStream.makeStream(of: DemoPlayer.Step.self)
            let isLong = Mutex(false)
            let player = DemoPlayer(
                stage.wiring,
                wait: { _ in
                    // From the third evening on, a scene waits for ever: only the end of the house ends it.
                    guard isLong.withLock({ $0 }) else { return }
                    for await _ in AsyncStream<Void>.makeStream().stream {}
                    throw CancellationError()
                }, tell: { seen.yield($0) })
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            let group = ServiceGroup(configuration: .init(services: [.init(service: player)], logger: logger))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                player.begin(at: DemoEveningTests.url)
                var beginnings = 0
                for await step in steps where step.firstName == nil && step.words.contains("Schilderskwartier") {
                    beginnings += 1
                    if beginnings == 3 { break }
                }
                isLong.withLock { $0 = true }
                let asked = ContinuousClock.now
                await group.triggerGracefulShutdown()
                try await tasks.waitForAll()
                #expect(ContinuousClock.now - asked < .seconds(20))
            }
        }
    }
}
