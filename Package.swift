// swift-tools-version:6.2
//
// The manifest states the architecture. A target exists for exactly one of three reasons:
// it is the rules, it is one foreign technology, or it is one thing that is assembled. What adapters share of a
// technology is one, too: WatchStore holds all SQL, WatchWords all that people are told.
// Who may import whom is checked line by line by script/imports.

import Foundation
import PackageDescription

/// `WATCH_RULES_ONLY=1` leaves the rules and their tests, which need no package at all, so that
/// `script/test rules` builds in seconds and never touches the network.
let rulesOnly = ProcessInfo.processInfo.environment["WATCH_RULES_ONLY"] != nil

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// The rules: no package, no I/O, no clock of its own.
func rules(_ name: String) -> Target {
    .target(name: name, swiftSettings: strict)
}

/// An adapter: it knows the rules and one foreign technology.
func adapter(
    _ name: String, over: [Target.Dependency] = [], technology: [Target.Dependency],
    resources: [Resource]? = nil
) -> Target {
    .target(
        name: name, dependencies: ["Watch"] + over + technology, resources: resources, swiftSettings: strict)
}

/// What is put together from rules and adapters.
func assembly(_ name: String, of parts: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: parts, swiftSettings: strict)
}

func tests(_ name: String, of parts: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: parts + ["Watch", "WatchTesting"], swiftSettings: strict)
}

let package = Package(
    name: "saar",
    platforms: [.macOS(.v15)],
    targets: [
        rules("Watch"),
        .target(name: "WatchTesting", dependencies: ["Watch"], swiftSettings: strict),
        tests("WatchTests", of: []),
    ],
    swiftLanguageModes: [.v6]
)

if !rulesOnly {
    let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
    let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
    let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
    let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
    let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

    package.products = [.executable(name: "saar", targets: ["saar"])]
    package.dependencies = [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    ]
    package.targets += [
        adapter("WatchStore", technology: [crypto]),
        adapter("WatchSQLite", over: ["WatchStore"], technology: [grdb]),
        // What people read, for everybody who speaks to them: the web, and each channel.
        adapter("WatchWords", technology: []),
        adapter(
            "WatchWeb", over: ["WatchWords"],
            technology: [
                hummingbird, logging, lifecycle,
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            resources: [.copy("Resources/share")]),
        // Debian's libpq-dev; everywhere else PostgreSQL's own client library.
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        adapter("WatchPostgres", over: ["WatchStore"], technology: ["CPostgres"]),
        // Debian's libnats-dev; everywhere else the C client of NATS.
        .systemLibrary(name: "CNATS", pkgConfig: "libnats", providers: [.apt(["libnats-dev"])]),
        adapter("WatchNATS", technology: ["CNATS"]),
        adapter("WatchMail", technology: []),
        adapter("WatchPush", over: ["WatchWords"], technology: [crypto]),
        // The one client by which channels call others.
        adapter(
            "WatchOutgoing",
            technology: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        // Debian's libgeos-dev; everywhere else GEOS with its C interface.
        .systemLibrary(name: "CGEOS", pkgConfig: "geos", providers: [.apt(["libgeos-dev"])]),
        adapter("WatchGEOS", technology: ["CGEOS"]),
        // Debian's libqrencode-dev; everywhere else libqrencode.
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        adapter("WatchQR", technology: ["CQRencode"]),
        // Debian's zlib1g-dev; everywhere else zlib.
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        adapter("WatchZlib", technology: ["CZlib"]),
        assembly(
            "WatchApp",
            of: [
                "Watch", "WatchWords", "WatchStore", "WatchSQLite", "WatchPostgres", "WatchNATS", "WatchMail",
                "WatchPush", "WatchOutgoing", "WatchWeb",
                "WatchGEOS", "WatchQR", "WatchZlib",
                hummingbird, crypto, logging, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        .executableTarget(
            name: "saar",
            dependencies: ["WatchApp", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            swiftSettings: strict),
        // `script/bench delivery`: the store and the rules as a server has them, without the server.
        .executableTarget(
            name: "delivery",
            dependencies: ["Watch", "WatchStore", "WatchSQLite", "WatchPostgres", "WatchPush", crypto],
            path: "Benchmarks/delivery", exclude: ["run", "delivery.py", "push.py"], swiftSettings: strict),
        tests("WatchWordsTests", of: ["WatchWords"]),
        tests("WatchStoreTests", of: ["WatchStore", "WatchSQLite", "WatchPostgres", "WatchGEOS", crypto]),
        // Nights ask SQLite without its driver, by what the driver itself stands on.
        tests(
            "WatchSimulationTests",
            of: ["WatchStore", "WatchGEOS", .product(name: "GRDBSQLite", package: "GRDB.swift")]),
        tests(
            "WatchWebTests",
            of: [
                "WatchWeb", "WatchWords", "WatchStore", "WatchSQLite", "WatchGEOS", "WatchQR", hummingbird,
                .product(name: "HummingbirdTesting", package: "hummingbird"), lifecycle, logging,
                // What our own pages are held against.
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests("WatchNATSTests", of: ["WatchNATS"]),
        tests("WatchMailTests", of: ["WatchMail"]),
        tests("WatchPushTests", of: ["WatchPush", "WatchWords", crypto]),
        tests(
            "WatchOutgoingTests",
            of: [
                "WatchOutgoing", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]),
        tests("WatchGEOSTests", of: ["WatchGEOS"]),
        tests("WatchQRTests", of: ["WatchQR"]),
        tests("WatchZlibTests", of: ["WatchZlib"]),
        tests("WatchAppTests", of: ["WatchApp", "WatchWeb", .product(name: "NIOPosix", package: "swift-nio")]),
    ]
}
