import Testing
import Watch
import WatchStore
import WatchTesting

/// That nothing is closed over the heads of those who live in it, and nothing without their being told, on every database.
@Suite("Closing a silent group")
struct RegistryClosingTests {
    /// A street whose coordinator has not answered for long: silent since now, with an official above it, and with Anna who can
    /// be written to.
    private struct Silent {
        let street: StoreStreet
        let care: CareStreet
        let official: PersonId

        func standing() async throws -> Registration.Standing { try await care.registration().standing }

        /// What members are told by letter.
        func told() async throws -> [String] {
            let channel = RecordingChannel(width: 1)
            let desk = NoticeDesk(
                store: SQLNoticeStore(database: street.database, surroundings: street.surroundings),
                channels: [channel], announcer: street.listener, surroundings: street.surroundings)
            while try await desk.deliver(.many, limit: 20) > 0 {}
            return channel.dispatches.compactMap { dispatch in
                guard case .letter(.place(let cause)) = dispatch.content else { return nil }
                return "\(dispatch.way.address) \(cause.rawValue)"
            }
            .sorted()
        }
    }

    private static func silent(_ street: StoreStreet) async throws -> Silent {
        let care = CareStreet(street)
        let official = try await care.keep(
            72, "Marieke", offices: [Office(kind: .municipality, territory: "0632")])
        try await street.database.write { connection in
            try connection.run("UPDATE persons SET email = 'anna@example.org' WHERE id = \(street.anna)")
            try connection.run("DELETE FROM tokens")
        }
        let silent = Silent(street: street, care: care, official: official)
        street.clock.advance(by: .days(365 + 42))
        try await care.meet()
        #expect(try await silent.standing() == .silent && care.sent.isEmpty)
        return silent
    }

    @Test(
        "the office above is asked, the members are told before and after", arguments: DatabaseUnderTest.allCases)
    func told(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let silent = try await Self.silent(street)
            street.clock.advance(by: .days(60))
            try await silent.care.pass()
            #expect(silent.care.sent == ["marieke@example.org closes: De Straat"])
            #expect(try await silent.told() == ["anna@example.org group-closes"])
            let warned = try #require(try await silent.care.registration().warnedAt)
            #expect(warned == street.clock.now(), "the month begins when the letter went out")
            street.clock.advance(by: Span(milliseconds: Span.days(30).milliseconds - 1))
            try await silent.care.pass()
            #expect(try await silent.told() == ["anna@example.org group-closed"])
            #expect(try await silent.standing() == .closed && silent.care.sent.count == 1)
            try await silent.care.desk.reopen(street.street, by: silent.official)
            #expect(try await silent.told() == ["anna@example.org group-reopened"])
            try await silent.care.desk.close(street.street, by: silent.official)
            #expect(try await silent.told() == ["anna@example.org group-closed"])
        }
    }

    @Test(
        "an office that was not reached is asked again, and nothing is closed meanwhile",
        arguments: DatabaseUnderTest.allCases)
    func unreached(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let silent = try await Self.silent(street)
            street.clock.advance(by: .days(90))
            silent.care.channel.answer(.refused, .refused)
            for _ in 0..<2 {
                try await silent.care.pass()
                #expect(try await silent.care.registration().warnedAt == nil)
                #expect(try await silent.told() == [])
                street.clock.advance(by: CareScene.pause)
            }
            #expect(silent.care.sent.count == 2)
            try await silent.care.pass()
            #expect(silent.care.sent.count == 3)
            #expect(try await silent.care.registration().warnedAt == street.clock.now())
            #expect(try await silent.standing() == .silent)
        }
    }

    @Test("an office gets one letter, however many groups it is about", arguments: DatabaseUnderTest.allCases)
    func together(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let silent = try await Self.silent(street)
            let (care, database) = (silent.care, street.database)
            let first = street.street
            let others = [try await care.found(173, "Laan"), try await care.found(175, "Plein")].map(\.group.id)
            let since = street.clock.now()
            try await database.write { connection in
                try connection.run(
                    """
                    UPDATE registrations SET standing = 'silent', silent_at = \(since), confirmed_at = \(since - .days(407))
                    WHERE group_id IN \(list: others)
                    """)
                try connection.run(
                    "UPDATE schedule SET at = \(since + .days(60)) WHERE subject_id IN \(list: others)")
            }
            // The third one is due a little later, when the letter about the others is just being taken on.
            try await database.write { connection in
                try connection.run(
                    "UPDATE schedule SET at = \(since + .days(60) + .minutes(1)) WHERE subject_id = \(others[1])")
            }
            street.clock.advance(by: .days(60))
            try await care.meet()
            street.clock.advance(by: .minutes(1))
            let store = SQLNoticeStore(database: database, surroundings: street.surroundings)
            let now = street.clock.now()
            let taken = try await store.claim(.many, at: now, lease: NoticeRules.lease, limit: 9)
            #expect(taken.map(\.notice.about) == [[first, others[0]].sorted()])
            try await care.meet()
            let notice = try #require(taken.first?.notice)
            let sending = NoticeSending(channel: .mail, receipt: NoticeReceipt(bytes: [UInt8](repeating: 1, count: 16)))
            let begun = try await store.begin([notice.key: sending], leasedUntil: notice.leasedUntil, at: now)
            #expect(begun.isEmpty, "what it is about has grown since it was read")
            try await care.pass()
            #expect(care.sent == ["marieke@example.org closes: De Straat, Laan, Plein"])
            for group in [first] + others {
                #expect(try await care.registration(group).warnedAt == now)
                #expect(try await care.log(group).filter { $0 == .warned }.count == 1)
            }
        }
    }

    @Test("what comes while a letter is sent goes into another", arguments: DatabaseUnderTest.allCases)
    func sending(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let silent = try await Self.silent(street)
            let care = silent.care
            let (group, _) = try await care.found()
            street.clock.advance(by: .days(60))
            try await care.meet()
            street.clock.advance(by: .minutes(1))
            care.channel.die()
            await #expect(throws: CancellationError.self) { try await care.send() }
            care.channel.die(false)
            try await street.database.write { connection in
                try connection.run("UPDATE members SET standing = 'left' WHERE group_id = \(group.id)")
            }
            #expect(try await care.desk.escalate(limit: 9) == 1)
            try await street.database.write { connection in
                try connection.run(
                    """
                    UPDATE registrations SET standing = 'silent', silent_at = \(street.clock.now() - .days(60))
                    WHERE group_id = \(group.id)
                    """)
                try connection.run("UPDATE schedule SET at = 0 WHERE subject_id = \(group.id)")
            }
            try await care.pass()
            try await care.pass()
            #expect(
                Set(care.sent.dropFirst()) == [
                    "marieke@example.org closes: De Straat", "marieke@example.org closes: Nieuwe Wijk",
                    "marieke@example.org nobody: Nieuwe Wijk and 0 unconfirmed",
                ])
        }
    }

    @Test("who holds the office no more by then is not written to", arguments: DatabaseUnderTest.allCases)
    func resigned(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let silent = try await Self.silent(street)
            street.clock.advance(by: .days(60))
            try await silent.care.meet()
            try await street.database.write { connection in
                try connection.run("DELETE FROM offices WHERE person_id = \(silent.official)")
            }
            _ = try await silent.care.keep(73, "Nico", offices: [Office(kind: .foundation, territory: "NL")])
            try await silent.care.pass()
            #expect(silent.care.sent == [])
            street.clock.advance(by: CareScene.pause)
            try await silent.care.pass()
            #expect(silent.care.sent == ["nico@example.org closes: De Straat"])
        }
    }

    @Test("the office says that it stays, and nobody is told that it is closed", arguments: DatabaseUnderTest.allCases)
    func kept(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let silent = try await Self.silent(street)
            street.clock.advance(by: .days(60))
            try await silent.care.pass()
            try await expectRefusal(.notAllowed) { try await silent.care.desk.renew(street.street, by: street.bram) }
            street.clock.advance(by: .minutes(1))
            try await silent.care.desk.renew(street.street, by: silent.official)
            let kept = try await silent.care.desk.registration(of: street.street)
            #expect(kept.standing == .listed && kept.warnedAt == nil && kept.confirmedAt == street.clock.now())
            let line = try #require(
                try await silent.care.desk.view(of: street.street, for: silent.official).lines.first)
            #expect(line.entry.kind == .renewed && line.entry.capacity == .municipality)
            #expect(try await silent.told() == [], "what is over by then is not told")
            try await expectRefusal(.notAllowed) {
                try await silent.care.desk.renew(street.street, by: silent.official)
            }
        }
    }

    /// What shows that a group lives.
    enum Sign: CaseIterable { case alert, openAlert, member, strangerOrOfficial, whoLeft }

    @Test(
        "alerts and members who come by hold it open, others do not", arguments: DatabaseUnderTest.allCases,
        Sign.allCases)
    func alive(_ kind: DatabaseUnderTest, sign: Sign) async throws {
        try await withStreet(kind) { street in
            let silent = try await Self.silent(street)
            street.clock.advance(by: .days(60))
            try await silent.care.pass()
            street.clock.advance(by: .days(20))
            let now = street.clock.now()
            func cameBy(_ person: PersonId) async throws {
                let id: TokenId = StoreStreet.id(900)
                try await street.database.write { connection in
                    try connection.run(
                        """
                        INSERT INTO tokens (id, hash, person_id, purpose, created_at, used_at, expires_at)
                        VALUES (\(id), \([UInt8(9)]), \(person), 'session', 0, \(now), \(now + .days(365)))
                        """)
                }
            }
            switch sign {
            case .alert, .openAlert:
                let alert = try await street.share().alert
                if sign == .alert { _ = try await street.alerts.close(alert, .gone, text: nil, by: street.carla) }
            case .member: try await cameBy(street.bram)
            case .strangerOrOfficial:
                try await cameBy(silent.official)
            case .whoLeft:
                try await cameBy(street.bram)
                _ = try await street.members.change(
                    .person(street.bram), in: street.street, to: .init(standing: .left), by: street.bram)
            }
            street.clock.advance(by: .days(10))
            let holds = sign == .alert || sign == .openAlert || sign == .member
            try await silent.care.meet()
            #expect(try await silent.standing() == (holds ? .silent : .closed))
            guard holds else { return }
            // Told once more before it is closed; never while an alert is open.
            street.clock.advance(by: .days(50))
            try await silent.care.pass()
            #expect(silent.care.sent.count == (sign == .openAlert ? 1 : 2))
            #expect(try await silent.standing() == .silent)
        }
    }
}
