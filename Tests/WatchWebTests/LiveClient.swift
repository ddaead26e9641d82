import Foundation
import Synchronization
import Testing
import Watch

/// A page on the live stream: a plain socket that is read only when the test asks, so that it can be slow.
final class LiveClient: Sendable {
    /// What was heard so far.
    struct Heard: Sendable {
        var events: [(id: String?, to: String, number: Int64)] = []

        /// The numbers told to an audience, in order.
        func numbers(of audience: String) -> [Int64] { events.filter { $0.to == audience }.map(\.number) }

        /// The newest number of all.
        var last: Int64? { events.last?.number }

        var ids: [String] { events.compactMap(\.id) }
    }

    private struct State {
        var descriptor: Int32
        var bytes: [UInt8] = []
        var head: String?
        var body = ""
        var heard = Heard()
        var isClosed = false
    }

    private struct Told: Decodable {
        let n: Int64
        let to: String
    }

    struct Misfortune: Error { let what: String }

    private let state: Mutex<State>

    /// Connects and asks; reads nothing yet.
    init(port: Int, person: PersonId, cursor: String?, window: Int32? = nil) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Misfortune(what: "socket") }
        if var window { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &window, 4) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw Misfortune(what: "connect") }
        let query = cursor.map { "?cursor=\($0.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")" }
        let request = "GET /live/\(person)\(query ?? "") HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        guard send(descriptor, request, request.utf8.count, 0) == request.utf8.count else {
            throw Misfortune(what: "send")
        }
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        state = Mutex(State(descriptor: descriptor))
    }

    deinit { close() }

    var heard: Heard { state.withLock { $0.heard } }
    var isClosed: Bool { state.withLock { $0.isClosed } }
    /// The answer's status, once there is one.
    var status: Int? {
        state.withLock { $0.head }.flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }
    }
    var isOpen: Bool { status == 200 && !isClosed }

    func close() {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            Glibc.close(state.descriptor)
            state.descriptor = -1
            state.isClosed = true
        }
    }

    /// Reads until something holds.
    func read(until condition: @escaping @Sendable (Heard) -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            take()
            if condition(heard) { return }
            await Task.yield()
        }
        Issue.record("waited 60 s; status \(String(describing: status)), heard \(heard.events.count)")
    }

    private func take() {
        state.withLock { state in
            guard state.descriptor >= 0, !state.isClosed else { return }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = recv(state.descriptor, &buffer, buffer.count, 0)
            if count == 0 || (count < 0 && errno != EAGAIN && errno != EWOULDBLOCK) { state.isClosed = true }
            guard count > 0 else { return }
            state.bytes += buffer[0..<count]
            LiveClient.parse(&state)
        }
    }

    /// Takes the head, then whole chunks, then whole events.
    private static func parse(_ state: inout State) {
        if state.head == nil {
            guard let end = range(of: [13, 10, 13, 10], in: state.bytes, from: 0) else { return }
            state.head = String(decoding: state.bytes[0..<end], as: UTF8.self)
            state.bytes.removeFirst(end + 4)
        }
        var place = 0
        while let line = range(of: [13, 10], in: state.bytes, from: place) {
            guard let size = Int(String(decoding: state.bytes[place..<line], as: UTF8.self), radix: 16) else { return }
            let end = line + 2 + size
            guard state.bytes.count >= end + 2 else { break }
            if size == 0 { state.isClosed = true }
            state.body += String(decoding: state.bytes[line + 2..<end], as: UTF8.self)
            place = end + 2
        }
        state.bytes.removeFirst(place)
        let parts = state.body.components(separatedBy: "\n\n")
        for part in parts.dropLast() {
            var id: String?
            for line in part.split(separator: "\n") {
                if line.hasPrefix("id: ") { id = String(line.dropFirst(4)) }
                guard line.hasPrefix("data: "),
                    let told = try? JSONDecoder().decode(Told.self, from: Data(line.dropFirst(6).utf8))
                else { continue }
                state.heard.events.append((id, told.to, told.n))
            }
        }
        state.body = parts.last ?? ""
    }

    private static func range(of needle: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= needle.count, start <= bytes.count - needle.count else { return nil }
        return (start...bytes.count - needle.count).first { index in
            bytes[index..<index + needle.count].elementsEqual(needle)
        }
    }
}
