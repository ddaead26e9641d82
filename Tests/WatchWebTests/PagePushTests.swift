import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// Being woken, on the page about oneself and after the first useful moment.
@Suite("Being woken, on pages") struct PagePushTests {
    static let now = ManualClock.friday

    private func device(
        _ name: String? = "Chrome · Android", token: TokenId? = nil, seenAt: Moment? = nil, shownAt: Moment? = nil,
        test: PushTest? = nil
    ) -> PushDevice {
        PushDevice(
            id: Street.fixed("d1"), person: Street.anna.id, endpoint: "https://push.example/secret",
            publicKey: "public", secret: "secret", name: name, token: token, mark: String(repeating: "ab", count: 16),
            since: seenAt ?? Self.now - .days(3), seenAt: seenAt, shownAt: shownAt, test: test)
    }

    private func model(
        _ devices: [PushDevice], this: TokenId? = nil, ways: [Way] = [], in language: Language = .en
    ) throws -> WokenModel {
        let setting = try PageStreet.setting(at: Self.now, in: language)
        return WokenModel(devices, this: this, ways: ways, setting.clock(in: .netherlands), setting)
    }

    // MARK: the part of the page

    @Test func aDeviceHasItsNameAndItsTimes() throws {
        let this: TokenId = Street.fixed("a1")
        let model = try model(
            [
                device(token: this, shownAt: Self.now - .minutes(5)), device(nil),
            ], this: this)
        #expect(model.devices.map(\.name) == ["Chrome · Android", "Unknown device"])
        #expect(model.devices.map(\.isThis) == [true, false])
        #expect(model.devices[0].shown.hasPrefix("Last showed something: ") && model.devices[0].test == nil)
        #expect(model.devices[1].shown == "Has never shown anything yet")
        #expect(model.isOn && model.hasDevices && model.patience == 20)
        let none = try self.model([])
        #expect(!none.hasDevices && none.isOn)
        let off = Way(channel: .push, address: "", devices: [device()], isOn: false, isChosen: true, capability: "")
        #expect(try self.model([device()], ways: [off]).isOff)
    }

    @Test func aTestSaysHowLongItTookOrWhatToDo() throws {
        func said(_ test: PushTest, on name: String = "Chrome · Android", in language: Language = .en) throws
            -> WokenModel.Test
        {
            try #require(try model([device(name, test: test)], in: language).devices.first?.test)
        }
        let sent = Self.now - .seconds(30)
        let shown = PushTest(sentAt: sent, state: .taken, shownAt: sent + Span(milliseconds: 1_849))
        #expect(try said(shown).text.contains("1.8 seconds") && !said(shown).hasHelp)
        #expect(try said(shown, in: .nl).text.contains("1,8 seconden"))
        // Whatever the push service said: the device itself knows.
        #expect(try said(PushTest(sentAt: sent, state: .inDoubt, shownAt: sent)).text.contains("0.0 seconds"))
        for (device, words) in [
            ("Chrome · Android", "Android: open"), ("Safari · iPhone", "iPhone or iPad"),
            ("Safari · iPad", "iPhone or iPad"),
            ("Edge · Windows", "Windows: open"), ("Firefox · Mac", "Mac: open"),
            ("Firefox · Linux", "Look in the settings"),
            ("Grandmother’s phone", "Look in the settings"),
        ] {
            let silent = try said(PushTest(sentAt: sent, state: .taken), on: device)
            #expect(silent.text.contains("after 20 seconds") && silent.hasHelp, "\(device)")
            #expect(silent.help.count == 2 && silent.help[0].hasPrefix(words), "\(device)")
        }
        let waiting = PushTest(sentAt: Self.now - .seconds(19), state: .taken)
        #expect(try !said(waiting).hasHelp && said(waiting).text.contains("has not answered yet"))
        #expect(try said(PushTest(sentAt: Self.now, state: .sending)).text.contains("being sent"))
        #expect(try said(PushTest(sentAt: sent, state: .sending)).hasHelp)
        #expect(try said(PushTest(sentAt: sent, state: .later)).text.contains("did not take it"))
        #expect(try said(PushTest(sentAt: sent, state: .refused)).text.contains("no longer knows"))
    }

    @Test func ofWhichNothingIsHeardIsSaidAtTheDeviceAndAtTheTop() throws {
        let lost = device("Firefox · Windows", seenAt: Self.now - .days(101))
        let unshown = device(nil, test: PushTest(sentAt: Self.now - .hours(1), state: .taken))
        let doubted = try model([device(), lost, unshown])
        #expect(doubted.devices.map { $0.unheard != nil } == [false, true, false], "a test has words of its own")
        #expect(doubted.devices[1].unheard?.contains("more than 100 days") == true)
        #expect(doubted.doubt?.contains("on: Firefox · Windows, Unknown device.") == true)
        #expect(try model([device(), device(seenAt: Self.now - .days(100))]).doubt == nil)
        #expect(try model([]).doubt == nil)
        let off = Way(channel: .push, address: "", devices: [lost], isOn: false, isChosen: true, capability: "")
        #expect(try model([lost], ways: [off]).doubt == nil, "who does not wish to be woken is in no doubt")
        for language in Language.allCases {
            let said = try model([lost], in: language)
            for text in [said.doubt, said.devices.first?.unheard] {
                #expect(text?.isEmpty == false && text?.contains("{") == false)
            }
        }
    }

    @Test func theGroupsLineSaysWhatWouldWakeOne() throws {
        let words = try PageStreet.words()
        let mail = Way(channel: .mail, address: "anna@example.org", capability: "")
        let push = Way(channel: .push, address: "", devices: [device()], capability: "")
        #expect(ToldLine([push, mail], at: Self.now, words).text == words.text("group.told.push"))
        #expect(ToldLine([mail, push], at: Self.now, words).text == words.text("group.told.mail"))
        let off = Way(channel: .push, address: "", devices: [device()], isOn: false, capability: "")
        #expect(ToldLine([off, mail], at: Self.now, words).text == words.text("group.told.mail"))
        // A device of which nothing was heard for long may wake nobody: that is not promised.
        let later = Self.now + .days(101)
        #expect(ToldLine([push], at: later, words).text == words.text("group.told.silent-device"))
        #expect(ToldLine([push, mail], at: later, words).text == words.text("group.told.mail"))
        #expect(ToldLine([off], at: later, words).text == words.text("group.told.declined"))
    }

    // MARK: the whole page

    @Test func itWorksWithoutAScriptDownToPlainWords() async throws {
        try await APIStreet.run { street in
            let before = try await street.ask(.get, "/me", as: Street.anna)
            #expect(before.text.contains("<noscript>") && before.text.contains("Your browser runs no scripts"))
            #expect(before.text.contains("No device is woken yet") && before.text.contains("/assets/scripts/push.js"))
            let id = try await street.wake(Street.anna, device: "Firefox · Android")
            let page = try await street.ask(.get, "/me", as: Street.anna)
            #expect(page.text.contains("Firefox · Android") && page.text.contains("Test my alarm"))
            #expect(!page.text.contains("push.example"))
            let path = "/me/subscriptions/\(id)"
            let tested = try await street.send("\(path)/test", as: Street.anna, [:])
            #expect(tested.status == 303 && tested.header("Location") == "/me?done=push-tested#woken")
            #expect(street.trials.sent.map(\.device.id.text) == [id])
            #expect(try await street.ask(.get, "/me", as: Street.anna).text.contains("has not answered yet"))
            street.clock.advance(by: .seconds(21))
            #expect(try await street.ask(.get, "/me", as: Street.anna).text.contains("battery saving"))
            let ended = try await street.send(path, as: Street.anna, [:])
            #expect(ended.status == 303 && ended.header("Location") == "/me?done=push-ended#woken")
            #expect(try await street.ask(.get, "/me", as: Street.anna).text.contains("No device is woken yet"))
            for there in [path, "\(path)/test"] {
                #expect(try await street.ask(.get, there, as: Street.anna).header("Location") == "/me#woken")
            }
        }
    }

    @Test func whoseDeviceIsSilentIsWrittenToAndReadsItAtTheTop() async throws {
        try await APIStreet.run { street in
            _ = try await street.wake(Street.anna, device: "Firefox · Android")
            street.clock.advance(by: .days(100))
            #expect(try await street.write(.silence).isEmpty)
            #expect(try await !street.ask(.get, "/me", as: Street.anna).text.contains("still wakes you on"))
            street.clock.advance(by: Span(milliseconds: 1))
            let page = try await street.ask(.get, "/me", as: Street.anna)
            let doubt = "We do not know whether an alert still wakes you on: Firefox"
            #expect(page.text.contains(##"<a href="#woken">"## + doubt))
            let letter = try #require(try await street.write(.silence).first)
            #expect(letter.text.contains("- Firefox · Android: ") && letter.stop == nil)
            #expect(letter.text.contains("https://saar.test/me#woken\n"))
            #expect(try await street.write(.silence).isEmpty, "once")
            _ = try await street.wake(Street.anna, device: "Firefox · Android")
            #expect(try await !street.ask(.get, "/me", as: Street.anna).text.contains("still wakes you on"))
        }
    }

    @Test func onePressStopsAllDevicesAndStartsThemAgain() async throws {
        try await APIStreet.run { street in
            _ = try await street.wake(Street.anna)
            let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.anna)
            #expect(group.text.contains("to the devices on which you switched this on"))
            for (value, done, says) in [
                ("0", "push-off", "You have switched this off: your devices are not woken."),
                ("1", "push-on", "From now on we wake your devices"),
            ] {
                let answer = try await street.send("/me/channels", as: Street.anna, ["kind": "push", "isOn": value])
                #expect(answer.header("Location") == "/me?done=\(done)#told")
                #expect(try await street.ask(.get, "/me?done=\(done)", as: Street.anna).text.contains(says))
            }
        }
    }

    @Test func itIsAskedAfterTheFirstUsefulMomentAndNeverAtTheDoor() async throws {
        try await APIStreet.run { street in
            let alert = try await street.shared()
            for (path, person, isAsked) in [
                ("\(alert)?done=shared", Street.anna, true), ("/groups/kerkstraat?done=applied", Street.fatima, true),
                (alert, Street.anna, false), ("/groups/kerkstraat", Street.anna, false), ("/", Street.anna, false),
                ("/groups/kerkstraat?done=left", Street.fatima, false), ("/?done=signed-out", nil, false),
                ("/groups/kerkstraat?done=applied", nil, false),
            ] as [(String, Street.Neighbour?, Bool)] {
                let page = try await street.ask(.get, path, as: person)
                #expect(page.text.contains("data-asks") == isAsked, "\(path)")
                // Until a script has looked what the browser can, nothing is asked.
                #expect(!isAsked || page.text.contains("data-asks hidden"))
            }
        }
        try await APIStreet.run(wakes: false) { street in
            let alert = try await street.shared()
            let page = try await street.ask(.get, "\(alert)?done=shared", as: Street.anna)
            #expect(!page.text.contains("data-asks") && !page.text.contains("push.js"))
        }
    }
}
