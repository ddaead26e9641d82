import Foundation
import Testing
import WatchPostgres
import WatchStore

/// The line to a PostgreSQL on another machine: certificates are made for the test by `openssl`, and the server is a real
/// one that has TLS.
@Suite("PostgreSQL over TLS")
struct DatabasePostgresTLSTests {
    /// A certificate of its own for `name`, signed by itself or by another one.
    static func certify(_ server: PostgresServer, _ name: String, by issuer: String? = nil) throws {
        let signed = issuer.map { ["-CA", "\($0).crt", "-CAkey", "\($0).key"] } ?? []
        try server.asItself(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                "-days", "2", "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)", "-keyout",
                "\(name).key", "-out", "\(name).crt",
            ] + signed)
    }

    /// What came of connecting with this host and this authority.
    static func encryption(
        of server: PostgresServer, host: String, authority: String
    ) async throws -> Result<Bool, DatabaseFault> {
        var limits = PostgresDatabase.Limits()
        limits.patience = .seconds(2)
        let file = server.folder.appending(path: "\(authority).crt").path
        let database = PostgresDatabase(
            url: "postgres://saar:geheim@\(host):\(server.port)/postgres?sslmode=verify-full&sslrootcert=\(file)",
            limits: limits)
        let outcome: Result<Bool, DatabaseFault>
        do {
            let isEncrypted = try await database.read { connection in
                try connection.first("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")?.boolean("ssl")
            }
            outcome = .success(isEncrypted ?? false)
        } catch let fault as DatabaseFault {
            outcome = .failure(fault)
        }
        try await database.close()
        return outcome
    }

    @Test("lets in by the right authority and name, refuses others, and names nobody")
    func verification() async throws {
        let server = try await PostgresServer.own(
            ["ssl=on", "ssl_cert_file=../localhost.crt", "ssl_key_file=../localhost.key"]
        ) { server in
            try Self.certify(server, "authority")
            try Self.certify(server, "stranger")
            try Self.certify(server, "localhost", by: "authority")
        }
        #expect(try await Self.encryption(of: server, host: "localhost", authority: "authority").get())
        for (host, authority) in [("localhost", "stranger"), ("127.0.0.1", "authority"), ("localhost", "missing")] {
            let outcome = try await Self.encryption(of: server, host: host, authority: authority)
            let fault = try #require(throws: DatabaseFault.self) { try outcome.get() }
            #expect(fault.kind == .unavailable)
            for word in ["saar", "geheim", host, authority, "\(server.port)"] {
                #expect(!fault.description.contains(word))
            }
        }
        try await server.remove()
    }
}
