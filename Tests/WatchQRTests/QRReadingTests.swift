import Foundation
import Testing
import Watch
import WatchQR
import WatchTesting

/// What the pictures say, by a reader that has nothing to do with who wrote them: ZBar (Debian's zbar-tools).
@Suite struct QRReadingTests {
    @Test(arguments: [
        "https://saar.example.org/groups/kerkstraat",
        "https://saar.example.org/g/\(String(repeating: "lang-adres-", count: 30))", "Zażółć gęślą jaźń, Straße, été",
        "A", "BEGIN:VCARD\nFN:Saar\nEND:VCARD",
    ])
    func aReaderReadsThem(text: String) throws {
        let code = try LibQRWriter().code(text)
        #expect(try read(picture(of: code)) == text)
        // The path says the same as the modules.
        #expect(try read(picture(ofPath: code.path, side: code.wholeSize)) == text)
    }

    @Test func aFourthMayBeTorn() throws {
        let text = "https://saar.example.org/groups/kerkstraat"
        var rows = try LibQRWriter().code(text).rows
        // A tear of 6 by 6 modules where the data lies.
        for y in 0..<6 { for x in 0..<6 { rows[rows.count - 1 - y][rows.count - 1 - x] = true } }
        #expect(try read(picture(of: try #require(QRCode(rows: rows)))) == text)
    }

    @Test func eachIsReadAsItself() throws {
        for text in ["one", "two"] { #expect(try read(picture(of: try LibQRWriter().code(text))) == text) }
        #expect(try read(picture(21) { _, _ in false }) == "", "a reader that finds nothing says nothing")
    }

    // MARK: pictures

    /// With four pixels a module, as a portable graymap.
    private func picture(_ side: Int, isDark: (Int, Int) -> Bool) -> Data {
        var bytes = Data("P5 \(side * 4) \(side * 4) 255\n".utf8)
        for y in 0..<side * 4 { for x in 0..<side * 4 { bytes.append(isDark(x / 4, y / 4) ? 0 : 255) } }
        return bytes
    }

    private func picture(of code: QRCode) -> Data {
        picture(code.wholeSize) { x, y in
            let (x, y) = (x - QRCode.quiet, y - QRCode.quiet)
            return code.rows.indices.contains(x) && code.rows.indices.contains(y) && code.rows[y][x]
        }
    }

    /// Read as SVG reads it: every piece `M x y h n v1 h-n z` fills n modules from x, y.
    private func picture(ofPath path: String, side: Int) throws -> Data {
        var dark: Set<Int> = []
        for piece in path.split(separator: "M") {
            let match = try #require(try #/(\d+) (\d+)h(\d+)v1h-(\d+)z/#.wholeMatch(in: piece))
            let (x, y, length) = try (#require(Int(match.1)), #require(Int(match.2)), #require(Int(match.3)))
            #expect(match.3 == match.4)
            for step in 0..<length { dark.insert(y * side + x + step) }
        }
        return picture(side) { x, y in dark.contains(y * side + x) }
    }

    private func read(_ picture: Data) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString).pgm")
        try picture.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let reader = Process()
        reader.executableURL = URL(filePath: "/usr/bin/zbarimg")
        // Bytes as they stand in the code: nothing is guessed about their letters.
        reader.arguments = ["--quiet", "--raw", "--nodbus", "--oneshot", "-Sbinary", file.path]
        // Into a file: a pipe could stay open in a program that somebody else starts in the same instant.
        let said = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString).txt")
        try Data().write(to: said)
        defer { try? FileManager.default.removeItem(at: said) }
        reader.standardOutput = try FileHandle(forWritingTo: said)
        reader.standardError = FileHandle.nullDevice
        try reader.run()
        _ = waitForEnd(of: reader.processIdentifier)
        return String(decoding: try Data(contentsOf: said), as: UTF8.self)
    }
}
