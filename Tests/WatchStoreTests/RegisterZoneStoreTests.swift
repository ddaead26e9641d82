import Testing
import Watch
import WatchTesting

@testable import WatchStore

extension StoreStreet {
    /// As once a step of the schema has said that no server of before the chains of zones may serve.
    func servesFromZoneChains() async throws {
        let number = Schema.zoneChains.number
        try await database.write { connection in
            try connection.run("UPDATE schema_floors SET serves_from = \(number) WHERE number = \(number)")
        }
    }

    /// Puts an entry into the chain of a zone, and into that of a group in the same transaction, as a room does.
    func tell(_ words: String, in zone: String, of country: String = "NL", and group: GroupId? = nil) async throws {
        let (dialect, surroundings, now) = (database.dialect, surroundings, clock.now())
        try await database.write { connection in
            let groups = try [group].compactMap(\.self).compactMap { try GroupRows.lock($0, dialect, connection) }
            let locked = try ZoneChainRows.lock(zone, of: country, dialect, connection)
            var ledger = EventLedger(
                groups: groups, zones: [locked], at: now, surroundings: surroundings, connection)
            let subject = Subject(kind: Subject.Kind(rawValue: "tip"), id: StoreStreet.id(8_001))
            for chain in [group.map { .group($0) }, RegisterChain.zone(zone)].compactMap(\.self) {
                try ledger.register(
                    RegisterEntry.Kind(rawValue: "tip-given"), of: subject, in: chain, message: nil,
                    content: RegisterContent(
                        person: nil, capacity: nil, fields: [RegisterContent.Field("text", words)]))
            }
            try ledger.close { _ in "open_alerts = open_alerts" }
        }
    }

    /// The desk that proves the register, with what stands beside the key.
    func proving(_ seal: any RegisterSeal, marks: FakeRegisterMarks) -> RegisterDesk {
        RegisterDesk(store: register, seal: seal, marks: marks, surroundings: surroundings)
    }
}

/// What concerns no group stands in the chain of its zone, is signed with those of groups, and proved alike.
@Suite("The chains of zones in the register")
struct RegisterZoneStoreTests {
    private static let zone = RegisterChain.zone("zone-1")

    private func withZones(_ kind: DatabaseUnderTest, _ test: (StoreStreet) async throws -> Void) async throws {
        try await withStreet(kind) { street in
            try await street.servesFromZoneChains()
            try await test(street)
        }
    }

    private func forge(_ street: StoreStreet, _ statements: [SQL]) async throws {
        try await street.database.write { connection in
            for statement in statements { try connection.run(statement) }
        }
    }

    @Test(
        "an entry stands at its end, and is signed with those of the zone's groups",
        arguments: DatabaseUnderTest.allCases)
    func writes(_ kind: DatabaseUnderTest) async throws {
        try await withZones(kind) { street in
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            _ = try await street.share()
            try await street.tell("een", in: "zone-1")
            try await street.tell("twee", in: "zone-1", and: street.street)
            try await street.tell("elders", in: "zone-2")
            let own = RegisterChain.group(street.street)
            #expect(try await street.register.chains() == [own, Self.zone, .zone("zone-2")])
            let lines = try await street.register.entries(of: Self.zone, after: 0, limit: 9)
            #expect(lines.map(\.entry.position) == [1, 2] && lines.allSatisfy { $0.entry.form == .two })
            #expect(lines.map(\.entry.chain) == [Self.zone, Self.zone])
            #expect(lines.map { $0.content?.fields.map(\.value) } == [["een"], ["twee"]])
            #expect(lines.map(\.entry.subject.kind.rawValue) == ["tip", "tip"])
            let groups = try await street.register.entries(of: own, after: 0, limit: 9)
            #expect(groups.map { $0.entry.form } == [.one, .two])

            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 2))
            let checkpoints = try await street.register.checkpoints(after: 0, limit: 9)
            #expect(checkpoints.map(\.zone) == ["zone-1", "zone-2"])
            #expect(checkpoints.map { $0.heads.map(\.chain) } == [[own, Self.zone], [.zone("zone-2")]])
            #expect(checkpoints[0].heads.map(\.position) == [2, 2])
            try await street.tell("drie", in: "zone-1")
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 0))
            let verdict = try await street.proving(seal, marks: marks).verify()
            #expect(verdict == RegisterDesk.Verdict(chains: 3, entries: 6, checkpoints: 3, flaws: [], mark: 3))
        }
    }

    @Test("who writes at once makes one chain", arguments: DatabaseUnderTest.allCases)
    func atOnce(_ kind: DatabaseUnderTest) async throws {
        try await withZones(kind) { street in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await street.tell("\(number)", in: "zone-1", and: number < 4 ? street.street : nil)
                    }
                }
                try await group.waitForAll()
            }
            let lines = try await street.register.entries(of: Self.zone, after: 0, limit: 9)
            #expect(lines.map(\.entry.position) == Array(1...8))
            let seal = TestSeal()
            let verdict = try await street.proving(seal, marks: FakeRegisterMarks()).verify()
            #expect(verdict.flaws == [] && verdict.entries == 12)
        }
    }

    @Test("what was not locked is not written", arguments: DatabaseUnderTest.allCases)
    func unlocked(_ kind: DatabaseUnderTest) async throws {
        try await withZones(kind) { street in
            let (surroundings, now) = (street.surroundings, street.clock.now())
            await #expect(throws: DatabaseFault.self) {
                try await street.database.write { connection in
                    var ledger = EventLedger(groups: [], at: now, surroundings: surroundings, connection)
                    try ledger.register(
                        RegisterEntry.Kind(rawValue: "tip-given"),
                        of: Subject(kind: Subject.Kind(rawValue: "tip"), id: StoreStreet.id(8_001)), in: Self.zone,
                        message: nil, content: RegisterContent(person: nil, capacity: nil, fields: []))
                }
            }
            let chains = try await street.register.chains()
            #expect(chains.isEmpty)
        }
    }

    @Test("while a server of before may serve, nothing is written", arguments: DatabaseUnderTest.allCases)
    func besideServersOfBefore(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            await #expect(throws: DatabaseFault.self) { try await street.tell("een", in: "zone-1") }
            #expect(try await street.count("SELECT zone FROM register_zones") == 0)
            // A program of the step before may serve beside, until the floor tells it that it may not any more.
            let steps = Schema.migrations.prefix { $0.number < Schema.zoneChains.number }
            let before = Migrator(street.database, Array(steps))
            try await before.check()
            try await street.servesFromZoneChains()
            await #expect(throws: MigrationFault.newer(number: Schema.zoneChains.number)) { try await before.check() }
            try await street.tell("een", in: "zone-1")
        }
    }

    // MARK: tampering

    /// Three entries of the zone, one of the street, and one checkpoint stand.
    static let tamperings: [(what: String, stops: String?, flaws: [RegisterFlaw], statements: [SQL])] = [
        ("nothing", nil, [], []),
        ("erased content", nil, [], ["DELETE FROM register_zone_contents WHERE position = 2"]),
        (
            "another content", nil, [.contentChanged(chain: zone, position: 2)],
            [
                """
                UPDATE register_zone_contents
                SET content = (SELECT content FROM register_zone_contents WHERE position = 1) WHERE position = 2
                """
            ]
        ),
        (
            "another time", nil, [.broken(chain: zone, position: 3)],
            ["UPDATE register_zone_entries SET at = at + 1 WHERE position = 3"]
        ),
        (
            "about something else", nil, [.broken(chain: zone, position: 1)],
            ["UPDATE register_zone_entries SET subject = 'call' WHERE position = 1"]
        ),
        (
            "an entry in the middle gone", nil, [.missing(chain: zone, position: 2)],
            ["DELETE FROM register_zone_entries WHERE position = 2"]
        ),
        (
            "the tail gone", "chain-cut", [.cut(chain: zone, position: 3, checkpoint: 1)],
            [
                "DELETE FROM register_zone_entries WHERE position = 3",
                "DELETE FROM register_zone_contents WHERE position = 3",
                """
                UPDATE register_zones SET position = 2, hash =
                    (SELECT hash FROM register_zone_entries e WHERE e.zone = register_zones.zone AND e.position = 2)
                """,
            ]
        ),
        (
            "the whole chain gone", "heads-changed",
            [.headsChanged(checkpoint: 1), .cut(chain: zone, position: 1, checkpoint: 1)],
            [
                "DELETE FROM register_zone_entries", "DELETE FROM register_zone_contents",
                "DELETE FROM register_zone_heads", "DELETE FROM register_zones",
            ]
        ),
        (
            "the chain given another name", "heads-changed",
            [
                .headsChanged(checkpoint: 1), .cut(chain: zone, position: 1, checkpoint: 1),
                .broken(chain: .zone("zone-2"), position: 1),
            ],
            [
                "INSERT INTO register_zones SELECT 'zone-2', country, position, hash FROM register_zones",
                "UPDATE register_zone_entries SET zone = 'zone-2'",
                "UPDATE register_zone_contents SET zone = 'zone-2'",
                "UPDATE register_zone_heads SET zone = 'zone-2'", "DELETE FROM register_zones WHERE zone = 'zone-1'",
            ]
        ),
    ]

    @Test(
        "every tampering is found and named, and nothing is signed then", arguments: DatabaseUnderTest.allCases,
        tamperings.indices)
    func tampering(_ kind: DatabaseUnderTest, _ index: Int) async throws {
        let tampering = Self.tamperings[index]
        try await withZones(kind) { street in
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            _ = try await street.share()
            for words in ["een", "twee", "drie"] { try await street.tell(words, in: "zone-1") }
            let signing = street.signing(seal, marks: marks)
            #expect(try await signing.checkpoint() == .signing(made: 1))
            try await forge(street, tampering.statements)
            #expect(
                try await street.proving(seal, marks: marks).verify().flaws == tampering.flaws, "\(tampering.what)")
            let standing = try await signing.checkpoint()
            if case .halted(let flaw) = standing {
                #expect(flaw.code == tampering.stops, "\(tampering.what)")
            } else {
                #expect(standing == .signing(made: 0) && tampering.stops == nil, "\(tampering.what)")
            }
        }
    }

    @Test("a copy that was put back is accepted with the chains of zones", arguments: DatabaseUnderTest.allCases)
    func accepts(_ kind: DatabaseUnderTest) async throws {
        try await withZones(kind) { street in
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            for words in ["een", "twee"] { try await street.tell(words, in: "zone-1") }
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
            try await forge(
                street,
                [
                    "DELETE FROM register_zone_contents WHERE position = 2",
                    "DELETE FROM register_zone_entries WHERE position = 2",
                    "UPDATE register_zones SET position = 1, hash = (SELECT hash FROM register_zone_entries)",
                ])
            let halted = try await street.signing(seal, marks: marks).checkpoint()
            #expect(halted == .halted(.cut(chain: Self.zone, position: 2, checkpoint: 1)))
            let accepted = try await street.signing(seal, marks: marks).accept(reason: "kopie van 3 mei terug")
            #expect(accepted.heads.map(\.chain) == [Self.zone] && accepted.heads.map(\.position) == [1])
            try await street.tell("drie", in: "zone-1")
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
        }
    }

    // MARK: retention

    @Test("what they say is erased when its time is over, by country", arguments: DatabaseUnderTest.allCases)
    func erases(_ kind: DatabaseUnderTest) async throws {
        try await withZones(kind) { street in
            for number in 1...3 {
                _ = try await street.share()
                try await street.tell("\(number)", in: "zone-1")
                try await street.tell("\(number)", in: "zone-2", of: "BE")
                street.clock.advance(by: .days(1))
            }
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            _ = try await street.signing(seal, marks: marks).checkpoint()
            func kept(_ chain: RegisterChain) async throws -> [Bool] {
                try await street.register.entries(of: chain, after: 0, limit: 9).map { $0.content != nil }
            }
            let secondDay = street.clock.now() - .days(2)
            // First those of groups, then those of zones, and never more than were asked for.
            #expect(try await street.register.eraseContents(before: secondDay, country: "NL", limit: 1) == 1)
            #expect(try await kept(.group(street.street)) == [false, true, true])
            #expect(try await kept(Self.zone) == [true, true, true])
            #expect(try await street.register.eraseContents(before: secondDay, country: "NL", limit: 500) == 1)
            #expect(try await street.register.eraseContents(before: secondDay, country: "NL", limit: 500) == 0)
            #expect(try await kept(Self.zone) == [false, true, true])
            #expect(try await kept(.zone("zone-2")) == [true, true, true])
            // Five years later, but for the last day.
            street.clock.advance(by: .days(5 * 365 - 1))
            let proving = street.proving(seal, marks: marks)
            #expect(try await proving.eraseExpired(limit: 1) == 4)
            #expect(try await kept(Self.zone) == [false, false, true])
            #expect(try await kept(.zone("zone-2")) == [false, false, true])
            #expect(try await street.count("SELECT salt FROM register_zone_contents") == 2)
            let verdict = try await proving.verify()
            #expect(verdict.flaws == [] && verdict.entries == 9)
        }
    }

    // MARK: brought forward

    @Test(
        "checkpoints that were signed of groups before are proved as they are, and the chain goes on from them",
        arguments: DatabaseUnderTest.allCases)
    func fromBefore(_ kind: DatabaseUnderTest) async throws {
        let before = Schema.migrations.prefix { $0.number < Schema.zoneChains.number }
        try await withDatabase(kind, migrations: Array(before)) { database, _ in
            // Who writes a member now has one field more to write.
            try await database.write { try $0.run("ALTER TABLE members ADD COLUMN muted_until BIGINT") }
            let street = try await StoreStreet(database)
            let (seal, marks) = (TestSeal(), FakeRegisterMarks())
            for _ in 0..<2 { _ = try await street.share() }
            try await signAsBefore(street, seal)
            let rows = try await database.read { try $0.rows("SELECT * FROM register_checkpoints").map(\.values) }
            try await database.write { try $0.run("ALTER TABLE members DROP COLUMN muted_until") }
            #expect(try await Migrator(database, Schema.migrations).migrate(at: 1).first == Schema.zoneChains.number)
            #expect(try await street.proving(seal, marks: marks).verify().flaws == [])
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 0))
            #expect(marks.mark?.newest.number == 1)
            let after = try await database.read { try $0.rows("SELECT * FROM register_checkpoints").map(\.values) }
            #expect(after == rows)

            // What is signed of groups is written as servers of before write and read it.
            _ = try await street.share()
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
            let head = try #require(try await street.register.scene().ends.first?.head)
            let text = try await database.read {
                try $0.first("SELECT heads FROM register_checkpoints WHERE number = 2")?.text("heads")
            }
            let hash = head.hash.map(String.init).joined(separator: ",")
            #expect(text == #"[{"group":"\#(street.street)","hash":[\#(hash)],"position":3}]"#)

            try await street.servesFromZoneChains()
            try await street.tell("een", in: "zone-1")
            #expect(try await street.signing(seal, marks: marks).checkpoint() == .signing(made: 1))
            #expect(try await street.proving(seal, marks: marks).verify().flaws == [])
        }
    }

    /// The first checkpoint, over the chain of the street, with all that is signed written out as the program before did.
    private func signAsBefore(_ street: StoreStreet, _ seal: TestSeal) async throws {
        let at = street.clock.now()
        try await street.database.write { connection in
            let row = try connection.first(
                "SELECT register_position, register_hash FROM groups WHERE id = \(street.street)")
            let position = try row?.integer("register_position") ?? Int64(0)
            let hash = try row?.bytes("register_hash") ?? []
            var state = Canonical()
            state.append("saar-heads-1")
            state.append(Int64(1))
            state.append(street.street.text)
            state.append(position)
            state.append(hash)
            let digest = Digest.sha256(state.bytes)
            var signed = Canonical()
            signed.append("saar-checkpoint-2")
            signed.append(Int64(1))
            signed.append(RegisterEntry.genesis)
            signed.append("zone-1")
            signed.append(at.milliseconds)
            signed.append(Int64(1))
            signed.append(street.street.text)
            signed.append(position)
            signed.append(hash)
            signed.append(digest)
            signed.append("heads")
            let numbers = hash.map(String.init).joined(separator: ",")
            let heads = #"[{"group":"\#(street.street)","hash":[\#(numbers)],"position":\#(position)}]"#
            try connection.run(
                """
                INSERT INTO register_checkpoints
                    (number, zone, at, heads, signing_key, signature, previous, state, statement)
                VALUES (1, 'zone-1', \(at), \(heads), \(seal.key), \(try seal.sign(signed.bytes)),
                    \(RegisterEntry.genesis), \(digest), NULL)
                """)
            try connection.run(
                """
                INSERT INTO register_heads (group_id, position, hash) VALUES (\(street.street), \(position), \(hash))
                """)
            try connection.run("UPDATE groups SET checkpointed = \(position) WHERE id = \(street.street)")
        }
    }
}
