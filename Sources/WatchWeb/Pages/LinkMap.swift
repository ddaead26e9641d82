import Watch
import WatchWords

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

    /// A group around one's own: its area as the reader may see it, and what it is to one's own.
    struct Around {
        let group: GroupId
        let area: Area
        let kind: String
    }

    /// A line between two linked groups.
    struct Line: Equatable, Sendable {
        let x1: Int, y1: Int, x2: Int, y2: Int
    }

    let label: String
    let width: Int
    let height: Int
    let shapes: [Shape]
    /// From one's own group to those linked with it.
    let lines: [Line]
    /// Between the others.
    let network: [Line]
    /// Five hundred metres, in the picture's own units.
    let scale: Int
    let scaleY: Int
    let scaleTextY: Int
    let scaleText: String

    /// - Parameters:
    ///   - around: the groups to draw, numbered as they stand.
    ///   - pairs: which of them are linked with each other.
    init(_ own: Group, around: [Around], linked pairs: Set<Link.Pair> = [], _ words: Catalogue) {
        let middle = own.area.middle
        let plane = LocalPlane(around: middle)
        // What is far away is drawn up to the edge.
        let most = own.area.box.widened(metres: own.jurisdiction.travelMetres)
        let boxes = ([own.area] + around.map(\.area)).map { $0.box.widened(metres: own.jurisdiction.linkMetres) }
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
        let all = [Around(group: own.id, area: own.area, kind: "own")] + around
        shapes = all.enumerated().map { index, entry in
            let outline = entry.area.polygons.joined().map { ring in
                let points = ring.map(place)
                return "M" + points.map { "\($0.x) \($0.y)" }.joined(separator: "L") + "Z"
            }.joined()
            let centre = place(entry.area.middle)
            return Shape(
                number: String(index + 1), kind: entry.kind, isLinked: entry.kind == "linked", outline: outline,
                x: min(max(centre.x, 22), LinkMap.across - 22), y: min(max(centre.y, 22), height - 22))
        }
        let centre = place(middle)
        func line(_ start: (x: Int, y: Int), _ end: (x: Int, y: Int)) -> Line {
            Line(x1: start.x, y1: start.y, x2: end.x, y2: end.y)
        }
        lines = around.filter { $0.kind == "linked" }.map { line(centre, place($0.area.middle)) }
        let middles = Dictionary(around.map { ($0.group, place($0.area.middle)) }, uniquingKeysWith: { $1 })
        network = pairs.sorted { ($0.low, $0.high) < ($1.low, $1.high) }.compactMap { pair in
            guard let start = middles[pair.low], let end = middles[pair.high] else { return nil }
            return line(start, end)
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
