/// A room that has something done at its time.
public protocol DueRoom: Sendable {
    /// The subjects that are its own.
    var subjects: [Subject.Kind] { get }

    /// Does what is due, within one transaction that changes nothing once the lease is another's, and says in it what is due
    /// next. What it cannot do it throws; then it is met again when the lease is over.
    func meet(_ due: Due) async throws
}
