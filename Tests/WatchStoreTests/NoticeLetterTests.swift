import Testing
import Watch
import WatchTesting

@testable import WatchStore

/// Letters of the registry among notices, on every database: in lanes of their own, and known when they come back.
@Suite("Letters among notices")
struct NoticeLetterTests {
    /// A letter to whoever lives here, whatever it says.
    private static func put(
        _ house: NoticeStreet, _ number: Int, _ cause: Notice.Cause, to people: [PersonId], about: [GroupId] = []
    ) async throws {
        let street = house.street
        let now = house.now
        try await street.database.write { connection in
            try NoticeRows.write(
                LetterNews(
                    news: StoreStreet.id(8_000 + number), cause: cause,
                    subject: .group(street.street, .registration), group: street.street, about: about,
                    sequence: 1, at: now), to: people, connection)
        }
    }

    /// Lets what was claimed go out.
    private static func send(_ house: NoticeStreet, _ scenes: [NoticeScene]) async throws -> [NoticeReceipt] {
        let lease = try #require(scenes.first?.notice.leasedUntil)
        var receipts: [NoticeReceipt] = []
        for (number, scene) in scenes.enumerated() {
            let receipt = NoticeReceipt(
                bytes: [UInt8](repeating: UInt8(scene.notice.cause.rawValue.utf8.count), count: 15) + [UInt8(number)])
            let begun = try await house.store.begin(
                [scene.notice.key: NoticeSending(channel: .mail, receipt: receipt)], leasedUntil: lease, at: house.now)
            #expect(begun == [scene.notice.key])
            receipts.append(receipt)
        }
        try await house.settle(scenes, .sent(isInDoubt: false))
        return receipts
    }

    @Test("no lane waits behind another, and no page keeps a letter back", arguments: DatabaseUnderTest.allCases)
    func lanes(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            // The first event of the street has the number that the letters have, and is seen.
            _ = try await street.share()
            try await house.show(street.carla)
            try await Self.put(house, 1, .question, to: [street.carla])
            try await Self.put(
                house, 2, .reminder, to: [street.carla, street.bram, street.carla], about: [street.street])
            try await house.spreadAndWait()
            #expect(try await Set(house.claim(.alerts).map(\.notice.cause)) == [.alert(.alarm)])
            let question = try await house.claim(.letters)
            #expect(question.map(\.notice.cause) == [.question] && question.map(\.notice.about) == [[]])
            let many = try await house.claim(.many)
            #expect(many.map(\.notice.key.person) == [street.bram, street.carla])
            #expect(many.allSatisfy { $0.notice.about == [street.street] && $0.notice.sequence == 1 })
            #expect(many.allSatisfy { $0.notice.subject == .group(street.street, .registration) })
            #expect(try await Self.send(house, many).count == 2)
            #expect(try await house.claim(.many).isEmpty)
        }
    }

    @Test("what a newer program writes stays for it", arguments: DatabaseUnderTest.allCases)
    func newer(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            try await Self.put(house, 1, .warning, to: [street.carla])
            try await street.database.write { connection in
                try connection.run("UPDATE notices SET kind = 'invented'")
            }
            #expect(try await house.write(.many) == 0)
            #expect(try await street.count("SELECT * FROM notices WHERE due_at IS NOT NULL") == 1)
        }
    }

    @Test(
        "what comes back breaks the way of whose address it is, and a question that of nobody",
        arguments: DatabaseUnderTest.allCases)
    func bounces(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            try await Self.put(house, 1, .question, to: [street.carla])
            try await Self.put(house, 2, .reminder, to: [street.bram])
            let asked = try #require(try await Self.send(house, try await house.claim(.letters)).first)
            let reminded = try #require(try await Self.send(house, try await house.claim(.many)).first)
            #expect(try await street.count("SELECT * FROM ways") == 0, "there is nothing to stop")
            for receipt in [asked, reminded] { #expect(try await house.store.bounced(receipt, at: house.now)) }
            #expect(try await house.store.ways(of: street.carla).first?.bouncedAt == nil)
            #expect(try await house.store.ways(of: street.bram).first?.bouncedAt == house.now)
            #expect(try await house.notices() == [street.carla: "bounces", street.bram: "bounces"])
            // The next one goes out all the same.
            let member = try #require(try await street.members.own(street.bram, in: street.street))
            _ = try await street.members.change(
                .id(member.id), in: street.street, to: .init(role: .coordinator), by: street.carla)
            #expect(try await house.write() == 1 && house.told == ["\(street.bram)@example.org appointed"])
        }
    }

    @Test("erased a week after it went out, and not while it waits", arguments: DatabaseUnderTest.allCases)
    func tidy(_ kind: DatabaseUnderTest) async throws {
        try await withNotices(kind) { house in
            let street = house.street
            _ = try await street.share()
            try await house.deliver()
            try await Self.put(house, 1, .reminder, to: [street.bram, street.carla])
            _ = try await Self.send(house, try await house.claim(.many))
            try await Self.put(house, 2, .question, to: [street.bram])
            func tidied(after span: Span) async throws -> Int {
                street.clock.advance(by: span)
                try await house.desk.tidy()
                return try await street.count("SELECT * FROM notices WHERE lane > 0")
            }
            #expect(try await street.people.record(of: street.bram).letters == 2)
            #expect(try await tidied(after: .days(7)) == 3)
            #expect(try await tidied(after: Span(milliseconds: 1)) == 1)
            #expect(try await street.people.record(of: street.bram).letters == 1)
            #expect(try await street.people.record(of: street.bram).notices == 1, "of alerts it is kept with them")
            #expect(try await house.store.eraseLetters(toldBefore: house.now, limit: 1) == 0)
            // What is replaced is not told any more.
            try await house.desk.withdraw(.group(street.street, .registration))
            #expect(try await tidied(after: .seconds(0)) == 0)
        }
    }
}
