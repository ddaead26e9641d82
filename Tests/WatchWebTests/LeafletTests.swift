import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing
import Watch

@testable import WatchWeb

/// The map's files, and what a page with a map may load.
@Suite struct LeafletTests {
    /// Asks for a path of the files in a folder; nil for no folder.
    private func ask(
        _ path: String, in folder: URL?, _ headers: HTTPFields = [:], then: @Sendable @escaping (TestResponse) -> Void
    ) async throws {
        let router = Router(context: WebContext.self)
        try LeafletFiles(folder: folder) { [UInt8($0.count % 256), $0.first ?? 0] }.add(to: router)
        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: path, method: .get, headers: headers) { then($0) }
        }
    }

    private func withFolder(_ files: [String: String], _ test: (URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "saar-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "images"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        try await test(folder)
    }

    private static let files = [
        "leaflet.js": "long", "leaflet.min.js": "short", "leaflet.min.js.gz": "packed", "leaflet.css": "style",
        "images/marker-icon.png": "picture", "images/notes.txt": "notes", "leaflet.esm.js": "other",
    ]

    @Test(arguments: [
        ("leaflet.js", "short", "text/javascript; charset=utf-8"), ("leaflet.css", "style", "text/css; charset=utf-8"),
        ("images/marker-icon.png", "picture", "image/png"),
    ])
    func whatAMapNeeds(name: String, text: String, type: String) async throws {
        try await withFolder(LeafletTests.files) { folder in
            try await ask("/leaflet/\(name)", in: folder) { answer in
                #expect(answer.status == .ok)
                #expect(String(buffer: answer.body) == text)
                #expect(answer.headers[.contentType] == type)
                #expect(answer.headers[.cacheControl] == "public, max-age=600")
                #expect(answer.headers[.contentEncoding] == nil)
            }
        }
    }

    @Test(arguments: [
        "leaflet.min.js", "leaflet.esm.js", "images/notes.txt", "..%2Fsecret", "images/..%2Fleaflet.css", "images", "",
    ])
    func andNothingElse(name: String) async throws {
        try await withFolder(LeafletTests.files) { folder in
            try await ask("/leaflet/\(name)", in: folder) { #expect($0.status == .notFound) }
        }
    }

    @Test func withoutAFolderThereIsNone() async throws {
        try await ask("/leaflet/leaflet.js", in: nil) { #expect($0.status == .notFound) }
        try await ask("/leaflet/leaflet.js", in: URL(filePath: "/nowhere")) { #expect($0.status == .notFound) }
    }

    @Test(arguments: [
        ("gzip", true), ("br, gzip;q=0.5", true), ("GZIP", true), ("gzip;q=0", false), ("gzip; q=0.0", false),
        ("br", false), ("", false), ("identity", false),
    ])
    func packedForWhoCanUnpack(accepted: String, isPacked: Bool) async throws {
        try await withFolder(LeafletTests.files) { folder in
            try await ask("/leaflet/leaflet.js", in: folder, [.acceptEncoding: accepted]) { answer in
                #expect(String(buffer: answer.body) == (isPacked ? "packed" : "short"))
                #expect(answer.headers[.contentEncoding] == (isPacked ? "gzip" : nil))
                #expect(answer.headers[.vary] == "Accept-Encoding")
                #expect(answer.headers[.eTag]?.hasSuffix("-gzip\"") == isPacked)
            }
            // There is no packed form of it.
            try await ask("/leaflet/leaflet.css", in: folder, [.acceptEncoding: accepted]) { answer in
                #expect(String(buffer: answer.body) == "style" && answer.headers[.vary] == nil)
            }
        }
    }

    @Test func whoHasItIsNotSentItAgain() async throws {
        try await withFolder(LeafletTests.files) { folder in
            // 5 bytes, the first one an "s".
            try await ask("/leaflet/leaflet.js", in: folder, [.ifNoneMatch: "\"5-73\""]) { answer in
                #expect(answer.status == .notModified)
                #expect(answer.body.readableBytes == 0)
            }
            try await ask("/leaflet/leaflet.js", in: folder, [.ifNoneMatch: "\"5-73-gzip\""]) { answer in
                #expect(answer.status == .ok, "the packed form is another thing")
            }
        }
    }

    @Test func onlyAPageWithAMapMayLoadTiles() async throws {
        let tiles = try #require(
            MapTiles(template: "https://tile.example.org/{z}/{x}/{y}.png", attribution: "© makers"))
        let referrerPolicy = try #require(HTTPField.Name("Referrer-Policy"))
        let router = Router(context: WebContext.self)
        router.add(middleware: SecurityHeaders())
        router.get("/map") { _, _ in Response(status: .ok).showingMap(tiles) }
        router.get("/bare") { _, _ in Response(status: .ok).showingMap(nil) }
        router.get("/page") { _, _ in Response(status: .ok) }
        try await Application(router: router).test(.router) { client in
            for (path, pictures, referrer) in [
                ("/map", "img-src 'self' data: https://tile.example.org;", "strict-origin-when-cross-origin"),
                ("/bare", "img-src 'self' data:;", "same-origin"), ("/page", "img-src 'self' data:;", "same-origin"),
            ] {
                try await client.execute(uri: path, method: .get) { answer in
                    let policies = answer.headers[values: .contentSecurityPolicy]
                    #expect(policies.count == 1)
                    #expect(policies.first?.contains(pictures) == true)
                    // Nothing but pictures comes from there.
                    let places = policies.first?.components(separatedBy: "tile.example.org").count
                    #expect(places == (path == "/map" ? 2 : 1))
                    #expect(policies.first?.contains("script-src 'self';") == true)
                    #expect(answer.headers[referrerPolicy] == referrer)
                    #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                }
            }
        }
    }
}
