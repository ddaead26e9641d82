import Testing
import Watch
import WatchStore
import WatchTesting

/// What there is to write to the coordinators of groups, on every database: it comes with its cause, goes out once, and
/// tells what holds then.
@Suite("Letters to the coordinators of a group in the store")
struct GroupLetterStoreTests {
    private static func desk(_ street: StoreStreet) -> GroupLetterDesk {
        GroupLetterDesk(
            store: SQLGroupLetterStore(database: street.database), surroundings: street.surroundings)
    }

    private static func registry(_ street: StoreStreet) -> RegistryDesk {
        RegistryDesk(store: SQLRegistryStore(database: street.database), surroundings: street.surroundings)
    }

    /// As data, so that nothing depends on the words.
    private static func letters(_ carrier: any LetterCarrier) -> GroupLetterDesk.Letters {
        GroupLetterDesk.Letters(carrier: carrier) { group, content, email, language in
            let text =
                switch content {
                case .confirmed(let capacity): "confirmed \(capacity)"
                case .declined(let capacity, let reason): "declined \(capacity): \(reason)"
                case .links(let neighbours, let more):
                    neighbours.map { "\($0.name ?? "one unconfirmed")\($0.asks ? "?" : "")" }.joined(separator: ", ")
                        + " +\(more)"
                case .applicants(let count): "\(count) waiting"
                }
            return Letter(to: email, subject: group.name, text: text, language: language)
        }
    }

    private static func address(_ street: StoreStreet, _ person: PersonId, _ email: String) async throws {
        try await street.database.write { connection in
            try connection.run("UPDATE persons SET email = \(email), language = 'fr' WHERE id = \(person)")
        }
    }

    // MARK: decisions

    private static let official: PersonId = StoreStreet.id(71)

    /// A group of Bram's that waits, and somebody who decides about it.
    private static func proposed(_ street: StoreStreet) async throws -> Group {
        try await address(street, street.bram, "bram@example.org")
        try await street.persons.keep(
            Person(
                id: official, firstName: "Marieke", lastName: "", email: nil, language: .nl,
                createdAt: street.clock.now()), offices: [Office(kind: .municipality, territory: "0632")])
        return try await street.groups.found(
            GroupPlan(
                name: "Oost", place: "Woerden", country: "NL", zone: nil, municipality: "0632",
                area: StoreStreet.area(52.2)), by: street.bram)
    }

    @Test("two servers at once tell a decision once", arguments: DatabaseUnderTest.allCases)
    func once(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            let post = RecordingCarrier()
            let letters = Self.letters(post)
            let desks = [Self.desk(street), Self.desk(street)]
            #expect(try await desks[0].write(.decision, limit: 20, letters: letters) == 0)
            // Refused by who may not: nothing is told of it.
            try await expectRefusal(.notAllowed) { try await Self.registry(street).confirm(group.id, by: street.bram) }
            let key = RequestKey(route: "POST /x", key: "yes", bodyHash: [1])
            for _ in 0..<2 { try await Self.registry(street).confirm(group.id, by: Self.official, request: key) }
            for _ in 0..<2 {
                try await withThrowingTaskGroup(of: Int.self) { tasks in
                    for desk in desks {
                        tasks.addTask { try await desk.write(.decision, limit: 20, letters: letters) }
                    }
                    try await tasks.waitForAll()
                }
                street.clock.advance(by: RegistryDesk.lease)
            }
            #expect(post.letters.map(\.text) == ["confirmed municipality"])
            #expect(post.letters.map(\.to.text) == ["bram@example.org"] && post.letters.map(\.language) == [.fr])
            #expect(post.letters.map(\.subject) == ["Oost"])
            // The usual steps of a registration are told by nothing but its page.
            try await Self.registry(street).renew(group.id, by: street.bram)
            try await Self.registry(street).close(group.id, by: street.bram)
            try await Self.registry(street).reopen(group.id, by: Self.official)
            #expect(try await desks[0].write(.decision, limit: 20, letters: letters) == 0)
            #expect(post.letters.count == 1)
        }
    }

    @Test("a no is told with its reason, and what became of it since", arguments: DatabaseUnderTest.allCases)
    func declining(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            let post = RecordingCarrier()
            let (desk, letters) = (Self.desk(street), Self.letters(post))
            try await Self.registry(street).decline(group.id, because: " Te klein ", by: Self.official)
            #expect(try await desk.write(.decision, limit: 20, letters: letters) == 1)
            street.clock.advance(by: .seconds(1))
            try await Self.registry(street).reopen(group.id, by: Self.official)
            #expect(try await desk.write(.decision, limit: 20, letters: letters) == 1)
            #expect(post.letters.map(\.text) == ["declined municipality: Te klein", "confirmed municipality"])
            #expect(try await desk.write(.decision, limit: 20, letters: letters) == 0)
        }
    }

    @Test("a letter that does not go out is tried for some days", arguments: DatabaseUnderTest.allCases)
    func failing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            try await Self.registry(street).confirm(group.id, by: Self.official)
            let post = RecordingCarrier()
            let (desk, letters) = (Self.desk(street), Self.letters(post))
            post.fail()
            for wait in [Span.minutes(10), .hours(1), .hours(6), .days(1), .days(2)] {
                #expect(try await desk.write(.decision, limit: 20, letters: letters) == 1)
                street.clock.advance(by: Span(milliseconds: wait.milliseconds - 1))
                #expect(try await desk.write(.decision, limit: 20, letters: letters) == 0, "not before its time")
                street.clock.advance(by: Span(milliseconds: 1))
            }
            #expect(try await desk.write(.decision, limit: 20, letters: letters) == 1)
            post.fail(false)
            street.clock.advance(by: .days(30))
            #expect(try await desk.write(.decision, limit: 20, letters: letters) == 0, "given up")
            #expect(post.letters.isEmpty)
        }
    }

    @Test("a server that dies over it leaves it to others, and not for ever", arguments: DatabaseUnderTest.allCases)
    func dying(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            try await Self.registry(street).confirm(group.id, by: Self.official)
            let store = SQLGroupLetterStore(database: street.database)
            var taken: [Int] = []
            for _ in 0..<8 {
                let claimed = try await store.claim(
                    .decision, at: street.clock.now(), lease: RegistryDesk.lease, limit: 20)
                taken.append(claimed.count)
                let leased = try await store.claim(
                    .decision, at: street.clock.now(), lease: RegistryDesk.lease, limit: 20)
                #expect(leased.isEmpty)
                street.clock.advance(by: RegistryDesk.lease)
            }
            #expect(taken == [1, 1, 1, 1, 1, 1, 0, 0])
        }
    }

    @Test("who has no address, and whoever was erased, are not written to", arguments: DatabaseUnderTest.allCases)
    func nobody(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let group = try await Self.proposed(street)
            try await Self.registry(street).confirm(group.id, by: Self.official)
            try await street.erase(street.bram)
            let post = RecordingCarrier()
            #expect(try await Self.desk(street).write(.decision, limit: 20, letters: Self.letters(post)) == 0)
            #expect(post.letters.isEmpty)
            #expect(
                try await street.count("SELECT * FROM group_letters WHERE kind = 'decision' AND due_at IS NOT NULL")
                    == 0)
        }
    }

    // MARK: links

    /// Three groups in a row, whose coordinators have addresses.
    private static func row(_ street: StoreStreet, _ count: Int = 3) async throws -> LinkedRow {
        let row = try await LinkedRow(street, count)
        for (index, person) in row.coordinators.enumerated() {
            try await address(street, person, "co\(index)@example.org")
        }
        return row
    }

    @Test("who is asked hears of it at once, and of the next a week later", arguments: DatabaseUnderTest.allCases)
    func asked(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            let post = RecordingCarrier()
            let (desk, letters) = (Self.desk(street), Self.letters(post))
            func write() async throws -> Int { try await desk.write(.links, limit: 20, letters: letters) }
            func ask(_ index: Int) async throws {
                _ = try await row.links.propose(
                    row.groups[index], with: .id(row.groups[1].id), by: row.coordinators[index])
            }
            for _ in 0..<3 { try await ask(0) }
            #expect(try await write() == 1)
            #expect(post.letters.map(\.to.text) == ["co1@example.org"] && post.letters.map(\.text) == ["De Straat? +0"])
            // Asked once more is nothing new, and what is new waits.
            try await ask(0)
            try await ask(2)
            #expect(try await write() == 0)
            street.clock.advance(by: Span(milliseconds: Span.days(7).milliseconds - 1))
            #expect(try await write() == 0)
            street.clock.advance(by: Span(milliseconds: 1))
            #expect(try await write() == 1)
            #expect(post.letters.last?.text == "De Straat?, \(row.groups[2].name)? +0")
            street.clock.advance(by: .days(30))
            #expect(try await write() == 0, "it is said once")
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
            let post = RecordingCarrier()
            #expect(try await Self.desk(street).write(.links, limit: 20, letters: Self.letters(post)) == 1)
            #expect(post.letters.map(\.text) == ["\(row.groups[2].name)?, one unconfirmed? +0"])
        }
    }

    @Test("what was answered by then is not told", arguments: DatabaseUnderTest.allCases, [true, false])
    func answered(_ kind: DatabaseUnderTest, isAgreed: Bool) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            let post = RecordingCarrier()
            let (one, other) = (row.groups[0], row.groups[1])
            _ = try await row.links.propose(one, with: .id(other.id), by: row.coordinators[0])
            _ = try await row.links.change(
                other, with: .id(one.id), to: isAgreed ? .accepted : .declined, by: row.coordinators[1])
            #expect(try await Self.desk(street).write(.links, limit: 20, letters: Self.letters(post)) == 0)
            #expect(post.letters.isEmpty)
            #expect(
                try await street.count("SELECT * FROM group_letters WHERE kind = 'links' AND due_at IS NOT NULL") == 0)
        }
    }

    @Test("what comes while a letter is on its way is told by the next", arguments: DatabaseUnderTest.allCases)
    func meanwhile(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            let store = SQLGroupLetterStore(database: street.database)
            let middle = row.groups[1]
            _ = try await row.links.propose(row.groups[0], with: .id(middle.id), by: row.coordinators[0])
            let claimed = try await store.claim(.links, at: street.clock.now(), lease: RegistryDesk.lease, limit: 20)
            let taken = try #require(claimed.first)
            #expect(taken.group.id == middle.id)
            _ = try await row.links.propose(row.groups[2], with: .id(middle.id), by: row.coordinators[2])
            try await store.settle(taken.letter, .told, at: street.clock.now())
            let post = RecordingCarrier()
            #expect(try await Self.desk(street).write(.links, limit: 20, letters: Self.letters(post)) == 0)
            street.clock.advance(by: .days(7))
            #expect(try await Self.desk(street).write(.links, limit: 20, letters: Self.letters(post)) == 1)
        }
    }

    @Test("who stands in is told of decisions, not of links", arguments: DatabaseUnderTest.allCases)
    func standIns(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street)
            try await Self.address(street, street.anna, "anna@example.org")
            let anna = try #require(try await street.members.own(street.anna, in: street.street))
            _ = try await street.members.change(
                .id(anna.id), in: street.street, to: .init(role: .coordinator, until: street.clock.now() + .days(9)),
                by: street.carla)
            _ = try await row.links.propose(row.groups[1], with: .id(street.street), by: row.coordinators[1])
            let post = RecordingCarrier()
            #expect(try await Self.desk(street).write(.links, limit: 20, letters: Self.letters(post)) == 1)
            #expect(post.letters.map(\.to.text) == ["co0@example.org"])
        }
    }

    @Test(
        "what the watch finds is gathered, and so many groups are written to a round",
        arguments: DatabaseUnderTest.allCases)
    func flood(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await Self.row(street, 4)
            let post = RecordingCarrier()
            let (desk, letters) = (Self.desk(street), Self.letters(post))
            #expect(try await row.lookAround(limit: 2) == 2)
            street.clock.advance(by: .minutes(50))
            #expect(try await row.lookAround(limit: 20) == 2)
            #expect(try await desk.write(.links, limit: 3, letters: letters) == 0, "an hour brings them together")
            street.clock.advance(by: .hours(1))
            #expect(try await desk.write(.links, limit: 3, letters: letters) == 3)
            #expect(try await desk.write(.links, limit: 3, letters: letters) == 1)
            #expect(try await desk.write(.links, limit: 3, letters: letters) == 0)
            // Each of the four once, with both its neighbours where it has two.
            let told = Dictionary(grouping: post.letters, by: \.to.text).mapValues { $0.map(\.text) }
            #expect(told.count == 4 && told.values.allSatisfy { $0.count == 1 })
            #expect(told["co1@example.org"] == ["De Straat, \(row.groups[2].name) +0"])
            // A day later the watch looks again, and finds nothing new to write about.
            street.clock.advance(by: .days(8))
            #expect(try await row.lookAround(limit: 20) == 4)
            #expect(try await desk.write(.links, limit: 9, letters: letters) == 0)
        }
    }

    // MARK: applicants

    @Test("who waits is told at once, those of the same day together", arguments: DatabaseUnderTest.allCases)
    func applicants(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            try await Self.address(street, street.carla, "carla@example.org")
            try await Self.address(street, street.bram, "bram@example.org")
            _ = try await street.members.change(
                .person(street.bram), in: street.street,
                to: .init(role: .coordinator, until: street.clock.now() + .days(90)), by: street.carla)
            let post = RecordingCarrier()
            let (desk, letters) = (Self.desk(street), Self.letters(post))
            func write() async throws -> Int { try await desk.write(.applicants, limit: 20, letters: letters) }
            func apply(_ number: Int) async throws -> MemberId {
                try await street.persons.keep(
                    Person(
                        id: StoreStreet.id(number), firstName: "N", lastName: "", email: nil, language: .nl,
                        createdAt: street.clock.now()), offices: [])
                return try await street.members.apply(
                    to: street.street, by: StoreStreet.id(number), consent: StoreStreet.consent
                ).id
            }
            // Those who came with the street have been answered.
            #expect(try await write() == 0 && post.letters.isEmpty)
            let first = try await apply(801)
            #expect(try await write() == 1)
            // Who stands in lets people in as well, and is told.
            #expect(post.letters.map(\.to.text) == ["bram@example.org", "carla@example.org"])
            #expect(post.letters.map(\.text) == ["1 waiting", "1 waiting"])
            _ = try await apply(802)
            let third = try await apply(803)
            #expect(try await write() == 0, "once a day")
            street.clock.advance(by: .days(1))
            _ = try await street.members.change(
                .id(third), in: street.street, to: .init(standing: .left), by: street.carla)
            #expect(try await write() == 1 && post.letters.last?.text == "2 waiting")
            street.clock.advance(by: .days(9))
            #expect(try await write() == 0, "nobody new has come")
            // Taken back before it was told: there is nothing to tell.
            let fourth = try await apply(804)
            for member in [first, fourth] {
                let place = try #require(
                    try await street.members.members(
                        of: try await street.groups.group(.id(street.street)), for: street.carla
                    ).members.first { $0.member.id == member })
                _ = try await street.members.change(
                    .id(member), in: street.street, to: .init(standing: .left), by: place.member.person)
            }
            _ = try await street.members.change(
                .person(StoreStreet.id(802)), in: street.street, to: .init(standing: .approved), by: street.carla)
            let sent = post.letters.count
            #expect(try await write() == 0 && post.letters.count == sent)
        }
    }
}
