/// Why something was not done: a stable code with its parameters, never prose. Words come from the catalogue of the
/// person's language, and one mapping (`ErrorAnswer`) makes it an HTTP answer or a page.
public struct Refusal: Error, Hashable, Sendable {
    /// What was wrong, as one word that programs may rely on.
    public let code: Code
    /// Which field of the request to mend, in the API's spelling; nil when it is not about a field.
    public let field: String?
    /// Facts that the words and programs need: an id, a limit, a number to call. Never a person's name or address.
    public let parameters: [String: String]

    public init(_ code: Code, field: String? = nil, _ parameters: [String: String] = [:]) {
        self.code = code
        self.field = field
        self.parameters = parameters
    }

    /// What sort of refusal it is, which decides the HTTP status.
    public enum Nature: Sendable {
        /// The request cannot be read (400).
        case unreadable
        /// Nobody is signed in (401).
        case unknownPerson
        /// Signed in, but not allowed (403).
        case forbidden
        /// There is no such thing, or not for this person (404).
        case absent
        /// There was such a thing, and it is over (410).
        case gone
        /// It does not go with how things stand (409).
        case conflict
        /// It can be read but not accepted as it is (422).
        case unacceptable
        /// Too often (429).
        case tooOften
        /// Too large (413).
        case tooLarge
        /// Not now (503).
        case unavailable
    }

    /// Every reason to refuse. The raw value is the `code` of the API's problem+json and the key in the catalogues.
    public enum Code: String, Codable, Sendable, CaseIterable {
        // the request
        case bodyUnreadable = "body-unreadable"
        case bodyTooLarge = "body-too-large"
        case parameterInvalid = "parameter-invalid"
        case fieldMissing = "field-missing"
        case fieldInvalid = "field-invalid"
        case textTooLong = "text-too-long"
        case textMissing = "text-missing"
        case idempotencyKeyReused = "idempotency-key-reused"
        case idempotencyKeyInvalid = "idempotency-key-invalid"
        case crossSite = "cross-site"
        case pageNeeded = "page-needed"
        case methodNotAllowed = "method-not-allowed"
        case unsupportedMediaType = "unsupported-media-type"
        case notFound = "not-found"
        case unavailable = "unavailable"
        case tooManyStreams = "too-many-streams"
        // the person
        case signInNeeded = "sign-in-needed"
        case signInTooOld = "sign-in-too-old"
        case signInLinkInvalid = "sign-in-link-invalid"
        case emailInvalid = "email-invalid"
        case emailSign = "email-sign"
        case emailForm = "email-form"
        case addressOwn = "address-own"
        case tooManyCodes = "too-many-codes"
        case tooManyLetters = "too-many-letters"
        case letterFailed = "letter-failed"
        case codeWrong = "code-wrong"
        case codeOver = "code-over"
        case firstNameMissing = "first-name-missing"
        case firstNameInvalid = "first-name-invalid"
        case firstNameReserved = "first-name-reserved"
        case notAMember = "not-a-member"
        case notAllowed = "not-allowed"
        // groups and members
        case nameMissing = "name-missing"
        case nameInvalid = "name-invalid"
        case nameReserved = "name-reserved"
        case linkUnwanted = "link-unwanted"
        case slugTaken = "slug-taken"
        case areaInvalid = "area-invalid"
        case areaCrossesItself = "area-crosses-itself"
        case areaHoleOutside = "area-hole-outside"
        case areaMalformed = "area-malformed"
        case areaTooSmall = "area-too-small"
        case areaTooLarge = "area-too-large"
        case areaTooWide = "area-too-wide"
        case areaTooIntricate = "area-too-intricate"
        case areaCrossesAntimeridian = "area-crosses-antimeridian"
        case areaSwapped = "area-swapped"
        case areaElsewhere = "area-elsewhere"
        case memberApplied = "member-applied"
        case memberSuspended = "member-suspended"
        case memberExists = "member-exists"
        case rulesNotAccepted = "rules-not-accepted"
        case tooYoung = "too-young"
        case periodInvalid = "period-invalid"
        case standingUnreachable = "standing-unreachable"
        case lastCoordinator = "last-coordinator"
        case groupClosed = "group-closed"
        case registrationNotProposed = "registration-not-proposed"
        case registrationNotClosed = "registration-not-closed"
        case areaOverlaps = "area-overlaps"
        case tooManyGroups = "too-many-groups"
        case tooManyApplications = "too-many-applications"
        case tooManyChanges = "too-many-changes"
        case invitationInvalid = "invitation-invalid"
        case proofMissing = "proof-missing"
        case proofWrong = "proof-wrong"
        case tooManyTries = "too-many-tries"
        case tooManyAsked = "too-many-asked"
        case tooManyAreas = "too-many-areas"
        case cookiesBlocked = "cookies-blocked"
        // the alert
        case emergencyCallMissing = "emergency-call-missing"
        case emergencyNumberUnknown = "emergency-number-unknown"
        case emergencyCallTimeMissing = "emergency-call-time-missing"
        case emergencyCallTooOld = "emergency-call-too-old"
        case behaviourMissing = "behaviour-missing"
        case lastPlaceOrAppearanceMissing = "last-place-or-appearance-missing"
        case locationMissing = "location-missing"
        case locationInvalid = "location-invalid"
        case incidentAlreadyOpen = "incident-already-open"
        case alertClosed = "alert-closed"
        case alertOpen = "alert-open"
        case alertLinkEnded = "alert-link-ended"
        case alertWithdrawn = "alert-withdrawn"
        case alertOutOfOrder = "alert-out-of-order"
        case reopenTooLate = "reopen-too-late"
        case messageRetracted = "message-retracted"
        case alertRetracted = "alert-retracted"
        case falseAlarmOnly = "false-alarm-only"
        case tooManyReports = "too-many-reports"
        case tooManyReactions = "too-many-reactions"
        // links between groups
        case linkUnreachable = "link-unreachable"
        case linkTooFar = "link-too-far"
        case notLinked = "not-linked"
        case tooManyHops = "too-many-hops"
        // the ways by which one is told
        case channelUnavailable = "channel-unavailable"
        case channelAddress = "channel-address"
        // browsers that are pushed to
        case pushUnavailable = "push-unavailable"
        case pushEndpointInvalid = "push-endpoint-invalid"
        case pushKeysInvalid = "push-keys-invalid"
        case tooManyTests = "too-many-tests"
        // tests of a group's alarm
        case testAlarmTooSoon = "test-alarm-too-soon"
        case testAlarmAtNight = "test-alarm-at-night"
        case testAlarmWhileAwake = "test-alarm-while-awake"

        /// What sort of refusal this is.
        public var nature: Nature {
            switch self {
            case .bodyUnreadable, .parameterInvalid, .idempotencyKeyInvalid: .unreadable
            case .bodyTooLarge: .tooLarge
            case .unsupportedMediaType, .methodNotAllowed: .unreadable
            case .signInNeeded: .unknownPerson
            case .crossSite, .pageNeeded, .signInTooOld, .notAMember, .notAllowed, .memberApplied, .memberSuspended,
                .falseAlarmOnly:
                .forbidden
            case .notFound, .signInLinkInvalid, .pushUnavailable: .absent
            case .slugTaken, .memberExists, .standingUnreachable, .lastCoordinator, .groupClosed,
                .registrationNotProposed, .registrationNotClosed, .incidentAlreadyOpen,
                .alertClosed, .alertOpen, .alertWithdrawn, .alertOutOfOrder, .reopenTooLate, .messageRetracted,
                .alertRetracted,
                .areaOverlaps, .tooManyGroups, .tooManyApplications, .tooManyAsked:
                .conflict
            case .linkUnreachable, .notLinked, .tooManyHops: .conflict
            case .testAlarmAtNight, .testAlarmWhileAwake: .conflict
            case .linkTooFar: .unacceptable
            case .alertLinkEnded: .gone
            case .tooManyReports, .tooManyReactions, .tooManyChanges, .tooManyStreams, .tooManyCodes,
                .tooManyLetters, .tooManyTries, .tooManyAreas, .tooManyTests, .testAlarmTooSoon:
                .tooOften
            case .unavailable, .letterFailed: .unavailable
            case .fieldMissing, .fieldInvalid, .textTooLong, .textMissing, .idempotencyKeyReused, .nameMissing,
                .areaInvalid, .emergencyCallMissing, .emergencyNumberUnknown, .emergencyCallTimeMissing,
                .emergencyCallTooOld, .behaviourMissing, .lastPlaceOrAppearanceMissing,
                .locationMissing, .locationInvalid, .emailInvalid, .emailSign, .emailForm, .addressOwn, .codeWrong,
                .codeOver,
                .firstNameMissing, .firstNameInvalid, .firstNameReserved, .rulesNotAccepted, .tooYoung, .periodInvalid,
                .areaCrossesItself, .areaHoleOutside, .areaMalformed, .areaTooSmall, .areaTooLarge, .areaTooWide,
                .areaTooIntricate, .areaCrossesAntimeridian, .areaSwapped, .areaElsewhere, .nameInvalid, .nameReserved,
                .linkUnwanted, .cookiesBlocked, .invitationInvalid, .proofMissing, .proofWrong, .channelUnavailable,
                .channelAddress, .pushEndpointInvalid, .pushKeysInvalid:
                .unacceptable
            }
        }
    }
}
