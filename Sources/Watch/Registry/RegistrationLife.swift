// The way of a group through the registry. Each step is a `mutating func` that refuses with a reason or changes what
// stands here; who may take it is said by `RegistryRules`.
//
//   proposed ──confirm──▶ listed ──(no answer)──▶ silent ──(still none)──▶ closed
//      ◀──────── move ───────┴◀──────── renew ────────┘            reopen by an office ──▶ listed

extension Registration {
    /// Municipality or foundation say that this group is one.
    ///
    /// - Throws: `registration-not-proposed` when that was said before.
    public mutating func confirm(at now: Moment) throws(Refusal) {
        guard standing == .proposed else { throw Refusal(.registrationNotProposed) }
        standing = .listed
        confirmedAt = now
        listedAt = listedAt ?? now
    }

    /// It goes to other streets: who confirmed it is asked again. Since when it counts stays what it was.
    mutating func move() {
        guard counts else { return }
        standing = .proposed
        remindedAt = nil
        reminders = 0
        silentAt = nil
        warnedAt = nil
    }

    /// Municipality or foundation say that this group is none.
    ///
    /// - Throws: `registration-not-proposed` when it was confirmed or closed before.
    public mutating func decline() throws(Refusal) {
        guard standing == .proposed else { throw Refusal(.registrationNotProposed) }
        standing = .closed
    }

    /// A coordinator says that all is still as it stands here; of one that is silent, an office may say so.
    ///
    /// - Throws: `group-closed`.
    public mutating func renew(at now: Moment) throws(Refusal) {
        guard standing != .closed else { throw Refusal(.groupClosed) }
        if standing == .silent { standing = .listed }
        confirmedAt = now
        remindedAt = nil
        reminders = 0
        silentAt = nil
        warnedAt = nil
    }

    /// The group is no more.
    ///
    /// - Throws: `group-closed` the second time.
    public mutating func close() throws(Refusal) {
        guard standing != .closed else { throw Refusal(.groupClosed) }
        standing = .closed
    }

    /// It was closed too soon.
    ///
    /// - Throws: `registration-not-closed`.
    public mutating func reopen(at now: Moment) throws(Refusal) {
        guard standing == .closed else { throw Refusal(.registrationNotClosed) }
        standing = .listed
        confirmedAt = now
        listedAt = listedAt ?? now
        remindedAt = nil
        reminders = 0
        silentAt = nil
        warnedAt = nil
    }
}
