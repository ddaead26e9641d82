import Testing
import Watch
import WatchStore
import WatchTesting

/// What keeps the registry true, on every database.
@Suite("Keeping the registry true")
struct RegistryCareTests {
    @Test("two servers at once remind once; silence, then closing; each once", arguments: DatabaseUnderTest.allCases)
    func reminding(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let servers = [care, CareStreet(street, channel: care.channel)]
            let (group, _) = try await care.found()
            func atOnce(_ work: @escaping @Sendable (CareStreet) async throws -> Void) async throws {
                try await withThrowingTaskGroup(of: Void.self) { tasks in
                    for server in servers { tasks.addTask { try await work(server) } }
                    try await tasks.waitForAll()
                }
            }
            /// So much later, a minute in which both do what there is to do.
            func pass(_ span: Span) async throws {
                street.clock.advance(by: span)
                try await atOnce { try await $0.meet() }
                try await atOnce { try await $0.send() }
                street.clock.advance(by: .minutes(1))
                try await atOnce { try await $0.send() }
                try await atOnce { try await $0.meet() }
            }
            let (minute, start) = (Span.minutes(1), street.clock.now())
            try await pass(.minutes(0))
            try await pass(Span(milliseconds: Span.days(365).milliseconds - 2 * minute.milliseconds))
            #expect(care.sent == [])
            // The coordinator of the street beside it has no address: asked on the page, and not counted as asked.
            for (letter, day) in [365, 379, 393].enumerated() {
                try await pass(start + .days(Int64(day)) - street.clock.now())
                #expect(care.sent.count == letter + 1)
                let registration = try await care.registration(group.id)
                #expect(registration.reminders == letter + 1)
                #expect(registration.remindedAt == start + .days(Int64(day)), "counted when it went out")
            }
            #expect(care.sent == (1...3).map { "petra@example.org reminder \($0) of Nieuwe Wijk" })
            try await pass(start + .days(407) - street.clock.now())
            #expect(try await care.registration(group.id).silentAt == start + .days(407))
            #expect(try await care.registration().standing == .silent, "by time alone")
            try await pass(start + .days(467) - street.clock.now())
            #expect(try await care.registration(group.id).warnedAt == start + .days(467), "nobody is above it")
            try await pass(Span(milliseconds: Span.days(30).milliseconds - 3 * minute.milliseconds))
            #expect(try await care.registration(group.id).standing == .silent)
            try await pass(minute)
            #expect(try await care.registration(group.id).standing == .closed)
            #expect(try await street.groups.group(.id(group.id)).closedAt == start + .days(497))
            try await pass(.days(400))
            let told = care.channel.dispatches.filter { $0.notice.cause == .reminder }.count
            #expect(told == 3)
            let log = try await care.log(group.id)
            #expect(log == [.closed, .warned, .fellSilent, .reminded, .reminded, .reminded, .registered])
            #expect(try await street.count("SELECT * FROM schedule WHERE subject = 'registration'") == 0)
            try await expectRefusal(.groupClosed) {
                _ = try await street.members.apply(to: group.id, by: street.anna, consent: StoreStreet.consent)
            }
            try await expectRefusal(.groupClosed) {
                _ = try await street.alerts.share(street.report(), in: street.street, by: street.anna)
            }
        }
    }

    @Test("a letter that did not go out is no reminder, and is written anew", arguments: DatabaseUnderTest.allCases)
    func failing(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (group, person) = try await care.found()
            street.clock.advance(by: .days(365))
            care.channel.answer(.refused)
            try await care.pass()
            #expect(care.sent.count == 1)
            #expect(try await care.registration(group.id).reminders == 0)
            try await care.pass()
            #expect(care.sent.count == 1, "not at once")
            street.clock.advance(by: CareScene.pause)
            try await care.meet()
            let again = street.clock.now()
            try await care.pass()
            #expect(care.sent.count == 2)
            #expect(try await care.registration(group.id).reminders == 1)
            #expect(try await care.registration(group.id).remindedAt == again)
            try await care.desk.renew(group.id, by: person)
            let renewed = try await care.registration(group.id)
            #expect(renewed.reminders == 0 && renewed.confirmedAt == street.clock.now())
        }
    }

    @Test("a letter that waits for the mailer is no reminder yet", arguments: DatabaseUnderTest.allCases)
    func waiting(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (group, person) = try await care.found()
            street.clock.advance(by: .days(365))
            care.channel.answer(.later(after: nil))
            try await care.pass()
            // Whoever changes something about the group meanwhile does not have it written once more.
            _ = try await care.store.change(group.id, by: person, at: street.clock.now(), request: nil) { scene in
                RegistryChange(registration: scene.registration, invitation: .some("https://x.test"), entry: nil)
            }
            try await care.pass()
            #expect(care.sent.count == 1)
            #expect(try await care.registration(group.id).reminders == 0)
            street.clock.advance(by: .minutes(15))
            let sent = street.clock.now()
            try await care.send()
            street.clock.advance(by: .hours(1))
            try await care.meet()
            #expect(care.sent.count == 2)
            #expect(try await care.registration(group.id).remindedAt == sent)
        }
    }

    @Test("one that came back was a reminder, and nobody gets another for it", arguments: DatabaseUnderTest.allCases)
    func returned(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (group, _) = try await care.found()
            street.clock.advance(by: .days(365))
            try await care.meet()
            try await care.send()
            let receipt = try #require(care.channel.dispatches.first?.receipt)
            #expect(try await care.letters.bounced(receipt))
            street.clock.advance(by: .hours(1))
            try await care.pass()
            #expect(care.sent.count == 1)
            #expect(try await care.registration(group.id).reminders == 1)
        }
    }

    @Test("who answers before it goes out is not asked", arguments: DatabaseUnderTest.allCases)
    func answered(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (group, person) = try await care.found()
            street.clock.advance(by: .days(365))
            try await care.meet()
            try await care.desk.renew(group.id, by: person)
            try await care.pass()
            #expect(care.sent == [])
            #expect(try await care.registration(group.id).reminders == 0)
            #expect(try await care.log(group.id) == [.renewed, .registered])
        }
    }

    @Test("what a server of before has taken on is its own for so long", arguments: DatabaseUnderTest.allCases)
    func leased(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (group, _) = try await care.found()
            street.clock.advance(by: .days(365))
            let until = street.clock.now() + .minutes(10)
            try await street.database.write { connection in
                try connection.run("UPDATE registrations SET leased_until = \(until) WHERE group_id = \(group.id)")
            }
            try await care.pass()
            #expect(care.sent == [])
            street.clock.advance(by: .minutes(10))
            try await care.pass()
            #expect(care.sent == ["petra@example.org reminder 1 of Nieuwe Wijk"])
            // And it leaves alone what this one has written about.
            #expect(
                try await street.count(
                    "SELECT * FROM registrations WHERE group_id = \(group.id) AND leased_until > \(street.clock.now())")
                    == 1)
        }
    }

    @Test("one that is not confirmed is counted, and not named", arguments: DatabaseUnderTest.allCases)
    func unconfirmed(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            _ = try await care.keep(72, "Marieke", offices: [Office(kind: .municipality, territory: "0632")])
            try await street.database.write { connection in
                try connection.run("UPDATE registrations SET standing = 'proposed' WHERE group_id = \(street.street)")
            }
            street.clock.advance(by: .minutes(1))
            _ = try await street.erase(street.carla)
            #expect(try await care.desk.escalate(limit: 9) == 1)
            try await care.pass()
            #expect(care.sent == ["marieke@example.org nobody:  and 1 unconfirmed"])
        }
    }

    @Test("a group with nobody is told to the municipality, which appoints", arguments: DatabaseUnderTest.allCases)
    func nobody(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (store, desk) = (care.store, care.desk)
            let office = Office(kind: .municipality, territory: "0632")
            let official = try await care.keep(72, "Marieke", offices: [office])
            #expect(try await desk.escalate(limit: 9) == 0)
            street.clock.advance(by: .minutes(1))
            _ = try await street.erase(street.carla)
            #expect(try await desk.escalate(limit: 9) == 1)
            #expect(try await desk.escalate(limit: 9) == 0)
            try await care.pass()
            #expect(care.sent == ["marieke@example.org nobody: De Straat and 0 unconfirmed"])
            #expect(try await desk.cared(by: [office]).map(\.coordinators) == [0])
            #expect(try await desk.cared(by: [Office(kind: .foundation, territory: "BE")]).isEmpty)
            try await expectRefusal(.notAllowed) { _ = try await desk.cared(by: []) }
            let view = try await desk.view(of: street.street, for: official)
            #expect(view.lines.first?.entry.kind == .escalated)
            let anna = try #require(view.successors.first { $0.firstName == "Anna" }).member.id
            try await expectRefusal(.notAllowed) {
                try await desk.handOver(street.street, to: anna, by: street.bram)
            }
            street.clock.advance(by: .minutes(1))
            try await desk.handOver(street.street, to: anna, by: official)
            let registration = try await desk.registration(of: street.street)
            #expect(registration.escalatedAt == nil)
            #expect(try await street.members.own(street.anna, in: street.street)?.role == .coordinator)
            try await expectRefusal(.notAllowed) {
                try await desk.handOver(street.street, to: anna, by: official)
            }
            #expect(try await store.lines(of: street.street, limit: 1).first?.firstName == "Marieke")
        }
    }

    @Test("a coordinator hands over in one; the group is never without", arguments: DatabaseUnderTest.allCases)
    func handingOver(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let care = CareStreet(street)
            let (store, desk) = (care.store, care.desk)
            let anna = try #require(try await street.members.own(street.anna, in: street.street)).id
            let before = try await street.groups.group(.id(street.street)).memberVersion
            street.clock.advance(by: .minutes(1))
            try await desk.handOver(street.street, to: anna, by: street.carla)
            #expect(try await street.members.own(street.carla, in: street.street)?.role == .resident)
            #expect(try await street.members.own(street.anna, in: street.street)?.role == .coordinator)
            #expect(try await street.groups.group(.id(street.street)).memberVersion > before)
            #expect(try await store.audit(of: street.street, limit: 1).first?.kind == .handedOver)
            try await expectRefusal(.notAllowed) {
                try await desk.handOver(street.street, to: anna, by: street.carla)
            }
            try await desk.close(street.street, by: street.anna)
            try await expectRefusal(.groupClosed) { try await desk.renew(street.street, by: street.anna) }
            try await expectRefusal(.notAllowed) { try await desk.reopen(street.street, by: street.anna) }
            let official = try await care.keep(
                73, "Nico", offices: [Office(kind: .foundation, territory: "NL")])
            try await desk.reopen(street.street, by: official)
            #expect(try await street.groups.group(.id(street.street)).closedAt == nil)
        }
    }
}
