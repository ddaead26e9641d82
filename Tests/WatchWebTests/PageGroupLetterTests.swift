import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting

@testable import WatchWeb

/// What the coordinators of a group are told by letter, and where its links lead them.
@Suite("Letters to the coordinators of a group") struct PageGroupLetterTests {
    private static let reason = "Te klein: {link} en {again}, zie gemeente.nl"

    private static func words() throws -> RegistryLetters {
        try RegistryLetters(share: APIStreet.share, site: SiteAddress("https://saar.test"))
    }

    private func write(_ street: APIStreet, _ kind: GroupLetter.Kind) async throws -> [Letter] {
        let words = try Self.words()
        let before = street.letters.letters.count
        let letters = GroupLetterDesk.Letters(carrier: street.letters) { words.groupLetter(to: $0, $1, to: $2, in: $3) }
        _ = try await street.groupLetters.write(kind, limit: 20, letters: letters)
        return Array(street.letters.letters.dropFirst(before))
    }

    /// A group of Fatima's that waits.
    private func founded(_ street: APIStreet) async throws -> String {
        let answer = try await street.ask(
            .post, "\(APIStreet.root)/groups", as: Street.fatima, body: APIFoundingTests.group("Oost"))
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["id"])
    }

    @Test(arguments: [true, false]) func aNoIsToldWithItsReasonHoweverItCame(isForm: Bool) async throws {
        try await APIStreet.run { street in
            let id = try await founded(street)
            if isForm {
                let answer = try await street.confirm(
                    "/groups/oost/decline", as: Street.marieke, ["reason-\(id)": Self.reason])
                #expect(answer.header("Location") == "/registry?done=declined", "\(answer.text)")
            } else {
                let answer = try await street.ask(
                    .post, "\(APIStreet.root)/groups/oost/decline", as: Street.nico,
                    body: #"{"reason": "\#(Self.reason)"}"#)
                #expect(answer.status == 204, "\(answer.text)")
            }
            let letter = try #require(try await write(street, .decision).first)
            #expect(letter.to.text == "fatima@example.org" && letter.language == .nl)
            #expect(letter.subject == "De groep Oost is niet bevestigd")
            for word in [
                Self.reason, "https://saar.test/groups/oost\n", "https://saar.test/groups/new\n",
                isForm ? "De gemeente heeft" : "De stichting heeft",
            ] {
                #expect(letter.text.contains(word), "\(word)")
            }
            #expect(try await write(street, .decision).isEmpty)
            #expect(!street.log.lines.contains { $0.contains("Te klein") || $0.contains("fatima@") })
            // What the letter leads to: the group, and a form for another try.
            #expect(try await street.ask(.get, "/groups/oost", as: Street.fatima).text.contains("This group is closed"))
            #expect(try await street.ask(.get, "/groups/new", as: Street.fatima).status == 200)
        }
    }

    @Test(arguments: [true, false]) func aYesIsTold(isForm: Bool) async throws {
        try await APIStreet.run { street in
            _ = try await founded(street)
            #expect(try await write(street, .decision).isEmpty)
            if isForm {
                #expect(try await street.send("/groups/oost/confirmation", as: Street.marieke, [:]).status == 303)
            } else {
                let path = "\(APIStreet.root)/groups/oost/confirmation"
                #expect(try await street.ask(.post, path, as: Street.marieke).status == 204)
            }
            let letters = try await write(street, .decision)
            #expect(letters.map(\.subject) == ["De groep Oost is bevestigd"])
            #expect(letters.first?.text.contains("https://saar.test/groups/oost\n") == true)
        }
    }

    @Test func aNeighbourWhoAsksIsNamed() async throws {
        try await APIStreet.run { street in
            let asked = try await street.ask(
                .post, "\(APIStreet.group)/links", as: Street.carla, body: #"{"group": "\#(Street.nextGroup.slug)"}"#)
            #expect(asked.status < 300, "\(asked.text)")
            let letter = try #require(try await write(street, .links).first)
            #expect(letter.to.text == "gijs@example.org")
            #expect(letter.subject == "Buurgroepen van \(Street.nextGroup.name) wachten op een antwoord: 1")
            #expect(letter.text.contains("\n- \(Street.group.name) (vraagt om een verbinding)\n"))
            #expect(letter.text.contains("https://saar.test/groups/\(Street.nextGroup.slug)/links\n"))
            #expect(letter.text.contains("in de 7 dagen"))
            let page = try await street.ask(.get, "/groups/\(Street.nextGroup.slug)/links", as: Street.gijs)
            #expect(page.status == 200 && page.text.contains("asks for a link"))
            // Who opens it signed out signs in first, and comes there.
            let stranger = try await street.ask(.get, "/groups/\(Street.nextGroup.slug)/links")
            #expect(stranger.text.contains("/sign-in?next=/groups/\(Street.nextGroup.slug)/links"))
        }
    }

    @Test(arguments: Language.allCases) func everyLanguageSaysAllOfIt(language: Language) throws {
        let words = try Self.words()
        let email = try #require(EmailAddress("carla@example.org"))
        let contents: [GroupLetter.Content] = [
            .confirmed(by: .municipality), .confirmed(by: .foundation),
            .declined(by: .municipality, reason: "Waarom"), .declined(by: .foundation, reason: "Waarom"),
            .applicants(1), .applicants(3),
            .links(
                [.init(name: "Plein", asks: true), .init(name: "Laan", asks: false), .init(name: nil, asks: true)],
                more: 1_200),
        ]
        for content in contents {
            let letter = words.groupLetter(to: Street.group, content, to: email, in: language)
            #expect(letter.language == language && letter.text.hasSuffix("\n\nSaar"))
            for text in [letter.subject, letter.text] {
                #expect(!text.contains("{") && !text.contains("letter.") && text.contains(Street.group.name))
            }
            #expect(letter.text.contains("https://saar.test/groups/\(Street.group.slug)"))
            guard case .links = content else { continue }
            #expect(letter.text.contains("- + \(try PageStreet.words(language).number(1_200))\n"))
            #expect(letter.text.contains("- Plein (") && letter.text.contains("- Laan ("))
            #expect(letter.text.contains("- \(try PageStreet.words(language).count("letter.unconfirmed", 1)) ("))
        }
    }

    @Test func aNeighbourThatIsNotConfirmedAsksWithoutItsName() async throws {
        try await APIStreet.run { street in
            let box = Street.nextGroup.area.box
            let beside = APIFoundingTests.group("Naast de Laan", west: box.east, south: box.south)
            let founded = try await street.ask(.post, "\(APIStreet.root)/groups", as: Street.fatima, body: beside)
            try #require(founded.status == 201, "\(founded.text)")
            let asked = try await street.ask(
                .post, "\(APIStreet.root)/groups/naast-de-laan/links", as: Street.fatima,
                body: #"{"group": "\#(Street.nextGroup.slug)"}"#)
            try #require(asked.status < 300, "\(asked.text)")
            let letter = try #require(try await write(street, .links).first)
            #expect(letter.text.contains("- 1 groep die nog niet bevestigd is (vraagt om een verbinding)\n"))
            for text in [letter.text, letter.subject] { #expect(!text.contains("Naast")) }
            let page = try await street.ask(.get, "/groups/\(Street.nextGroup.slug)/links", as: Street.gijs)
            #expect(page.status == 200 && page.text.contains("Naast de Laan"))
        }
    }

    @Test(arguments: Language.allCases) func groupsWithNobodyAreNamedOnceTheyAreConfirmed(language: Language) throws {
        let email = try #require(EmailAddress("marieke@example.org"))
        let words = try PageStreet.words(language)
        let letters = try Self.words()
        for (groups, unconfirmed) in [([Street.group], 0), ([Street.group], 2), ([], 1)] {
            let letter = letters.escalation(of: groups, unconfirmed: unconfirmed, to: email, in: language)
            #expect(letter.text.contains("- \(Street.group.name), ") == !groups.isEmpty)
            let counted = "- \(words.count("letter.unconfirmed", unconfirmed))\n"
            #expect(letter.text.contains(counted) == (unconfirmed > 0))
            #expect(letter.subject.contains(String(groups.count + unconfirmed)) && !letter.text.contains("{"))
        }
    }

    @Test func whoAsksToJoinIsToldAndSoIsTheirCoordinator() async throws {
        try await APIStreet.run { street in
            let body = #"{"acceptsRules": true, "isOfAge": true, "note": "Op nummer 40"}"#
            let asked = try await street.ask(.post, "\(APIStreet.group)/members", as: Street.fatima, body: body)
            try #require(asked.status == 201, "\(asked.text)")
            let letter = try #require(try await write(street, .applicants).first)
            #expect(
                letter.to.text == "carla@example.org"
                    && letter.subject == "2 buren willen meedoen in de groep Kerkstraat")
            #expect(letter.text.contains("https://saar.test/groups/kerkstraat/members\n"))
            for word in ["Fatima", "Els", "nummer 40"] { #expect(!letter.text.contains(word), "\(word)") }
        }
    }

    @Test(arguments: Language.allCases) func ofOnesOwnPlaceEveryLanguageSaysNothingButTheGroup(language: Language)
        throws
    {
        let words = try Self.words()
        let email = try #require(EmailAddress("carla@example.org"))
        for cause in MemberLetter.Cause.allCases {
            let letter = words.memberLetter(about: Street.group, cause, to: email, in: language)
            #expect(letter.language == language && letter.text.hasSuffix("\n\nSaar"))
            for text in [letter.subject, letter.text] {
                #expect(!text.contains("{") && !text.contains("letter.") && text.contains(Street.group.name))
                #expect(!text.contains("carla"))
            }
            #expect(letter.text.contains("https://saar.test/groups/\(Street.group.slug)\n"))
        }
    }

    /// How many letters there are is the policy's to say.
    @Test(arguments: Language.allCases) func theRenewalCountsAsThePolicyDoes(language: Language) throws {
        let email = try #require(EmailAddress("carla@example.org"))
        let letter = try Self.words().reminder(of: Street.group, letter: 1, to: email, in: language)
        let count = String(Street.group.jurisdiction.confirmation.reminders.count)
        #expect(letter.text.filter { String($0) == count }.count == 2, "so many in all, and the first of so many")
        for word in ["drie brieven", "trois e-mails", "drei Briefe", "three letters"] {
            #expect(!letter.text.contains(word), "\(word)")
        }
    }
}
