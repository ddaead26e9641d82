import Testing
import Watch
import WatchTesting

/// A door with everything behind it: what the sign-in desk needs, over fakes.
struct LivingDoor: Sendable {
    let clock = ManualClock()
    let carrier = RecordingCarrier()
    let announcer = RecordingAnnouncer()
    let signIns = FakeSignInStore()
    let persons: FakePersonStore
    let people: PersonDesk
    let desk: SignInDesk

    init(groups: [PersonId: [GroupId]] = [:]) {
        persons = FakePersonStore(groups: groups)
        let surroundings = Surroundings(clock: clock, randomness: SeededRandomness(), localTime: EuropeanLocalTime())
        people = PersonDesk(
            store: persons, hashing: FakeTokenHash(), announcer: announcer, surroundings: surroundings)
        desk = SignInDesk(
            store: signIns, persons: persons, desk: people, carrier: carrier, hashing: FakeTokenHash(),
            surroundings: surroundings)
    }

    /// Asks for a letter; its code is its subject and its link its text.
    func begin(_ email: String = "anna@example.org", language: Language = .nl) async throws -> String {
        try await desk.begin(email: email, language: language) { secrets, address in
            Letter(to: address, subject: secrets.code, text: secrets.link, language: language)
        }
    }

    var code: String { carrier.letters.last?.subject ?? "" }
    var link: String { carrier.letters.last?.text ?? "" }

    /// A code that is not that of the last letter.
    var wrongCode: String { code == "000000" ? "111111" : "000000" }
}

@Suite struct SignInDeskTests {
    private let door = LivingDoor()

    // MARK: the letter

    @Test func knownAndUnknownGetTheSameLetter() async throws {
        let known = LivingDoor()
        let unknown = LivingDoor()
        _ = try await known.begin("anna@example.org", language: .fr)
        _ = try await unknown.begin("niemand@example.org", language: .fr)
        let letters = [known.carrier.letters, unknown.carrier.letters].map { letters in
            letters.map { [$0.subject, $0.text, $0.language.rawValue] }
        }
        #expect(letters[0].count == 1)
        #expect(letters[0] == letters[1], "with the same randomness they differ in the address alone")
        #expect(unknown.persons.everybody.count == Street.everybody.count, "nobody is made before the proof")
    }

    @Test func secretsAreKeptHashedAndDiffer() async throws {
        let attempt = try await door.begin()
        let signIn = try #require(door.signIns.signIns.first)
        #expect(attempt.utf8.count == 64 && door.link.utf8.count == 64 && attempt != door.link)
        let kept = [signIn.attempt, signIn.codeHash, signIn.linkHash]
        #expect(Set(kept).count == 3)
        #expect(!kept.map { Hex.text($0) }.contains { [attempt, door.link, door.code].contains($0) })
        #expect(!kept.contains(FakeTokenHash().hash(door.code)), "a code alone could be found by trying all of them")
    }

    @Test(arguments: [
        ("", Refusal.Code.emailInvalid), ("anna", .emailInvalid),
        ("anna@example.org\r\nBcc: x@example.org", .emailForm),
        ("änna@example.org", .emailSign),
    ])
    func noLetterGoesNowhere(typed: String, code: Refusal.Code) async {
        let refusal = await Refusal.of { _ = try await door.begin(typed) }
        #expect(refusal == Refusal(code, field: "email"))
        #expect(door.carrier.letters.isEmpty)
        #expect(door.signIns.signIns.isEmpty)
    }

    @Test func whatThePostDoesNotTakeIsSaid() async throws {
        door.carrier.fail()
        let refusal = await Refusal.of { _ = try await door.begin() }
        #expect(refusal == Refusal(.letterFailed, field: "email"))
        #expect(door.carrier.letters.isEmpty)
        door.carrier.fail(false)
        _ = try await door.begin()
        #expect(door.carrier.letters.count == 1)
    }

    @Test func aLetterThatNeverLeftUsesUpNothing() async throws {
        for _ in 0..<5 { _ = try await door.begin("bram@example.org") }
        door.carrier.fail()
        for _ in 0..<20 { #expect(await Refusal.of { _ = try await door.begin() }?.code == .letterFailed) }
        #expect(door.signIns.signIns.count == 5, "what was withdrawn opens nothing")
        door.carrier.fail(false)
        for _ in 0..<5 { _ = try await door.begin() }
        #expect(await Refusal.of { _ = try await door.begin() }?.code == .tooManyCodes)
    }

    @Test func whatNeverLeftCountsForTheHouse() async throws {
        door.carrier.fail()
        for number in 0..<600 { await #expect(throws: Refusal.self) { try await door.begin("n\(number)@example.org") } }
        door.carrier.fail(false)
        #expect(await Refusal.of { _ = try await door.begin() }?.code == .unavailable)
    }

    @Test func fiveLettersAnHourAndTwelveADay() async throws {
        for _ in 0..<5 { _ = try await door.begin() }
        let refusal = await Refusal.of { _ = try await door.begin(" ANNA@example.org") }
        #expect(refusal == Refusal(.tooManyCodes, field: "email"))
        _ = try await door.begin("bram@example.org")
        door.clock.advance(by: .hours(1))
        for _ in 0..<5 { _ = try await door.begin() }
        door.clock.advance(by: .hours(1))
        for _ in 0..<2 { _ = try await door.begin() }
        #expect(await Refusal.of { _ = try await door.begin() }?.code == .tooManyCodes)
        door.clock.advance(by: .hours(22))
        _ = try await door.begin()
        #expect(door.carrier.letters.count == 14)
    }

    @Test func theHouseWritesSixHundredLettersAMinute() async throws {
        for number in 0..<600 { _ = try await door.begin("n\(number)@example.org") }
        #expect(await Refusal.of { _ = try await door.begin() }?.code == .unavailable)
        door.clock.advance(by: .minutes(1))
        _ = try await door.begin()
    }

    // MARK: the code

    @Test func theCodeOpensASession() async throws {
        let attempt = try await door.begin()
        #expect(try await door.desk.waiting(attempt: attempt)?.text == "anna@example.org")
        let typed = door.code.prefix(3) + " " + door.code.suffix(3)
        let entered = try await door.desk.enter(code: String(typed), attempt: attempt, device: "Firefox · Linux")
        #expect(entered.person == Street.anna.person)
        let holder = try await door.people.holder(of: entered.session, purpose: .session)
        #expect(holder?.person == Street.anna.id)
        #expect(try await door.people.devices(of: Street.anna.id).map(\.device) == ["Firefox · Linux"])
        #expect(try await door.desk.waiting(attempt: attempt) == nil)
        let again = await Refusal.of { _ = try await door.desk.enter(code: door.code, attempt: attempt, device: nil) }
        #expect(again?.code == .codeOver)
    }

    @Test func theCodeCountsInItsOwnBrowserOnly() async throws {
        let mine = try await door.begin()
        let code = door.code
        let theirs = try await door.begin("dief@example.org")
        let stolen = await Refusal.of { _ = try await door.desk.enter(code: code, attempt: theirs, device: nil) }
        #expect(stolen == Refusal(.codeWrong, field: "code", ["left": "4"]))
        let made = String(repeating: "0", count: 64)
        let guessed = await Refusal.of { _ = try await door.desk.enter(code: code, attempt: made, device: nil) }
        #expect(guessed?.code == .codeOver)
        #expect(door.persons.tokens.isEmpty)
        _ = try await door.desk.enter(code: code, attempt: mine, device: nil)
        #expect(door.persons.tokens.map(\.person) == [Street.anna.id])
    }

    @Test func fiveGuessesAndNoMore() async throws {
        let attempt = try await door.begin()
        var refusals: [Refusal?] = []
        for code in [String](repeating: door.wrongCode, count: 5) + [door.code] {
            refusals.append(
                await Refusal.of { _ = try await door.desk.enter(code: code, attempt: attempt, device: nil) })
        }
        #expect(refusals.map { $0?.parameters["left"] } == ["4", "3", "2", "1", nil, nil])
        #expect(refusals.suffix(2).map { $0?.code } == [.codeOver, .codeOver])
        #expect(door.persons.tokens.isEmpty)
    }

    @Test func aQuarterOfAnHourLaterItIsOver() async throws {
        let attempt = try await door.begin()
        door.clock.advance(by: .minutes(15))
        #expect(try await door.desk.waiting(attempt: attempt) == nil)
        #expect(try await door.desk.waiting(link: door.link) == nil)
        let code = await Refusal.of { _ = try await door.desk.enter(code: door.code, attempt: attempt, device: nil) }
        #expect(code?.code == .codeOver)
        let link = await Refusal.of { _ = try await door.desk.follow(link: door.link, device: nil) }
        #expect(link?.code == .signInLinkInvalid)
    }

    // MARK: the link

    @Test func theLinkOpensOneSessionOnAnyDevice() async throws {
        _ = try await door.begin()
        for _ in 0..<3 { #expect(try await door.desk.waiting(link: door.link)?.text == "anna@example.org") }
        let followed = try await door.desk.follow(link: door.link, device: nil)
        #expect(followed.person.id == Street.anna.id)
        #expect(try await door.people.holder(of: followed.session, purpose: .session)?.person == Street.anna.id)
        #expect(try await door.desk.waiting(link: door.link) == nil)
        let again = await Refusal.of { _ = try await door.desk.follow(link: door.link, device: nil) }
        #expect(again?.code == .signInLinkInvalid)
    }

    @Test(arguments: ["", "x", String(repeating: "0", count: 64)])
    func anUnknownLinkOpensNothing(link: String) async throws {
        _ = try await door.begin()
        #expect(try await door.desk.waiting(link: link) == nil)
        let refusal = await Refusal.of { _ = try await door.desk.follow(link: link, device: nil) }
        #expect(refusal?.code == .signInLinkInvalid)
        #expect(door.persons.tokens.isEmpty)
    }

    // MARK: who they are

    @Test func whoIsNewHasNoNameYetAndIsOnePerson() async throws {
        _ = try await door.begin("Nieuw@Example.org", language: .de)
        let new = try await door.desk.follow(link: door.link, device: nil).person
        #expect(new.firstName == "" && new.lastName == "")
        #expect(new.email == "nieuw@example.org")
        #expect(new.language == .de)
        _ = try await door.begin("nieuw@example.org", language: .fr)
        let same = try await door.desk.follow(link: door.link, device: nil).person
        #expect(same == new)
        #expect(door.persons.everybody.count == Street.everybody.count + 1)
    }

    @Test func triesAreForgottenAfterADay() async throws {
        _ = try await door.begin()
        door.clock.advance(by: .days(1))
        try await door.desk.tidy()
        #expect(door.signIns.signIns.count == 1, "they still count for the day's letters until then")
        door.clock.advance(by: .milliseconds(1))
        try await door.desk.tidy()
        #expect(door.signIns.signIns.isEmpty)
    }
}
