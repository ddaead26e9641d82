import Foundation
import Synchronization
import Testing
import Watch
import WatchTesting

@testable import WatchPush

@Suite("Pushes as a channel", .timeLimit(.minutes(2)))
struct PushChannelTests {
    private static let now = ManualClock.friday + .minutes(3)

    private func dispatch(
        _ devices: [PushDevice], _ news: Notice.Kind = .alarm, about report: Report = Street.burglary()
    ) throws -> Dispatch {
        let alert = try Street.alert(about: report, at: news, until: Self.now)
        return Street.dispatch(
            by: Way(channel: .push, address: "", devices: devices, capability: ""), news, of: alert,
            at: Self.now)
    }

    @Test("it keeps to what every channel promises")
    func contract() async throws {
        let breaches = try await ChannelContract(PushSide()).breaches()
        #expect(breaches.isEmpty, "\(breaches)")
    }

    @Test(
        "what the push service says is what the channel answers",
        arguments: [
            (200, ChannelAnswer.accepted), (201, .accepted), (202, .accepted), (404, .refused), (410, .refused),
            (400, .refused), (401, .refused), (403, .refused), (307, .refused), (413, .tooLarge),
            (406, .later(after: .seconds(40))), (429, .later(after: .seconds(40))), (500, .later(after: .seconds(40))),
            (503, .later(after: .seconds(40))),
        ])
    func statuses(status: Int, answer: ChannelAnswer) async throws {
        let service = PushService()
        service.always(.status(status, retryAfter: .seconds(40)))
        #expect(try await service.channel().send(try dispatch([service.device()])) == answer)
    }

    @Test(
        "what breaks is tried again where that harms nobody",
        arguments: [
            (OutgoingFault.unreachable, ChannelAnswer.later(after: nil), 1), (.notAllowed, .refused, 1),
            (.inDoubt, .inDoubt, 2),
        ])
    func faults(fault: OutgoingFault, answer: ChannelAnswer, calls: Int) async throws {
        let service = PushService()
        service.always(.fault(fault))
        #expect(try await service.channel().send(try dispatch([service.device()])) == answer)
        #expect(service.asked.count == calls)
    }

    @Test func whatWasLostOnAConnectionThatWasLetGoIsHandedOverOnceMore() async throws {
        let service = PushService()
        service.answer(.fault(.inDoubt))
        #expect(try await service.channel().send(try dispatch([service.device()])) == .accepted)
        // The same words for the same tag: who gets both shows one.
        #expect(service.asked.count == 2 && service.asked[0].body == service.asked[1].body)
    }

    @Test(
        "one device that took it is enough, and else whatever leaves most hope",
        arguments: [
            ([PushOutcome.gone, .accepted, .later(after: nil)], ChannelAnswer.accepted),
            (
                [.gone, .later(after: nil), .later(after: .seconds(9)), .later(after: .seconds(5))],
                .later(after: .seconds(5))
            ),
            ([.inDoubt, .later(after: nil)], .later(after: nil)), ([.gone, .inDoubt, .tooLarge], .inDoubt),
            ([.gone, .tooLarge], .tooLarge), ([.gone, .declined], .refused), ([], .refused),
        ])
    func many(outcomes: [PushOutcome], answer: ChannelAnswer) { #expect(PushChannel.answer(outcomes) == answer) }

    @Test func allDevicesAreTriedAndThoseThatAreGoneAreForgotten() async throws {
        let service = PushService()
        let forgotten = Mutex<[PushDevice]>([])
        let channel = try service.channel(forget: { device in forgotten.withLock { $0.append(device) } })
        service.answer(.status(410))
        let devices = (1...3).map { service.device($0) }
        #expect(try await channel.send(try dispatch(devices)) == .accepted)
        #expect(Set(service.asked.map(\.address)) == Set(devices.map(\.endpoint)))
        #expect(service.taken.count == 2 && forgotten.withLock { $0.count } == 1)
        let taken = service.taken.map(\.call.address)
        #expect(forgotten.withLock { $0 }.allSatisfy { !taken.contains($0.endpoint) })
        let receipts = Set(service.taken.map(\.payload.notification.data.receipt))
        #expect(receipts.count == 2 && receipts.allSatisfy { PushCapability($0) != nil })
    }

    @Test func aPushThatIsTooLargeIsShortenedOnce() async throws {
        let service = PushService()
        service.answer(.status(413))
        let far = Street.missingChild(place: String(repeating: "Πλατεία ", count: 25))
        #expect(try await service.channel().send(try dispatch([service.device()], about: far)) == .accepted)
        #expect(service.asked.count == 2 && service.asked[1].body.count < service.asked[0].body.count)
        #expect(service.asked[1].body.count <= PushCourier.shortBytes + 103)
        #expect(service.taken.first?.payload.notification.body.hasSuffix("…") == true)
    }

    @Test func thePushServiceLearnsNothingButWhatItMust() async throws {
        let service = PushService()
        let channel = try service.channel()
        _ = try await channel.send(try dispatch([service.device(1), service.device(2)]))
        let (one, other) = (service.asked[0], service.asked[1])
        #expect(
            Set(one.headers.keys) == [
                "Authorization", "Content-Encoding", "Content-Type", "TTL", "Urgency", "Topic",
            ])
        #expect(one.headers["Urgency"] == "high" && one.headers["Content-Encoding"] == "aes128gcm")
        #expect(one.headers["TTL"] == "1800")
        let topic = try #require(one.headers["Topic"])
        #expect(topic.utf8.count == 22 && Base64URL.bytes(topic)?.count == 16)
        // The same secret here; in life each browser has its own, and a topic that no other has.
        #expect(PushChannel.topic(of: .alert(Street.fixed("d1")), for: service.device()) == topic)
        #expect(PushChannel.topic(of: .alert(Street.fixed("d2")), for: service.device()) != topic)
        #expect(one.headers["Authorization"] == other.headers["Authorization"], "signed once for one service")
        _ = try await channel.send(try dispatch([service.device(1)], .end))
        #expect(service.asked[2].headers["TTL"] == "86400" && service.asked[2].headers["Topic"] == topic)
    }

    @Test(arguments: [
        (Notice.Kind.alarm, Span.seconds(1), Span.minutes(30)), (.alarm, .minutes(25), .minutes(5)),
        (.reopening, .minutes(40), .minutes(1)), (.end, .minutes(40), .days(1)), (.retraction, .seconds(1), .days(1)),
    ])
    func aPushIsDeliveredAsLongAsItIsNews(kind: Notice.Kind, age: Span, life: Span) {
        #expect(PushChannel.life(of: kind, since: ManualClock.friday, at: ManualClock.friday + age) == life)
    }

    @Test func aSignatureIsForOneServiceAndNotUsedToItsEnd() throws {
        let signatures = PushSignatures(sender: PushSender(contact: "mailto:beheer@saar.test"))
        let start = ManualClock.friday
        let first = try signatures.authorization(to: "https://push.test", at: start)
        #expect(try signatures.authorization(to: "https://push.test", at: start + .hours(10)) == first)
        #expect(try signatures.authorization(to: "https://other.test", at: start) != first)
        #expect(try signatures.authorization(to: "https://push.test", at: start + .hours(11)) != first)
        #expect(try signatures.authorization(to: "https://push.test", at: start - .hours(1)) != first)
    }

    @Test(arguments: [
        ("https://push.test/x/y?z", "https://push.test"), ("https://PUSH.test:443/x", "https://push.test"),
        ("https://push.test:8443/x", "https://push.test:8443"), ("http://127.0.0.1:80?x", "http://127.0.0.1"),
        ("https://push.test", "https://push.test"),
    ])
    func aSignatureNamesTheOrigin(endpoint: String, origin: String) {
        #expect(PushCourier.origin(of: endpoint) == origin)
    }

    @Test func whatIsAmissIsToldOnceInAWhileAndWithoutAnAddress() async throws {
        let service = PushService()
        let clock = ManualClock(at: Self.now)
        let troubles = Mutex<[PushTrouble]>([])
        let channel = try service.channel(clock, note: { trouble in troubles.withLock { $0.append(trouble) } })
        service.always(.status(403))
        for _ in 0..<3 { _ = try await channel.send(try dispatch([service.device(1), service.device(2)])) }
        #expect(troubles.withLock { $0 } == [.status(403)])
        clock.advance(by: .minutes(2))
        _ = try await channel.send(try dispatch([service.device()]))
        #expect(troubles.withLock { $0 } == [.status(403), .status(403)])
    }

    @Test func aTestGoesTheWayOfAnAlarmAndForgetsNobodyForOurFaults() async throws {
        let service = PushService()
        let trial = PushTrial(courier: service.courier(), words: try ShippedWords.push.get())
        let capability = PushCapability(NoticeReceipt(bytes: [UInt8](repeating: 1, count: 16)), service.device())
        func answer() async throws -> ChannelAnswer {
            try await trial.test(service.device(), capability, in: .nl, at: Self.now)
        }
        #expect(try await answer() == .accepted)
        let notification = try #require(service.taken.first?.payload.notification)
        #expect(notification.data.receipt == capability.text && notification.data.kind == "test")
        #expect(notification.data.call == nil && notification.data.alert == nil)
        for status in [400, 401, 403] {
            service.answer(.status(status))
            #expect(try await answer() == .later(after: nil))
        }
        service.answer(.status(410))
        #expect(try await answer() == .refused)
    }

    @Test func keysOfABrowserThatAreNoneAreNoneAndNothingIsCalled() async throws {
        let service = PushService()
        let good = service.device()
        let broken = PushDevice(
            id: good.id, person: good.person, endpoint: good.endpoint, publicKey: "AAAA", secret: good.secret,
            mark: good.mark, since: good.since)
        #expect(try await service.channel().send(try dispatch([broken])) == .refused)
        #expect(service.asked.isEmpty)
        let keys = HousePushKeys(sender: PushSender(contact: ""), mayCall: { $0 == good.endpoint })
        #expect(keys.isUsable(publicKey: good.publicKey, secret: good.secret))
        #expect(!keys.isUsable(publicKey: "AAAA", secret: good.secret))
        #expect(keys.mayCall(good.endpoint) && !keys.mayCall("https://elsewhere.test/"))
    }
}

/// A push service as the contract of channels wants the other side.
private struct PushSide: OtherSide {
    private let service = PushService()

    var takesLetters: Bool { false }
    var tellsWords: Bool { false }

    func channel(_ mood: ChannelContract.Mood) throws -> any Channel {
        switch mood {
        case .taking: service.always(.status(201))
        case .refusing: service.always(.status(410))
        case .busy: service.always(.status(503))
        case .silent: service.always(.silence)
        }
        return try service.channel()
    }

    func taken() -> [ChannelContract.Taken] {
        service.taken.map { taken in
            let notification = taken.payload.notification
            return ChannelContract.Taken(
                to: [taken.call.address], receipt: String(notification.data.receipt.prefix(32)),
                words: "\(notification.title)\n\(notification.body)")
        }
    }

    func isHolding() async { await service.isHoldingOne() }

    func way(_ kind: NoticeChannel, _ number: Int) -> Way {
        Way(channel: kind, address: "", devices: [service.device(number)], capability: "")
    }

    func end(of way: Way) -> String { way.devices.first?.endpoint ?? "" }
}
