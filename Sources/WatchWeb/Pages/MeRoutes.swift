import HTTPTypes
import Hummingbird
import NIOCore
import Watch
import WatchWords

extension PageRoutes {
    func addMe(to router: Router<WebContext>) {
        router.get("/me", use: mePage)
        router.post("/me", use: saveProfile)
        router.get("/me/devices", use: devicesPage)
        router.post("/me/devices/others", use: signOutOthers)
        router.get("/me/devices/others") { _, _ in redirect(to: .devices) }
        router.post("/me/devices/:device", use: signOutDevice)
        router.get("/me/devices/:device") { _, _ in redirect(to: .devices) }
        router.get("/me/data", use: recordPage)
        router.get("/me/data.json", use: downloadRecord)
        router.get("/me/erasure", use: erase)
        router.post("/me/erasure", use: erase)
        router.get("/demo/mailbox", use: mailboxPage)
    }

    // MARK: who one is

    @Sendable private func mePage(_ request: Request, context: WebContext) async throws -> Response {
        try await showMe(try context.signedIn(), by: context.token, setting(context, request: request))
    }

    @Sendable private func saveProfile(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            do {
                guard let language = Language(rawValue: form["language"]) else {
                    throw Refusal(.fieldInvalid, field: "language")
                }
                try await house.persons.change(
                    person,
                    to: try PersonProfile(
                        firstName: form["firstName"], lastName: form["lastName"], language: language))
                return redirect(to: .me, done: "saved")
            } catch let refusal as Refusal {
                return try await showMe(
                    person, by: context.token, setting(context), typed: form,
                    refused: refusal.among(
                        PersonProfile.refusals(firstName: form["firstName"], lastName: form["lastName"])))
            }
        }
    }

    func showMe(
        _ id: PersonId, by token: TokenId?, _ setting: PageSetting, typed: TypedForm? = nil, refused: [Refusal] = []
    ) async throws -> Response {
        guard let person = try await house.persons.person(id) else { throw Refusal(.signInNeeded) }
        let members = try await house.members.placesAndLosses(of: id)
        let groups = try await house.groups.groups(members.map(\.group))
        let places: [(member: Member, group: Group)] = members.compactMap { member in
            groups[member.group].map { (member, $0) }
        }
        let model = MeModel(
            person, places: places, ways: try await house.notices.ways(of: id),
            stop: try await house.choices.choices(of: id).stop,
            pushes: try await house.push?.devices(of: id), token: token,
            devices: try await house.persons.devices(of: id).count,
            confirms: try await house.persons.offices(of: id).contains { $0.kind != .police }, typed: typed,
            refusals: refused, try await heard(setting, id))
        return templates.response(
            model, words: setting.words, status: refused.first.map(PageRoutes.status) ?? .ok)
    }

    // MARK: devices

    @Sendable private func devicesPage(_ request: Request, context: WebContext) async throws -> Response {
        let setting = try await heard(setting(context, request: request), context.person)
        let tokens = try await house.persons.devices(of: try context.signedIn())
        return templates.response(
            DevicesModel(tokens, this: context.token, setting), words: setting.words)
    }

    @Sendable private func signOutDevice(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            let token: TokenId = try id("device", context)
            guard isCountersigned(.device(token), form, context) else {
                guard let device = try await house.persons.devices(of: person).first(where: { $0.id == token }) else {
                    throw Refusal(.notFound)
                }
                let name = DevicesModel.name(of: device, templates.words(context.language))
                return try ask(
                    .init(
                        step: .device(token), kind: .device, values: ["device": name],
                        action: SiteURL.device(token).path, back: SiteURL.devices.path), context)
            }
            try await house.persons.forget(token, of: person)
            return redirect(to: .devices, done: "device-out")
        }
    }

    @Sendable private func signOutOthers(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            guard isCountersigned(.otherDevices, form, context) else {
                return try ask(
                    .init(
                        step: .otherDevices, kind: .otherDevices, action: SiteURL.otherDevices.path,
                        back: SiteURL.devices.path), context)
            }
            _ = try await house.persons.forgetOthers(than: context.token, of: person)
            return redirect(to: .devices, done: "devices-out")
        }
    }

    // MARK: one's data

    @Sendable private func recordPage(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context)
        let record = try await house.persons.record(of: try context.signedIn())
        return templates.response(RecordModel(record, setting), words: setting.words)
    }

    @Sendable private func downloadRecord(_ request: Request, context: WebContext) async throws -> Response {
        let record = try await house.persons.record(of: try context.signedIn())
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.contentDisposition] = "attachment; filename=\"saar.json\""
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try WebJSON.data(record))))
    }

    /// Asks, and does it. Who signed in too long ago is led through signing in, and back to here.
    @Sendable private func erase(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            try SignInRules.mustBePresent(signedInAt: context.signedInAt, at: house.surroundings.now())
            guard isCountersigned(.erasure, form, context) else { return try await askErasure(of: person, context) }
            guard form["sure"] == "1" else {
                return try await askErasure(of: person, context, refused: Refusal(.fieldMissing, field: "sure"))
            }
            try await house.persons.erase(person, signedInAt: context.signedInAt)
            var answer = redirect(to: .home, done: "erased")
            answer.setCookies(SessionCookie(isSecure: house.site.isSecure).ended)
            if let name = HTTPField.Name("Clear-Site-Data") { answer.headers[name] = "\"storage\"" }
            return answer
        }
    }

    private func askErasure(
        of person: PersonId, _ context: WebContext, refused refusal: Refusal? = nil
    ) async throws -> Response {
        var alone: [String] = []
        for member in try await house.members.places(of: person)
        where member.standing == .approved && member.role == .coordinator && !member.standsIn {
            guard try await house.members.leadsAlone(person, member.group) else { continue }
            alone.append(try await house.groups.group(.id(member.group)).name)
        }
        // Whoever signed in anew on the way may have done so as somebody else.
        let email = try await house.persons.person(person)?.email
        return try ask(
            .init(
                step: .erasure, kind: .erasure, whose: email, action: SiteURL.erasure.path, back: SiteURL.me.path,
                alone: alone, tick: "sure"), context, refused: refusal)
    }

    // MARK: the demo's letters

    @Sendable private func mailboxPage(_ request: Request, context: WebContext) async throws -> Response {
        guard let mailbox = house.site.mailbox else { throw Refusal(.notFound) }
        let setting = setting(context)
        return templates.response(
            MailboxModel(mailbox(), site: house.site.url, setting), words: setting.words)
    }
}
