/// Where it is kept to whom there is something to write about their place. A row comes with the change that gives rise to
/// it, in the same transaction.
public protocol MemberLetterStore: Sendable {
    /// Letters of these causes that are due by now, each for one server at a time: nobody else gets them until the lease is
    /// over. At most `limit`, the longest due first. What has nothing to tell any more, or nobody to tell it to, is gone
    /// with that.
    ///
    /// - Returns: how many were taken on, and those that are to be written.
    func claim(
        _ causes: [MemberLetter.Cause], at now: Moment, lease: Span, limit: Int
    ) async throws -> (taken: Int, letters: [MemberLetterScene])

    /// Nothing is told about this place, whatever was to be.
    func withdraw(_ member: MemberId) async throws

    /// A letter that was taken on went out, or did not. See `MemberLetter.retry`. One of a later cause stays.
    func settle(_ taken: MemberLetter, isCarried: Bool, at now: Moment) async throws
}
