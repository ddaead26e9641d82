import Foundation
import Synchronization
import WatchTesting

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A real PostgreSQL for the tests of this process: started from Debian's packages by the first test that needs it, as an
/// ordinary user, in a folder that goes with it; it takes what it is told on a free port of this machine only. Tests
/// that stop or freeze theirs, or want it otherwise, start one of their own.
/// `@unchecked Sendable`: what changes in it (`server`) is touched by the one test that has it to itself.
final class PostgresServer: @unchecked Sendable {
    /// What is missing, and how to get it: a test that needs the server fails by it, and none is skipped.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    /// The server of this process, started when the first one asks; whoever comes later gets the same, or the same reason
    /// why not. It takes seconds, so it is done on a thread of its own and never on one of Swift's pool.
    static func running() async throws -> PostgresServer {
        try await withCheckedThrowingContinuation { answer in
            starting.async { answer.resume(with: started) }
        }
    }

    /// One that nobody else uses, with these settings beside the usual ones.
    ///
    /// - Parameter prepare: puts into its folder what the settings speak of.
    static func own(
        _ settings: [String] = [], prepare: @escaping @Sendable (PostgresServer) throws -> Void = { _ in }
    ) async throws -> PostgresServer {
        try await onItsOwnThread { try PostgresServer(settings, prepare: prepare) }
    }

    private static let starting = DispatchQueue(label: "saar.tests.postgres")
    private static let started = Result { try PostgresServer([]) { _ in } }

    let port: Int
    let folder: URL
    private let programs: String
    private let settings: [String]
    private var server = Process()

    /// PostgreSQL refuses to run as root.
    private static let asUser =
        getuid() == 0 ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : []

    /// Where the tests' data are, and who they are for.
    func url(schema: String = "public") -> String {
        "postgres://saar@127.0.0.1:\(port)/postgres?options=-csearch_path%3D\(schema)"
    }

    private init(_ settings: [String], prepare: (PostgresServer) throws -> Void) throws {
        programs = try PostgresServer.findPrograms()
        self.settings = settings
        port = try PostgresServer.freePort()
        folder = FileManager.default.temporaryDirectory.appending(path: "saar-postgres-\(getpid())-\(port)")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if getuid() == 0 { try PostgresServer.run(["chown", "nobody:nogroup", folder.path]) }
        try asItself([
            "\(programs)/initdb", "-D", folder.appending(path: "data").path, "-U", "saar", "-A", "trust", "-E", "UTF8",
            "--locale=C", "--no-sync",
        ])
        try prepare(self)
        try startNow()
    }

    /// Runs a program as the user that the server runs as, in its folder.
    func asItself(_ command: [String]) throws {
        try PostgresServer.run(PostgresServer.asUser + command, in: folder)
    }

    // MARK: its life

    /// Starts it again where it was.
    func start() async throws { try await onItsOwnThread { try self.startNow() } }

    private func startNow() throws {
        server = Process()
        // Nothing of a test need survive the power going: without the disk's word it is several times as fast.
        let usual = [
            "listen_addresses=127.0.0.1", "fsync=off", "full_page_writes=off", "synchronous_commit=off",
            "max_connections=500",
        ]
        PostgresServer.prepare(
            server,
            PostgresServer.asUser + [
                "\(programs)/postgres", "-D", folder.appending(path: "data").path, "-p", "\(port)", "-k", folder.path,
            ] + (usual + settings).flatMap { ["-c", $0] }, in: folder)
        try server.run()
        let ending = Ending(server: server.processIdentifier, folder: folder)
        let isFirst = PostgresServer.endings.withLock { endings in
            endings.append(ending)
            return endings.count == 1
        }
        if isFirst { atexit { PostgresServer.endings.withLock { $0.forEach { $0.end() } } } }
        // It says itself when it lets people in.
        let ready = ["\(programs)/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)", "-t", "1"]
        let latest = ContinuousClock.now + .seconds(60)
        while (try? PostgresServer.run(ready, in: folder)) == nil {
            guard server.isRunning, ContinuousClock.now < latest else {
                throw Missing(description: "PostgreSQL in \(folder.path) did not come up")
            }
        }
    }

    /// Cuts all lines and ends.
    func stop() async throws {
        try await onItsOwnThread {
            kill(self.server.processIdentifier, SIGINT)
            _ = waitForEnd(of: self.server.processIdentifier)
            PostgresServer.endings.withLock { $0.removeAll { $0.server == self.server.processIdentifier } }
        }
    }

    /// Ends for good, and takes the folder along.
    func remove() async throws {
        thaw()
        try await stop()
        try FileManager.default.removeItem(at: folder)
    }

    /// Stops all of its processes where they are: lines stay open, and nobody answers.
    func freeze() { ([server.processIdentifier] + children()).forEach { kill($0, SIGSTOP) } }

    /// Lets them go on.
    func thaw() { (children() + [server.processIdentifier]).forEach { kill($0, SIGCONT) } }

    private func children() -> [pid_t] {
        let list = "/proc/\(server.processIdentifier)/task/\(server.processIdentifier)/children"
        let text = (try? String(contentsOfFile: list, encoding: .ascii)) ?? ""
        return text.split(separator: " ").compactMap { pid_t($0) }
    }

    /// What is left to do when the process of the tests ends.
    private struct Ending: Sendable {
        let server: pid_t
        let folder: URL

        func end() {
            // An immediate shutdown: there is nothing to keep.
            kill(server, SIGQUIT)
            waitpid(server, nil, 0)
            try? FileManager.default.removeItem(at: folder)
        }
    }

    private static let endings = Mutex<[Ending]>([])

    private static func findPrograms() throws -> String {
        let places = ["/usr/lib/postgresql/15/bin", "/usr/local/bin", "/usr/bin"]
        guard let place = places.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }) else {
            throw Missing(
                description: "no PostgreSQL in \(places.joined(separator: ", ")): script/setup test installs Debian's "
                    + "postgresql-15")
        }
        return place
    }

    /// A port that the kernel says is free.
    static func freePort() throws -> Int {
        let (socket, port) = try boundSocket()
        close(socket)
        return port
    }

    /// A socket on a free port of this machine.
    static func boundSocket() throws -> (socket: Int32, port: Int) {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        guard isBound else { throw Missing(description: "no free port on 127.0.0.1") }
        return (socket, Int(UInt16(bigEndian: address.sin_port)))
    }

    private static func prepare(_ process: Process, _ command: [String], in folder: URL) {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        process.currentDirectoryURL = folder
    }

    /// Runs a program that ends by itself and leaves nothing running behind.
    private static func run(_ command: [String], in folder: URL = URL(fileURLWithPath: "/")) throws {
        let process = Process()
        prepare(process, command, in: folder)
        try process.run()
        var status = waitForEnd(of: process.processIdentifier)
        if status == nil {
            process.waitUntilExit()
            status = process.terminationStatus
        }
        guard status == 0 else {
            throw Missing(description: "`\(command.joined(separator: " "))` ended with \(status ?? -1)")
        }
    }
}

/// Runs what blocks on a thread of its own.
func onItsOwnThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { answer in
        DispatchQueue(label: "saar.tests.blocking").async { answer.resume(with: Result { try work() }) }
    }
}
