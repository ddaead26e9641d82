import Watch
import WatchWords

/// What goes along while somebody signs in, so that nothing they typed is lost on the way: where they were going, and a
/// report that waits to be shared, or another form that waits to be sent.
struct SignInErrand: Equatable, Sendable {
    /// Where to go afterwards; empty for home.
    let next: String
    /// The form as it was sent, whole; empty when there is none.
    let draft: String

    init(next: LocalPath? = nil, draft: String = "") {
        self.next = next?.text ?? ""
        self.draft = draft
    }

    init(_ form: TypedForm) {
        self.init(next: LocalPath(form.filled("next")), draft: form["draft"])
    }

    var hasDraft: Bool { !draft.isEmpty }

    /// What to call in danger, by the number that stands in the report; nil without one.
    var inDanger: Jurisdiction.Number? {
        guard hasDraft, let form = try? BoundedBody(bytes: Array(draft.utf8)).form(), let typed = form["number"] else {
            return nil
        }
        return Jurisdiction.all.first { $0.number(typed) != nil }?.inDanger(after: typed)
    }
}

/// Signing in, first step: where shall the code go?
struct SignInModel: PageModel {
    static let template = "sign-in"

    let frame: PageFrame
    let action: String
    /// Sent back with the form: the page was given a cookie, which must come back as well.
    let asksForCookie = CookieProbe.field
    let email: FormField
    let errand: SignInErrand
    /// A report waits: it may be urgent.
    let hasReport: Bool
    /// Other words do.
    let hasWords: Bool
    /// They are shown as well, for who does not sign in after all.
    let kept: [Kept]
    let neighbours: [HomeModel.Neighbour]
    let hasNeighbours: Bool
    let mistakes: [Mistake]
    let hasMistakes: Bool

    init(
        errand: SignInErrand, typed: String = "", demo: [House.DemoLink], refusals: [Refusal] = [],
        _ setting: PageSetting
    ) {
        let words = setting.words
        frame = PageFrame(words.text("sign-in.title"), setting, calling: errand.inDanger)
        action = SiteURL.signIn.path
        email = FormField(
            "email", words.text("sign-in.email"), hint: words.text("sign-in.email.hint"), value: typed, limit: 254,
            field: "email", refusals: refusals, words: words)
        self.errand = errand
        let isReport = errand.next.ends(with: "/report")
        hasReport = errand.hasDraft && isReport
        hasWords = errand.hasDraft && !isReport
        kept = hasWords ? Kept.all(TypedForm(["draft": errand.draft]), words: words) : []
        neighbours = HomeModel.Neighbour.all(demo, words)
        hasNeighbours = !neighbours.isEmpty
        mistakes = refusals.filter { $0.code != .signInNeeded }.map {
            Mistake($0, words: words, names: ["email": "email"])
        }
        hasMistakes = !mistakes.isEmpty
    }
}

/// Signing in, second step: the code from the letter.
struct SignInCodeModel: PageModel {
    static let template = "sign-in-code"

    let frame: PageFrame
    let action: String
    let again: String
    /// Where the letter went, as its owner typed it; nil when no letter of this browser waits.
    let email: String?
    /// What is said where none waits: the browser that kept no cookie at all may keep none.
    let none: String
    let code: FormField
    let errand: SignInErrand
    let mistakes: [Mistake]
    let hasMistakes: Bool

    init(
        email: EmailAddress?, errand: SignInErrand, keepsCookies: Bool = true, refusals: [Refusal] = [],
        _ setting: PageSetting
    ) {
        let words = setting.words
        none = keepsCookies ? words.text("sign-in.code.none") : words.text("sign-in.code.no-cookie")
        frame = PageFrame(words.text("sign-in.code.title"), setting, calling: errand.inDanger)
        action = SiteURL.signInCode.path
        again = SiteURL.signIn.path + (LocalPath(errand.next)?.query("next") ?? "")
        self.email = email?.text
        code = FormField(
            "code", words.text("sign-in.code"), hint: words.text("sign-in.code.hint"), value: "", limit: 12,
            field: "code", refusals: refusals, words: words)
        self.errand = errand
        mistakes = refusals.map { Mistake($0, words: words, names: ["code": "code"]) }
        hasMistakes = !mistakes.isEmpty
    }
}

/// Behind the link of a letter: one button, since programs that look at every link in a letter must not use it up.
struct SignInLinkModel: PageModel {
    static let template = "sign-in-link"

    let frame: PageFrame
    let action: String
    /// As on the first page.
    let asksForCookie = CookieProbe.field
    /// Where the button leads when the browser keeps no cookies: said at once, and the link is still good.
    let mistakes: [Mistake]
    let hasMistakes: Bool
    /// Where to go afterwards; empty for home.
    let next: String
    /// Whose door it opens, as far as a stranger who was sent the link may read it; nil for an operator's link.
    let whose: String?

    init(link: String, for email: EmailAddress?, next: LocalPath?, refusals: [Refusal] = [], _ setting: PageSetting) {
        mistakes = refusals.map { Mistake($0, words: setting.words, names: [:]) }
        hasMistakes = !mistakes.isEmpty
        self.next = next?.text ?? ""
        whose = email.map { setting.words.text("sign-in.link.whose", ["address": $0.masked]) }
        frame = PageFrame(setting.words.text("sign-in.title"), setting)
        action = SiteURL.signInLink(link).path
    }
}
