/// Where it is kept when devices are to be looked at of which nothing may have been heard. A due comes with the first device of a
/// person, in the same transaction.
public protocol PushSilenceStore: Sendable {
    /// Looks at somebody's devices, in one transaction: where some are silent and they are to hear of it (`PushSilence`), they
    /// get one notice about all of these, instead of one that has not gone out yet. Without any device left, nothing is due any
    /// more.
    ///
    /// - Parameter news: for the notice.
    func meet(_ due: Due, news: EventId, at now: Moment) async throws
}
