import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Standing in by a form, muting, and taking back a request to join.
@Suite("Members and their places") struct PageMembersTests {
    private let members = "/groups/kerkstraat/members"

    private func bram(_ street: APIStreet) async throws -> Member {
        try #require(try await street.house.members.own(Street.bram.id, in: Street.group.id))
    }

    // MARK: standing in

    @Test(arguments: [
        ("2026-11-20", "2026-11-20T22:59:59.999Z", "20 November"),
        ("2026-11-27", "2026-11-27T22:59:59.999Z", "27 November"),
        ("2027-02-19", "2027-02-19T22:59:59.999Z", "19 February 2027"),
    ])
    func whoStandsInDoesSoToTheEndOfTheDayInTheStreet(day: String, end: String, date: String) async throws {
        try await APIStreet.run { street in
            let id = try await bram(street).id
            let page = try await street.ask(.get, members, as: Street.carla)
            #expect(page.typed("until-\(id)") == "2026-12-04")
            let answer = try await street.confirm(
                "\(members)/\(id)", as: Street.carla, ["role": "stand-in", "until-\(id)": day])
            #expect(answer.header("Location") == "\(members)?done=member-changed#member-\(id)")
            #expect(try await bram(street).role == .coordinator)
            #expect(try await bram(street).coordinatorUntil?.description == end)
            let changed = try await street.ask(.get, members, as: Street.carla)
            #expect(changed.text.contains("stands in for the coordinator up to and including \(date)<"))
            let own = try await street.ask(.get, members, as: Street.bram)
            #expect(own.text.contains("You are coordinator for a time") && !own.text.contains("stand-in\""))
            let end = try #require(Moment(end))
            street.clock.set(to: end - .seconds(1))
            try await street.house.members.endStandIns()
            #expect(try await bram(street).role == .coordinator)
            street.clock.set(to: end)
            try await street.house.members.endStandIns()
            #expect(try await bram(street).role == .resident)
            #expect(try await street.ask(.get, members, as: Street.bram).header("Location") == "/groups/kerkstraat")
        }
    }

    @Test(arguments: [
        ("2026-11-19", "Choose a day within the next 92 days."),
        ("2027-02-20", "Choose a day within the next 92 days."),
        ("2026-02-30", "Choose a day from today on."), ("soon", "Choose a day from today on."),
        ("", "Choose a day from today on."),
    ])
    func aDayThatCannotBeIsMarkedWhereItStands(day: String, words: String) async throws {
        try await APIStreet.run { street in
            let id = try await bram(street).id
            let box = "until-\(id)"
            let answer = try await street.send("\(members)/\(id)", as: Street.carla, ["role": "stand-in", box: day])
            #expect(answer.status == 422)
            #expect(answer.typed(box) == day)
            #expect(answer.text.contains(##"<a href="#\##(box)">\##(words)"##))
            #expect(try answer.found(#"<p class="error" id="([^"]*)">\#(words)"#) == ["\(box)-error"])
            #expect(try answer.found(#"(aria-invalid="true" aria-describedby="\#(box)-error")"#).count == 1)
            #expect(
                try answer.found(#"<li id="([^"]*)" class="panel">(?:(?!</li>)[\s\S])*<details open>"#) == [
                    "member-\(id)"
                ])
            #expect(try await bram(street).role == .resident)
        }
    }

    @Test func whoStandsInAppointsNobodyAndLastsNobodyOut() async throws {
        try await APIStreet.run { street in
            let id = try await bram(street).id
            _ = try await street.confirm(
                "\(members)/\(id)", as: Street.carla, ["role": "stand-in", "until-\(id)": "2026-11-27"])
            let anna = try #require(try await street.house.members.own(Street.anna.id, in: Street.group.id)).id
            for fields in [["role": "coordinator"], ["role": "stand-in", "until-\(anna)": "2026-11-25"]] {
                #expect(try await street.send("\(members)/\(anna)", as: Street.bram, fields).status == 403)
            }
            #expect(try await street.send("/groups/kerkstraat/leave", as: Street.carla, [:]).status == 409)
            let els = try #require(try await street.house.members.own(Street.els.id, in: Street.group.id)).id
            #expect(try await street.send("\(members)/\(els)", as: Street.bram, ["standing": "approved"]).status == 303)
        }
    }

    @Test(arguments: [["role": "king"], ["standing": "king"], [:], ["standing": "applied"]])
    func anOddWishIsRefused(fields: [String: String]) async throws {
        try await APIStreet.run { street in
            let before = try await bram(street)
            let answer = try await street.send("\(members)/\(before.id)", as: Street.carla, fields)
            #expect(answer.status == 422 || answer.status == 409)
            #expect(answer.text.contains("Something needs to be changed"))
            #expect(try await bram(street) == before)
        }
    }

    // MARK: muting

    @Test func aGroupIsMutedAndHeardAgain() async throws {
        try await APIStreet.run { street in
            let mute = "/groups/kerkstraat/mute"
            for (fields, done, isMuted, words) in [
                (["muted": "1"], "muted", true, "You get no new alerts until you press ‘Unmute’."),
                (["muted": "0"], "unmuted", false, "This group is no longer muted."),
                ([:], "muted", true, "You get no new alerts until you press ‘Unmute’."),
            ] {
                let answer = try await street.send(mute, as: Street.anna, fields)
                #expect(answer.status == 303 && answer.header("Location") == "/groups/kerkstraat?done=\(done)")
                let page = try await street.ask(.get, "/groups/kerkstraat?done=\(done)", as: Street.anna)
                #expect(page.text.contains(words))
                #expect(page.text.contains("You have muted this group: you get no new alerts until") == isMuted)
                #expect(page.text.contains(#"name="muted" value="\#(isMuted ? "0" : "1")""#))
                let me = try await street.ask(.get, "/me", as: Street.anna)
                #expect(me.text.contains(#"action="\#(mute)""#))
                #expect(me.text.contains(#"name="muted" value="\#(isMuted ? "0" : "1")""#))
                #expect(try await street.house.members.muted(by: Street.anna.id) == (isMuted ? [Street.group.id] : []))
            }
            #expect(try await street.house.members.muted(by: Street.bram.id).isEmpty)
            // Who has muted still sees what there is.
            let alert = try await street.shared()
            #expect(try await street.ask(.get, alert, as: Street.anna).status == 200)
            #expect(try await street.ask(.get, mute, as: Street.anna).header("Location") == "/groups/kerkstraat")
        }
    }

    @Test(arguments: [("", 401), ("Fatima", 404), ("Els", 409), ("Dirk", 403)])
    func whoIsNotInMutesNothing(name: String, status: Int) async throws {
        try await APIStreet.run { street in
            let who = Street.everybody.first { $0.person.firstName == name }
            let answer = try await street.send("/groups/kerkstraat/mute", as: who, ["muted": "1"])
            #expect(answer.status == status)
        }
    }

    // MARK: waiting

    @Test func whoWaitsTakesTheRequestBack() async throws {
        try await APIStreet.run { street in
            let waiting = try await street.ask(.get, "/groups/kerkstraat", as: Street.els)
            #expect(waiting.text.contains("Withdraw my request"))
            #expect(waiting.text.contains(#"action="/groups/kerkstraat/leave""#))
            #expect(try await street.ask(.get, "/", as: Street.els).text.contains("waiting for the coordinator"))
            let answer = try await street.confirm("/groups/kerkstraat/leave", as: Street.els)
            #expect(answer.status == 303 && answer.header("Location") == "/groups/kerkstraat?done=left")
            let after = try await street.ask(.get, "/groups/kerkstraat", as: Street.els)
            #expect(after.text.contains(#"href="/groups/kerkstraat/join""#) && !after.text.contains("Withdraw"))
            #expect(!(try await street.ask(.get, members, as: Street.carla).text.contains("Els")))
            #expect(!(try await street.ask(.get, "/me", as: Street.els).text.contains("Kerkstraat")))
            let again = try await street.send(members, as: Street.els, ["acceptsRules": "1", "isOfAge": "1"])
            #expect(again.header("Location") == "/groups/kerkstraat?done=applied")
        }
    }

    @Test func aNewcomerSaysTheirNameWhenTheyAsk() async throws {
        try await APIStreet.run { street in
            let browser = PageBrowser(street)
            let code = try await browser.askForLetter("new@example.org").code
            _ = try await browser.send("/sign-in/code", ["code": code, "next": "/groups/kerkstraat/join"])
            let ticked = ["acceptsRules": "1", "isOfAge": "1", "note": "At no. 40"]
            for (changes, field) in [
                (["firstName": " "], "firstName"), (["firstName": "Noor", "isOfAge": "0"], "isOfAge"),
                (["firstName": "Noor", "acceptsRules": ""], "acceptsRules"),
                (["firstName": "Noor", "note": String(repeating: "x", count: 201)], "note"),
            ] {
                let typed = ticked.merging(changes) { $1 }
                let answer = try await browser.send(members, typed)
                #expect(answer.status == 422, "\(field)")
                #expect(answer.text.contains(##"<a href="#\##(field)">"##), "\(field)")
                #expect(answer.typed("note") == typed["note"], "\(field)")
            }
            let answer = try await browser.send(members, ticked.merging(["firstName": "Noor"]) { $1 })
            #expect(answer.header("Location") == "/groups/kerkstraat?done=applied")
            let asking = try await street.ask(.get, members, as: Street.carla)
            #expect(asking.text.contains("<strong>Noor</strong>") && asking.text.contains("<q>At no. 40</q>"))
        }
    }

    // MARK: many

    /// A hundred and fifty neighbours with long names, some of whom wait.
    private func crowd(_ street: APIStreet) async throws {
        for number in 1...150 {
            let person: PersonId = Street.fixed(String(format: "%04x", 0x4000 + number))
            try await street.persons.keep(
                Person(
                    id: person, firstName: "Maximiliaan-Alexander van der Noord \(number)", lastName: "", email: nil,
                    language: .nl, createdAt: Street.founded), offices: [])
            _ = try await street.house.members.apply(
                to: Street.group.id, by: person, consent: .init(acceptsRules: true, isOfAge: true),
                note: number <= 60 ? String(repeating: "n", count: 200) : nil)
            if number > 60 {
                _ = try await street.house.members.change(
                    .person(person), in: Street.group.id, to: .init(standing: .approved), by: Street.carla.id)
            }
        }
    }

    @Test func ofManyAPageShowsSomeAndTheWayToTheOthers() async throws {
        try await APIStreet.run { street in
            #expect(!(try await street.ask(.get, members, as: Street.carla).text.contains("role=\"search\"")))
            try await crowd(street)
            var seen: Set<String> = []
            var path: String? = members
            var count = 0
            while let next = path {
                let page = try await street.ask(.get, next, as: Street.carla)
                #expect(page.status == 200 && page.text.utf8.count < 85_000, "\(next): \(page.text.utf8.count)")
                seen.formUnion(try page.found(#"<li id="(member-[^"]*)""#))
                count += 1
                path = try page.found(#"rel="next" href="([^"]*)""#).first
            }
            #expect(count == 4 && seen.count == 155)
            let first = try await street.ask(.get, members, as: Street.carla)
            #expect(first.text.contains("1 to 40 of ") && first.text.contains("Want to join"))
            let found = try await street.ask(.get, "\(members)?name=van+der+Noord+77", as: Street.carla)
            #expect(try found.found(#"<strong>([^<]*)</strong>"#).contains("Maximiliaan-Alexander van der Noord 77"))
            #expect(try found.found(#"<li id="(member-[^"]*)""#).count == 1)
            // A button leads back to the same part of them.
            let action = try #require(try found.found(#"action="([^"]*/members/[^"]*)""#).first)
            #expect(action.hasSuffix("?name=van%20der%20Noord%2077"))
            let answer = try await street.send(action, as: Street.carla, ["standing": "suspended"])
            #expect(
                answer.header("Location")?.hasPrefix("\(members)?name=van%20der%20Noord%2077&done=member-changed#")
                    == true)
            let nobody = try await street.ask(.get, "\(members)?name=Zzz", as: Street.carla)
            #expect(nobody.text.contains("Nobody is called ‘Zzz’."))
        }
    }
}
