import Watch

/// What somebody would call the device a request comes from: browser and system, as far as its `User-Agent` says so.
/// Only for the list of devices that its owner sees; nothing is decided by it.
struct DeviceName: Equatable, Sendable {
    /// `Firefox · Android`
    let text: String

    /// Nil when nothing in it is known, as with most programs.
    init?(userAgent: String) {
        // Bounded, since anybody may send anything.
        let said = userAgent.beginning(400)
        let browser = DeviceName.browsers.first { said.holds($0.mark) }?.name
        let system = DeviceName.systems.first { said.holds($0.mark) }?.name
        let known = [browser, system].compactMap { $0 }
        guard !known.isEmpty else { return nil }
        text = known.joined(separator: " · ")
    }

    /// In this order, since most browsers also claim to be others.
    private static let browsers = [
        (mark: "SamsungBrowser/", name: "Samsung Internet"), (mark: "EdgA/", name: "Edge"),
        (mark: "Edg/", name: "Edge"), (mark: "EdgiOS/", name: "Edge"), (mark: "OPR/", name: "Opera"),
        (mark: "Firefox/", name: "Firefox"), (mark: "FxiOS/", name: "Firefox"), (mark: "CriOS/", name: "Chrome"),
        (mark: "Chrome/", name: "Chrome"), (mark: "Safari/", name: "Safari"),
    ]
    private static let systems = [
        (mark: "iPhone", name: "iPhone"), (mark: "iPad", name: "iPad"), (mark: "Android", name: "Android"),
        (mark: "Windows", name: "Windows"), (mark: "CrOS", name: "ChromeOS"), (mark: "Macintosh", name: "Mac"),
        (mark: "Linux", name: "Linux"),
    ]
}
