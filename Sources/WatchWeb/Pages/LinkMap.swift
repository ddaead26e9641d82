import Watch

/// The groups around one's own, as a picture that is drawn here: who is linked with whom, and where nobody watches.
/// Every group has a number that stands in the list below it, and each kind its own line and hatching, so that nothing is
/// told by colour alone.
struct LinkMap: Equatable, Sendable {
    /// A group in it.
    struct Shape: Equatable, Sendable {
        let number: String
        let kind: String
        let isLinked: Bool
        /// In the picture's own units.
        let outline: String
        let x: Int
        let y: Int
    }

    /// A line from one's own group to a linked one.
    struct Line: Equatable, Sendable {
        let x1: Int, y1: Int, x2: Int, y2: Int
    }

    let label: String
    let width: Int
    let height: Int
    let shapes: [Shape]
    let lines: [Line]
    /// Five hundred metres, in the picture's own units.
    let scale: Int
    let scaleY: Int
    let scaleTextY: Int
    let scaleText: String

    /// - Parameter around: the groups to draw, numbered as they stand, with what they are to one's own.
    init(_ own: Group, around: [(group: Group, kind: String)], _ words: Catalogue) {
        let middle = own.area.middle
        let plane = LocalPlane(around: middle)
        // What is far away is drawn up to the edge.
        let most = own.area.box.widened(metres: own.jurisdiction.travelMetres)
        let boxes = ([own] + around.map(\.group)).map { $0.area.box.widened(metres: own.jurisdiction.linkMetres) }
        let south = max(most.south, boxes.map(\.south).min() ?? most.south)
        let north = min(most.north, boxes.map(\.north).max() ?? most.north)
        let west = max(most.west, boxes.map(\.west).min() ?? most.west)
        let east = min(most.east, boxes.map(\.east).max() ?? most.east)
        let across = (east - west) * plane.metresEast
        let unit = Double(LinkMap.across) / max(1, across)
        func place(_ point: Coordinate) -> (x: Int, y: Int) {
            (
                Int(((point.longitude - west) * plane.metresEast * unit).rounded()),
                Int(((north - point.latitude) * plane.metresNorth * unit).rounded())
            )
        }
        width = LinkMap.across
        let height = min(LinkMap.across * 2, max(120, Int(((north - south) * plane.metresNorth * unit).rounded())))
        self.height = height
        let all = [(group: own, kind: "own")] + around
        shapes = all.enumerated().map { index, entry in
            let outline = entry.group.area.polygons.joined().map { ring in
                let points = ring.map(place)
                return "M" + points.map { "\($0.x) \($0.y)" }.joined(separator: "L") + "Z"
            }.joined()
            let centre = place(entry.group.area.middle)
            return Shape(
                number: String(index + 1), kind: entry.kind, isLinked: entry.kind == "linked", outline: outline,
                x: min(max(centre.x, 22), LinkMap.across - 22), y: min(max(centre.y, 22), height - 22))
        }
        let centre = place(middle)
        lines = around.filter { $0.kind == "linked" }.map { entry in
            let end = place(entry.group.area.middle)
            return Line(x1: centre.x, y1: centre.y, x2: end.x, y2: end.y)
        }
        scale = 12 + Int((500 * unit).rounded())
        scaleY = height - 12
        scaleTextY = height - 20
        scaleText = words.text("links.scale", ["metres": words.number(500)])
        label = words.text(
            "links.map.label",
            [
                "group": own.name, "linked": words.number(around.count { $0.kind == "linked" }),
                "others": words.number(around.count { $0.kind != "linked" }),
            ])
    }

    private static let across = 600
}
