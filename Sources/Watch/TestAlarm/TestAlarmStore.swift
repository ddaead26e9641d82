/// Where tests of groups' alarms are kept.
public protocol TestAlarmStore: Sendable {
    /// Sends one under the lock of its group: the test, its event, for whom that is, and when it is forgotten who was told, in
    /// one transaction. The same request again changes nothing.
    ///
    /// - Parameter decide: whether it may be.
    /// - Returns: the test, and where its event stands; nowhere for one that was sent by the same request before.
    /// - Throws: `not-found` for the group and for who was erased, `not-a-member` and its like, what `decide` throws,
    ///   `idempotency-key-reused`.
    func send(
        _ id: TestAlarmId, in group: GroupId, by person: PersonId, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (TestAlarmRules.Scene) throws(Refusal) -> Void
    ) async throws -> (test: TestAlarm, events: [Placement])

    /// The tests of a group, the newest first, with how far they came; at most `limit`.
    func tests(of group: GroupId, limit: Int) async throws -> [TestedAlarm]

    /// The newest test of a group; nil where there was none.
    func last(of group: GroupId) async throws -> TestAlarm?

    /// Keeps of a test how many were told, and forgets who: see `TestAlarmRules.memory`. Nothing changes where the due is
    /// another's.
    func retire(_ due: Due, at now: Moment) async throws
}
