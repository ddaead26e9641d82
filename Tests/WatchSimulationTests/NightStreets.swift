import Watch
import WatchGEOS
@testable import WatchStore
import WatchTesting

/// Three streets in a row, each linked with the next, with their people, before anything happens: made once, and made again in
/// the same database for every night. The database stays open between nights, since preparing the statements anew for each of
/// them would take longer than playing it.
struct NightStreets: Sendable {
    static let groups: [GroupId] = (1...3).map { id(100 + $0) }
    static let people: [PersonId] = (1...18).map { id($0) }
    /// They lead a street each.
    static let coordinators = Array(people[0..<3])
    /// Hears all three, by office.
    static let officer = people[17]
    /// There is no address of theirs.
    static let withoutAddress = people[5]
    /// What is sent to them comes back.
    static let unreachable = people[6]
    /// They live nowhere yet; the last has no address.
    static let newcomers: [PersonId] = (19...22).map { id($0) }
    /// Its coordinators are asked in this night whether all is still right with it.
    static let elderly = groups[0]
    /// Where somebody is asked to lead a street as well: a newcomer who wants to join another one.
    static func asked(_ street: Int) -> EmailAddress? { EmailAddress("nieuw\(street)@example.org") }
    /// Every second of them has a device that may be pushed to; whoever cannot be reached has none.
    static let woken: [PersonId] = people.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        .filter { $0 != unreachable }
    /// The streets of a resident: every fifth lives in two.
    static func streets(of number: Int) -> [Int] {
        number == 17 ? [] : number.isMultiple(of: 5) ? [number % 3, (number + 1) % 3] : [number % 3]
    }

    static func id<Kind>(_ number: Int) -> Id<Kind> {
        let digits = String(number)
        return Id(trusted: "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)
    }

    /// What the nights are played in, one after another.
    let database: NightFile
    /// What was in each table before the first night; those that others point to come first.
    private let kept: [(table: CopyTable, rows: [[SQLValue]])]

    init() async throws {
        database = try NightFile()
        try await Migrator(database, Schema.migrations).migrate(at: 0)
        let clock = ManualClock(at: ManualClock.friday - .days(30))
        let persons = SQLPersonStore(database: database)
        let groups = GroupDesk(
            store: SQLGroupStore(database: database, clock: clock),
            members: SQLMemberStore(database: database, clock: clock), areas: GEOSOperations(),
            surroundings: Surroundings(
                clock: clock, randomness: SeededRandomness(), localTime: FixedLocalTime(hour: 23)))
        try await SQLZoneStore(database: database).keep([ZoneChange(municipality: "0632", zone: "zone-1")])
        for (number, person) in NightStreets.people.enumerated() {
            try await persons.keep(
                Person(
                    id: person, firstName: "Buur", lastName: "Nummer",
                    email: person == NightStreets.withoutAddress ? nil : "buur\(number)@example.org", language: .nl,
                    createdAt: clock.now()),
                offices: person == NightStreets.officer ? [Office(kind: .police, territory: "zone-1")] : [])
        }
        for (number, person) in NightStreets.newcomers.enumerated() {
            try await persons.keep(
                Person(
                    id: person, firstName: "Nieuwe", lastName: "Buur",
                    email: person == NightStreets.newcomers.last ? nil : "nieuw\(number)@example.org", language: .nl,
                    createdAt: clock.now()),
                offices: [])
        }
        for (number, group) in NightStreets.groups.enumerated() {
            let founder = NightStreets.coordinators[number]
            try await groups.found(NightStreets.group(group, number, at: clock.now()), coordinator: founder)
        }
        try await database.write { connection in
            for (number, person) in NightStreets.people.enumerated() where number > 2 {
                for street in NightStreets.streets(of: number) {
                    let member = Member(
                        id: NightStreets.id(1_000 + number * 10 + street), group: NightStreets.groups[street],
                        person: person, standing: .approved, role: .resident, joinedSequence: 1, appliedAt: clock.now())
                    try connection.run(
                        """
                        INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
                        VALUES (\(member.id), \(member.group), \(person), 'approved', 'resident', 1, \(clock.now()))
                        """)
                    try connection.run("UPDATE groups SET members = members + 1 WHERE id = \(member.group)")
                }
            }
            for (low, high) in zip(NightStreets.groups, NightStreets.groups.dropFirst()) {
                try connection.run(
                    """
                    INSERT INTO links (low_id, high_id, state, proposed_at, changed_at)
                    VALUES (\(low), \(high), 'linked', \(clock.now()), \(clock.now()))
                    """)
            }
        }
        try await database.write { connection in
            let now = ManualClock.friday
            let care = Jurisdiction.netherlands.confirmation
            try connection.run(
                """
                UPDATE registrations SET standing = \(Registration.Standing.listed.rawValue),
                    confirmed_at = \(now + .minutes(2) - care.lifetime) WHERE group_id = \(NightStreets.elderly)
                """)
            try DueRows.put(.group(NightStreets.elderly, .registration), .care, at: now + .minutes(1), connection)
        }
        let devices = SQLPushDeviceStore(database: database)
        for (number, person) in NightStreets.woken.enumerated() {
            let device = PushDevice(
                id: NightStreets.id(2_000 + number), person: person, endpoint: "https://push.example.org/\(number)",
                publicKey: "key", secret: "secret", mark: Hex.text([UInt8](repeating: UInt8(number), count: 16)),
                since: clock.now())
            _ = try await devices.subscribe(device, most: PushRules.mostDevices)
        }
        let catalogue = try await CopyCatalogue.read(database)
        let tables = try catalogue.shared(with: catalogue)
        kept = try await database.read { connection in
            try tables.map { ($0, try $0.rows(connection.rows($0.slice(after: nil, limit: 1_000)))) }
        }
    }

    /// Makes everything as it was before the first night.
    func reset() async throws {
        let kept = kept
        try await database.write { connection in
            for (table, _) in kept.reversed() { try connection.run("DELETE FROM \(sql: table.name.sql)") }
            for (table, rows) in kept where !rows.isEmpty { try connection.run(table.put(rows)) }
        }
    }

    /// A point in a street.
    static func point(in street: Int) -> Coordinate? {
        Coordinate(latitude: 52.083 + Double(street) * 0.004, longitude: 4.875)
    }

    private static func group(_ id: GroupId, _ number: Int, at now: Moment) throws -> Group {
        let south = 52.081 + Double(number) * 0.004
        let corners = [
            (south, 4.87), (south, 4.88), (south + 0.0039, 4.88), (south + 0.0039, 4.87), (south, 4.87),
        ]
        guard let area = Area(polygons: [[corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }]]) else {
            throw Refusal(.notFound)
        }
        return Group(
            id: id, slug: "straat-\(number)", name: "Straat \(number)", place: "Woerden", jurisdiction: .netherlands,
            municipality: "0632", area: area, createdAt: now)
    }
}
