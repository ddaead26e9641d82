import Foundation
import HTTPTypes
import Hummingbird
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
        StaticFile(bytes: Array(text.utf8), type: "text/plain", digest: { $0 })
    }

    /// What a request does: the file's length where it is answered, 0 where it makes one, -1 where it waits.
    private func turn(
        _ shelf: OpenShelf, _ state: OpenShelf.State, after span: Span = .seconds(0), name: String = "x",
        youth: Span = OpenShelf.youth
    ) -> Int {
        switch shelf.turn(name, state, at: start + span, youth: youth) {
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

    @Test func howeverManyAskItIsMadeOnce() async throws {
        let shelf = OpenShelf()
        let file = file("abc")
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await shelf.file("x", old, at: start) {
                        for _ in 0..<100 { await Task.yield() }
                        return file
                    }.bytes.readableBytes
                }
            }
            for try await length in group { #expect(length == 3) }
        }
        #expect(shelf.figures.makings == 1)
    }

    @Test func whatCouldNotBeMadeIsMadeByTheNext() async throws {
        let shelf = OpenShelf()
        await #expect(throws: Refusal.self) {
            _ = try await shelf.file("x", old, at: start) { throw Refusal(.unavailable) }
        }
        let file = file("abc")
        #expect(try await shelf.file("x", old, at: start) { file }.bytes.readableBytes == 3)
    }

    @Test func soManyAreMadeAtOnce() {
        let shelf = OpenShelf(limits: .init(makings: 2))
        shelf.made(file("kept"), "z", old, at: start)
        #expect(turn(shelf, old, name: "x") == 0 && turn(shelf, old, name: "y") == 0)
        #expect(turn(shelf, old, name: "v") == -1, "two are being made")
        #expect(turn(shelf, new, after: .minutes(2), name: "z") == 4, "the one before, while others are made")
        shelf.made(nil, "x", old, at: start)
        #expect(turn(shelf, old, name: "v") == 0)
    }

    @Test func whatNobodyAsksForIsLetGo() {
        let shelf = OpenShelf(limits: .init(makings: 2, bytes: 20_000))
        let file = file(String(repeating: "a", count: 1_500))
        #expect(turn(shelf, old, name: "fixed") == 0)
        shelf.made(file, "fixed", old, at: start, isFixed: true)
        for number in 0..<50 {
            #expect(turn(shelf, old, name: "file \(number)") == 0)
            shelf.made(file, "file \(number)", old, at: start)
            #expect(turn(shelf, old, name: "file 0") == 1_500, "it is asked for all the time")
            #expect(shelf.figures.bytes <= 20_000 + 2 * file.size + 100)
        }
        #expect(turn(shelf, old, name: "file 10") == 0)
        #expect(turn(shelf, old, name: "fixed") == 1_500)
    }

    @Test func aFileForEverybodySaysHowItWasChosenAndOneForNobodyIsNotKept() throws {
        let packed = StaticFile(
            bytes: Array("abc".utf8), packed: Array("x".utf8), type: "text/plain", vary: "Accept", digest: { $0 })
        #expect(packed.size == 3 + 1 + 512)
        func request(_ headers: HTTPFields = [:]) -> Request {
            Request(
                head: HTTPRequest(method: .get, scheme: nil, authority: nil, path: "/", headerFields: headers),
                body: RequestBody(buffer: ByteBuffer()))
        }
        let plain = packed.answer(to: request())
        #expect(plain.headers[.vary] == "Accept, Accept-Encoding" && plain.headers[.contentEncoding] == nil)
        let short = packed.answer(to: request([.acceptEncoding: "gzip"]))
        #expect(short.headers[.contentEncoding] == "gzip" && short.body.contentLength == 1)
        let tag = try #require(short.headers[.eTag])
        #expect(tag != plain.headers[.eTag])
        let holder = request([.acceptEncoding: "gzip", .ifNoneMatch: tag])
        #expect(packed.answer(to: holder).status == .notModified)
        let page = StaticFile(bytes: Array("abc".utf8), type: "text/html", cache: nil, digest: { $0 })
        let shown = page.answer(to: holder)
        #expect(shown.status == .ok && shown.headers[.eTag] == nil && shown.headers[.cacheControl] == nil)
    }

    @Test func boxesOfAboutTheSamePlaceAreOne() {
        func box(_ west: Double, _ south: Double, _ east: Double, _ north: Double) -> Area.Box {
            OutlinesJSON.widened(Area.Box(south: south, north: north, west: west, east: east))
        }
        #expect(box(3.01, 50.02, 7.98, 53.99) == box(3.07, 50.1, 8, 53.9))
        #expect(box(4.8, 52.0, 4.9, 52.1) != box(4.7, 52.0, 4.8, 52.1))
        for asked in [(3.0, 50.0, 8.0, 54.0), (4.7471, 52.0811, 4.7472, 52.0812), (-180, -90, 180, 90), (5, 52, 5, 52)]
        {
            let wide = box(asked.0, asked.1, asked.2, asked.3)
            #expect(wide.west <= asked.0 && wide.south <= asked.1 && wide.east >= asked.2 && wide.north >= asked.3)
            let side = max(asked.2 - asked.0, asked.3 - asked.1, 1.0 / 32)
            #expect(wide.east - wide.west <= asked.2 - asked.0 + side / 4 + 1e-9)
            #expect(wide.west >= -180 && wide.east <= 180 && wide.south >= -90 && wide.north <= 90)
        }
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
