import Watch
import WatchWords

/// The colour of another site, as its address brings it: red, green and blue in hexadecimal.
struct EmbedColour: Equatable, Sendable {
    /// Six small digits, without the `#`.
    let digits: String

    /// Our own.
    static let own = EmbedColour(digits: "0b4a63")

    private init(digits: String) { self.digits = digits }

    /// Nil for anything but six hexadecimal digits, with or without a `#` before them.
    init?(_ typed: String) {
        let bare = typed.begins(with: "#") ? typed.dropFirst() : Substring(typed)
        guard bare.utf8.count == 6, bare.utf8.allSatisfy({ "0123456789abcdefABCDEF".utf8.contains($0) }) else {
            return nil
        }
        digits = bare.lowercased()
    }

    /// Black or white: whichever is easier to read on it. One of them always has the contrast of 4.5 that WCAG 2.2 AA asks
    /// for, since their own is 21.
    var ink: String { contrast(toLuminance: 1) >= contrast(toLuminance: 0) ? "ffffff" : "000000" }

    /// The better of both contrasts (WCAG 2.2, relative luminance).
    var contrast: Double { max(contrast(toLuminance: 1), contrast(toLuminance: 0)) }

    private func contrast(toLuminance other: Double) -> Double {
        let own = luminance
        return (max(own, other) + 0.05) / (min(own, other) + 0.05)
    }

    private var luminance: Double {
        let number = UInt32(digits, radix: 16) ?? 0
        func part(_ shift: UInt32) -> Double {
            let value = Double(number >> shift & 0xFF) / 255
            return value <= 0.040_45 ? value / 12.92 : EmbedColour.power((value + 0.055) / 1.055)
        }
        return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    /// To the power of 2.4, by square roots: x² · x^0.4, where x^0.4 is the fifth root of x², found by Newton's way.
    private static func power(_ value: Double) -> Double {
        let square = value * value
        var root = 1.0
        for _ in 0..<40 { root = (4 * root + square / (root * root * root * root)) / 5 }
        return square * root
    }

    /// The style sheet that brings it into the frame. A page of ours takes no styles from within itself.
    var styles: String {
        """
        :root { --brand: #\(digits); --brand-ink: #\(ink); --brand-hover: #\(digits); --focus: #0a66ff; }

        """
    }
}

/// The box with which another site looks for groups: shown in its frame, and answered on ours.
struct EmbeddedFinderModel: PageModel {
    static let template = "embedded-finder"

    let frame: PageFrame
    let title: String
    /// How many groups there are in the municipality; nil without one.
    let count: String?
    let allPath: String
    let action: String
    let colour: String
    let field: FormField

    init(_ municipality: Place?, count: Int, colour: EmbedColour, site: String, _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(words.text("search.title"), setting)
        let name = municipality?.name(in: words.language)
        title = name.map { words.text("embed.title.in", ["place": $0]) } ?? words.text("embed.title")
        self.count = name.map { words.count("search.inside", count, ["place": $0]) }
        allPath = site + SiteURL.groups.path + (municipality.map { "?municipality=\($0.code)" } ?? "")
        action = site + SiteURL.groups.path
        self.colour = colour.digits
        field = FormField(
            "q", words.text("search.field"), value: "", limit: 100, field: "q", refusals: [], words: words)
    }
}

/// How a municipality puts the finder on its own site.
struct EmbedModel: PageModel {
    static let template = "embed"

    let frame: PageFrame
    let action: String
    let municipality: FormField
    let colour: FormField
    /// Ready to be copied.
    let frameSnippet: String
    let linkSnippet: String
    let finderPath: String

    init(_ municipality: Place?, typed: String, colour: EmbedColour, site: String, _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(
            words.text("embed.page.title"), setting, isForSearching: typed.isEmpty, styles: ["find"])
        action = SiteURL.embed.path
        self.municipality = FormField(
            "municipality", words.text("embed.page.municipality"), hint: words.text("embed.page.municipality.hint"),
            value: municipality?.name(in: words.language) ?? typed, limit: 100, field: "municipality",
            refusals: [], words: words)
        self.colour = FormField(
            "colour", words.text("embed.page.colour"), hint: words.text("embed.page.colour.hint"),
            value: "#\(colour.digits)", limit: 7, field: "colour", refusals: [], words: words)
        var query = "colour=\(colour.digits)"
        if let municipality { query = "municipality=\(municipality.code)&" + query }
        finderPath = "\(SiteURL.embeddedFinder.path)?\(query)"
        let name = municipality?.name(in: words.language)
        let title = name.map { words.text("embed.title.in", ["place": $0]) } ?? words.text("embed.title")
        let plain = MarkupText.escaped(title)
        frameSnippet =
            "<iframe src=\"\(site)\(MarkupText.escaped(finderPath))\" title=\"\(plain)\" "
            + "width=\"100%\" height=\"340\" style=\"border:0\"></iframe>"
        let list = site + SiteURL.groups.path + (municipality.map { "?municipality=\($0.code)" } ?? "")
        linkSnippet = "<a href=\"\(MarkupText.escaped(list))\">\(plain)</a>"
    }
}

/// What this site gives away, and under which licence.
struct OpenDataModel: PageModel {
    static let template = "open-data"

    let frame: PageFrame

    init(_ setting: PageSetting) {
        frame = PageFrame(setting.words.text("open-data.title"), setting, isForSearching: true)
    }
}
