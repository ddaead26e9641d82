/// What is wrong with a file of the gazetteer, and where: written for the operator.
public struct PlaceFileFault: Error, Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// From 1, as editors count them; nil where it is about the file as a whole.
    public let line: Int?
    /// By its name in the header; nil where it is about the line as a whole.
    public let column: String?
    public let reason: String

    public init(file: String, line: Int? = nil, column: String? = nil, _ reason: String) {
        self.file = file
        self.line = line
        self.column = column
        self.reason = reason
    }

    /// `nl_pc4.csv, line 12, column lat: "abc" is no number`.
    public var description: String {
        var place = file
        if let line { place += ", line \(line)" }
        if let column { place += ", column \(column)" }
        return "\(place): \(reason). Nothing was changed"
    }
}
