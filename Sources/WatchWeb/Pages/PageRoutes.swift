import HTTPTypes
import Hummingbird
import Logging
import Watch
import WatchWords

/// The pages: what people see and touch. Every page works without a script; forms are sent to the paths that the API
/// has below `/api/v1`, and answer with 303 or with the same form, all that was typed still in it.
public struct PageRoutes: Sendable {
    let house: House
    let templates: PageTemplates

    /// The pages of a house.
    ///
    /// - Parameter version: of the styles, scripts and pictures; nil to name them without one.
    public init(house: House, version: String? = nil) {
        self.house = house
        templates = PageTemplates(house.site.templates, words: house.site.words, version: version)
    }

    /// Adds every page to a router.
    public func add(to router: Router<WebContext>) {
        addHome(to: router)
        addFigures(to: router)
        addSignIn(to: router)
        addMe(to: router)
        addNotices(to: router)
        addChoices(to: router)
        addSite(to: router)
        addGroups(to: router)
        addMembers(to: router)
        addTestAlarms(to: router)
        addRegistry(to: router)
        addLinks(to: router)
        addReports(to: router)
        addAlerts(to: router)
        addMessages(to: router)
        addLinkedAlerts(to: router)
        addFinder(to: router)
        addEmbed(to: router)
        addFounding(to: router)
        addGroupCare(to: router)
        addCoCoordination(to: router)
        addConfirmation(to: router)
        addJoinCodes(to: router)
    }

    /// The page that says why something was not done, and what to do instead. It always offers the number to call.
    public func refusalPage(_ refusal: Refusal, status: HTTPResponse.Status, context: WebContext) async -> Response {
        await refusalPage(refusal, status: status, keeping: TypedForm(), context: context)
    }

    // MARK: what the pages share

    /// - Parameter jurisdiction: of what it is about, where that is known; else what the request says of it.
    func refusalPage(
        _ refusal: Refusal, status: HTTPResponse.Status, keeping form: TypedForm, in jurisdiction: Jurisdiction? = nil,
        context: WebContext
    ) async -> Response {
        var jurisdiction = jurisdiction
        if jurisdiction == nil { jurisdiction = await self.jurisdiction(refusal, context) }
        let setting = setting(context)
        let model = RefusalModel(refusal, keeping: form, in: jurisdiction, setting)
        return templates.response(model, words: setting.words, status: status)
    }

    /// What to call for who is refused something: by the country of the group that the address names, and about an alert by
    /// where they watch themselves, so that the page tells nobody whether there is such an alert. Nil where neither is known.
    private func jurisdiction(_ refusal: Refusal, _ context: WebContext) async -> Jurisdiction? {
        let pieces = context.path.split(scalar: "/")
        let map = house.registryMap()
        switch pieces.first {
        case "groups":
            return pieces.dropFirst().first.flatMap { map.group(GroupName(String($0))) }?.jurisdiction
        case "alerts", "messages":
            // Where the house cannot be asked, the page does not wait for it.
            guard let person = context.person, refusal.code != .unavailable,
                let heard = try? await house.groups.hearings(of: person)
            else { return nil }
            return heard.lazy.compactMap { map.group($0.group)?.jurisdiction }.first
        default: return nil
        }
    }

    /// - Parameter done: what was just done, where the page itself answers the form; else the address says it.
    func setting(_ context: WebContext, request: Request? = nil, done: String? = nil) -> PageSetting {
        PageSetting(
            words: templates.words(context.language), now: house.surroundings.now(), isSignedIn: context.person != nil,
            key: context.token, done: done ?? request?.uri.queryParameters["done"].map(String.init),
            showsAll: request?.uri.queryParameters["all"] == "1", path: context.path,
            isAnswer: context.isFormSent, isDemo: house.site.mailbox != nil, site: house.site.url,
            canWake: house.push != nil)
    }

    /// For a page that is open to who hears no group as well.
    func heard(_ setting: PageSetting, _ person: PersonId?) async throws -> PageSetting {
        guard let person, try await house.groups.hearings(of: person).isEmpty else { return setting }
        return setting.withoutLine()
    }

    /// Does what a form asks for. Whatever goes wrong on the way, the words that were typed stand on the page that
    /// says so.
    func handle(
        _ request: Request, _ context: WebContext, work: (TypedForm) async throws -> Response
    ) async throws -> Response {
        try await handle(try await BoundedBody.read(request), context, work: work)
    }

    /// The same, for who needs the body itself.
    func handle(
        _ body: BoundedBody, _ context: WebContext, work: (TypedForm) async throws -> Response
    ) async throws -> Response {
        let form = TypedForm(try body.form())
        do {
            return try await work(form)
        } catch let refusal as Refusal {
            if refusal.code == .signInNeeded, let page = signingIn(with: body, context) { return page }
            return await refusalPage(refusal, status: PageRoutes.status(refusal), keeping: form, context: context)
        } catch let error where !Kept.all(form, words: templates.words(context.language)).isEmpty {
            context.logger.error("a form failed", metadata: ["error": "\(String(reflecting: type(of: error)))"])
            return await refusalPage(
                Refusal(.unavailable), status: .serviceUnavailable, keeping: form, context: context)
        }
    }

    /// A page that is the same for every stranger: written once for each language. Who is signed in gets one of their own.
    ///
    /// - Parameter name: all that it depends on but the address, the language and the state.
    func openPage<Model: PageModel>(
        _ name: String, _ state: OpenCache.State, _ setting: PageSetting, _ request: Request, _ context: WebContext,
        model: () -> Model
    ) async throws -> Response {
        guard context.person == nil, setting.notice == nil else {
            return templates.response(model(), words: setting.words)
        }
        let language = setting.words.language.rawValue
        let file = try await house.open(
            "page \(context.path) \(language) \(name)", state, type: PageTemplates.type, cache: nil,
            vary: PageTemplates.vary
        ) { templates.bytes(model(), words: setting.words) }
        var response = file.answer(to: request)
        response.headers[.contentLanguage] = language
        return response
    }

    /// The groups that who asks hears, and so knows exactly.
    func heard(_ context: WebContext) async throws -> Set<GroupId> {
        guard let person = context.person else { return [] }
        return Set(try await house.groups.hearings(of: person).map(\.group))
    }

    /// To another page, after a change; `done` names what was done.
    func redirect(to url: SiteURL, done: String? = nil, at anchor: String? = nil) -> Response {
        .redirect(to: url.path + (done.map { "?done=\($0)" } ?? "") + (anchor.map { "#\($0)" } ?? ""))
    }

    /// For who is signed out: to signing in, and then to where a letter or a mark of theirs leads.
    func signingIn(to url: SiteURL) -> Response {
        .redirect(to: SiteURL.signIn.path + (LocalPath(url.path)?.query("next") ?? ""))
    }

    /// The group that the address names.
    ///
    /// - Throws: `not-found`.
    func group(_ context: WebContext) async throws -> Group {
        try await house.groups.group(GroupName(context.parameters.get("group") ?? ""))
    }

    /// The id that the address holds.
    ///
    /// - Throws: `not-found` for what is no id.
    func id<Kind>(_ name: String, _ context: WebContext) throws(Refusal) -> Id<Kind> {
        guard let id = Id<Kind>(context.parameters.get(name) ?? "") else { throw Refusal(.notFound) }
        return id
    }

    static func status(_ refusal: Refusal) -> HTTPResponse.Status { ErrorAnswer.status(refusal) }
}
