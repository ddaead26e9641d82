/// Where it is said in which police zone a municipality lies.
public struct ZoneDesk: Sendable {
    private let store: any ZoneStore

    public init(store: any ZoneStore) { self.store = store }

    /// The zone of every municipality that has one, by its code.
    public func zones() async throws -> [String: String] { try await store.zones() }

    /// Makes the table say this. Many are kept some at a time; each time it is whole, and what is asked again goes on where
    /// it was left.
    ///
    /// - Parameters:
    ///   - wanted: by municipality; nil for one that is to have none. Others stay as they are.
    ///   - tell: told how many have been kept, of how many.
    /// - Returns: what was changed.
    @discardableResult
    public func set(
        _ wanted: [String: String?], tell: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) async throws -> [ZoneChange] {
        try await keep(ZoneRules.changes(to: wanted, in: try await store.zones()), tell: tell)
    }

    /// Lets municipalities that became part of others leave them their zone.
    @discardableResult
    public func inherit(_ successors: [String: String]) async throws -> [ZoneChange] {
        guard !successors.isEmpty else { return [] }
        return try await keep(ZoneRules.inherited(successors, in: try await store.zones())) { _, _ in }
    }

    private func keep(
        _ changes: [ZoneChange], tell: (_ done: Int, _ total: Int) -> Void
    ) async throws -> [ZoneChange] {
        var kept = 0
        while kept < changes.count {
            let portion = Array(changes[kept..<min(changes.count, kept + ZoneRules.mostAtOnce)])
            try await store.keep(portion)
            kept += portion.count
            tell(kept, changes.count)
        }
        return changes
    }
}
