/// What went wrong between the store and its database.
///
/// It is for the log and for the code that decides whether to try again. It never carries a value that was bound or
/// read, so nothing personal can reach a log by it; the statement in it is the one with `$1…$n`.
public struct DatabaseFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds that somebody may want to treat differently.
    public enum Kind: Sendable, Equatable {
        /// The database cannot be reached, opened, read or written, or it was closed. Nothing was saved, unless the
        /// connection broke during the commit: then it is in doubt, and only looking again can tell.
        case unavailable
        /// Another program held the database for too long. Nothing was saved; trying again is right.
        case busy
        /// A rule of the schema was broken. Nothing was saved; trying again would break it again.
        case constraint
        /// The column holds another type than was asked for, or NULL where a value was asked for.
        case wrongType(column: String)
        /// The row has no column of this name.
        case missing(column: String)
        /// A mistake in the program: a statement that the database does not understand, a value it cannot hold.
        case other
    }

    /// What kind of fault it is.
    public let kind: Kind

    /// What happened, for the person who reads the log.
    public let message: String

    /// A fault. Whoever makes one keeps values out of the message.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The kind and the message on one line.
    public var description: String { "database \(kind): \(message)" }
}
