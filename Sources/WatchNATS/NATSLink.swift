import CNATS
import Watch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A connection of libnats with its subscriptions. Used on the bus's own queue alone.
///
/// `@unchecked Sendable`: `NATSBus` keeps it behind its lock and calls it on one serial queue; what libnats calls back
/// by itself goes to the ear.
final class NATSLink: @unchecked Sendable {
    private let connection: OpaquePointer
    private let ear: NATSCallbacks
    private let subject: String
    private let inbox: Int
    private var subscriptions: [GroupId: OpaquePointer] = [:]
    private var house: OpaquePointer?

    /// Connects. Comes back also when no server is there.
    ///
    /// - Throws: `NATSFault.setting`. A server that says no is told like one that is not there, and then by the ear.
    init(_ address: NATSAddress, _ limits: NATSBus.Limits, _ ear: NATSCallbacks) throws {
        let options = try NATSLink.options(address, limits)
        defer { natsOptions_Destroy(options) }
        ear.begin()
        // Held until libnats says that it calls no more.
        let closure = Unmanaged.passRetained(ear).toOpaque()
        var connection: OpaquePointer?
        do {
            try NATSLink.callBack(options, closure)
            let status = natsConnection_Connect(&connection, options)
            guard status == NATS_OK || status == NATS_NOT_YET_CONNECTED, connection != nil else {
                throw NATSFault.setting("NATS: \(NATSLink.words(status))")
            }
            // The first success is told by no callback when it comes at once.
            if status == NATS_OK { ear.connection(.connected) }
        } catch {
            Unmanaged<NATSCallbacks>.fromOpaque(closure).release()
            throw error
        }
        guard let connection else { throw NATSFault.setting("NATS: no connection") }
        self.connection = connection
        self.ear = ear
        subject = address.subject
        inbox = limits.inbox
        house = subscribe("\(subject).house")
    }

    /// Subscribes to a group, or no longer. Also while there is no connection: libnats says it again once there is.
    func subscribe(_ group: GroupId, _ isWanted: Bool) {
        switch (subscriptions[group], isWanted) {
        case (nil, true): subscriptions[group] = subscribe("\(subject).group.\(group)")
        case (let subscription?, false):
            natsSubscription_Unsubscribe(subscription)
            natsSubscription_Destroy(subscription)
            subscriptions[group] = nil
        default: break
        }
    }

    /// Tells a word, unless there is nobody to tell it to now.
    func publish(_ word: BusWord) {
        let subject = word.group.map { "\(self.subject).group.\($0)" } ?? "\(self.subject).house"
        let text = word.text
        guard natsConnection_Status(connection) == NATS_CONN_STATUS_CONNECTED,
            natsConnection_Publish(connection, subject, text, CInt(text.utf8.count)) == NATS_OK
        else { return ear.drop(1) }
        ear.countTold()
    }

    /// Whether libnats has given it up.
    var isOver: Bool { natsConnection_IsClosed(connection) }

    /// Tells what is still to be told, for a short while, and ends.
    func close() {
        natsConnection_FlushTimeout(connection, 500)
        for subscription in Array(subscriptions.values) + [house].compactMap({ $0 }) {
            natsSubscription_Destroy(subscription)
        }
        subscriptions = [:]
        house = nil
        natsConnection_Close(connection)
        natsConnection_Destroy(connection)
    }

    private func subscribe(_ subject: String) -> OpaquePointer? {
        var subscription: OpaquePointer?
        let closure = Unmanaged.passUnretained(ear).toOpaque()
        guard natsConnection_Subscribe(&subscription, connection, subject, NATSCallbacks.onMessage, closure) == NATS_OK
        else {
            // Comparing with the database goes on without it.
            ear.drop(1)
            return nil
        }
        natsSubscription_SetPendingLimits(subscription, CInt(clamping: inbox), CInt(clamping: inbox * BusWord.longest))
        return subscription
    }

    // MARK: settings

    private static func options(_ address: NATSAddress, _ limits: NATSBus.Limits) throws -> OpaquePointer {
        // A few threads hand out what comes, whatever number of groups is listened to.
        try check("threads", nats_SetMessageDeliveryPoolSize(2))
        var made: OpaquePointer?
        try check("options", natsOptions_Create(&made))
        guard let made else { throw NATSFault.setting("NATS: no options") }
        do {
            try set(made, address, limits)
        } catch {
            natsOptions_Destroy(made)
            throw error
        }
        return made
    }

    private static func set(_ options: OpaquePointer, _ address: NATSAddress, _ limits: NATSBus.Limits) throws {
        // In an order of this server's own, so that not all of them hang on the same one.
        var servers: [UnsafePointer<CChar>?] = address.servers.shuffled().map { UnsafePointer(strdup($0)) }
        defer { servers.forEach { free(UnsafeMutablePointer(mutating: $0)) } }
        try check("servers", natsOptions_SetServers(options, &servers, CInt(servers.count)))
        try check("order", natsOptions_SetNoRandomize(options, true))
        try check("name", natsOptions_SetName(options, "saar"))
        // What this server says itself it knows already.
        try check("echo", natsOptions_SetNoEcho(options, true))
        try check("threads", natsOptions_UseGlobalMessageDelivery(options, true))
        try check("asap", natsOptions_SetSendAsap(options, true))
        try check("timeout", natsOptions_SetTimeout(options, milliseconds(limits.writing)))
        try check("deadline", natsOptions_SetWriteDeadline(options, milliseconds(limits.writing)))
        try check("ping", natsOptions_SetPingInterval(options, milliseconds(limits.ping)))
        try check("pings", natsOptions_SetMaxPingsOut(options, 2))
        try check("reconnect", natsOptions_SetAllowReconnect(options, true))
        try check("reconnect", natsOptions_SetMaxReconnect(options, -1))
        // Words that were not told at once are old news: what may wait for a connection is little.
        try check("buffer", natsOptions_SetReconnectBufSize(options, 64 * 1_024))
        if let file = address.credentials {
            try check("credentials", natsOptions_SetUserCredentialsFromFiles(options, file, nil))
        }
        guard address.isSecure else { return }
        try check("tls", natsOptions_SetSecure(options, true))
        if let file = address.authority {
            try check("ca", natsOptions_LoadCATrustedCertificates(options, file))
        }
        if let certificate = address.certificate, let key = address.key {
            try check("certificate", natsOptions_LoadCertificatesChain(options, certificate, key))
        }
    }

    private static func callBack(_ options: OpaquePointer, _ closure: UnsafeMutableRawPointer) throws {
        try check("retry", natsOptions_SetRetryOnFailedConnect(options, true, NATSCallbacks.onConnected, closure))
        try check("callback", natsOptions_SetReconnectedCB(options, NATSCallbacks.onConnected, closure))
        try check("callback", natsOptions_SetDisconnectedCB(options, NATSCallbacks.onDisconnected, closure))
        try check("callback", natsOptions_SetCustomReconnectDelay(options, NATSCallbacks.onAllTried, closure))
        try check("callback", natsOptions_SetErrorHandler(options, NATSCallbacks.onError, closure))
        try check("callback", natsOptions_SetClosedCB(options, NATSCallbacks.onClosed, closure))
    }

    static func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }

    private static func check(_ what: String, _ status: natsStatus) throws {
        guard status == NATS_OK else { throw NATSFault.setting("\(what): \(words(status))") }
    }

    /// libnats's own name for a status; it holds nothing of the address.
    private static func words(_ status: natsStatus) -> String {
        natsStatus_GetText(status).map { String(cString: $0) } ?? "unknown"
    }
}
