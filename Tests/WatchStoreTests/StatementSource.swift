import Foundation

/// A statement as it stands in the program: where, and its text between the values and pieces that are put into it.
struct StatementSource: CustomStringConvertible {
    let file: String
    let line: Int
    let pieces: [String]

    var description: String { "\(file):\(line): \(pieces.joined(separator: " … "))" }

    /// Whether a statement that ran is this one, or holds it as a part.
    func isIn(_ text: String) -> Bool { StatementText.holds(pieces, in: text) }

    /// Whether a statement that ran begins as this one does, and goes on like it.
    func begins(_ text: String) -> Bool { text.hasPrefix(pieces[0]) && isIn(text) }

    /// Every literal of the stores that is a statement, or a question within one.
    static func ofStores() throws -> [StatementSource] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/WatchStore").standardizedFileURL
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        // What moves a house reads all of it, and a step of the schema runs once.
        let others = ["Copy/", "Database/", "House/Schema"]
        var sources: [StatementSource] = []
        for name in names where name.hasSuffix(".swift") && !others.contains(where: name.hasPrefix) {
            var scan = LiteralScan(text: Array(try Data(contentsOf: folder.appending(path: name))))
            for literal in scan.literals() {
                let pieces = literal.pieces.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
                guard ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(where: pieces[0].hasPrefix) else {
                    continue
                }
                sources.append(
                    StatementSource(file: name, line: literal.line, pieces: pieces.filter { !$0.isEmpty }))
            }
        }
        return sources
    }
}

/// Finds the string literals of a Swift file, those within an interpolation as well.
private struct LiteralScan {
    let text: [UInt8]
    var index = 0
    var line = 1
    private var found: [(line: Int, pieces: [String])] = []

    init(text: [UInt8]) { self.text = text }

    mutating func literals() -> [(line: Int, pieces: [String])] {
        code(until: nil)
        return found
    }

    private func sees(_ word: StaticString) -> Bool {
        let bytes = Array(word.description.utf8)
        return index + bytes.count <= text.count && Array(text[index..<(index + bytes.count)]) == bytes
    }

    private mutating func step(_ count: Int = 1) {
        for _ in 0..<count where index < text.count {
            if text[index] == UInt8(ascii: "\n") { line += 1 }
            index += 1
        }
    }

    /// Walks over code, to its end or behind the bracket that closes an interpolation.
    private mutating func code(until end: UInt8?) {
        var depth = 0
        while index < text.count {
            if sees("//") {
                while index < text.count, text[index] != UInt8(ascii: "\n") { step() }
            } else if sees("\"\"\"") {
                literal(quote: 3)
            } else if sees("\"") {
                literal(quote: 1)
            } else {
                let byte = text[index]
                step()
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if depth == 0, end != nil { return }
                    depth -= 1
                }
            }
        }
    }

    private mutating func literal(quote: Int) {
        let begin = line
        var pieces: [[UInt8]] = [[]]
        step(quote)
        while index < text.count, !(quote == 3 ? sees("\"\"\"") : sees("\"")) {
            if sees("\\(") {
                step(2)
                code(until: UInt8(ascii: ")"))
                pieces.append([])
            } else if sees("\\") {
                // A line that goes on, or a sign that no statement has.
                step(2)
            } else {
                pieces[pieces.count - 1].append(text[index])
                step()
            }
        }
        step(quote)
        found.append((begin, pieces.map { String(decoding: $0, as: UTF8.self) }))
    }
}
