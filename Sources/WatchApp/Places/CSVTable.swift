import Watch

/// A file of comma-separated values (RFC 4180, in UTF-8) with a header that names the columns, in any order.
struct CSVTable: Sendable {
    private let file: String
    private let bytes: [UInt8]
    private let columns: [String: Int]
    private let width: Int
    /// Columns in which something stands, and which have no name; from 1.
    let unnamed: [Int]
    /// Two numbers for each field: where it begins and where it ends, in quotation marks where it is.
    private let fields: [Int32]
    private let lines: [Int32]

    /// How a table is written.
    struct Form {
        /// What stands between two fields.
        var separator = UInt8(ascii: ",")
        /// On which line of its file the header stands.
        var firstLine = 1
        /// Whether it is read as table programs leave it: rows and columns in which nothing stands are passed over, empty
        /// fields may be missing at the end of a row, and a quotation mark inside a field is a sign like any other.
        var isLoose = false
    }

    /// Reads all of it, so that whatever is wrong with its form is said at once.
    ///
    /// - Parameters:
    ///   - columns: those that must be there; others may be.
    ///   - form: how it is written.
    ///   - naming: what a column is called by its field in the header.
    /// - Throws: `PlaceFileFault`.
    init(
        _ file: String, _ bytes: [UInt8], columns wanted: [String], form: Form = Form(),
        naming: (String) -> String = { $0 }
    ) throws {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw PlaceFileFault(file: file, "it is not in UTF-8")
        }
        let scan = try CSVScan(file, bytes, form)
        width = scan.width
        var columns: [String: Int] = [:]
        var nameless: [Int] = []
        for index in 0..<scan.width {
            let name = naming(CSVTable.text(bytes, scan.fields[index * 2], scan.fields[index * 2 + 1]))
            guard !name.isEmpty || !form.isLoose else {
                nameless.append(index)
                continue
            }
            guard columns.updateValue(index, forKey: name) == nil else {
                throw PlaceFileFault(file: file, line: form.firstLine, column: name, "the column is there twice")
            }
        }
        for name in wanted where columns[name] == nil {
            throw PlaceFileFault(file: file, line: form.firstLine, column: name, "the column is missing")
        }
        unnamed = nameless.filter { column in
            (1..<max(1, scan.lines.count)).contains { row in
                let at = (row * scan.width + column) * 2
                return scan.fields[at] < scan.fields[at + 1]
            }
        }.map { $0 + 1 }
        self.file = file
        self.bytes = bytes
        self.columns = columns
        fields = scan.fields
        lines = scan.lines
    }

    /// What the columns are called, from left to right.
    var names: [String] { columns.sorted { $0.value < $1.value }.map(\.key) }

    /// How many rows stand below the header.
    var count: Int { max(0, lines.count - 1) }

    /// The rows below the header.
    var rows: some Sequence<Row> {
        (1..<max(1, lines.count)).lazy.map { Row(table: self, index: $0) }
    }

    private static func text(_ bytes: [UInt8], _ start: Int32, _ end: Int32) -> String {
        guard start < end, bytes[Int(start)] == quote else {
            return String(decoding: bytes[Int(start)..<Int(end)], as: UTF8.self)
        }
        var text: [UInt8] = []
        var isSecond = false
        for byte in bytes[(Int(start) + 1)..<(Int(end) - 1)] {
            // Of two quotation marks one is kept.
            isSecond = byte == quote && !isSecond
            if !isSecond { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let quote = UInt8(ascii: "\"")
}

extension CSVTable {
    /// A row, whose values are asked for by the names of their columns.
    struct Row {
        fileprivate let table: CSVTable
        fileprivate let index: Int

        /// Where it begins, from 1.
        var line: Int { Int(table.lines[index]) }

        /// What stands there without white space around it; nil where there is nothing.
        func optional(_ column: String) -> String? {
            guard let place = table.columns[column] else { return nil }
            let at = (index * table.width + place) * 2
            guard table.fields[at] < table.fields[at + 1] else { return nil }
            let text = CSVTable.text(table.bytes, table.fields[at], table.fields[at + 1])
            let scalars = text.unicodeScalars
            let isTrimmed = scalars.first?.isSpace != true && scalars.last?.isSpace != true
            let trimmed = isTrimmed ? text : Words.trimmed(text)
            return trimmed.isEmpty ? nil : trimmed
        }

        /// What must be there.
        func text(_ column: String, most: Int = 200) throws -> String {
            guard let text = optional(column) else { throw fault(column, "nothing stands there") }
            guard text.utf8.count <= most, !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
                throw fault(column, "it is too long, or holds what is no text")
            }
            return text
        }

        /// A code: a beginning that is the same for all and is left out, then so many letters and digits.
        func code(_ column: String, after beginning: String = "", digits: ClosedRange<Int>) throws -> String {
            let text = try text(column)
            let code = text.unicodeScalars.dropFirst(beginning.unicodeScalars.count)
            guard text.begins(with: beginning), digits.contains(code.count),
                code.allSatisfy({ $0.isDigit || ("A"..."Z").contains($0) })
            else { throw fault(column, "\"\(text)\" is no such code") }
            return String(code)
        }

        /// A whole number of people; nil where nobody counted.
        func count(_ column: String) throws -> Int? {
            guard let text = optional(column) else { return nil }
            guard let number = Int(text), (0...100_000_000).contains(number) else {
                throw fault(column, "\"\(text)\" is no number of people")
            }
            return number
        }

        /// The point in the columns `lat` and `lon`; nil where both are empty.
        func pointIfPresent() throws -> Coordinate? {
            guard optional("lat") != nil || optional("lon") != nil else { return nil }
            return try point()
        }

        /// The point in the columns `lat` and `lon`.
        func point() throws -> Coordinate {
            let latitude = try degrees("lat")
            guard let point = Coordinate(latitude: latitude, longitude: try degrees("lon")),
                (49...54).contains(point.latitude), (2...8).contains(point.longitude)
            else { throw fault("lat", "the point is neither in the Netherlands nor in Belgium") }
            return point
        }

        private func degrees(_ column: String) throws -> Double {
            let text = try text(column)
            guard let number = Double(text), number.isFinite else { throw fault(column, "\"\(text)\" is no number") }
            return number
        }

        func fault(_ column: String, _ reason: String) -> PlaceFileFault {
            PlaceFileFault(file: table.file, line: Int(table.lines[index]), column: column, reason)
        }
    }
}
