import Foundation
import Synchronization
import Watch

/// What the live streams tell: events from the store, cut to what each audience may see, encoded once for each.
public struct LiveRecords: LiveSource {
    private let groups: any GroupStore
    private let alerts: any AlertStore
    private let persons: any PersonStore

    public init(groups: any GroupStore, alerts: any AlertStore, persons: any PersonStore) {
        self.groups = groups
        self.alerts = alerts
        self.persons = persons
    }

    public func hearings(of person: PersonId) async throws -> VersionedHearings {
        try await groups.versionedHearings(of: person)
    }

    public func hearers(of group: GroupId) async throws -> [PersonId: Hearing] {
        try await groups.hearers(of: group)
    }

    public func hearingVersions(ofHolders keys: [TokenId]) async throws -> [TokenId: Int64] {
        try await persons.hearingVersions(ofHolders: keys)
    }

    public func heads(of groups: [GroupId]) async throws -> [GroupHead] {
        try await self.groups.heads(of: groups)
    }

    public func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [LiveEvent] {
        try await alerts.events(of: group, after: sequence, limit: limit).map { past in
            var frames: [Audience: LiveFrame] = [:]
            for audience in Audience.allCases {
                guard let view = SeenEvent(past, for: audience) else { continue }
                frames[audience] = LiveFrame(event: past.event.news.kind, data: try WebJSON.line(view))
            }
            return LiveEvent(
                group: past.event.group, sequence: past.event.sequence, frames: frames, earlier: past.earlier)
        }
    }
}

/// One way to write JSON for the whole web: the API, the streams, the history.
public enum WebJSON {
    /// Compact, on one line, keys in a fixed order.
    public static func line(_ value: some Encodable) throws -> String {
        String(decoding: try data(value), as: UTF8.self)
    }

    /// The same as bytes.
    public static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }
}

/// Carries what desks announce to the open pages of this server, and by the bus to the other servers; and what those
/// announce to the open pages here.
public final class LiveNews: Announcer {
    /// What an ephemeral about reach says.
    private struct ReachNews: Encodable {
        let alertId: AlertId
        let groupId: GroupId
        let reach: Reach
    }

    private struct FlagNews: Encodable {
        let alertId: AlertId
        let groupId: GroupId
        let messageId: MessageId
    }

    private struct MembersNews: Encodable {
        let groupId: GroupId
    }

    private let hub: LiveHub
    private let alerts: any AlertStore
    private let bus: (any Bus)?
    /// Alerts whose reach has grown since it was last told, and whether a receipt came in here.
    private let grown = Mutex<[AlertId: (group: GroupId, isHere: Bool)]>([:])

    /// - Parameter bus: to the other servers, where there are any.
    public init(hub: LiveHub, alerts: any AlertStore, bus: (any Bus)? = nil) {
        self.hub = hub
        self.alerts = alerts
        self.bus = bus
    }

    public func announce(_ events: [Placement]) {
        for event in events { tell(.event(event)) }
    }

    public func membershipChanged(in group: GroupId) { tell(.membership(group)) }

    public func keysEnded(of person: PersonId) { tell(.keysEnded(person)) }

    public func reachChanged(_ alert: AlertId, in group: GroupId) {
        // Others learn of it once a second at most, as the pages do.
        grown.withLock { $0[alert] = (group, true) }
    }

    public func flagged(_ message: MessageId, alert: AlertId, in group: GroupId) {
        tell(.flagged(message, alert, group))
    }

    private func tell(_ word: BusWord) {
        hear(word)
        bus?.tell(word)
    }

    /// Something was announced, here or on another server. May come twice, late, or not at all; never waits.
    public func hear(_ word: BusWord) {
        switch word {
        case .event(let event): hub.heard(group: event.group, sequence: event.sequence)
        case .membership(let group):
            hub.membershipChanged(group: group)
            sendEphemeral(membersOf: group)
        case .keysEnded(let person): hub.end(person: person)
        case .reach(let alert, let group): grown.withLock { $0[alert] = (group, $0[alert]?.isHere ?? false) }
        case .flagged(let message, let alert, let group): sendEphemeral(flagged: message, alert: alert, in: group)
        }
    }

    /// Somebody asks to join, came, went or changed: coordinators who have the members open look again.
    private func sendEphemeral(membersOf group: GroupId) {
        guard let data = try? WebJSON.line(MembersNews(groupId: group)) else { return }
        hub.sendEphemeral(
            group: group, to: LiveEphemeral(persons: [], audiences: [.coordinator]), kind: .membersChanged, data: data)
    }

    private func sendEphemeral(flagged message: MessageId, alert: AlertId, in group: GroupId) {
        let news = FlagNews(alertId: alert, groupId: group, messageId: message)
        guard let data = try? WebJSON.line(news) else { return }
        hub.sendEphemeral(
            group: group, to: LiveEphemeral(persons: [], audiences: [.coordinator, .police]), kind: .messageFlagged,
            data: data)
    }

    /// Tells reporter, coordinators and police how far alerts have come that have come further: called once a second.
    public func tellReach() async throws {
        // No more than there are now: what grows meanwhile is told a second later.
        for _ in 0..<grown.withLock({ $0.count }) {
            guard let (alert, (group, isHere)) = grown.withLock({ $0.popFirst() }) else { return }
            let (reach, reporter): (Reach, PersonId?)
            do {
                reach = try await alerts.reach(of: alert)
                reporter = try await alerts.reporter(of: alert)
            } catch {
                // It is told once it can be looked up again.
                grown.withLock { $0[alert] = (group, isHere || $0[alert]?.isHere ?? false) }
                throw error
            }
            if isHere { bus?.tell(.reach(alert, group)) }
            let whom = LiveEphemeral(persons: Set([reporter].compactMap { $0 }), audiences: [.coordinator, .police])
            let news = ReachNews(alertId: alert, groupId: group, reach: reach)
            hub.sendEphemeral(group: group, to: whom, kind: .reachChanged, data: try WebJSON.line(news))
        }
    }
}
