import Dispatch
import Synchronization
import Watch

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Which addresses hosts have, as the machine's resolver says; kept for a while, so that nobody who is called often is looked
/// up often, and asked about by one at a time.
final class HostBook: Sendable {
    /// For so long nobody looks again.
    static let fresh: Duration = .seconds(60)
    /// For so long what is known is good enough while somebody looks again: it was checked, and leads where it led.
    static let usable: Duration = .seconds(3_600)
    /// More hosts are not kept.
    static let most = 256
    /// Looked up at a time: each may hold a thread for half a minute.
    static let mostLookups = 16

    private struct Page {
        var addresses: [InternetAddress] = []
        var seenAt: ContinuousClock.Instant?
        var isLooking = false
        var waiting: [AsyncStream<[InternetAddress]>.Continuation] = []
    }

    private enum Known {
        case now([InternetAddress], looks: Bool)
        case soon(looks: Bool)
    }

    private let pages = Mutex<[String: Page]>([:])
    private let queue = DispatchQueue(label: "saar.outgoing.names", attributes: .concurrent)
    private let lookUp: @Sendable (String) -> [InternetAddress]

    /// - Parameter lookUp: what a host has; may take its time, on a thread of its own. Empty where nobody knows.
    init(lookUp: @escaping @Sendable (String) -> [InternetAddress] = HostBook.resolved) { self.lookUp = lookUp }

    /// The addresses of a host, the best first; empty where none is known.
    func addresses(of host: String) async -> [InternetAddress] {
        if let address = InternetAddress(text: host) { return [address] }
        let (answers, answer) = AsyncStream.makeStream(
            of: [InternetAddress].self, bufferingPolicy: .bufferingNewest(1))
        switch known(host, answer) {
        case .now(let addresses, let looks):
            if looks { look(host) }
            return addresses
        case .soon(let looks):
            if looks { look(host) }
            for await addresses in answers { return addresses }
            // Who asked has given up.
            return []
        }
    }

    /// An address of a host did not answer: the others come first from now on.
    func demote(_ address: InternetAddress, of host: String) {
        pages.withLock { pages in
            guard let place = pages[host]?.addresses.firstIndex(of: address) else { return }
            pages[host]?.addresses.remove(at: place)
            pages[host]?.addresses.append(address)
        }
    }

    private func known(_ host: String, _ answer: AsyncStream<[InternetAddress]>.Continuation) -> Known {
        let now = ContinuousClock.now
        return pages.withLock { pages in
            var page = pages[host] ?? Page()
            let age = page.seenAt.map { now - $0 } ?? HostBook.usable
            if age < HostBook.fresh { return .now(page.addresses, looks: false) }
            let isFull = pages.values.count(where: \.isLooking) >= HostBook.mostLookups
            let looks = !page.isLooking && !isFull
            let isUsable = age < HostBook.usable
            // Whoever waits behind too many is told so at once.
            if !isUsable, !page.isLooking, isFull { return .now([], looks: false) }
            page.isLooking = page.isLooking || looks
            if !isUsable { page.waiting.append(answer) }
            if pages[host] == nil, pages.count >= HostBook.most { pages = pages.filter { $0.value.isLooking } }
            pages[host] = page
            return isUsable ? .now(page.addresses, looks: looks) : .soon(looks: looks)
        }
    }

    /// On a thread that may wait: the resolver knows no other way.
    private func look(_ host: String) {
        queue.async { [self] in
            let found = lookUp(host)
            let waiting = pages.withLock { pages -> [AsyncStream<[InternetAddress]>.Continuation] in
                var page = pages[host] ?? Page()
                if !found.isEmpty {
                    page.addresses = found
                    page.seenAt = .now
                }
                page.isLooking = false
                let waiting = page.waiting
                page.waiting = []
                // What was never found is not kept.
                pages[host] = page.addresses.isEmpty ? nil : page
                return waiting
            }
            for answer in waiting { answer.yield(found) }
        }
    }

    /// What the machine's resolver says, in the order in which it would try them (RFC 6724).
    @Sendable static func resolved(_ host: String) -> [InternetAddress] {
        var hints = addrinfo()
        #if canImport(Glibc)
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
        hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        defer { freeaddrinfo(list) }
        return sequence(first: list, next: { $0?.pointee.ai_next }).prefix { $0 != nil }.compactMap { entry in
            guard let entry, let address = entry.pointee.ai_addr else { return nil }
            switch entry.pointee.ai_family {
            case AF_INET:
                return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { place in
                    withUnsafeBytes(of: place.pointee.sin_addr) { InternetAddress(Array($0)) }
                }
            case AF_INET6:
                return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { place in
                    withUnsafeBytes(of: place.pointee.sin6_addr) { InternetAddress(Array($0)) }
                }
            default: return nil
            }
        }
    }
}
