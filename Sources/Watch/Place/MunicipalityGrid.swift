/// Tells in which municipality a point lies, by looking at the few whose outlines come near it.
struct MunicipalityGrid: Sendable {
    private struct Outline: Sendable {
        let code: String
        let area: Area
        let south: Double
        let north: Double
        let west: Double
        let east: Double

        var size: Double { (north - south) * (east - west) }

        func isNear(_ point: Coordinate, degrees: Double) -> Bool {
            point.latitude >= south - degrees && point.latitude <= north + degrees
                && point.longitude >= west - degrees && point.longitude <= east + degrees
        }
    }

    private let outlines: [Outline]
    /// Cell → the outlines whose boxes touch it.
    private let cells: [Int32: [Int32]]

    private static let cellsPerDegree = 20.0
    /// Outlines are drawn coarsely, and between two of them there may be a gap.
    private static let gap = 300.0
    /// At least so far as the gap, everywhere in Europe.
    private static let margin = 0.006

    init(_ areas: [(code: String, area: Area)]) {
        outlines = areas.map { code, area in
            let points = area.polygons.joined().joined()
            var (south, north, west, east) = (90.0, -90.0, 180.0, -180.0)
            for point in points {
                south = min(south, point.latitude)
                north = max(north, point.latitude)
                west = min(west, point.longitude)
                east = max(east, point.longitude)
            }
            return Outline(code: code, area: area, south: south, north: north, west: west, east: east)
        }
        // What lies inside another one comes first, as Baarle-Hertog does in Baarle-Nassau.
        .sorted { ($0.size, $0.code) < ($1.size, $1.code) }
        var cells: [Int32: [Int32]] = [:]
        for (index, outline) in outlines.enumerated() {
            let margin = MunicipalityGrid.margin
            for row in MunicipalityGrid.row(outline.south - margin)...MunicipalityGrid.row(outline.north + margin) {
                let first = MunicipalityGrid.column(outline.west - margin)
                for column in first...MunicipalityGrid.column(outline.east + margin) {
                    cells[MunicipalityGrid.cell(row, column), default: []].append(Int32(index))
                }
            }
        }
        self.cells = cells
    }

    /// The code of the municipality; nil at sea and abroad.
    func code(at point: Coordinate) -> String? {
        let cell = MunicipalityGrid.cell(
            MunicipalityGrid.row(point.latitude), MunicipalityGrid.column(point.longitude))
        let near = cells[cell, default: []].map { outlines[Int($0)] }
        if let inside = near.first(where: { $0.isNear(point, degrees: 0) && $0.area.contains(point) }) {
            return inside.code
        }
        return near.filter { $0.isNear(point, degrees: MunicipalityGrid.margin) }
            .map { (code: $0.code, metres: $0.area.distance(to: point)) }
            .filter { $0.metres <= MunicipalityGrid.gap }
            .min { $0.metres < $1.metres }?.code
    }

    private static func row(_ latitude: Double) -> Int32 { Int32((latitude * cellsPerDegree).rounded(.down)) }
    private static func column(_ longitude: Double) -> Int32 { Int32((longitude * cellsPerDegree).rounded(.down)) }
    private static func cell(_ row: Int32, _ column: Int32) -> Int32 { row * 10_000 + column }
}
