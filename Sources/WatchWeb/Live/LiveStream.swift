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
    }

    /// What becomes of an event that comes along.
    private enum Mode {
        /// Is sent.
        case live
        /// Waits: history is being sent first.
        case raising(waiting: [LiveBroadcast])
    }

    let person: PersonId
    private(set) var places: [GroupId: Place]
    private(set) var isOver = false
    private let loop: LiveLoop
    private let mostWaiting: Int
    private var mode = Mode.raising(waiting: [])
    private var context: ChannelHandlerContext?
    private var parked: CheckedContinuation<Void, Never>?

    init(person: PersonId, places: [GroupId: Place], loop: LiveLoop, mostWaiting: Int) {
        self.person = person
        self.places = places
        self.loop = loop
        self.mostWaiting = mostWaiting
    }

    // MARK: life

    func handlerAdded(context: ChannelHandlerContext) {
        guard context.channel.isActive else {
            isOver = true
            return
        }
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed, is ChannelShouldQuiesceEvent: end()
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable, isBehind { loop.raise(self) }
        context.fireChannelWritabilityChanged()
    }

    /// The request's task waits here for as long as the stream is open: it costs one continuation.
    func park(_ continuation: CheckedContinuation<Void, Never>) {
        if isOver { continuation.resume() } else { parked = continuation }
    }

    /// Ends the stream; the request's task goes on and closes the answer in order.
    func end() {
        guard !isOver else { return }
        isOver = true
        loop.remove(self)
        context = nil
        parked?.resume()
        parked = nil
    }

    // MARK: what is told

    /// An event came along.
    func hear(_ broadcast: LiveBroadcast) {
        switch mode {
        case .live: tell(broadcast)
        case .raising(var waiting):
            // Taken out before it grows, so that it is not copied each time.
            mode = .live
            waiting.append(broadcast)
            mode = .raising(waiting: waiting)
            if waiting.count > mostWaiting { end() }
        }
    }

    /// Something without a place in history: told only to who keeps up.
    func whisper(_ chunk: ByteBuffer) {
        guard let context, context.channel.isWritable else { return }
        write(chunk, context)
        context.flush()
    }

    /// History, in order, before anything that waits.
    func replay(_ history: [LiveBroadcast]) {
        for broadcast in history { tell(broadcast, isHistory: true) }
    }

    /// History has been told up to where the hub was: what came meanwhile follows, and from now on it is live.
    func release() {
        guard case .raising(let waiting) = mode else { return }
        mode = .live
        for broadcast in waiting { tell(broadcast) }
    }

    /// Whether it was too slow and lacks events.
    private(set) var isBehind = false

    /// Whether the connection takes more. One that does not is left alone until it does, so that what waits for it
    /// stays bounded; then it is brought up again from where it stands.
    func pauseIfSlow() -> Bool {
        guard let context, !context.channel.isWritable else { return false }
        mode = .live
        isBehind = true
        return true
    }

    /// History is about to be sent again, from each group's position on.
    func beginRaising() {
        isBehind = false
        mode = .raising(waiting: [])
    }

    private func tell(_ broadcast: LiveBroadcast, isHistory: Bool = false) {
        guard let context, let place = places[broadcast.group], broadcast.sequence > place.position else { return }
        // One that keeps still until it has caught up; a gap would be one that can never be filled.
        let isNext = isHistory || broadcast.sequence == place.position + 1
        guard !isBehind, isNext, isHistory || context.channel.isWritable else {
            isBehind = true
            if context.channel.isWritable { loop.raise(self) }
            return
        }
        places[broadcast.group]?.position = broadcast.sequence
        guard broadcast.sequence >= place.since else { return }
        if places.count == 1 {
            guard let chunk = broadcast.alone(place.audience) else { return }
            write(chunk, context)
        } else {
            guard let chunk = broadcast.among(place.audience) else { return }
            let cursor = LiveCursor(places.mapValues(\.position)).text
            write(LiveChunk.of("id: \(cursor)\n"), context)
            write(chunk, context)
        }
        context.flush()
    }

    private func write(_ chunk: ByteBuffer, _ context: ChannelHandlerContext) {
        context.write(NIOAny(IOData.byteBuffer(chunk)), promise: nil)
    }

    // MARK: membership

    /// What this person hears in a group has changed: cut, or told from now on as what they have become.
    func rehear(_ group: GroupId, _ hearing: Hearing?) {
        guard places[group] != nil else { return }
        if let hearing {
            places[group]?.audience = hearing.audience
            places[group]?.since = hearing.since
        } else {
            loop.leave(group, self)
            places[group] = nil
            if places.isEmpty { end() }
        }
    }
}
