import Testing
import Watch
import WatchStore
import WatchTesting

/// Persons and their keys on every database.
@Suite("Keys in the store")
struct PersonStoreTests {
    private func token(
        _ number: Int, of person: PersonId, _ purpose: Token.Purpose = .session, at moment: Moment,
        device: String? = nil, usedAt: Moment? = nil
    ) -> Token {
        Token(
            id: StoreStreet.id(500 + number), hash: [UInt8(number), 7], person: person, purpose: purpose,
            device: device, createdAt: moment, usedAt: usedAt, expiresAt: moment + Token.lifetime(purpose))
    }

    @Test("a key is kept whole, renewed, and stays forgotten", arguments: DatabaseUnderTest.allCases)
    func renews(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let now = street.clock.now()
            let key = token(1, of: street.anna, at: now, device: "Firefox · Android")
            try await street.persons.keep(key)
            #expect(try await street.persons.token(ofHash: key.hash, purpose: .session, at: now) == key)
            #expect(try await street.persons.token(ofHash: key.hash, purpose: .bearer, at: now) == nil)
            #expect(try await street.persons.token(ofHash: key.hash, purpose: .session, at: key.expiresAt) == nil)
            let renewed = try #require(key.renewed(at: now + .days(2)))
            try await street.persons.renew(renewed)
            #expect(try await street.persons.token(ofHash: key.hash, purpose: .session, at: key.expiresAt) == renewed)
            #expect(try await street.persons.forget(tokenHash: key.hash) == street.anna)
            #expect(try await street.persons.forget(tokenHash: key.hash) == nil)
            try await street.persons.renew(renewed)
            #expect(try await street.persons.token(ofHash: key.hash, purpose: .session, at: now) == nil)
        }
    }

    @Test("a link spent twenty times at once is spent once", arguments: DatabaseUnderTest.allCases)
    func spendsOnce(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let now = street.clock.now()
            try await street.persons.keep(token(1, of: street.anna, .signIn, at: now))
            #expect(try await street.persons.spend(tokenHash: [1, 7], purpose: .demo, at: now) == nil)
            #expect(try await street.persons.spend(tokenHash: [1, 7], purpose: .signIn, at: now + .days(7)) == nil)
            let spent = try await withThrowingTaskGroup(of: PersonId?.self) { tasks in
                for _ in 0..<20 {
                    tasks.addTask {
                        try await street.persons.spend(tokenHash: [1, 7], purpose: .signIn, at: now)
                    }
                }
                return try await tasks.reduce(into: [PersonId?]()) { $0.append($1) }
            }
            #expect(spent.compactMap { $0 } == [street.anna])
        }
    }

    @Test(
        "keys are listed the last used first, and everybody forgets their own only",
        arguments: DatabaseUnderTest.allCases)
    func lists(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let now = street.clock.now()
            try await street.persons.keep(token(1, of: street.anna, at: now, usedAt: now + .days(1)))
            try await street.persons.keep(token(2, of: street.anna, .bearer, at: now, usedAt: now + .days(3)))
            try await street.persons.keep(token(3, of: street.anna, .signIn, at: now, usedAt: now + .days(4)))
            try await street.persons.keep(token(4, of: street.anna, at: now, usedAt: now + .days(2)))
            try await street.persons.keep(token(5, of: street.bram, at: now))
            func keys(_ person: PersonId) async throws -> [UInt8?] {
                try await street.persons.tokens(of: person, purposes: [.session, .bearer]).map(\.hash.first)
            }
            #expect(try await keys(street.anna) == [2, 4, 1])
            #expect(try await street.persons.forget(StoreStreet.id(504), of: street.bram) == false)
            #expect(try await keys(street.anna) == [2, 4, 1])
            #expect(try await street.persons.forget(StoreStreet.id(504), of: street.anna))
            #expect(try await street.persons.forget(StoreStreet.id(504), of: street.anna) == false)
            #expect(try await keys(street.anna) == [2, 1])
            #expect(try await keys(street.bram) == [5])
        }
    }

    @Test("all others are forgotten, however many they are", arguments: DatabaseUnderTest.allCases)
    func others(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let now = street.clock.now()
            for number in 1...230 { try await street.persons.keep(token(number, of: street.anna, at: now)) }
            try await street.persons.keep(token(231, of: street.anna, .bearer, at: now))
            try await street.persons.keep(token(232, of: street.anna, .signIn, at: now))
            try await street.persons.keep(token(233, of: street.bram, at: now))
            let kept: TokenId = StoreStreet.id(507)
            #expect(try await street.people.forgetOthers(than: kept, of: street.anna) == 230)
            let left = try await street.database.read { try $0.rows("SELECT id FROM tokens ORDER BY id") }
            let ids: [TokenId] = [7, 232, 233].map { StoreStreet.id(500 + $0) }
            #expect(try left.map { try $0.text("id") } == ids.map(\.text))
            #expect(try await street.people.forgetOthers(than: nil, of: street.anna) == 1)
        }
    }

    @Test("what has run out goes, and it is told whose it was", arguments: DatabaseUnderTest.allCases)
    func expires(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let now = street.clock.now()
            try await street.persons.keep(token(1, of: street.anna, .demo, at: now))
            try await street.persons.keep(token(2, of: street.anna, .signIn, at: now))
            try await street.persons.keep(token(3, of: street.bram, .signIn, at: now))
            try await street.persons.keep(token(4, of: street.carla, .session, at: now))
            #expect(try await street.persons.forgetExpired(at: now + .days(7) - Span(milliseconds: 1)) == [])
            #expect(try await street.persons.forgetExpired(at: now + .days(7)) == [street.anna, street.bram])
            #expect(try await street.persons.forgetExpired(at: now + .days(7)) == [])
            let left = try await street.database.read { try $0.rows("SELECT person_id FROM tokens") }
            #expect(try left.map { try $0.text("person_id") } == [street.carla.text])
        }
    }

    @Test("a name is changed for its owner alone", arguments: DatabaseUnderTest.allCases)
    func names(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            try await street.people.change(
                street.anna, to: PersonProfile(firstName: "Annelies", lastName: "Nu", language: .de))
            let anna = try #require(try await street.people.person(street.anna))
            #expect(anna.firstName == "Annelies" && anna.lastName == "Nu" && anna.language == .de)
            #expect(try await street.people.person(street.bram)?.firstName == "Bram")
            let file = try await street.alerts.file(alert, for: street.bram)
            #expect(file.alert.reporterFirstName == "Anna", "what was said keeps the name it was said under")
            let profile = try PersonProfile(firstName: "X", lastName: nil, language: .nl)
            try await expectRefusal(.notFound) { try await street.people.change(StoreStreet.id(999), to: profile) }
        }
    }
}
