import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A real PostgreSQL for the tests of this process: started from Debian's packages by the first test that needs it, as an
/// ordinary user, in a folder that goes with it; it takes what it is told on a free port of this machine only.
/// `@unchecked Sendable`: everything in it is set before `init` returns, and `server` is not touched afterwards.
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

    private static let starting = DispatchQueue(label: "saar.tests.postgres")
    private static let started = Result { try PostgresServer() }

    private let port: Int
    private let folder: URL
    private let server = Process()

    /// Where the tests' data are, and who they are for.
    func url(schema: String) -> String {
        "postgres://saar@127.0.0.1:\(port)/postgres?options=-csearch_path%3D\(schema)"
    }

    private init() throws {
        let programs = try PostgresServer.programs()
        folder = FileManager.default.temporaryDirectory.appending(path: "saar-postgres-\(getpid())")
        try? FileManager.default.removeItem(at: folder)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try PostgresServer.freePort()
        let data = folder.appending(path: "data").path
        // PostgreSQL refuses to run as root.
        let asUser =
            getuid() == 0 ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : []
        if getuid() == 0 { try PostgresServer.run(["chown", "nobody:nogroup", folder.path]) }
        try PostgresServer.run(
            asUser + [
                "\(programs)/initdb", "-D", data, "-U", "saar", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync",
            ])
        // Nothing of a test need survive the power going: without the disk's word it is several times as fast.
        PostgresServer.prepare(
            server,
            asUser + [
                "\(programs)/postgres", "-D", data, "-p", "\(port)", "-k", folder.path, "-c",
                "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "full_page_writes=off", "-c",
                "synchronous_commit=off", "-c", "max_connections=500",
            ])
        try server.run()
        let ending = Ending(server: server.processIdentifier, folder: folder)
        PostgresServer.endings.withLock { $0.append(ending) }
        atexit { PostgresServer.endings.withLock { $0.forEach { $0.end() } } }
        // It says itself when it lets people in.
        let ready = ["\(programs)/pg_isready", "-q", "-h", "127.0.0.1", "-p", "\(port)", "-t", "1"]
        let latest = ContinuousClock.now + .seconds(60)
        while (try? PostgresServer.run(ready)) == nil {
            guard server.isRunning, ContinuousClock.now < latest else {
                throw Missing(description: "PostgreSQL in \(folder.path) did not come up")
            }
        }
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

    private static func programs() throws -> String {
        let places = ["/usr/lib/postgresql/15/bin", "/usr/local/bin", "/usr/bin"]
        guard let place = places.first(where: { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }) else {
            throw Missing(
                description: "no PostgreSQL in \(places.joined(separator: ", ")): script/setup test installs Debian's "
                    + "postgresql-15")
        }
        return place
    }

    /// A port that the kernel says is free.
    private static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
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
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func prepare(_ process: Process, _ command: [String]) {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        process.currentDirectoryURL = URL(fileURLWithPath: "/")
    }

    /// Runs a program that ends by itself and leaves nothing running behind.
    private static func run(_ command: [String]) throws {
        let process = Process()
        prepare(process, command)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Missing(description: "`\(command.joined(separator: " "))` ended with \(process.terminationStatus)")
        }
    }
}
