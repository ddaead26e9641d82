/// The policy that holds somewhere, as data: which number to call, how near is near, how long is quiet. A municipality
/// may override its country's; nothing in the code asks which country it is in.
public struct Jurisdiction: Hashable, Codable, Sendable {
    /// A number that counts as an emergency call.
    public struct Number: Hashable, Codable, Sendable {
        /// What it is for, as is said beside its button.
        public enum Use: String, Codable, Sendable, CaseIterable {
            /// Danger, and crimes in progress.
            case urgent
            /// The same, of the police alone.
            case police
            /// The same, of the fire brigade and ambulances as well.
            case allHelp = "all-help"
            /// The police, where there is no hurry.
            case notUrgent = "not-urgent"
            /// The police of the place at their own number, where there is no hurry: something found afterwards.
            case local
        }

        /// As it is dialled: `112`, `0900-8844`.
        public let number: String
        public let use: Use
        /// Whether it is for danger and crimes in progress; one that is not is told quietly at night.
        public var isUrgent: Bool { use != .notUrgent && use != .local }
        /// Whether a button can dial it: the police of a place have a number also where it is not known here.
        public var isDialable: Bool { number.unicodeScalars.contains(where: \.isDigit) }

        public init(_ number: String, for use: Use) {
            self.number = number
            self.use = use
        }

        /// The police of the place, where it is not known here which number they have: that somebody called them can be
        /// said all the same.
        public static let localPolice = Number("local-police", for: .local)

        /// The one number for help that is answered in every country of the Union: what is said where it is not known where
        /// somebody is.
        public static let everywhere = Number("112", for: .urgent)
    }

    /// What is looked at one by one to see where there is no group yet.
    public enum Quarters: String, Codable, Sendable {
        /// Neighbourhoods in which somebody lives.
        case neighbourhoods
        /// Towns: of a country whose neighbourhoods are not among the places, nor how many live there.
        case towns

        /// Whether a place is one of them.
        func contains(_ place: Place) -> Bool {
            switch self {
            // Where nobody lives nobody needs a group.
            case .neighbourhoods: place.kind == .neighbourhood && (place.population ?? 0) > 0
            case .towns: place.kind == .town
            }
        }
    }

    /// The country's ISO 3166-1 code: `NL`.
    public let country: String
    /// The code of the municipality whose own way it is; nil where its country's holds.
    public private(set) var municipality: String?
    /// Where it holds, as a box around the country and its coast: an area outside is drawn in the wrong place.
    public let bounds: Area.Box
    /// The IANA time zone in which its nights fall.
    public let timeZone: String
    /// The numbers that count, the first one being the one to offer.
    public private(set) var numbers: [Number]
    /// A phone's clock so far ahead is not worth a word; one that is farther ahead counts as now as well, and is noted.
    public let clockSkew: Span
    /// An emergency call longer ago than this is taken for a slip of the pen.
    public let oldestCall: Span
    /// Two reports this near each other, in metres, …
    public let nearMetres: Double
    /// … and this soon after the last word in the first are offered as one incident.
    public let nearSpan: Span
    /// Somebody's report in the same words so soon after the first is taken for the first, sent once more.
    public let sameReportSpan: Span
    /// After so long without a word, reporter, coordinator and police are asked.
    public let quietSpan: Span
    /// After so long without their answer, the alert ends as unknown.
    public let answerSpan: Span
    /// After so long at the latest they are asked again about somebody who is missing, for as long as nobody ends it.
    public let askAgainSpan: Span
    /// How long coordinator or police can hold an alert open at a time.
    public let holdSpan: Span
    /// How long after its end an alert can be reopened.
    public let reopenSpan: Span
    /// How long neighbours can read an alert after its end; then only figures remain of it.
    public let neighbourRetention: Span
    /// How long the register keeps what its entries say; then the chain stands for it.
    public let registerRetention: Span
    /// From which age on somebody may join.
    public private(set) var minimumAge: Int
    /// For how long at most a coordinator can be stood in for at a time.
    public let standInSpan: Span
    /// When a group's coordinators are asked whether all is still right, and what comes of no answer.
    public let confirmation: Confirmation
    /// Local minutes of the day between which it is night; the night may run over midnight.
    public let nightFrom: Int
    public let nightUntil: Int
    /// Accepted reports a person may make within an hour. High on purpose: it stops a program, never a person.
    public let reportsPerHour: Int
    /// Reactions a person may make within a minute.
    public let reactionsPerMinute: Int
    /// Corrections a person may make within an hour, and how often within one an alert may be reopened or held open. To end
    /// one is never refused for what was done before.
    public let changesPerHour: Int
    /// Two groups are neighbours when their areas lie within so many metres; an alert goes on to a linked group when its
    /// place lies within so many of their area, …
    public let linkMetres: Double
    /// … or when the direction of travel points there, so far and within a sector of so many degrees.
    public let travelMetres: Double
    public let travelDegrees: Double
    /// Over how many links an alert travels at most.
    public let linkHops: Int
    /// After a link was declined or ended, the watch itself does not propose it again for so long.
    public let linkRest: Span
    /// With how many neighbours the watch itself proposes a link at most: who is shown thirty looks at none.
    public let linkProposals: Int
    /// What residents may not tell each other, and is moved into the police part. What is not among it is asked about once.
    public let policeAlone: Set<AlertAdvice>
    /// Where it is looked whether there is a group.
    public let quarters: Quarters

    /// - Parameters:
    ///   - code: the country's.
    public init(
        code: String, timeZone: String, numbers: [Number], bounds: Area.Box = .earth, clockSkew: Span = .minutes(5),
        oldestCall: Span = .hours(24),
        nearMetres: Double = 300, nearSpan: Span = .minutes(30), sameReportSpan: Span = .minutes(10),
        quietSpan: Span = .hours(2),
        answerSpan: Span = .minutes(30), askAgainSpan: Span = .hours(24), holdSpan: Span = .hours(12),
        reopenSpan: Span = .hours(24),
        neighbourRetention: Span = .days(30), registerRetention: Span = .days(5 * 365), minimumAge: Int = 18,
        standInSpan: Span = .days(92), confirmation: Confirmation = .yearly, nightFrom: Int = 22 * 60,
        nightUntil: Int = 7 * 60, reportsPerHour: Int = 600, reactionsPerMinute: Int = 120, changesPerHour: Int = 60,
        linkMetres: Double = 500, travelMetres: Double = 2_000, travelDegrees: Double = 45, linkHops: Int = 2,
        linkRest: Span = .days(182), linkProposals: Int = 8, policeAlone: Set<AlertAdvice> = [],
        quarters: Quarters = .neighbourhoods
    ) {
        country = code
        self.bounds = bounds
        self.timeZone = timeZone
        self.numbers = numbers
        self.clockSkew = clockSkew
        self.oldestCall = oldestCall
        self.nearMetres = nearMetres
        self.nearSpan = nearSpan
        self.sameReportSpan = sameReportSpan
        self.quietSpan = quietSpan
        self.answerSpan = answerSpan
        self.askAgainSpan = askAgainSpan
        self.holdSpan = holdSpan
        self.reopenSpan = reopenSpan
        self.neighbourRetention = neighbourRetention
        self.registerRetention = registerRetention
        self.minimumAge = minimumAge
        self.standInSpan = standInSpan
        self.confirmation = confirmation
        self.nightFrom = nightFrom
        self.nightUntil = nightUntil
        self.reportsPerHour = reportsPerHour
        self.reactionsPerMinute = reactionsPerMinute
        self.changesPerHour = changesPerHour
        self.linkMetres = linkMetres
        self.travelMetres = travelMetres
        self.travelDegrees = travelDegrees
        self.linkHops = linkHops
        self.linkRest = linkRest
        self.linkProposals = linkProposals
        self.policeAlone = policeAlone
        self.quarters = quarters
    }

    /// The Netherlands: 112, and 0900-8844 when there is no hurry (FIELD: politie.nl). The 112 app and the text relay
    /// reach the same room and count as 112.
    public static let netherlands = Jurisdiction(
        code: "NL", timeZone: "Europe/Amsterdam",
        numbers: [Number("112", for: .urgent), Number("0900-8844", for: .notUrgent)],
        bounds: Area.Box(south: 50.7, north: 53.6, west: 3.2, east: 7.25))

    /// Belgium: 101 for the police in a hurry, 112 for ambulance, fire brigade, and the police where a life is in danger; and
    /// the police of the place for what is found afterwards, at a number that each zone has for itself. Plates and
    /// recognisable people are for the police alone (polbru.be).
    public static let belgium = Jurisdiction(
        code: "BE", timeZone: "Europe/Brussels",
        numbers: [Number("101", for: .police), Number("112", for: .allHelp), .localPolice],
        bounds: Area.Box(south: 49.45, north: 51.55, west: 2.5, east: 6.45),
        policeAlone: [.licencePlate, .namedPerson], quarters: .towns)

    /// Every policy there is.
    public static let all = [netherlands, belgium]

    /// The policy where nobody has said where, and where there is none yet: abroad, and at sea.
    public static let usual = netherlands

    /// The policy of a country that has one; nil of any other.
    ///
    /// - Parameter code: the country's, or one with a municipality's behind it, by which no other policy is found.
    public static func known(_ code: String) -> Jurisdiction? {
        let country = country(in: code)
        return all.first { $0.country == country }
    }

    /// The policy for a country's code; the usual one for a country that has none yet.
    public static func of(_ code: String) -> Jurisdiction { known(code) ?? usual }

    /// The country of a code that may name a municipality behind it: `NL` of `NL` and of `NL-0637`.
    public static func country(in code: String) -> String { code.split(scalar: "-").first.map { String($0) } ?? code }

    /// The policy that holds in a municipality: its country's, with what it does its own way.
    public static func of(_ code: String, municipality: String?, own: MunicipalPolicy?) -> Jurisdiction {
        var policy = of(code)
        guard let municipality, let own else { return policy }
        policy.municipality = municipality
        policy.minimumAge = own.minimumAge ?? policy.minimumAge
        if let number = own.policeNumber {
            policy.numbers.removeAll { $0.use == .local }
            policy.numbers.append(Number(number, for: .local))
        }
        return policy
    }

    /// By what it is told apart from others: its country's code, and a municipality's after it where it has its own: `NL`,
    /// `NL-0637`.
    public var code: String { municipality.map { "\(country)-\($0)" } ?? country }

    /// The number as the policy spells it, found by its digits alone, so that `09008844` and `0900 8844` are the same; the
    /// police of the place also by their word, where their number has become known meanwhile.
    public func number(_ typed: String) -> Number? {
        let digits = typed.keeping(\.isDigit)
        guard !digits.isEmpty else {
            return typed == Number.localPolice.number ? numbers.first { $0.use == .local } : nil
        }
        return numbers.first { $0.number.keeping(\.isDigit) == digits }
    }

    /// The number to offer before anything is known.
    public var offered: Number { numbers.first ?? .everywhere }

    /// The number to call in danger, where this one was called before: the same, unless it is one without hurry.
    public func inDanger(after called: String?) -> Number { allInDanger(after: called)[0] }

    /// Every number to call in danger, as each is for something else; first the one that was called before, where it is one
    /// of them. Never empty.
    public func allInDanger(after called: String?) -> [Number] {
        let urgent = numbers.filter(\.isUrgent)
        guard !urgent.isEmpty else { return [offered] }
        guard let called = called.flatMap({ number($0) }), called.isUrgent else { return urgent }
        return [called] + urgent.filter { $0 != called }
    }

    /// What is moved into the police part of an alert of this kind: who is missing is looked for by name.
    public func forbidden(about kind: Alert.Kind) -> Set<AlertAdvice> {
        kind == .missingPerson ? policeAlone.subtracting([.namedPerson]) : policeAlone
    }

    /// Whether a local minute of the day falls into the night.
    public func isNight(minuteOfDay: Int) -> Bool {
        nightFrom <= nightUntil
            ? (nightFrom..<nightUntil).contains(minuteOfDay)
            : minuteOfDay >= nightFrom || minuteOfDay < nightUntil
    }
}
