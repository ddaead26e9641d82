/// What is wrong with a line of a list of groups, or worth a second look: written for who keeps the list.
public struct GroupFileFault: Hashable, Sendable, CustomStringConvertible {
    /// From 1, as editors count them; nil where it is about the file as a whole.
    public let line: Int?
    /// By its name in the header; nil where it is about the line as a whole.
    public let column: String?
    /// What is wrong, and what to do.
    public let reason: String
    /// Whether it keeps the file out. What does not is only worth a look.
    public let isFault: Bool

    init(line: Int?, column: String? = nil, _ reason: String, isFault: Bool = true) {
        self.line = line
        self.column = column
        self.reason = reason
        self.isFault = isFault
    }

    /// `line 12, area: it crosses itself at 52.0803, 4.7512: draw it without a loop`.
    public var description: String {
        let place = [line.map { "line \($0)" }, column].compactMap(\.self).joined(separator: ", ")
        return "\(place.isEmpty ? "file" : place): \(isFault ? "" : "look: ")\(reason)"
    }
}
