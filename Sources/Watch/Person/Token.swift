/// The id of a token: what a list of devices names it by. It opens nothing.
public typealias TokenId = Id<Token>

/// A key to somebody's door. Only the hash of its secret is ever kept.
public struct Token: Hashable, Sendable {
    public enum Purpose: String, Sendable, CaseIterable {
        /// For programs, in the Authorization header.
        case bearer
        /// For a browser, in a cookie; each day of use makes it last a year longer.
        case session
        /// In a link that opens one session and is then worthless.
        case signIn = "sign-in"
        /// In a link on the front page of a demo, where everybody is invited to be anybody, as often as they like.
        case demo
    }

    public let id: TokenId
    /// SHA-256 of the secret.
    public let hash: [UInt8]
    public let person: PersonId
    public let purpose: Purpose
    /// What the owner knows the device by: `Firefox · Android`. Nil where nobody said.
    public let device: String?
    public let createdAt: Moment
    /// The day it was last used, to within a day.
    public let usedAt: Moment
    public let expiresAt: Moment

    public init(
        id: TokenId, hash: [UInt8], person: PersonId, purpose: Purpose, device: String? = nil, createdAt: Moment,
        usedAt: Moment? = nil, expiresAt: Moment
    ) {
        self.id = id
        self.hash = hash
        self.person = person
        self.purpose = purpose
        self.device = device
        self.createdAt = createdAt
        self.usedAt = usedAt ?? createdAt
        self.expiresAt = expiresAt
    }

    /// How long each kind of key opens a door, from its last use on.
    public static func lifetime(_ purpose: Purpose) -> Span {
        switch purpose {
        case .bearer, .session: .days(365)
        case .signIn, .demo: .days(7)
        }
    }

    /// What the secret of a browser's session begins with, since its cookie has a name that no other host can give one.
    /// Sessions from before are hexadecimal alone: what stands under the cookie's old name is one of those, or nothing.
    public static let sessionMark = "s"

    /// Whether a secret is that of a session which may lie in a cookie with the old name as well.
    public static func isFromBefore(_ secret: String) -> Bool { !secret.utf8.starts(with: sessionMark.utf8) }

    /// The same key with its year beginning anew; nil when that was done within the last day, since every page would
    /// write otherwise, or when this kind does not roll.
    public func renewed(at now: Moment) -> Token? {
        guard purpose == .session, now - usedAt >= .days(1) else { return nil }
        return Token(
            id: id, hash: hash, person: person, purpose: purpose, device: device, createdAt: createdAt, usedAt: now,
            expiresAt: now + Token.lifetime(purpose))
    }
}

/// Turns a secret into what is kept of it.
public protocol TokenHash: Sendable {
    /// SHA-256 of the secret's UTF-8 bytes.
    func hash(_ secret: String) -> [UInt8]
}
