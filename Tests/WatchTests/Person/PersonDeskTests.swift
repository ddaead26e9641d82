import Testing
import Watch
import WatchTesting

/// Keys that open, roll, end; and what is closed when they do.
@Suite struct PersonDeskTests {
    private let door = LivingDoor(groups: [Street.anna.id: [Street.nextGroup.id, Street.group.id]])
    private let anna = Street.anna.id

    private func holds(_ secret: String, _ purpose: Token.Purpose = .session) async throws -> Bool {
        try await door.people.holder(of: secret, purpose: purpose)?.person == anna
    }

    @Test func aSessionInUseLastsAndOneLeftAloneEnds() async throws {
        let used = try await door.people.issue(.session, to: anna)
        let idle = try await door.people.issue(.session, to: anna)
        #expect(try await door.people.holder(of: used, purpose: .session)?.isDue == false)
        door.clock.advance(by: .days(300))
        // Looking uses nothing up: what could not be told is due still.
        for _ in 0..<2 { #expect(try await door.people.holder(of: used, purpose: .session)?.isDue == true) }
        try await door.people.renew(try #require(try await door.people.holder(of: used, purpose: .session)))
        let renewed = try #require(try await door.people.holder(of: used, purpose: .session))
        #expect(!renewed.isDue)
        try await door.people.renew(renewed)
        #expect(try await door.people.holder(of: idle, purpose: .session)?.isDue == true)
        door.clock.advance(by: .days(65))
        #expect(try await holds(used))
        #expect(try await !holds(idle))
    }

    @Test func aProgramsKeyDoesNotRoll() async throws {
        let secret = try await door.people.issue(.bearer, to: anna)
        door.clock.advance(by: .days(364))
        let holder = try #require(try await door.people.holder(of: secret, purpose: .bearer))
        #expect(!holder.isDue)
        try await door.people.renew(holder)
        door.clock.advance(by: .days(1))
        #expect(try await !holds(secret, .bearer))
    }

    /// What tells a session that lies under the cookie's new name alone from one that may lie under the old one.
    @Test(arguments: Token.Purpose.allCases)
    func onlyASessionsSecretIsMarked(purpose: Token.Purpose) async throws {
        let secret = try await door.people.issue(purpose, to: anna)
        #expect(Token.isFromBefore(secret) == (purpose != .session))
        #expect(secret.utf8.count == (purpose == .session ? 65 : 64))
    }

    @Test func aSessionFromBeforeTheMarkGoesOn() async throws {
        let bare = String(repeating: "5a", count: 32)
        let now = door.clock.now()
        door.persons.keep(
            Token(
                id: Street.fixed("e1"), hash: FakeTokenHash().hash(bare), person: anna, purpose: .session,
                createdAt: now,
                expiresAt: now + .days(365)))
        #expect(try await holds(bare))
        // The mark makes it another secret.
        #expect(try await !holds(Token.sessionMark + bare))
    }

    @Test(arguments: Token.Purpose.allCases, Token.Purpose.allCases)
    func aKeyOpensForItsPurposeOnly(made: Token.Purpose, tried: Token.Purpose) async throws {
        let secret = try await door.people.issue(made, to: anna)
        #expect(try await holds(secret, tried) == (made == tried))
    }

    @Test(arguments: ["", "x", String(repeating: "a", count: 64), String(repeating: "a", count: 65)])
    func aMadeUpKeyOpensNothing(secret: String) async throws {
        _ = try await door.people.issue(.session, to: anna)
        #expect(try await door.people.holder(of: secret, purpose: .session) == nil)
        let refusal = await Refusal.of { _ = try await door.people.signIn(link: secret, device: nil) }
        #expect(refusal?.code == .signInLinkInvalid)
    }

    @Test(arguments: [(Token.Purpose.signIn, 1), (.demo, 3), (.session, 0), (.bearer, 0)])
    func howOftenALinkSignsIn(purpose: Token.Purpose, times: Int) async throws {
        let link = try await door.people.issue(purpose, to: anna)
        #expect(try await door.people.isDemo(link: link) == (purpose == .demo))
        var sessions: [String] = []
        for _ in 0..<3 {
            _ = await Refusal.of { sessions.append(try await door.people.signIn(link: link, device: nil).session) }
        }
        #expect(sessions.count == times)
        for session in sessions { #expect(try await holds(session)) }
    }

    // MARK: what ends is cut

    @Test func forgettingCuts() async throws {
        let secret = try await door.people.issue(.session, to: anna)
        try await door.people.forget(secret)
        #expect(try await !holds(secret))
        #expect(door.announcer.words == [.keysEnded(anna)])
        try await door.people.forget(secret)
        #expect(door.announcer.words.count == 1, "there was nothing left to cut")
    }

    @Test func onesOwnDevicesAreSignedOut() async throws {
        let phone = try await door.people.issue(.session, to: anna, device: "telefoon")
        door.clock.advance(by: .hours(1))
        let program = try await door.people.issue(.bearer, to: anna, device: "programma")
        _ = try await door.people.issue(.signIn, to: anna, device: "geen apparaat")
        let devices = try await door.people.devices(of: anna)
        #expect(devices.map(\.device) == ["programma", "telefoon"], "the last used first")
        let foreign = await Refusal.of { try await door.people.forget(devices[1].id, of: Street.bram.id) }
        #expect(foreign?.code == .notFound)
        #expect(try await holds(phone))
        #expect(door.announcer.words.isEmpty)
        try await door.people.forget(devices[1].id, of: anna)
        #expect(try await !holds(phone))
        #expect(try await holds(program, .bearer))
        #expect(door.announcer.words == [.keysEnded(anna)])
    }

    @Test func allOthersAreSignedOut() async throws {
        let here = try await door.people.issue(.session, to: anna)
        let there = try await door.people.issue(.session, to: anna)
        let program = try await door.people.issue(.bearer, to: anna)
        let bram = try await door.people.issue(.session, to: Street.bram.id)
        let token = try #require(try await door.people.holder(of: here, purpose: .session)?.token)
        #expect(try await door.people.forgetOthers(than: token, of: anna) == 2)
        #expect(try await holds(here))
        #expect(try await !holds(there))
        #expect(try await !holds(program, .bearer))
        #expect(try await door.people.holder(of: bram, purpose: .session)?.person == Street.bram.id)
        #expect(door.announcer.words == [.keysEnded(anna)])
    }

    @Test func whatHasRunOutIsCutOnce() async throws {
        _ = try await door.people.issue(.session, to: anna)
        _ = try await door.people.issue(.signIn, to: Street.bram.id)
        door.clock.advance(by: .days(7))
        try await door.people.endExpired()
        try await door.people.endExpired()
        #expect(door.announcer.words == [.keysEnded(Street.bram.id)])
        #expect(door.persons.tokens.map(\.person) == [anna])
    }

    @Test func whoIsErasedIsOutEverywhere() async throws {
        let secret = try await door.people.issue(.session, to: anna)
        try await door.people.erase(anna, signedInAt: door.clock.now())
        #expect(try await !holds(secret))
        #expect(try await door.people.person(anna) == nil)
        #expect(
            door.announcer.words == [
                .membership(Street.group.id), .membership(Street.nextGroup.id), .keysEnded(anna),
            ])
        #expect(await Refusal.of { _ = try await door.people.record(of: anna) }?.code == .notFound)
        #expect(await Refusal.of { try await door.people.erase(anna, signedInAt: door.clock.now()) }?.code == .notFound)
    }

    @Test(arguments: [
        (Token.Purpose.session, Span.milliseconds(0), true), (.session, .minutes(15), true),
        (.session, .minutes(15) + .milliseconds(1), false), (.session, .days(300), false),
        (.bearer, .milliseconds(0), false), (.bearer, .minutes(1), false),
    ])
    func onlyWhoHasJustSignedInIsErased(by purpose: Token.Purpose, after: Span, isErased: Bool) async throws {
        let secret = try await door.people.issue(purpose, to: anna)
        // Used on the way, which makes a session last and does not make its beginning any newer.
        for _ in 0..<2 { _ = try await door.people.holder(of: secret, purpose: purpose) }
        door.clock.advance(by: after)
        let holder = try #require(try await door.people.holder(of: secret, purpose: purpose))
        let refusal = await Refusal.of { try await door.people.erase(anna, signedInAt: holder.signedInAt) }
        #expect(refusal?.code == (isErased ? nil : .signInTooOld))
        #expect((try await door.people.person(anna) == nil) == isErased)
        #expect(door.announcer.words.isEmpty == !isErased)
    }
}
