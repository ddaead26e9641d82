/// One try to sign in by e-mail: a letter with a code and a link, asked for by one browser.
///
/// The code is six digits, so it only counts together with the secret of the browser that asked for it, five tries at
/// most, a quarter of an hour long. The link counts on any device, once.
public struct SignIn: Hashable, Sendable {
    /// SHA-256 of the browser's secret.
    public let attempt: [UInt8]
    /// Where the letter went.
    public let email: EmailAddress
    /// SHA-256 of secret and code together.
    public let codeHash: [UInt8]
    /// SHA-256 of the secret in the link.
    public let linkHash: [UInt8]
    public let language: Language
    public private(set) var tries: Int
    public private(set) var usedAt: Moment?
    public let createdAt: Moment

    public init(
        attempt: [UInt8], email: EmailAddress, codeHash: [UInt8], linkHash: [UInt8], language: Language,
        tries: Int = 0, usedAt: Moment? = nil, createdAt: Moment
    ) {
        self.attempt = attempt
        self.email = email
        self.codeHash = codeHash
        self.linkHash = linkHash
        self.language = language
        self.tries = tries
        self.usedAt = usedAt
        self.createdAt = createdAt
    }

    /// What came of trying a code or a link.
    public enum Verdict: Hashable, Sendable {
        /// They are who they say.
        case right
        /// Not this code; so many tries are left.
        case wrong(left: Int)
        /// Used before, too old, or tried too often: a new letter is needed.
        case over

        /// The reason to refuse; nil when there is none.
        public var refusal: Refusal? {
            switch self {
            case .right: nil
            case .wrong(let left): Refusal(.codeWrong, field: "code", ["left": String(left)])
            case .over: Refusal(.codeOver, field: "code")
            }
        }
    }

    /// Somebody typed a code.
    public mutating func enter(codeHash typed: [UInt8], at now: Moment) -> Verdict {
        guard usedAt == nil, now < createdAt + SignInRules.codeLifetime, tries < SignInRules.tries else { return .over }
        tries += 1
        guard typed == codeHash else {
            return tries < SignInRules.tries ? .wrong(left: SignInRules.tries - tries) : .over
        }
        usedAt = now
        return .right
    }

    /// Somebody followed the link and pressed the button there.
    public mutating func follow(at now: Moment) -> Verdict {
        guard usedAt == nil, now < createdAt + SignInRules.codeLifetime else { return .over }
        usedAt = now
        return .right
    }
}

/// The policies of signing in.
public enum SignInRules {
    /// How long code and link of a letter count.
    public static let codeLifetime = Span.minutes(15)
    /// How often a code may be typed.
    public static let tries = 5
    /// Letters to one address within an hour, and within a day. With five tries each, somebody who guesses all day long
    /// needs forty-five years on average.
    public static let lettersPerHour = 5
    public static let lettersPerDay = 12
    /// Letters of the whole house within a minute: a bound for programs that write to the whole world.
    public static let lettersPerMinute = 600
    /// How long ago somebody may have signed in for what needs to know that it is them, and not whoever found their
    /// phone: being erased.
    public static let presence = Span.minutes(15)
    /// How long a try is remembered, for the limits.
    public static let memory = Span.days(1)

    /// What was sent lately.
    public struct Recent: Hashable, Sendable {
        /// To this address within an hour.
        public let hour: Int
        /// To this address within a day.
        public let day: Int
        /// To anybody within a minute.
        public let minuteOfAll: Int

        public init(hour: Int, day: Int, minuteOfAll: Int) {
            self.hour = hour
            self.day = day
            self.minuteOfAll = minuteOfAll
        }
    }

    /// Whether one more letter may go out. The same for an address that nobody knows: nothing is disclosed.
    ///
    /// - Throws: `too-many-codes`, `unavailable`.
    public static func mayWrite(_ recent: Recent) throws(Refusal) {
        guard recent.hour < lettersPerHour, recent.day < lettersPerDay else {
            throw Refusal(.tooManyCodes, field: "email")
        }
        guard recent.minuteOfAll < lettersPerMinute else { throw Refusal(.unavailable) }
    }

    /// Whether somebody has shown lately enough who they are.
    ///
    /// - Parameter signedInAt: when the session began, however long it has lasted since; nil for a program, whose key
    ///   shows that it was given one, and not who sits there.
    /// - Throws: `sign-in-too-old`.
    public static func mustBePresent(signedInAt: Moment?, at now: Moment) throws(Refusal) {
        guard let signedInAt, now <= signedInAt + presence else { throw Refusal(.signInTooOld) }
    }

    /// Six digits, each as likely as any other.
    public static func code(_ randomness: any Randomness) -> String {
        while true {
            let number = randomness.bytes(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            // The highest multiple of a million below 2³²; what lies above would favour low codes.
            guard number < 4_294_000_000 else { continue }
            let digits = String(number % 1_000_000)
            return String(repeating: "0", count: 6 - digits.count) + digits
        }
    }

    /// A code as somebody typed it: `123 456`, `123-456` and `١٢٣٤٥٦` are `123456`.
    public static func digits(_ typed: String) -> String { typed.plain.keeping(\.isDigit) }
}
