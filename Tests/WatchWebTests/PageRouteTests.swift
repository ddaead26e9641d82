import Foundation
import HTTPTypes
import NIOCore
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

@Suite("Pages over HTTP") struct PageRouteTests {
    @Test func aLinkSignsInAndSignsOutAgain() async throws {
        try await APIStreet.run { street in
            let secret = try await street.house.persons.issue(.signIn, to: Street.anna.id)
            // Looking uses nothing up, as often as programs that read letters may look.
            for _ in 0..<2 {
                let page = try await street.ask(.get, "/sign-in/\(secret)")
                #expect(page.status == 200 && page.header("Set-Cookie")?.contains("saar-session") == false)
                #expect(page.text.contains("action=\"/sign-in/\(secret)\""))
            }
            let answer = try await street.send("/sign-in/\(secret)", [:])
            #expect(answer.status == 303)
            #expect(try await street.send("/sign-in/\(secret)", [:]).status == 404)
            #expect(answer.header("Location") == "/groups/kerkstraat")
            let cookie = try #require(answer.headers[values: .setCookie].first { $0.hasPrefix("__Host-saar-session") })
            for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] { #expect(cookie.contains(part), "\(cookie)") }
            let session = String(cookie.prefix { $0 != ";" })
            let page = try await street.ask(.get, "/groups/kerkstraat", headers: ["Cookie": session])
            #expect(page.text.contains("The group is asleep") && page.text.contains("Sign out"))
            #expect(page.header("Cache-Control") == "no-store")
            let out = try await street.ask(.post, "/sign-out", body: "", headers: ["Cookie": session])
            #expect(out.header("Location") == "/?done=signed-out")
            let after = try await street.ask(.get, "/groups/kerkstraat", headers: ["Cookie": session])
            #expect(!after.text.contains("asleep"))
            let wrong = try await street.ask(.get, "/sign-in/nonsense")
            #expect(wrong.status == 404)
            #expect(wrong.text.contains("This link no longer works") && wrong.text.contains("tel:112"))
        }
    }

    @Test(arguments: [
        ("nl", "De groep slaapt"), ("en", "The group is asleep"), ("de", "Die Gruppe schläft"),
        ("fr", "Le groupe dort"),
    ])
    func pagesSpeakTheReadersLanguage(header: String, words: String) async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(
                .get, "/groups/kerkstraat", as: Street.bram, headers: ["Accept-Language": header])
            #expect(page.status == 200)
            #expect(page.text.contains(words))
            #expect(page.text.contains("<html lang=\"\(header)\">"))
        }
    }

    @Test func theWholeStoryWithoutAScript() async throws {
        try await APIStreet.run { street in
            let form = try await street.ask(.get, "/groups/kerkstraat/report", as: Street.anna)
            #expect(form.status == 200)
            let alert = try await street.shared()
            let shown = try await street.ask(.get, "\(alert)?done=shared", as: Street.anna)
            #expect(shown.text.contains("The reporter called 112 at 21:01"))
            #expect(!shown.text.contains("GH-482-X"))
            #expect(try await street.ask(.get, alert, as: Street.deWit).text.contains("GH-482-X"))
            let reacted = try await street.send(
                "\(alert)/reactions", as: Street.bram, ["kind": "sighting", "text": "Two of them"])
            // Right where it stands now.
            let message = try #require(
                try await street.ask(.get, alert, as: Street.bram).found(#"<li id="(m-[^"]+)" class="sighting""#).first)
            #expect(reacted.header("Location") == "\(alert)?done=reacted#\(message)")
            let corrected = try await street.send("\(alert)/corrections", as: Street.anna, ["correction": "No. 17"])
            #expect(corrected.header("Location") == "\(alert)?done=corrected")
            #expect(try await street.send("\(alert)/hold", as: Street.carla, [:]).status == 303)
            let closed = try await street.send(
                "\(alert)/closure", as: Street.anna, ["outcome": "caught", "closing": "Thanks"])
            #expect(closed.status == 303)
            let page = try await street.ask(.get, alert, as: Street.bram)
            for piece in ["Two of them", "No. 17", "Thanks", "Over: somebody was caught"] {
                #expect(page.text.contains(piece), "\(piece)")
            }
            #expect(try await street.send("\(alert)/reopening", as: Street.carla, [:]).status == 303)
            #expect(try await street.ask(.get, "\(alert)/closure", as: Street.bram).header("Location") == alert)
        }
    }

    @Test(
        arguments: [
            (["by": ""], "Anna", 422), (["behaviour": ""], "Anna", 422),
            (["behaviour": String(repeating: "x", count: 1_001)], "Anna", 422), (["calledAt": "soon"], "Anna", 422),
            ([:], "Dirk", 403), ([:], "Els", 403), ([:], "Sofie", 403), (["behaviour": "man met baard"], "Anna", 200),
        ] as [([String: String], String?, Int)])
    func aRefusedReportKeepsAllThatWasTyped(changes: [String: String], who: String?, status: Int) async throws {
        try await APIStreet.run { street in
            let typed = street.fullForm.merging(changes) { $1 }
            let person = Street.everybody.first { $0.person.firstName == who }
            let answer = try await street.send("/groups/kerkstraat/alerts", as: person, typed)
            #expect(answer.status == status)
            for name in [
                "behaviour", "appearance", "vehicle", "place", "latitude", "longitude", "licencePlate", "policeText",
                "calledAt",
            ] { #expect(answer.typed(name) == typed[name], "\(name)") }
            #expect(answer.text.contains(#"value="burglary" checked"#))
            #expect(answer.text.contains(#"value="north-east" selected"#))
            #expect(answer.text.contains(#"value="self" checked"#) == (typed["by"] == "self"))
            #expect(answer.text.contains("tel:112"))
        }
    }

    @Test func theCheckOfWordsAsksOnceAndNeverStops() async throws {
        try await APIStreet.run { street in
            let words = ["behaviour": "man met baard"]
            let asked = try await street.send(
                "/groups/kerkstraat/alerts", as: Street.anna, street.fullForm.merging(words) { $1 })
            #expect(asked.text.contains("One question before you share"))
            #expect(asked.typed("asked") == "1")
            _ = try await street.shared(words.merging(["asked": "1"]) { $1 })
        }
    }

    @Test func aSecondReportIsOfferedAsAReactionAndLosesNothing() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let second = try await street.send("/groups/kerkstraat/alerts", as: Street.bram, street.fullForm)
            #expect(second.status == 409)
            #expect(second.text.contains(#"href="\#(alert)""#))
            #expect(second.typed("licencePlate") == "GH-482-X")
            // Which one it is: its kind, its place, how long ago.
            for words in [
                "Is it about this?", "<strong>Burglary</strong>, Kerkstraat 15, at the back", "Shared 1 minute ago",
            ] {
                #expect(second.text.contains(words), "\(words)")
            }
            let added = try await street.send(
                "\(alert)/reactions", as: Street.bram,
                [
                    "kind": "sighting", "text": try #require(second.typed("text")), "latitude": "52.08",
                    "longitude": "4.75",
                ])
            #expect(added.status == 303)
            let other = try await street.send(
                "/groups/kerkstraat/alerts", as: Street.bram, street.fullForm.merging(["separate": "1"]) { $1 })
            #expect(other.status == 303)
        }
    }

    @Test func whatIsOpenStandsAboveTheReport() async throws {
        try await APIStreet.run { street in
            let path = "/groups/kerkstraat/report"
            #expect(try await !street.ask(.get, path, as: Street.bram).text.contains("id=\"open-now\""))
            let alert = try await street.shared()
            let missing = try await street.shared(["kind": "missing-person", "place": "Plein 3"])
            let back = try await street.shared(["kind": "theft", "place": "Dam 4", "separate": "1"])
            let message = try #require(
                try await street.ask(.get, back, as: Street.anna).found("/messages/([0-9a-f-]{36})/retraction").last)
            _ = try await street.confirm("/messages/\(message)/retraction", as: Street.anna)
            let page = try await street.ask(.get, path, as: Street.bram)
            for words in [
                "id=\"open-now\"", "<a href=\"\(alert)\">Burglary</a>", "<a href=\"\(missing)\">Missing person</a>",
                "<p>Kerkstraat 15, at the back</p>", "<p>Plein 3</p>", "Shared 1 minute ago",
            ] { #expect(page.text.contains(words), "\(words)") }
            #expect(!page.text.contains(back), "it was taken back")
            #expect(try await !street.ask(.get, path).text.contains("open-now"), "strangers are told nothing")
            _ = try await street.send("\(alert)/closure", as: Street.anna, ["outcome": "gone"])
            #expect(try await !street.ask(.get, path, as: Street.bram).text.contains(alert))
        }
    }

    @Test func theSameReportOnceMoreIsTheFirstOneAndLosesNothing() async throws {
        try await APIStreet.run { street in
            let fields = street.fullForm.merging(["latitude": "", "longitude": "", "place": "here"]) { $1 }
            let first = try await street.send(
                "/groups/kerkstraat/alerts", as: Street.anna, fields.merging(["requestKey": "one"]) { $1 })
            let alert = try #require(first.header("Location")?.split(separator: "?").first)
            for key in ["two", "three", "three"] {
                let again = try await street.send(
                    "/groups/kerkstraat/alerts", as: Street.anna, fields.merging(["requestKey": key]) { $1 })
                #expect(again.status == 200 && again.typed("behaviour") == fields["behaviour"])
                #expect(again.typed("licencePlate") == "GH-482-X")
                for words in [
                    "You have shared this already", "<strong>Burglary</strong>, here", "href=\"\(alert)\"",
                    "name=\"separate\" value=\"1\"",
                ] { #expect(again.text.contains(words), "\(words)") }
            }
            let own = try await street.send(
                "/groups/kerkstraat/alerts", as: Street.anna,
                fields.merging(["requestKey": "four", "separate": "1"]) { $1 })
            #expect(own.status == 303 && own.header("Location")?.hasPrefix(alert) == false)
        }
    }

    @Test func aFormThatIsSentTwiceIsOneReport() async throws {
        try await APIStreet.run { street in
            let first = try await street.shared(["requestKey": "abc"])
            let again = try await street.shared(["requestKey": "abc"])
            #expect(first == again)
            let other = try await street.send(
                "/groups/kerkstraat/alerts", as: Street.anna,
                street.fullForm.merging(["requestKey": "abc", "behaviour": "Something else"]) { $1 })
            #expect(other.status == 422)
            #expect(other.typed("behaviour") == "Something else")
            #expect(other.typed("requestKey") != "abc")
        }
    }

    @Test func aReactionThatComesTooLateIsKeptAndCanReopen() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send("\(alert)/closure", as: Street.anna, ["outcome": "gone"])
            let words = ["kind": "sighting", "text": "They are back"]
            let bram = try await street.send("\(alert)/reactions", as: Street.bram, words)
            #expect(bram.status == 409)
            #expect(bram.text.contains("They are back") && !bram.text.contains("Reopen the alert and post this"))
            let carla = try await street.send("\(alert)/reactions", as: Street.carla, words)
            #expect(carla.text.contains("Reopen the alert and post this"))
            let reopened = try await street.send("\(alert)/reopening", as: Street.carla, words)
            #expect(reopened.header("Location")?.hasPrefix("\(alert)?done=reopened#m-") == true)
            #expect(try await street.ask(.get, alert, as: Street.bram).text.contains("They are back"))
            let empty = try await street.send("\(alert)/reactions", as: Street.bram, ["kind": "sighting", "text": " "])
            #expect(empty.status == 422)
            #expect(empty.text.contains(##"<a href="#text">Write what you want to say.</a>"##))
        }
    }

    @Test func aCorrectionAndAnEndThatComeTooLateAreKeptAndCanReopen() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            func close() async throws {
                _ = try await street.send("\(alert)/closure", as: Street.carla, ["outcome": "gone"])
            }
            try await close()
            let correction = ["correction": "It was no. 17"]
            let late = try await street.send("\(alert)/corrections", as: Street.anna, correction)
            #expect(late.status == 409 && late.typed("correction") == "It was no. 17")
            let reopened = try await street.send("\(alert)/reopening", as: Street.anna, correction)
            #expect(reopened.header("Location") == "\(alert)?done=reopened")
            #expect(try await street.ask(.get, alert, as: Street.bram).text.contains("It was no. 17"))

            try await close()
            let end = ["outcome": "false-alarm", "closing": "He lives here"]
            let second = try await street.send("\(alert)/closure", as: Street.anna, end)
            #expect(second.status == 409 && second.typed("closing") == "He lives here")
            // The end waits in its form, in which it can be sent: nobody is told of an end that somebody reopens.
            let again = try await street.send("\(alert)/reopening", as: Street.anna, end)
            #expect(again.status == 200 && again.text.contains("The alert is open again"))
            #expect(again.text.contains(#"id="closing-part" open>"#) && again.typed("closing") == "He lives here")
            #expect(again.text.contains(#"value="false-alarm" checked"#))
            // Somebody else was faster with opening it: the same.
            let third = try await street.send("\(alert)/reopening", as: Street.carla, end)
            #expect(third.status == 200 && third.typed("closing") == "He lives here")
            let forgotten = try await street.send("\(alert)/closure", as: Street.anna, ["closing": "He lives here"])
            #expect(forgotten.status == 422 && forgotten.typed("closing") == "He lives here")
            #expect(forgotten.text.contains(#"id="outcome-error""#))
        }
    }

    @Test func aFormOfAnAlertThatIsSentTwiceCountsOnce() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let id = try #require(AlertId(String(alert.dropFirst("/alerts/".count))))
            func twice(_ path: String, _ form: [String: String], at place: SourceLocation = #_sourceLocation)
                async throws
            {
                for _ in 0..<2 {
                    let answer = try await street.send(
                        "\(alert)/\(path)", as: Street.carla, form.merging(["requestKey": "abc"]) { $1 })
                    #expect(answer.status == 303, "\(answer.text)", sourceLocation: place)
                }
            }
            func said() async throws -> [String] {
                try await street.house.alerts.file(id, for: Street.bram.id).messages.compactMap(\.text)
            }
            try await twice("reactions", ["kind": "sighting", "text": "Two of them"])
            // The page that the browser still holds says something else: that is another one.
            try await twice("reactions", ["kind": "sighting", "text": "Three of them"])
            try await twice("corrections", ["correction": "No. 17"])
            #expect(try await said() == ["Two of them", "Three of them", "No. 17"])
            try await twice("hold", [:])
            try await twice("closure", ["outcome": "gone"])
            try await twice("reopening", ["kind": "information", "text": "They are back"])
            #expect(try await said() == ["Two of them", "Three of them", "No. 17", "They are back"])
            let page = try await street.ask(.get, alert, as: Street.carla)
            let next = try await street.ask(.get, alert, as: Street.carla)
            #expect(page.typed("requestKey")?.count == 32 && page.typed("requestKey") != next.typed("requestKey"))
        }
    }

    @Test func whoMayNotSeeTheAlertStillKeepsTheirWords() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            for (person, status) in [(nil, 401), (Street.dirk, 403), (Street.claes, 404)] as [(Street.Neighbour?, Int)]
            {
                let answer = try await street.send(
                    "\(alert)/reactions", as: person, ["kind": "sighting", "text": "I see them"])
                #expect(answer.status == status)
                #expect(answer.text.contains("I see them") && answer.text.contains("tel:112"))
                #expect(!answer.text.contains("Forces a window"))
            }
        }
    }

    @Test func aWordlessEndShowsNoWordsOfTheEndBefore() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send(
                "\(alert)/closure", as: Street.anna, ["outcome": "gone", "closing": "Thanks all"])
            #expect(try await street.ask(.get, alert, as: Street.bram).text.contains("Thanks all"))
            street.clock.advance(by: .minutes(1))
            _ = try await street.send("\(alert)/reopening", as: Street.anna, [:])
            let open = try await street.ask(.get, APIStreet.root + alert, as: Street.bram)
            #expect(open["state"] == "open" && open["closingText"] == nil && !open.text.contains("Thanks all"))
            street.clock.advance(by: .minutes(1))
            _ = try await street.send("\(alert)/closure", as: Street.carla, ["outcome": "caught"])
            for path in [alert, APIStreet.root + alert, "/groups/kerkstraat", "\(APIStreet.group)/alerts"] {
                let answer = try await street.ask(.get, path, as: Street.bram)
                #expect(answer.status == 200 && !answer.text.contains("Thanks all"), "\(path)")
            }
            // What was told stays as it was told: the first end with its words, the second without.
            let history = try await street.ask(.get, "\(APIStreet.group)/events?after=0", as: Street.bram)
            let all = 0..<history.count("events")
            let ends = all.filter { history["events.\($0).event"] == "alert-closed" }
            #expect(ends.map { history["events.\($0).text"] } == ["Thanks all", nil])
        }
    }

    @Test func messagesAreFlaggedAndRetracted() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            _ = try await street.send("\(alert)/reactions", as: Street.bram, ["kind": "information", "text": "Piet!"])
            let id = try #require(AlertId(String(alert.dropFirst("/alerts/".count))))
            let file = try await street.house.alerts.file(id, for: Street.carla.id)
            let message = try #require(file.messages.first)
            let flagged = try await street.send("/messages/\(message.id)/flags", as: Street.anna, [:])
            #expect(flagged.header("Location") == "\(alert)?done=flagged")
            let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.carla)
            #expect(group.text.contains(#"<q class="words">Piet!</q>"#))
            #expect(try await street.confirm("/messages/\(message.id)/retraction", as: Street.anna).status == 403)
            #expect(try await street.confirm("/messages/\(message.id)/retraction", as: Street.carla).status == 303)
            #expect(!(try await street.ask(.get, alert, as: Street.anna).text.contains("Piet!")))
        }
    }

    @Test func joiningAndLeaving() async throws {
        try await APIStreet.run { street in
            let visitor = try await street.ask(.get, "/groups/kerkstraat", as: Street.fatima)
            #expect(visitor.text.contains("href=\"/groups/kerkstraat/join\""))
            let rules = try await street.ask(.get, "/groups/kerkstraat/join", as: Street.fatima)
            #expect(
                rules.text.contains("House rules") && rules.text.contains("The police (\(Street.zone)) read everything")
            )
            let untold = try await street.send(
                "/groups/kerkstraat/members", as: Street.fatima, ["isOfAge": "1", "note": "Above the baker’s"])
            #expect(untold.status == 422 && untold.typed("note") == "Above the baker’s")
            let applied = try await street.send(
                "/groups/kerkstraat/members", as: Street.fatima,
                ["acceptsRules": "1", "isOfAge": "1", "note": "Above the baker’s"])
            #expect(applied.header("Location") == "/groups/kerkstraat?done=applied")
            let waiting = try await street.ask(.get, "/groups/kerkstraat", as: Street.fatima)
            #expect(waiting.text.contains("You have asked to join"))
            let member = try #require(try await street.house.members.own(Street.fatima.id, in: Street.group.id))
            let path = "/groups/kerkstraat/members/\(member.id)"
            let refused = try await street.send(path, as: Street.bram, ["standing": "approved"])
            #expect(refused.status == 403)
            #expect(refused.text.contains("You may not do that here."))
            let asking = try await street.ask(.get, "/groups/kerkstraat/members", as: Street.carla)
            #expect(asking.text.contains("Fatima") && asking.text.contains("Above the baker’s"))
            #expect(try await street.send(path, as: Street.carla, ["standing": "approved"]).status == 303)
            let decided = try await street.ask(.get, "/groups/kerkstraat/members", as: Street.carla)
            #expect(decided.text.contains("Fatima") && !decided.text.contains("Above the baker’s"))
            #expect(try await street.ask(.get, "/groups/kerkstraat", as: Street.fatima).text.contains("asleep"))
            #expect(try await street.confirm("/groups/kerkstraat/leave", as: Street.fatima).status == 303)
            let last = try await street.send("/groups/kerkstraat/leave", as: Street.carla, [:])
            #expect(last.status == 409)
            #expect(last.text.contains("You are the only coordinator"))
        }
    }

    @Test func aPageWithAllItsPartsIsLight() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            var parts = 0
            for file in [
                "styles/saar.css", "styles/forms-and-alerts.css", "scripts/live.js", "scripts/form.js",
                "pictures/saar.svg",
            ] {
                let answer = try await street.ask(.get, "/assets/\(file)")
                #expect(answer.status == 200, "\(file)")
                parts += answer.bytes.readableBytes
            }
            for path in ["/", "/groups/kerkstraat", "/groups/kerkstraat/report", alert] {
                let page = try await street.ask(.get, path, as: Street.carla)
                #expect(page.status == 200)
                #expect(page.bytes.readableBytes + parts < 100_000)
            }
        }
    }
}
