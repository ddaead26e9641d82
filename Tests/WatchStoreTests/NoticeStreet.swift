import Testing
import Watch
import WatchStore
import WatchTesting

/// A street whose people have addresses, and what tells them when no page is open.
struct NoticeStreet: Sendable {
    let street: StoreStreet
    let store: SQLNoticeStore
    let channel = RecordingChannel()

    var now: Moment { street.clock.now() }

    /// A desk as one server has it.
    var desk: NoticeDesk {
        NoticeDesk(
            store: store, channels: [channel], announcer: street.listener, surroundings: street.surroundings)
    }

    init(_ street: StoreStreet) async throws {
        self.street = street
        store = SQLNoticeStore(database: street.database, surroundings: street.surroundings)
        try await address()
    }

    /// Gives an address to everybody who lives here by now.
    func address() async throws {
        try await street.database.write { connection in
            try connection.run("UPDATE persons SET email = id || '@example.org' WHERE erased_at IS NULL")
        }
    }

    /// Lets so many more people into the street.
    func crowd(_ count: Int) async throws -> [PersonId] {
        var crowd: [PersonId] = []
        for number in 0..<count {
            let person: PersonId = StoreStreet.id(500 + number)
            try await street.persons.keep(
                Person(
                    id: person, firstName: "Nr\(number)", lastName: "", email: "nr\(number)@example.org", language: .fr,
                    createdAt: now), offices: [])
            try await street.admit(person)
            crowd.append(person)
        }
        // That they were let in, they were told long ago.
        _ = try await street.database.write { try $0.run("DELETE FROM notices WHERE subject = 'place'") }
        return crowd
    }

    /// Spreads all that there is.
    func spread(slice: Int = NoticeDesk.slice) async throws {
        while try await store.spread(at: now, slice: slice, wait: NoticeRules.receiptTime) {}
    }

    /// Spreads, and lets open pages have had their word.
    func spreadAndWait() async throws {
        try await spread()
        street.clock.advance(by: NoticeRules.receiptTime)
    }

    func claim(_ lane: Notice.Lane = .alerts, limit: Int = 100) async throws -> [NoticeScene] {
        try await store.claim(lane, at: now, lease: NoticeRules.lease, limit: limit)
    }

    /// Tells everybody whose time has come.
    func deliver() async throws {
        try await spreadAndWait()
        while try await desk.deliver() > 0 {}
    }

    /// Writes what is due of a lane of letters.
    ///
    /// - Returns: how many were taken on.
    func write(_ lane: Notice.Lane = .letters) async throws -> Int {
        var taken = 0
        while case let more = try await desk.deliver(lane, limit: 20), more > 0 { taken += more }
        return taken
    }

    /// What people were told about their own places, in order.
    var told: [String] {
        channel.dispatches.compactMap { dispatch in
            guard case .letter(.place(let cause)) = dispatch.content else { return nil }
            return "\(dispatch.way.address) \(cause.rawValue)"
        }
    }

    /// Who has a notice, of this kind if one is named, and how it stands.
    func notices(_ kind: Notice.Kind? = nil) async throws -> [PersonId: String] {
        try await street.database.read { connection in
            let rows = try connection.rows(
                "SELECT person_id, kind, state, reason FROM notices ORDER BY person_id, at, sequence")
            var notices: [PersonId: String] = [:]
            for row in rows where try kind == nil || row.text("kind") == kind?.rawValue {
                notices[PersonId(trusted: try row.text("person_id"))] =
                    try row.textIfPresent("reason") ?? row.text("state")
            }
            return notices
        }
    }

    /// Somebody's page shows the newest event of the street.
    func show(_ person: PersonId) async throws {
        let event = try #require(
            try await street.alertStore.events(of: street.street, after: 0, limit: 100).last?.event.id)
        try await street.alerts.receive(event, by: person, hearings: try await street.groups.hearings(of: person))
    }

    func begin(_ scenes: [NoticeScene], at now: Moment? = nil) async throws -> Set<Notice.Key> {
        guard let until = scenes.first?.notice.leasedUntil else { return [] }
        let sendings = scenes.map { scene in
            (
                scene.notice.key,
                NoticeSending(
                    channel: .mail, receipt: NoticeReceipt(bytes: street.surroundings.randomness.bytes(16)))
            )
        }
        return try await store.begin(
            Dictionary(sendings, uniquingKeysWith: { first, _ in first }), leasedUntil: until, at: now ?? self.now)
    }

    func settle(_ scenes: [NoticeScene], _ settlement: NoticeRules.Settlement) async throws {
        guard let until = scenes.first?.notice.leasedUntil else { return }
        try await store.settle(
            Dictionary(scenes.map { ($0.notice.key, settlement) }, uniquingKeysWith: { first, _ in first }),
            leasedUntil: until, at: now)
    }
}

/// Runs a test on such a street in a fresh database.
func withNotices(_ kind: DatabaseUnderTest, _ test: (NoticeStreet) async throws -> Void) async throws {
    try await withStreet(kind) { try await test(try await NoticeStreet($0)) }
}
