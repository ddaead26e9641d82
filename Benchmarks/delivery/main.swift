import Foundation
import Synchronization
import Watch
import WatchPostgres
import WatchSQLite
import WatchStore

// How long it takes until everybody's notice is on its way: the rules, the store and the desk as a server has them, over a
// database that nobody else uses.
//
//   delivery FOLDER [POSTGRES-URL] [--groups N]
//   delivery sealing
//
// FOLDER is where the SQLite files are made; what PostgreSQL holds is made in the database of the URL. `sealing` encrypts and
// signs pushes, and needs neither.

struct RealClock: WatchClock {
    func now() -> Moment { Moment(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}

struct RealRandomness: Randomness {
    func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
}

struct Noon: LocalTime {
    func minuteOfDay(_ moment: Moment, zone: String) -> Int { 720 }
}

struct Nobody: Announcer {
    func announce(_ events: [Placement]) {}
    func membershipChanged(in group: GroupId) {}
    func keysEnded(of person: PersonId) {}
    func reachChanged(_ alert: AlertId, in group: GroupId) {}
    func flagged(_ message: MessageId, alert: AlertId, in group: GroupId) {}
}

/// Takes everything at once.
final class Taker: Channel {
    let kind = NoticeChannel.mail
    let width: Int
    private let count = Mutex(0)

    init(width: Int) { self.width = width }

    var taken: Int { count.withLock { $0 } }

    func send(_ dispatch: Dispatch) -> ChannelAnswer {
        count.withLock { $0 += 1 }
        return .accepted
    }
}

/// What the process holds in memory, in MB.
func memory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1_024
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

func shown(_ number: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", number) }

let surroundings = Surroundings(clock: RealClock(), randomness: RealRandomness(), localTime: Noon())
let noWait = Span.seconds(0)

/// All waiting: every group of the land has an alert of its own.
func expansion(_ database: any Database, groups: Int) async throws {
    let land = try await Land(database, groups: groups, reporters: groups)
    let alerts = AlertDesk(
        store: SQLAlertStore(database: database, surroundings: surroundings), announcer: Nobody(),
        surroundings: surroundings)
    for index in land.groups.indices { _ = try await land.share(in: index, by: alerts, at: surroundings.now()) }
    let store = SQLNoticeStore(database: database, surroundings: surroundings)
    let all = groups * Land.neighbours
    var held = [memory()]
    let start = ContinuousClock.now
    var rounds = 0
    let everyRounds = max(1, all / NoticeDesk.slice / 4)
    while try await store.spread(at: surroundings.now(), slice: NoticeDesk.slice, wait: noWait) {
        rounds += 1
        if rounds.isMultiple(of: everyRounds) { held.append(memory()) }
    }
    let took = seconds(ContinuousClock.now - start)
    let made = try await database.read { try $0.first("SELECT COUNT(*) AS made FROM notices")?.integer("made") ?? 0 }
    precondition(made == all, "everybody has one: \(made) of \(all)")
    print(
        "\(database.dialect.name): \(all) notices made in \(shown(took)) s, \(Int(Double(all) / took)) a second; memory "
            + held.map { "\($0)" }.joined(separator: ", ") + " MB")
    let claiming = ContinuousClock.now
    var claimed = 0
    for _ in 0..<40 {
        claimed += try await store.claim(.alerts, at: surroundings.now(), lease: .hours(1), limit: NoticeDesk.round)
            .count
    }
    let each = seconds(ContinuousClock.now - claiming) / 40
    print(
        "\(database.dialect.name): of \(all) waiting, \(NoticeDesk.round) claimed in \(shown(each * 1e3, 1)) ms; memory "
            + "\(memory()) MB, \(claimed) claimed")
}

/// One call, and the two workers of a server.
func call(_ database: any Database, rounds: Int) async throws {
    let land = try await Land(database, groups: 146, reporters: 1)
    let alerts = AlertDesk(
        store: SQLAlertStore(database: database, surroundings: surroundings), announcer: Nobody(),
        surroundings: surroundings)
    let store = SQLNoticeStore(database: database, surroundings: surroundings)
    for isTaken in [false, true] {
        var times: [Double] = []
        var spreads: [Double] = []
        for _ in 0..<rounds {
            let alert = try await land.share(in: 0, by: alerts, at: surroundings.now())
            while try await store.spread(at: surroundings.now(), slice: 1, wait: .hours(1)) {}
            let taker = Taker(width: 64)
            let desk = NoticeDesk(store: store, channels: [taker], announcer: Nobody(), surroundings: surroundings)
            try await land.call(alert, surroundings: surroundings)
            let start = ContinuousClock.now
            async let spread: Double = {
                while try await store.spread(at: surroundings.now(), slice: NoticeDesk.slice, wait: noWait) {}
                return seconds(ContinuousClock.now - start)
            }()
            var reached = 0
            while reached < (land.groups.count - 1) * Land.neighbours {
                let count = isTaken ? try await desk.deliver() : try await decide(store)
                reached += count
                if count == 0 { try await Task.sleep(for: .milliseconds(20)) }
            }
            times.append(seconds(ContinuousClock.now - start))
            spreads.append(try await spread)
            precondition(!isTaken || taker.taken == reached, "each once: \(taker.taken)")
        }
        let what = isTaken ? "taken by a channel that takes at once, 64 at a time" : "claimed and decided"
        print(
            "\(database.dialect.name): \((land.groups.count - 1) * Land.neighbours) notices of one call \(what), "
                + "seconds after its commit: \(times.map { shown($0) }.joined(separator: ", ")); all of them made: "
                + spreads.map { shown($0) }.joined(separator: ", "))
    }
}

/// One round of a server, without the channel's part: what is claimed is noted as sent at once.
func decide(_ store: SQLNoticeStore) async throws -> Int {
    let now = surroundings.now()
    let scenes = try await store.claim(.alerts, at: now, lease: NoticeRules.lease, limit: NoticeDesk.round)
    guard let until = scenes.first?.notice.leasedUntil else { return 0 }
    for scene in scenes {
        guard case .send = NoticeRules.verdict(scene, at: now) else { preconditionFailure("nobody is left out") }
    }
    let settled = Dictionary(
        scenes.map { ($0.notice.key, NoticeRules.Settlement.sent(isInDoubt: false)) },
        uniquingKeysWith: { one, _ in one })
    try await store.settle(settled, leasedUntil: until, at: now)
    return scenes.count
}

var arguments = Array(CommandLine.arguments.dropFirst())
var groups = 8_889
if let index = arguments.firstIndex(of: "--groups"), index + 1 < arguments.count {
    groups = Int(arguments[index + 1]) ?? groups
    arguments.removeSubrange(index...index + 1)
}
if arguments == ["sealing"] {
    try Sealing().measure(rounds: 5, pushes: 10_000)
    exit(0)
}
let folder = arguments[0]
let small = try await SQLiteDatabase(path: "\(folder)/call.db")
try await Migrator(small, Schema.migrations).migrate(at: surroundings.now().milliseconds)
try await call(small, rounds: 5)
try await small.close()
if arguments.count > 1 {
    let postgres = PostgresDatabase(url: arguments[1])
    try await Migrator(postgres, Schema.migrations).migrate(at: surroundings.now().milliseconds)
    try await call(postgres, rounds: 5)
    try await postgres.close()
}
let large = try await SQLiteDatabase(path: "\(folder)/land.db")
try await Migrator(large, Schema.migrations).migrate(at: surroundings.now().milliseconds)
try await expansion(large, groups: groups)
try await large.close()
