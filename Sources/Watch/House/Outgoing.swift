/// The one door through which Saar calls others over HTTP: push services, and later chats and gateways. Addresses come from
/// people, so that whoever stands behind the door decides which of them are called: https outside, and what the operator allows
/// inside (`SAAR_OUTGOING_ALLOW`).
public protocol OutgoingCalls: Sendable {
    /// Hands something over by POST, and gives what the other side says. Redirects are answers like others: they are not followed.
    func post(_ call: OutgoingCall) async throws(OutgoingFault) -> OutgoingAnswer
}

/// What is handed over.
public struct OutgoingCall: Hashable, Sendable {
    /// An https address of at most 1,000 bytes.
    public let address: String
    /// Each name once.
    public let headers: [String: String]
    public let body: [UInt8]
    /// How long it may take in all.
    public let patience: Span

    public init(address: String, headers: [String: String] = [:], body: [UInt8] = [], patience: Span = .seconds(10)) {
        self.address = address
        self.headers = headers
        self.body = body
        self.patience = patience
    }
}

/// What the other side says.
public struct OutgoingAnswer: Hashable, Sendable {
    public let status: Int
    /// After how long it wants to be asked again at the earliest (`Retry-After`, RFC 9110, section 10.2.3); nil where it does
    /// not say.
    public let retryAfter: Span?

    public init(status: Int, retryAfter: Span? = nil) {
        self.status = status
        self.retryAfter = retryAfter
    }
}

/// Why there is no answer.
public enum OutgoingFault: Error, Hashable, Sendable {
    /// It is no address that may be called.
    case notAllowed
    /// Nobody is there: nothing was handed over.
    case unreachable
    /// It broke off after something may have been handed over.
    case inDoubt
    /// Whoever asked has given up.
    case cancelled
}
