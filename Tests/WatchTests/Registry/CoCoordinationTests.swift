import Testing
import WatchTesting

@testable import Watch

/// Who is asked to lead a group with who founded it, and what becomes of their answer.
@Suite("Asking a co-coordinator")
struct CoCoordinationTests {
    private static let now = ManualClock.friday

    private static func person(_ neighbour: Street.Neighbour, email: String?, firstName: String? = nil) -> Person {
        Person(
            id: neighbour.id, firstName: firstName ?? neighbour.person.firstName, lastName: "", email: email,
            language: .nl, createdAt: now)
    }

    private static func asked(until: Moment = now + CoCoordination.lifetime) throws -> CoCoordination {
        CoCoordination(
            group: Street.group.id, email: try #require(EmailAddress("els@example.org")), asker: Street.carla.id,
            until: until)
    }

    private static func changed(_ member: Member, _ change: (inout Member) -> Void) -> Member {
        var member = member
        change(&member)
        return member
    }

    struct Typed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String?
        let asker: Person?
        let code: Refusal.Code?
        var before = 0
        var isAsked = true
    }

    @Test(
        "who can be asked, and by whom",
        arguments: [
            Typed(testDescription: "somebody", text: " Els@Example.org ", asker: named("carla@example.org"), code: nil),
            Typed(testDescription: "by who has no address", text: "els@example.org", asker: named(nil), code: nil),
            Typed(testDescription: "nobody", text: nil, asker: named(nil), code: nil, isAsked: false),
            Typed(testDescription: "spaces", text: "  ", asker: named(nil), code: nil, isAsked: false),
            Typed(testDescription: "no address", text: "els", asker: named(nil), code: .emailInvalid),
            Typed(
                testDescription: "oneself", text: "CARLA@example.org", asker: named("carla@example.org"),
                code: .addressOwn),
            Typed(
                testDescription: "by nobody knows whom", text: "els@example.org", asker: named(nil, ""),
                code: .firstNameMissing),
            Typed(testDescription: "the fifth", text: "els@example.org", asker: named(nil), code: nil, before: 4),
            Typed(
                testDescription: "the sixth", text: "els@example.org", asker: named(nil), code: .tooManyAsked,
                before: 5),
            Typed(testDescription: "by who is gone", text: "els@example.org", asker: nil, code: .firstNameMissing),
        ])
    func asking(_ row: Typed) throws {
        do throws(Refusal) {
            let asked = try CoCoordination.asked(
                row.text, by: Street.carla.id, in: Street.group.id, at: CoCoordinationTests.now)
            try asked?.check(row.asker, before: row.before)
            #expect(row.code == nil && (asked != nil) == row.isAsked)
            #expect(asked.map(\.until) == (row.isAsked ? CoCoordinationTests.now + .days(30) : nil))
            if let asked { #expect(asked.email.text == "els@example.org" && asked.asker == Street.carla.id) }
        } catch {
            #expect(error.code == row.code)
            #expect(error.field == (error.code == .firstNameMissing ? "firstName" : "coCoordinator"))
        }
    }

    private static func named(_ email: String?, _ firstName: String = "Carla") -> Person {
        person(Street.carla, email: email, firstName: firstName)
    }

    /// How things stand when somebody answers, told as what is unlike the usual: Els is asked by Carla, who coordinates.
    struct Standing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var hasScene = true
        var until = CoCoordinationTests.now + .days(30)
        var isClosed = false
        var asker: Member? = Street.carlaMember
        var isAskerThere = true
        var email: String? = "els@example.org"
        var firstName = "Els"
        var own: Member?
        var accepts = true
        /// Nil where it is done.
        var code: Refusal.Code?
        /// Whether a place comes of it.
        var joins = true
        /// What they see of it before.
        var sees: CoCoordination.View? = .asks(firstName: "Carla", needsName: false)

        func scene() throws -> CoCoordinationScene? {
            guard hasScene else { return nil }
            let group = Group(
                id: Street.group.id, slug: "kerkstraat", name: "Kerkstraat", place: "", jurisdiction: .netherlands,
                zone: "", municipality: nil, area: Street.group.area, lastSequence: 7,
                createdAt: CoCoordinationTests.now, closedAt: isClosed ? CoCoordinationTests.now : nil)
            return CoCoordinationScene(
                asked: try CoCoordinationTests.asked(until: until), group: group,
                asker: isAskerThere ? CoCoordinationTests.named(nil) : nil, askerPlace: asker)
        }
    }

    private static let answers: [Standing] = [
        Standing(testDescription: "a stranger says yes"),
        Standing(testDescription: "a stranger says no", accepts: false, joins: false),
        Standing(testDescription: "an applicant says yes", own: Street.elsMember),
        Standing(testDescription: "a resident says yes", own: Street.annaMember),
        Standing(testDescription: "who has left says yes", own: changed(Street.annaMember) { $0.standing = .left }),
        Standing(
            testDescription: "a stand-in says yes",
            own: changed(Street.bramMember) {
                $0.role = .coordinator
                $0.coordinatorUntil = now + .days(3)
            }),
        Standing(testDescription: "a coordinator says yes", own: Street.carlaMember, joins: false, sees: nil),
        Standing(testDescription: "who is suspended", own: Street.dirkMember, code: .memberSuspended, sees: nil),
        Standing(
            testDescription: "who is suspended says no", own: Street.dirkMember, accepts: false, joins: false, sees: nil
        ),
        Standing(
            testDescription: "who has no first name", firstName: "", code: .firstNameMissing,
            sees: .asks(firstName: "Carla", needsName: true)),
        Standing(
            testDescription: "who has none says no", firstName: "", accepts: false, joins: false,
            sees: .asks(firstName: "Carla", needsName: true)),
        Standing(testDescription: "nobody was asked", hasScene: false, code: .notFound, sees: nil),
        Standing(testDescription: "somebody else answers", email: "x@example.org", code: .notFound, sees: nil),
        Standing(testDescription: "who has no address answers", email: nil, code: .notFound, sees: nil),
        Standing(
            testDescription: "a resident who was not asked", email: nil, own: Street.annaMember, code: .notFound,
            sees: nil),
        Standing(
            testDescription: "the coordinator waits", email: nil, own: Street.carlaMember, code: .notFound,
            sees: .waits),
        Standing(testDescription: "at the end of its time", until: now, code: .notFound, sees: nil),
        Standing(testDescription: "the group is closed", isClosed: true, code: .notFound, sees: nil),
        Standing(
            testDescription: "who asked was suspended", asker: changed(Street.carlaMember) { $0.standing = .suspended },
            code: .notFound, sees: nil),
        Standing(
            testDescription: "who asked leads no more", asker: changed(Street.carlaMember) { $0.role = .resident },
            code: .notFound, sees: nil),
        Standing(
            testDescription: "who asked stands in",
            asker: changed(Street.carlaMember) { $0.coordinatorUntil = now + .days(1) }, code: .notFound, sees: nil),
        Standing(testDescription: "who asked was erased", isAskerThere: false, code: .notFound, sees: nil),
    ]

    @Test("an answer, by how things stand", arguments: answers)
    func answering(_ row: Standing) throws {
        let person = CoCoordinationTests.person(Street.els, email: row.email, firstName: row.firstName)
        let id: MemberId = Street.fixed("f1")
        let scene = try row.scene()
        #expect(CoCoordination.view(scene, for: person, own: row.own, at: CoCoordinationTests.now) == row.sees)
        do throws(Refusal) {
            let member = try CoCoordination.answer(
                row.accepts, in: scene, by: person, own: row.own, new: id, at: CoCoordinationTests.now)
            #expect(row.code == nil && (member != nil) == row.joins)
            guard let member else { return }
            #expect(member.standing == .approved && member.role == .coordinator && member.coordinatorUntil == nil)
            #expect(member.id == row.own?.id ?? id && member.person == row.own?.person ?? person.id)
            #expect(member.note == nil && member.leftSequence == nil)
            // Who was in hears on from where they came in; who comes in hears what comes after.
            #expect(member.joinedSequence == (row.own?.standing == .approved ? row.own?.joinedSequence : 8))
        } catch {
            #expect(error.code == row.code)
        }
    }

    @Test("who is signed out sees nothing of it")
    func strangers() throws {
        let scene = try Standing(testDescription: "").scene()
        #expect(CoCoordination.view(scene, for: nil, own: nil, at: CoCoordinationTests.now) == nil)
    }

    @Test("three letters to one address within thirty days, whoever asks")
    func addresses() {
        let now = Self.now
        var address = AskedAddress(lastAt: now)
        var taken: [Bool] = []
        for day in [0, 1, 2, 3, 31] { taken.append(address.takes(at: now + .days(Int64(day)))) }
        #expect(taken == [true, true, true, false, false] && address.letters == 3 && address.lastAt == now + .days(2))
        // What was not sent does not prolong it.
        #expect(address.takes(at: now + .days(32)) && address.letters == 1)
    }

    @Test("who may take the question back", arguments: Street.members.filter { $0.group == Street.group.id })
    func withdrawing(_ own: Member) throws {
        let scene = CoCoordinationScene(
            asked: CoCoordination(
                group: Street.group.id, email: try #require(EmailAddress("els@example.org")), asker: Street.carla.id,
                until: Self.now), group: Street.group, asker: nil, askerPlace: nil)
        let leads = own.standing == .approved && own.role == .coordinator
        do throws(Refusal) {
            try CoCoordination.withdraw(scene, by: own)
            #expect(leads)
        } catch {
            #expect(!leads && error.code == .notFound)
        }
        for (scene, member) in [(nil, own), (scene, nil)] as [(CoCoordinationScene?, Member?)] {
            #expect(throws: Refusal.self) { try CoCoordination.withdraw(scene, by: member) }
        }
    }
}
