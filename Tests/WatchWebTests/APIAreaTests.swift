import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// The area of a group that is founded. What shapely says about many more is in e2e/test_areas.py.
@Suite struct APIAreaTests {
    private func found(_ street: APIStreet, _ coordinates: String) async throws -> Answer {
        try await street.ask(
            .post, "\(APIStreet.root)/groups", as: Street.fatima,
            body: #"{"name": "De Laan", "country": "NL", "area": {"type": "Polygon", "coordinates": \#(coordinates)}}"#)
    }

    @Test(arguments: [
        ("[[[4.1,52.1],[4.11,52.11],[4.11,52.1],[4.1,52.11],[4.1,52.1]]]", "area-crosses-itself"),
        (
            "[[[4.1,52.1],[4.11,52.1],[4.11,52.11],[4.1,52.1]],[[4.2,52.1],[4.21,52.1],[4.21,52.11],[4.2,52.1]]]",
            "area-hole-outside"
        ), ("[[[4.1,52.1],[4.1001,52.1],[4.1001,52.1001],[4.1,52.1]]]", "area-too-small"),
        ("[[[4.1,52.1],[4.5,52.1],[4.5,52.3],[4.1,52.1]]]", "area-too-large"),
        ("[[[4.1,52.1],[4.6,52.1],[4.6,52.101],[4.1,52.101],[4.1,52.1]]]", "area-too-wide"),
        ("[[[-179.99,52.1],[179.99,52.1],[179.99,52.11],[-179.99,52.1]]]", "area-crosses-antimeridian"),
    ])
    func aGroupIsFoundedOnARightArea(coordinates: String, code: String) async throws {
        try await APIStreet.run { street in
            let answer = try await found(street, coordinates)
            answer.expectProblem(422, code, field: "area")
            if code == "area-crosses-itself" {
                #expect(answer["latitude"] == "52.1050" && answer["longitude"] == "4.1050")
                #expect(answer["title"]?.contains("52.1050, 4.1050") == true)
            }
        }
    }

    /// Before anybody signs in: what would keep the server busy is turned away before it does.
    @Test(arguments: [nil, Street.fatima])
    func whatIsIntricateIsNotLookedAt(neighbour: Street.Neighbour?) async throws {
        try await APIStreet.run { street in
            let area = GeoJSONArea(Plot.triangles(60))
            let drawn = String(decoding: try JSONEncoder().encode(area), as: UTF8.self)
            let answer = try await street.send(
                "/groups", as: neighbour, ["do": "look", "where": "drawn", "area": drawn])
            #expect(answer.status == 422 && answer.text.contains("too many corners"))
        }
    }

    /// What a database cannot keep is no fault of the server.
    @Test func whatIsNoKeyAndNoSlugIsNone() async throws {
        try await APIStreet.run { street in
            let form = [
                "requestKey": "a\u{0}b", "behaviour": "Trekt aan deuren", "place": "bij de brug", "kind": "other",
            ]
            let report = try await street.send("/groups/kerkstraat/alerts", as: Street.anna, form)
            #expect(report.status == 422, "\(report.status)")
            let founding = try await street.send(
                "/groups", as: Street.fatima, ["requestKey": "a\u{0}b", "name": "x", "agrees": "1"])
            #expect(founding.status == 422, "\(founding.status)")
            try await street.ask(
                .post, "\(APIStreet.group)/links", as: Street.carla, body: #"{"group": "\u0000"}"#
            ).expectProblem(404, "not-found")
            #expect(try await street.ask(.get, "/groups/a%00b", as: Street.anna).status == 404)
        }
    }

    @Test func anAreaDrawnClockwiseIsTurned() async throws {
        try await APIStreet.run { street in
            let answer = try await found(street, "[[[4.1,52.1],[4.11,52.11],[4.11,52.1],[4.1,52.1]]]")
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer["area.coordinates.0.1.0"] == "4.11" && answer["area.coordinates.0.1.1"] == "52.1")
        }
    }
}
