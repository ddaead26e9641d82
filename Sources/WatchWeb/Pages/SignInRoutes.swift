import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    /// Keeps the browser's half of a code while its letter is on the way. With TLS it is of this host alone, as the
    /// session's is.
    private var attemptName: String { house.site.isSecure ? "__Host-saar-attempt" : "saar-attempt" }

    private var probe: CookieProbe { CookieProbe(isSecure: house.site.isSecure) }

    func addSignIn(to router: Router<WebContext>) {
        router.get("/sign-in", use: signInPage)
        router.post("/sign-in", use: sendLetter)
        router.get("/sign-in/code", use: codePage)
        router.post("/sign-in/code", use: enterCode)
        router.get("/sign-in/:link", use: signInLink)
        router.post("/sign-in/:link", use: followLink)
        router.post("/sign-out", use: signOut)
        router.get("/sign-out") { _, _ in redirect(to: .home) }
        router.post("/language", use: chooseLanguage)
        router.get("/language") { _, _ in redirect(to: .home) }
    }

    /// The sign-in page, for who must sign in first: what they were about to do goes along.
    func signInPage(_ errand: SignInErrand, refused refusal: Refusal? = nil, _ setting: PageSetting) -> Response {
        let model = SignInModel(
            errand: errand, demo: house.site.demoLinks, refusals: refusal.map { [$0] } ?? [], setting)
        var answer = templates.response(
            model, words: setting.words, status: refusal.map(PageRoutes.status) ?? .ok)
        answer.setCookie(probe.cookie)
        return answer
    }

    // MARK: the letter

    @Sendable private func signInPage(_ request: Request, context: WebContext) async throws -> Response {
        let next = LocalPath(request.uri.queryParameters["next"].map(String.init))
        return signInPage(SignInErrand(next: next), setting(context, request: request))
    }

    @Sendable private func sendLetter(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let setting = setting(context)
            let errand = SignInErrand(form)
            do {
                // Without it no code could be typed here: no letter goes out for nothing.
                guard !probe.isBlocked(request, form) else { throw Refusal(.cookiesBlocked) }
                let site = house.site.url
                let next = try await letterPlace(LocalPath(errand.next))
                let origin = house.site.proxies.origin(of: request, from: context.channel.remoteAddress)
                let attempt = try await house.letterCount.counted(from: origin, at: house.surroundings.now()) {
                    try await house.signIns.begin(email: form["email"], language: context.language) {
                        SignInLetter.letter($0, to: $1, next: next, site: site, setting.words)
                    }
                }
                var answer: Response
                if errand.hasDraft {
                    let model = SignInCodeModel(email: EmailAddress(form["email"]), errand: errand, setting)
                    answer = templates.response(model, words: setting.words)
                } else {
                    answer = .redirect(
                        to: SiteURL.signInCode.path + (LocalPath(errand.next)?.query("next") ?? ""))
                }
                answer.setCookie(attemptCookie(attempt))
                return answer
            } catch let refusal as Refusal {
                let model = SignInModel(
                    errand: errand, typed: form["email"], demo: house.site.demoLinks, refusals: [refusal], setting)
                var answer = templates.response(model, words: setting.words, status: PageRoutes.status(refusal))
                answer.setCookie(probe.cookie)
                return answer
            }
        }
    }

    /// Where the link of a letter leads. Anybody can have a letter sent to anybody, so it holds words of Saar's alone: a group
    /// stands there by its id, and what is no page of Saar's is left out.
    private func letterPlace(_ next: LocalPath?) async throws -> LocalPath? {
        guard var pieces = next?.text.split(scalar: "/").map(String.init) else { return nil }
        if pieces.count >= 2, pieces[0] == "groups", pieces[1] != "new" {
            do {
                pieces[1] = try await house.groups.group(GroupName(pieces[1])).id.text
            } catch let refusal as Refusal where refusal.code == .notFound {
                return nil
            }
        }
        guard pieces.allSatisfy({ SiteURL.words.contains($0) || GroupId($0) != nil }) else { return nil }
        return LocalPath("/" + pieces.joined(separator: "/"))
    }

    // MARK: the code

    @Sendable private func codePage(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context)
        let attempt = request.cookie(attemptName) ?? ""
        let errand = SignInErrand(next: LocalPath(request.uri.queryParameters["next"].map(String.init)))
        let model = SignInCodeModel(
            email: try await house.signIns.waiting(attempt: attempt), errand: errand,
            keepsCookies: keepsCookies(request), setting)
        var answer = templates.response(model, words: setting.words)
        answer.setCookie(probe.cookie)
        return answer
    }

    @Sendable private func enterCode(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let setting = setting(context)
            let errand = SignInErrand(form)
            let attempt = request.cookie(attemptName) ?? ""
            do {
                guard keepsCookies(request) else { throw Refusal(.cookiesBlocked, field: "code") }
                let opened = try await house.signIns.enter(
                    code: form["code"], attempt: attempt, device: context.device)
                return try await enter(opened.person.id, with: opened.session, errand, context)
            } catch let refusal as Refusal {
                let model = SignInCodeModel(
                    email: try await house.signIns.waiting(attempt: attempt), errand: errand,
                    keepsCookies: keepsCookies(request), refusals: [refusal], setting)
                return templates.response(model, words: setting.words, status: PageRoutes.status(refusal))
            }
        }
    }

    /// Whether the browser has kept anything of ours: the half of a code, or what the page before gave it.
    private func keepsCookies(_ request: Request) -> Bool {
        probe.isKept(by: request) || !request.cookies(named: attemptName).isEmpty
    }

    // MARK: the link

    @Sendable private func signInLink(_ request: Request, context: WebContext) async throws -> Response {
        let link = context.parameters.get("link") ?? ""
        let next = LocalPath(request.uri.queryParameters["next"].map(String.init))
        if try await house.persons.isDemo(link: link) {
            let opened = try await house.persons.signIn(link: link, device: context.device)
            return try await enter(opened.person, with: opened.session, SignInErrand(next: next), context)
        }
        // Nothing is used up by looking.
        let email = try await house.signIns.waiting(link: link)
        let isOfOperator = try await house.persons.holder(of: link, purpose: .signIn) != nil
        guard email != nil || isOfOperator else { throw Refusal(.signInLinkInvalid) }
        return linkPage(SignInLinkModel(link: link, for: email, next: next, setting(context)), context)
    }

    private func linkPage(_ model: SignInLinkModel, _ context: WebContext, refused refusal: Refusal? = nil) -> Response
    {
        var answer = templates.response(
            model, words: setting(context).words, status: refusal.map(PageRoutes.status) ?? .ok)
        answer.setCookie(probe.cookie)
        return answer
    }

    @Sendable private func followLink(_ request: Request, context: WebContext) async throws -> Response {
        let link = context.parameters.get("link") ?? ""
        return try await handle(request, context) { form in
            let errand = SignInErrand(next: LocalPath(form.filled("next")))
            // Nobody would be signed in by it, and it would be used up.
            guard !probe.isBlocked(request, form) else {
                let refusal = Refusal(.cookiesBlocked)
                let email = try await house.signIns.waiting(link: link)
                let model = SignInLinkModel(
                    link: link, for: email, next: LocalPath(errand.next), refusals: [refusal], setting(context))
                return linkPage(model, context, refused: refusal)
            }
            if try await house.signIns.waiting(link: link) != nil {
                let opened = try await house.signIns.follow(link: link, device: context.device)
                return try await enter(opened.person.id, with: opened.session, errand, context)
            }
            let opened = try await house.persons.signIn(link: link, device: context.device)
            return try await enter(opened.person, with: opened.session, errand, context)
        }
    }

    // MARK: in and out

    /// Lets somebody in: a fresh session, whatever this browser held before, and on to what they were about to do.
    private func enter(
        _ person: PersonId, with session: String, _ errand: SignInErrand, _ context: WebContext
    ) async throws -> Response {
        if context.cameByCookie, let old = context.secret { try await house.persons.forget(old) }
        var context = context
        context.person = person
        var answer: Response
        do {
            answer = try await go(on: errand, person, context)
        } catch {
            // The code is spent: whatever becomes of the errand, they are in, and what they wrote is still there.
            let refusal = error as? Refusal ?? Refusal(.unavailable)
            answer = await refusalPage(
                refusal, status: PageRoutes.status(refusal), keeping: TypedForm(["draft": errand.draft]),
                context: context)
        }
        answer.setCookie(SessionCookie(isSecure: house.site.isSecure).holding(session))
        answer.setCookie(attemptCookie(nil))
        return answer
    }

    /// Where somebody goes who has just come in.
    private func go(on errand: SignInErrand, _ person: PersonId, _ context: WebContext) async throws -> Response {
        if errand.hasDraft, errand.next == SiteURL.newGroup.path {
            return try await foundingPage(draft: errand.draft, context)
        }
        if errand.hasDraft, let form = ReturnedForm(errand.next) {
            var context = context
            context.path = errand.next
            return try await returned(form, draft: errand.draft, person, context)
        }
        if errand.hasDraft, let group = try await draftGroup(errand) {
            return try await reportPage(draft: errand.draft, in: group, context)
        }
        if let next = LocalPath(errand.next) { return .redirect(to: next.text) }
        let groups = try await heardGroups(person)
        return redirect(to: groups.count == 1 ? .group(.init(groups[0])) : .home)
    }

    /// The group of a report that waits: its address stands in `next`.
    private func draftGroup(_ errand: SignInErrand) async throws -> Group? {
        let pieces = errand.next.split(scalar: "/")
        guard pieces.count == 3, pieces[0] == "groups" else { return nil }
        return try await house.groups.group(GroupName(String(pieces[1])))
    }

    @Sendable private func signOut(_ request: Request, context: WebContext) async throws -> Response {
        if context.cameByCookie, let secret = context.secret { try await house.persons.forget(secret) }
        var answer = redirect(to: .home, done: "signed-out")
        answer.setCookies(SessionCookie(isSecure: house.site.isSecure).ended)
        // Drafts on a phone that somebody hands on are nobody else's to read.
        if let name = HTTPField.Name("Clear-Site-Data") { answer.headers[name] = "\"storage\"" }
        return answer
    }

    // MARK: the language

    @Sendable private func chooseLanguage(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            guard let language = Language(rawValue: form["language"]) else {
                throw Refusal(.fieldInvalid, field: "language")
            }
            if let id = context.person, let person = try await house.persons.person(id), !person.firstName.isEmpty {
                try await house.persons.change(
                    id,
                    to: PersonProfile(person, language: language))
            }
            var answer = Response.redirect(to: LocalPath(form.filled("back"))?.text ?? SiteURL.home.path)
            answer.setCookie(
                Cookie(
                    name: Authentication.languageCookie, value: language.rawValue, maxAge: 365 * 86_400, path: "/",
                    secure: house.site.isSecure, httpOnly: true, sameSite: .lax))
            return answer
        }
    }

    /// Nil takes it away.
    private func attemptCookie(_ attempt: String?) -> Cookie {
        Cookie(
            name: attemptName, value: attempt ?? "",
            maxAge: attempt == nil ? 0 : Int(SignInRules.codeLifetime.milliseconds / 1_000),
            path: house.site.isSecure ? "/" : "/sign-in",
            secure: house.site.isSecure, httpOnly: true, sameSite: .lax)
    }
}
