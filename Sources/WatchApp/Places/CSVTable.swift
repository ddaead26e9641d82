import Watch

/// A file of comma-separated values (RFC 4180, in UTF-8) with a header that names the columns, in any order.
struct CSVTable: Sendable {
    private let file: String
    private let bytes: [UInt8]
    private let columns: [String: Int]
    private let width: Int
    /// Two numbers for each field: where it begins and where it ends, in quotation marks where it is.
    private let fields: [Int32]
    private let lines: [Int32]

    /// Reads all of it, so that whatever is wrong with its form is said at once.
    ///
    /// - Parameters:
    ///   - columns: those that must be there; others may be.
    ///   - separator: what stands between two fields.
    ///   - naming: what a column is called by its field in the header.
    /// - Throws: `PlaceFileFault`.
    init(
        _ file: String, _ bytes: [UInt8], columns wanted: [String], separator: UInt8 = UInt8(ascii: ","),
        naming: (String) -> String = { $0 }
    ) throws {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw PlaceFileFault(file: file, "it is not in UTF-8")
        }
        let scan = try CSVTable.scan(file, bytes, separator)
        width = scan.width
        var columns: [String: Int] = [:]
        for index in 0..<scan.width {
            let name = naming(CSVTable.text(bytes, scan.fields[index * 2], scan.fields[index * 2 + 1]))
            guard columns.updateValue(index, forKey: name) == nil else {
                throw PlaceFileFault(file: file, line: 1, column: name, "the column is there twice")
            }
        }
        for name in wanted where columns[name] == nil {
            throw PlaceFileFault(file: file, line: 1, column: name, "the column is missing")
        }
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

    private struct Scan {
        var fields: [Int32] = []
        var lines: [Int32] = []
        var width = 0
    }

    private static func scan(_ file: String, _ bytes: [UInt8], _ comma: UInt8) throws -> Scan {
        guard bytes.count < Int(Int32.max) else { throw PlaceFileFault(file: file, "it is too long") }
        var scan = Scan()
        try bytes.withUnsafeBufferPointer { bytes in
            let end = bytes.count
            var at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            var line = 1
            var inRow = 0
            var rowLine = 1
            while at < end {
                if inRow == 0 { rowLine = line }
                let start = at
                if bytes[at] == quote {
                    at += 1
                    while true {
                        guard at < end else {
                            throw PlaceFileFault(file: file, line: rowLine, "a quotation mark is never closed")
                        }
                        if bytes[at] == quote {
                            guard at + 1 < end, bytes[at + 1] == quote else { break }
                            at += 2
                        } else {
                            if bytes[at] == newline { line += 1 }
                            at += 1
                        }
                    }
                    at += 1
                } else {
                    while at < end, bytes[at] != comma, bytes[at] != newline, bytes[at] != carriageReturn {
                        guard bytes[at] != quote else {
                            throw PlaceFileFault(file: file, line: line, "a quotation mark in the middle of a field")
                        }
                        at += 1
                    }
                }
                scan.fields.append(Int32(start))
                scan.fields.append(Int32(at))
                inRow += 1
                if at < end, bytes[at] == comma {
                    at += 1
                    // A comma at the very end has an empty field behind it.
                    guard at == end else { continue }
                    scan.fields += [Int32(at), Int32(at)]
                    inRow += 1
                } else if at < end, bytes[at] == carriageReturn, at + 1 < end, bytes[at + 1] == newline {
                    at += 2
                } else if at < end, bytes[at] == newline {
                    at += 1
                } else if at < end {
                    throw PlaceFileFault(file: file, line: line, "something stands behind a quotation mark")
                }
                if inRow == 1, scan.width > 1, scan.fields.suffix(2).first == scan.fields.last {
                    // Nothing stands in the line, as programs like to leave at the end.
                    scan.fields.removeLast(2)
                    line += 1
                    inRow = 0
                    continue
                }
                if scan.lines.isEmpty { scan.width = inRow }
                guard inRow == scan.width else {
                    throw PlaceFileFault(
                        file: file, line: rowLine, "\(inRow) fields, and the header has \(scan.width)")
                }
                scan.lines.append(Int32(rowLine))
                line += 1
                inRow = 0
            }
        }
        guard !scan.lines.isEmpty else { throw PlaceFileFault(file: file, "it is empty") }
        return scan
    }

    private static func text(_ bytes: [UInt8], _ start: Int32, _ end: Int32) -> String {
        guard start < end, bytes[Int(start)] == quote else {
            return String(decoding: bytes[Int(start)..<Int(end)], as: UTF8.self)
        }
        return String(decoding: bytes[(Int(start) + 1)..<(Int(end) - 1)], as: UTF8.self)
            .replacing("\"\"", with: "\"")
    }

    private static let quote = UInt8(ascii: "\"")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
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
            let trimmed =
                text.first?.isWhitespace == true || text.last?.isWhitespace == true ? Words.trimmed(text) : text
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
            let code = text.dropFirst(beginning.count)
            guard text.hasPrefix(beginning), digits.contains(code.utf8.count),
                code.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) })
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
