import Testing
import Watch
import WatchTesting

/// The life of one try to sign in: a code that counts five times within a quarter of an hour, a link that counts once.
@Suite struct SignInTests {
    private let start = ManualClock.friday

    private func signIn() throws -> SignIn {
        SignIn(
            attempt: [1], email: try #require(EmailAddress("anna@example.org")), codeHash: [2], linkHash: [3],
            language: .nl, createdAt: start)
    }

    /// What somebody does with it.
    enum Deed: Hashable, Sendable {
        case code, wrongCode, link
    }

    struct Life: Sendable, CustomStringConvertible {
        let description: String
        let deeds: [Deed]
        let verdicts: [SignIn.Verdict]
        let tries: Int
    }

    static let lives = [
        Life(description: "the right code", deeds: [.code], verdicts: [.right], tries: 1),
        Life(description: "a code is used once", deeds: [.code, .code], verdicts: [.right, .over], tries: 1),
        Life(description: "a link is used once", deeds: [.link, .link], verdicts: [.right, .over], tries: 0),
        Life(description: "no link after the code", deeds: [.code, .link], verdicts: [.right, .over], tries: 1),
        Life(description: "no code after the link", deeds: [.link, .code], verdicts: [.right, .over], tries: 0),
        Life(
            description: "a slip of the finger", deeds: [.wrongCode, .wrongCode, .code],
            verdicts: [.wrong(left: 4), .wrong(left: 3), .right], tries: 3),
        Life(
            description: "the fifth try may be right",
            deeds: [.wrongCode, .wrongCode, .wrongCode, .wrongCode, .code],
            verdicts: [.wrong(left: 4), .wrong(left: 3), .wrong(left: 2), .wrong(left: 1), .right], tries: 5),
        Life(
            description: "after five wrong ones the right one comes too late",
            deeds: [.wrongCode, .wrongCode, .wrongCode, .wrongCode, .wrongCode, .code],
            verdicts: [.wrong(left: 4), .wrong(left: 3), .wrong(left: 2), .wrong(left: 1), .over, .over], tries: 5),
        Life(
            description: "who guessed at the code has the link still",
            deeds: [.wrongCode, .wrongCode, .wrongCode, .wrongCode, .wrongCode, .link],
            verdicts: [.wrong(left: 4), .wrong(left: 3), .wrong(left: 2), .wrong(left: 1), .over, .right], tries: 5),
    ]

    private func befall(_ signIn: inout SignIn, _ deed: Deed, at now: Moment) -> SignIn.Verdict {
        switch deed {
        case .code: signIn.enter(codeHash: [2], at: now)
        case .wrongCode: signIn.enter(codeHash: [9], at: now)
        case .link: signIn.follow(at: now)
        }
    }

    @Test(arguments: lives)
    func whatCodesAndLinksAreGoodFor(_ life: Life) throws {
        var signIn = try signIn()
        let verdicts = life.deeds.map { befall(&signIn, $0, at: start + .minutes(1)) }
        #expect(verdicts == life.verdicts)
        #expect(signIn.tries == life.tries)
        #expect(signIn.usedAt == (life.verdicts.contains(.right) ? start + .minutes(1) : nil))
    }

    @Test(
        arguments: [
            (Span.minutes(15) - .milliseconds(1), SignIn.Verdict.right), (.minutes(15), .over), (.days(2), .over),
        ], [Deed.code, .link])
    func bothLastAQuarterOfAnHour(_ late: (after: Span, verdict: SignIn.Verdict), deed: Deed) throws {
        let before = try signIn()
        var signIn = before
        #expect(befall(&signIn, deed, at: start + late.after) == late.verdict)
        #expect((signIn == before) == (late.verdict == .over), "what is over is left as it is")
    }

    @Test(arguments: [
        (SignIn.Verdict.right, Refusal?.none), (.wrong(left: 3), Refusal(.codeWrong, field: "code", ["left": "3"])),
        (.over, Refusal(.codeOver, field: "code")),
    ])
    func whatPeopleAreTold(verdict: SignIn.Verdict, refusal: Refusal?) {
        #expect(verdict.refusal == refusal)
    }
}

@Suite struct SignInRulesTests {
    @Test(arguments: [
        // within an hour, within a day, by all within a minute
        (0, 0, 0, Refusal.Code?.none), (4, 11, 599, nil), (5, 5, 5, .tooManyCodes), (4, 12, 4, .tooManyCodes),
        (0, 12, 0, .tooManyCodes), (0, 0, 600, .unavailable), (5, 12, 600, .tooManyCodes),
    ])
    func howManyLettersMayGoOut(hour: Int, day: Int, minuteOfAll: Int, refused: Refusal.Code?) {
        let refusal = Refusal.of {
            try SignInRules.mayWrite(SignInRules.Recent(hour: hour, day: day, minuteOfAll: minuteOfAll))
        }
        #expect(refusal?.code == refused)
    }

    @Test(
        arguments: [
            ([[0, 0, 0, 0]], "000000"), ([[0, 0, 0, 7]], "000007"), ([[0, 0x0F, 0x42, 0x3F]], "999999"),
            ([[0, 0x0F, 0x42, 0x40]], "000000"), ([[0, 0, 0x30, 0x39]], "012345"),
            // 4,293,999,999 is the last that counts; 4,294,000,000 and what lies above are thrown away.
            ([[0xFF, 0xF1, 0x3D, 0x7F]], "999999"), ([[0xFF, 0xF1, 0x3D, 0x80], [0, 0, 0, 1]], "000001"),
            ([[0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xF1, 0x3D, 0x80], [0, 0, 0, 2]], "000002"),
        ] as [([[UInt8]], String)])
    func aCodeKeepsItsLeadingZeros(bytes: [[UInt8]], code: String) {
        #expect(SignInRules.code(ScriptedRandomness(bytes)) == code)
    }

    @Test func codesAreSixDigitsAndSpreadEvenly() {
        let randomness = SeededRandomness(seed: 7)
        var counts = [[Int]](repeating: [Int](repeating: 0, count: 10), count: 6)
        var codes: Set<String> = []
        let runs = 20_000
        for _ in 0..<runs {
            let code = SignInRules.code(randomness)
            #expect(code.utf8.count == 6)
            codes.insert(code)
            for (place, digit) in code.utf8.enumerated() { counts[place][Int(digit) - 48] += 1 }
        }
        // Six standard deviations of 2,000 in 20,000: a seeded run is always the same, so this never flickers.
        #expect(counts.joined().allSatisfy { abs($0 - runs / 10) < 255 })
        #expect(codes.count > 19_700, "few of a million come twice")
    }

    @Test(arguments: [
        ("123456", "123456"), ("12 34-56", "123456"), (" 123\u{A0}456\n", "123456"), ("123.456", "123456"),
        ("code: 123456", "123456"), ("", ""), ("abc", ""), ("١٢٣٤٥٦", "123456"), ("۱۲۳۴۵۶", "123456"),
        ("１２３４５６", "123456"), ("१२३४५६", "123456"), ("12½34", "1234"),
        ("1234567", "1234567"),
    ])
    func aCodeAsItIsTyped(typed: String, digits: String) {
        #expect(SignInRules.digits(typed) == digits)
    }
}
