extension NoticeRules {
    /// Whether and by which way somebody is told of a test of their group's alarm: by the stages of an alarm, as far as they
    /// are about more than what happened.
    static func verdict(_ scene: NoticeScene, isSeen: Bool, at now: Moment) -> Verdict {
        if let reason = whyNot(scene, isSeen: isSeen, at: now) {
            return scene.notice.takenBy == nil ? .drop(reason) : .keep
        }
        return routed(scene, at: now)
    }

    private static func whyNot(_ scene: NoticeScene, isSeen: Bool, at now: Moment) -> NoticeReason? {
        guard scene.person != nil, let member = scene.member else { return .gone }
        switch member.standing {
        case .approved: break
        case .suspended: return .suspended
        case .applied, .left: return .gone
        }
        if isSeen { return .seen }
        if scene.choice.stop?.holds(at: now) == true { return .stopped }
        if member.pause(at: now) != nil { return .muted }
        // Whoever sleeps by day has said so: a test is no reason to wake them.
        if scene.choice.choices.quietHours?.contains(minuteOfDay: scene.choice.minuteOfDay) == true {
            return .quietHours
        }
        // Something is going on by now: nobody is rung for less.
        if scene.group.state == .awake { return .over }
        return now - scene.notice.at > alarmLife ? .stale : nil
    }
}
