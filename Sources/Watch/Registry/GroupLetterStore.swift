/// Where it is kept to which groups there is something to write. A due comes with the change that gives rise to it, in the
/// same transaction.
public protocol GroupLetterStore: Sendable {
    /// Meets the due of a letter in one transaction: where there is something to tell (`GroupLetterScene.content`), every
    /// coordinator with an address gets a notice of it, instead of one of the same kind that has not gone out yet. Without
    /// anything to tell, or anybody to tell it to, it is done with that.
    ///
    /// - Parameter news: for the notices.
    func meet(_ due: Due, news: EventId, at now: Moment) async throws
}
