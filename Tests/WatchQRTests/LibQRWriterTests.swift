import Testing
import Watch
import WatchQR
import WatchTesting

/// What the codes say is read by an independent reader in e2e/test_codes.py.
@Suite struct LibQRWriterTests {
    private let writer = LibQRWriter()

    @Test(arguments: [
        // Bytes that fit at level Q: ISO/IEC 18004:2015, table 7.
        (1, 21), (11, 21), (12, 25), (20, 25), (21, 29), (32, 29), (60, 37), (61, 41), (500, 101),
    ])
    func theSmallestThatHoldsTheText(bytes: Int, size: Int) throws {
        let code = try writer.code(String(repeating: "a", count: bytes))
        #expect(code.size == size)
        #expect(code.rows.count == size)
    }

    @Test func threeCornersAreWatched() throws {
        let code = try writer.code("https://saar.example.org/groups/kerkstraat")
        let pattern = ["#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"]
        let last = code.size - 7
        for (top, left) in [(0, 0), (0, last), (last, 0)] {
            let seen = (0..<7).map { y in String((0..<7).map { code.rows[top + y][left + $0] ? "#" : "." }) }
            #expect(seen == pattern)
        }
        // The fourth corner has none.
        #expect(!(0..<7).allSatisfy { code.rows[last][last + $0] })
    }

    @Test func theSameTextIsTheSameCodeFromManyAtOnce() async throws {
        let texts = (0..<40).map { "https://saar.example.org/groups/\($0)" }
        let writer = writer
        let codes = try texts.map { try writer.code($0) }
        #expect(Set(codes).count == 40)
        let again = try await withThrowingTaskGroup(of: (Int, QRCode).self) { group in
            for (number, text) in texts.enumerated() { group.addTask { (number, try writer.code(text)) } }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (number, code) in codes.enumerated() { #expect(again[number] == code) }
    }

    @Test func whatIsNoTextForACode() throws {
        #expect(throws: Refusal(.textMissing)) { try writer.code("") }
        #expect(throws: Refusal(.textTooLong, ["length": "501", "limit": "500"])) {
            try writer.code(String(repeating: "a", count: 501))
        }
        // Bytes count, not letters.
        #expect(throws: Refusal(.textTooLong, ["length": "502", "limit": "500"])) {
            try writer.code(String(repeating: "é", count: 251))
        }
    }

    @Test(arguments: ["\u{0}", "a\u{0}b", "Zażółć 🐈", "\r\n"])
    func anyTextHasACode(text: String) throws {
        #expect(try writer.code(text).size >= 21)
    }
}
