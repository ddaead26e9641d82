import ArgumentParser
import WatchApp

/// The settings that every command takes; each can also stand in the environment (`SAAR_…`) or in a file.
struct SettingsOptions: ParsableArguments {
    @Option(help: "Where everything is kept: sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME. (SAAR_DATABASE)")
    var database: String?

    @Option(help: "The bus between servers: nats://USER:PASSWORD@HOST:4222,HOST:4222; none for one server. (SAAR_BUS)")
    var bus: String?

    @Option(help: "A JSON file with settings. (SAAR_CONFIG)")
    var config: String?

    @Option(
        name: .customLong("register-key"), help: "The file with the key that signs the register. (SAAR_REGISTER_KEY)")
    var registerKey: String?

    @Option(
        name: .customLong("register-mark"),
        help: "The file with the newest checkpoint known here; beside the key. (SAAR_REGISTER_MARK)")
    var registerMark: String?

    @Option(
        name: .customLong("push-key"),
        help: "The file with the key by which push services know this house; 'saar keys' makes it. (SAAR_PUSH_KEY)")
    var pushKey: String?

    @Option(
        name: .customLong("outgoing-allow"),
        help: "Networks inside that may be called, by http too: 10.0.0.0/24; none unless said. (SAAR_OUTGOING_ALLOW)")
    var outgoingAllow: String?

    @Option(
        name: .customLong("mail-from"), help: "The address that sign-in letters come from. (SAAR_MAIL_FROM)")
    var mailFrom: String?

    @Option(help: "The mailer's sendmail program; /usr/sbin/sendmail unless said otherwise. (SAAR_SENDMAIL)")
    var sendmail: String?

    @Option(help: "The folder with templates, styles and words. (SAAR_SHARE)")
    var share: String?

    @Option(
        name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error, critical. (SAAR_LOG_LEVEL)")
    var logLevel: String?

    var flags: Settings.Flags {
        var flags = Settings.Flags()
        flags.database = database
        flags.bus = bus
        flags.config = config
        flags.registerKey = registerKey
        flags.registerMark = registerMark
        flags.pushKey = pushKey
        flags.outgoingAllow = outgoingAllow
        flags.mailFrom = mailFrom
        flags.sendmail = sendmail
        flags.share = share
        flags.logLevel = logLevel
        return flags
    }
}

/// Where to listen, and what pages show of a map.
struct ListenOptions: ParsableArguments {
    @Option(help: "The address to listen on; 127.0.0.1 unless said otherwise. (SAAR_HOST)")
    var host: String?

    @Option(help: "The port to listen on; 8080 unless said otherwise, 0 for any that is free. (SAAR_PORT)")
    var port: Int?

    @Option(help: "How people reach the site, such as https://saar.example.org. (SAAR_URL)")
    var url: String?

    @Option(
        name: .customLong("map-tiles"),
        help: "Where a map's pictures come from, such as https://tile.example.org/{z}/{x}/{y}.png. (SAAR_MAP_TILES)")
    var mapTiles: String?

    @Option(name: .customLong("map-attribution"), help: "Whom to thank for them. (SAAR_MAP_ATTRIBUTION)")
    var mapAttribution: String?

    @Option(
        name: .customLong("contact-name"), help: "Who keeps the site running, for its contact page. (SAAR_CONTACT_NAME)"
    )
    var contactName: String?

    @Option(
        name: .customLong("contact-email"), help: "Where people can write about the site. (SAAR_CONTACT_EMAIL)")
    var contactEmail: String?

    @Option(help: "The folder with Leaflet, unless Debian's libjs-leaflet is there. (SAAR_LEAFLET)")
    var leaflet: String?

    @Option(
        help:
            "Seconds to go on serving after SIGTERM, for a balancer to notice; 0 by default. (SAAR_DRAIN)")
    var drain: Int?

    @Option(
        name: .customLong("trusted-proxies"),
        help:
            "Addresses of proxies that say in X-Forwarded-For who asked; those on this machine unless said. (SAAR_TRUSTED_PROXIES)"
    )
    var trustedProxies: String?

    func add(to flags: inout Settings.Flags) {
        flags.drain = drain
        flags.host = host
        flags.port = port
        flags.url = url
        flags.mapTiles = mapTiles
        flags.mapAttribution = mapAttribution
        flags.leaflet = leaflet
        flags.contactName = contactName
        flags.contactEmail = contactEmail
        flags.trustedProxies = trustedProxies
    }
}
