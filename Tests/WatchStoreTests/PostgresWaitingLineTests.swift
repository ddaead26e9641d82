import Testing
import Watch
import WatchStore

@testable import WatchPostgres

/// Who waits for a session, and who is told at once that it would take too long.
@Suite("The line before PostgreSQL's sessions") struct PostgresWaitingLineTests {
    private static let patience = Duration.seconds(3)
    private let start = ContinuousClock.now

    private func waiter(_ number: Int, came: Int, isUrgent: Bool = false, until deadline: Duration = patience)
        -> PostgresWaitingLine.Waiter
    {
        PostgresWaitingLine.Waiter(
            number: number, turn: Turn(since: start + .milliseconds(came), isUrgent: isUrgent),
            deadline: start + deadline, begin: { _ in }, refuse: { _ in })
    }

    /// Everybody in the line, in their order.
    private func order(_ line: PostgresWaitingLine) -> [Int] {
        var line = line
        var numbers: [Int] = []
        while let next = line.next(at: start).next { numbers.append(next.number) }
        return numbers
    }

    /// A line behind works that take so long each.
    private func line(usual: Duration) -> PostgresWaitingLine {
        var line = PostgresWaitingLine()
        for _ in 0..<200 { line.learn(usual, of: Self.patience) }
        return line
    }

    @Test("words of an alert go first, then who came first, with all of their works")
    func turns() {
        var line = PostgresWaitingLine()
        let came = [(1, 10, false), (2, 20, false), (3, 5, false), (4, 30, true), (5, 25, true), (6, 10, false)]
        for (number, came, isUrgent) in came {
            let isIn = line.enter(waiter(number, came: came, isUrgent: isUrgent), sessions: 2, at: start)
            #expect(isIn)
        }
        // Of two at the same moment the one who stood there first.
        #expect(order(line) == [5, 4, 3, 1, 6, 2])
    }

    @Test(
        "nobody is taken in who would not be through in time",
        arguments: [
            // Each work takes so many milliseconds, so many sessions: so many may wait for three seconds.
            (100, 1, 29), (100, 8, 232), (300, 1, 9), (20, 2, 298),
        ])
    func room(milliseconds: Int, sessions: Int, most: Int) {
        var line = line(usual: .milliseconds(milliseconds))
        var taken = 0
        while taken < 1_000, line.enter(waiter(taken, came: taken), sessions: sessions, at: start) { taken += 1 }
        // The average is near the time that they took, and never quite there.
        #expect(abs(taken - most) <= 1, "\(taken)")
        // A report goes before them all, so there is room for it.
        let isHeard = line.enter(waiter(-1, came: 9_999, isUrgent: true), sessions: sessions, at: start)
        #expect(isHeard)
        #expect(order(line).first == -1)
    }

    @Test("one work that takes its time for once shuts nobody out")
    func slow() {
        var line = PostgresWaitingLine()
        for _ in 0..<200 { line.learn(.seconds(600), of: Self.patience) }
        #expect(line.usual <= Self.patience / 8)
        let isIn = line.enter(waiter(1, came: 1), sessions: 1, at: start)
        #expect(isIn)
    }

    @Test("who has too little time left is passed over when their turn comes, and told")
    func passedOver() throws {
        var line = line(usual: .milliseconds(100))
        for (number, left) in [(1, 200), (2, 3_000), (3, 200)] {
            let isIn = line.enter(
                waiter(number, came: number, until: .milliseconds(left + (number == 3 ? 300 : 0))), sessions: 4,
                at: start)
            #expect(isIn)
        }
        let (next, late) = line.next(at: start + .milliseconds(170))
        #expect(next?.number == 2 && late.map(\.number) == [1])
        let early = line.removeLate(at: start + .milliseconds(499))
        #expect(early.isEmpty)
        let gone = line.removeLate(at: start + .milliseconds(500))
        #expect(gone.map(\.number) == [3])
        #expect(line.isEmpty && line.firstDeadline == nil)
    }

    @Test("where people wait longer than the works alone explain, fewer are taken in")
    func stretched() {
        var calm = line(usual: .milliseconds(100))
        var busy = calm
        // Those who were let in before came back twice each while these waited.
        for number in 0..<200 {
            let isIn = busy.enter(waiter(number, came: 0, until: .seconds(60)), sessions: 1, at: start)
            #expect(isIn)
            _ = busy.removeLate(at: start)
        }
        var later = start
        for place in 1...200 {
            later = start + .milliseconds(300 * place)
            _ = busy.next(at: min(later, start + .seconds(59)))
        }
        #expect(busy.isEmpty)
        func room(_ line: inout PostgresWaitingLine) -> Int {
            var taken = 0
            while taken < 1_000, line.enter(waiter(taken, came: taken), sessions: 1, at: start) { taken += 1 }
            return taken
        }
        let (most, fewer) = (room(&calm), room(&busy))
        #expect(fewer < most * 2 / 3, "\(fewer) of \(most)")
        #expect(fewer > 0)
    }
}
