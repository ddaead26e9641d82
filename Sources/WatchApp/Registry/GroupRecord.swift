import Watch

/// What a list says about one group, whatever kind of file the list is.
struct GroupRecord {
    /// Where it begins: the line of a table, or which feature it is, from 1.
    let place: GroupFileFault.Place
    /// Its outline, where the file keeps outlines apart from words; nil where it is a column.
    let outline: AreaText.Shape?
    private let value: @Sendable (String) -> String?

    init(_ row: CSVTable.Row) {
        place = .line(row.line)
        outline = nil
        value = { row.optional($0) }
    }

    init(_ feature: GroupFeatures.Feature, number: Int, naming: (String) -> String) {
        place = .feature(number)
        outline = feature.outline
        var values: [String: String] = [:]
        for (name, value) in feature.properties {
            let value = Words.trimmed(value)
            if !value.isEmpty { values[naming(name)] = value }
        }
        self.value = { [values] in values[$0] }
    }

    /// What stands in a column; nil where nothing does, or there is no such column.
    subscript(column: GroupFile.Column) -> String? { value(column.rawValue) }
}
