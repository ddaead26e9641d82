/// Where it is kept what is due when. A due is put down with the change that gives rise to it, in its transaction.
public protocol DueStore: Sendable {
    /// Dues of subjects of these kinds whose time has come, the longest due first, each for one server at a time: nobody else
    /// gets them until the lease is over. Looking costs nothing where there are none.
    ///
    /// - Parameter limit: how many at most.
    func claim(_ kinds: [Subject.Kind], at now: Moment, lease: Span, limit: Int) async throws -> [Due]

    /// Takes over what servers of an earlier program have put down where they keep it. Looking costs nothing where there is
    /// nothing.
    ///
    /// - Parameter limit: how many at most, of each kind.
    /// - Returns: how many there were.
    func carry(at now: Moment, limit: Int) async throws -> Int
}
