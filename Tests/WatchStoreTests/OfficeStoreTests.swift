import Testing
import Watch
import WatchStore
import WatchTesting

/// Offices on every database: given beside those that are held, taken, and what comes of it.
@Suite("Offices in the store")
struct OfficeStoreTests {
    private let woerden = Office(kind: .municipality, territory: "0632")
    private let zone = Office(kind: .police, territory: "zone-1")

    private func address(_ text: String) throws -> EmailAddress { try #require(EmailAddress(text)) }

    @Test("an office is given once, beside the others, also to who is new", arguments: DatabaseUnderTest.allCases)
    func grants(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let nora = try address("nora@example.org")
            #expect(try await street.people.grant(woerden, to: nora, language: .fr))
            #expect(try await !street.people.grant(woerden, to: nora, language: .nl), "she holds it already")
            let foundation = Office(kind: .foundation, territory: "NL")
            #expect(try await street.people.grant(foundation, to: nora, language: .nl))
            let officials = try await street.people.officials()
            #expect(officials.map(\.office) == [foundation, woerden, zone])
            let person = try #require(officials.first?.person)
            #expect(person.email == nora.text && person.language == .fr && person.id == officials[1].person.id)
            #expect(Set(try await street.people.offices(of: person.id)) == [woerden, foundation])
            // Whoever signs in with this address is the one who holds it.
            let newcomer = Person(
                id: StoreStreet.id(77), firstName: "", lastName: "", email: nora.text, language: .nl,
                createdAt: street.clock.now())
            #expect(try await street.persons.admit(newcomer, by: nora).id == person.id)
            #expect(try await street.people.revoke(woerden, from: nora))
            #expect(try await !street.people.revoke(woerden, from: nora))
            #expect(try await !street.people.revoke(woerden, from: address("nobody@example.org")))
            #expect(try await street.people.offices(of: person.id) == [foundation], "the other one stays")
        }
    }

    @Test("the police hear and stop hearing, on whichever server they listen", arguments: DatabaseUnderTest.allCases)
    func hears(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let agent = try address("agent@example.org")
            #expect(try await street.people.grant(woerden, to: agent, language: .nl))
            let person = try #require(try await street.people.officials().first { $0.office == woerden }?.person.id)
            let now = street.clock.now()
            let key = Token(
                id: StoreStreet.id(601), hash: [9, 9], person: person, purpose: .session, device: nil, createdAt: now,
                expiresAt: now + .days(1))
            try await street.persons.keep(key)
            func version() async throws -> Int64? {
                try await street.persons.hearingVersions(ofHolders: [key.id])[key.id]
            }
            let first = try #require(try await version())
            #expect(try await street.groups.hearings(of: person).isEmpty)
            #expect(try await street.people.grant(zone, to: agent, language: .nl))
            let second = try #require(try await version())
            #expect(second > first, "open streams look again")
            #expect(try await street.groups.hearings(of: person).map(\.audience) == [.police])
            #expect(try await street.people.revoke(zone, from: agent))
            #expect(try #require(try await version()) > second)
            #expect(try await street.groups.hearings(of: person).isEmpty)
        }
    }

    @Test("who was erased gets none", arguments: DatabaseUnderTest.allCases)
    func erased(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            _ = try await street.erase(street.officer)
            #expect(try await street.people.officials().isEmpty)
            try await expectRefusal(.notFound) { _ = try await street.persons.grant(woerden, to: street.officer) }
        }
    }
}
