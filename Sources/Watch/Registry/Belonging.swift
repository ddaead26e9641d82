/// Whether somebody's street belongs to a group, as far as a stranger is told.
///
/// By the same coarseness as every answer of the finder: a position is taken to a thousandth of a degree, and of a postcode
/// or a place one fixed middle is asked about. So nobody finds out by many questions where exactly an area ends.
public enum Belonging: Hashable, Sendable {
    /// Where somebody stands.
    case position(isInside: Bool)
    /// The middle of a postcode, a neighbourhood, a village.
    case middle(of: Place, isInside: Bool)
    /// A municipality or a province: its middle says nothing of a street.
    case tooWide(Place)
    /// No place is called so.
    case unknown
}

extension Finder {
    /// Whether what was typed lies in the area of a group; nil when nothing was asked.
    public func belonging(_ question: GroupQuestion, to group: GroupId) -> Belonging? {
        let finding = find(question, limit: 1)
        func isInside(_ point: Coordinate) -> Bool { covering(point).contains(group) }
        switch finding.subject {
        case .nothing: return nil
        case .words: return .unknown
        case .position(let point): return .position(isInside: isInside(point))
        case .place(let place):
            switch place.kind {
            case .municipality, .province: return .tooWide(place)
            case .town, .district, .neighbourhood, .postcode:
                return .middle(of: place, isInside: isInside(place.middle))
            }
        }
    }
}
