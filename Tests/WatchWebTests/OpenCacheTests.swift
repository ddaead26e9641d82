import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What is made once for everybody who asks.
@Suite("Answers that are kept") struct OpenCacheTests {
    private let start = Street.founded
    private let old = OpenCache.State(version: 1, minutes: 0, places: "a")
    private let new = OpenCache.State(version: 2, minutes: 0, places: "a")

    private func file(_ text: String) -> StaticFile {
        StaticFile(bytes: Array(text.utf8), type: "text/plain", digest: { $0 })
    }

    /// The length of the answer that a request gets; 0 where it makes one of its own.
    private func ask(
        _ cache: OpenCache, _ state: OpenCache.State, after span: Span, youth: Span = OpenCache.youth
    ) async throws -> Int {
        let before = cache.figures.makings
        let file = file(state == old ? "a" : "ab")
        let answer = try await cache.file("x", state, at: start + span, youth: youth) { file }
        return cache.figures.makings > before ? 0 : answer.bytes.readableBytes
    }

    @Test func anAnswerIsMadeAnewWhenWhatItWasMadeOfIsAnotherAndNotMoreThanOnceAMinute() async throws {
        let cache = OpenCache()
        #expect(try await ask(cache, old, after: .seconds(0)) == 0)
        #expect(try await ask(cache, old, after: .minutes(5)) == 1)
        #expect(try await ask(cache, new, after: .seconds(59)) == 1, "not more than once a minute")
        #expect(try await ask(cache, new, after: .seconds(60)) == 0)
        #expect(try await ask(cache, new, after: .minutes(1)) == 2)
        #expect(try await ask(cache, old, after: .minutes(1), youth: .seconds(0)) == 0)
        #expect(try await ask(cache, new, after: .seconds(-60)) == 0, "a clock that was put back keeps nothing")
    }

    @Test func onlySoManyBytesAreKept() async throws {
        let cache = OpenCache(makings: 2, bytes: 20_000)
        let file = file(String(repeating: "a", count: 1_500))
        for number in 0..<50 {
            _ = try await cache.file("file \(number)", old, at: start) { file }
            #expect(cache.figures.bytes <= 20_000 + 2 * (file.size + 7))
        }
        #expect(cache.figures.makings == 50)
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
