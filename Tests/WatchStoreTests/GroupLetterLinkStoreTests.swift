import Testing
import Watch
import WatchStore
import WatchTesting

/// What the coordinators of groups are told of links that wait for their answer, on every database.
@Suite("Letters about links in the store")
struct GroupLetterLinkStoreTests {
    /// Three groups in a row, whose coordinators have addresses.
    private static func row(_ street: StoreStreet, _ count: Int = 3) async throws -> LinkedRow {
        let row = try await LinkedRow(street, count)
        for (index, person) in row.coordinators.enumerated() {
            try await street.address(person, "co\(index)@example.org")
        }
        return row
    }

    @Test("who is asked hears of it at once, and of the next a week later", arguments: DatabaseUnderTest.allCases)
    func asked(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            let post = LetterPost(street)
            func ask(_ index: Int) async throws {
                _ = try await row.links.propose(
                    row.groups[index], with: .id(row.groups[1].id), by: row.coordinators[index])
            }
            for _ in 0..<3 { try await ask(0) }
            let told = try await post.write(.coordinators(.links))
            #expect(told.addresses == ["co1@example.org"] && told.texts == ["De Straat? +0"])
            // Asked once more is nothing new, and what is new waits.
            try await ask(0)
            try await ask(2)
            #expect(try await post.write(.coordinators(.links)).isEmpty)
            street.clock.advance(by: Span(milliseconds: Span.days(7).milliseconds - 1))
            #expect(try await post.write(.coordinators(.links)).isEmpty)
            street.clock.advance(by: Span(milliseconds: 1))
            #expect(
                try await post.write(.coordinators(.links)).texts
                    == ["De Straat?, \(row.groups[2].name)? +0"])
            street.clock.advance(by: .days(30))
            #expect(try await post.write(.coordinators(.links)).isEmpty, "it is said once")
        }
    }

    @Test("one that is not confirmed asks without its name", arguments: DatabaseUnderTest.allCases)
    func unconfirmed(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            try await street.database.write { connection in
                try connection.run(
                    "UPDATE registrations SET standing = 'proposed' WHERE group_id = \(row.groups[0].id)")
            }
            for index in [0, 2] {
                _ = try await row.links.propose(
                    row.groups[index], with: .id(row.groups[1].id), by: row.coordinators[index])
            }
            #expect(
                try await LetterPost(street).write(.coordinators(.links)).texts
                    == ["\(row.groups[2].name)?, one unconfirmed? +0"])
        }
    }

    /// When an answer comes.
    enum Answering: Sendable, CaseIterable {
        case atOnce, beforeItIsSent, beforeItIsSentAgain
    }

    @Test("what was answered by then is not told", arguments: DatabaseUnderTest.allCases, Answering.allCases)
    func answered(_ kind: DatabaseUnderTest, _ answering: Answering) async throws {
        for isAgreed in [true, false] { try await answered(kind, answering, isAgreed) }
    }

    private func answered(_ kind: DatabaseUnderTest, _ answering: Answering, _ isAgreed: Bool) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            let post = LetterPost(street)
            let (one, other) = (row.groups[0], row.groups[1])
            _ = try await row.links.propose(one, with: .id(other.id), by: row.coordinators[0])
            switch answering {
            case .atOnce: break
            case .beforeItIsSent: try await post.meet()
            case .beforeItIsSentAgain:
                post.channel.answer(.later(after: nil))
                #expect(try await post.write(.coordinators(.links)).count == 1)
            }
            _ = try await row.links.change(
                other, with: .id(one.id), to: isAgreed ? .accepted : .declined, by: row.coordinators[1])
            for _ in 0..<2 {
                #expect(try await post.write(.coordinators(.links)).isEmpty)
                street.clock.advance(by: .days(1))
            }
            #expect(try await post.due(.links) == 0)
        }
    }

    @Test("what comes while a letter is on its way is told by the next", arguments: DatabaseUnderTest.allCases)
    func meanwhile(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            let post = LetterPost(street)
            let middle = row.groups[1]
            _ = try await row.links.propose(row.groups[0], with: .id(middle.id), by: row.coordinators[0])
            try await post.meet()
            _ = try await row.links.propose(row.groups[2], with: .id(middle.id), by: row.coordinators[2])
            // It says what there is when it goes out, and what came since it was written comes once more, in its time.
            let both = "De Straat?, \(row.groups[2].name)? +0"
            #expect(try await post.write(.coordinators(.links)).texts == [both])
            street.clock.advance(by: Span(milliseconds: Span.days(7).milliseconds - 1))
            #expect(try await post.write(.coordinators(.links)).isEmpty)
            street.clock.advance(by: Span(milliseconds: 1))
            #expect(try await post.write(.coordinators(.links)).texts == [both])
        }
    }

    @Test("who stands in is told of decisions, not of links", arguments: DatabaseUnderTest.allCases)
    func standIns(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            try await street.address(street.anna, "anna@example.org")
            let anna = try #require(try await street.members.own(street.anna, in: street.street))
            _ = try await street.members.change(
                .id(anna.id), in: street.street, to: .init(role: .coordinator, until: street.clock.now() + .days(9)),
                by: street.carla)
            _ = try await row.links.propose(row.groups[1], with: .id(street.street), by: row.coordinators[1])
            #expect(
                try await LetterPost(street).write(.coordinators(.links)).addresses == ["co0@example.org"])
        }
    }

    @Test(
        "what the watch finds is gathered, and so many groups are written to a round",
        arguments: DatabaseUnderTest.allCases)
    func flood(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street, 4)
            let post = LetterPost(street)
            #expect(try await row.lookAround(limit: 2) == 2)
            street.clock.advance(by: .minutes(50))
            #expect(try await row.lookAround(limit: 20) == 2)
            #expect(try await post.write(.coordinators(.links)).isEmpty, "an hour brings them together")
            street.clock.advance(by: .hours(1))
            try await post.meet()
            var round: [Int] = []
            for _ in 0..<3 { round.append(try await post.notices.deliver(.many, limit: 3)) }
            #expect(round == [3, 1, 0])
            // Each of the four once, with both its neighbours where it has two.
            let told = Dictionary(grouping: post.told(.coordinators(.links)), by: \.way.address).mapValues(\.texts)
            #expect(told.count == 4 && told.values.allSatisfy { $0.count == 1 })
            #expect(told["co1@example.org"] == ["De Straat, \(row.groups[2].name) +0"])
            // A day later the watch looks again, and finds nothing new to write about.
            street.clock.advance(by: .days(8))
            #expect(try await row.lookAround(limit: 20) == 4)
            #expect(try await post.write(.coordinators(.links)).isEmpty)
        }
    }
}
