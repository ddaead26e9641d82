import Watch

/// Where the NATS cluster is and how to get in: `nats://USER:PASSWORD@HOST:4222,HOST:4222?credentials=FILE`.
///
/// `tls://` instead of `nats://` demands TLS; any of `ca`, `certificate` and `key` does, too. Several hosts are one
/// cluster: each is tried, and those that the cluster names by itself as well.
public struct NATSAddress: Sendable, Equatable {
    /// One URL a server, as libnats takes them: with what stands in them of a password, so for libnats alone.
    let servers: [String]
    let isSecure: Bool
    /// Files: the authority that signed the servers' certificates, one's own certificate with its key, and a
    /// credentials file of NATS (JWT and seed).
    let authority: String?
    let certificate: String?
    let key: String?
    let credentials: String?
    /// What every subject begins with, so that several houses can share a cluster.
    let subject: String

    /// The files that it names, which must be there to be read.
    public var files: [String] { [authority, certificate, key, credentials].compactMap { $0 } }

    /// Most servers that are taken from an address.
    private static let mostServers = 32

    /// Reads an address.
    ///
    /// - Throws: `NATSFault.address` with what is wrong, in which no password stands.
    public init(_ text: String) throws(NATSFault) {
        guard text.utf8.count <= 4_096, let mark = text.utf8.firstRange(of: "://".utf8) else {
            throw .address("it has no scheme")
        }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard scheme == "nats" || scheme == "tls" else { throw .address("it begins with neither nats:// nor tls://") }
        let rest = text[mark.upperBound...].split(scalar: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var hosts = rest[0]
        if hosts.ends(with: "/") { hosts.removeLast() }
        var user: Substring = ""
        if let at = hosts.unicodeScalars.lastIndex(of: "@") {
            user = hosts[...at]
            hosts = hosts[hosts.unicodeScalars.index(after: at)...]
        }
        let names = hosts.split(scalar: ",", omittingEmptySubsequences: false)
        guard (1...NATSAddress.mostServers).contains(names.count) else { throw .address("it names too many servers") }
        var servers: [String] = []
        for name in names {
            guard NATSAddress.isHost(name) else { throw .address("a server is not HOST or HOST:PORT") }
            servers.append("nats://\(user)\(name)")
        }
        var files: [String: String] = [:]
        for pair in (rest.count > 1 ? rest[1] : "").split(scalar: "&") {
            let parts = pair.split(scalar: "=", maxSplits: 1)
            let known = ["ca", "certificate", "key", "credentials", "subject"]
            guard parts.count == 2, known.contains(String(parts[0])) else {
                throw .address(
                    "after the question mark only \(known.joined(separator: ", ")) are known, each with a value")
            }
            files[String(parts[0])] = String(parts[1])
        }
        guard (files["certificate"] == nil) == (files["key"] == nil) else {
            throw .address("a certificate needs its key, and a key its certificate")
        }
        let subject = files["subject"] ?? "saar"
        guard !subject.isEmpty, subject.utf8.allSatisfy(NATSAddress.isInSubject) else {
            throw .address("a subject has letters, digits and hyphens only")
        }
        self.servers = servers
        isSecure = scheme == "tls" || files["ca"] != nil || files["certificate"] != nil
        authority = files["ca"]
        certificate = files["certificate"]
        key = files["key"]
        credentials = files["credentials"]
        self.subject = subject
    }

    /// `HOST`, `HOST:PORT` or `[IPv6]:PORT`.
    private static func isHost(_ text: Substring) -> Bool {
        var host = text
        if !text.ends(with: "]"), let colon = text.unicodeScalars.lastIndex(of: ":") {
            guard let port = Int(text[text.unicodeScalars.index(after: colon)...]), (1...65_535).contains(port) else {
                return false
            }
            host = text[..<colon]
        }
        guard !host.isEmpty else { return false }
        if host.begins(with: "["), host.ends(with: "]") {
            return host.dropFirst().dropLast().utf8.allSatisfy { isInSubject($0) || $0 == UInt8(ascii: ":") }
        }
        return host.utf8.allSatisfy { isInSubject($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") }
    }

    private static func isInSubject(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// Why there can be no bus. The description is for the operator; no password stands in it.
public enum NATSFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The address cannot be read.
    case address(String)
    /// A file that the address names cannot be used, or libnats refuses a setting.
    case setting(String)

    /// What is wrong.
    public var description: String {
        switch self {
        case .address(let reason): reason
        case .setting(let reason): reason
        }
    }
}
