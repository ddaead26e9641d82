import Testing

@testable import WatchWeb

/// What real browsers call themselves, and what their owners call them.
@Suite("The names of devices") struct DeviceNameTests {
    private static let kit = "AppleWebKit/537.36 (KHTML, like Gecko)"
    private static let apple = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
    private static let iPhone = "(iPhone; CPU iPhone OS 18_5 like Mac OS X) \(apple)"

    @Test(
        arguments: [
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Mac"),
            ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox · Android"),
            ("Mozilla/5.0 \(iPhone) FxiOS/140.0 Mobile/15E148 Safari/605.1.15", "Firefox · iPhone"),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(kit) Chrome/138.0.0.0 Safari/537.36", "Chrome · Windows"),
            ("Mozilla/5.0 (Linux; Android 10; K) \(kit) Chrome/138.0.0.0 Mobile Safari/537.36", "Chrome · Android"),
            ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) \(kit) Chrome/138.0.0.0 Safari/537.36", "Chrome · ChromeOS"),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(kit) Chrome/138.0.0.0 Safari/537.36", "Chrome · Mac"
            ),
            ("Mozilla/5.0 \(iPhone) CriOS/138.0.7204.119 Mobile/15E148 Safari/604.1", "Chrome · iPhone"),
            ("Mozilla/5.0 \(iPhone) Version/18.5 Mobile/15E148 Safari/604.1", "Safari · iPhone"),
            (
                "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) \(apple) Version/16.6 Mobile/15E148 Safari/604.1",
                "Safari · iPad"
            ),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(apple) Version/18.5 Safari/605.1.15", "Safari · Mac"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(kit) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
                "Edge · Windows"
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; HD1913) \(kit) Chrome/138.0.7204.63 Mobile Safari/537.36 EdgA/138.0",
                "Edge · Android"
            ),
            ("Mozilla/5.0 \(iPhone) Version/18.0 EdgiOS/138.0.3351.65 Mobile/15E148 Safari/604.1", "Edge · iPhone"),
            (
                "Mozilla/5.0 (Linux; Android 10; K) \(kit) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "Samsung Internet · Android"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(kit) Chrome/137.0.0.0 Safari/537.36 OPR/121.0.0.0",
                "Opera · Windows"
            ),
            ("Something (Linux)", "Linux"), ("curl/8.5.0", nil), ("", nil), ("Saar-App/1.0", nil),
            (String(repeating: "x", count: 400) + " Firefox/140.0", nil),
            ("<script>alert(1)</script> Firefox/1", "Firefox"),
        ] as [(String, String?)])
    func aDeviceIsCalledAsItsOwnerWould(agent: String, name: String?) {
        #expect(DeviceName(userAgent: agent)?.text == name)
    }
}
