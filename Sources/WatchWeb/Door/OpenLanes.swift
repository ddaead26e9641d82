import Watch

/// Keeps what strangers ask for out of the way of reports and live streams: it is made on threads of its own, and waits in
/// lanes that are full at some time. Whoever is signed in goes past them to all that is theirs, and stands in a lane as
/// well where they ask what strangers may.
public final class OpenLanes: Sendable {
    /// Those who wait together.
    enum Kind: CaseIterable, Sendable {
        /// Strangers who look: a country's figures, a map, a search.
        case looking
        /// Those who sign in: a reporter whose session has ended is one of them.
        case comingIn
        /// Those who follow an alert by its link, or what a letter of theirs holds.
        case following
        /// Those who are signed in and look at what is for everybody.
        case members
    }

    private let lanes: [Kind: OpenLane]
    private let threads: OpenThreads

    /// - Parameter now: by which it is told who has waited for long.
    public convenience init(now: @escaping @Sendable () -> Moment) { self.init(limits: OpenLane.Limits(), now: now) }

    init(
        limits: OpenLane.Limits, threads: OpenThreads = .shared, now: @escaping @Sendable () -> Moment
    ) {
        lanes = Dictionary(uniqueKeysWithValues: Kind.allCases.map { ($0, OpenLane(limits, now: now)) })
        self.threads = threads
    }

    func lane(_ kind: Kind) -> OpenLane {
        guard let lane = lanes[kind] else { preconditionFailure("there is a lane of each kind") }
        return lane
    }

    /// Does the work in its turn.
    ///
    /// - Returns: nil where the lane is full.
    func pass<Value: Sendable>(
        _ kind: Kind, work: () async throws -> Value
    ) async throws -> Value? {
        let lane = lane(kind)
        guard await lane.enter() else { return nil }
        defer { lane.leave() }
        return try await withTaskExecutorPreference(threads) { try await work() }
    }
}

extension OpenLanes.Kind {
    /// In which lane a request waits; nil for what waits in none: what is somebody's own, a balancer's question, and files
    /// that lie in memory as they are.
    init?(_ path: String, isSignedIn: Bool) {
        var parts = path.split(scalar: "/").map { String($0) }
        let isForAPI = parts.starts(with: ["api", "v1"])
        if isForAPI { parts.removeFirst(2) }
        let first = parts.first ?? ""
        if ["healthz", "readyz", "metrics", "assets", "leaflet"].contains(first) { return nil }
        if PhoneFiles.names.contains(path) { return nil }
        guard !isSignedIn else {
            let room = String(first.split(scalar: ".").first ?? "")
            let isOpen = ["statistics", "outlines", "places", "map", "open-data", "sitemap", "sitemaps", "embed"]
            let isList = room == "groups" && (parts.count == 1 || parts == ["groups", "new"])
            guard isOpen.contains(room) || isList else { return nil }
            self = .members
            return
        }
        self =
            switch first {
            case "sign-in" where !isForAPI: .comingIn
            case "a" where !isForAPI, "u" where !isForAPI: .following
            // What a push holds: whose session is good goes past all lanes with it.
            case "receipts" where isForAPI: .following
            default: .looking
            }
    }
}
