import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addNotices(to router: Router<WebContext>) {
        router.post("/me/channels", use: changeChannel)
        router.get("/me/channels") { _, _ in redirect(to: .me, at: "told") }
        router.post("/me/subscriptions/:subscription", use: endPush)
        router.post("/me/subscriptions/:subscription/test", use: testPush)
        for form in ["", "/test"] {
            router.get("/me/subscriptions/:subscription\(form)") { _, _ in redirect(to: .me, at: "woken") }
        }
        router.get("/u/:capability", use: letterStop)
        router.post("/u/:capability", use: stopLetters)
    }

    /// Switches one of one's ways on or off; the others stay as they are.
    @Sendable private func changeChannel(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { form in
            let person = try context.signedIn()
            guard let channel = NoticeChannel(rawValue: form["kind"]) else {
                throw Refusal(.fieldInvalid, field: "kind")
            }
            let isOn = form["isOn"] == "1"
            let wishes = try await house.notices.ways(of: person).map { way in
                WayWish(channel: way.channel, isOn: way.channel == channel ? isOn : way.isOn)
            }
            guard wishes.contains(where: { $0.channel == channel }) else {
                throw Refusal(.channelUnavailable, field: "kind", ["kind": channel.rawValue])
            }
            try await house.notices.change(wishes, of: person)
            let kind = channel == .push ? "push" : "channel"
            return redirect(to: .me, done: "\(kind)-\(isOn ? "on" : "off")", at: "told")
        }
    }

    // MARK: devices that are woken

    @Sendable private func endPush(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { _ in
            let person = try context.signedIn()
            try await push().end(try id("subscription", context), of: person)
            return redirect(to: .me, done: "push-ended", at: "woken")
        }
    }

    @Sendable private func testPush(_ request: Request, context: WebContext) async throws -> Response {
        try await handle(request, context) { _ in
            let person = try context.signedIn()
            try await push().test(try id("subscription", context), of: person, in: context.language)
            return redirect(to: .me, done: "push-tested", at: "woken")
        }
    }

    /// - Throws: `push-unavailable` where this house wakes nobody.
    private func push() throws(Refusal) -> PushDesk {
        guard let push = house.push else { throw Refusal(.pushUnavailable) }
        return push
    }

    // MARK: with one press, from a letter

    @Sendable private func letterStop(_ request: Request, context: WebContext) async throws -> Response {
        try await stopping(context) { capability in
            guard let way = try await house.notices.way(with: capability) else { throw Refusal(.notFound) }
            return way.isOn
        }
    }

    /// What a mail program sends by itself (RFC 8058), or the page's button: the address says it all, and of the body, which
    /// may come in more than one form, nothing is read.
    @Sendable private func stopLetters(_ request: Request, context: WebContext) async throws -> Response {
        try await stopping(context) { capability in
            try await house.notices.stop(capability)
            return false
        }
    }

    /// - Parameter work: says whether they are on still.
    private func stopping(
        _ context: WebContext, work: (String) async throws -> Bool
    ) async throws -> Response {
        let capability = context.parameters.get("capability") ?? ""
        let setting = setting(context)
        do {
            let model = LetterStopModel(capability, isOn: try await work(capability), setting)
            return PageRoutes.hidden(templates.response(model, words: setting.words))
        } catch let refusal as Refusal {
            return PageRoutes.hidden(
                await refusalPage(refusal, status: PageRoutes.status(refusal), context: context))
        }
    }
}
