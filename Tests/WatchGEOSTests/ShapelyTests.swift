import Foundation
import Testing
import Watch
import WatchGEOS

/// Saar's geometry beside that of shapely and PROJ, on areas drawn by chance (`e2e/shapes.py`).
@Suite struct ShapelyTests {
    /// What they say of a pair of areas.
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        struct Spot: Decodable, Sendable {
            let point: [Double]
            let isInside: Bool
            let metres: Double
        }

        let first: [[[[Double]]]]
        let second: [[[[Double]]]]
        let points: [Spot]
        let surface: Double
        let otherSurface: Double
        let union: Double
        let gap: Double
        let overlap: Double

        var testDescription: String { "gap \(gap), overlap \(overlap), \(first[0][0][0])" }
    }

    static let rows: [Row] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../e2e/shapes.json")
        return (try? JSONDecoder().decode([Row].self, from: Data(contentsOf: file))) ?? []
    }()

    private let operations = GEOSOperations()

    private func area(_ coordinates: [[[[Double]]]]) throws -> Area {
        let polygons = coordinates.map { rings in
            rings.map { $0.compactMap { Coordinate(latitude: $0[1], longitude: $0[0]) } }
        }
        return try #require(Area(polygons: polygons))
    }

    @Test func thereIsSomethingToCompare() {
        #expect(ShapelyTests.rows.count == 60)
        #expect(ShapelyTests.rows.filter { $0.gap > 0 }.count > 15)
        #expect(ShapelyTests.rows.filter { $0.overlap > 0 && $0.overlap < 1 }.count > 15)
        #expect(ShapelyTests.rows.flatMap(\.points).filter(\.isInside).count > 40)
    }

    @Test(arguments: rows)
    func bothSayTheSame(row: Row) throws {
        let first = try operations.checked(try area(row.first))
        let second = try operations.checked(try area(row.second))
        #expect(abs(first.surface - row.surface) < row.surface * 0.001)
        #expect(abs(second.surface - row.otherSurface) < row.otherSurface * 0.001)
        #expect(abs(try operations.union([first, second]).surface - row.union) < row.union * 0.001)
        #expect(abs(operations.overlap(first, second) - row.overlap) < 0.001)
        #expect(abs(first.gap(to: second) - row.gap) < 0.05 + row.gap * 0.001, "\(first.gap(to: second))")
        #expect((first.gap(to: second) == 0) == (row.gap == 0))
        for spot in row.points {
            let point = try #require(Coordinate(latitude: spot.point[1], longitude: spot.point[0]))
            #expect(first.contains(point) == spot.isInside)
            let metres = spot.isInside ? 0 : spot.metres
            #expect(abs(first.distance(to: point) - metres) < 0.05 + metres * 0.001)
        }
    }
}
