/// What is due next for a group in the registry, and when.
public struct RegistrationDue: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// A letter to the coordinators.
        case reminder
        /// Marked as silent.
        case silence
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

extension Registration {
    /// When the coordinators are to say that all is still right.
    public func renewal(in jurisdiction: Jurisdiction) -> Moment { confirmedAt + jurisdiction.confirmation.lifetime }

    /// Whether the coordinators are asked now whether all is still right.
    public func asksForRenewal(at now: Moment, in jurisdiction: Jurisdiction) -> Bool {
        standing == .silent || (standing == .listed && renewal(in: jurisdiction) <= now)
    }

    /// What is due next; nil for what waits for its confirmation or is closed.
    ///
    /// Only a coordinator's word counts: an alert or a new member shows that there are neighbours, not that what stands
    /// here is right. Between two letters lies as much time as the policy says, also when the first went out late; nobody
    /// falls silent for letters that never went out. Where there is nobody to write to, the time alone decides.
    public func due(coordinators: Int, in jurisdiction: Jurisdiction) -> RegistrationDue? {
        let policy = jurisdiction.confirmation
        switch standing {
        case .proposed, .closed: return nil
        case .silent: return silentAt.map { RegistrationDue(.closure, at: $0 + policy.closure) }
        case .listed:
            let isReminder = coordinators > 0 && reminders < policy.reminders.count
            let span = isReminder ? policy.reminders[reminders] : policy.silence
            var at = renewal(in: jurisdiction) + span
            if coordinators > 0, let remindedAt, reminders > 0 {
                let before = policy.reminders[min(reminders, policy.reminders.count) - 1]
                at = max(at, remindedAt + Span(milliseconds: span.milliseconds - before.milliseconds))
            }
            return RegistrationDue(isReminder ? .reminder : .silence, at: at)
        }
    }

    /// Does what is due by now: counts a letter that went out, falls silent, or closes.
    ///
    /// - Parameter kind: what is to be done; another server may have done it.
    /// - Returns: whether it was done; nothing has changed otherwise.
    public mutating func does(
        _ kind: RegistrationDue.Kind, coordinators: Int, at now: Moment, in jurisdiction: Jurisdiction
    ) -> Bool {
        guard let due = due(coordinators: coordinators, in: jurisdiction), due.kind == kind, due.at <= now else {
            return false
        }
        switch kind {
        case .reminder:
            remindedAt = now
            reminders += 1
        case .silence:
            standing = .silent
            silentAt = now
        case .closure: standing = .closed
        }
        return true
    }
}
