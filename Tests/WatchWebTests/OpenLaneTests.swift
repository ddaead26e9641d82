import Dispatch
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Strangers never stand before an alert.
@Suite("Lanes of strangers") struct OpenLaneTests {
    private static func hold(_ gate: DispatchSemaphore) { gate.wait() }

    private static func until(_ what: String, _ holds: () -> Bool) async throws {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(30)
        while !holds() {
            guard clock.now < end else {
                Issue.record("\(what): not within half a minute")
                return
            }
            await Task.yield()
        }
    }

    @Test func anAlertGoesPastStrangersWhoFillTheirLane() async throws {
        let threads = OpenThreads(1)
        let lanes = OpenLanes(limits: .init(working: 2, waiting: 3), threads: threads) { Street.founded }
        let gate = DispatchSemaphore(value: 0)
        let isShut = Told()
        try await APIStreet.run(lanes: lanes) { street in
            try await withThrowingTaskGroup(of: Int.self) { group in
                // The one thread that makes what strangers ask for is taken until the gate opens.
                group.addTask(executorPreference: threads) {
                    isShut.say("shut")
                    OpenLaneTests.hold(gate)
                    return 200
                }
                defer { gate.signal() }
                try await OpenLaneTests.until("the gate is shut") { isShut.words == ["shut"] }
                for _ in 0..<5 { group.addTask { try await street.ask(.get, "/groups").status } }
                try await OpenLaneTests.until("the lane is full") { lanes.lane(.looking).figures == (2, 3) }

                let alert = try await street.share()
                #expect(alert.status == 201)
                let id = try #require(alert["id"])
                let page = try await street.ask(.get, "/alerts/\(id)", as: Street.bram)
                #expect(page.status == 200)
                #expect(try await street.ask(.get, "/", as: Street.anna).status == 200)
                #expect(try await street.ask(.get, "/healthz").status == 200)

                let turnedAway = try await street.ask(.get, "/statistics.geojson")
                #expect(turnedAway.status == 503 && turnedAway.header("Retry-After") == FullLane.comeBack)
                #expect(turnedAway.text.contains("<html") && turnedAway.text.contains("Try again in a moment."))
                try await street.ask(.get, "\(APIStreet.root)/groups").expectProblem(503, "unavailable")
                // A page for somebody whom the door refuses is written in the same lane.
                let unknown = try await street.ask(.get, "/", headers: ["Authorization": "Bearer nobody"])
                #expect(unknown.status == 503)
                #expect(lanes.lane(.looking).figures == (2, 3))
            }
            let told = street.log.lines.count { $0.contains("strangers are turned away") }
            #expect(told == 1, "one line, however many there were")
            #expect(lanes.lane(.looking).figures == (0, 0))
            #expect(try await street.ask(.get, "/groups").status == 200)
        }
    }

    @Test func thoseWhoFilledTheLaneAreAnsweredInTheEnd() async throws {
        let lanes = OpenLanes(limits: .init(working: 1, waiting: 40)) { Street.founded }
        try await APIStreet.run(lanes: lanes) { street in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 { group.addTask { try await street.ask(.get, "/statistics").status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(lanes.lane(.looking).figures == (0, 0))
        }
    }

    @Test func whoSignsInHasALaneOfTheirOwn() async throws {
        let lanes = OpenLanes(limits: .init(working: 1, waiting: 0)) { Street.founded }
        try await APIStreet.run(lanes: lanes) { street in
            func status(_ path: String, as neighbour: Street.Neighbour? = nil) async throws -> Int {
                try await street.ask(.get, path, as: neighbour).status
            }
            let looks = await lanes.lane(.looking).enter()
            let full = [try await status("/groups"), try await status("/groups", as: Street.anna)]
            #expect(looks && full == [503, 200], "members look in another")
            let signIn = try await status("/sign-in")
            #expect(signIn == 200)
            lanes.lane(.looking).leave()
            let comes = await lanes.lane(.comingIn).enter()
            let other = [try await status("/sign-in"), try await status("/groups")]
            #expect(comes && other == [503, 200])
            lanes.lane(.comingIn).leave()
        }
    }

    @Test func placesGoToWhoCameFirstAndNobodyWaitsForEver() async throws {
        let clock = ManualClock()
        let lane = OpenLane(.init(working: 1, waiting: 2, patience: .seconds(10))) { clock.now() }
        let told = Told()
        #expect(await lane.enter())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, name) in ["first", "second"].enumerated() {
                group.addTask { told.say("\(name) \(await lane.enter())") }
                try await OpenLaneTests.until("\(name) waits") { lane.figures == (1, number + 1) }
                clock.advance(by: .seconds(6))
            }
            // After twelve seconds the first has waited for too long, and leaves room to wait.
            group.addTask { told.say("third \(await lane.enter())") }
            try await OpenLaneTests.until("the first is sent away") { told.words == ["first false"] }
            try await OpenLaneTests.until("the third waits") { lane.figures == (1, 2) }
            #expect(await !lane.enter(), "nobody more waits")
            for name in ["second", "third"] {
                lane.leave()
                try await OpenLaneTests.until("\(name) gets the place") { told.words.last == "\(name) true" }
            }
        }
        lane.leave()
        #expect(lane.figures == (0, 0))
    }

    private final class Told: Sendable {
        private let kept = Mutex<[String]>([])
        var words: [String] { kept.withLock { $0 } }
        func say(_ word: String) { kept.withLock { $0.append(word) } }
    }

    @Test(arguments: [
        ("/", OpenLanes.Kind.looking, OpenLanes.Kind?.none), ("/groups", .looking, .members),
        ("/groups/new", .looking, .members), ("/groups/kerkstraat", .looking, nil),
        ("/groups/kerkstraat/report", .looking, nil), ("/statistics.geojson", .looking, .members),
        ("/statistics/0632.csv", .looking, .members), ("/api/v1/statistics/NL", .looking, .members),
        ("/api/v1/outlines", .looking, .members), ("/api/v1/groups", .looking, .members),
        ("/api/v1/groups/kerkstraat/alerts", .looking, nil), ("/api/v1/live", .looking, nil),
        ("/alerts/1", .looking, nil), ("/a/abc", .following, nil),
        ("/api/v1/receipts/abc", .following, nil), ("/receipts/abc", .looking, nil), ("/sign-in", .comingIn, nil),
        ("/sign-in/code", .comingIn, nil), ("//sign-in", .comingIn, nil), ("/api/v1/sign-in", .looking, nil),
        ("/groups.atom", .looking, .members), ("/open-data/groups.json", .looking, .members),
    ])
    func everyRequestHasItsLane(path: String, stranger: OpenLanes.Kind, signedIn: OpenLanes.Kind?) {
        #expect(OpenLanes.Kind(path, isSignedIn: false) == stranger)
        #expect(OpenLanes.Kind(path, isSignedIn: true) == signedIn)
    }

    @Test(arguments: [
        "/healthz", "/readyz", "/metrics", "/api/v1/readyz", "/assets/styles/saar.css", "/leaflet/leaflet.js",
        "/service-worker.js", "/manifest.webmanifest", "/offline",
    ])
    func balancersAndFilesWaitForNobody(path: String) {
        #expect(OpenLanes.Kind(path, isSignedIn: false) == nil && OpenLanes.Kind(path, isSignedIn: true) == nil)
    }

    // MARK: what is dear

    @Test func whatIsTheSameForEverybodyIsMadeOnce() async throws {
        try await APIStreet.run(gazetteer: FiguresWebTests.places) { street in
            for (path, makings) in [
                ("/statistics.geojson", 1), ("/statistics/1901.csv", 1), ("/api/v1/statistics", 1),
                ("/api/v1/outlines?bbox=3,50,8,54&metres=1", 1), ("/statistics?country=NL&sort=members", 1),
                ("/openapi.json", 1), ("/groups.atom", 1), ("/sitemap.xml", 1),
            ] {
                let before = street.house.answers.figures.makings
                var answers: Set<String> = []
                for asker in [nil, nil, Street.anna] {
                    let answer = try await street.ask(.get, path, as: path.hasPrefix("/statistics?") ? nil : asker)
                    #expect(answer.status == 200, "\(path)")
                    answers.insert(answer.text)
                }
                #expect(answers.count == 1 && street.house.answers.figures.makings == before + makings, "\(path)")
            }
        }
    }

    @Test func whoHasItIsToldSo() async throws {
        try await APIStreet.run(gazetteer: FiguresWebTests.places) { street in
            for path in [
                "/statistics.geojson", "/api/v1/statistics", "/api/v1/outlines?bbox=3,50,8,54", "/openapi.json",
            ] {
                let tag = try #require(try await street.ask(.get, path).header("ETag"), "\(path)")
                let again = try await street.ask(.get, path, headers: ["If-None-Match": tag])
                #expect(again.status == 304 && again.text.isEmpty, "\(path)")
            }
            let page = try await street.ask(.get, "/statistics")
            #expect(page.header("Cache-Control") == "no-store" && page.header("ETag") == nil)
        }
    }

    @Test func growthIsToldByTheMonth() async throws {
        try await APIStreet.run(gazetteer: FiguresWebTests.places) { street in
            let cache = street.house.answers
            let before = cache.figures.makings
            for (days, makings) in [(0, 1), (0, 1), (40, 2), (0, 2)] {
                street.clock.advance(by: .days(Int64(days)))
                let status = try await street.ask(.get, "/statistics.json").status
                #expect(status == 200 && cache.figures.makings == before + makings, "growth is told by the month")
            }
        }
    }

    @Test func aFormOfFiguresIsNoOther() async throws {
        try await APIStreet.run(gazetteer: FiguresWebTests.places) { street in
            let path = "\(APIStreet.root)/statistics"
            for (accept, type) in [
                ("application/json", "application/json"), ("text/csv", "text/csv; charset=utf-8; header=present"),
                ("application/geo+json", "application/geo+json"),
            ] {
                let answer = try await street.ask(.get, path, headers: ["Accept": accept])
                #expect(answer.header("Content-Type") == type && answer.header("Vary") == "Accept")
            }
        }
    }

    @Test func pagesOfStrangersDifferByLanguageAndOrder() async throws {
        try await APIStreet.run(gazetteer: FiguresWebTests.places) { street in
            var pages: Set<String> = []
            for language in ["nl", "fr", "de", "en"] {
                for query in ["", "?sort=members", "?all=1"] {
                    let page = try await street.ask(
                        .get, "/statistics\(query)", headers: ["Accept-Language": language])
                    #expect(page.header("Content-Language") == language)
                    pages.insert(page.text)
                }
            }
            #expect(pages.count == 12)
            let left = try await street.ask(.get, "/statistics?done=left").text
            #expect(!pages.contains(left), "what was just done is told once, to who did it")
        }
    }

    @Test func largeBodiesGoOutInSlices() async throws {
        let sent = Sent()
        let whole = ByteBuffer(bytes: (0..<200_000).map { UInt8(truncatingIfNeeded: $0) })
        try await ResponseBody(byteBuffer: whole).write(SlicedBodies.Writer(outbound: Recording(sent: sent)))
        #expect(sent.slices.map(\.readableBytes) == [65_536, 65_536, 65_536, 3_392])
        #expect(sent.slices.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer($1) } == whole)
    }

    private final class Sent: Sendable {
        private let kept = Mutex<[ByteBuffer]>([])
        var slices: [ByteBuffer] { kept.withLock { $0 } }
        func add(_ buffer: ByteBuffer) { kept.withLock { $0.append(buffer) } }
    }

    private struct Recording: ResponseBodyWriter {
        let sent: Sent
        func write(_ buffer: ByteBuffer) async throws { sent.add(buffer) }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }

    @Test func theMapOfTheSiteIsCountedWithoutBeingWritten() throws {
        let groups = Array(FiguresWebTests.groups([3, 4]).findable)
        let places = FiguresWebTests.places
        let count = SiteMap.addresses(groups, of: places, site: "https://saar.test").count
        #expect(SiteMap.count(groups, of: places) == count)
        for (number, count, has) in [(1, 1, true), (2, 50_000, false), (2, 50_001, true), (0, 5, false)] {
            #expect(SiteMap.has(number, count) == has)
        }
    }
}
