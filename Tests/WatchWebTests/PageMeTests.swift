import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// One's own page: how one is called, one's devices.
@Suite("My page and my devices") struct PageMeTests {
    @Test func aProfileIsSaved() async throws {
        try await APIStreet.run { street in
            let before = try await street.ask(.get, "/me", as: Street.anna)
            #expect(before.typed("firstName") == "Anna" && before.typed("lastName") == "de Vries")
            #expect(before.text.contains("anna@example.org"))
            #expect(before.text.contains(#"<a href="/groups/kerkstraat">Kerkstraat</a> <span>resident</span>"#))
            let answer = try await street.send(
                "/me", as: Street.anna, ["firstName": " Annie & Bob ", "lastName": "", "language": "de"])
            #expect(answer.status == 303 && answer.header("Location") == "/me?done=saved")
            let after = try await street.ask(.get, "/me?done=saved", as: Street.anna)
            #expect(after.text.contains("Saved.") && !after.text.contains("<b>"))
            #expect(after.typed("firstName") == "Annie & Bob" && after.typed("lastName") == "")
            #expect(after.text.contains(#"<option value="de" lang="de" selected>"#))
        }
    }

    @Test(
        arguments: [
            (["firstName": ""], "firstName", "Write your first name"),
            (["firstName": " . "], "firstName", "Write your first name"),
            (["firstName": "Annie <b>"], "firstName", "without commas, brackets or symbols"),
            (["firstName": "Politie Woerden"], "firstName", "could take you for the police"),
            (["firstName": String(repeating: "a", count: 41)], "firstName", "41 characters. The limit is 40"),
            (["firstName": "ꓑꓳꓡꓲꓔꓲꓰ"], "firstName", "could take you for the police"),
            (["firstName": "Anna www.evil.nl"], "firstName", "A web address, an e-mail address"),
            (["lastName": "Zie evil.nl"], "lastName", "A web address, an e-mail address"),
            (["lastName": String(repeating: "b", count: 61)], "lastName", "61 characters. The limit is 60"),
            (["language": "xx"], nil, "We cannot read this"),
        ] as [([String: String], String?, String)])
    func aRefusedProfileKeepsWhatWasTyped(changes: [String: String], field: String?, words: String) async throws {
        try await APIStreet.run { street in
            let typed = ["firstName": "Annie", "lastName": "Smit", "language": "fr"].merging(changes) { $1 }
            let answer = try await street.send("/me", as: Street.anna, typed)
            #expect(answer.status == 422 && answer.text.contains(words))
            #expect(answer.typed("firstName") == typed["firstName"])
            #expect(answer.typed("lastName") == typed["lastName"])
            if let field {
                #expect(answer.text.contains(##"<a href="#\##(field)">"##))
                #expect(answer.text.contains(#"id="\#(field)-error""#))
                #expect(answer.text.contains(#"<option value="fr" lang="fr" selected>"#))
            }
            #expect(try await street.ask(.get, "/me", as: Street.anna).typed("firstName") == "Anna")
        }
    }

    @Test(arguments: [
        "/me", "/me/devices", "/me/data.json", "/me/erasure",
    ])
    func nobodyHasNoPageOfTheirOwn(path: String) async throws {
        try await APIStreet.run { street in
            let answer = try await street.ask(.get, path)
            #expect(answer.status == 401 && answer.text.contains("tel:112"))
            for form in ["/me", "/me/devices/others", "/me/erasure"] {
                #expect(try await street.send(form, ["sure": "1"]).status == 401, "\(form)")
            }
        }
    }

    @Test func waitingAndSuspendedPlacesAreShown() async throws {
        try await APIStreet.run { street in
            _ = try await street.send(
                "/groups/kerkstraat/members", as: Street.fatima, ["acceptsRules": "1", "isOfAge": "1"])
            let page = try await street.ask(.get, "/me", as: Street.fatima)
            #expect(page.text.contains("waiting for the coordinator"))
            #expect(!page.text.contains(#"action="/groups/kerkstraat/mute""#))
            #expect(try await street.ask(.get, "/me", as: Street.dirk).text.contains("<span>suspended</span>"))
            #expect(try await street.ask(.get, "/me", as: Street.carla).text.contains("<span>coordinator</span>"))
        }
    }

    // MARK: devices

    private func devices(_ page: Answer) throws -> [String] {
        try page.found(#"action="(/me/devices/[0-9a-f-]{36})""#)
    }

    @Test func everyDeviceIsListedAndThisOneIsMarked() async throws {
        try await APIStreet.run { street in
            let computer = PageBrowser(street)
            try await computer.signIn(Street.anna)
            street.clock.advance(by: .days(3))
            let phone = PageBrowser(street, agent: PageBrowser.chrome)
            try await phone.signIn(Street.anna)
            try await PageBrowser(street, agent: "curl/8.5.0").signIn(Street.anna)
            #expect(try await computer.get("/me").text.contains("signed in on 4 devices"))
            let page = try await computer.get("/me/devices")
            for (name, number) in [
                ("Firefox · Linux", 1), ("Chrome · Android", 1), ("A program", 1), ("Unknown device", 1),
            ] { #expect(try page.found("<strong>(\(name))</strong>").count == number, "\(name)") }
            #expect(try page.found(#"(<span class="tag">this device</span>)"#).count == 1)
            #expect(page.text.contains(#"<strong>Firefox · Linux</strong> <span class="tag">this device</span>"#))
            #expect(page.text.contains("Last used on 23 November<br>Signed in since 20 November"))
            #expect(try devices(page).count == 3)
            #expect(try await phone.get("/me/devices").text.contains("Chrome · Android</strong> <span class=\"tag\">"))
        }
    }

    @Test func aDeviceOfOnesOwnIsSignedOutAndNobodyElses() async throws {
        try await APIStreet.run { street in
            let computer = PageBrowser(street)
            try await computer.signIn(Street.anna)
            let phone = PageBrowser(street, agent: PageBrowser.chrome)
            try await phone.signIn(Street.anna)
            let brams = PageBrowser(street)
            try await brams.signIn(Street.bram)
            let tokens = try await street.house.persons.devices(of: Street.anna.id)
            let path = "/me/devices/\(try #require(tokens.first { $0.device == "Chrome · Android" }).id)"
            #expect(try devices(try await computer.get("/me/devices")).contains(path))
            for wrong in [path, "/me/devices/01900000-0000-7000-8000-00000000ffff", "/me/devices/x"] {
                #expect(try await brams.send(wrong).status == 404, "\(wrong)")
            }
            #expect(try await phone.get("/me").status == 200)
            let answer = try await computer.confirm(path)
            #expect(answer.status == 303 && answer.header("Location") == "/me/devices?done=device-out")
            #expect(try await phone.get("/me").status == 401)
            #expect(try await computer.get("/me").status == 200)
            #expect(try await computer.send(path).status == 404)
            #expect(try await computer.get(path).header("Location") == "/me/devices")
            #expect(!(try await computer.get("/me/devices?done=device-out").text.contains("Chrome")))
        }
    }

    @Test func allOthersAreSignedOut() async throws {
        try await APIStreet.run { street in
            let computer = PageBrowser(street)
            try await computer.signIn(Street.anna)
            let phone = PageBrowser(street, agent: PageBrowser.chrome)
            try await phone.signIn(Street.anna)
            let answer = try await computer.confirm("/me/devices/others")
            #expect(answer.status == 303 && answer.header("Location") == "/me/devices?done=devices-out")
            #expect(try await phone.get("/me").status == 401)
            #expect(try await street.ask(.get, "/api/v1/me", as: Street.anna).status == 401)
            let page = try await computer.get("/me/devices?done=devices-out")
            #expect(page.text.contains("All other devices are signed out."))
            #expect(try devices(page).isEmpty && !page.text.contains("/me/devices/others"))
            #expect(try await street.ask(.get, "/me", as: Street.bram).status == 200)
            #expect(try await computer.get("/me/devices/others").header("Location") == "/me/devices")
        }
    }
}
