import HTTPTypes
import Hummingbird
import Watch

/// Whether a browser keeps cookies at all, asked before a letter is sent and before a link is used up: a page that leads to
/// a session gives one, and its form says that it did. It holds nothing of anybody.
///
/// A program that sends the form without the page is not asked.
struct CookieProbe: Sendable {
    /// What the form says.
    static let field = "askedForCookie"

    let isSecure: Bool

    private var name: String { isSecure ? "__Host-saar-kept" : "saar-kept" }

    /// What the page gives.
    var cookie: Cookie {
        Cookie(
            name: name, value: "1", maxAge: Int(Token.lifetime(.session).milliseconds / 1_000), path: "/",
            secure: isSecure, httpOnly: true, sameSite: .lax)
    }

    /// Whether the browser sends any cookie of ours.
    func isKept(by request: Request) -> Bool {
        request.cookies(named: name).contains { $0.utf8.elementsEqual("1".utf8) }
    }

    /// Whether a form comes from a page that gave a cookie, without it.
    func isBlocked(_ request: Request, _ form: TypedForm) -> Bool {
        form[CookieProbe.field] == "1" && !isKept(by: request)
    }
}
