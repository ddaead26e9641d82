import Foundation
import HTTPTypes
import NIOCore
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// What is typed stays text, also between signs that make one Character of what stands beside them: in every field and
/// parameter, stored and reflected, looked at by byte as browsers, feed readers and spreadsheets do.
@Suite("No sign hides another") struct JoiningSignsTests {
    private static let attacks = JoiningSigns.attacks(70) + JoiningSigns.known
    /// Every name that a form of ours has.
    private static let boxes = [
        "accepts", "acceptsRules", "agrees", "appearance", "area", "asked", "at", "back", "behaviour", "by", "calledAt",
        "channel", "closing", "coCoordinator", "code", "correction", "count", "direction", "do", "draft", "email",
        "firstName", "form", "group", "householdCode", "invitation", "isOfAge", "kind", "language", "lastName",
        "latitude", "licencePlate", "longitude", "memberId", "muted", "name", "next", "note", "number", "outcome",
        "place", "policeText", "radius", "replaces", "requestKey", "role", "separate", "standing", "state",
        "statedMembers", "sure", "text", "until", "vehicle", "where", "withoutPosition",
    ]
    /// Every name that an address of ours has behind its question mark.
    private static let parameters = [
        "q", "place", "postcode", "municipality", "near", "at", "country", "sort", "colour", "code", "name", "page",
        "next", "done", "all", "language", "bbox", "metres", "after", "before", "limit", "from",
    ]

    @Test(arguments: attacks) func whatIsStored(attack: String) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let seen = Seen(attack)
            let group = try await street.found(calling: attack)
            try await street.shelf.refresh()
            for who in [Street.anna, Street.carla] {
                _ = try await street.send(
                    "/groups/\(who.id == Street.carla.id ? group.slug : "kerkstraat")/alerts", as: who,
                    street.fullForm.merging(Dictionary(uniqueKeysWithValues: Kept.names.map { ($0, attack) })) { $1 }
                        .merging(["licencePlate": String(attack.beginning(36))]) { $1 })
            }
            let alert = try await street.shared(["behaviour": attack, "place": attack, "separate": "1"])
            for kind in Message.Kind.reactions {
                _ = try await street.send(
                    "\(alert)/reactions", as: Street.bram, ["kind": kind.rawValue, "text": attack, "place": attack])
            }
            _ = try await street.send("\(alert)/corrections", as: Street.anna, ["correction": attack])
            _ = try await street.send(
                "/groups/kerkstraat/members", as: Street.fatima,
                ["acceptsRules": "1", "isOfAge": "1", "note": attack])
            let slug = group.slug
            _ = try await street.send("/groups/\(slug)/links", as: Street.carla, ["group": "kerkstraat"])
            let page = try await street.ask(.get, alert, as: Street.anna).text
            let link = try #require(page.firstMatch(of: /saar\.test%2Fa%2F([0-9A-Za-z_-]+)/), "\(page)")
            for turn in ["open", "closed"] {
                for who in Street.everybody.map(Optional.some) + [nil] {
                    for path in [
                        alert, "\(alert)?done=shared", "/", "/me", "/me/data", "/me/data.json", "/me/erasure",
                        "/groups/kerkstraat", "/groups/kerkstraat/members", "/groups/kerkstraat/links",
                        "/groups/kerkstraat/registry", "/groups/kerkstraat/report", "/groups/\(slug)",
                        "/groups/\(slug)/join", "/groups/\(slug)/links", "/groups/\(slug)/registry",
                        "/groups/\(slug)/settings", "/groups/\(slug)/sheet", "/groups/\(slug)/codes",
                        "/groups/\(slug)/members", "/groups/\(slug)/report", "/sign-in?next=/groups/\(slug)/join",
                    ] { try await seen.look(street, path, as: who, in: turn) }
                    for path in [
                        "groups/\(slug)", "groups/kerkstraat", "groups/kerkstraat/alerts", "groups/kerkstraat/events",
                        "groups/kerkstraat/members", "groups/kerkstraat/links", "groups/\(slug)/audit", "me",
                    ] { try await seen.look(street, "\(APIStreet.root)/\(path)", as: who, in: turn) }
                    try await seen.look(street, APIStreet.root + alert, as: who, in: turn)
                }
                for official in Street.officials.map(\.0) {
                    for path in ["/registry", "/registry/care", "/groups/\(slug)/registry"] {
                        try await seen.look(street, path, as: official, in: turn)
                    }
                }
                for path in [
                    "/a/\(link.1)", "/groups?near=52.081,4.750", "/groups?municipality=1901", "/map?at=52.081,4.750",
                    "/groups.atom", "/open-data/groups.csv", "/open-data/groups.json", "/open-data/groups.geojson",
                    "/sitemap.xml", "/statistics", "/statistics/1901", "/statistics.csv?country=NL",
                    "/statistics.geojson?country=NL", "/statistics/1901.csv",
                    "\(APIStreet.root)/groups?near=52.081,4.750",
                    "\(APIStreet.root)/outlines?bbox=4.74,52.07,4.76,52.09&metres=10",
                    "\(APIStreet.root)/places?q=bodegraven", "/embed?municipality=1901",
                ] { try await seen.look(street, path, in: turn) }
                guard turn == "open" else { continue }
                _ = try await street.send(
                    "\(alert)/closure", as: Street.anna, ["outcome": "caught", "closing": attack])
            }
            // A test that looks where nothing stands tells nothing.
            for path in [
                alert, "/a/\(link.1)", "/groups/kerkstraat", "/groups/kerkstraat/members", "/groups/kerkstraat/links",
                "/groups/\(slug)",
                "/groups/\(slug)/settings", "/groups/\(slug)/sheet", "/me/data", "/me/data.json", "/groups.atom",
                "/groups?near=52.081,4.750", "/open-data/groups.csv", "/open-data/groups.json",
                "/open-data/groups.geojson", "\(APIStreet.root)\(alert)", "\(APIStreet.root)/groups/\(slug)",
                "\(APIStreet.root)/groups/kerkstraat/events",
            ] { #expect(seen.count(path) > 0, "\(path) shows none of it") }
        }
    }

    @Test(arguments: attacks) func whatAnAddressBrings(attack: String) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let seen = Seen(attack)
            let typed = attack.addingPercentEncoding(withAllowedCharacters: HandOff.plain) ?? ""
            let alert = try await street.shared()
            let everything = Self.parameters.map { "\($0)=\(typed)" }.joined(separator: "&")
            for path in [
                "/", "/groups", "/groups/new", "/map", "/embed", "/embed/finder", "/embed/finder.css", "/sign-in",
                "/sign-in/code", "/statistics", "/statistics/1901", "/statistics.csv", "/j", "/me", "/me/data",
                "/groups/kerkstraat", "/groups/kerkstraat/members", "/groups/kerkstraat/report", alert,
                "\(APIStreet.root)/groups", "\(APIStreet.root)/places", "\(APIStreet.root)/outlines",
                "\(APIStreet.root)/statistics", "\(APIStreet.group)/members", "\(APIStreet.group)/events",
            ] {
                let isOwn = path.contains("/me") || path.contains("kerkstraat") || path == alert
                let who = isOwn ? Street.carla : nil
                for name in Self.parameters {
                    try await seen.look(street, "\(path)?\(name)=\(typed)", as: who, shown: "\(path)?\(name)")
                }
                for query in [everything, "\(typed)=\(typed)"] {
                    for who in [nil, Street.carla] { try await seen.look(street, "\(path)?\(query)", as: who) }
                }
            }
            for who in [nil, Street.carla] {
                for path in [
                    "/", "/groups/", "/j/", "/a/", "/statistics/", "/sign-in/", "/alerts/", "/open-data/", "/assets/",
                    "/groups/kerkstraat/", "/groups/kerkstraat/links/", "/groups/kerkstraat/members/",
                    "/me/devices/", "\(APIStreet.root)/", "\(APIStreet.root)/groups/", "\(APIStreet.root)/alerts/",
                    "\(APIStreet.root)/statistics/",
                ] { try await seen.look(street, path + typed, as: who) }
            }
            for path in ["/groups?q", "/groups?place", "/groups?municipality", "/embed?municipality"] {
                #expect(seen.count(path) > 0, "\(path) shows none of it")
            }
            #expect(seen.count("/groups/kerkstraat/members?name") > 0)
        }
    }

    @Test(arguments: attacks) func whatAFormBringsThatIsRefused(attack: String) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let seen = Seen(attack)
            let alert = try await street.shared()
            let all = Dictionary(uniqueKeysWithValues: Self.boxes.map { ($0, attack) })
            let place = "/groups/kerkstraat"
            for who in [nil, Street.anna, Street.carla, Street.fatima] {
                for (path, changes) in [
                    ("/sign-in", [:]), ("/sign-in/code", [:]), ("/sign-in", ["draft": "behaviour=\(attack)"]),
                    ("/groups", [:]), ("/groups", ["do": "look"]), ("/groups", ["agrees": "1", "do": "propose"]),
                    ("/groups", ["do": "look", "where": "radius", "at": attack]),
                    ("/groups", ["do": "look", "where": "drawn"]), ("\(place)/alerts", [:]),
                    ("\(place)/alerts", ["kind": "burglary"]),
                    ("\(place)/alerts", ["behaviour": String(repeating: attack, count: 30)]), ("/me", [:]),
                    ("/me/erasure", [:]), ("/language", [:]), ("\(place)/members", [:]),
                    ("\(place)/members", ["acceptsRules": "1"]), ("\(place)/links", [:]), ("\(place)/handover", [:]),
                    ("\(place)/closure", [:]), ("\(place)/settings", [:]), ("\(place)/settings", ["do": "look"]),
                    ("\(place)/sheet", [:]), ("\(place)/codes", [:]), ("\(place)/co-coordination", [:]),
                    ("\(place)/members/\(Street.elsMember.id)", [:]), ("\(place)/links/molenweg", [:]),
                    ("\(place)/leave", [:]), ("\(place)/mute", [:]), ("\(place)/renewal", [:]), ("/j", [:]),
                    ("\(alert)/reactions", [:]),
                    ("\(alert)/reactions", ["kind": "sighting", "text": String(repeating: attack, count: 30)]),
                    ("\(alert)/corrections", ["correction": String(repeating: attack, count: 30)]),
                    ("\(alert)/closure", [:]), ("\(alert)/closure", ["closing": String(repeating: attack, count: 30)]),
                ] as [(String, [String: String])] {
                    seen.judge(
                        try await street.send(path, as: who, all.merging(changes) { $1 }), at: "POST \(path)")
                }
                for (path, body) in [
                    ("groups", #"{"name": ATTACK, "place": ATTACK, "country": ATTACK, "area": ATTACK}"#),
                    ("groups/kerkstraat/alerts", #"{"kind": ATTACK, "observation": {"behaviour": ATTACK}}"#),
                    ("groups/kerkstraat/members", #"{"note": ATTACK, ATTACK: ATTACK}"#),
                    ("groups/kerkstraat/links", #"{"group": ATTACK}"#),
                ] {
                    let text = String(decoding: try JSONEncoder().encode(attack), as: UTF8.self)
                    let answer = try await street.ask(
                        .post, "\(APIStreet.root)/\(path)", as: who, body: body.exchanging("ATTACK", for: text),
                        headers: ["Idempotency-Key": attack.keeping(\.isASCII)])
                    seen.judge(answer, at: "POST \(APIStreet.root)/\(path)")
                }
            }
            for path in [
                "/sign-in", "/groups", "\(place)/alerts", "/me", "\(place)/settings", "\(alert)/reactions",
                "\(alert)/corrections", "\(alert)/closure", "\(place)/sheet",
            ] { #expect(seen.count("POST \(path)") > 0, "\(path) shows none of it") }
        }
    }
}

extension APIStreet {
    /// A group that came by a way on which nobody looked at its name, with Carla in front of it.
    fileprivate func found(calling name: String) async throws -> Group {
        let group = Group(
            id: Street.fixed("e9"), slug: "nieuw", name: name, place: name, jurisdiction: .netherlands,
            zone: Street.zone, municipality: "1901", area: Street.group.area, createdAt: Street.founded)
        _ = try await stored.found(
            group,
            coordinator: Member(
                id: Street.fixed("b9"), group: group.id, person: Street.carla.id, standing: .approved,
                role: .coordinator, joinedSequence: 1, appliedAt: Street.founded),
            registration: Street.registration(of: group), entry: Street.registered(group), request: nil)
        // As who was there before names were looked at.
        for neighbour in [Street.anna, Street.bram, Street.els, Street.fatima] {
            var person = neighbour.person
            person = Person(
                id: person.id, firstName: name, lastName: name, email: person.email, language: .en,
                createdAt: person.createdAt)
            try await persons.change(person.id, to: PersonProfile(person, language: .en))
        }
        return group
    }
}

/// Judges answers by their bytes, and counts how often what was typed stands in them.
private final class Seen {
    private let attack: String
    private var counts: [String: Int] = [:]

    init(_ attack: String) { self.attack = attack }

    func count(_ path: String) -> Int { counts[path, default: 0] }

    func look(
        _ street: APIStreet, _ path: String, as who: Street.Neighbour? = nil, shown: String? = nil, in turn: String = ""
    ) async throws {
        judge(try await street.ask(.get, path, as: who), at: shown ?? path)
    }

    func judge(_ answer: Answer, at path: String, _ place: SourceLocation = #_sourceLocation) {
        for field in answer.headers {
            let isPlain = field.value.utf8.allSatisfy { (0x20...0x7E).contains($0) }
            #expect(isPlain, "\(path): \(field.name)", sourceLocation: place)
        }
        #expect(answer.status < 500, "\(path)", sourceLocation: place)
        let bytes = Array(answer.bytes.readableBytesView)
        let type = answer.header("Content-Type")?.split(separator: ";").first.map(String.init) ?? ""
        let shown = Seen.pieces(bytes)
        counts[path, default: 0] += shown.count
        switch type {
        case "text/html", "application/atom+xml", "application/xml":
            for piece in shown { expectHarmless(piece, at: path, place) }
        case "application/json", "application/geo+json", "application/problem+json":
            let isWhole = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            #expect(isWhole, "\(path)", sourceLocation: place)
            // In a script or an attribute of another site it ends nothing either: its quotes are written out.
            for piece in shown {
                let isBare = piece.isWhole && Seen.hasBareQuote(piece.bytes)
                #expect(!isBare, "\(path): \(String(decoding: piece.bytes, as: UTF8.self))", sourceLocation: place)
            }
        case "text/csv":
            for row in Seen.rows(bytes) {
                for cell in row where cell.holds(JoiningSigns.open) {
                    #expect(Array(CSVText.meant(cell).utf8) == Array(attack.utf8), "\(path)", sourceLocation: place)
                }
            }
        case "text/css", "text/plain", "text/javascript", "image/svg+xml", "":
            #expect(shown.isEmpty, "\(path)", sourceLocation: place)
        default: Issue.record("\(path) is of the type \(type)", sourceLocation: place)
        }
    }

    /// What stands behind an opening mark: up to the closing one, or far enough where the text was cut short.
    private struct Piece {
        let bytes: ArraySlice<UInt8>
        let isWhole: Bool
    }

    private static func pieces(_ bytes: [UInt8]) -> [Piece] {
        let (open, close) = (Array(JoiningSigns.open.utf8), Array(JoiningSigns.close.utf8))
        var pieces: [Piece] = []
        var rest = bytes[...]
        while let start = rest.firstRange(of: open) {
            rest = rest[start.upperBound...]
            let next = rest.firstRange(of: open)?.lowerBound ?? rest.endIndex
            let end = rest[..<next].firstRange(of: close)?.lowerBound
            pieces.append(Piece(bytes: rest[..<(end ?? next)], isWhole: end != nil))
        }
        return pieces
    }

    private func expectHarmless(_ piece: Piece, at path: String, _ place: SourceLocation) {
        guard piece.isWhole else {
            // Cut short, and what the page itself says stands behind it: the typed bytes go no further than their first
            // sign.
            let typed = Array(attack.utf8.dropFirst(JoiningSigns.open.utf8.count))
            let same = zip(typed, piece.bytes).prefix { $0 == $1 }.map(\.0)
            let isRaw = same.contains { "<>\"'".utf8.contains($0) }
            #expect(!isRaw, "\(path): \(String(decoding: same, as: UTF8.self))", sourceLocation: place)
            return
        }
        let text = String(decoding: piece.bytes, as: UTF8.self)
        let isRaw = piece.bytes.contains { "<>\"'".utf8.contains($0) }
        #expect(!isRaw, "\(path): \(text)", sourceLocation: place)
        var rest = piece.bytes
        while let sign = rest.firstIndex(of: UInt8(ascii: "&")) {
            rest = rest[sign...]
            let isEntity = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].contains { rest.starts(with: $0.utf8) }
            #expect(isEntity, "\(path): \(text)", sourceLocation: place)
            rest = rest.dropFirst()
        }
    }

    private static func hasBareQuote(_ piece: ArraySlice<UInt8>) -> Bool {
        var isEscaped = false
        for byte in piece {
            if byte == UInt8(ascii: "\""), !isEscaped { return true }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return false
    }

    /// The cells of a table (RFC 4180), by byte.
    private static func rows(_ bytes: [UInt8]) -> [[String]] {
        var rows: [[String]] = [[]]
        var cell: [UInt8] = []
        var (inQuotes, index) = (false, 0)
        while index < bytes.count {
            let byte = bytes[index]
            if inQuotes {
                if byte == UInt8(ascii: "\"") {
                    if index + 1 < bytes.count, bytes[index + 1] == byte {
                        cell.append(byte); index += 1
                    } else {
                        inQuotes = false
                    }
                } else {
                    cell.append(byte)
                }
            } else if byte == UInt8(ascii: "\"") {
                inQuotes = true
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") {
                rows[rows.count - 1].append(String(decoding: cell, as: UTF8.self))
                cell = []
                if byte == UInt8(ascii: "\n") { rows.append([]) }
            } else if byte != UInt8(ascii: "\r") {
                cell.append(byte)
            }
            index += 1
        }
        return rows
    }
}
