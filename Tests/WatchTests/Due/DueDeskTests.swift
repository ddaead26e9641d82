import Testing
import Watch
import WatchTesting

@Suite("What is due is met by its room, and what one fails of stops no other")
struct DueDeskTests {
    /// Dues that were put down, in the order in which they are given out.
    private actor Shelf: DueStore {
        private(set) var waiting: [Due]
        private var old: Int

        init(_ dues: [Due], old: Int = 0) {
            waiting = dues
            self.old = old
        }

        func claim(_ kinds: [Subject.Kind], at now: Moment, lease: Span, limit: Int) -> [Due] {
            let claimed = Array(waiting.filter { kinds.contains($0.subject.kind) && $0.at <= now }.prefix(limit))
            waiting.removeAll { claimed.contains($0) }
            return claimed
        }

        func carry(at now: Moment, limit: Int) -> Int {
            defer { old = 0 }
            return old
        }
    }

    /// Writes down what it was given; fails of some.
    private actor Room: DueRoom {
        nonisolated let subjects: [Subject.Kind]
        private(set) var met: [String] = []
        private let failing: Set<String>

        init(_ kind: Subject.Kind, failing: Set<String> = []) {
            subjects = [kind]
            self.failing = failing
        }

        func meet(_ due: Due) throws {
            met.append(due.subject.id.text)
            if failing.contains(due.subject.id.text) { throw Refusal(.notFound) }
        }
    }

    private static let drill = Subject.Kind(rawValue: "drill")
    private static let now = ManualClock.friday

    private static func due(_ kind: Subject.Kind, _ id: String, after span: Span = .seconds(0)) -> Due {
        Due(
            subject: Subject(kind: kind, id: Id(trusted: id)), kind: .init(rawValue: "look"), at: now + span,
            leasedUntil: now + .seconds(30))
    }

    private func desk(_ shelf: Shelf, _ rooms: [Room]) -> DueDesk {
        DueDesk(
            store: shelf, rooms: rooms,
            surroundings: Surroundings(
                clock: ManualClock(), randomness: SeededRandomness(), localTime: EuropeanLocalTime()))
    }

    @Test func eachIsMetByItsOwnRoomOnceItsTimeHasCome() async throws {
        let shelf = Shelf([
            Self.due(Self.drill, "oefening"), Self.due(.alert, "alarm"), Self.due(.alert, "later", after: .minutes(1)),
            Self.due(.init(rawValue: "newer"), "nobody's"),
        ])
        let (alerts, drills) = (Room(.alert), Room(Self.drill))
        #expect(try await desk(shelf, [alerts, drills]).round() == 2)
        #expect(await alerts.met == ["alarm"])
        #expect(await drills.met == ["oefening"])
        #expect(await shelf.waiting.map(\.subject.id.text) == ["later", "nobody's"])
    }

    @Test func whatOneFailsOfIsThrownAfterTheOthersWereMet() async throws {
        let shelf = Shelf([Self.due(.alert, "a"), Self.due(.alert, "b"), Self.due(Self.drill, "c")])
        let (alerts, drills) = (Room(.alert, failing: ["a"]), Room(Self.drill))
        #expect(await Refusal.of { try await desk(shelf, [alerts, drills]).round() }?.code == .notFound)
        #expect(await alerts.met == ["a", "b"])
        #expect(await drills.met == ["c"])
    }

    @Test func aThousandOfOneRoomKeepNoOtherWaiting() async throws {
        let flood = (0..<1_000).map { Self.due(.alert, "\($0)") }
        let (alerts, drills) = (Room(.alert), Room(Self.drill))
        let dues = desk(Shelf(flood + [Self.due(Self.drill, "c")]), [alerts, drills])
        #expect(try await dues.round(limit: 20) == 21)
        #expect(await alerts.met.count == 20)
        #expect(await drills.met == ["c"])
    }

    @Test func whatWasCarriedOverCountsSoThatTheNextRoundComesAtOnce() async throws {
        let dues = desk(Shelf([], old: 1_000), [Room(.alert)])
        #expect(try await dues.round() == 1_000)
        #expect(try await dues.round() == 0)
    }
}
