import Testing
import Watch

@Suite struct MapTilesTests {
    @Test(arguments: [
        ("https://tile.example.org/{z}/{x}/{y}.png", "https://tile.example.org"),
        ("https://tile.example.org:8443/a/{z}/{y}/{x}{r}.png?key=abc", "https://tile.example.org:8443"),
        ("http://127.0.0.1:8000/{z}/{x}/{y}", "http://127.0.0.1:8000"),
        ("http://localhost/{z}/{x}/{y}", "http://localhost"), ("http://[::1]:80/{z}/{x}/{y}", "http://[::1]:80"),
    ])
    func good(template: String, origin: String) throws {
        let tiles = try #require(MapTiles(template: template, attribution: "© makers"))
        #expect(tiles.origin == origin)
        #expect(tiles.template == template)
        #expect(tiles.attribution == "© makers")
    }

    @Test(arguments: [
        "", "tile", "https://", "https:///{z}/{x}/{y}", "http://tile.example.org/{z}/{x}/{y}.png",
        "http://127.0.0.1.example.org/{z}/{x}/{y}", "http://localhost.example.org/{z}/{x}/{y}",
        "ftp://tile.example.org/{z}/{x}/{y}", "https://tile.example.org/{z}/{x}.png", "https://tile.example.org/z/x/y",
        "https://{s}.example.org/{z}/{x}/{y}", "https://tile.example.org/{s}/{z}/{x}/{y}",
        "https://tile.example.org/{z}/{z}/{x}/{y}", "https://tile.example.org/{z}/{x}/{y", "https://a b/{z}/{x}/{y}",
        "https://a;script-src/{z}/{x}/{y}", "https://a,b/{z}/{x}/{y}", "https://a/{z}/{x}/{y}\n",
        "https://a/{z}/{x}/{y}'",
        "https://user@a/{z}/{x}/{y}", "https://*/{z}/{x}/{y}", "https://a/{z}/{x}/{y}é",
        "https://a/{z}/{x}/{y}" + String(repeating: "a", count: 500),
    ])
    func bad(template: String) {
        #expect(MapTiles(template: template, attribution: "") == nil)
    }
}
