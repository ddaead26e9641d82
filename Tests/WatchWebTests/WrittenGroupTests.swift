import Foundation
import HTTPTypes
import NIOCore
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Groups that are written once say what the encoder says.
@Suite("Groups written once") struct WrittenGroupTests {
    private static func listed(
        _ number: Int = 1, name: String = "Kerkstraat", municipality: String? = "1901", area: Area = Street.group.area,
        members: Int = 90
    ) -> ListedGroup {
        ListedGroup(
            id: Street.fixed(String(1_000 + number)), slug: "straat-\(number)", name: name, place: "Bodegraven",
            country: "NL", municipality: municipality, area: area, standing: .silent, channel: .whatsapp,
            members: members, foundedAt: Street.founded, createdAt: Street.founded, zone: Street.zone)
    }

    private static let many = Plot.area([
        [Plot.ring(0, 0, 400, 400), Plot.ring(150, 150, 250, 250)], [Plot.ring(600, 0, 900, 300)],
    ])

    private static func value(_ bytes: some Sequence<UInt8>) throws -> NSDictionary {
        try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
    }

    @Test(arguments: [
        listed(), listed(name: "\"Hof\" \\ d’Arc/en-Ciel 🚨\n\u{7}", municipality: nil), listed(area: many),
        listed(area: Plot.box(-6_000_000, 100, -5_999_000, 900)),
    ])
    func theyAreWhatTheEncoderWrites(group: ListedGroup) throws {
        let written = try WrittenGroup(group)
        for distance in [nil, 0, 100, 12_300] as [Double?] {
            let json = GroupJSON(FoundGroup(group: group, distance: distance))
            var buffer = ByteBuffer()
            written.write(distance, to: &buffer)
            #expect(try Self.value(buffer.readableBytesView) == Self.value(WebJSON.data(json)))
            buffer.clear()
            written.writeFeature(distance, to: &buffer)
            let feature = GroupFeaturesJSON.Feature(json)
            #expect(try Self.value(buffer.readableBytesView) == Self.value(WebJSON.data(feature)))
        }
    }

    @Test func theyAreKeptAsLongAsTheRegistrySaysTheSame() throws {
        let written = WrittenGroups()
        func text(_ group: ListedGroup) throws -> String {
            var buffer = ByteBuffer()
            try #require(try written.written([group]).first).write(nil, to: &buffer)
            return String(buffer: buffer)
        }
        let before = try text(Self.listed())
        #expect(try text(Self.listed()) == before && written.count == 1)
        #expect(try text(Self.listed(members: 91)).contains("\"members\":91") && written.count == 1)
        #expect(try text(Self.listed(area: Self.many)).contains("MultiPolygon") && written.count == 1)
        #expect(try text(Self.listed()) == before)
    }

    @Test func whatNobodyAsksForIsLetGo() throws {
        let size = try WrittenGroup(Self.listed()).size
        let written = WrittenGroups(most: 20 * size)
        for number in 0..<1_000 {
            // One that is asked for again and again stays; of the others no more than there is room for.
            let found = try written.written([Self.listed(0), Self.listed(number)])
            #expect(found.map(\.group.slug) == ["straat-0", "straat-\(number)"])
            #expect(written.count <= 22)
        }
    }

    @Test func anAnswerOfManyIsOneDocument() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let map = street.house.registryMap()
            let groups = map.first(9)
            for (reader, heard) in [(nil, []), (Street.bram, [Street.group.id])] as [(Street.Neighbour?, [GroupId])] {
                let plain = try await street.ask(.get, "\(APIStreet.root)/groups", as: reader)
                let list = try #require(try Self.value(plain.bytes.readableBytesView)["groups"] as? [NSDictionary])
                let features = try await street.ask(
                    .get, "\(APIStreet.root)/groups", as: reader, headers: ["Accept": "application/geo+json"])
                let document = try Self.value(features.bytes.readableBytesView)
                #expect(document["type"] as? String == "FeatureCollection" && document.count == 2)
                let drawn = try #require(document["features"] as? [NSDictionary])
                for (number, group) in groups.enumerated() {
                    let json = GroupJSON(FoundGroup(group: group, distance: nil))
                    let isSame = try list[number] == Self.value(WebJSON.data(json))
                    let isDrawn = try drawn[number] == Self.value(WebJSON.data(GroupFeaturesJSON.Feature(json)))
                    #expect(isSame != heard.contains(group.id) && isDrawn != heard.contains(group.id))
                }
            }
            let found = try await street.ask(.get, "\(APIStreet.root)/groups?postcode=2411")
            #expect(found["about.key"] == "NL/postcode/2411" && found.count("groups") == 2 && found["isGuess"] == "0")
            let none = try await street.ask(.get, "\(APIStreet.root)/groups?bbox=6,52,7,53")
            #expect(none.text == "{\"groups\":[]}")
        }
    }
}
