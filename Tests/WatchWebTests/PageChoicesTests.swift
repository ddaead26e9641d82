import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What one wants to hear, on pages: said calmly, stopped by one press and brought back by one.
@Suite("One's own choices, on pages") struct PageChoicesTests {
    private static let page = "/groups/kerkstraat/choices"

    /// As a browser sends the form of who wants all kinds.
    private static let kinds = Dictionary(
        Alert.Kind.allCases.map { ("kind-\($0.rawValue)", "1") }, uniquingKeysWith: { first, _ in first })

    @Test func onePressStopsAllAndOneBringsItBack() async throws {
        try await APIStreet.run { street in
            let stop = "/me/choices/stop"
            let before = try await street.ask(.get, "/me/choices", as: Street.bram)
            #expect(before.status == 200 && before.text.contains(#"name="stopped" value="1""#))
            #expect(before.text.contains("All alerts, at any hour"))
            #expect(try await !street.ask(.get, "/me", as: Street.bram).text.contains(#"name="stopped""#))
            for (length, says) in [
                ("hour", "You have stopped everything, until "), ("week", "You have stopped everything, until "),
                ("morning", "You have stopped everything, until tomorrow 08:00."),
                ("open", "You have stopped everything: you are sent no new alerts until you press"),
            ] {
                let answer = try await street.send(stop, as: Street.bram, ["stopped": "1", "for": length])
                #expect(answer.status == 303 && answer.header("Location") == "/me/choices?done=stopped")
                // Said at the top of whatever is about hearing, with the button that brings it back.
                for path in ["/me", "/me/choices", "/groups/kerkstraat", Self.page] {
                    let page = try await street.ask(.get, path, as: Street.bram).text
                    #expect(page.contains(says), "\(path) \(length)")
                    #expect(page.contains(#"name="stopped" value="0""#), "\(path)")
                }
                // Of who stopped nothing it is not said.
                #expect(try await !street.ask(.get, "/me", as: Street.anna).text.contains("stopped everything"))
            }
            let again = try await street.send(stop, as: Street.bram, ["stopped": "0"])
            #expect(again.header("Location") == "/me/choices?done=heard")
            for path in ["/me", "/me/choices", "/groups/kerkstraat"] {
                #expect(try await !street.ask(.get, path, as: Street.bram).text.contains("stopped everything"))
            }
            #expect(try await street.send(stop, as: Street.bram, ["for": "ever"]).status == 422)
            #expect(try await street.house.choices.choices(of: Street.bram.id) == Choices())
            #expect(try await street.ask(.get, stop, as: Street.bram).header("Location") == "/me/choices")
        }
    }

    @Test func aStopThatHasEndedIsSaidNowhere() async throws {
        try await APIStreet.run { street in
            _ = try await street.send("/me/choices/stop", as: Street.bram, ["stopped": "1", "for": "hour"])
            street.clock.advance(by: .hours(1))
            for path in ["/me", "/me/choices", "/groups/kerkstraat"] {
                #expect(try await !street.ask(.get, path, as: Street.bram).text.contains("stopped everything"))
            }
        }
    }

    @Test func aMuteSaysUntilWhen() async throws {
        try await APIStreet.run { street in
            let mute = "/groups/kerkstraat/mute"
            let answer = try await street.send(mute, as: Street.bram, ["muted": "1", "for": "hour"])
            #expect(answer.header("Location") == "/groups/kerkstraat?done=muted-until")
            let clock = try PageStreet.setting(in: .en).clock(in: .netherlands)
            let until = clock.time(street.clock.now() + .hours(1))
            for path in ["/groups/kerkstraat", Self.page] {
                let page = try await street.ask(.get, path, as: Street.bram).text
                #expect(page.contains("You have muted this group, until \(until)."), "\(path)")
            }
            for path in ["/me", "/me/choices"] {
                #expect(
                    try await street.ask(.get, path, as: Street.bram).text.contains("muted until \(until)"), "\(path)")
            }
            street.clock.advance(by: .hours(1))
            for path in ["/me", "/me/choices", "/groups/kerkstraat", Self.page] {
                let page = try await street.ask(.get, path, as: Street.bram).text
                #expect(!page.contains("until \(until)"), "\(path)")
            }
            #expect(try await street.send(mute, as: Street.bram, ["muted": "1", "for": "ever"]).status == 422)
        }
    }

    @Test func whatWasChosenStandsInTheForm() async throws {
        try await APIStreet.run { street in
            let empty = try await street.ask(.get, Self.page, as: Street.bram)
            #expect(empty.status == 200)
            // Who has chosen nothing finds all of it ticked, no hours, and what passes them ready.
            #expect(try empty.found(#"name="(kind-[a-z-]+)" value="1" checked"#).count == Alert.Kind.allCases.count)
            #expect(try empty.found(#"name="(pass-[a-z-]+)" value="1" checked"#).count == 2)
            #expect(empty.text.contains(#"name="linked" value="all" checked"#))
            var form = Self.kinds.merging([
                "linked": "near", "metres": "1000", "quietFrom": "22:30", "quietUntil": "06.45", "pass-police": "1",
            ]) { $1 }
            form["kind-vandalism"] = nil
            let answer = try await street.send(Self.page, as: Street.bram, form)
            #expect(answer.status == 303 && answer.header("Location") == "\(Self.page)?done=chosen")
            let chosen = GroupChoices(
                quietHours: QuietHours(from: 22 * 60 + 30, until: 6 * 60 + 45, passes: [.police]),
                without: [.vandalism], linked: .within(metres: 1_000))
            #expect(
                try await street.house.choices.choices(of: Street.bram.id)
                    == Choices(groups: [Street.group.id: chosen]))
            let page = try await street.ask(.get, Self.page, as: Street.bram)
            for piece in [
                #"name="quietFrom" value="22:30""#, #"name="quietUntil" value="06:45""#,
                #"name="linked" value="near" checked"#, #"value="1000" selected"#,
                #"name="pass-police" value="1" checked"#, #"name="pass-missing-person" value="1">"#,
                #"name="kind-vandalism" value="1">"#, #"name="kind-theft" value="1" checked"#,
            ] { #expect(page.text.contains(piece), "\(piece)") }
            let list = try await street.ask(.get, "/me/choices", as: Street.bram)
            #expect(
                list.text.contains(
                    "quiet hours from 22:30 until 06:45; not: Vandalism; of neighbouring groups only up to 1,000 metres"
                ))
            // Both empty are no quiet hours.
            _ = try await street.send(Self.page, as: Street.bram, Self.kinds.merging(["linked": "all"]) { $1 })
            #expect(try await street.house.choices.choices(of: Street.bram.id) == Choices())
        }
    }

    @Test(arguments: [
        (["quietFrom": "22:00"], "Write two different times"), (["quietUntil": "07:00"], "Write two different times"),
        (["quietFrom": "07:00", "quietUntil": "07:00"], "Write two different times"),
        (["quietFrom": "25:00", "quietUntil": "07:00"], "Write two different times"),
        (["linked": "near", "metres": "far"], "Choose a distance from 100 to 5000 metres"),
    ])
    func whatCannotBeChosenIsSaidAndKept(fields: [String: String], says: String) async throws {
        try await APIStreet.run { street in
            let answer = try await street.send(Self.page, as: Street.bram, Self.kinds.merging(fields) { $1 })
            #expect(answer.status == 422 && answer.text.contains(says))
            if let from = fields["quietFrom"] { #expect(answer.text.contains(#"name="quietFrom" value="\#(from)""#)) }
            #expect(try await street.house.choices.choices(of: Street.bram.id) == Choices())
        }
    }

    @Test func itIsForWhoIsIn() async throws {
        try await APIStreet.run { street in
            #expect(try await street.ask(.get, Self.page).header("Location")?.hasPrefix("/sign-in?next=") == true)
            for person in [Street.fatima, Street.dirk, Street.deWit] {
                #expect(
                    try await street.ask(.get, Self.page, as: person).header("Location") == "/groups/kerkstraat")
            }
            #expect(try await street.ask(.get, "/me/choices").status == 401)
            let page = try await street.ask(.get, "/groups/kerkstraat", as: Street.bram)
            #expect(page.text.contains(#"href="\#(Self.page)""#))
        }
    }

    /// Who hears nothing is promised nothing, in whichever language.
    @Test(arguments: Language.allCases) func aStoppedGroupSaysSo(language: Language) throws {
        let words = try PageStreet.words(language)
        let setting = try PageStreet.setting(in: language)
        let hearing = Hearing(group: Street.group.id, audience: .neighbour, since: 1)
        for until in [nil, setting.now + .days(3)] {
            let model = GroupModel(
                Street.group, as: .inside(hearing, own: Street.bramMember), stop: Pause(until: until), setting)
            #expect(model.told == nil && !model.isHearing && model.isStopped)
            let paused = try #require(model.paused)
            #expect(model.stateText.contains(paused))
            #expect(paused.contains(words.text("pause.again")) == (until == nil))
            let html = try PageStreet.html(model, in: language)
            #expect(html.contains(#"name="stopped" value="0""#) && !html.contains(#"name="muted" value="1""#))
        }
    }
}
