import HTTPTypes
import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

@Suite("The link to a map") struct MapLinkTests {
    @Test func aPointIsShownWithoutWords() throws {
        let view = LocationView(Location(coordinate: Street.bram.door, description: "Kerkstraat 15"))
        let link = try #require(MapLink(view, in: Street.group, try PageStreet.words()))
        let point = (Street.bram.door.latitude, Street.bram.door.longitude)
        #expect(
            link.url
                == "https://www.openstreetmap.org/?mlat=\(point.0)&mlon=\(point.1)#map=18/\(point.0)/\(point.1)")
        #expect(link.label == "Look at the map")
    }

    @Test func aPhonesOwnPositionIsShownAsAbout() throws {
        let location = Location(coordinate: Street.bram.door, description: nil, isOwnPosition: true)
        let link = try #require(
            MapLink(LocationView(location, for: .neighbour), in: Street.group, try PageStreet.words()))
        let coarse = try #require(Street.bram.door.coarse)
        #expect(link.url.hasSuffix("#map=16/\(coarse.latitude)/\(coarse.longitude)"))
        #expect(link.label == "About where, on the map")
    }

    @Test(arguments: [
        ("Kerkstraat 15, achterom", "Kerkstraat, achterom, Bodegraven"),
        ("Hoek Plein & Brug?#x", "Hoek Plein & Brug?#x, Bodegraven"),
        ("Café ’t Hoekje", "Café ’t Hoekje, Bodegraven"),
        ("12", "12, Bodegraven"),
    ])
    func wordsAreLookedForInTheTown(typed: String, query: String) throws {
        let view = LocationView(Location(coordinate: nil, description: typed))
        let link = try #require(MapLink(view, in: Street.group, try PageStreet.words()))
        let parts = try #require(URLComponents(string: link.url))
        #expect(parts.host == "www.openstreetmap.org" && parts.path == "/search" && parts.fragment == nil)
        #expect(parts.queryItems == [URLQueryItem(name: "query", value: query)])
    }

    @Test func noPlaceHasNoMap() throws {
        let words = try PageStreet.words()
        #expect(MapLink(nil, in: Street.group, words) == nil)
        let empty = LocationView(Location(coordinate: nil, description: nil))
        #expect(MapLink(empty, in: Street.group, words) == nil)
        #expect(
            MapLink(latitude: 52, longitude: nil, words: nil, zoom: 1, place: "Bodegraven", words) == nil)
    }
}
