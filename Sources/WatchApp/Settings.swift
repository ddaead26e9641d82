import Configuration
import Foundation
import Logging
import Watch
import WatchNATS

/// What an operator decides: from flags, then `SAAR_…` in the environment, then one JSON file, then what is built in.
public struct Settings: Sendable {
    /// `sqlite:PATH` or `postgres://…`.
    public let database: Place
    /// The bus between servers; nil where there is one server, or where comparing every half second is enough.
    public let bus: NATSAddress?
    /// How long to go on serving after the word to end, so that a balancer notices.
    public let drain: Duration
    /// The address to listen on.
    public let host: String
    /// The port to listen on; 0 lets the system choose.
    public let port: Int
    /// How people reach the site; nil while that is simply where it listens.
    public let url: String?
    /// Templates, styles, scripts, words.
    public let share: URL
    /// The address that letters come from.
    public let mailFrom: EmailAddress
    /// The program that takes letters over, as Unix mailers provide it; nil for the usual one.
    public let sendmail: String?
    /// The file with the key that signs the register.
    public let registerKey: URL
    /// The file that holds the newest checkpoint that this server knows of; beside the key unless it is said otherwise.
    public let registerMark: URL
    /// The file with the key by which push services know this house; where there is none, nobody is woken by a push.
    public let pushKey: URL
    /// Networks inside that may be called, besides everybody outside.
    public let outgoingAllow: [InternetNetwork]
    public let logLevel: Logger.Level
    /// The folder with Leaflet; nil where there is none, and pages do without maps.
    public let leaflet: URL?
    /// Where a map's pictures come from; nil for maps without.
    public let map: MapTiles?
    /// Who keeps the site running, and where people can write to them, as its contact page says.
    public let contactName: String?
    public let contactEmail: EmailAddress?
    /// Where those proxies are whose word is taken for where a request came from.
    public let trustedProxies: [InternetNetwork]

    /// Where the database is.
    public enum Place: Sendable, Equatable {
        case sqlite(path: String)
        /// The whole URL, with what stands in it of a password: for libpq alone.
        case postgres(url: String)
    }

    /// What was given on the command line: what is nil is looked for elsewhere.
    public struct Flags: Sendable {
        public var database: String?
        public var bus: String?
        public var drain: Int?
        public var host: String?
        public var port: Int?
        public var url: String?
        public var share: String?
        public var registerKey: String?
        public var registerMark: String?
        public var pushKey: String?
        public var outgoingAllow: String?
        public var mailFrom: String?
        public var sendmail: String?
        public var logLevel: String?
        public var leaflet: String?
        public var mapTiles: String?
        public var mapAttribution: String?
        public var contactName: String?
        public var contactEmail: String?
        public var trustedProxies: String?
        public var config: String?

        public init() {}
    }

    /// Reads and checks all of it.
    ///
    /// - Throws: `SettingsFault` with the setting's name and what to do.
    public static func load(
        flags: Flags, environment: [String: String] = ProcessInfo.processInfo.environment,
        defaultDatabase: String? = nil
    ) async throws -> Settings {
        let reader = try await reader(flags, environment)
        guard let database = reader.string(forKey: "database") ?? defaultDatabase else {
            throw SettingsFault(
                setting: "database", reason: "it is not said where the database is",
                fix: "--database sqlite:/var/lib/saar/saar.sqlite or postgres://…, or SAAR_DATABASE")
        }
        let place = try place(database)
        let port = try number(reader, "port", default: 8080, in: 0...65_535)
        let url = reader.string(forKey: "url")
        if let url { try check(url: url) }
        let level = reader.string(forKey: "log-level") ?? "info"
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw SettingsFault(
                setting: "log-level", reason: "\(level) is no level",
                fix: "one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let share = try Share.find(reader.string(forKey: "share"))
        let registerKey = try reader.string(forKey: "register-key") ?? usualRegisterKey(for: place)
        return Settings(
            database: place, bus: try bus(reader.string(forKey: "bus")),
            drain: .seconds(try number(reader, "drain", default: 0, in: 0...300)),
            host: reader.string(forKey: "host") ?? "127.0.0.1", port: port, url: url,
            share: share,
            mailFrom: try mailFrom(reader.string(forKey: "mail-from"), url: url),
            sendmail: reader.string(forKey: "sendmail"),
            registerKey: URL(fileURLWithPath: registerKey),
            registerMark: URL(fileURLWithPath: reader.string(forKey: "register-mark") ?? "\(registerKey).mark"),
            pushKey: URL(fileURLWithPath: reader.string(forKey: "push-key") ?? usualFile("push-key", for: place)),
            outgoingAllow: try outgoingAllow(reader.string(forKey: "outgoing-allow")),
            logLevel: logLevel, leaflet: try Share.leaflet(reader.string(forKey: "leaflet"), beside: share),
            map: try map(
                reader.string(forKey: "map-tiles"), attribution: reader.string(forKey: "map-attribution")),
            contactName: try contactName(reader.string(forKey: "contact-name")),
            contactEmail: try contactEmail(reader.string(forKey: "contact-email")),
            trustedProxies: try trustedProxies(reader.string(forKey: "trusted-proxies")))
    }

    /// Where the key for pushes lies, or is to be made. Where that is said, nothing else has to be.
    public static func pushKey(
        flags: Flags, environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws -> URL {
        let said = try await reader(flags, environment).string(forKey: "push-key")
        if let said { return URL(fileURLWithPath: said) }
        return try await load(flags: flags, environment: environment).pushKey
    }

    private static func reader(_ flags: Flags, _ environment: [String: String]) async throws -> ConfigReader {
        var given: [AbsoluteConfigKey: ConfigValue] = [:]
        let texts = [
            "database": flags.database, "bus": flags.bus, "drain": flags.drain.map(String.init), "host": flags.host,
            "port": flags.port.map(String.init),
            "url": flags.url,
            "share": flags.share, "register-key": flags.registerKey, "register-mark": flags.registerMark,
            "push-key": flags.pushKey, "outgoing-allow": flags.outgoingAllow,
            "mail-from": flags.mailFrom, "sendmail": flags.sendmail, "log-level": flags.logLevel,
            "leaflet": flags.leaflet, "map-tiles": flags.mapTiles, "map-attribution": flags.mapAttribution,
            "trusted-proxies": flags.trustedProxies,
            "contact-name": flags.contactName, "contact-email": flags.contactEmail,
        ]
        for case (let key, let value?) in texts {
            given[AbsoluteConfigKey([key])] = ConfigValue(.string(value), isSecret: false)
        }
        var providers: [any ConfigProvider] = [
            InMemoryProvider(name: "flags", values: given),
            EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "saar"),
        ]
        if let file = flags.config ?? environment["SAAR_CONFIG"] {
            do {
                let place = InMemoryProvider(values: ["filePath": ConfigValue(.string(file), isSecret: false)])
                providers.append(try await FileProvider<JSONSnapshot>(config: ConfigReader(provider: place)))
            } catch {
                throw SettingsFault(
                    setting: "config", reason: "\(file) is missing or is not JSON",
                    fix: #"a file such as {"database": "sqlite:/var/lib/saar/saar.sqlite", "port": 8080}"#)
            }
        }
        return ConfigReader(providers: providers)
    }

    private static func place(_ text: String) throws -> Place {
        if text.begins(with: "sqlite:") {
            let path = String(text.dropFirst("sqlite:".count))
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            guard !path.isEmpty, FileManager.default.fileExists(atPath: folder) else {
                throw SettingsFault(
                    setting: "database", reason: "the folder \(folder) is not there",
                    fix: "make it, or name a file in a folder that is")
            }
            return .sqlite(path: path)
        }
        if text.begins(with: "postgres://") || text.begins(with: "postgresql://") {
            guard URLComponents(string: text)?.host?.isEmpty == false else {
                throw SettingsFault(
                    setting: "database", reason: "the address of PostgreSQL cannot be read",
                    fix: "postgres://USER:PASSWORD@HOST:5432/NAME")
            }
            return .postgres(url: text)
        }
        throw SettingsFault(
            setting: "database", reason: "it must say which kind of database it is",
            fix: "sqlite:PATH, or postgres://USER:PASSWORD@HOST:5432/NAME")
    }

    private static func bus(_ text: String?) throws -> NATSAddress? {
        guard let text, !text.isEmpty else { return nil }
        let address: NATSAddress
        do {
            address = try NATSAddress(text)
        } catch {
            throw SettingsFault(
                setting: "bus", reason: error.description,
                fix: "nats://USER:PASSWORD@HOST:4222,HOST:4222, or leave SAAR_BUS empty")
        }
        for file in address.files where !FileManager.default.isReadableFile(atPath: file) {
            throw SettingsFault(
                setting: "bus", reason: "\(file) cannot be read",
                fix: "name a file that is there, readable for this user")
        }
        return address
    }

    /// Beside the SQLite file; for PostgreSQL in the home folder, named after host and database.
    private static func usualFile(_ kind: String, for place: Place) -> String {
        switch place {
        case .sqlite(let path): return "\(path).\(kind)"
        case .postgres(let url):
            let parts = URLComponents(string: url)
            let name = [parts?.host ?? "", parts?.port.map(String.init) ?? "5432", parts?.path ?? ""]
                .joined(separator: "-").keeping { $0.isAlphabetic || $0.isNumeric || $0 == "-" || $0 == "." }
            return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".saar/\(name).\(kind)").path
        }
    }

    /// Its folder is there, since the first server to start makes the key.
    private static func usualRegisterKey(for place: Place) throws -> String {
        let file = usualFile("register-key", for: place)
        guard case .postgres = place else { return file }
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw SettingsFault(
                setting: "register-key", reason: "cannot make \(folder.path)",
                fix: "--register-key FILE, or SAAR_REGISTER_KEY")
        }
        return file
    }

    /// Where letters come from: as it is said, or `saar@` the site's host.
    private static func mailFrom(_ said: String?, url: String?) throws -> EmailAddress {
        let host = url.flatMap { URLComponents(string: $0)?.host } ?? "localhost.localdomain"
        let text = said ?? "saar@\(host.holds(".") ? host : "localhost.localdomain")"
        guard let address = EmailAddress(text) else {
            throw SettingsFault(
                setting: "mail-from", reason: "\(text) is no e-mail address",
                fix: "--mail-from saar@example.org, or SAAR_MAIL_FROM")
        }
        return address
    }

    private static func contactName(_ said: String?) throws -> String? {
        guard let said, !Words.trimmed(said).isEmpty else { return nil }
        guard let name = try? Words.kept(said, field: "contact-name", limit: 100),
            !name.unicodeScalars.contains(where: \.isLineBreak)
        else {
            throw SettingsFault(
                setting: "contact-name", reason: "it must be one line of 100 characters at most",
                fix: "--contact-name 'Gemeente Woerden', or SAAR_CONTACT_NAME")
        }
        return name
    }

    private static func contactEmail(_ said: String?) throws -> EmailAddress? {
        guard let said, !Words.trimmed(said).isEmpty else { return nil }
        guard let address = EmailAddress(said) else {
            throw SettingsFault(
                setting: "contact-email", reason: "it is no e-mail address",
                fix: "--contact-email help@example.org, or SAAR_CONTACT_EMAIL")
        }
        return address
    }

    private static func map(_ template: String?, attribution: String?) throws -> MapTiles? {
        guard let template, !template.isEmpty else { return nil }
        guard let tiles = MapTiles(template: template, attribution: attribution ?? "") else {
            throw SettingsFault(
                setting: "map-tiles", reason: "it is no address of tiles",
                fix: "https://tile.example.org/{z}/{x}/{y}.png; http only for 127.0.0.1 or localhost")
        }
        guard !tiles.attribution.isEmpty, tiles.attribution.count <= 200 else {
            throw SettingsFault(
                setting: "map-attribution", reason: "who made the map wants to be thanked, in 1 to 200 characters",
                fix: "--map-attribution '© OpenStreetMap', or SAAR_MAP_ATTRIBUTION")
        }
        return tiles
    }

    /// Those on this machine unless it is said; `none` for nobody.
    private static func trustedProxies(_ text: String?) throws -> [InternetNetwork] {
        guard let text, !text.isEmpty else { return InternetNetwork.loopback }
        if Words.trimmed(text) == "none" { return [] }
        guard let networks = networks(text) else {
            throw SettingsFault(
                setting: "trusted-proxies",
                reason: "it must say which addresses your proxies have, and not those of everybody",
                fix: "--trusted-proxies 127.0.0.1,10.0.0.0/24, or SAAR_TRUSTED_PROXIES; none for no proxy at all")
        }
        return networks
    }

    /// None unless it is said.
    private static func outgoingAllow(_ text: String?) throws -> [InternetNetwork] {
        guard let text, !text.isEmpty, Words.trimmed(text) != "none" else { return [] }
        guard let networks = networks(text) else {
            throw SettingsFault(
                setting: "outgoing-allow",
                reason: "it must say which networks inside may be called, and not those of everybody",
                fix: "--outgoing-allow 10.0.0.0/24,192.168.1.5, or SAAR_OUTGOING_ALLOW; leave it out for none")
        }
        return networks
    }

    /// Nil where one of them is none, or everybody.
    private static func networks(_ text: String) -> [InternetNetwork]? {
        let names = text.split(whereScalar: { $0 == "," || $0 == " " }).map(String.init)
        let networks = names.compactMap { name in InternetNetwork(text: name).flatMap { $0.isEverybody ? nil : $0 } }
        return networks.isEmpty || networks.count != names.count ? nil : networks
    }

    private static func check(url: String) throws {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host,
            scheme == "https" || (scheme == "http" && ["127.0.0.1", "localhost", "[::1]", "::1"].contains(host)),
            parts.path.isEmpty
        else {
            throw SettingsFault(
                setting: "url", reason: "people's cookies must not travel in the open",
                fix: "https://HOST without a path; http only for 127.0.0.1 or localhost")
        }
    }

    private static func number(
        _ reader: ConfigReader, _ name: String, default value: Int, in range: ClosedRange<Int>
    ) throws -> Int {
        guard let text = reader.string(forKey: ConfigKey([name])) else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsFault(
                setting: name, reason: "it must be a number from \(range.lowerBound) to \(range.upperBound)",
                fix: "--\(name) \(value), or SAAR_\(name.uppercased())")
        }
        return number
    }
}

/// A setting that Saar cannot start with: which one, why, and what to do.
public struct SettingsFault: Error, CustomStringConvertible, Equatable {
    public let setting: String
    public let reason: String
    public let fix: String

    public init(setting: String, reason: String, fix: String) {
        self.setting = setting
        self.reason = reason
        self.fix = fix
    }

    public var description: String { "setting '\(setting)': \(reason). Try: \(fix)" }
}
