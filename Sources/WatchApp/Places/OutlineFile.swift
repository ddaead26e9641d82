import Foundation
import Watch

/// A file of outlines: a GeoJSON FeatureCollection (RFC 7946), each feature with a code among its properties.
enum OutlineFile {
    /// Code → outline.
    ///
    /// - Parameters:
    ///   - name: the property that holds the code.
    ///   - beginning: what every code begins with and is left out.
    /// - Throws: `PlaceFileFault`.
    static func read(
        _ file: String, _ bytes: [UInt8], code name: String, after beginning: String = ""
    ) throws -> [String: Area] {
        let collection: Collection
        do {
            collection = try JSONDecoder().decode(Collection.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw PlaceFileFault(file: file, reason(error))
        }
        guard collection.type == "FeatureCollection" else {
            throw PlaceFileFault(file: file, "it is no FeatureCollection")
        }
        var outlines: [String: Area] = [:]
        for (index, feature) in collection.features.enumerated() {
            func fault(_ reason: String) -> PlaceFileFault {
                PlaceFileFault(file: file, "feature \(index + 1): \(reason)")
            }
            guard let text = feature.properties[name]??.text, text.begins(with: beginning),
                text.utf8.count > beginning.utf8.count
            else { throw fault("its \(name) is missing, or is no such code") }
            guard let area = feature.geometry.area else {
                throw fault("its geometry is no Polygon or MultiPolygon of closed rings on the earth")
            }
            guard outlines.updateValue(area, forKey: String(text.dropFirst(beginning.count))) == nil else {
                throw fault("\(text) is there twice")
            }
        }
        return outlines
    }

    private static func reason(_ error: DecodingError) -> String {
        switch error {
        case .dataCorrupted(let context):
            let cause = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
            return "it is not JSON: \(cause ?? context.debugDescription)"
        case .keyNotFound(let key, let context): return "\(path(context)): \(key.stringValue) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(path(context)): \(context.debugDescription)"
        @unknown default: return "it cannot be read"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
        return path.isEmpty ? "at the top" : path.joined(separator: " ")
    }

    private struct Collection: Decodable {
        let type: String
        let features: [Feature]
    }

    private struct Feature: Decodable {
        let properties: [String: Property?]
        let geometry: Geometry
    }

    /// Only text is of use here; whatever else a publisher adds is passed over.
    private struct Property: Decodable {
        let text: String?

        init(from decoder: any Decoder) throws {
            text = try? decoder.singleValueContainer().decode(String.self)
        }
    }

    private struct Geometry: Decodable {
        let area: Area?

        private enum Name: CodingKey { case type, coordinates }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: Name.self)
            switch try container.decode(String.self, forKey: .type) {
            case "Polygon": area = Geometry.area([try container.decode([[Position]].self, forKey: .coordinates)])
            case "MultiPolygon": area = Geometry.area(try container.decode([[[Position]]].self, forKey: .coordinates))
            default: area = nil
            }
        }

        private static func area(_ polygons: [[[Position]]]) -> Area? {
            let points = polygons.map { $0.map { $0.compactMap(\.point) } }
            // A point that is not on the earth must not just be missing.
            guard zip(points.joined(), polygons.joined()).allSatisfy({ $0.count == $1.count }) else { return nil }
            return Area(polygons: points)
        }
    }

    /// `[longitude, latitude]`, perhaps with a height, which is of no use here.
    private struct Position: Decodable {
        let point: Coordinate?

        init(from decoder: any Decoder) throws {
            var container = try decoder.unkeyedContainer()
            let longitude = try container.decode(Double.self)
            point = Coordinate(latitude: try container.decode(Double.self), longitude: longitude)
        }
    }
}
