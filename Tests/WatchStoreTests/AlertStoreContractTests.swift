import Testing
import Watch
import WatchStore
import WatchTesting

/// The contract of alerts, which the store in memory keeps as well (`WatchTests`), on every database.
@Suite("The contract of alerts") struct AlertStoreContractTests {
    @Test("kept by every database", arguments: DatabaseUnderTest.allCases)
    func databases(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            var contract = AlertStoreContract(try await KeptStreet(database))
            let breaches = try await contract.breaches()
            #expect(breaches == [])
        }
    }
}

/// The Kerkstraat in a database.
private struct KeptStreet: AlertStoreSide {
    let clock = ManualClock()
    let surroundings: Surroundings
    let alertStore: any AlertStore
    let dueStore: any DueStore
    private let groups: SQLGroupStore
    private let registerStore: SQLRegisterStore

    init(_ database: any Database) async throws {
        surroundings = Surroundings(clock: clock, randomness: SeededRandomness(), localTime: EuropeanLocalTime())
        alertStore = SQLAlertStore(database: database, surroundings: surroundings)
        dueStore = SQLDueStore(database: database)
        groups = SQLGroupStore(database: database, clock: clock)
        registerStore = SQLRegisterStore(database: database)
        let persons = SQLPersonStore(database: database)
        for neighbour in Street.everybody {
            try await persons.keep(neighbour.person, offices: Street.offices[neighbour.id] ?? [])
        }
        try await SQLZoneStore(database: database).keep([ZoneChange(municipality: "1901", zone: Street.zone)])
        _ = try await groups.found(
            Street.group, coordinator: Street.carlaMember, registration: Street.registration(of: Street.group),
            entry: Street.registered(Street.group), request: nil)
        let members = SQLMemberStore(database: database, clock: clock)
        for member in Street.members where member.group == Street.group.id && member.role == .resident {
            _ = try await members.change(
                .person(member.person), in: member.group, by: member.person, request: nil
            ) { _ in MemberChange(member: member, effects: []) }
        }
    }

    func group() async throws -> Group? { try await groups.group(.id(Street.group.id)) }

    func hearing(_ person: PersonId) async throws -> Hearing? {
        try await groups.hearings(of: person).first { $0.group == Street.group.id }
    }

    func registered() async throws -> [RegisterEntry.Kind] {
        try await registerStore.entries(of: .group(Street.group.id), after: 0, limit: 200).map(\.entry.kind)
    }
}
