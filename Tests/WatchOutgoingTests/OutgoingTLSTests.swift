import Dispatch
import Foundation
import NIOSSL
import Testing
import Watch
import WatchTesting

@testable import WatchOutgoing

/// Who is called shows by a certificate that they are who they are: made for the test by `openssl`, for one name.
@Suite("Whoever is called is who they say", .serialized, .timeLimit(.minutes(2)))
struct OutgoingTLSTests {
    private static let name = "push.invalid"

    private func with(
        trusting isTrusted: Bool, _ test: (OutgoingClient, OtherServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await makeCertificate(in: folder)
        let chain = try NIOSSLCertificate.fromPEMFile(folder.appending(path: "cert.pem").path)
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(file: folder.appending(path: "key.pem").path, format: .pem))))
        let here = try #require(InternetAddress(text: "127.0.0.1"))
        try await OtherServer.run(tls: context) { server in
            let client = OutgoingClient(
                allowing: InternetNetwork.loopback, clock: ManualClock(), book: HostBook { _ in [here] },
                trust: isTrusted ? .certificates(chain) : .default)
            do {
                try await test(client, server)
            } catch {
                await client.close()
                throw error
            }
            await client.close()
        }
    }

    private func makeCertificate(in folder: URL) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
            "2",
            "-subj", "/CN=\(Self.name)", "-addext", "subjectAltName=DNS:\(Self.name)", "-keyout", "key.pem", "-out",
            "cert.pem",
        ]
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let program = process.processIdentifier
        // It blocks its thread.
        let status = await withCheckedContinuation { end in
            DispatchQueue.global().async { end.resume(returning: waitForEnd(of: program)) }
        }
        // Foundation may have taken note of its end first.
        try #require((status ?? 0) == 0, "openssl made no certificate")
    }

    private func call(_ host: String, _ server: OtherServer) -> OutgoingCall {
        OutgoingCall(address: "https://\(host):\(server.port)/x", body: [1])
    }

    /// Though the connection goes to an address, the certificate is held against the name.
    @Test func theNameIsHeldAgainstTheCertificate() async throws {
        try await with(trusting: true) { client, server in
            let answer = try await client.post(call(Self.name, server))
            #expect(answer.status == 201)
            for other in ["other.invalid", "127.0.0.1"] {
                await #expect(throws: OutgoingFault.unreachable) { try await client.post(call(other, server)) }
            }
            #expect(server.asked.count == 1)
        }
    }

    @Test func whomNobodyVouchesForGetsNothing() async throws {
        try await with(trusting: false) { client, server in
            await #expect(throws: OutgoingFault.unreachable) { try await client.post(call(Self.name, server)) }
            #expect(server.asked.isEmpty)
        }
    }
}
