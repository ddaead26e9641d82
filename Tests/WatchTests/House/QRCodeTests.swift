import Testing
import Watch

@Suite struct QRCodeTests {
    /// No real code, but one whose path can be read.
    private func code(_ dark: [(Int, Int)]) throws -> QRCode {
        var rows = [[Bool]](repeating: [Bool](repeating: false, count: 21), count: 21)
        for (x, y) in dark { rows[y][x] = true }
        return try #require(QRCode(rows: rows))
    }

    @Test func everyRunOfDarkModulesIsAPieceOfThePath() throws {
        #expect(try code([]).path == "")
        #expect(try code([(0, 0)]).path == "M4 4h1v1h-1z")
        #expect(try code([(0, 0), (1, 0), (3, 0), (20, 20)]).path == "M4 4h2v1h-2zM7 4h1v1h-1zM24 24h1v1h-1z")
    }

    @Test func thePictureHasItsFreeBorderAndItsColours() throws {
        let svg = try code([(0, 0)]).svg(title: "Kerkstraat & <Plein> \"A\"")
        #expect(svg.contains(#"viewBox="0 0 29 29""#))
        #expect(svg.contains(#"<rect width="29" height="29" fill="white"/><path d="M4 4h1v1h-1z" fill="black"/>"#))
        #expect(svg.contains(#"shape-rendering="crispEdges""#))
        #expect(svg.contains("<title>Kerkstraat &amp; &lt;Plein&gt; &quot;A&quot;</title>"))
        #expect(!svg.contains("<Plein>"))
    }

    @Test(arguments: [(20, 20), (22, 22), (21, 20), (181, 181), (0, 0)])
    func whatIsNoCode(height: Int, width: Int) {
        #expect(QRCode(rows: [[Bool]](repeating: [Bool](repeating: true, count: width), count: height)) == nil)
    }
}
