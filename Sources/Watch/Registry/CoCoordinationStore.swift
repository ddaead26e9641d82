/// Where it is kept who is asked to lead a group with who founded it, for as long as that is open.
public protocol CoCoordinationStore: Sendable {
    /// Who is asked in a group, whether or not that still counts; nil when nobody is.
    func scene(of group: GroupId) async throws -> CoCoordinationScene?

    /// Takes an answer within one transaction, under the group's lock: loads, lets `decide` decide, erases the address
    /// with the letter that has not gone out yet, and saves the place in the group with its line in the audit log where
    /// there is one.
    ///
    /// - Parameters:
    ///   - decide: is given who answers and their own place; returns the place from now on, nil where nothing changes.
    ///   - entry: for the line in the log.
    /// - Returns: whether a place was changed.
    /// - Throws: what `decide` throws (nothing is saved then), `not-found` for an unknown group.
    func answer(
        in group: GroupId, by person: PersonId, at now: Moment, request: RequestKey?, entry: Id<AuditEntry>,
        decide:
            @escaping @Sendable (CoCoordinationScene?, _ person: Person?, _ own: Member?) throws(Refusal) -> Member?
    ) async throws -> Bool

    /// Takes a question back within one transaction, under the group's lock: loads, lets `decide` decide, and erases the
    /// address with the letter that has not gone out yet.
    ///
    /// - Parameter decide: is given the place in the group of who asks for it.
    /// - Throws: what `decide` throws (nothing is erased then), `not-found` for an unknown group.
    func withdraw(
        in group: GroupId, by person: PersonId, at now: Moment, request: RequestKey?,
        decide: @escaping @Sendable (CoCoordinationScene?, _ own: Member?) throws(Refusal) -> Void
    ) async throws

    /// Meets the due of a question in one transaction: what still counts is written to who is asked, as one notice in the name
    /// of who asks, unless the address takes no more letters (`AskedAddress`); it counts once for its address, however often
    /// the letter is tried. What does not count any more is erased. What a program of before is sending, or has told, is left
    /// to it.
    ///
    /// - Parameter news: for the notice.
    func meet(_ due: Due, news: EventId, at now: Moment) async throws

    /// Erases what can no longer be answered: its time is over, the group is closed, who asked leads it no more, or who
    /// was asked leads it already. Forgets the letters of addresses that have had none for long.
    func eraseOver(at now: Moment) async throws
}
