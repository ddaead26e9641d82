import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

/// What tests of permission share: things that there are on the street, and bodies that are good, bad and extreme.
struct PermissionStreet: Sendable {
    let street: APIStreet
    /// An alert of Anna's in the Kerkstraat, open.
    let alert: String
    /// A reaction of Bram's in it.
    let message: String
    /// What a member of the Kerkstraat was told first.
    let event: String
    /// A browser of Anna's that may be woken.
    let subscription: String

    init(_ street: APIStreet) async throws {
        self.street = street
        let shared = try await street.share()
        alert = try #require(shared["id"])
        let said = try await street.ask(
            .post, "\(APIStreet.root)/alerts/\(alert)/reactions", as: Street.bram,
            body: #"{"kind": "sighting", "text": "Two of them"}"#)
        message = try #require(said["id"])
        subscription = try await street.wake(Street.anna)
        let events = try await street.ask(.get, "\(APIStreet.group)/events", as: Street.anna)
        event = try #require(events["events.0.eventId"], "\(events.text)")
    }

    /// A call's or a page's path with everything in it that there is.
    func path(_ pattern: String) -> String {
        var path = pattern
        for (name, value) in [
            ("group", "kerkstraat"), ("alert", alert), ("message", message), ("event", event),
            ("subscription", subscription),
            ("member", Street.bramMember.id.text), ("other", "molenweg"),
        ] { path = path.replacing("{\(name)}", with: value) }
        return path
    }

    /// A square of 25 m, so many metres east of the Kerkstraat's middle and north of its corner, as it is drawn.
    static func speck(east: Double, north: Double) -> String {
        let ring = Plot.box(east, north, east + 25, north + 25).polygons[0][0]
        let points = ring.map { "[\($0.longitude),\($0.latitude)]" }.joined(separator: ",")
        return #"{"type":"Polygon","coordinates":[[\#(points)]]}"#
    }

    /// Areas inside a group and outside all of them, and one that is none.
    static let areas = [
        speck(east: 10, north: 700), speck(east: 5_000, north: 5_000),
        #"{"type":"Polygon","coordinates":[[[4.7,52],[4.8,52.1],[4.8,52],[4.7,52.1],[4.7,52]]]}"#,
        #"{"type":"Polygon","coordinates":[]}"#, #"{"type":"Point","coordinates":[4.75,52.08]}"#,
    ]

    /// People by what they are to the Kerkstraat.
    static let stranger = Street.fatima
    /// Who asked to join, who was suspended, who leads the next group, and who is of the police elsewhere.
    static let outsiders = [stranger, Street.els, Street.dirk, Street.gijs, Street.claes]
    static let officials = [Street.marieke, Street.nico]

    /// What a program may send: the good body, and what comes of it when each of its values is of the wrong sort, missing,
    /// or without measure.
    static func bodies(from good: String, others: [String]) throws -> [String] {
        let fields = try #require(
            try JSONSerialization.jsonObject(with: Data(good.utf8)) as? [String: Any], "\(good)")
        func body(_ change: (Any) -> Any) throws -> String {
            let changed = fields.mapValues(change)
            return String(
                decoding: try JSONSerialization.data(withJSONObject: changed, options: [.sortedKeys]), as: UTF8.self)
        }
        let long = String(repeating: "x", count: 60_000 / max(1, fields.count))
        return [good, "{}", #"{"unknown": true}"#] + others + [
            try body { _ in NSNull() }, try body { _ in 5 }, try body { _ in "" }, try body { _ in long },
            try body { _ in ["x": [1, 2]] }, try body { $0 is String ? "\u{202e}https://example.org" : $0 },
        ]
    }

    /// What a browser may send, in the same way.
    static func forms(from good: [String: String], others: [[String: String]]) -> [[String: String]] {
        let long = String(repeating: "x", count: 20_000 / max(1, good.count))
        return [good, [:], ["unknown": "1"]] + others + [
            good.mapValues { _ in "" }, good.mapValues { _ in "-1" }, good.mapValues { _ in long },
            good.mapValues { _ in "\u{202e}https://example.org" },
        ]
    }
}
