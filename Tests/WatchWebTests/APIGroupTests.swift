import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// Groups and the people in them, as a program sees them.
@Suite struct APIGroupTests {
    private let root = APIStreet.root
    private let square = #"{"type": "Polygon", "coordinates": [[[4.1,52.1],[4.2,52.1],[4.2,52.2],[4.1,52.1]]]}"#

    @Test func outsidersSeeLess() async throws {
        try await APIStreet.run { street in
            let outside = try await street.ask(.get, APIStreet.group)
            let inside = try await street.ask(.get, APIStreet.group, as: Street.bram)
            #expect(outside.status == 200)
            #expect(outside["name"] == "Kerkstraat")
            #expect(outside["country"] == "NL")
            #expect(outside["state"] == nil)
            #expect(outside["membership"] == nil)
            #expect(outside["area.type"] == "Polygon")
            #expect(outside["area.coordinates.0.0.0"] == "4.748")
            #expect(inside["state"] == "asleep")
            #expect(inside["area.coordinates.0.0.0"] == "4.7475")
            #expect(inside["membership.standing"] == "approved")
            for neighbour in [Street.els, Street.dirk, Street.gijs, Street.claes] {
                let answer = try await street.ask(.get, APIStreet.group, as: neighbour)
                #expect(answer["state"] == nil)
                #expect(answer["area.coordinates.0.0.0"] == "4.748")
            }
            let byId = try await street.ask(.get, "\(root)/groups/\(Street.group.id.text.uppercased())")
            #expect(byId["slug"] == "kerkstraat")
            try await street.ask(.get, "\(root)/groups/nowhere").expectProblem(404, "not-found")
            try await street.ask(.get, "\(root)/groups/a%2Fb").expectProblem(404, "not-found")
        }
    }

    @Test func groupsAreFoundByWordsAndByPlace() async throws {
        try await APIStreet.run { street in
            let all = try await street.ask(.get, "\(root)/groups")
            #expect(all.count("groups") == 2)
            let named = try await street.ask(.get, "\(root)/groups?q=molen", as: Street.gijs)
            #expect(named.count("groups") == 1)
            #expect(named["groups.0.slug"] == "molenweg")
            #expect(named["groups.0.state"] == "asleep")
            let near = try await street.ask(.get, "\(root)/groups?near=52.0801,4.75&limit=1")
            #expect(near["groups.0.slug"] == "kerkstraat")
            #expect(near["groups.0.distance"] == "0")
            #expect(near["groups.0.state"] == nil)
            #expect(try await street.ask(.get, "\(root)/groups?place=Bodegraven").count("groups") == 2)
            #expect(try await street.ask(.get, "\(root)/groups?q=%00").count("groups") == 2)
        }
    }

    @Test func groupsAreFoundByPostcodeAndMunicipality() async throws {
        try await APIStreet.run(gazetteer: try SmallCountry.gazetteer()) { street in
            let found = try await street.ask(.get, "\(root)/groups?postcode=2411%20AB")
            #expect(found["groups.0.slug"] == "kerkstraat" && found["groups.0.distance"] == "0")
            #expect(found["groups.1.slug"] == "molenweg" && found["groups.1.distance"] != nil)
            #expect(
                found["about.key"] == "NL/postcode/2411" && found["isGuess"] == "0" && found.count("otherPlaces") == 0)
            #expect(found["groups.0.standing"] == "listed" && found["groups.0.channel"] == "saar")
            #expect(found["groups.0.members"] == "3" && found["groups.0.municipality"] == "1901")
            #expect(found["groups.0.zone"] == Street.zone && found["groups.0.state"] == nil)
            #expect(found["groups.0.area.coordinates.0.0.0"] == "4.748")
            for query in ["municipality=1901", "municipality=Bodegraven-Reeuwijk", "q=2411", "bbox=4.7,52,4.8,52.1"] {
                #expect(try await street.ask(.get, "\(root)/groups?\(query)").count("groups") == 2, "\(query)")
            }
            #expect(try await street.ask(.get, "\(root)/groups?q=heide").count("otherPlaces") == 1)
            #expect(try await street.ask(.get, "\(root)/groups?bbox=5,52,6,53").count("groups") == 0)
            for (query, field) in [
                ("postcode=12", "postcode"), ("q=a&near=52,4", "near"), ("bbox=5,52,4,53", "bbox"),
                ("bbox=5,52,6", "bbox"), ("q=a&bbox=4,52,5,53", "bbox"), ("limit=101", "limit"),
            ] {
                try await street.ask(.get, "\(root)/groups?\(query)")
                    .expectProblem(400, "parameter-invalid", field: field)
            }
            // Whoever hears a group sees its state, in lists too.
            let inside = try await street.ask(.get, "\(root)/groups?postcode=2411", as: Street.bram)
            #expect(inside["groups.0.state"] == "asleep" && inside["groups.1.state"] == nil)
            let outlines = try await street.ask(.get, "\(root)/outlines?bbox=4,52,5,53")
            #expect(outlines.count("features") == 1 && outlines["features.0.properties.code"] == "1901")
            #expect(try await street.ask(.get, "\(root)/outlines?bbox=5,52,6,53").count("features") == 0)
            try await street.ask(.get, "\(root)/outlines?bbox=5,52,6,53&kind=town")
                .expectProblem(400, "parameter-invalid", field: "kind")
        }
    }

    @Test func groupsAreAMap() async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(.get, "\(root)/groups", headers: ["Accept": "application/geo+json"])
            #expect(answer.header("Content-Type") == "application/geo+json")
            #expect(answer.header("Vary") == "Accept")
            #expect(answer["type"] == "FeatureCollection")
            #expect(answer["features.0.type"] == "Feature")
            #expect(answer["features.0.geometry.type"] == "Polygon")
            #expect(answer["features.0.properties.place"] == "Bodegraven")
        }
    }

    @Test func whoFoundsAGroupCoordinatesIt() async throws {
        try await APIStreet.run { street in
            let body = #"{"name": "De Dorpsstraat", "place": "Zwammerdam", "country": "NL", "area": \#(square)}"#
            let answer = try await street.ask(.post, "\(root)/groups", as: Street.fatima, body: body)
            #expect(answer.status == 201, "\(answer.text)")
            let id = try #require(answer["id"])
            #expect(answer.header("Location") == "\(root)/groups/\(id)")
            #expect(answer["slug"] == "de-dorpsstraat")
            #expect(answer["membership.role"] == "coordinator")
            #expect(answer["state"] == "asleep")
            #expect(answer["area.coordinates.0.1.0"] == "4.2")
            try await street.ask(.post, "\(root)/groups", as: Street.fatima, body: body).expectProblem(
                409, "slug-taken")
            try await street.ask(.post, "\(root)/groups", body: body).expectProblem(401, "sign-in-needed")
        }
    }

    @Test(arguments: [
        #"{"type": "Point", "coordinates": [4, 52]}"#, #"{"type": "Polygon", "coordinates": []}"#, "{}", "[]", "7",
        #"{"type": "Polygon", "coordinates": [[[4,52],[5,52],[5,53],[4,53]]]}"#,
        #"{"type": "Polygon", "coordinates": [[[4,52],[5,52],[4,52]]]}"#,
        #"{"type": "Polygon", "coordinates": [[[4,152],[5,52],[5,53],[4,152]]]}"#,
        #"{"type": "Polygon", "coordinates": [[["4",52],[5,52],[5,53],["4",52]]]}"#,
        #"{"type": "Polygon", "coordinates": [[\#(String(repeating: "[4,52],", count: 2_001))[4,52]]]}"#,
    ])
    func anAreaIsClosedAndBounded(area: String) async throws {
        try await APIStreet.run { street in
            try await street.ask(
                .post, "\(root)/groups", as: Street.fatima, body: #"{"name": "X", "country": "NL", "area": \#(area)}"#
            ).expectProblem(422, "area-invalid", field: "area")
        }
    }

    @Test(arguments: [
        (#""name": "!!", "country": "NL""#, "name-missing", "name"), (#""country": "NL""#, "name-missing", "name"),
        (#""name": "Politie Woerden", "country": "NL""#, "name-reserved", "name"),
        (#""name": "ꓑꓳꓡꓲꓔꓲꓰ", "country": "NL""#, "name-missing", "name"),
        (#""name": "Kеrkstraat", "country": "NL""#, "name-invalid", "name"),
        (#""name": "Buurt www.evil.nl", "country": "NL""#, "link-unwanted", "name"),
        (#""name": "Bel 06-12345678", "country": "NL""#, "link-unwanted", "name"),
        (#""name": "X", "country": "NL", "place": "https:/\ufe0f/evil""#, "link-unwanted", "place"),
        (#""name": "X", "country": "NL", "place": "Gemeente Woerden""#, "name-reserved", "place"),
        (#""name": "X""#, "field-missing", "country"), (#""name": "X", "country": "DE""#, "field-invalid", "country"),
    ])
    func aGroupNeedsANameAndACountry(fields: String, code: String, field: String) async throws {
        try await APIStreet.run { street in
            try await street.ask(
                .post, "\(root)/groups", as: Street.fatima, body: #"{\#(fields), "area": \#(square)}"#
            ).expectProblem(422, code, field: field)
        }
    }

    @Test func joiningAndBeingApproved() async throws {
        try await APIStreet.run { street in
            let path = "\(APIStreet.group)/members"
            let asked = try await street.ask(.post, path, as: Street.fatima, headers: ["Idempotency-Key": "j"])
            #expect(asked.status == 201, "\(asked.text)")
            #expect(asked["standing"] == "applied")
            let id = try #require(asked["id"])
            try await street.ask(.post, path, as: Street.fatima).expectProblem(409, "member-exists")
            let again = try await street.ask(.post, path, as: Street.fatima, headers: ["Idempotency-Key": "j"])
            #expect(again["id"] == id)

            let wish = #"{"standing": "approved"}"#
            try await street.ask(.patch, "\(path)/\(id)", as: Street.bram, body: wish).expectProblem(403, "not-allowed")
            try await street.ask(.patch, "\(path)/\(id)", as: Street.gijs, body: wish).expectProblem(403, "not-allowed")
            try await street.ask(.patch, "\(path)/\(id)", as: Street.carla, body: "{}").expectProblem(
                422, "field-missing")
            try await street.ask(.patch, "\(path)/\(id)", as: Street.carla, body: #"{"role": "king"}"#)
                .expectProblem(422, "field-invalid", field: "role")
            try await street.ask(.patch, "\(path)/x", as: Street.carla, body: wish).expectProblem(404, "not-found")
            let approved = try await street.ask(.patch, "\(path)/\(id)", as: Street.carla, body: wish)
            #expect(approved.status == 200, "\(approved.text)")
            #expect(approved["standing"] == "approved")
            #expect(try await street.ask(.get, APIStreet.group, as: Street.fatima)["state"] == "asleep")
            try await street.ask(
                .patch, "\(path)/\(Street.carlaMember.id)", as: Street.carla, body: #"{"standing": "left"}"#
            ).expectProblem(409, "last-coordinator")
        }
    }

    @Test func onlyTheCoordinatorSeesTheMembers() async throws {
        try await APIStreet.run { street in
            let list = try await street.ask(.get, "\(APIStreet.group)/members", as: Street.carla)
            #expect(list.status == 200, "\(list.text)")
            #expect(list.count("members") == 5)
            for neighbour in Street.everybody {
                #expect(!list.text.contains(neighbour.person.lastName))
                #expect(!list.text.contains(neighbour.id.text))
            }
            try await street.ask(.get, "\(APIStreet.group)/members", as: Street.anna).expectProblem(403, "not-allowed")
            try await street.ask(.get, "\(APIStreet.group)/members", as: Street.gijs).expectProblem(403, "not-a-member")
        }
    }

    @Test func oneSeesOneself() async throws {
        try await APIStreet.run { street in
            let anna = try await street.ask(.get, "\(root)/me", as: Street.anna)
            #expect(anna["firstName"] == "Anna")
            #expect(anna["memberships.0.groupId"] == Street.group.id.text)
            #expect(!anna.text.contains("Vries"))
            let officer = try await street.ask(.get, "\(root)/me", as: Street.deWit)
            #expect(officer["offices.0.kind"] == "police")
            #expect(officer.count("hears") == 2)
            #expect(officer["hears.0.audience"] == "police")
            #expect(officer.count("memberships") == 0)
        }
    }
}
