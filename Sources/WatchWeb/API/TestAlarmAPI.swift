import HTTPTypes
import Hummingbird
import Watch

extension APICalls {
    func addTestAlarms(to api: some RouterMethods<WebContext>) {
        api.post("/groups/{group}/test-alarms") { request, context in try await sendTestAlarm(request, context) }
        api.get("/groups/{group}/test-alarms") { request, context in try await listTestAlarms(request, context) }
    }

    private func sendTestAlarm(_ request: Request, _ context: WebContext) async throws -> Response {
        let wish = try await finalWish(request, context, as: NoBody.self)
        let group = try await group(context)
        let test = try await house.testAlarms.send(in: group.id, by: wish.person, request: wish.key)
        return try json(
            TestAlarmJSON(test, next: house.testAlarms.next(after: test.sentAt, in: group)), status: .created,
            headers: [.location: "\(APICalls.root)/groups/\(group.slug)/test-alarms"])
    }

    private func listTestAlarms(_ request: Request, _ context: WebContext) async throws -> Response {
        let person = try context.signedIn()
        let group = try await group(context)
        let tests = try await house.testAlarms.tests(
            of: group, for: person, limit: try TestAlarmsJSON.limit(request))
        return try json(
            TestAlarmsJSON(
                testAlarms: tests.map { tested in
                    TestAlarmJSON(
                        tested.test, reach: tested.reach,
                        next: house.testAlarms.next(after: tested.test.sentAt, in: group))
                }))
    }
}

/// A test of a group's alarm.
private struct TestAlarmJSON: Encodable {
    let id: TestAlarmId
    let groupId: GroupId
    let eventId: EventId
    let sentAt: Moment
    /// From when on there may be another.
    let nextFrom: Moment
    /// How far it came; missing right after it was sent.
    let reach: Reach?

    init(_ test: TestAlarm, reach: Reach? = nil, next: Moment) {
        id = test.id
        groupId = test.group
        eventId = test.event
        sentAt = test.sentAt
        nextFrom = next
        self.reach = reach
    }
}

/// The tests of a group's alarm, the newest first.
private struct TestAlarmsJSON: Encodable {
    let testAlarms: [TestAlarmJSON]

    /// How many are asked for.
    static func limit(_ request: Request) throws(Refusal) -> Int {
        try QueryValues(request, known: ["limit"]).limit(most: 40, usual: 4)
    }
}
