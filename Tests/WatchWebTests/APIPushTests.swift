import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting

@testable import WatchWeb

/// Browsers that may be woken, through the API.
@Suite("Browsers that may be woken") struct APIPushTests {
    static let path = APIStreet.subscriptions

    @Test func anybodyReadsTheKeyOfTheHouse() async throws {
        try await APIStreet.run { street in
            for person in [nil, Street.anna] {
                let key = try await street.ask(.get, "\(APIStreet.root)/push-key", as: person)
                #expect(key.status == 200 && key["publicKey"] == StreetPushKeys().publicKey)
            }
            try await street.ask(.get, "\(APIStreet.root)/push-key?for=anna").expectProblem(400, "parameter-invalid")
        }
    }

    @Test func aHouseWithoutAKeySaysSoEverywhere() async throws {
        try await APIStreet.run(wakes: false) { street in
            let receipt = String(repeating: "ab", count: 32)
            for (method, path, body) in [
                (HTTPRequest.Method.get, "/push-key", String?.none), (.get, "/me/subscriptions", nil),
                (.post, "/me/subscriptions", APIStreet.subscription()),
                (.delete, "/me/subscriptions/\(Street.bramMember.id)", nil),
                (.post, "/me/subscriptions/\(Street.bramMember.id)/test", "{}"), (.post, "/receipts/\(receipt)", nil),
            ] {
                let answer = try await street.ask(method, APIStreet.root + path, as: Street.anna, body: body)
                answer.expectProblem(404, "push-unavailable")
            }
            let me = try await street.ask(.get, "/me", as: Street.anna)
            #expect(me.status == 200 && !me.text.contains("id=\"woken\"") && !me.text.contains("push.js"))
        }
    }

    @Test func aBrowserSubscribesIsListedAndEnded() async throws {
        try await APIStreet.run { street in
            let made = try await street.ask(
                .post, Self.path, as: Street.anna, body: APIStreet.subscription(device: " Anna’s\\tphone "))
            #expect(made.status == 201 && made["device"] == "Anna’s phone" && made["isThis"] == "1")
            #expect(made["shownAt"] == nil && made["test"] == nil)
            let id = try #require(made["id"])
            // Nothing is given back by which others could send to it.
            #expect(!made.text.contains("push.example") && !made.text.contains("s3cret") && !made.text.contains("BNcR"))
            // The next look finds the same one.
            street.clock.advance(by: .days(1))
            #expect(try await street.wake(Street.anna) == id)
            let listed = try await street.ask(.get, Self.path, as: Street.anna)
            #expect(listed.count("subscriptions") == 1 && listed["subscriptions.0.id"] == id)
            #expect(listed["subscriptions.0.seenAt"] != listed["subscriptions.0.since"])
            #expect(!listed.text.contains("push.example"))
            #expect(try await street.ask(.get, Self.path, as: Street.bram).count("subscriptions") == 0)
            // Not by somebody else; once by its owner.
            try await street.ask(.delete, "\(Self.path)/\(id)", as: Street.bram).expectProblem(404, "not-found")
            #expect(try await street.ask(.delete, "\(Self.path)/\(id)", as: Street.anna).status == 204)
            try await street.ask(.delete, "\(Self.path)/\(id)", as: Street.anna).expectProblem(404, "not-found")
            #expect(try await street.ask(.get, Self.path, as: Street.anna).count("subscriptions") == 0)
        }
    }

    @Test func whoUsedABrowserLastHasIt() async throws {
        try await APIStreet.run { street in
            _ = try await street.wake(Street.anna)
            _ = try await street.wake(Street.bram)
            #expect(try await street.ask(.get, Self.path, as: Street.anna).count("subscriptions") == 0)
            #expect(try await street.ask(.get, Self.path, as: Street.bram).count("subscriptions") == 1)
        }
    }

    @Test(
        arguments: [
            (#"{}"#, 422, "field-missing", "endpoint"),
            (#"{"endpoint": "https://push.example/1"}"#, 422, "field-missing", "keys"),
            (#"{"endpoint": "https://push.example/1", "keys": {"auth": "x"}}"#, 422, "field-missing", "keys.p256dh"),
            (
                #"{"endpoint": 5, "keys": {"p256dh": "x", "auth": "y"}}"#, 422, "field-invalid", "endpoint"
            ),
            (
                #"{"endpoint": "https://inside.example/1", "keys": {"p256dh": "x", "auth": "y"}}"#, 422,
                "push-endpoint-invalid", "endpoint"
            ),
            (
                #"{"endpoint": "javascript:alert(1)", "keys": {"p256dh": "x", "auth": "y"}}"#, 422,
                "push-endpoint-invalid", "endpoint"
            ),
            (
                #"{"endpoint": "https://push.example/\#(String(repeating: "x", count: 1_000))", "keys": {"p256dh": "x", "auth": "y"}}"#,
                422, "push-endpoint-invalid", "endpoint"
            ),
            (
                #"{"endpoint": "https://push.example/1", "keys": {"p256dh": "", "auth": "y"}}"#, 422,
                "push-keys-invalid", "keys"
            ),
            (
                #"{"endpoint": "https://push.example/1", "keys": {"p256dh": "x", "auth": "\#(String(repeating: "y", count: 201))"}}"#,
                422, "push-keys-invalid", "keys"
            ),
            (
                #"{"endpoint": "https://push.example/1", "keys": {"p256dh": "x", "auth": "y"}, "device": "\#(String(repeating: "y", count: 61))"}"#,
                422, "text-too-long", "device"
            ),
        ])
    func whatCannotBeIsRefusedByName(body: String, status: Int, code: String, field: String) async throws {
        try await APIStreet.run { street in
            try await street.ask(.post, Self.path, as: Street.anna, body: body)
                .expectProblem(status, code, field: field)
            #expect(try await street.ask(.get, Self.path, as: Street.anna).count("subscriptions") == 0)
        }
    }

    @Test func aTestIsSentAndItsWayMeasured() async throws {
        try await APIStreet.run { street in
            let id = try await street.wake(Street.anna)
            let test = "\(Self.path)/\(id)/test"
            try await street.ask(.post, test, as: Street.bram, body: "{}").expectProblem(404, "not-found")
            #expect(street.trials.sent.isEmpty)
            let sent = try await street.ask(.post, test, as: Street.anna, body: "{}")
            #expect(sent.status == 202 && sent.text.isEmpty)
            let trial = try #require(street.trials.sent.first)
            #expect(trial.device.id.text == id && trial.language == .en)
            try await street.ask(.post, test, as: Street.anna, body: "{}").expectProblem(429, "too-many-tests")
            var device = try await street.ask(.get, Self.path, as: Street.anna)
            #expect(device["subscriptions.0.test.state"] == "taken")
            #expect(device["subscriptions.0.test.milliseconds"] == nil)
            street.clock.advance(by: Span(milliseconds: 1_800))
            // The device says so, with nobody signed in, as often as it likes.
            for _ in 0..<2 {
                let receipt = try await street.ask(.post, "\(APIStreet.root)/receipts/\(trial.capability.text)")
                #expect(receipt.status == 204)
                street.clock.advance(by: .seconds(9))
            }
            device = try await street.ask(.get, Self.path, as: Street.anna)
            #expect(device["subscriptions.0.test.milliseconds"] == "1800")
            #expect(device["subscriptions.0.shownAt"] != nil)
        }
    }

    @Test func aDeviceThatItsServiceKnowsNoMoreIsForgotten() async throws {
        try await APIStreet.run { street in
            let id = try await street.wake(Street.anna)
            street.trials.answer(.refused)
            #expect(try await street.ask(.post, "\(Self.path)/\(id)/test", as: Street.anna, body: "{}").status == 202)
            #expect(try await street.ask(.get, Self.path, as: Street.anna).count("subscriptions") == 0)
        }
    }

    @Test func aReceiptTellsNobodyWhetherThereWasSuchAPush() async throws {
        try await APIStreet.run { street in
            let unknown = String(repeating: "5e", count: 32)
            for person in [nil, Street.anna] {
                for body in [nil, "{}", "nonsense"] {
                    let answer = try await street.ask(
                        .post, "\(APIStreet.root)/receipts/\(unknown)", as: person, body: body)
                    #expect(answer.status == 204 && answer.text.isEmpty)
                }
            }
            for wrong in [
                "5e", unknown + "0", String(unknown.dropLast()) + "g", unknown.uppercased().replacing("5E", with: "GG"),
            ] {
                try await street.ask(.post, "\(APIStreet.root)/receipts/\(wrong)").expectProblem(404, "not-found")
            }
            // From another site a browser says nothing.
            let foreign = try await street.ask(
                .post, "\(APIStreet.root)/receipts/\(unknown)",
                headers: ["Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"])
            foreign.expectProblem(403, "cross-site")
        }
    }
}
