import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// By which ways one is told: on one's own page, on the group's, through the API, and with one press from a letter.
@Suite("How one is told") struct PageChannelTests {
    static let path = "\(APIStreet.root)/me/channels"

    // MARK: one's own page

    @Test func whoHasSaidNothingIsToldByMail() async throws {
        try await APIStreet.run { street in
            let page = try await street.ask(.get, "/me", as: Street.anna)
            #expect(page.text.contains("Then we send an e-mail.") && page.text.contains("it is no alarm clock"))
            #expect(page.text.contains("To <strong>anna@example.org</strong>"))
            #expect(page.text.contains(#"name="isOn" value="0""#) && !page.text.contains(#"name="isOn" value="1""#))
            let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.anna)
            #expect(group.text.contains("If you have not seen it there, we send an e-mail"))
            #expect(group.text.contains(#"<a href="/me#told">"#))
        }
    }

    @Test func onePressSwitchesOffAndOn() async throws {
        try await APIStreet.run { street in
            for (value, done, says, line) in [
                ("0", "channel-off", "You have switched this off", "you have switched off e-mails"),
                ("0", "channel-off", "You have switched this off", "you have switched off e-mails"),
                ("1", "channel-on", "Then we send an e-mail.", "we send an e-mail"),
            ] {
                let answer = try await street.send(
                    "/me/channels", as: Street.anna, ["kind": "mail", "isOn": value])
                #expect(answer.status == 303 && answer.header("Location") == "/me?done=\(done)#told")
                let page = try await street.ask(.get, "/me?done=\(done)", as: Street.anna)
                #expect(page.text.contains(says) && page.text.contains(#"class="done""#))
                let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.anna)
                #expect(group.text.contains(line))
            }
            // Of the others nothing was changed.
            #expect(try await street.ask(.get, Self.path, as: Street.bram)["channels.0.isOn"] == "1")
            for kind in ["live", "sms", "pigeon", ""] {
                let answer = try await street.send("/me/channels", as: Street.anna, ["kind": kind, "isOn": "0"])
                #expect(answer.status == 422, "\(kind)")
            }
            #expect(try await street.ask(.get, Self.path, as: Street.anna)["channels.0.isOn"] == "1")
            #expect(try await street.ask(.get, "/me/channels", as: Street.anna).header("Location") == "/me#told")
        }
    }

    @Test func whatCameBackIsSaidAndForgottenWithTheWishToTryAgain() async throws {
        try await APIStreet.run { street in
            _ = try await street.share()
            let letters = try await street.letters(after: .minutes(1))
            let receipt = try #require(letters[Street.bram.id])
            #expect(try await street.house.notices.bounced(receipt))
            let page = try await street.ask(.get, "/me", as: Street.bram)
            #expect(page.text.contains("our e-mails come back from this address") && page.text.contains("Try again"))
            #expect(!page.text.contains("Then we send an e-mail."))
            #expect(try await street.ask(.get, Self.path, as: Street.bram)["channels.0.bouncedAt"] != nil)
            let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.bram)
            #expect(group.text.contains("our e-mails to you come back"))
            _ = try await street.send("/me/channels", as: Street.bram, ["kind": "mail", "isOn": "1"])
            #expect(try await street.ask(.get, Self.path, as: Street.bram)["channels.0.bouncedAt"] == nil)
            #expect(try await street.ask(.get, "/me", as: Street.bram).text.contains("Then we send an e-mail."))
        }
    }

    @Test func whoIsToldNothingIsNotToldHow() async throws {
        try await APIStreet.run { street in
            _ = try await street.send("/groups/kerkstraat/mute", as: Street.bram, ["muted": "1"])
            for (who, isThere) in [
                (Street.bram, false), (Street.deWit, false), (Street.fatima, false), (Street.carla, true),
            ] {
                let page = try await street.ask(.get, "/groups/kerkstraat", as: who)
                #expect(page.text.contains("/me#told") == isThere, "\(who.person.firstName)")
            }
        }
    }

    // MARK: the API

    @Test func theAPIHasOnesOwnWays() async throws {
        try await APIStreet.run { street in
            let before = try await street.ask(.get, Self.path, as: Street.anna)
            #expect(before.status == 200 && before.count("channels") == 1)
            #expect(before["channels.0.kind"] == "mail" && before["channels.0.address"] == "anna@example.org")
            #expect(before["channels.0.isOn"] == "1" && before["channels.0.isConfirmed"] == "1")
            #expect(before["channels.0.bouncedAt"] == nil)
            let off = try await street.ask(
                .put, Self.path, as: Street.anna,
                body: #"{"channels": [{"kind": "mail", "address": " Anna@Example.org", "isOn": false}]}"#)
            #expect(off.status == 200 && off["channels.0.isOn"] == "0" && off["channels.0.address"] != nil)
            // What is not named stays as it is.
            let same = try await street.ask(.put, Self.path, as: Street.anna, body: #"{"channels": []}"#)
            #expect(same.status == 200 && same["channels.0.isOn"] == "0")
        }
    }

    @Test(
        arguments: [
            (#"{}"#, 422, "field-missing", "channels"),
            (#"{"channels": [{"kind": "mail"}]}"#, 422, "field-missing", "channels.0.isOn"),
            (#"{"channels": [{"isOn": true}]}"#, 422, "field-missing", "channels.0.kind"),
            (#"{"channels": [{"kind": "pigeon", "isOn": true}]}"#, 422, "field-invalid", "channels.0.kind"),
            (#"{"channels": [{"kind": "live", "isOn": true}]}"#, 422, "field-invalid", "channels.0.kind"),
            (
                #"{"channels": [{"kind": "mail", "isOn": false}, {"kind": "sms", "isOn": true}]}"#, 422,
                "channel-unavailable", "channels.1.kind"
            ),
            (#"{"channels": [{"kind": "push", "isOn": true}]}"#, 422, "channel-unavailable", "channels.0.kind"),
            (
                #"{"channels": [{"kind": "mail", "isOn": false}, {"kind": "mail", "isOn": true}]}"#, 422,
                "field-invalid", "channels.1.kind"
            ),
            (
                #"{"channels": [{"kind": "mail", "address": "bram@example.org", "isOn": true}]}"#, 422,
                "channel-address", "channels.0.address"
            ),
            (
                #"{"channels": [\#(Array(repeating: #"{"kind": "mail", "isOn": true}"#, count: 6).joined(separator: ","))]}"#,
                422, "field-invalid", "channels"
            ),
        ])
    func whatCannotBeIsRefusedByName(body: String, status: Int, code: String, field: String) async throws {
        try await APIStreet.run { street in
            try await street.ask(.put, Self.path, as: Street.anna, body: body)
                .expectProblem(status, code, field: field)
            #expect(try await street.ask(.get, Self.path, as: Street.anna)["channels.0.isOn"] == "1")
        }
    }

    // MARK: one press

    @Test(arguments: ["", "List-Unsubscribe=One-Click"])
    func onePressFromALetterStopsTheLetters(body: String) async throws {
        try await APIStreet.run { street in
            let path = try await street.stopPath(of: Street.bram)
            let before = try await street.ask(.get, path)
            #expect(before.status == 200 && before.text.contains(#"name="List-Unsubscribe" value="One-Click""#))
            // Looking stops nothing: programs open links.
            #expect(try await street.ask(.get, Self.path, as: Street.bram)["channels.0.isOn"] == "1")
            // From a mail program, or from the page of one: without cookies, and from elsewhere.
            for headers in [
                [:], ["Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"], ["Origin": "null"],
            ] {
                let stopped = try await street.ask(
                    .post, path, body: body,
                    headers: headers.merging(["Content-Type": "application/x-www-form-urlencoded"]) { $1 })
                #expect(stopped.status == 200 && stopped.text.contains("The e-mails have been stopped"))
                #expect(stopped.header("Set-Cookie") == nil)
            }
            #expect(try await street.ask(.get, Self.path, as: Street.bram)["channels.0.isOn"] == "0")
            let after = try await street.ask(.get, path)
            #expect(after.text.contains("The e-mails have been stopped") && !after.text.contains("One-Click"))
            #expect(after.text.contains(#"href="/sign-in?next=/me""#))
            // In the words of another kind of body, which nobody needs to read.
            let boundary =
                "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
            let parted = try await street.ask(
                .post, path, body: boundary, headers: ["Content-Type": "multipart/form-data; boundary=x"])
            #expect(parted.status == 200)
        }
    }

    @Test func thePageOfOnePressSaysNothingOfWhoseItIs() async throws {
        try await APIStreet.run { street in
            let path = try await street.stopPath(of: Street.bram)
            for answer in [try await street.ask(.get, path), try await street.send(path, [:])] {
                for word in ["Bram", "bram@example.org", "Kerkstraat", "kerkstraat"] {
                    #expect(!answer.text.contains(word), "\(word)")
                }
                #expect(answer.header("Cache-Control") == "no-store")
                #expect(answer.header("Referrer-Policy") == "no-referrer")
                #expect(answer.header("X-Robots-Tag")?.contains("noindex") == true)
            }
            #expect(street.log.lines.contains { $0.contains("route=/u/{capability}") })
            #expect(!street.log.lines.contains { $0.contains(path) })
        }
    }

    @Test(arguments: ["0123456789abcdef0123456789abcdef", "x", "0123456789abcdef0123456789abcde", "%00"])
    func whatIsNoneIsNotThere(capability: String) async throws {
        try await APIStreet.run { street in
            // Somebody who has been sent nothing yet has none that anybody could hold.
            for method in [HTTPRequest.Method.get, .post] {
                let answer = try await street.ask(method, "/u/\(capability)")
                #expect(answer.status == 404, "\(method)")
            }
        }
    }

    // MARK: what is seen by way of a letter

    @Test(
        arguments: [
            ("?by=mail", HTTPRequest.Method.get, [:], "mail"), ("?by=live", .get, [:], nil), ("", .get, [:], nil),
            ("?by=pigeon", .get, [:], nil), ("?by=mail", .head, [:], nil),
            ("?by=mail", .get, ["Sec-Purpose": "prefetch;prerender"], nil),
            ("?by=mail", .get, ["Sec-Fetch-Dest": "empty"], nil),
            ("?by=mail", .get, ["Sec-Fetch-Dest": "document"], "mail"),
        ] as [(String, HTTPRequest.Method, [String: String], String?)])
    func whoComesFromALetterHasSeenIt(
        query: String, method: HTTPRequest.Method, headers: [String: String], channel: String?
    ) async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let page = try await street.ask(method, alert + query, as: Street.bram, headers: headers)
            #expect(page.status == 200)
            if method == .get { #expect(page.text.contains(#"data-by="mail""#) == (query == "?by=mail")) }
            let reach = try await street.ask(.get, APIStreet.root + alert + "/reach", as: Street.anna)
            #expect(reach["told"] == (channel == nil ? "0" : "1"))
            #expect(reach["channels.mail"] == channel.map { _ in "1" })
            // Nobody else is counted: not who may not see it, and not who reported it.
            #expect(try await street.ask(.get, alert + "?by=mail", as: Street.gijs).status == 404)
            #expect(try await street.ask(.get, alert + "?by=mail").status == 401)
            _ = try await street.ask(.get, alert + "?by=mail", as: Street.anna)
            let after = try await street.ask(.get, APIStreet.root + alert + "/reach", as: Street.anna)
            #expect(after["told"] == reach["told"])
        }
    }

    @Test func aPageNamesAllThatItShowsAndAChannelTells() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let path = APIStreet.root + alert
            for (part, body, who) in [
                ("corrections", #"{"text": "Met zijn tweeën"}"#, Street.anna),
                ("reactions", #"{"kind": "sighting", "text": "Ik zie hen"}"#, Street.carla),
                ("closure", #"{"outcome": "gone"}"#, Street.anna),
            ] {
                let answer = try await street.ask(.post, "\(path)/\(part)", as: who, body: body)
                try #require((200..<300).contains(answer.status), "\(part): \(answer.text)")
            }
            let history = try await street.ask(.get, "\(APIStreet.group)/events", as: Street.bram)
            try #require(history.count("events") == 4 && history["events.2.event"] == "reaction-added")
            let told = try [0, 1, 3].map { try #require(history["events.\($0).eventId"]) }
            let page = try await street.ask(.get, alert, as: Street.bram)
            #expect(page.text.contains(#"data-shows="\#(told.joined(separator: " "))""#))
            #expect(page.text.contains("/assets/scripts/receipts.js"))
            // Each of them can be receipted.
            for event in told {
                let receipt = "\(APIStreet.root)/events/\(event)/receipts"
                #expect(try await street.ask(.post, receipt, as: Street.bram, body: "{}").status == 204)
            }
        }
    }

    /// Bram has had a letter about the alarm; when he opens the page, it is over.
    @Test(
        "whose page showed how it ended gets no letter about it",
        arguments: [("?by=mail", [:], false), ("", [:], true), ("?by=mail", ["Sec-Fetch-Dest": "empty"], true)]
            as [(String, [String: String], Bool)])
    func whoeverHasSeenTheEndIsNotWrittenIt(query: String, headers: [String: String], isWritten: Bool) async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            #expect(try await street.letters(after: .minutes(1)).keys.contains(Street.bram.id))
            let closed = try await street.ask(
                .post, "\(APIStreet.root + alert)/closure", as: Street.anna, body: #"{"outcome": "gone"}"#)
            try #require(closed.status < 300, "\(closed.text)")
            let page = try await street.ask(.get, alert + query, as: Street.bram, headers: headers)
            #expect(page.status == 200)
            let letters = try await street.letters(after: .minutes(1))
            #expect(letters.keys.contains(Street.carla.id))
            #expect(letters.keys.contains(Street.bram.id) == isWritten)
        }
    }

    @Test func aReceiptSaysWhatLedThere() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let history = try await street.ask(.get, "\(APIStreet.group)/events", as: Street.bram)
            let path = "\(APIStreet.root)/events/\(try #require(history["events.0.eventId"]))/receipts"
            try await street.ask(.post, path, as: Street.bram, body: #"{"channel": "pigeon"}"#)
                .expectProblem(422, "field-invalid", field: "channel")
            for body in [#"{"channel": "mail"}"#, #"{"channel": "live"}"#, "{}"] {
                #expect(try await street.ask(.post, path, as: Street.bram, body: body).status == 204)
            }
            // By the one that was first.
            let reach = try await street.ask(.get, APIStreet.root + alert + "/reach", as: Street.anna)
            #expect(reach["told"] == "1" && reach["channels.mail"] == "1" && reach["channels.live"] == nil)
        }
    }

    // MARK: reach

    @Test func whatWasSentIsNotTold() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            let path = APIStreet.root + alert + "/reach"
            let first = try await street.ask(.get, path, as: Street.anna)
            #expect(first["audience"] == "2" && first["told"] == "0" && first["waiting"] == "2")
            #expect(first["sent"] == "{}" && first["sent.mail"] == nil && first["inDoubt"] == "0")
            _ = try await street.send("/me/channels", as: Street.carla, ["kind": "mail", "isOn": "0"])
            _ = try await street.letters(after: .minutes(1), inDoubt: true)
            let sent = try await street.ask(.get, path, as: Street.anna)
            #expect(sent["told"] == "0" && sent["waiting"] == "0" && sent["sent.mail"] == "1")
            #expect(sent["inDoubt"] == "1" && sent["notTold.declined"] == "1")
            let page = try await street.ask(.get, alert, as: Street.anna)
            #expect(page.text.contains(#"<dd data-figure="sent.mail">1</dd>"#))
            #expect(page.text.contains("Nothing sent: wants no e-mails"))
            #expect(page.text.contains("This alert has been shown to nobody yet (0 of 2)."))
            // Who then opens it is counted as told, and as sent no longer.
            _ = try await street.ask(.get, alert + "?by=mail", as: Street.bram)
            let seen = try await street.ask(.get, path, as: Street.anna)
            #expect(seen["told"] == "1" && seen["sent.mail"] == nil && seen["inDoubt"] == "0")
            #expect(seen["channels.mail"] == "1" && seen["notTold.declined"] == "1")
            for who in [Street.bram, Street.fatima] {
                #expect(try await street.ask(.get, alert, as: who).text.contains("data-figure") == false)
            }
        }
    }

    @Test func thePageHasEveryFigureAndHidesThoseOfNone() throws {
        let reach = Reach(
            audience: 9, receipts: [(.seconds(1), "live"), (.seconds(90), "mail")],
            unseen: NoticeTally(waiting: 1, sent: ["mail": 3], inDoubt: 1, dropped: ["muted": 2, "bounces": 1]))
        let model = AlertReach(reach, try PageStreet.words())
        #expect(
            model.figures.filter { !$0.isNone }.map { "\($0.name) \($0.number)" } == [
                "median 1 s", "nineInTen 90 s", "channels.live 1", "channels.mail 1", "sent.mail 3", "inDoubt 1",
                "waiting 1", "unreachable 1", "notTold.muted 2", "notTold.bounces 1",
            ])
        // Nobody was sent a push, or saw it by one.
        #expect(model.figures.filter(\.isNone).count == NoticeReason.allCases.count - 1 - 2 + 2)
        let told = try #require(
            try JSONSerialization.jsonObject(with: try WebJSON.data(reach)) as? [String: Any])
        // What the page's script looks for is what the live line says.
        for figure in model.figures {
            let parts = figure.name.split(separator: ".").map(String.init)
            #expect(told[parts[0]] != nil, "\(figure.name)")
        }
    }
}

extension APIStreet {
    /// Spreads the news and hands each letter to a mailer that takes it.
    ///
    /// - Returns: what stands in each letter, by whom it was for.
    func letters(after span: Span, inDoubt: Bool = false) async throws -> [PersonId: NoticeReceipt] {
        clock.advance(by: span)
        while try await notices.spread(at: clock.now(), slice: 100, wait: NoticeRules.receiptTime) {}
        let scenes = try await notices.claim(.alerts, at: clock.now(), lease: .minutes(1), limit: 100)
        guard let lease = scenes.first?.notice.leasedUntil else { return [:] }
        var sendings: [Notice.Key: NoticeSending] = [:]
        var settled: [Notice.Key: NoticeRules.Settlement] = [:]
        for scene in scenes {
            switch NoticeRules.verdict(scene, at: clock.now()) {
            case .send(let way):
                let receipt = NoticeReceipt(bytes: house.surroundings.randomness.bytes(16))
                sendings[scene.notice.key] = NoticeSending(channel: way.channel, receipt: receipt)
            case .drop(let reason): settled[scene.notice.key] = .dropped(reason)
            case .wait(let until): settled[scene.notice.key] = .again(at: until)
            case .keep: settled[scene.notice.key] = .kept
            }
        }
        for key in try await notices.begin(sendings, leasedUntil: lease, at: clock.now()) {
            settled[key] = .sent(isInDoubt: inDoubt)
        }
        try await notices.settle(settled, leasedUntil: lease, at: clock.now())
        return Dictionary(uniqueKeysWithValues: sendings.map { ($0.key.person, $0.value.receipt) })
    }

    /// Where one press stops the letters to a neighbour who has had one.
    func stopPath(of neighbour: Street.Neighbour) async throws -> String {
        _ = try await share()
        _ = try await letters(after: .minutes(1))
        let way = try #require(try await notices.ways(of: neighbour.id).first)
        try #require(way.capability.utf8.count == 32)
        return SiteURL.letterStop(way.capability).path
    }
}
