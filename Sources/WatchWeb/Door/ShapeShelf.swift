import Synchronization
import Watch

/// Shapes that are reckoned from a release of the gazetteer, which never change while it is in use: who looks at a map, or
/// says a municipality, waits for them once and not at each look.
public final class ShapeShelf: Sendable {
    /// What was made of what.
    enum Key: Hashable, Sendable {
        /// The border of a place, off by so many metres at most.
        case thinned(String, metres: Int)
        /// The neighbourhoods of a municipality, as the gazetteer lists them.
        case cells(String)
    }

    private struct Held: Sendable {
        var release = ""
        var shapes: [Key: [Area?]] = [:]
        var points = 0
    }

    /// Points that are held at most, of 16 bytes each: both countries at the scales of a map are less than half of it.
    private static let mostPoints = 1_000_000

    private let held = Mutex(Held())

    public init() {}

    /// The shapes, held or made now. Two who ask at once may both make them, to the same end.
    func shapes(_ key: Key, of release: String, make: () -> [Area?]) -> [Area?] {
        if let shapes = held.withLock({ $0.release == release ? $0.shapes[key] : nil }) { return shapes }
        let shapes = make()
        let points = shapes.reduce(0) { sum, area in
            (area?.polygons ?? []).reduce(sum) { $0 + $1.reduce(0) { $0 + $1.count } }
        }
        held.withLock { held in
            // What was made of another release is of no more use; and of too many it is not known which are.
            if held.release != release || held.points + points > ShapeShelf.mostPoints { held = Held(release: release) }
            if held.shapes.updateValue(shapes, forKey: key) == nil { held.points += points }
        }
        return shapes
    }
}
