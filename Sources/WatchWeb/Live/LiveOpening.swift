import HTTPTypes
import Hummingbird
import NIOConcurrencyHelpers
import NIOCore
import ServiceLifecycle
import Watch

/// How a stream begins, and how it is brought up to where its groups stand.
extension LiveHub {
    /// The answer to who opens a stream. Its limits and memberships are checked now; the stream ends by itself when
    /// the last membership does, when the house closes, or when the connection cannot keep up.
    ///
    /// - Parameters:
    ///   - key: with which they came; the stream ends with it, wherever it is taken back.
    ///   - cursor: what the browser sent as `Last-Event-ID`; without one, or with one that is not ours, it starts now.
    ///     Groups in it that are not this person's are ignored; their groups that are not in it start now.
    ///   - channel: of a plain HTTP/1.1 connection, onto which chunks are written directly.
    /// - Throws: `not-a-member` for who hears no group, `too-many-streams`, `unavailable` while closing or full.
    public func stream(
        for person: PersonId, key: TokenId, cursor: @autoclosure @Sendable () throws(Refusal) -> String?,
        on channel: any NIOCore.Channel
    ) async throws -> Response {
        let began = try state.withLockedValue { try $0.knock(person, limits) }
        // Who they are was asked before: a key that ended since must not open anything.
        guard try await source.hearingVersions(ofHolders: [key])[key] != nil else { throw Refusal(.signInNeeded) }
        let read = try await source.hearings(of: person)
        // What changes from here on is found by comparing.
        let holder = LiveHolder(person: person, key: key, version: read.version)
        let hearings = read.hearings
        guard !hearings.isEmpty else { throw Refusal(.notAMember) }
        let asked = try cursor()
        // Where things stand is settled before anything is answered: who has seen the answer misses nothing after it.
        let heads = try await source.heads(of: hearings.map(\.group))
        // Another kind of connection (HTTP/2, where a stream is not a connection) would need its chunks as HTTP parts
        // through its own pipeline: it gets in here, and nowhere else.
        guard let loop = loops.first(where: { $0.eventLoop === channel.eventLoop }) else {
            throw Refusal(.unavailable)
        }
        let places = Self.places(hearings, heads, asked.flatMap { LiveCursor($0) })
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream; charset=utf-8"
        headers[.cacheControl] = "no-store"
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        // Jittered, so that a street does not come back in the same instant after a restart. And where it stands, so
        // that who is cut before anything happened asks for what happened then.
        let cursor = LiveCursor(places.mapValues(\.position)).text
        let greeting = ByteBuffer(string: "retry: \(Int.random(in: 1_000...5_000))\nid: \(cursor)\n: saar\n\n")
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                // Written the usual way, so that the head and the chunked coding are settled before chunks follow.
                try await writer.write(greeting)
                let stream = try await loop.eventLoop.submit {
                    try self.open(holder, places, loop.hub, channel)
                }.get()
                do {
                    // Who comes while the server is closing has missed the event that ends the others.
                    if Task.isShuttingDownGracefully { throw Refusal(.unavailable) }
                    try await self.begin(stream, heads, asOf: began)
                } catch {
                    // The page comes back by itself and tries again.
                    loop.eventLoop.execute { stream.value.end() }
                }
                await withCheckedContinuation { continuation in
                    loop.eventLoop.execute { stream.value.park(continuation) }
                }
                try await writer.finish(nil)
            })
    }

    /// Where a stream starts in each group: where its cursor says, or now.
    private static func places(
        _ hearings: [Hearing], _ heads: [GroupHead], _ cursor: LiveCursor?
    ) -> [GroupId: LiveStream.Place] {
        let last = Dictionary(heads.map { ($0.id, $0.lastSequence) }) { first, _ in first }
        var places: [GroupId: LiveStream.Place] = [:]
        for hearing in hearings {
            let head = last[hearing.group] ?? 0
            // A cursor ahead of the group was not given out by us, or by a database that was put back since.
            let start = max(min(cursor?.positions[hearing.group] ?? head, head), hearing.since - 1)
            // What went before was told by the stream that gave out the cursor, unless it did not know this group.
            let isNew = cursor.map { $0.positions[hearing.group] == nil } ?? false
            places[hearing.group] = LiveStream.Place(
                audience: hearing.audience, since: hearing.since, position: start,
                tells: isNew ? start + 1 : hearing.since)
        }
        return places
    }

    /// Registers a stream on its loop: from here on it hears what comes, and keeps it until it has been brought up.
    private func open(
        _ holder: LiveHolder, _ places: [GroupId: LiveStream.Place], _ box: NIOLoopBoundBox<LiveLoop?>,
        _ channel: any NIOCore.Channel
    ) throws -> NIOLoopBound<LiveStream> {
        guard let loop = box.value else { throw Refusal(.unavailable) }
        let stream = LiveStream(holder: holder, places: places, loop: loop, mostWaiting: limits.waiting)
        try state.withLockedValue { try $0.open(holder, places.keys, limits) }
        do {
            guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
            try channel.pipeline.syncOperations.addHandler(stream, position: .first)
        } catch {
            state.withLockedValue { $0.end(holder, places.keys) }
            throw error
        }
        loop.add(stream)
        return NIOLoopBound(stream, eventLoop: channel.eventLoop)
    }

    /// Makes sure that a new stream may hear what it is about to hear, and brings it up.
    private func begin(_ stream: NIOLoopBound<LiveStream>, _ heads: [GroupHead], asOf began: UInt64) async throws {
        let known = state.withLockedValue { $0.know(heads, since: began) }
        if known.isPumpNeeded { wakePump() }
        if !known.isCertain {
            // Somebody may have left between the look at their memberships and the moment from which cuts reach them.
            let person = try await stream.eventLoop.submit { stream.value.person }.get()
            let reading = try await access(of: person)
            try await stream.eventLoop.submit { stream.value.updateAccess(reading) }.get()
        }
        try await replay(to: known.published, stream)
    }

    /// Brings a stream up that fell behind, from where it stands.
    func catchUp(_ stream: NIOLoopBound<LiveStream>) async throws {
        let groups = try await stream.eventLoop.submit { Array(stream.value.places.keys) }.get()
        var published = state.withLockedValue { state in
            groups.reduce(into: [:]) { $0[$1] = state.groups[$1]?.published }
        }
        // One that was joined a moment ago may be new here.
        let unknown = groups.filter { published[$0] == nil }
        if !unknown.isEmpty {
            let heads = try await source.heads(of: unknown)
            let known = state.withLockedValue { $0.know(heads, since: 0) }
            if known.isPumpNeeded { wakePump() }
            published.merge(known.published) { $1 }
        }
        try await replay(to: published, stream)
    }

    /// Tells history up to what was published, then what has waited meanwhile.
    private func replay(to published: [GroupId: Int64], _ stream: NIOLoopBound<LiveStream>) async throws {
        let eventLoop = stream.eventLoop
        let positions = try await eventLoop.submit { stream.value.places.mapValues(\.position) }.get()
        for (group, start) in positions.sorted(by: { $0.key < $1.key }) {
            var position = start
            while position < published[group] ?? 0 {
                let page = try await source.events(of: group, after: position, limit: limits.page)
                guard let last = page.last else { break }
                let broadcasts = page.map(LiveBroadcast.init)
                let isDone = try await eventLoop.submit { stream.value.replay(broadcasts) }.get()
                // Its connection takes no more now; once it does it catches up again.
                guard isDone else { return }
                position = last.sequence
            }
        }
        try await eventLoop.submit { stream.value.release() }.get()
    }
}
