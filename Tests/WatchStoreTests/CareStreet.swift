import Testing
import Watch
import WatchStore
import WatchTesting

/// A server that looks after the registry: what is due is done, and the letters that come of it are handed to a channel.
struct CareStreet: Sendable {
    let street: StoreStreet
    let store: SQLRegistryStore
    let desk: RegistryDesk
    let dues: DueDesk
    let letters: NoticeDesk
    let channel: RecordingChannel

    init(_ street: StoreStreet, channel: RecordingChannel = RecordingChannel()) {
        self.street = street
        self.channel = channel
        store = SQLRegistryStore(database: street.database)
        desk = RegistryDesk(store: store, surroundings: street.surroundings)
        dues = DueDesk(
            store: SQLDueStore(database: street.database),
            rooms: [RegistrationRoom(store: store, surroundings: street.surroundings)],
            surroundings: street.surroundings)
        letters = NoticeDesk(
            store: SQLNoticeStore(database: street.database, surroundings: street.surroundings), channels: [channel],
            announcer: street.listener, surroundings: street.surroundings)
    }

    /// Does what is due.
    func meet() async throws { while try await dues.round(limit: 50) >= 50 {} }

    /// Sends what was written.
    func send() async throws {
        for lane in [Notice.Lane.letters, .many] {
            while try await letters.deliver(lane, limit: 20) == 20 {}
        }
    }

    /// A minute passes, in which what is due is done, letters go out, and what went out is counted.
    func pass() async throws {
        try await meet()
        try await send()
        street.clock.advance(by: .minutes(1))
        try await send()
        try await meet()
    }

    /// What was sent to coordinators and offices, in order: `petra@example.org reminder 1 of De Straat`.
    var sent: [String] {
        channel.dispatches.compactMap { dispatch in
            guard case .letter(let content) = dispatch.content else { return nil }
            let words: String? =
                switch content {
                case .place, .coordinators, .question, .silence: nil
                case .reminder(let letter): "reminder \(letter) of \(dispatch.group.name)"
                case .warning(let groups): "closes: \(groups.map(\.name).joined(separator: ", "))"
                case .escalation(let groups, let unconfirmed):
                    "nobody: \(groups.map(\.name).joined(separator: ", ")) and \(unconfirmed) unconfirmed"
                }
            return words.map { "\(dispatch.way.address) \($0)" }
        }
    }

    func registration(_ group: GroupId? = nil) async throws -> Registration {
        try await desk.registration(of: group ?? street.street)
    }

    func log(_ group: GroupId) async throws -> [AuditEntry.Kind] {
        try await store.audit(of: group, limit: 50).map(\.kind)
    }

    /// Somebody with an address.
    func keep(_ number: Int, _ name: String, offices: [Office] = []) async throws -> PersonId {
        let id: PersonId = StoreStreet.id(number)
        try await street.persons.keep(
            Person(
                id: id, firstName: name, lastName: "", email: "\(name.lowercased())@example.org", language: .nl,
                createdAt: street.clock.now()), offices: offices)
        return id
    }

    /// A group whose coordinator can be written to.
    func found(_ number: Int = 171, _ name: String = "Nieuwe Wijk") async throws -> (
        group: Group, coordinator: PersonId
    ) {
        let person = try await keep(number - 100, "Petra\(number == 171 ? "" : "\(number)")")
        let group = try await street.groups.found(
            street.group(StoreStreet.id(number), name, south: 52.2 + Double(number - 171) * 0.1), coordinator: person)
        return (group, person)
    }
}
