import Watch

/// An area drawn by the server, for who looks without a script: its outline, and what lies around it.
struct AreaPicture: Equatable, Sendable {
    let width: Int
    let height: Int
    /// As an SVG path has it.
    let path: String
    /// Groups beside it.
    let others: [String]
    /// Neighbourhoods around it, so that one sees where it lies.
    let outlines: [String]
    /// What it shows, in words.
    let label: String

    init(_ area: Area, beside others: [Area] = [], outlines: [Area] = [], label: String) {
        let box = area.box
        let plane = LocalPlane(around: box.middle)
        let south = plane.flat(Coordinate(latitude: box.south, longitude: box.west) ?? box.middle)
        let north = plane.flat(Coordinate(latitude: box.north, longitude: box.east) ?? box.middle)
        // A fifth on every side for what lies around it.
        let wide = max(1, north.x - south.x) * 1.4
        let high = max(1, north.y - south.y) * 1.4
        let scale = min(360 / wide, 320 / high)
        width = max(60, Int((wide * scale).rounded()))
        height = max(60, Int((high * scale).rounded()))
        let middle = (x: Double(width) / 2, y: Double(height) / 2)
        func path(_ area: Area) -> String {
            area.polygons.joined().map { ring in
                let points = ring.dropLast().map { point in
                    let flat = plane.flat(point)
                    return
                        "\(AreaPicture.short(middle.x + flat.x * scale)) \(AreaPicture.short(middle.y - flat.y * scale))"
                }
                return "M" + points.joined(separator: "L") + "z"
            }.joined()
        }
        self.path = path(area)
        self.others = others.map(path)
        self.outlines = outlines.map(path)
        self.label = label
    }

    /// A tenth of a pixel is finer than anybody sees.
    private static func short(_ number: Double) -> String {
        String((max(-9_999, min(9_999, number)) * 10).rounded() / 10)
    }
}
