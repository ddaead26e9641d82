/// Where it is kept in which police zone a municipality lies.
public protocol ZoneStore: Sendable {
    /// The zone of every municipality that has one, by its code.
    func zones() async throws -> [String: String]

    /// Keeps these changes, all of them or none. The groups of those municipalities lie in their new zone from that moment
    /// on; who holds an office for the old one or the new one, and every server, is to look again.
    func keep(_ changes: [ZoneChange]) async throws
}
