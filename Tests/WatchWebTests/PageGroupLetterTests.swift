import Foundation
import HTTPTypes
import Testing
import Watch
import WatchStore
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What the coordinators of a group are told by letter, and where its links lead them.
@Suite("Letters to the coordinators of a group") struct PageGroupLetterTests {
    private static let reason = "Te klein: {link} en {again}, zie gemeente.nl"

    private func write(_ street: APIStreet, _ kind: GroupLetter.Kind) async throws -> [Letter] {
        try await street.write(.coordinators(kind))
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
}
