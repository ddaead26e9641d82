import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Whether a group would wake: what offices are told of it, and strangers are not.
@Suite("The groups that an office oversees") struct PageOverseenTests {
    private static let page = "/registry/groups"
    private static let call = "\(APIStreet.root)\(page)"

    /// Nobody who leads the Kerkstraat hears anything of it any more.
    private func silence(_ street: APIStreet) async throws {
        _ = try await street.house.members.change(
            .person(Street.carla.id), in: Street.group.id, to: Member.Wish(isMuted: true), by: Street.carla.id)
    }

    @Test(arguments: [Street.marieke, Street.nico, Street.deWit])
    func anOfficeReadsYesOrNoAndNoMore(official: Street.Neighbour) async throws {
        try await APIStreet.run { street in
            let before = try await street.ask(.get, Self.call, as: official)
            #expect(before["found"] == "2" && before["groups.0.slug"] == "kerkstraat")
            #expect(before["groups.0.ready"] == "1" && before["groups.1.ready"] == "1")
            #expect(before["at"] == street.clock.now().description)
            try await silence(street)
            let after = try await street.ask(.get, Self.call, as: official)
            #expect(after["groups.0.ready"] == "0" && after["groups.1.ready"] == "1")
            for word in ["reachable", "members", "reason", "Carla", "Anna", "channels"] {
                #expect(!after.text.contains(word), "\(word)")
            }
            let page = try await street.ask(.get, Self.page, as: official)
            #expect(page.text.contains("would not wake") && page.text.contains("would wake<"))
            #expect(page.text.contains("Kerkstraat") && page.text.contains("As far as we know"))
            let home = try await street.ask(.get, "/", as: official)
            #expect(try home.found(#"(href="/registry/groups")"#).count == 1)
        }
    }

    @Test func aPageOfMany() async throws {
        try await APIStreet.run { street in
            let first = try await street.ask(.get, "\(Self.call)?limit=1", as: Street.marieke)
            #expect(first["groups.0.slug"] == "kerkstraat" && first["groups.1.slug"] == nil && first["found"] == "2")
            let second = try await street.ask(.get, "\(Self.call)?limit=1&offset=1", as: Street.marieke)
            #expect(second["groups.0.slug"] == "molenweg" && second["groups.1.slug"] == nil)
            try await street.ask(.get, "\(Self.call)?limit=0", as: Street.marieke)
                .expectProblem(400, "parameter-invalid")
            let beyond = try await street.ask(.get, "\(Self.page)?page=3", as: Street.marieke)
            #expect(beyond.status == 200 && !beyond.text.contains("Kerkstraat"))
        }
    }

    @Test func theyReadOfTheirOwnTerritoryAlone() async throws {
        try await APIStreet.run { street in
            // Of the police, but of another zone.
            let claes = try await street.ask(.get, Self.call, as: Street.claes)
            #expect(claes.status == 200 && claes["found"] == "0")
            let page = try await street.ask(.get, Self.page, as: Street.claes)
            #expect(page.status == 200 && !page.text.contains("Kerkstraat"))
            // Its place in the registry is not for the police: they are led to the group.
            let deWit = try await street.ask(.get, Self.page, as: Street.deWit)
            #expect(deWit.text.contains(#"href="/groups/kerkstraat""#) && !deWit.text.contains("/registry/care"))
            let marieke = try await street.ask(.get, Self.page, as: Street.marieke)
            #expect(marieke.text.contains(#"href="/groups/kerkstraat/registry""#))
        }
    }

    @Test func nobodyElseIsTold() async throws {
        try await APIStreet.run { street in
            for neighbour in [Street.anna, Street.carla, Street.fatima] {
                #expect(try await street.ask(.get, Self.page, as: neighbour).status == 403)
                try await street.ask(.get, Self.call, as: neighbour).expectProblem(403, "not-allowed")
                let home = try await street.ask(.get, "/", as: neighbour)
                #expect(!home.text.contains("/registry/groups"))
            }
            try await street.ask(.get, Self.call).expectProblem(401, "sign-in-needed")
        }
    }

    @Test func whatEverybodyReadsDoesNotKnowIt() async throws {
        try await APIStreet.run { street in
            let open = [
                APIStreet.group, "\(APIStreet.root)/groups?municipality=1901",
                "\(APIStreet.root)/statistics?country=NL", "/groups/kerkstraat", "/groups?municipality=1901",
                "/statistics", "/statistics.json", "/open-data/groups.json", "/open-data/groups.geojson",
                "/open-data/groups.csv",
            ]
            func answers() async throws -> [String] {
                var answers: [String] = []
                for path in open {
                    let answer = try await street.ask(.get, path)
                    #expect(answer.status == 200, "\(path)")
                    #expect(!answer.text.contains("ready\"") && !answer.text.contains("would wake"), "\(path)")
                    answers.append(answer.text)
                }
                return answers
            }
            let before = try await answers()
            try await silence(street)
            #expect(try await answers() == before)
        }
    }
}
