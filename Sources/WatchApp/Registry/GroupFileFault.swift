/// What is wrong with a line of a list of groups, or worth a second look: written for who keeps the list.
public struct GroupFileFault: Hashable, Sendable, CustomStringConvertible {
    /// Where in the file; nil where it is about the file as a whole.
    public let place: Place?
    /// By its name in the header; nil where it is about the line as a whole.
    public let column: String?
    /// What is wrong, and what to do.
    public let reason: String
    /// Whether it keeps the file out. What does not is only worth a look.
    public let isFault: Bool

    /// A place in a file.
    public enum Place: Hashable, Sendable, CustomStringConvertible {
        /// A line, from 1, as editors count them.
        case line(Int)
        /// A feature of GeoJSON, from 1.
        case feature(Int)

        /// `line 12`, `feature 3`
        public var description: String {
            switch self {
            case .line(let number): "line \(number)"
            case .feature(let number): "feature \(number)"
            }
        }
    }

    init(_ place: Place?, column: String? = nil, _ reason: String, isFault: Bool = true) {
        self.place = place
        self.column = column
        self.reason = reason
        self.isFault = isFault
    }

    /// `line 12, area: it crosses itself at 52.0803, 4.7512: draw it without a loop`.
    public var description: String {
        let place = [self.place?.description, column].compactMap(\.self).joined(separator: ", ")
        return "\(place.isEmpty ? "file" : place): \(isFault ? "" : "look: ")\(reason)"
    }
}
