/// Where it is kept to which groups there is something to write. A row comes with the change that gives rise to it, in
/// the same transaction.
public protocol GroupLetterStore: Sendable {
    /// Letters of a kind that are due by now, each for one server at a time: nobody else gets them until the lease is
    /// over. At most `limit`, the longest due first. What has nothing to tell any more, or nobody to tell it to, is done
    /// with that.
    ///
    /// - Returns: those that are to be written.
    func claim(_ kind: GroupLetter.Kind, at now: Moment, lease: Span, limit: Int) async throws -> [GroupLetterScene]

    /// A letter that was taken on went out, or did not. See `GroupLetter.settle`.
    func settle(_ taken: GroupLetter, _ outcome: GroupLetter.Outcome, at now: Moment) async throws
}
