import Testing
import Watch
import WatchTesting

@Suite struct TokenTests {
    private let start = ManualClock.friday

    private func token(_ purpose: Token.Purpose) -> Token {
        Token(
            id: Street.fixed("f1"), hash: [1, 2], person: Street.anna.id, purpose: purpose, device: "Firefox · Android",
            createdAt: start, expiresAt: start + Token.lifetime(purpose))
    }

    @Test(arguments: [
        (Token.Purpose.bearer, Span.days(365)), (.session, .days(365)), (.signIn, .days(7)), (.demo, .days(7)),
    ])
    func howLongAKeyOpens(purpose: Token.Purpose, lifetime: Span) {
        #expect(Token.lifetime(purpose) == lifetime)
        #expect(token(purpose).usedAt == start, "a new key was used when it was made")
    }

    @Test(arguments: [(Span.milliseconds(0), false), (.days(1) - .milliseconds(1), false), (.days(1), true)])
    func aSessionsYearBeginsAnewOnceADay(after: Span, isRenewed: Bool) {
        let now = start + after
        let renewed = token(.session).renewed(at: now)
        #expect(
            renewed
                == (isRenewed
                    ? Token(
                        id: Street.fixed("f1"), hash: [1, 2], person: Street.anna.id, purpose: .session,
                        device: "Firefox · Android", createdAt: start, usedAt: now, expiresAt: now + .days(365))
                    : nil))
    }

    @Test(arguments: Token.Purpose.allCases)
    func onlySessionsRoll(purpose: Token.Purpose) {
        #expect((token(purpose).renewed(at: start + .days(3)) != nil) == (purpose == .session))
    }

    @Test func theNextDayCountsFromTheLastUse() throws {
        let second = try #require(token(.session).renewed(at: start + .days(1)))
        #expect(second.renewed(at: start + .hours(47)) == nil)
        #expect(second.renewed(at: start + .days(2))?.expiresAt == start + .days(367))
    }
}

@Suite struct PersonProfileTests {
    @Test(arguments: [
        (String?.some("Anna"), String?.some("de Vries"), "Anna", "de Vries"), (" Anna\n", nil, "Anna", ""),
        ("Anna", " \u{200B}", "Anna", ""), ("Jan\nPiet", "van\r\nDam", "Jan Piet", "van Dam"),
        ("Zoë-Anne", "O'Neill", "Zoë-Anne", "O'Neill"), ("李", nil, "李", ""),
        (
            String(repeating: "a", count: 40), String(repeating: "b", count: 60), String(repeating: "a", count: 40),
            String(repeating: "b", count: 60)
        ),
    ])
    func whatIsKeptOfAName(first: String?, last: String?, keptFirst: String, keptLast: String) throws {
        let profile = try PersonProfile(firstName: first, lastName: last, language: .fr)
        #expect(profile.firstName == keptFirst)
        #expect(profile.lastName == keptLast)
        #expect(profile.language == .fr)
    }

    @Test(arguments: [
        (String?.none, String?.none, Refusal.Code.firstNameMissing, "firstName"),
        ("", "de Vries", .firstNameMissing, "firstName"), (" \n", nil, .firstNameMissing, "firstName"),
        ("123", nil, .firstNameMissing, "firstName"), ("–", nil, .firstNameMissing, "firstName"),
        ("🚓", nil, .firstNameMissing, "firstName"),
        (String(repeating: "a", count: 41), nil, .textTooLong, "firstName"),
        ("Anna", String(repeating: "b", count: 61), .textTooLong, "lastName"),
    ])
    func whatIsNoName(first: String?, last: String?, refused: Refusal.Code, field: String) {
        let refusal = Refusal.of { _ = try PersonProfile(firstName: first, lastName: last, language: .nl) }
        #expect(refusal?.code == refused)
        #expect(refusal?.field == field)
    }
}
