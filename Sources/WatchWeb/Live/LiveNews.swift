import Foundation
import Synchronization
import Watch

/// What the live streams tell: events from the store, cut to what each audience may see, encoded once for each.
public struct LiveRecords: LiveSource {
    private let groups: any GroupStore
    private let alerts: any AlertStore

    public init(groups: any GroupStore, alerts: any AlertStore) {
        self.groups = groups
        self.alerts = alerts
    }

    public func hearings(of person: PersonId) async throws -> [Hearing] { try await groups.hearings(of: person) }

    public func hearers(of group: GroupId) async throws -> [PersonId: Hearing] {
        try await groups.hearers(of: group)
    }

    public func heads(of groups: [GroupId]) async throws -> [GroupHead] {
        try await self.groups.heads(of: groups)
    }

    public func events(of group: GroupId, after sequence: Int64, limit: Int) async throws -> [LiveEvent] {
        try await alerts.events(of: group, after: sequence, limit: limit).map { past in
            var frames: [Audience: LiveFrame] = [:]
            for audience in Audience.allCases {
                frames[audience] = LiveFrame(
                    event: past.event.news.kind.rawValue, data: try WebJSON.line(EventView(past, for: audience)))
            }
            return LiveEvent(group: past.event.group, sequence: past.event.sequence, frames: frames)
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

/// Carries what desks announce to the open pages of this server.
public final class LiveNews: Announcer {
    /// What a whisper about reach says.
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

    private let hub: LiveHub
    private let alerts: any AlertStore
    /// Alerts whose reach has grown since it was last told.
    private let grown = Mutex<[AlertId: GroupId]>([:])

    public init(hub: LiveHub, alerts: any AlertStore) {
        self.hub = hub
        self.alerts = alerts
    }

    public func announce(_ events: [EventReference]) {
        for event in events { hub.heard(group: event.group, sequence: event.sequence) }
    }

    public func membershipChanged(in group: GroupId) { hub.membershipChanged(group: group) }

    public func keysEnded(of person: PersonId) { hub.end(person: person) }

    public func reachChanged(_ alert: AlertId, in group: GroupId) { grown.withLock { $0[alert] = group } }

    public func flagged(_ message: MessageId, alert: AlertId, in group: GroupId) {
        let news = FlagNews(alertId: alert, groupId: group, messageId: message)
        guard let data = try? WebJSON.line(news) else { return }
        hub.whisper(
            group: group, to: LiveWhisper(persons: [], audiences: [.coordinator, .police]), event: "message-flagged",
            data: data)
    }

    /// Tells reporter, coordinators and police how far alerts have come that have come further: called once a second.
    public func tellReach() async throws {
        let changed = grown.withLock { grown in
            defer { grown = [:] }
            return grown
        }
        for (alert, group) in changed {
            let reach = try await alerts.reach(of: alert)
            let reporter = try await alerts.reporter(of: alert)
            let whom = LiveWhisper(persons: Set([reporter].compactMap { $0 }), audiences: [.coordinator, .police])
            let news = ReachNews(alertId: alert, groupId: group, reach: reach)
            hub.whisper(group: group, to: whom, event: "reach-changed", data: try WebJSON.line(news))
        }
    }
}
