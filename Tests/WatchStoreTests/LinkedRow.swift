import Testing
import Watch
import WatchStore
import WatchTesting

/// Groups in a row from south to north over a street's database, each about 1,100 metres high and touching the next; the
/// first of them is the street itself. Each has a coordinator of its own.
struct LinkedRow: Sendable {
    let street: StoreStreet
    let store: SQLLinkStore
    let links: LinkDesk
    private(set) var groups: [Group] = []
    private(set) var coordinators: [PersonId] = []

    /// - Parameter order: which group's id stands where: the street's own is 101, the others' are around it.
    init(_ street: StoreStreet, _ count: Int, ids: [Int] = [101, 102, 103, 104]) async throws {
        self.street = street
        store = SQLLinkStore(database: street.database, clock: street.clock)
        links = LinkDesk(
            store: store, groups: street.groupStore, members: street.memberStore, surroundings: street.surroundings)
        groups = [try await street.groups.group(.id(street.street))]
        coordinators = [street.carla]
        for index in 1..<count {
            coordinators.append(StoreStreet.id(10 + ids[index]))
            groups.append(try await found(ids[index], south: 52.08 + 0.01 * Double(index)))
        }
    }

    /// Founds a group with a coordinator of its own.
    func found(_ number: Int, south: Double) async throws -> Group {
        let coordinator: PersonId = StoreStreet.id(10 + number)
        try await street.persons.keep(
            Person(
                id: coordinator, firstName: "Co\(number)", lastName: "", email: nil, language: .nl,
                createdAt: street.clock.now()), offices: [])
        return try await street.groups.found(
            street.group(StoreStreet.id(number), "Groep \(number)", south: south), coordinator: coordinator)
    }

    func link(_ one: Int, _ other: Int) async throws {
        _ = try await links.propose(groups[one], with: .id(groups[other].id), by: coordinators[one])
        _ = try await links.propose(groups[other], with: .id(groups[one].id), by: coordinators[other])
    }

    /// Lets the watch look around, with everything that there is on its map; how many groups it looked around.
    func lookAround(limit: Int = 200) async throws -> Int {
        let shelf = RegistryShelf(store: SQLRegistryStore(database: street.database))
        return try await links.proposeNeighbours(limit: limit) {
            try await shelf.refresh()
            return shelf.current
        }
    }

    /// Lets somebody into a group of the row.
    func admit(_ person: PersonId, to index: Int) async throws {
        let member = try await street.members.apply(
            to: groups[index].id, by: person, consent: StoreStreet.consent)
        _ = try await street.members.change(
            .id(member.id), in: groups[index].id, to: .init(standing: .approved), by: coordinators[index])
    }

    /// Shares an alert in a group, at this latitude, going somewhere.
    func share(
        in index: Int, by person: PersonId, latitude: Double, direction: Compass? = nil, separate: Bool = true
    ) async throws -> AlertOutcome {
        let report = Report(
            kind: .suspiciousPerson, observation: Observation(behaviour: "Trekt aan deuren", direction: direction),
            location: Location(
                coordinate: Coordinate(latitude: latitude, longitude: 4.875), description: "bij de brug"),
            call: Report.Call(number: "112", calledAt: street.clock.now(), by: .me), isSeparate: separate)
        return try await street.alerts.share(report, in: groups[index].id, by: person)
    }

    /// What was told in a group, in order.
    func told(in index: Int) async throws -> [PastEvent] {
        try await street.alertStore.events(of: groups[index].id, after: 0, limit: 500)
    }

    func kinds(in index: Int) async throws -> [AlertNews.Kind] {
        try await told(in: index).compactMap(\.event.alertNews?.kind)
    }
}
