import Foundation
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What pages say of who of the police reads along: that they do where somebody holds the office of the group's zone, and
/// nowhere else.
@Suite("Who of the police reads along, in the words of the pages")
struct PoliceReadingTests {
    /// Whether a zone is known, whether somebody holds its office, and whether the police read along.
    static let table: [(zone: String?, isHeld: Bool, reads: Bool)] = [
        ("Basisteam Rijn", true, true), ("Basisteam Rijn", false, false), (nil, false, false),
        // What cannot be is not said either.
        (nil, true, false),
    ]

    private static func group(_ row: Int) -> Group {
        let group = Street.group
        return Group(
            id: group.id, slug: group.slug, name: group.name, place: group.place, jurisdiction: group.jurisdiction,
            zone: table[row].zone, policeReads: table[row].isHeld, municipality: group.municipality, area: group.area,
            createdAt: group.createdAt)
    }

    /// That the police read, also of a part of it.
    private static let claim: [Language: String] = [
        .nl: #"politie( \([^)]*\))? (leest|lezen)|leest (alleen )?de politie|politie bewaart"#,
        .fr: #"police( \([^)]*\))? (lit|garde)"#,
        .de: #"Polizei( \([^)]*\))? (liest|speichert)|liest (nur )?die Polizei"#,
        .en: #"(?<!nobody of the )police( \([^)]*\))? (also )?(read|keep)|read by the police"#,
    ]

    private static func claims(_ text: String, _ language: Language) throws -> Bool {
        try #require(claim[language]).isEmpty == false
            && text.range(of: try #require(claim[language]), options: [.regularExpression, .caseInsensitive]) != nil
    }

    private static func main(_ html: String) throws -> String {
        let main = try #require(html.components(separatedBy: "<main").last?.components(separatedBy: "</main").first)
        return main.replacingOccurrences(of: "<[^>]*>", with: "\n", options: .regularExpression)
    }

    @Test(arguments: Language.allCases, table.indices)
    func pages(language: Language, row: Int) async throws {
        let (group, reads) = (PoliceReadingTests.group(row), PoliceReadingTests.table[row].reads)
        let words = try PageStreet.words(language)
        let setting = try PageStreet.setting(in: language)
        let reading = PoliceReading(group, words)
        #expect(reading.along == words.text(reads ? "police.reads" : "police.reads-not"))
        #expect(reading.whole.contains("Basisteam Rijn") == reads && !reading.whole.contains("{"))

        let typed = ReportForm(TypedForm(["policeText": "Looks like X"]))
        let report = try PageStreet.html(ReportModel(typed, in: group, requestKey: "k", setting), in: language)
        let join = try PageStreet.html(JoinModel(group, firstName: "Anna", setting), in: language)
        let hearing = Hearing(group: group.id, audience: .neighbour, since: 1)
        let inside = try PageStreet.html(
            GroupModel(group, as: .inside(hearing, own: Street.bramMember), setting), in: language)
        let street = LivingStreet(groups: [group, Street.nextGroup])
        let alert = try await street.burglary().alert
        let file = try await street.desk.file(alert, for: Street.anna.id)
        let page = try PageStreet.html(
            AlertModel(file, reach: nil, site: "https://saar.test", setting), in: language)
        for (name, html) in [("report", report), ("join", join), ("group", inside), ("alert", page)] {
            let text = try PoliceReadingTests.main(html)
            #expect(try PoliceReadingTests.claims(text, language) == reads, "\(name)")
            let says = name == "join" || name == "group" ? reading.whole : reading.along
            #expect(text.contains(says), "\(name)")
        }
        for field in ["behaviour", "place", "appearance", "vehicle"] {
            #expect(report.contains("\(words.text("report.\(field).hint")) \(reading.along)"), "\(field)")
        }
        for form in ["reaction", "correction", "closure"] {
            #expect(page.contains("\(words.text("alert.\(form).hint")) \(reading.along)"), "\(form)")
        }
    }

    /// Words that may say it: those of `PoliceReading`, which are shown where it is so, and what holds for every group.
    private static let allowed: Set<String> = [
        "police.reads", "police.reads.zone", "report.police.field", "report.police.text",
        // That it says where it is so.
        "privacy.reads.police",
        // How long the register is kept, and by whom.
        "privacy.kept.register.before", "contact.register",
    ]

    @Test("no other words of any page say that the police read along", arguments: Language.allCases)
    func words(language: Language) throws {
        let words = try PageStreet.words(language).all
        for (key, text) in words where !PoliceReadingTests.allowed.contains(key) {
            #expect(try !PoliceReadingTests.claims(text, language), "\(key)")
        }
        for key in ["police.reads", "police.reads.zone", "report.police.text"] {
            #expect(try PoliceReadingTests.claims(try #require(words[key]), language), "\(key): the test can fail")
        }
    }
}
