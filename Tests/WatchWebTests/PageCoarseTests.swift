import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// What pages draw of the areas of others: no more than strangers may see, unless one hears the group.
@Suite("Areas of others on pages") struct PageCoarseTests {
    /// Just west of the Kerkstraat.
    private static let beside = Plot.box(-400, 50, -200, 350)
    private static let drawn = #"{"type":"Polygon","coordinates":\#(points)}"#
    private static var points: String {
        let ring = beside.polygons[0][0].map { "[\($0.longitude),\($0.latitude)]" }
        return "[[\(ring.joined(separator: ","))]]"
    }

    /// A group as the picture of an area has it.
    private static func path(_ other: Area, beside area: Area) throws -> String {
        try #require(AreaPicture(area, beside: [other], label: "").others.first)
    }

    /// The corners of a path.
    private static func corners(_ path: String) -> [String] {
        path.split(whereSeparator: { "MLz".contains($0) }).map(String.init)
    }

    @Test(arguments: [
        (nil, false), (Street.fatima, false), (Street.gijs, false), (Street.els, false), (Street.bram, true),
        (Street.carla, true),
    ])
    func whoStartsAGroupSeesOthersCoarsely(neighbour: Street.Neighbour?, isExact: Bool) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let page = try await street.send(
                "/groups", as: neighbour, ["do": "look", "where": "drawn", "area": Self.drawn])
            #expect(page.text.contains("area-own"), "\(page.text)")
            let area = Street.group.area
            let exact = try Self.path(area, beside: Self.beside)
            let coarse = try Self.path(area.coarsened, beside: Self.beside)
            let shown = try page.found(#"class="area-other" d="([^"]*)""#)
            #expect(shown.contains(isExact ? exact : coarse) && !shown.contains(isExact ? coarse : exact))
            guard !isExact else { return }
            for corner in Self.corners(exact) {
                #expect(!shown.contains { Self.corners($0).contains(corner) }, "an exact corner")
            }
        }
    }

    /// The Kerkstraat ends 171 m east, and is shown to end at 205 m: what is drawn on either side is told the same.
    @Test(arguments: [(nil, false), (Street.fatima, false), (Street.bram, true)])
    func noBorderIsFoundByDrawing(neighbour: Street.Neighbour?, isExact: Bool) async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            func isOverlapping(east: Double) async throws -> Bool {
                let ring = Plot.box(east, 100, east + 25, 125).polygons[0][0]
                let points = ring.map { "[\($0.longitude),\($0.latitude)]" }.joined(separator: ",")
                let page = try await street.send(
                    "/groups", as: neighbour,
                    ["do": "look", "where": "drawn", "area": #"{"type":"Polygon","coordinates":[[\#(points)]]}"#])
                #expect(page.status == 200 && page.text.contains("area-own"))
                return page.text.contains("id=\"overlaps\"")
            }
            let told = [try await isOverlapping(east: 145), try await isOverlapping(east: 240)]
            #expect(told == [true, false])
            let isToldBetween = try await isOverlapping(east: 173)
            #expect(isToldBetween != isExact)
        }
    }

    /// Who looks after a group by their office knows its area; who looks after the next municipality does not.
    @Test func anOfficeSeesWhatIsNotItsOwnCoarsely() async throws {
        try await APIStreet.run { street in
            let office = Office(kind: .municipality, territory: "0632")
            let address = try #require(Street.fatima.person.email.flatMap { EmailAddress($0) })
            #expect(try await street.house.persons.grant(office, to: address, language: .nl))
            let body =
                #"{"name": "West", "country": "NL", "municipality": "0632", "area": \#(Self.drawn)}"#
            let founded = try await street.ask(.post, "\(APIStreet.root)/groups", as: Street.els, body: body)
            #expect(founded.status == 201, "\(founded.text)")
            try await street.shelf.refresh()
            let exact = try Self.path(Street.group.area, beside: Self.beside)
            let coarse = try Self.path(Street.group.area.coarsened, beside: Self.beside)
            for (reader, isExact) in [(Street.fatima, false), (Street.nico, true)] {
                let page = try await street.ask(.get, "/registry", as: reader)
                let shown = try page.found(#"class="area-other" d="([^"]*)""#)
                #expect(shown.contains(isExact ? exact : coarse) && !shown.contains(isExact ? coarse : exact))
            }
        }
    }

    @Test func theSettingsShowNeighboursCoarsely() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let page = try await street.ask(.get, "/groups/molenweg/settings", as: Street.gijs)
            let own = Street.nextGroup.area
            let shown = try page.found(#"class="area-other" d="([^"]*)""#)
            let coarse = try Self.path(Street.group.area.coarsened, beside: own)
            let exact = try Self.path(Street.group.area, beside: own)
            #expect(shown.contains(coarse) && !shown.contains(exact))
        }
    }

    @Test func theMapOfLinksShowsNeighboursCoarsely() async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/groups/kerkstraat/links", as: Street.carla)
            func outline(_ area: Area) throws -> String {
                let around = LinkMap.Around(group: Street.nextGroup.id, area: area, kind: "apart")
                return LinkMap(Street.group, around: [around], try PageStreet.words()).shapes[1].outline
            }
            let (exact, coarse) = (try outline(Street.nextGroup.area), try outline(Street.nextGroup.area.coarsened))
            #expect(exact != coarse && page.text.contains(coarse) && !page.text.contains(exact))
        }
    }

    @Test(arguments: ["", "&bbox"]) func twoDoorsOnBothSidesOfABorderGetOneAnswer(way: String) async throws {
        try await APIStreet.run { street in
            func ask(_ metresNorth: Double) async throws -> String {
                let latitude = Street.point(metresNorth: metresNorth).latitude
                let query = way.isEmpty ? "near=\(latitude),4.7501" : "bbox=4.7,\(latitude),4.8,53"
                return try await street.ask(.get, "\(APIStreet.root)/groups?\(query)").text
            }
            // The Kerkstraat ends 400 m north, and is shown to end at 52.084, which is 444.
            let (inside, outside) = (try await ask(399), try await ask(401))
            #expect(inside == outside && inside.contains("kerkstraat"))
            let away = try await street.ask(.get, "\(APIStreet.root)/groups?near=52.0812345,4.7634")
            #expect(away["groups.0.distance"] == "700" && away["groups.0.slug"] == "kerkstraat")
        }
    }
}
