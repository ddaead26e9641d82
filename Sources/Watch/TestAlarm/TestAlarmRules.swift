/// When the coordinators of a group may try whether its members would be woken.
public enum TestAlarmRules {
    /// For so long after one there is no other: often enough to know, and not so often that people switch the watch off.
    public static let pause: Span = .days(91)

    /// Between these minutes of the day, on the clock of the group, a test may ring: from nine until nine in the evening.
    public static let hours = 9 * 60..<21 * 60

    /// For so long it is known who was told; then figures alone remain, as of an alert.
    public static let memory: Span = .days(30)

    /// For so long the page of the group says that there was one.
    public static let mention: Span = .days(1)

    /// What is known when somebody wants to send one.
    public struct Scene: Sendable {
        public let group: Group
        /// Who asks, or why they may not.
        public let actor: Actor
        /// Their place in the group; nil where they have none.
        public let member: Member?
        /// The group's newest test; nil where there was none.
        public let last: TestAlarm?

        public init(group: Group, actor: Actor, member: Member?, last: TestAlarm?) {
            self.group = group
            self.actor = actor
            self.member = member
            self.last = last
        }
    }

    /// Whether somebody leads the group: who does sends tests of its alarm, and reads what came of them.
    ///
    /// - Throws: `not-allowed`.
    public static func checkCoordinator(_ actor: Actor, _ member: Member?) throws(Refusal) {
        let isCoordinator = member?.standing == .approved && member?.role == .coordinator
        guard actor.capacity == .coordinator || isCoordinator else { throw Refusal(.notAllowed) }
    }

    /// Whether one may be sent now.
    ///
    /// - Throws: `not-allowed` for who does not lead the group, `group-closed`, `test-alarm-too-soon` with the moment
    ///   `nextFrom` on which one may be, `test-alarm-while-awake`, `test-alarm-at-night` with the moment `until` which none may be.
    public static func check(_ scene: Scene, at now: Moment, _ localTime: any LocalTime) throws(Refusal) {
        try checkCoordinator(scene.actor, scene.member)
        guard scene.group.closedAt == nil else { throw RegistryRules.closed(scene.group) }
        let zone = scene.group.jurisdiction.timeZone
        if let last = scene.last {
            let next = next(after: last.sentAt, zone: zone, localTime)
            guard now >= next else {
                throw Refusal(.testAlarmTooSoon, ["nextFrom": next.description, "date": day(beginning: next)])
            }
        }
        guard scene.group.state == .asleep else { throw Refusal(.testAlarmWhileAwake) }
        guard hours.contains(localTime.minuteOfDay(now, zone: zone)) else {
            let until = localTime.next(hours.lowerBound, after: now, zone: zone)
            throw Refusal(.testAlarmAtNight, ["until": until.description, "clock": clock(hours.lowerBound)])
        }
    }

    /// From when on there may be another one after one of this moment: the day is what is said, so it begins with its first
    /// hour.
    public static func next(after sentAt: Moment, zone: String, _ localTime: any LocalTime) -> Moment {
        localTime.midnight(before: sentAt + pause, zone: zone)
    }

    /// The day that begins at this moment on a wall in Europe, as `2027-03-01`: at noon it is that day everywhere near.
    private static func day(beginning midnight: Moment) -> String {
        String((midnight + .hours(12)).description.prefix(10))
    }

    private static func clock(_ minute: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
        return "\(padded(minute / 60)):\(padded(minute % 60))"
    }
}
