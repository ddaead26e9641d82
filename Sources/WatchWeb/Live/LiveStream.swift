import NIOCore
import Watch

/// One open page: the handler at the network end of its connection's pipeline. Touched only on its own event loop.
final class LiveStream: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    /// Where somebody stands in one of their groups.
    struct Place {
        var audience: Audience
        var since: Int64
        /// The newest sequence that was sent or was not for them.
        var position: Int64
        /// From this sequence on the person is told here, by this stream or by one before it. An alert that has come to
        /// several of their groups is told to them in the first of these.
        var tells: Int64
    }

    /// What becomes of an event that comes along.
    private enum Mode {
        /// Is sent.
        case live
        /// Waits: history is being sent first.
        case catchingUp(waiting: [LiveBroadcast])
        /// Is let go: the connection takes no more. Once it does, history is sent from where the stream stands.
        case behind
    }

    let holder: LiveHolder
    private(set) var places: [GroupId: Place]
    private(set) var isOver = false
    /// How often what they hear had changed when it was read as it stands in `places`.
    private var version: Int64
    private let loop: LiveLoop
    private let mostWaiting: Int
    private var mode = Mode.catchingUp(waiting: [])
    /// A group was joined while history was being sent, and lacks its own.
    private var isToCatchUpAgain = false
    /// Since when the connection takes no more; nil while it does.
    private var stuckSince: NIODeadline?
    private var context: ChannelHandlerContext?
    private var parked: CheckedContinuation<Void, Never>?

    var person: PersonId { holder.person }

    init(holder: LiveHolder, places: [GroupId: Place], loop: LiveLoop, mostWaiting: Int) {
        self.holder = holder
        version = holder.version
        self.places = places
        self.loop = loop
        self.mostWaiting = mostWaiting
    }

    // MARK: life

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        context.fireChannelInactive()
        end()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Others first: on closing, the end of the answer is what the connection then waits for.
        context.fireUserInboundEventTriggered(event)
        switch event {
        case ChannelEvent.inputClosed, is ChannelShouldQuiesceEvent: end()
        default: break
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            stuckSince = nil
            if case .behind = mode { askToCatchUp() }
        } else {
            stuckSince = loop.now
        }
        context.fireChannelWritabilityChanged()
    }

    /// The request's task waits here for as long as the stream is open: it costs one continuation.
    func park(_ continuation: CheckedContinuation<Void, Never>) {
        if isOver { continuation.resume() } else { parked = continuation }
    }

    /// Ends the stream; the request's task goes on and ends the answer in order.
    func end() {
        guard !isOver else { return }
        isOver = true
        loop.remove(self)
        if let context, context.channel.isActive {
            if context.channel.isWritable {
                // The connection may be used for other requests, and for another stream.
                context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
            } else {
                // The end of the answer would wait for room that may never come, and closing the house with it.
                context.close(promise: nil)
            }
        }
        context = nil
        mode = .live
        parked?.resume()
        parked = nil
    }

    private func drop() {
        loop.countDropped()
        end()
    }

    // MARK: what is told

    /// An event came along.
    func hear(_ broadcast: LiveBroadcast) {
        switch mode {
        case .live: tell(broadcast)
        case .behind: break
        case .catchingUp(var waiting):
            // Taken out before it grows, so that it is not copied each time.
            mode = .live
            waiting.append(broadcast)
            mode = .catchingUp(waiting: waiting)
            if waiting.count > mostWaiting { drop() }
        }
    }

    /// Something without a place in history: told only to who keeps up.
    func sendEphemeral(_ chunk: ByteBuffer) {
        guard let context, context.channel.isWritable else { return }
        write(chunk, context)
        context.flush()
    }

    /// A sign of life; one that has been stuck for longer than patience lasts is dropped, and may come back.
    func beat(_ chunk: ByteBuffer, patience: TimeAmount) {
        if let stuckSince, loop.now - stuckSince > patience { drop() } else { sendEphemeral(chunk) }
    }

    /// History, in order, before anything that waits.
    ///
    /// - Returns: false when the stream is over or its connection takes no more. What waits for it stays bounded so.
    func replay(_ history: [LiveBroadcast]) -> Bool {
        guard let context else { return false }
        for broadcast in history {
            guard context.channel.isWritable else {
                mode = .behind
                // May make room at once, which is noticed as soon as it does.
                context.flush()
                return false
            }
            guard let place = places[broadcast.group], broadcast.sequence > place.position else { continue }
            send(broadcast, place, context)
        }
        context.flush()
        return !isOver
    }

    /// History has been told up to where the hub was: what came meanwhile follows, and from now on it is live.
    func release() {
        guard case .catchingUp(let waiting) = mode else { return }
        mode = .live
        for broadcast in waiting { hear(broadcast) }
        if isToCatchUpAgain, case .live = mode { askToCatchUp() }
    }

    private func tell(_ broadcast: LiveBroadcast) {
        guard let context, let place = places[broadcast.group], broadcast.sequence > place.position else { return }
        guard context.channel.isWritable else {
            mode = .behind
            return
        }
        // A gap would never be filled; history fills it.
        guard broadcast.sequence == place.position + 1 else { return askToCatchUp() }
        send(broadcast, place, context)
        context.flush()
    }

    private func askToCatchUp() {
        guard !isOver else { return }
        isToCatchUpAgain = false
        mode = .catchingUp(waiting: [])
        loop.catchUp(self)
    }

    private func send(_ broadcast: LiveBroadcast, _ place: Place, _ context: ChannelHandlerContext) {
        places[broadcast.group]?.position = broadcast.sequence
        guard broadcast.sequence >= place.since, !isTold(broadcast) else { return }
        if places.count == 1 {
            guard let chunk = broadcast.alone(place.audience) else { return }
            write(chunk, context)
        } else {
            guard let chunk = broadcast.among(place.audience) else { return }
            let cursor = LiveCursor(places.mapValues(\.position)).text
            write(LiveChunk.of("id: \(cursor)\n"), context)
            write(chunk, context)
        }
        loop.countSent()
    }

    /// Whether the same news is told to them in a group that comes before: decided by what the event says and what the
    /// person hears, so that every stream and every replay of it decides the same.
    private func isTold(_ broadcast: LiveBroadcast) -> Bool {
        broadcast.earlier.contains { event in
            places[event.group].map { event.sequence >= $0.tells } ?? false
        }
    }

    private func write(_ chunk: ByteBuffer, _ context: ChannelHandlerContext) {
        context.write(NIOAny(IOData.byteBuffer(chunk)), promise: nil)
    }

    // MARK: membership

    /// What this person hears has been read anew. Several readings may be on their way at once, and one that is older than
    /// what the stream goes by would bring back what has ended.
    func updateAccess(_ reading: LiveAccess) {
        guard reading.version >= version else { return }
        version = reading.version
        for group in Set(places.keys).union(reading.hearings.keys) {
            updateAccess(group, reading.hearings[group], head: reading.heads[group] ?? 0)
        }
    }

    /// What this person hears in a group has changed: cut, told from now on as what they have become, or joined.
    ///
    /// - Parameter head: where the group stands, from which on it is told to who joins.
    private func updateAccess(_ group: GroupId, _ hearing: Hearing?, head: Int64) {
        guard !isOver else { return }
        switch (places[group], hearing) {
        case (nil, nil): break
        case (.some, nil):
            loop.leave(group, self)
            places[group] = nil
            if places.isEmpty { end() }
        case (.some, let hearing?):
            places[group]?.audience = hearing.audience
            places[group]?.since = hearing.since
            places[group]?.tells.raise(to: hearing.since)
        case (nil, let hearing?):
            // A member hears everything since they were let in, also what was said before this stream learnt of it; the
            // police, to whom all of a group's past is open, from now on.
            let start = hearing.audience == .police ? max(head, hearing.since - 1) : hearing.since - 1
            places[group] = Place(
                audience: hearing.audience, since: hearing.since, position: start, tells: start + 1)
            loop.join(group, self)
            // The hub may not know yet where this group stands, and something may have come since: history tells.
            switch mode {
            case .live: askToCatchUp()
            case .catchingUp: isToCatchUpAgain = true
            case .behind: break
            }
        }
    }
}

extension Int64 {
    fileprivate mutating func raise(to other: Int64) { self = Swift.max(self, other) }
}
