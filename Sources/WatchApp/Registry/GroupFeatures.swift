import Foundation
import Watch

/// A list of groups as GeoJSON (RFC 7946): as Saar gives it as open data, and as map programs save what was drawn in them.
struct GroupFeatures: Decodable {
    /// The features, in their order.
    let features: [Feature]

    private enum CodingKeys: String, CodingKey { case type, features }

    /// Reads one.
    ///
    /// - Throws: `PlaceFileFault`.
    static func read(_ file: String, _ bytes: [UInt8]) throws(PlaceFileFault) -> GroupFeatures {
        do {
            return try JSONDecoder().decode(GroupFeatures.self, from: Data(bytes))
        } catch {
            throw PlaceFileFault(file: file, "it is no FeatureCollection of GeoJSON: save it so, or as CSV (UTF-8)")
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(String.self, forKey: .type) == "FeatureCollection" else {
            throw DecodingError.dataCorruptedError(forKey: .type, in: container, debugDescription: "no collection")
        }
        features = try container.decode([Feature].self, forKey: .features)
    }

    /// A group.
    struct Feature: Decodable {
        /// Its outline; nil where there is none, or what is there is no area.
        let outline: AreaText.Shape?
        /// What is said about it, by the names that columns of a table have, too.
        let properties: [String: String]

        private enum CodingKeys: String, CodingKey { case geometry, properties }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            outline = try? container.decode(AreaText.Shape.self, forKey: .geometry)
            properties = ((try? container.decode([String: Value].self, forKey: .properties)) ?? [:])
                .compactMapValues(\.text)
        }
    }

    /// What stands under a name: words, a number, yes or no; anything else is nothing here.
    private struct Value: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            guard let container = try? decoder.singleValueContainer() else {
                text = nil
                return
            }
            if let words = try? container.decode(String.self) {
                text = words
            } else if let number = try? container.decode(Int.self) {
                text = String(number)
            } else if let number = try? container.decode(Double.self) {
                text = String(number)
            } else {
                text = nil
            }
        }
    }
}
