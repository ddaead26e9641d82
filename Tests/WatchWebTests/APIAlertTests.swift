import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWeb

/// The life of an alert, as a program sees it.
@Suite struct APIAlertTests {
    private let root = APIStreet.root

    // MARK: reporting

    @Test func aReportBecomesAnOpenAlert() async throws {
        try await APIStreet.run { street in
            let answer = try await street.share()
            #expect(answer.status == 201, "\(answer.text)")
            let id = try #require(answer["id"])
            #expect(answer.header("Location") == "\(root)/alerts/\(id)")
            #expect(answer.header("API-Version") == "1.0.0")
            #expect(answer["state"] == "open")
            #expect(answer["kind"] == "burglary")
            #expect(answer["observation.direction"] == "north-east")
            #expect(answer["emergencyCall.by"] == "self")
            #expect(answer["reporter.firstName"] == "Anna")
            let group = try await street.ask(.get, APIStreet.group, as: Street.bram)
            #expect(group["state"] == "awake")
        }
    }

    @Test func withoutACallNothingIsShared() async throws {
        try await APIStreet.run { street in
            for call in [
                #""x": 1"#, #""emergencyCall": null"#, #""emergencyCall": {}"#, #""emergencyCall": {"number": "112"}"#,
                #""emergencyCall": {"by": "self"}"#,
            ] {
                let answer = try await street.ask(
                    .post, "\(APIStreet.group)/alerts", as: Street.anna, body: street.report(call: call))
                answer.expectProblem(422, "emergency-call-missing", field: "emergencyCall")
                #expect(answer["number"] == "112")
            }
        }
    }

    @Test(arguments: [
        (#""emergencyCall": {"number": "112", "by": "self"}"#, "emergency-call-time-missing", "emergencyCall.calledAt"),
        (#""emergencyCall": {"number": "999", "by": "other"}"#, "emergency-number-unknown", "emergencyCall.number"),
        (#""emergencyCall": {"number": "112", "by": "you"}"#, "field-invalid", "emergencyCall.by"),
        (
            #""emergencyCall": {"number": "112", "by": "self", "calledAt": "21:04"}"#, "field-invalid",
            "emergencyCall.calledAt"
        ),
        (#""emergencyCall": {"number": 112, "by": "other"}"#, "field-invalid", "emergencyCall.number"),
    ])
    func aCallIsChecked(call: String, code: String, field: String) async throws {
        try await APIStreet.run { street in
            try await street.ask(
                .post, "\(APIStreet.group)/alerts", as: Street.anna, body: street.report(call: call)
            ).expectProblem(422, code, field: field)
        }
    }

    @Test func behaviourComesFirst() async throws {
        try await APIStreet.run { street in
            try await street.ask(
                .post, "\(APIStreet.group)/alerts", as: Street.anna, body: street.report(behaviour: "")
            ).expectProblem(422, "behaviour-missing", field: "observation.behaviour")
            let long = #""behaviour": "\#(String(repeating: "x", count: 1_001))","#
            let answer = try await street.ask(
                .post, "\(APIStreet.group)/alerts", as: Street.anna, body: street.report(behaviour: long))
            answer.expectProblem(422, "text-too-long", field: "observation.behaviour")
            #expect(answer["limit"] == "1000")
        }
    }

    @Test(arguments: [
        (#""latitude": 91, "longitude": 4"#, "location.latitude"), (#""latitude": 52"#, "location.longitude"),
        (#""latitude": 52, "longitude": -181"#, "location.longitude"), (#""longitude": 4"#, "location.latitude"),
    ])
    func aPlaceLiesOnTheEarth(place: String, field: String) async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            try await street.ask(
                .post, "\(root)/alerts/\(id)/reactions", as: Street.bram,
                body: #"{"kind": "on-the-lookout", "location": {\#(place)}}"#
            ).expectProblem(422, "location-invalid", field: field)
        }
    }

    @Test func aDevicesOwnPositionIsRoundedForNeighbours() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            let own = #""latitude": 52.08123, "longitude": 4.75041, "isOwnPosition": true"#
            _ = try await street.ask(
                .post, "\(root)/alerts/\(id)/reactions", as: Street.bram,
                body: #"{"kind": "on-the-lookout", "location": {\#(own)}}"#)
            let neighbour = try await street.ask(.get, "\(root)/alerts/\(id)", as: Street.anna).text
            #expect(!neighbour.contains("52.08123") && neighbour.contains(#""approximate":true"#))
            let police = try await street.ask(.get, "\(root)/alerts/\(id)", as: Street.deWit).text
            #expect(police.contains("52.08123") && !police.contains("approximate"))
        }
    }

    @Test func oneIncidentIsOneAlert() async throws {
        try await APIStreet.run { street in
            let id = try await street.share()["id"]
            let second = try await street.share(as: Street.bram)
            second.expectProblem(409, "incident-already-open")
            #expect(second["alertId"] == id)
            #expect(try await street.share(extra: #", "separate": true"#, as: Street.bram).status == 201)
        }
    }

    @Test func whoIsNotInCannotReport() async throws {
        try await APIStreet.run { street in
            try await street.share(as: Street.fatima).expectProblem(403, "not-a-member")
            try await street.share(as: Street.els).expectProblem(403, "member-applied")
            try await street.share(as: Street.dirk).expectProblem(403, "member-suspended")
            try await street.ask(
                .post, "\(root)/groups/nowhere/alerts", as: Street.anna, body: street.report()
            ).expectProblem(404, "not-found")
        }
    }

    // MARK: the same request twice

    @Test func theSameKeyGivesTheSameAlert() async throws {
        try await APIStreet.run { street in
            let body = street.report()
            let path = "\(APIStreet.group)/alerts"
            let key = ["Idempotency-Key": "k1"]
            let first = try await street.ask(.post, path, as: Street.anna, body: body, headers: key)
            let again = try await street.ask(.post, path, as: Street.anna, body: body, headers: key)
            #expect(first.status == 201)
            #expect(first.header("Idempotent-Replayed") == nil)
            #expect(again.status == 201)
            #expect(again.header("Idempotent-Replayed") == "true")
            #expect(again["id"] == first["id"])
            #expect(again.header("Location") == first.header("Location"))
            try await street.ask(
                .post, path, as: Street.anna, body: street.report(extra: #", "separate": true"#), headers: key
            ).expectProblem(422, "idempotency-key-reused")
        }
    }

    @Test func aReactionIsMadeOnceForAKey() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            for _ in 0..<2 {
                let answer = try await street.ask(
                    .post, "\(root)/alerts/\(id)/reactions", as: Street.bram, body: #"{"kind": "on-the-lookout"}"#,
                    headers: ["Idempotency-Key": "k2"])
                #expect(answer.status == 201, "\(answer.text)")
            }
            #expect(try await street.ask(.get, "\(root)/alerts/\(id)", as: Street.anna).count("reactions") == 1)
        }
    }

    @Test(arguments: ["with space", String(repeating: "k", count: 256), "é"])
    func aKeyIsVisibleASCII(key: String) async throws {
        try await APIStreet.run { street in
            try await street.share(key: key).expectProblem(400, "idempotency-key-invalid")
        }
    }

    // MARK: who may see what

    @Test func neighboursSeeNoMoreThanAFirstName() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            _ = try await street.ask(
                .post, "\(root)/alerts/\(id)/reactions", as: Street.bram,
                body: #"{"kind": "sighting", "text": "Ik zie hem bij de brug"}"#)
            for path in ["/alerts/\(id)", "/groups/kerkstraat/alerts", "/groups/kerkstraat/events"] {
                for reader in [Street.anna, Street.bram, Street.carla] {
                    let text = try await street.ask(.get, root + path, as: reader).text
                    #expect(!text.contains("policeOnly"), "\(path)")
                    #expect(!text.contains("GH-482-X"), "\(path)")
                    for neighbour in Street.everybody {
                        #expect(!text.contains(neighbour.person.lastName), "\(path)")
                        #expect(!text.contains(neighbour.id.text), "\(path)")
                        #expect(!text.contains("@"), "\(path)")
                    }
                }
            }
            let police = try await street.ask(.get, "\(root)/alerts/\(id)", as: Street.deWit)
            #expect(police["policeOnly.licencePlate"] == "GH-482-X")
            let history = try await street.ask(.get, "\(root)/groups/kerkstraat/events", as: Street.deWit)
            #expect(history["events.0.alert.policeOnly.licencePlate"] == "GH-482-X")
        }
    }

    @Test func othersDoNotLearnThatThereIsAnAlert() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            for outsider in [Street.gijs, Street.els, Street.claes] {
                for path in ["/alerts/\(id)", "/alerts/\(id)/reach"] {
                    try await street.ask(.get, root + path, as: outsider).expectProblem(404, "not-found")
                }
                for (path, body) in [
                    ("reactions", #"{"kind": "on-the-lookout"}"#), ("closure", #"{"outcome": "gone"}"#),
                    ("reopening", "{}"), ("hold", "{}"), ("corrections", #"{"text": "x"}"#),
                ] {
                    // Who is suspended may know why nothing they say is taken; nobody else learns anything.
                    let isSuspended = outsider.id == Street.dirk.id
                    try await street.ask(.post, "\(root)/alerts/\(id)/\(path)", as: outsider, body: body)
                        .expectProblem(isSuspended ? 403 : 404, isSuspended ? "member-suspended" : "not-found")
                }
            }
            // Who is suspended sees nothing either, but is told why they can do nothing.
            try await street.ask(.get, "\(root)/alerts/\(id)", as: Street.dirk).expectProblem(404, "not-found")
            try await street.ask(
                .post, "\(root)/alerts/\(id)/reactions", as: Street.dirk, body: #"{"kind": "on-the-lookout"}"#
            ).expectProblem(403, "member-suspended")
        }
    }

    /// Who spoke in it and is suspended since reads and takes back their own words, and does nothing else.
    @Test func whoIsSuspendedKeepsTheirOwnWords() async throws {
        try await APIStreet.run { street in
            let alert = "\(root)/alerts/\(try #require(try await street.share()["id"]))"
            let said = try await street.ask(
                .post, "\(alert)/reactions", as: Street.bram, body: #"{"kind": "sighting", "text": "Two of them"}"#)
            _ = try await street.ask(
                .post, "\(alert)/reactions", as: Street.carla, body: #"{"kind": "sighting", "text": "By the bridge"}"#)
            _ = try await street.ask(
                .patch, "\(APIStreet.group)/members/\(Street.bramMember.id)", as: Street.carla,
                body: #"{"standing": "suspended"}"#)
            let seen = try await street.ask(.get, alert, as: Street.bram)
            #expect(seen.text.contains(#""ownWordsOnly":true"#) && seen.text.contains("Two of them"))
            #expect(!["By the bridge", "observation", "Anna"].contains { seen.text.contains($0) })
            for (path, body) in [
                ("reactions", #"{"kind": "on-the-lookout"}"#), ("closure", #"{"outcome": "false-alarm"}"#),
                ("reopening", "{}"), ("hold", "{}"), ("corrections", #"{"text": "x"}"#), ("forwards", "{}"),
            ] {
                try await street.ask(.post, "\(alert)/\(path)", as: Street.bram, body: body)
                    .expectProblem(403, "member-suspended")
            }
            let path = "\(root)/messages/\(try #require(said["id"]))/retraction"
            let taken = try await street.ask(.post, path, as: Street.bram)
            #expect(taken.status == 200 && !taken.text.contains("Two of them"))
        }
    }

    @Test(arguments: ["x", "01900000-0000-7000-8000-0000000000ff", "01900000-0000-7000-8000-0000000000f%00"])
    func whatIsNoIdIsNotFound(id: String) async throws {
        try await APIStreet.run { street in
            try await street.ask(.get, "\(root)/alerts/\(id)", as: Street.anna).expectProblem(404, "not-found")
            try await street.ask(.post, "\(root)/messages/\(id)/flags", as: Street.anna).expectProblem(404, "not-found")
            try await street.ask(.post, "\(root)/events/\(id)/receipts", as: Street.anna)
                .expectProblem(404, "not-found")
        }
    }

    // MARK: reactions, corrections, the end

    @Test func aReactionIsTypedAndShort() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            let path = "\(root)/alerts/\(id)/reactions"
            let said = try await street.ask(
                .post, path, as: Street.bram, body: #"{"kind": "sighting", "text": " bij de brug "}"#)
            #expect(said.status == 201)
            #expect(said["text"] == "bij de brug")
            #expect(said["author.firstName"] == "Bram")
            #expect(said["alertId"] == id)
            try await street.ask(.post, path, as: Street.bram, body: #"{"kind": "sighting"}"#)
                .expectProblem(422, "text-missing", field: "text")
            for kind in ["closure", "alert", "correction", "shout"] {
                try await street.ask(.post, path, as: Street.bram, body: #"{"kind": "\#(kind)", "text": "x"}"#)
                    .expectProblem(422, "field-invalid", field: "kind")
            }
        }
    }

    @Test func anAlertIsCorrectedHeldClosedAndOpenedAgain() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            let path = "\(root)/alerts/\(id)"
            let corrected = try await street.ask(
                .post, "\(path)/corrections", as: Street.anna, body: #"{"text": "De jas was blauw"}"#)
            #expect(corrected.status == 201)
            #expect(corrected["kind"] == "correction")
            try await street.ask(.post, "\(path)/corrections", as: Street.bram, body: #"{"text": "x"}"#)
                .expectProblem(403, "not-allowed")
            try await street.ask(.post, "\(path)/hold", as: Street.anna).expectProblem(403, "not-allowed")
            let held = try await street.ask(.post, "\(path)/hold", as: Street.carla)
            #expect(held.status == 200)
            #expect(held["heldUntil"] != nil)
            let closed = try await street.ask(
                .post, "\(path)/closure", as: Street.anna, body: #"{"outcome": "caught", "text": "Dank allen"}"#)
            #expect(closed.status == 200, "\(closed.text)")
            #expect(closed["state"] == "closed")
            #expect(closed["outcome"] == "caught")
            #expect(closed["closingText"] == "Dank allen")
            let late = try await street.ask(
                .post, "\(path)/reactions", as: Street.bram, body: #"{"kind": "sighting", "text": "te laat"}"#)
            late.expectProblem(409, "alert-closed")
            #expect(late["number"] == "112")
            #expect(try await street.ask(.get, APIStreet.group, as: Street.bram)["state"] == "asleep")
            let open = try await street.ask(.post, "\(path)/reopening", as: Street.carla)
            #expect(open["state"] == "open")
            try await street.ask(.post, "\(path)/reopening", as: Street.carla).expectProblem(409, "alert-open")
        }
    }

    @Test func whatWasRetractedIsGoneForNeighboursOnly() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            let said = try await street.ask(
                .post, "\(root)/alerts/\(id)/reactions", as: Street.bram,
                body: #"{"kind": "sighting", "text": "Het is de buurman"}"#)
            let message = try #require(said["id"])
            try await street.ask(.post, "\(root)/messages/\(message)/retraction", as: Street.anna)
                .expectProblem(403, "not-allowed")
            let flagged = try await street.ask(.post, "\(root)/messages/\(message)/flags", as: Street.anna)
            #expect(flagged.status == 204)
            #expect(flagged.text.isEmpty)
            let care = try await street.ask(.get, "\(root)/alerts/\(id)", as: Street.carla)
            #expect(care["reactions.0.flags"] == "1")
            let retracted = try await street.ask(.post, "\(root)/messages/\(message)/retraction", as: Street.carla)
            #expect(retracted.status == 200)
            #expect(retracted["reactions.0.retracted"] == "1")
            for path in ["/alerts/\(id)", "/groups/kerkstraat/events"] {
                #expect(try await !street.ask(.get, root + path, as: Street.anna).text.contains("buurman"))
                #expect(try await street.ask(.get, root + path, as: Street.deWit).text.contains("buurman"))
            }
            try await street.ask(.post, "\(root)/messages/\(message)/retraction", as: Street.carla)
                .expectProblem(409, "message-retracted")
        }
    }

    // MARK: history, receipts, reach

    @Test func historyIsReadInPieces() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            for _ in 0..<3 {
                _ = try await street.ask(
                    .post, "\(root)/alerts/\(id)/reactions", as: Street.bram, body: #"{"kind": "on-the-lookout"}"#)
            }
            let first = try await street.ask(.get, "\(APIStreet.group)/events?limit=2", as: Street.anna)
            #expect(first.count("events") == 2)
            #expect(first["lastSequence"] == "4")
            #expect(first["next"] == "2")
            #expect(first["events.0.event"] == "alert-shared")
            let rest = try await street.ask(.get, "\(APIStreet.group)/events?after=2&limit=2", as: Street.anna)
            #expect(rest["events.0.sequence"] == "3")
            #expect(rest["next"] == nil)
            try await street.ask(.get, "\(APIStreet.group)/events?after=-1", as: Street.anna)
                .expectProblem(400, "parameter-invalid", field: "after")
            try await street.ask(.get, "\(APIStreet.group)/events", as: Street.gijs).expectProblem(403, "not-a-member")
        }
    }

    @Test func receiptsMakeReach() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            let history = try await street.ask(.get, "\(APIStreet.group)/events", as: Street.bram)
            let event = try #require(history["events.0.eventId"])
            street.clock.advance(by: .seconds(3))
            for _ in 0..<2 {
                #expect(try await street.ask(.post, "\(root)/events/\(event)/receipts", as: Street.bram).status == 204)
            }
            try await street.ask(.post, "\(root)/events/\(event)/receipts", as: Street.gijs)
                .expectProblem(404, "not-found")
            let reach = try await street.ask(.get, "\(root)/alerts/\(id)/reach", as: Street.anna)
            #expect(reach["audience"] == "2")
            #expect(reach["told"] == "1")
            #expect(reach["within.seconds1"] == "0")
            #expect(reach["within.seconds4"] == "1")
            #expect(reach["channels.live"] == "1")
            try await street.ask(.get, "\(root)/alerts/\(id)/reach", as: Street.bram).expectProblem(403, "not-allowed")
        }
    }

    @Test func onlyWhoHearsAGroupHasAStream() async throws {
        try await APIStreet.run { street in
            try await street.ask(.get, "\(root)/live", as: Street.fatima).expectProblem(403, "not-a-member")
            try await street.ask(.get, "\(root)/live?cursor=x", as: Street.anna)
                .expectProblem(400, "parameter-invalid", field: "cursor")
        }
    }

    @Test func tooMuchIsTooMuch() async throws {
        try await APIStreet.run { street in
            let id = try #require(try await street.share()["id"])
            var last: Answer?
            for _ in 0...Street.jurisdiction.reactionsPerMinute {
                last = try await street.ask(
                    .post, "\(root)/alerts/\(id)/reactions", as: Street.bram, body: #"{"kind": "on-the-lookout"}"#)
            }
            let answer = try #require(last)
            answer.expectProblem(429, "too-many-reactions")
            #expect(answer.header("Retry-After") == "60")
        }
    }
}
