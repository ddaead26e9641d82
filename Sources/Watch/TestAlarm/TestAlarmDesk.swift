/// Where the coordinators of a group try whether its members would be woken.
public struct TestAlarmDesk: Sendable {
    private let store: any TestAlarmStore
    private let members: any MemberStore
    private let announcer: any Announcer
    private let surroundings: Surroundings

    public init(
        store: any TestAlarmStore, members: any MemberStore, announcer: any Announcer, surroundings: Surroundings
    ) {
        self.store = store
        self.members = members
        self.announcer = announcer
        self.surroundings = surroundings
    }

    /// How tests stand in a group, for who leads it.
    public struct Standing: Hashable, Sendable {
        /// The newest one; nil where there was none.
        public let last: TestedAlarm?
        /// Why none may be sent now; nil where one may.
        public let refusal: Refusal?

        public init(last: TestedAlarm?, refusal: Refusal?) {
            self.last = last
            self.refusal = refusal
        }
    }

    /// Sends one.
    ///
    /// - Throws: `not-found` for the group, `not-a-member` and its like, and what `TestAlarmRules.check` throws.
    public func send(in group: GroupId, by person: PersonId, request: RequestKey? = nil) async throws -> TestAlarm {
        let now = surroundings.now()
        let localTime = surroundings.localTime
        let sent = try await store.send(surroundings.id(at: now), in: group, by: person, at: now, request: request) {
            scene throws(Refusal) in
            try TestAlarmRules.check(scene, at: now, localTime)
        }
        announcer.announce(sent.events)
        return sent.test
    }

    /// What came of the tests of a group, the newest first.
    ///
    /// - Throws: `not-allowed` for who does not lead it, `not-a-member` and its like.
    public func tests(
        of group: Group, for person: PersonId, limit: @autoclosure @Sendable () throws(Refusal) -> Int
    ) async throws -> [TestedAlarm] {
        _ = try await coordinator(person, of: group)
        return try await store.tests(of: group.id, limit: try limit())
    }

    /// How it stands, and whether one may be sent now.
    ///
    /// - Throws: `not-allowed` for who does not lead it, `not-a-member` and its like.
    public func standing(in group: Group, for person: PersonId) async throws -> Standing {
        let (actor, member) = try await coordinator(person, of: group)
        let last = try await store.tests(of: group.id, limit: 1).first
        let now = surroundings.now()
        var refusal: Refusal?
        do throws(Refusal) {
            try TestAlarmRules.check(
                TestAlarmRules.Scene(group: group, actor: actor, member: member, last: last?.test), at: now,
                surroundings.localTime)
        } catch {
            refusal = error
        }
        return Standing(last: last, refusal: refusal)
    }

    /// From when on there may be another in a group after one of this moment, nil for one of now.
    public func next(after sentAt: Moment? = nil, in group: Group) -> Moment {
        TestAlarmRules.next(
            after: sentAt ?? surroundings.now(), zone: group.jurisdiction.timeZone, surroundings.localTime)
    }

    /// The test of which the page of a group tells whoever was to hear of it: one of the last day; nil where there was none.
    public func mentioned(in hearing: Hearing) async throws -> TestAlarm? {
        guard let last = try await store.last(of: hearing.group), hearing.since <= last.sequence else { return nil }
        return surroundings.now() - last.sentAt < TestAlarmRules.mention ? last : nil
    }

    private func coordinator(_ person: PersonId, of group: Group) async throws -> (Actor, Member?) {
        let place = try await members.place(of: person, in: group.id)
        let actor = try HearingRules.actor(person, member: place.member, offices: place.offices, group: group)
        try TestAlarmRules.checkCoordinator(actor, place.member)
        return (actor, place.member)
    }
}

/// After their time only the figures of a test remain.
extension TestAlarmDesk: DueRoom {
    /// Tests of alarms.
    public var subjects: [Subject.Kind] { [.testAlarm] }

    public func meet(_ due: Due) async throws { try await store.retire(due, at: surroundings.now()) }
}
