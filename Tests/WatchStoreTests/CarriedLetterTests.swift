import Testing
import Watch
import WatchStore
import WatchTesting

/// What servers of before have put down to be written, on every database: new ones write it once, and leave to those what they
/// are writing themselves.
@Suite("Letters that servers of before have put down")
struct CarriedLetterTests {
    /// Puts a letter down as a server of before does.
    private func put(
        _ kind: GroupLetter.Kind, to group: GroupId, due: Moment?, told: Moment? = nil, leasedUntil: Moment? = nil,
        _ street: StoreStreet
    ) async throws {
        try await street.database.write { connection in
            try connection.run(
                """
                INSERT INTO group_letters (group_id, kind, due_at, told_at, version, leased_until)
                VALUES (\(group), \(kind.rawValue), \(due), \(told), 1, \(leasedUntil ?? Moment(milliseconds: 0)))
                """)
        }
    }

    @Test("to coordinators: what is due, and the pause of what was told", arguments: DatabaseUnderTest.allCases)
    func groups(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 4)
            for (index, person) in row.coordinators.enumerated() {
                try await street.address(person, "co\(index)@example.org")
            }
            let now = street.clock.now()
            let post = LetterPost(street)
            func ask(_ one: Int, _ other: Int) async throws {
                _ = try await row.links.propose(
                    row.groups[one], with: .id(row.groups[other].id), by: row.coordinators[one])
            }
            func left() async throws -> Int { try await street.count("SELECT * FROM group_letters") }
            try await ask(0, 1)
            try await ask(3, 2)
            // As if all that had been asked on a server of before: one is due, one was told a day ago, and one of before is
            // writing the third at this moment.
            try await street.database.write { try $0.run("DELETE FROM schedule") }
            try await put(.links, to: row.groups[1].id, due: now, street)
            try await put(.links, to: row.groups[2].id, due: nil, told: now - .days(1), street)
            try await put(.links, to: row.groups[3].id, due: now, leasedUntil: now + .seconds(30), street)
            try await put(.applicants, to: row.groups[3].id, due: nil, told: now - .days(9), street)
            #expect(try await post.write(.coordinators(.links)).addresses == ["co1@example.org"])
            #expect(try await left() == 1)
            // What was told there counts here.
            try await ask(1, 2)
            #expect(try await post.write(.coordinators(.links)).isEmpty)
            street.clock.advance(by: .days(6))
            #expect(try await post.write(.coordinators(.links)).addresses == ["co2@example.org"])
            #expect(try await left() == 0, "the lease is over, and nothing was left to tell")
            // A server of before hears of one more, within the pause of what was told here.
            try await put(.links, to: row.groups[1].id, due: street.clock.now(), street)
            #expect(try await post.write(.coordinators(.links)).isEmpty)
            #expect(try await left() == 0)
            street.clock.advance(by: .days(1))
            #expect(try await post.write(.coordinators(.links)).addresses == ["co1@example.org"])
        }
    }

    @Test("questions to lead a group", arguments: DatabaseUnderTest.allCases)
    func questions(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let post = LetterPost(street)
            /// As if it had been founded on a server of before.
            func founded(_ number: Int) async throws -> GroupId {
                let group = try await street.groups.found(
                    GroupPlan(
                        name: "Groep \(number)", place: "Woerden", country: "NL", municipality: "0632",
                        area: StoreStreet.area(52.2 + 0.02 * Double(number)),
                        coCoordinator: "els\(number)@example.org"), by: street.bram)
                try await street.database.write { try $0.run("DELETE FROM schedule WHERE subject = 'question'") }
                return group.id
            }
            func change(_ group: GroupId, _ change: SQL) async throws {
                try await street.database.write { connection in
                    try connection.run("UPDATE co_coordinations SET \(sql: change) WHERE group_id = \(group)")
                }
            }
            _ = try await founded(0)
            let told = try await founded(1)
            let leased = try await founded(2)
            let now = street.clock.now()
            try await change(told, "told_at = \(now), is_counted = TRUE")
            try await change(leased, "leased_until = \(now + .seconds(30)), is_counted = TRUE")
            #expect(try await post.write(.question).addresses == ["els0@example.org"])
            #expect(try await post.write(.question).isEmpty)
            // Servers of before find nothing that is to be told any more.
            #expect(
                try await street.count(
                    "SELECT * FROM co_coordinations WHERE told_at IS NULL AND leased_until <= \(now)") == 0)
            // Its server has died over it. It was counted for its address before.
            street.clock.advance(by: .seconds(30))
            #expect(try await post.write(.question).addresses == ["els2@example.org"])
            #expect(try await street.count("SELECT * FROM asked_addresses") == 1)
        }
    }

    @Test("a question that one of before takes on before it is met is its own", arguments: DatabaseUnderTest.allCases)
    func takenOn(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let post = LetterPost(street)
            for number in 0..<2 {
                _ = try await street.groups.found(
                    GroupPlan(
                        name: "Groep \(number)", place: "Woerden", country: "NL", municipality: "0632",
                        area: StoreStreet.area(52.2 + 0.02 * Double(number)),
                        coCoordinator: "els\(number)@example.org"), by: street.bram)
            }
            let now = street.clock.now()
            try await street.database.write { connection in
                try connection.run("UPDATE co_coordinations SET leased_until = \(now + .seconds(30))")
            }
            #expect(try await post.write(.question).isEmpty)
            // It could send the one, and not the other.
            try await street.database.write { connection in
                try connection.run(
                    "UPDATE co_coordinations SET told_at = \(now) WHERE email = 'els0@example.org'")
            }
            street.clock.advance(by: .seconds(30))
            #expect(try await post.write(.question).addresses == ["els1@example.org"])
            #expect(try await street.count("SELECT * FROM schedule WHERE subject = 'question'") == 0)
        }
    }
}
