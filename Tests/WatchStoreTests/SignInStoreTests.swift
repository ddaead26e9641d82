import Synchronization
import Testing
import Watch
import WatchStore
import WatchTesting

/// Tries to sign in on every database: letters are counted, and so is each guess.
@Suite("Signing in, in the store")
struct SignInStoreTests {
    private let start = ManualClock.friday

    private func signIn(_ number: UInt8, _ email: String = "anna@example.org", at moment: Moment? = nil) throws
        -> SignIn
    {
        SignIn(
            attempt: [number, 1], email: try #require(EmailAddress(email)), codeHash: [number, 2],
            linkHash: [number, 3], language: .fr, createdAt: moment ?? start)
    }

    /// What was sent lately, as the store tells it to the rule.
    private func recent(_ store: SQLSignInStore, _ signIn: SignIn) async throws -> SignInRules.Recent {
        let told = ToldRecent()
        try await store.begin(signIn) { recent throws(Refusal) in told.keep(recent) }
        return try #require(told.recent)
    }

    @Test("a try is kept as it is, and found by both its keys", arguments: DatabaseUnderTest.allCases)
    func roundTrip(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLSignInStore(database: database)
            let signIn = try signIn(1)
            try await store.begin(signIn) { _ in }
            #expect(try await store.signIn(.attempt([1, 1])) == signIn)
            #expect(try await store.signIn(.link([1, 3])) == signIn)
            #expect(try await store.signIn(.attempt([1, 3])) == nil)
            let start = start
            let outcome = try await store.change(.link([1, 3])) { $0.follow(at: start) }
            #expect(outcome?.verdict == .right)
            #expect(try await store.signIn(.attempt([1, 1]))?.usedAt == start)
            #expect(try await store.change(.link([9])) { $0.follow(at: start) } == nil)
        }
    }

    @Test("a try whose letter never left counts for the house alone", arguments: DatabaseUnderTest.allCases)
    func withdrawn(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLSignInStore(database: database)
            for number: UInt8 in 1...3 { try await store.begin(try signIn(number)) { _ in } }
            try await store.withdraw([1, 1])
            try await store.withdraw([2, 1])
            try await store.withdraw([9, 9])
            #expect(try await recent(store, signIn(4)) == SignInRules.Recent(hour: 1, day: 1, minuteOfAll: 3))
            let start = start
            for key in [SignInKey.attempt([1, 1]), .link([1, 3])] {
                #expect(try await store.signIn(key) == nil)
                #expect(try await store.change(key) { $0.follow(at: start) } == nil)
            }
            #expect(try await store.signIn(.attempt([3, 1])) != nil)
        }
    }

    @Test("letters are counted by address and for all", arguments: DatabaseUnderTest.allCases)
    func counts(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLSignInStore(database: database)
            // Two days, a day, an hour and a minute ago, to the border and just before it.
            let ages: [Span] = [
                .days(2), .days(1), .days(1), .hours(1), .hours(1), .minutes(1), .minutes(1),
            ]
            for (number, age) in ages.enumerated() {
                let isWithin = number == 2 || number == 4 || number == 6
                let moment = start - age + Span(milliseconds: isWithin ? 1 : 0)
                _ = try await recent(store, signIn(UInt8(number), at: moment))
            }
            _ = try await recent(store, signIn(20, "bram@example.org"))
            let counted = try await recent(store, signIn(21))
            #expect(counted == SignInRules.Recent(hour: 3, day: 5, minuteOfAll: 2))
            // What is refused is not kept, and does not count.
            try await expectRefusal(.tooManyCodes) {
                try await store.begin(signIn(22)) { _ throws(Refusal) in throw Refusal(.tooManyCodes) }
            }
            #expect(try await store.signIn(.attempt([22, 1])) == nil)
            try await store.forget(before: start - .days(1))
            #expect(try await store.signIn(.attempt([0, 1])) == nil)
            #expect(try await store.signIn(.attempt([1, 1])) != nil)
        }
    }

    @Test("letters asked for at once are counted one after another", arguments: DatabaseUnderTest.allCases)
    func lettersAtOnce(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLSignInStore(database: database)
            let codes = try await withThrowingTaskGroup(of: Refusal.Code?.self) { tasks in
                for number in 0..<20 {
                    let signIn = try signIn(UInt8(number))
                    tasks.addTask {
                        try await refusal {
                            try await store.begin(signIn) { recent throws(Refusal) in
                                try SignInRules.mayWrite(recent)
                            }
                        }
                    }
                }
                return try await tasks.reduce(into: [Refusal.Code?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == SignInRules.lettersPerHour)
            #expect(codes.count { $0 == .tooManyCodes } == 20 - SignInRules.lettersPerHour)
        }
    }

    @Test("of twenty guesses at once five count", arguments: DatabaseUnderTest.allCases)
    func guessesAtOnce(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLSignInStore(database: database)
            try await store.begin(signIn(1)) { _ in }
            let start = start
            let verdicts = try await withThrowingTaskGroup(of: SignIn.Verdict?.self) { tasks in
                for number in 0..<20 {
                    tasks.addTask {
                        try await store.change(.attempt([1, 1])) {
                            $0.enter(codeHash: [99, UInt8(number)], at: start)
                        }?
                        .verdict
                    }
                }
                return try await tasks.reduce(into: [SignIn.Verdict?]()) { $0.append($1) }
            }
            for left in 1...4 { #expect(verdicts.count { $0 == .wrong(left: left) } == 1, "\(left) left") }
            #expect(verdicts.count { $0 == .over } == 16)
            #expect(try await store.signIn(.attempt([1, 1]))?.tries == 5)
        }
    }

    @Test("the right code, entered twenty times at once, opens once", arguments: DatabaseUnderTest.allCases)
    func rightAtOnce(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let store = SQLSignInStore(database: database)
            try await store.begin(signIn(1)) { _ in }
            let start = start
            let verdicts = try await withThrowingTaskGroup(of: SignIn.Verdict?.self) { tasks in
                for number in 0..<20 {
                    tasks.addTask {
                        try await store.change(number % 2 == 0 ? .attempt([1, 1]) : .link([1, 3])) { signIn in
                            number % 2 == 0 ? signIn.enter(codeHash: [1, 2], at: start) : signIn.follow(at: start)
                        }?.verdict
                    }
                }
                return try await tasks.reduce(into: [SignIn.Verdict?]()) { $0.append($1) }
            }
            #expect(verdicts.count { $0 == .right } == 1)
            #expect(verdicts.count { $0 == .over } == 19)
        }
    }

    @Test("one address makes one person, also twenty times at once", arguments: DatabaseUnderTest.allCases)
    func admitsOnce(_ kind: DatabaseUnderTest) async throws {
        try await withDatabase(kind, migrations: Schema.migrations) { database, _ in
            let persons = SQLPersonStore(database: database)
            let email = try #require(EmailAddress("nieuw@example.org"))
            let start = start
            let admitted = try await withThrowingTaskGroup(of: Person.self) { tasks in
                for number in 0..<20 {
                    tasks.addTask {
                        try await persons.admit(
                            Person(
                                id: StoreStreet.id(number + 1), firstName: "", lastName: "", email: email.text,
                                language: .de, createdAt: start), by: email)
                    }
                }
                return try await tasks.reduce(into: Set<Person>()) { $0.insert($1) }
            }
            #expect(admitted.count == 1)
            let row = try await database.read { try $0.rows("SELECT COUNT(*) AS persons FROM persons") }.first
            #expect(try row?.integer("persons") == 1)
        }
    }

    @Test(
        "by letter, from door to session, and erased: the address is free again", arguments: DatabaseUnderTest.allCases)
    func wholeWay(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let carrier = RecordingCarrier()
            let desk = SignInDesk(
                store: SQLSignInStore(database: street.database), persons: street.persons, desk: street.people,
                carrier: carrier, hashing: SecretHash(), surroundings: street.surroundings)
            func enter() async throws -> (person: Person, session: String) {
                let attempt = try await desk.begin(email: "Nieuw@example.org", language: .fr) { secrets, address in
                    Letter(to: address, subject: secrets.code, text: secrets.link, language: .fr)
                }
                let code = try #require(carrier.letters.last?.subject)
                return try await desk.enter(code: code, attempt: attempt, device: "Firefox")
            }
            let first = try await enter()
            #expect(first.person.firstName == "" && first.person.language == .fr)
            #expect(try await enter().person == first.person)
            #expect(try await street.people.devices(of: first.person.id).count == 2)
            try await expectRefusal(.firstNameMissing) {
                _ = try await street.members.apply(
                    to: street.street, by: first.person.id, consent: StoreStreet.consent)
            }
            try await street.people.change(
                first.person.id, to: PersonProfile(firstName: "Noor", lastName: nil, language: .nl))
            #expect(try await enter().person.firstName == "Noor")
            try await street.erase(first.person.id)
            #expect(try await street.people.holder(of: first.session, purpose: .session) == nil)
            let anew = try await enter().person
            #expect(anew.id != first.person.id && anew.firstName == "")
        }
    }
}

/// Remembers what a rule was told.
private final class ToldRecent: Sendable {
    private let told = Mutex<SignInRules.Recent?>(nil)
    var recent: SignInRules.Recent? { told.withLock { $0 } }
    func keep(_ recent: SignInRules.Recent) { told.withLock { $0 = recent } }
}
