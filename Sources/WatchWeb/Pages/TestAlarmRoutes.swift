import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addTestAlarms(to router: Router<WebContext>) {
        router.post("/groups/:group/test-alarms", use: sendTestAlarm)
        // Who reloads or shares the address of a form that was sent finds what came of it.
        router.get("/groups/:group/test-alarms") { _, context in
            redirect(to: .members(.init(try await group(context))))
        }
    }

    /// Everybody's phone rings: asked once more, with how many would be reached and when the next one may be.
    @Sendable private func sendTestAlarm(_ request: Request, context: WebContext) async throws -> Response {
        let body = try await BoundedBody.read(request)
        return try await handle(body, context) { form in
            let person = try context.signedIn()
            let group = try await group(context)
            let setting = setting(context)
            do {
                guard isCountersigned(.testAlarm(group.id), form, context) else {
                    return try ask(try await question(about: group, for: person, setting), context)
                }
                // Sent twice by an unsteady thumb, it is one.
                let key = RequestKey(
                    route: "POST \(request.uri.path)", key: form["countersign"], bodyHash: house.digest(body.bytes))
                _ = try await house.testAlarms.send(in: group.id, by: person, request: key)
                return .redirect(to: SiteURL.members(.init(group)).path + "?done=test-alarm-sent#test-alarm")
            } catch let refusal as Refusal {
                guard let own = try await house.members.own(person, in: group.id), own.standing == .approved,
                    own.role == .coordinator
                else { throw refusal }
                let said = refusal.said(by: setting.clock(in: group.jurisdiction))
                return try await showMembers(of: group, to: own, MembersPart(), refusals: [said], setting)
            }
        }
    }

    /// - Throws: what `TestAlarmRules.check` throws: who cannot send one hears that first, and is not asked.
    private func question(
        about group: Group, for person: PersonId, _ setting: PageSetting
    ) async throws -> FinalStepModel.Question {
        if let refusal = try await house.testAlarms.standing(in: group, for: person).refusal { throw refusal }
        let readiness = try await house.members.readiness(of: group, for: person)
        let clock = setting.clock(in: group.jurisdiction)
        let words = setting.words
        return FinalStepModel.Question(
            step: .testAlarm(group.id), kind: .testAlarm,
            values: [
                "group": group.name, "reachable": words.number(readiness.reachable),
                "members": words.number(readiness.members),
                "woken": words.number(readiness.channels[.push] ?? 0),
                "date": clock.date(house.testAlarms.next(in: group)),
            ],
            action: SiteURL.testAlarms(.init(group)).path, back: SiteURL.members(.init(group)).path + "#test-alarm",
            jurisdiction: group.jurisdiction)
    }
}
