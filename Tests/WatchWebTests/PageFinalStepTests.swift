import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// What cannot be undone is asked about once more, on a page of its own that alone holds the value by which it is done.
@Suite("What is asked once more") struct PageFinalStepTests {
    /// Every step that a form can ask for, on a street where each can be taken.
    enum Step: String, CaseIterable, Sendable {
        case leave, withdraw, remove, decline, appoint, standIn, dismiss, handOver, handOverByOffice, close,
            declineGroup, codes, testAlarm, device, otherDevices, retractWords, retractAlert, erasure
    }

    /// A form as a page of ours sends it, who sends it, and what is different once it was done.
    private struct Scene {
        let who: Street.Neighbour
        let path: String
        var fields: [String: String] = [:]
        /// What else is ticked on the page that asks.
        var ticked: [String: String] = [:]
        /// What its page names.
        let names: String
        let state: @Sendable () async throws -> String
    }

    private static let day = "2026-11-27"

    private func member(_ street: APIStreet, _ neighbour: Street.Neighbour) async throws -> Member {
        try #require(try await street.house.members.own(neighbour.id, in: Street.group.id))
    }

    private func scene(_ step: Step, _ street: APIStreet) async throws -> Scene {
        let page = "/groups/kerkstraat"
        func place(of neighbour: Street.Neighbour) -> @Sendable () async throws -> String {
            {
                let own = try await street.house.members.own(neighbour.id, in: Street.group.id)
                return "\(String(describing: own?.standing)) \(String(describing: own?.role)) \(own?.standsIn == true)"
            }
        }
        func change(
            _ neighbour: Street.Neighbour, _ fields: [String: String], until: String? = nil
        ) async throws -> Scene {
            let id = try await member(street, neighbour).id
            let more = until.map { ["until-\(id)": $0] } ?? [:]
            return Scene(
                who: Street.carla, path: "\(page)/members/\(id)", fields: fields.merging(more) { $1 },
                names: neighbour.person.firstName, state: place(of: neighbour))
        }
        func standing() -> @Sendable () async throws -> String {
            { "\(try await street.house.registry.registration(of: Street.group.id).standing)" }
        }
        switch step {
        case .leave:
            return Scene(who: Street.anna, path: "\(page)/leave", names: "Kerkstraat", state: place(of: Street.anna))
        case .withdraw:
            return Scene(who: Street.els, path: "\(page)/leave", names: "Kerkstraat", state: place(of: Street.els))
        case .remove: return try await change(Street.dirk, ["standing": "left"])
        case .decline: return try await change(Street.els, ["standing": "left"])
        case .appoint: return try await change(Street.anna, ["role": "coordinator"])
        case .standIn: return try await change(Street.bram, ["role": "stand-in"], until: Self.day)
        case .dismiss:
            _ = try await street.house.members.change(
                .person(Street.anna.id), in: Street.group.id, to: .init(role: .coordinator), by: Street.carla.id)
            return try await change(Street.anna, ["role": "resident"])
        case .handOver:
            return Scene(
                who: Street.carla, path: "\(page)/handover",
                fields: ["memberId": try await member(street, Street.anna).id.text],
                names: "Anna", state: place(of: Street.anna))
        case .handOverByOffice:
            let browser = PageBrowser(street)
            try await browser.signIn(Street.carla)
            _ = try await browser.confirm("/me/erasure", ["sure": "1"])
            return Scene(
                who: Street.marieke, path: "\(page)/handover",
                fields: ["memberId": try await member(street, Street.anna).id.text], names: "Anna",
                state: place(of: Street.anna))
        case .close: return Scene(who: Street.carla, path: "\(page)/closure", names: "Kerkstraat", state: standing())
        case .declineGroup:
            let founded = try await street.ask(
                .post, "\(APIStreet.root)/groups", as: Street.fatima, body: APIFoundingTests.group("Oost"))
            let id = try #require(founded["id"].flatMap { GroupId($0) })
            return Scene(
                who: Street.marieke, path: "/groups/oost/decline", fields: ["reason-\(id)": "No <houses> here"],
                names: "No &lt;houses&gt; here",
                state: { "\(try await street.house.registry.registration(of: id).standing)" })
        case .codes:
            _ = try await street.house.households.make(3, in: Street.group.id, by: Street.carla.id)
            return Scene(
                who: Street.carla, path: "\(page)/codes", fields: ["count": "5", "replaces": "1"], names: "old codes",
                state: { "\(try await street.house.households.count(in: Street.group.id))" })
        case .testAlarm:
            // In the morning: at night nobody is rung.
            street.clock.advance(by: .hours(13))
            let group = try await street.house.groups.group(.id(Street.group.id))
            return Scene(
                who: Street.carla, path: "\(page)/test-alarms", names: "3 of 3 members",
                state: {
                    "\(try await street.house.testAlarms.tests(of: group, for: Street.carla.id, limit: 9).count)"
                })
        case .device, .otherDevices:
            let phone = PageBrowser(street, agent: PageBrowser.chrome)
            try await phone.signIn(Street.anna)
            let token = try await street.house.persons.devices(of: Street.anna.id)
                .first { $0.device == "Chrome · Android" }
            let id = try #require(token?.id)
            return Scene(
                who: Street.anna, path: step == .device ? "/me/devices/\(id)" : "/me/devices/others",
                names: step == .device ? "Chrome · Android" : "all other devices",
                state: { "\(try await phone.get("/me").status)" })
        case .retractWords, .retractAlert:
            let path = try await street.shared()
            let id = try #require(AlertId(String(path.dropFirst("/alerts/".count))))
            _ = try await street.send("\(path)/reactions", as: Street.bram, ["kind": "information", "text": "Piet <3"])
            let file = try await street.house.alerts.file(id, for: Street.carla.id)
            let message = step == .retractAlert ? file.alert.message : try #require(file.messages.first).id
            return Scene(
                who: step == .retractAlert ? Street.anna : Street.bram, path: "/messages/\(message)/retraction",
                names: step == .retractAlert ? "Forces a window &amp; &lt;climbs&gt; in" : "Piet &lt;3",
                state: {
                    let file = try await street.house.alerts.file(id, for: Street.carla.id)
                    return "\(file.alert.isRetracted) \(file.messages.map(\.isRetracted))"
                })
        case .erasure:
            return Scene(
                who: Street.anna, path: "/me/erasure", ticked: ["sure": "1"], names: "anna@example.org",
                state: { "\(try await street.house.persons.person(Street.anna.id) == nil)" })
        }
    }

    @Test(arguments: Step.allCases)
    func nothingIsDoneWithoutTheValueOfThePageThatAsks(step: Step) async throws {
        try await APIStreet.run { street in
            let scene = try await scene(step, street)
            let browser = PageBrowser(street)
            try await browser.signIn(scene.who)
            let before = try await scene.state()
            // As a page of ours sends it, and as somebody's own form among our pages would, with all that can be guessed.
            let form = scene.fields.merging(scene.ticked) { $1 }
            let asked = try await browser.send(scene.path, form)
            #expect(asked.status == 200 && asked.header("Cache-Control") == "no-store", "\(asked.text)")
            #expect(asked.text.contains(scene.names), "\(asked.text)")
            let page = try #require(try asked.finalStep)
            #expect(page.path == scene.path)
            #expect(page.fields.filter { $0.key != "countersign" } == scene.fields)
            let right = try #require(page.fields["countersign"])

            // The same person's on another device, and another step's.
            let elsewhere = PageBrowser(street, agent: PageBrowser.chrome)
            try await elsewhere.signIn(scene.who)
            let other = try #require(try await elsewhere.send(scene.path, form).finalStep?.fields["countersign"])
            let path = step == .otherDevices ? "/me/erasure" : "/me/devices/others"
            let another = try #require(try await browser.send(path).finalStep?.fields["countersign"])
            for wrong in ["", "1", other, another, right.uppercased() + "0", String(right.dropLast())] {
                let again = try await browser.send(scene.path, form.merging(["countersign": wrong]) { $1 })
                #expect(again.status == 200)
                #expect(try again.finalStep?.fields == page.fields, "asked again, nothing lost")
            }
            #expect(try await browser.get("\(scene.path)?countersign=\(right)").status != 500)
            #expect(try await scene.state() == before)

            let done = try await browser.send(scene.path, page.fields.merging(scene.ticked) { $1 })
            #expect(done.status == (step == .codes ? 200 : 303), "\(done.text)")
            #expect(try await scene.state() != before)
        }
    }

    @Test(arguments: [
        ("leave", Street.carla, 409), ("leave", Street.gijs, 404), ("closure", Street.anna, 403),
        ("handover", Street.anna, 403), ("members/", Street.anna, 403), ("test-alarms", Street.anna, 403),
        ("test-alarms", Street.carla, 409),
    ])
    func whoMayNotIsToldAtOnceAndNotAsked(path: String, who: Street.Neighbour, status: Int) async throws {
        try await APIStreet.run { street in
            let bram = try await member(street, Street.bram).id
            let target = "/groups/kerkstraat/" + (path == "members/" ? "members/\(bram)" : path)
            let answer = try await street.send(target, as: who, ["memberId": bram.text, "standing": "left"])
            #expect(answer.status == status)
            #expect(try answer.finalStep == nil)
            // Who leads the group is back on the page of its members, and reads their names there.
            #expect(!answer.text.contains("Bram") || who.person == Street.carla.person)
        }
    }

    @Test func whereThereIsNothingToLoseNothingIsAsked() async throws {
        try await APIStreet.run { street in
            let made = try await street.send(
                "/groups/kerkstraat/codes", as: Street.carla, ["count": "2", "replaces": "1"])
            #expect(try made.finalStep == nil)
            #expect(try await street.house.households.count(in: Street.group.id) == 2)
            let more = try await street.send("/groups/kerkstraat/codes", as: Street.carla, ["count": "2"])
            #expect(try more.finalStep == nil)
            #expect(try await street.house.households.count(in: Street.group.id) == 4)
        }
    }

    // MARK: the API by a browser's cookie

    /// What a form of somebody else's on a page of ours can send to the API: any of three types, no others.
    @Test(
        arguments: ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", ""],
        ["", "{}"])
    func noFormReachesTheAPI(type: String, body: String) async throws {
        try await APIStreet.run { street in
            let session = try await PageBrowser(street).signIn(Street.carla)
            let headers = [
                "Cookie": "__Host-saar-session=\(session)", "Content-Type": type, "Sec-Fetch-Site": "same-origin",
                "Origin": "https://saar.test",
            ]
            let alert = try await street.share()
            let paths = [
                "\(APIStreet.group)/closure", "\(APIStreet.group)/renewal",
                "\(APIStreet.root)/alerts/\(try #require(alert["id"]))/hold",
                "\(APIStreet.root)/messages/\(try #require(alert["messageId"]))/retraction",
            ]
            for path in paths {
                try await street.ask(.post, path, body: body, headers: headers)
                    .expectProblem(415, "unsupported-media-type")
            }
            #expect(try await street.house.registry.registration(of: Street.group.id).standing != .closed)
        }
    }

    @Test func aBrowserIsSentToThePageAndAProgramIsNot() async throws {
        try await APIStreet.run { street in
            let anna = try await member(street, Street.anna).id
            let alert = try await street.share()
            let message = try #require(alert["messageId"])
            let session = try await PageBrowser(street).signIn(Street.carla)
            let cookie = ["Cookie": "__Host-saar-session=\(session)", "Sec-Fetch-Site": "same-origin"]
            let calls: [(HTTPRequest.Method, String, String)] = [
                (.post, "\(APIStreet.root)/messages/\(message)/retraction", "{}"),
                (.patch, "\(APIStreet.group)/members/\(anna)", #"{"role": "coordinator"}"#),
                (.patch, "\(APIStreet.group)/members/\(anna)", #"{"role": "resident"}"#),
                (.post, "\(APIStreet.group)/handover", #"{"memberId": "\#(anna)"}"#),
            ]
            for (method, path, body) in calls {
                try await street.ask(method, path, body: body, headers: cookie).expectProblem(403, "page-needed")
            }
            for path in ["\(APIStreet.group)/closure", "\(APIStreet.group)/decline"] {
                try await street.ask(.post, path, body: #"{"reason": "x"}"#, headers: cookie)
                    .expectProblem(403, "page-needed")
            }
            try await street.ask(
                .patch, "\(APIStreet.group)/members/\(anna)", body: #"{"standing": "left"}"#, headers: cookie
            ).expectProblem(403, "page-needed")
            #expect(try await member(street, Street.anna).role == .resident)
            // What is undone as it is done goes by the cookie as before.
            let suspended = try await street.ask(
                .patch, "\(APIStreet.group)/members/\(anna)", body: #"{"standing": "suspended"}"#, headers: cookie)
            #expect(suspended.status == 200)
            _ = try await street.ask(
                .patch, "\(APIStreet.group)/members/\(anna)", body: #"{"standing": "approved"}"#, headers: cookie)
            for (method, path, body) in calls {
                let answer = try await street.ask(method, path, as: Street.carla, body: body)
                #expect(answer.status == 200, "\(path) \(answer.text)")
            }
        }
    }

    // MARK: its words

    @Test(arguments: FinalStepModel.Kind.allCases, Language.allCases)
    func everyPageSaysWhatWillHappen(kind: FinalStepModel.Kind, language: Language) throws {
        let setting = try PageStreet.setting(in: language)
        let question = FinalStepModel.Question(
            step: .otherDevices, kind: kind,
            values: [
                "name": "Zoë", "group": "Kerkstraat", "date": "27 november", "device": "Firefox", "reachable": "2",
                "members": "3", "woken": "1",
            ], action: "/a",
            fields: [.init(name: "x", value: #"<"&'>"#)], back: "/b", alone: ["Het Plein"],
            tick: kind == .erasure ? "sure" : nil)
        let model = FinalStepModel(question, countersign: "c0", setting)
        for text in [model.title, model.lead, model.button] + model.parts.flatMap({ [$0.heading, $0.text] }) {
            #expect(!text.isEmpty && !text.contains("{") && !text.contains("step."), "\(text)")
        }
        let html = try PageStreet.html(model, in: language)
        #expect(html.contains(#"name="countersign" value="c0""#) && html.contains(#"href="/b""#))
        #expect(html.contains("<strong>Het Plein</strong>") && !html.contains(#"value="<"#))
        #expect(html.contains(#"type="checkbox""#) == (kind == .erasure))
    }
}
