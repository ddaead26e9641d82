import Testing
import WatchTesting

@testable import Watch

@Suite("What is looked at before a second watch arises") struct FoundingRulesTests {
    @Test func aGroupThatTalksBySaarKeepsNoInvitation() throws {
        #expect(try ChatInvitation.kept("rubbish", for: .saar) == nil)
        #expect(try ChatInvitation.kept("  ", for: .whatsapp) == nil)
        #expect(throws: Refusal(.invitationInvalid, field: "invitation")) {
            try ChatInvitation.kept("rubbish", for: .whatsapp)
        }
    }

    @Test func whoSaysThatTheyAreAnotherGroupIsOne() throws {
        let overlap = Overlap(group: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", share: 0.4)
        #expect(try FoundingRules.check([], isSeparate: false) == [])
        #expect(try FoundingRules.check([overlap], isSeparate: true) == [overlap])
        #expect(
            throws: Refusal(
                .areaOverlaps, field: "area", ["groupIds": Street.group.id.text, "names": "Kerkstraat"])
        ) { try FoundingRules.check([overlap], isSeparate: false) }
    }

    @Test(
        arguments: [
            ("K7MP-4XQA", "k7mp4xqa"), ("k7mp 4xqa", "k7mp4xqa"), ("k7mp4xq", nil), ("k7mp4xqab", nil), ("", nil),
        ]
            as [(String, String?)])
    func aCodeIsReadHoweverItIsTyped(typed: String, text: String?) {
        #expect(HouseholdCode(typed)?.text == text)
    }

    @Test func aPageKeepsItsAddress() {
        #expect(GroupRules.slug("New") == "new-1")
        #expect(GroupRules.slug("Newtown") == "newtown")
    }

    @Test(arguments: Registration.Standing.allCases)
    func onlyWhatWaitsIsDeclined(standing: Registration.Standing) {
        var registration = Registration(
            group: Street.group.id, standing: standing, foundedAt: Street.founded, confirmedAt: Street.founded,
            joinCode: JoinCode(trusted: "abcdefgh"))
        if standing == .proposed {
            #expect(throws: Never.self) { try registration.decline() }
            #expect(registration.standing == .closed)
        } else {
            #expect(throws: Refusal(.registrationNotProposed)) { try registration.decline() }
            #expect(registration.standing == standing)
        }
    }
}
