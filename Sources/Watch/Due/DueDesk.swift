/// Where what is due is done: the one worker of everything that waits for its time.
///
/// Every server runs it; what one leaves, another goes on with. Nothing is kept in memory between two rounds.
public struct DueDesk: Sendable {
    /// For how long a server has what it took on. Rooms write what follows and send nothing, so that it is plenty.
    public static let lease: Span = .seconds(30)

    /// How many dues of one room are taken on together.
    public static let slice = 50

    /// How many are carried over together: nothing but rows.
    static let carried = 1_000

    private let store: any DueStore
    private let rooms: [any DueRoom]
    private let surroundings: Surroundings

    /// - Parameter rooms: in the order in which they are served: each waits for one slice of those before it at most.
    public init(store: any DueStore, rooms: [any DueRoom], surroundings: Surroundings) {
        self.store = store
        self.rooms = rooms
        self.surroundings = surroundings
    }

    /// Does what is due, a slice for each room. What one due fails of stops no other.
    ///
    /// - Returns: how many were taken on and carried over; call again at once when it is `limit` or more.
    /// - Throws: what the first one failed of, after all others were done.
    @discardableResult
    public func round(limit: Int = DueDesk.slice) async throws -> Int {
        var failure: (any Error)?
        var met = try await store.carry(at: surroundings.now(), limit: DueDesk.carried)
        for room in rooms {
            let claimed = try await store.claim(
                room.subjects, at: surroundings.now(), lease: DueDesk.lease, limit: limit)
            for due in claimed {
                do {
                    try await room.meet(due)
                } catch is CancellationError {
                    throw CancellationError()
                } catch {
                    failure = failure ?? error
                }
            }
            met += claimed.count
        }
        if let failure { throw failure }
        return met
    }
}
