import Foundation
import Synchronization
import WatchNATS
import WatchTesting

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A real nats-server for one test, on ports of the kernel's on this machine only, in a folder that goes with it.
/// `@unchecked Sendable`: `process` alone changes, by `start` and `stop`, which a test calls one after another.
final class NATSServer: @unchecked Sendable {
    /// What is missing, and how to get it: a test that needs the server fails by it, and none is skipped.
    struct Missing: Error, CustomStringConvertible {
        let description: String
    }

    let folder: URL
    private(set) var port = -1
    private var settings: String
    private var process: Process?

    /// - Parameter settings: more for its configuration file, in which `FOLDER` stands for the server's folder.
    init(_ settings: String = "") throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "saar-nats-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.settings = settings.replacing("FOLDER", with: folder.path)
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Where clients find it.
    func address(_ scheme: String = "nats", user: String = "", host: String = "127.0.0.1", files: String = "") -> String
    {
        "\(scheme)://\(user)\(host):\(port)\(files)"
    }

    /// Starts it, on the same port as before, and returns once it takes connections.
    ///
    /// - Parameter settings: those from now on; nil for those it had.
    func start(with settings: String? = nil) throws {
        self.settings = settings ?? self.settings
        let configuration = folder.appending(path: "nats.conf")
        try "host: 127.0.0.1\nport: \(port)\nports_file_dir: \"\(folder.path)\"\n\(self.settings)\n"
            .write(to: configuration, atomically: true, encoding: .utf8)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["nats-server", "--config", configuration.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        self.process = process
        // It writes its ports to a file named after its process once it listens.
        let latest = ContinuousClock.now + .seconds(30)
        while true {
            let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            let ports = files.first { $0.lastPathComponent.hasSuffix("_\(process.processIdentifier).ports") }
            if let ports, let data = try? Data(contentsOf: ports),
                let told = try? JSONDecoder().decode([String: [String]].self, from: data),
                let line = told["nats"]?.first ?? told["tls"]?.first, let found = URL(string: line)?.port
            {
                port = found
                return
            }
            guard process.isRunning, ContinuousClock.now < latest else {
                throw Missing(
                    description: "nats-server did not come up: script/setup test installs Debian's nats-server")
            }
        }
    }

    /// As if its machine lost power.
    func stop() {
        guard let process else { return }
        kill(process.processIdentifier, SIGKILL)
        _ = waitForEnd(of: process.processIdentifier)
        self.process = nil
    }

    /// It takes what is sent, and never answers.
    func freeze() { if let process { kill(process.processIdentifier, SIGSTOP) } }

    /// It goes on.
    func thaw() { if let process { kill(process.processIdentifier, SIGCONT) } }

    /// Makes an authority and certificates of it, for 127.0.0.1 and for another place; and an authority of strangers.
    func makeCertificates() throws {
        for authority in ["ca", "strangers"] {
            try openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=\(authority) "
                    + "-keyout \(authority).key -out \(authority).pem")
        }
        for (name, place) in [("here", "IP:127.0.0.1"), ("elsewhere", "DNS:elsewhere.example.org")] {
            try openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=\(name) "
                    + "-keyout \(name).key -out \(name).csr")
            try "subjectAltName=\(place)".write(
                to: folder.appending(path: "\(name).ext"), atomically: true, encoding: .utf8)
            try openssl(
                "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile \(name).ext "
                    + "-out \(name).pem")
        }
    }

    private func openssl(_ words: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl"] + words.split(separator: " ").map(String.init)
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        var status = waitForEnd(of: process.processIdentifier)
        if status == nil {
            process.waitUntilExit()
            status = process.terminationStatus
        }
        guard status == 0 else { throw Missing(description: "openssl \(words) failed") }
    }
}
