/// What is due next for a group in the registry, and when.
public struct RegistrationDue: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A letter to the coordinators.
        case reminder
        /// Marked as silent.
        case silence
        /// Those above it are asked, and its members told, that it will be closed.
        case warning
        /// Closed for silence.
        case closure
    }

    public let kind: Kind
    public let at: Moment

    public init(_ kind: Kind, at: Moment) {
        self.kind = kind
        self.at = at
    }
}

/// What shows that a group lives, whatever its coordinators answer.
public struct LifeSigns: Hashable, Sendable {
    /// When something was last shared in it, or one of its members last used Saar; nil for never.
    public let lastAt: Moment?
    /// Whether an alert is open in it.
    public let isAwake: Bool

    public init(lastAt: Moment? = nil, isAwake: Bool = false) {
        self.lastAt = lastAt
        self.isAwake = isAwake
    }
}

extension Registration {
    /// When the coordinators are to say that all is still right.
    public func renewal(in jurisdiction: Jurisdiction) -> Moment { confirmedAt + jurisdiction.confirmation.lifetime }

    /// Whether the coordinators are asked now whether all is still right.
    public func asksForRenewal(at now: Moment, in jurisdiction: Jurisdiction) -> Bool {
        standing == .silent || (standing == .listed && renewal(in: jurisdiction) <= now)
    }

    /// What is due next; nil for what waits for its confirmation, is closed, or silent with an alert open in it.
    ///
    /// That all is still right, only a coordinator's word says: an alert or a new member shows that there are neighbours. But
    /// where there are, nothing is closed over their heads, and nothing at all without a month's notice. Between two letters
    /// lies as much time as the policy says, also when the first went out late; nobody falls silent for letters that never
    /// went out. Where there is nobody to write to, the time alone decides.
    ///
    /// - Parameters:
    ///   - asked: how many coordinators for good can be written to. Who has no address is asked by no letter.
    ///   - signs: for one that is silent.
    public func due(asked: Int, signs: LifeSigns, in jurisdiction: Jurisdiction) -> RegistrationDue? {
        let policy = jurisdiction.confirmation
        switch standing {
        case .proposed, .closed: return nil
        case .silent:
            guard let silentAt, !signs.isAwake else { return nil }
            let last = max(silentAt, signs.lastAt ?? silentAt)
            // Whoever was told and came to look has been seen since: then it is told anew before it is closed.
            if let warnedAt, warnedAt >= last, let at = closes(in: jurisdiction) {
                return RegistrationDue(.closure, at: at)
            }
            return RegistrationDue(
                .warning, at: last + Span(milliseconds: policy.closure.milliseconds - policy.notice.milliseconds))
        case .listed:
            let isReminder = asked > 0 && reminders < policy.reminders.count
            let span = isReminder ? policy.reminders[reminders] : policy.silence
            var at = renewal(in: jurisdiction) + span
            if asked > 0, let remindedAt, reminders > 0 {
                let before = policy.reminders[min(reminders, policy.reminders.count) - 1]
                at = max(at, remindedAt + Span(milliseconds: span.milliseconds - before.milliseconds))
            }
            return RegistrationDue(isReminder ? .reminder : .silence, at: at)
        }
    }

    /// When something may be due at the earliest, whoever there is to write to and whatever is seen of the group; nil while
    /// nothing will be.
    public func earliestDue(in jurisdiction: Jurisdiction) -> Moment? {
        [0, 1].compactMap { due(asked: $0, signs: LifeSigns(), in: jurisdiction)?.at }.min()
    }

    /// When it is to be looked at what is due, as far as what stands here says it; nil while nothing will be. A month later at
    /// the latest: the spans are a policy's, and a newer program may have others.
    public func firstLook(at now: Moment, in jurisdiction: Jurisdiction) -> Moment? {
        earliestDue(in: jurisdiction).map { min($0, now + .days(30)) }
    }

    /// The same once it was looked. From the moment on at which something may be due, each day: coordinators come and go, and
    /// signs of life do.
    public func nextLook(
        asked: Int, signs: LifeSigns, at now: Moment, in jurisdiction: Jurisdiction
    ) -> Moment? {
        guard let first = firstLook(at: now, in: jurisdiction), first <= now else {
            return firstLook(at: now, in: jurisdiction)
        }
        let tomorrow = now + .days(1)
        return due(asked: asked, signs: signs, in: jurisdiction).map { min($0.at, tomorrow) } ?? tomorrow
    }

    /// When it is closed at the earliest, once that was told; nil otherwise.
    public func closes(in jurisdiction: Jurisdiction) -> Moment? {
        standing == .silent ? warnedAt.map { $0 + jurisdiction.confirmation.notice } : nil
    }

    /// Does what is due by now: counts a letter that went out, falls silent, notes that its end was told, or closes.
    ///
    /// - Parameter kind: what is to be done; another server may have done it.
    /// - Returns: whether it was done; nothing has changed otherwise.
    public mutating func does(
        _ kind: RegistrationDue.Kind, asked: Int, signs: LifeSigns, at now: Moment, in jurisdiction: Jurisdiction
    ) -> Bool {
        guard let due = due(asked: asked, signs: signs, in: jurisdiction), due.kind == kind, due.at <= now else {
            return false
        }
        switch kind {
        case .reminder:
            remindedAt = now
            reminders += 1
        case .silence:
            standing = .silent
            silentAt = now
        case .warning: warnedAt = now
        case .closure: standing = .closed
        }
        return true
    }
}
