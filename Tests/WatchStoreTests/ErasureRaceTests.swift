import Testing
import Watch
import WatchStore
import WatchTesting

/// Somebody is erased while something is written for them: one of the two comes first, and nothing of them is left.
@Suite("Erased in the middle of something")
struct ErasureRaceTests {
    /// What is written for somebody.
    enum Writing: String, CaseIterable, CustomTestStringConvertible {
        case key, office, joining, founding, comparing, report, wordsOfPolice, way

        var testDescription: String { rawValue }

        /// Who is erased.
        func person(_ street: StoreStreet) -> PersonId {
            switch self {
            case .report: street.anna
            case .wordsOfPolice: street.officer
            case .key, .office, .joining, .founding, .comparing, .way: street.stranger
            }
        }

        func write(_ street: StoreStreet, alert: AlertId) async throws {
            let person = person(street)
            switch self {
            case .key: _ = try await street.people.issue(.session, to: person, device: "Firefox")
            case .office: _ = try await street.persons.grant(Office(kind: .municipality, territory: "0632"), to: person)
            case .joining:
                _ = try await street.members.apply(to: street.street, by: person, consent: StoreStreet.consent)
            case .founding:
                let group = street.group(StoreStreet.id(102), "Het Plein", south: 52.2)
                _ = try await street.groups.found(group, coordinator: person)
            case .comparing: _ = try await street.groupStore.compare(by: person, at: street.clock.now())
            case .report: _ = try await street.share(by: person, key: "one")
            case .wordsOfPolice:
                _ = try await street.alerts.react(.init(kind: .information, text: "Wij rijden"), to: alert, by: person)
            case .way:
                let store = SQLNoticeStore(database: street.database, surroundings: street.surroundings)
                try await store.change([WayWish(channel: .mail, isOn: false)], of: person, at: street.clock.now())
            }
        }
    }

    private static let traces: [SQL] = [
        "tokens WHERE person_id", "offices WHERE person_id", "requests WHERE person_id",
        "compared_areas WHERE person_id",
        "members WHERE standing <> 'left' AND person_id", "alerts WHERE reporter_id", "messages WHERE author_id",
        "notices WHERE person_id", "ways WHERE person_id", "audit_entries WHERE person_id",
        "co_coordinations WHERE asker_id",
    ]

    @Test("nothing is left of whom", arguments: DatabaseUnderTest.allCases, Writing.allCases)
    func nothingIsLeft(_ kind: DatabaseUnderTest, _ writing: Writing) async throws {
        // Erasing stops before its last statement, or in the middle of itself; the writer just before it is committed.
        for (isErasingFirst, statement) in [
            (true, "UPDATE persons SET first_name"), (true, "DELETE FROM tokens"), (false, nil),
        ] as [(Bool, String?)] {
            try await withStreet(kind) { street in
                let alert = try await street.share(by: street.bram).alert
                let person = writing.person(street)
                let paused = PausedDatabase(street.database, before: statement)
                async let first: Void = {
                    defer { paused.end() }
                    if isErasingFirst {
                        try await street.through(paused).erase(person)
                    } else {
                        try await writing.write(street.through(paused), alert: alert)
                    }
                }()
                while !paused.isReached { await Task.yield() }
                let refused = try await refusal {
                    defer { paused.goOn() }
                    if isErasingFirst {
                        try await writing.write(street, alert: alert)
                    } else {
                        try await street.erase(person)
                    }
                }
                try await first
                // Whichever came first: the writer found nobody, or erasing took away what was written.
                #expect(refused == (isErasingFirst ? .notFound : nil), "\(statement ?? "the writer first")")
                for trace in Self.traces {
                    #expect(try await street.count("SELECT * FROM \(sql: trace) = \(person)") == 0, "\(trace.text)")
                }
                let texts = try await street.texts(without: ["register_contents", "register_entries"])
                #expect(!texts.contains { $0.contains(person.text) && $0.contains("Wij rijden") })
            }
        }
    }
}
