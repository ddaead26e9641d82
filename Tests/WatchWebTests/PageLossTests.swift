import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Nobody believes that they are watched over who is not: it stands on their own page and on the group's, with the way to ask
/// why, and in a letter where there is an address.
@Suite("What was taken from somebody") struct PageLossTests {
    private let group = "/groups/kerkstraat"

    private func change(
        _ neighbour: Street.Neighbour, _ fields: [String: String], in street: APIStreet
    ) async throws {
        let id = try #require(try await street.house.members.own(neighbour.id, in: Street.group.id)).id
        let answer = try await street.confirm("\(group)/members/\(id)", as: Street.carla, fields)
        #expect(answer.status == 303, "\(answer.text)")
    }

    /// The words of a loss, as they stand on a page.
    private func words(_ cause: MemberLetter.Cause, _ street: APIStreet) throws -> String {
        let words = try PageStreet.words(.en)
        let date = try PageStreet.clock(at: street.clock.now()).date(street.clock.now())
        return words.text("me.loss.\(cause.rawValue)", ["date": date])
    }

    private func pages(_ neighbour: Street.Neighbour, _ street: APIStreet) async throws -> [String] {
        var pages: [String] = []
        for path in ["/me", group] { pages.append(try await street.ask(.get, path, as: neighbour).text) }
        return pages
    }

    @Test(
        arguments: [
            (["standing": "suspended"], .suspended), (["standing": "left"], .removed),
        ] as [([String: String], MemberLetter.Cause)])
    func whoIsPutOutIsToldAndHowToAskWhy(fields: [String: String], cause: MemberLetter.Cause) async throws {
        try await APIStreet.run { street in
            for page in try await pages(Street.bram, street) { #expect(!page.contains("Would you like to know why")) }
            try await change(Street.bram, fields, in: street)
            for page in try await pages(Street.bram, street) { #expect(page.contains(try words(cause, street))) }
            // Nobody else reads it.
            for page in try await pages(Street.anna, street) { #expect(!page.contains("Would you like to know why")) }
        }
    }

    @Test func whoIsCoordinatorNoMoreIsTold() async throws {
        try await APIStreet.run { street in
            try await change(Street.bram, ["role": "coordinator"], in: street)
            try await change(Street.bram, ["role": "resident"], in: street)
            for page in try await pages(Street.bram, street) {
                #expect(page.contains(try words(.dismissed, street)))
            }
            try await change(Street.bram, ["role": "coordinator"], in: street)
            for page in try await pages(Street.bram, street) { #expect(!page.contains("Would you like to know why")) }
        }
    }

    @Test func whoGoesThemselvesOrIsBackIsToldNothing() async throws {
        try await APIStreet.run { street in
            try await change(Street.bram, ["standing": "suspended"], in: street)
            try await change(Street.bram, ["standing": "approved"], in: street)
            for page in try await pages(Street.bram, street) { #expect(!page.contains("Would you like to know why")) }
            _ = try await street.confirm("\(group)/leave", as: Street.bram)
            for page in try await pages(Street.bram, street) { #expect(!page.contains("Would you like to know why")) }
            // As it was put before anybody wrote down why.
            let dirk = try await street.ask(.get, group, as: Street.dirk).text
            #expect(dirk.contains(try PageStreet.words(.en).text("group.suspended")))
        }
    }

    @Test func whatIsClosedIsCalledSoOnOnesOwnPage() async throws {
        try await APIStreet.run { street in
            _ = try await street.ask(.post, "\(APIStreet.group)/closure", as: Street.carla, body: "{}")
            let page = try await street.ask(.get, "/me", as: Street.anna)
            #expect(page.text.contains("<span>resident, closed</span>"))
        }
    }

    @Test func whereNobodyIsWarnedNobodyTypesInVain() async throws {
        try await APIStreet.run { street in
            let open = try await street.ask(.get, "\(group)/report", as: Street.anna)
            #expect(open.status == 200 && open.text.contains("<textarea"))
            _ = try await street.ask(.post, "\(APIStreet.group)/closure", as: Street.carla, body: "{}")
            for neighbour in [Street.anna, Street.deWit, nil] {
                let closed = try await street.ask(.get, "\(group)/report", as: neighbour)
                #expect(closed.status == 409 && !closed.text.contains("<textarea"))
                #expect(closed.text.contains("This group is closed and warns nobody any more"))
                #expect(closed.text.contains("Call 112"))
            }
        }
    }

    // MARK: letters

    @Test(arguments: Language.allCases, MemberLetter.Cause.allCases)
    func everyLetterSaysWhichGroupAndWhereToLook(language: Language, cause: MemberLetter.Cause) throws {
        let letters = RegistryLetters(words: try PageStreet.catalogues.get(), site: SiteAddress("https://saar.test"))
        let email = try #require(EmailAddress("bram@example.org"))
        let letter = letters.memberLetter(about: Street.group, cause, to: email, in: language)
        #expect(letter.subject.contains(Street.group.name) && letter.text.contains(Street.group.name))
        #expect(letter.text.contains("\n\nhttps://saar.test/groups/kerkstraat\n\n"))
        #expect(!letter.text.contains("{") && !letter.subject.contains("{"))
        #expect(letter.language == language)
        // A month's notice, in days.
        #expect(letter.text.contains("30") == (cause == .groupCloses))
    }

    @Test(arguments: Language.allCases) func anOfficeIsAskedAboutAllGroupsAtOnce(language: Language) throws {
        let letters = RegistryLetters(words: try PageStreet.catalogues.get(), site: SiteAddress("https://saar.test"))
        let email = try #require(EmailAddress("marieke@example.org"))
        let letter = letters.warning(of: [Street.group, Street.nextGroup], to: email, in: language)
        for word in ["- \(Street.group.name), ", "- \(Street.nextGroup.name), ", "https://saar.test/registry/care"] {
            #expect(letter.text.contains(word))
        }
        #expect(letter.text.contains(try PageStreet.words(language).text("registry.keep")))
        #expect(letter.subject.contains("2") && letter.text.contains("30") && !letter.text.contains("{"))
    }
}
