import Hummingbird
import Watch

/// The cookie that holds a browser's session.
///
/// Where the site has TLS its name begins with `__Host-`: browsers take such a cookie from this very host alone, by TLS
/// (RFC 6265bis §4.1.3.2), so that no sister site can put a session of its own choice into somebody's browser. Sessions
/// from before lie under the old name. They go on for a while: what is found there must be a secret of the old form, of
/// which none is made any more, and it gets the new name with the next page.
/// See [decision 41](../../../docs/decisions/0041-a-cookie-of-this-host-alone.md).
struct SessionCookie: Sendable {
    /// The name without TLS, and the one from before.
    static let plainName = "saar-session"
    static let hostName = "__Host-saar-session"
    /// 1 January 2028: from then on the old name is nobody's.
    static let oldNameEnds = Moment(milliseconds: 1_830_297_600_000)

    let isSecure: Bool

    var name: String { isSecure ? SessionCookie.hostName : SessionCookie.plainName }

    /// What a request brings.
    struct Brought: Equatable {
        let secret: String
        /// It lay under the name from before.
        let isUnderOldName: Bool
    }

    /// The session that a request brings; nil when it brings none, or two of one name, of which nobody can say whose
    /// they are.
    func brought(by request: Request, at now: Moment) -> Brought? {
        let own = request.cookies(named: name)
        guard own.isEmpty else { return own.count == 1 ? Brought(secret: own[0], isUnderOldName: false) : nil }
        guard isSecure, now < SessionCookie.oldNameEnds else { return nil }
        let old = request.cookies(named: SessionCookie.plainName)
        guard old.count == 1, Token.isFromBefore(old[0]) else { return nil }
        return Brought(secret: old[0], isUnderOldName: true)
    }

    /// Whether an answer says something about the session itself.
    func isSet(by response: Response) -> Bool {
        response.headers[values: .setCookie].contains { $0.utf8.starts(with: "\(name)=".utf8) }
    }

    /// The cookie of a session; it lives as long as the session does.
    func holding(_ secret: String) -> Cookie {
        Cookie(
            name: name, value: secret, maxAge: Int(Token.lifetime(.session).milliseconds / 1_000), path: "/",
            secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    /// What takes the session's place when it has ended, under both names.
    var ended: [Cookie] {
        (isSecure ? [SessionCookie.hostName, SessionCookie.plainName] : [SessionCookie.plainName]).map {
            Cookie(name: $0, value: "", maxAge: 0, path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
        }
    }
}

extension Response {
    mutating func setCookies(_ cookies: [Cookie]) {
        for cookie in cookies { setCookie(cookie) }
    }
}

extension Request {
    /// The values of all cookies of a name, split by bytes: what a browser sends stands between semicolons, whatever signs
    /// somebody puts beside them.
    func cookies(named name: String) -> [String] {
        let blank = [UInt8(ascii: " "), UInt8(ascii: "\t")]
        return headers[values: .cookie].flatMap { line in
            line.utf8.split(separator: UInt8(ascii: ";")).compactMap { pair -> String? in
                let pair = pair.drop { blank.contains($0) }
                guard let sign = pair.firstIndex(of: UInt8(ascii: "=")), pair[..<sign].elementsEqual(name.utf8) else {
                    return nil
                }
                return String(decoding: pair[pair.index(after: sign)...], as: UTF8.self)
            }
        }
    }

    /// The value of a cookie; nil when there is none, or more than one.
    func cookie(_ name: String) -> String? {
        let values = cookies(named: name)
        return values.count == 1 ? values[0] : nil
    }
}
