import Foundation
import NIOCore
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What is made once for everybody who asks.
@Suite("Shelves") struct ShelfTests {
    private let start = Street.founded
    private let old = OpenShelf.State(version: 1, minutes: 0, places: "a")
    private let new = OpenShelf.State(version: 2, minutes: 0, places: "a")

    private func file(_ text: String) -> StaticFile {
        StaticFile(bytes: Data(text.utf8), type: "text/plain", digest: { $0 })
    }

    /// What a request does: the file's length where it is answered, 0 where it makes one, -1 where it waits.
    private func turn(_ shelf: OpenShelf, _ state: OpenShelf.State, after span: Span) -> Int {
        switch shelf.turn("x", state, at: start + span) {
        case .answer(let file): file.bytes.readableBytes
        case .make: 0
        case .wait: -1
        }
    }

    @Test func oneMakesAFileAndTheOthersAreAnsweredWithTheOneBefore() {
        let shelf = OpenShelf()
        #expect(turn(shelf, old, after: .seconds(0)) == 0)
        #expect(turn(shelf, old, after: .seconds(0)) == -1, "there is none yet")
        shelf.made(nil, "x", old, at: start)
        #expect(turn(shelf, old, after: .seconds(1)) == 0, "it failed: the next one tries")
        shelf.made(file("a"), "x", old, at: start)
        #expect(turn(shelf, old, after: .minutes(5)) == 1)
        #expect(turn(shelf, new, after: .seconds(59)) == 1, "not more than once a minute")
        #expect(turn(shelf, new, after: .seconds(60)) == 0)
        #expect(turn(shelf, new, after: .seconds(60)) == 1, "somebody makes it")
        shelf.made(file("ab"), "x", new, at: start + .minutes(1))
        #expect(turn(shelf, new, after: .minutes(1)) == 2)
        #expect(turn(shelf, old, after: .seconds(-60)) == 0, "a clock that was put back keeps nothing")
    }

    @Test func whoWaitsForTheFirstOneHearsWhenItIsThere() async {
        let shelf = OpenShelf()
        #expect(turn(shelf, old, after: .seconds(0)) == 0)
        let file = file("abc")
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { await shelf.wait(for: "x") } }
            group.addTask { shelf.made(file, "x", old, at: start) }
        }
        #expect(turn(shelf, old, after: .seconds(0)) == 3)
        await shelf.wait(for: "x")
    }

    @Test func shapesAreReckonedOnceForARelease() {
        let shelf = ShapeShelf()
        var made = 0
        func ask(_ key: ShapeShelf.Key, _ release: String) -> Int {
            shelf.shapes(key, of: release) {
                made += 1
                return [Street.group.area, nil]
            }.count
        }
        for _ in 0..<3 { #expect(ask(.cells("0632"), "a") == 2) }
        #expect(made == 1)
        #expect(ask(.thinned("0632", metres: 5), "a") == 2 && made == 2)
        #expect(ask(.thinned("0632", metres: 11), "a") == 2 && made == 3)
        #expect(ask(.cells("0632"), "b") == 2 && made == 4)
        #expect(ask(.cells("0632"), "b") == 2 && made == 4)
    }

    @Test(arguments: [(0, 0), (1, 1), (4, 2), (5, 5), (12, 11), (500, 360), (752, 720), (10_000, 5_760)])
    func bordersAreThinnedAtTheScalesOfAMap(metres: Int, step: Int) { #expect(OutlinesJSON.step(metres) == step) }
}
