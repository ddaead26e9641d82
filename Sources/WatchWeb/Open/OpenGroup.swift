import Watch
import WatchWords

/// A group as open data: everything about it that anybody may know, and nothing else. Never whether it is awake, nor who
/// is in it; of its area no more than about a hundred metres.
struct OpenGroup: Encodable, Sendable {
    let id: GroupId
    let slug: String
    let url: String
    let name: String
    let place: String
    /// ISO 3166-1.
    let country: String
    let province: String?
    /// CBS or REFNIS.
    let municipalityCode: String?
    let municipality: String?
    let standing: Registration.Standing
    let channel: Registration.Channel
    let members: Int
    /// A day, as `2019-05-01`: nobody needs the minute.
    let foundedOn: String

    init(_ group: ListedGroup, of gazetteer: Gazetteer, site: String) {
        let around = group.municipality.flatMap(gazetteer.municipality)
        id = group.id
        slug = group.slug
        url = site + SiteURL.group(.init(group)).path
        name = group.name
        place = group.place
        country = group.country
        province = around?.province.flatMap(gazetteer.province)?.name
        municipalityCode = group.municipality
        municipality = around?.name
        standing = group.standing
        channel = group.channel
        members = group.members
        foundedOn = String(group.foundedAt.description.prefix(10))
    }
}

/// Everything at once, for programs.
enum OpenGroups {
    struct Entry: Encodable, Sendable {
        private let group: OpenGroup
        private let area: GeoJSONArea

        init(_ group: ListedGroup, of gazetteer: Gazetteer, site: String) {
            self.group = OpenGroup(group, of: gazetteer, site: site)
            area = GeoJSONArea(group.coarseArea)
        }

        private enum Name: CodingKey { case area }

        func encode(to encoder: any Encoder) throws {
            try group.encode(to: encoder)
            var container = encoder.container(keyedBy: Name.self)
            try container.encode(area, forKey: .area)
        }
    }

    static let head = "{\"licence\":\"\(OpenLicence.address)\",\"attribution\":\"\(OpenLicence.places)\",\"groups\":[\n"
    static let foot = "\n]}\n"
}

/// Everything at once, for maps.
enum OpenFeatures {
    struct Feature: Encodable, Sendable {
        let type = "Feature"
        let id: GroupId
        let geometry: GeoJSONArea
        let properties: OpenGroup

        init(_ group: ListedGroup, of gazetteer: Gazetteer, site: String) {
            id = group.id
            geometry = GeoJSONArea(group.coarseArea)
            properties = OpenGroup(group, of: gazetteer, site: site)
        }
    }

    static let head =
        "{\"type\":\"FeatureCollection\",\"licence\":\"\(OpenLicence.address)\","
        + "\"attribution\":\"\(OpenLicence.places)\",\"features\":[\n"
    static let foot = "\n]}\n"
}

/// What others may do with it.
enum OpenLicence {
    static let address = "https://creativecommons.org/publicdomain/zero/1.0/"
    /// Names of municipalities and provinces come from sources that want to be named.
    static let places = "Municipalities and provinces: CBS, Kadaster, Statbel, GeoNames (CC BY 4.0)"
}

/// The same as a table (RFC 4180), for spreadsheets.
enum OpenTable {
    private static let columns = [
        "id", "slug", "url", "name", "place", "country", "province", "municipalityCode", "municipality", "standing",
        "channel", "members", "foundedOn", "latitude", "longitude", "area",
    ]

    static let head = CSVText.line(columns)

    static func line(_ listed: ListedGroup, of gazetteer: Gazetteer, site: String) -> String {
        let group = OpenGroup(listed, of: gazetteer, site: site)
        let area = listed.coarseArea
        let middle = area.middle
        return CSVText.line([
            group.id.text, group.slug, group.url, group.name, group.place, group.country, group.province ?? "",
            group.municipalityCode ?? "", group.municipality ?? "", group.standing.rawValue, group.channel.rawValue,
            String(group.members), group.foundedOn, degrees(middle.latitude), degrees(middle.longitude), shape(area),
        ])
    }

    /// To about a hundred metres.
    private static func degrees(_ value: Double) -> String { String((value * 1_000).rounded() / 1_000) }

    /// As well-known text (ISO 19125).
    private static func shape(_ area: Area) -> String {
        let polygons = area.polygons.map { polygon in
            let rings = polygon.map { ring in
                "(" + ring.map { "\($0.longitude) \($0.latitude)" }.joined(separator: ", ") + ")"
            }
            return "(" + rings.joined(separator: ", ") + ")"
        }
        return "MULTIPOLYGON (" + polygons.joined(separator: ", ") + ")"
    }
}
