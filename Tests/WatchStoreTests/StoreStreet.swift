import Testing
import Watch
import WatchGEOS
import WatchStore
import WatchTesting

/// Stores, desks and a street over one database.
struct StoreStreet: Sendable {
    let database: any Database
    let clock: ManualClock
    let surroundings: Surroundings
    let persons: SQLPersonStore
    let groupStore: SQLGroupStore
    let memberStore: SQLMemberStore
    let alertStore: SQLAlertStore
    let register: SQLRegisterStore
    let groups: GroupDesk
    let members: MemberDesk
    let alerts: AlertDesk
    let dueStore: SQLDueStore
    let dues: DueDesk
    let people: PersonDesk
    let listener: RecordingAnnouncer

    let anna: PersonId = StoreStreet.id(1)
    let bram: PersonId = StoreStreet.id(2)
    let carla: PersonId = StoreStreet.id(3)
    let officer: PersonId = StoreStreet.id(4)
    let stranger: PersonId = StoreStreet.id(5)
    let street: GroupId = StoreStreet.id(101)

    /// What every applicant here agrees to.
    static let consent = Member.Consent(acceptsRules: true, isOfAge: true)

    static func id<Kind>(_ number: Int) -> Id<Kind> {
        let digits = String(number)
        return Id(trusted: "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)
    }

    static func area(_ south: Double = 52.08, _ west: Double = 4.87) -> Area {
        let corners = [(south, west), (south, west + 0.01), (south + 0.01, west + 0.01), (south + 0.01, west)]
        let ring = (corners + [corners[0]]).compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }
        guard let area = Area(polygons: [[ring]]) else { preconditionFailure("a box is an area") }
        return area
    }

    /// The same street, looked at through another database, such as one that pauses.
    func through(_ database: any Database) -> StoreStreet {
        StoreStreet(database, clock: clock, surroundings: surroundings, listener: listener)
    }

    private init(
        _ database: any Database, clock: ManualClock, surroundings: Surroundings, listener: RecordingAnnouncer
    ) {
        self.database = database
        self.clock = clock
        self.surroundings = surroundings
        self.listener = listener
        persons = SQLPersonStore(database: database)
        groupStore = SQLGroupStore(database: database, clock: clock)
        memberStore = SQLMemberStore(database: database, clock: clock)
        alertStore = SQLAlertStore(database: database, surroundings: surroundings)
        register = SQLRegisterStore(database: database)
        groups = GroupDesk(
            store: groupStore, members: memberStore, areas: GEOSOperations(), surroundings: surroundings)
        members = MemberDesk(store: memberStore, announcer: listener, surroundings: surroundings)
        alerts = AlertDesk(store: alertStore, announcer: listener, surroundings: surroundings)
        dueStore = SQLDueStore(database: database)
        dues = DueDesk(store: dueStore, rooms: [alerts], surroundings: surroundings)
        people = PersonDesk(
            store: persons, hashing: SecretHash(), announcer: listener, surroundings: surroundings)
    }

    init(_ database: any Database) async throws {
        let clock = ManualClock()
        self.init(
            database, clock: clock,
            surroundings: Surroundings(
                clock: clock, randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 12)),
            listener: RecordingAnnouncer())
        for (person, name) in [
            (anna, "Anna"), (bram, "Bram"), (carla, "Carla"), (officer, "Wouter"), (stranger, "Zeno"),
        ] {
            let offices = person == officer ? [Office(kind: .police, territory: "zone-1")] : []
            try await persons.keep(
                Person(
                    id: person, firstName: name, lastName: "Achternaam", email: nil, language: .nl,
                    createdAt: clock.now()), offices: offices)
        }
        try await SQLZoneStore(database: database).keep([ZoneChange(municipality: "0632", zone: "zone-1")])
        try await groups.found(group(street, "De Straat"), coordinator: carla)
        for person in [anna, bram] { try await admit(person) }
        // They live here: that they were let in, they were told long ago.
        _ = try await database.write { try $0.run("DELETE FROM notices") }
    }

    /// The desk that signs the register, on a server of its own unless a mark is given.
    func signing(_ seal: any RegisterSeal, marks: FakeRegisterMarks = FakeRegisterMarks()) -> RegisterSigningDesk {
        RegisterSigningDesk(store: register, seal: seal, marks: marks, surroundings: surroundings)
    }

    func group(_ id: GroupId, _ name: String, south: Double = 52.08) -> Group {
        Group(
            id: id, slug: GroupRules.slug(name), name: name, place: "Woerden", jurisdiction: .netherlands,
            zone: "zone-1", policeReads: true, municipality: "0632", area: StoreStreet.area(south),
            createdAt: clock.now())
    }

    /// Erases somebody who has just signed in.
    func erase(_ person: PersonId) async throws { try await people.erase(person, signedInAt: clock.now()) }

    func admit(_ person: PersonId) async throws {
        let member = try await members.apply(to: street, by: person, consent: StoreStreet.consent)
        _ = try await members.change(.id(member.id), in: street, to: .init(standing: .approved), by: carla)
    }

    func report(
        latitude: Double = 52.085, separate: Bool = false, behaviour: String? = "Trekt aan deuren"
    ) -> Report {
        Report(
            kind: .suspiciousPerson, observation: Observation(behaviour: behaviour),
            location: Location(
                coordinate: Coordinate(latitude: latitude, longitude: 4.875), description: "bij de brug"),
            policeOnly: PoliceOnly(licencePlate: "GH-482-X", text: nil),
            call: Report.Call(number: "112", calledAt: clock.now(), by: .me), isSeparate: separate)
    }

    func share(by person: PersonId? = nil, separate: Bool = true, key: String? = nil) async throws -> AlertOutcome {
        try await alerts.share(
            report(separate: separate), in: street, by: person ?? anna,
            request: key.map { RequestKey(route: "POST /x", key: $0, bodyHash: [1, 2, 3]) })
    }
}

/// Runs a test on a street in a fresh database with the whole schema.
func withStreet(_ kind: DatabaseUnderTest, _ test: (StoreStreet) async throws -> Void) async throws {
    try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
        try await test(try await StoreStreet(database))
    }
}

/// What a piece of work was refused with; nil when it was done.
func refusal(_ work: () async throws -> Void) async throws -> Refusal.Code? {
    do {
        try await work()
        return nil
    } catch let refusal as Refusal {
        return refusal.code
    }
}

/// Expects a piece of work to be refused with this code.
func expectRefusal(
    _ code: Refusal.Code, at location: SourceLocation = #_sourceLocation, _ work: () async throws -> Void
) async throws {
    let refused = try await refusal(work)
    #expect(refused == code, sourceLocation: location)
}
