/// Where the fields of a table lie in its bytes, found from the first byte to the last (RFC 4180).
struct CSVScan {
    /// Two numbers for each field of each row: where it begins and where it ends, in quotation marks where it is.
    private(set) var fields: [Int32] = []
    /// On which line each row begins, from 1, the header's first.
    private(set) var lines: [Int32] = []
    /// How many fields a row has.
    private(set) var width = 0

    private let file: String
    private let form: CSVTable.Form
    private var at = 0
    private var line: Int

    /// - Throws: `PlaceFileFault` for what is no table.
    init(_ file: String, _ bytes: [UInt8], _ form: CSVTable.Form) throws(PlaceFileFault) {
        self.file = file
        self.form = form
        line = form.firstLine
        guard bytes.count < Int(Int32.max) else { throw PlaceFileFault(file: file, "it is too long") }
        at = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while at < bytes.count { try readRow(bytes) }
        guard !lines.isEmpty else { throw PlaceFileFault(file: file, "it is empty") }
    }

    private mutating func readRow(_ bytes: [UInt8]) throws(PlaceFileFault) {
        let first = fields.count
        let start = line
        var isEmpty = true
        var goesOn = true
        while goesOn {
            let begin = at
            let end = try readField(bytes, rowLine: start)
            fields += [Int32(begin), Int32(end)]
            if isEmpty { isEmpty = isBlank(bytes[begin..<end]) }
            // At the very end an empty field stands behind the last separator.
            goesOn = at < bytes.count && bytes[at] == form.separator
            if goesOn { at += 1 }
            if goesOn, at == bytes.count {
                fields += [Int32(at), Int32(at)]
                goesOn = false
            }
        }
        try endRow(bytes)
        let count = (fields.count - first) / 2
        // Nothing stands in the line, as programs like to leave at the end.
        if isEmpty, form.isLoose || (count == 1 && width > 1) {
            fields.removeLast(fields.count - first)
            return
        }
        if lines.isEmpty { width = count }
        try fit(count, first: first, line: start)
        lines.append(Int32(start))
    }

    /// Makes a row as wide as the header.
    private mutating func fit(_ count: Int, first: Int, line: Int) throws(PlaceFileFault) {
        guard count != width else { return }
        let rest = fields[min(fields.count, first + width * 2)...]
        let isSpare = stride(from: rest.startIndex, to: rest.endIndex, by: 2).allSatisfy { rest[$0] == rest[$0 + 1] }
        guard form.isLoose, isSpare else {
            throw PlaceFileFault(file: file, line: line, "\(count) fields, and the header has \(width)")
        }
        fields.removeLast(rest.count)
        for _ in 0..<max(0, width - count) { fields += [Int32(at), Int32(at)] }
    }

    /// Reads up to what ends the field, and returns where what stands in it ends.
    private mutating func readField(_ bytes: [UInt8], rowLine: Int) throws(PlaceFileFault) -> Int {
        guard at < bytes.count, bytes[at] == CSVScan.quote else {
            while at < bytes.count, !endsField(bytes[at]) {
                guard form.isLoose || bytes[at] != CSVScan.quote else {
                    throw PlaceFileFault(file: file, line: line, "a quotation mark in the middle of a field")
                }
                at += 1
            }
            return at
        }
        at += 1
        while true {
            guard at < bytes.count else {
                throw PlaceFileFault(file: file, line: rowLine, "a quotation mark is never closed")
            }
            if bytes[at] == CSVScan.quote {
                guard at + 1 < bytes.count, bytes[at + 1] == CSVScan.quote else { break }
                at += 2
            } else {
                if isLineEnd(bytes) { line += 1 }
                at += 1
            }
        }
        at += 1
        let end = at
        if form.isLoose { while at < bytes.count, bytes[at] == CSVScan.space { at += 1 } }
        guard at == bytes.count || endsField(bytes[at]) else {
            throw PlaceFileFault(file: file, line: line, "something stands behind a quotation mark")
        }
        return end
    }

    /// Whether nothing stands in a field: of table programs, spaces and a pair of quotation marks are nothing, too.
    private func isBlank(_ field: ArraySlice<UInt8>) -> Bool {
        guard form.isLoose else { return field.isEmpty }
        return field.elementsEqual([CSVScan.quote, CSVScan.quote]) || field.allSatisfy { $0 == CSVScan.space }
    }

    private func endsField(_ byte: UInt8) -> Bool {
        byte == form.separator || byte == CSVScan.newline || byte == CSVScan.carriageReturn
    }

    /// Whether a line ends here: both signs of Windows count as one, at the second.
    private func isLineEnd(_ bytes: [UInt8]) -> Bool {
        bytes[at] == CSVScan.newline
            || (bytes[at] == CSVScan.carriageReturn && !(at + 1 < bytes.count && bytes[at + 1] == CSVScan.newline))
    }

    private mutating func endRow(_ bytes: [UInt8]) throws(PlaceFileFault) {
        guard at < bytes.count else { return }
        if !isLineEnd(bytes) { at += 1 }
        at += 1
        line += 1
    }

    private static let quote = UInt8(ascii: "\"")
    private static let space = UInt8(ascii: " ")
    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")
}
