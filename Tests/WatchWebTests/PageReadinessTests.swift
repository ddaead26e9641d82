import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What a coordinator reads of whether the group would wake.
@Suite("Readiness on the page of the members") struct PageReadinessTests {
    private static func mail(isOn: Bool = true, isBroken: Bool = false) -> Way {
        Way(
            channel: .mail, address: "secret@example.org", isOn: isOn,
            bouncedAt: isBroken ? ManualClock.friday : nil, capability: "")
    }

    static func sleepers(broken: Int) -> [GroupReadiness.Sleeper] {
        let names = ["Carla", "Anna", "Els"] + (0..<broken).map { "Bram\($0)" }
        return names.enumerated().map { index, name in
            let ways: [Way] =
                switch index {
                case 0: [mail()]
                case 1: [mail(isOn: false)]
                case 2: []
                default: [mail(isBroken: true)]
                }
            return GroupReadiness.Sleeper(
                member: Street.fixed("c\(index)"), firstName: name, isCoordinator: index == 0, isListening: true,
                ways: ways)
        }
    }

    @Test(arguments: Language.allCases)
    func everyNumberHasItsWordsAndOnlyWhatBrokeHasAName(language: Language) throws {
        let words = try PageStreet.words(language)
        let part = ReadinessPart(GroupReadiness(Self.sleepers(broken: 1), at: ManualClock.friday), words)
        #expect(part.reachable == 1 && part.members == 4)
        #expect(part.lines.map(\.number) == ["1", "1", "1", "1"])
        #expect(part.toMend.map(\.name) == ["Bram0", "Els"] && part.more == nil)
        for text in [part.line] + part.lines.map(\.label) + part.toMend.map(\.reason) {
            #expect(!text.contains("members.ready") && !text.contains("{"), "\(text)")
        }
    }

    @Test func beyondAPageOfNamesTheNumberSaysIt() throws {
        let readiness = GroupReadiness(Self.sleepers(broken: 30), at: ManualClock.friday)
        let part = ReadinessPart(readiness, try PageStreet.words())
        #expect(part.toMend.count == ReadinessPart.mostNames && part.more == "and 11 more")
    }

    @Test func itStandsOnTheFirstPageForWhoLeadsTheGroup() async throws {
        try await APIStreet.run { street in
            let path = "/groups/kerkstraat/members"
            let page = try await street.ask(.get, path, as: Street.carla)
            #expect(page.text.contains("With no page open, an alert reaches 3 of 3 members, as far as we know."))
            let search = try await street.ask(.get, "\(path)?name=Anna", as: Street.carla)
            #expect(search.status == 200 && !search.text.contains("With no page open"))
            let bram = try await street.ask(.get, path, as: Street.bram)
            #expect(bram.status == 303)
        }
    }
}
