import Foundation
import HTTPTypes
import NIOCore
import Testing
import Watch
import WatchStore
import WatchTesting
import WatchWords

@testable import WatchWeb

/// What makes the site an app on a phone: the worker, the page for no line, the manifest, and the versions that hold them
/// together.
@Suite("What a phone keeps of the site") struct PhoneFilesTests {
    /// Every address of a style, script or picture in a text.
    private static func parts(_ text: String) throws -> [String] {
        let pattern = try NSRegularExpression(pattern: #"(?:href|src)="(/assets/[^"]+)""#)
        return pattern.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap {
            Range($0.range(at: 1), in: text).map { String(text[$0]) }
        }
    }

    /// What the server tells the worker.
    private static func facts(_ street: APIStreet) async throws -> (version: String, parts: [String]) {
        let text = try await street.ask(.get, "/service-worker.js").text
        let lines = text.split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("self.saar = ") })
        let json = Data(line.dropFirst("self.saar = ".count).dropLast().utf8)
        let facts = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
        let version = try #require(lines.first { $0.hasPrefix("self.saar.version = ") }).split(separator: "\"")[1]
        return (String(version), try #require(facts["parts"] as? [String]))
    }

    @Test func theWorkerIsAtTheRootAndAskedForEachTime() async throws {
        try await APIStreet.run { street in
            let worker = try await street.ask(.get, "/service-worker.js")
            #expect(worker.status == 200 && worker.header("Content-Type") == "text/javascript; charset=utf-8")
            #expect(worker.header("Cache-Control") == "no-cache")
            #expect(worker.header("Content-Security-Policy")?.contains("connect-src 'self'") == true)
            #expect(worker.header("X-Content-Type-Options") == "nosniff" && worker.header("Set-Cookie") == nil)
            #expect(worker.text.contains(#""seen":"Ik heb het gezien""#) && worker.text.contains("notificationclick"))
            let tag = try #require(worker.header("ETag"))
            let again = try await street.ask(.get, "/service-worker.js", headers: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(try await street.ask(.post, "/service-worker.js", body: "{}").status == 405)
            #expect(try await street.ask(.get, "/worker/service-worker.js").status == 404)
            #expect(try await street.ask(.get, "/assets/worker/service-worker.js").status == 404)
        }
    }

    @Test func whatTheWorkerKeepsIsAllOfOneVersion() async throws {
        try await APIStreet.run { street in
            let (version, parts) = try await Self.facts(street)
            #expect(parts.contains { $0.hasPrefix("/assets/scripts/offline.js?v=") })
            #expect(parts.contains { $0.hasPrefix("/assets/styles/saar.css?v=") })
            for path in parts + Language.allCases.map({ "/offline?language=\($0.rawValue)&v=\(version)" }) {
                let answer = try await street.ask(.get, path)
                #expect(answer.status == 200, "\(path)")
                #expect(answer.header("Cache-Control") == "public, max-age=31536000, immutable", "\(path)")
            }
            // Another server's version: given, and kept by nobody.
            for path in ["/offline?language=nl&v=0", "/assets/styles/saar.css?v=0", "/assets/pictures/saar.svg?v="] {
                let answer = try await street.ask(.get, path)
                #expect(answer.status == 200 && answer.header("Cache-Control") == "no-cache", "\(path)")
                #expect(answer.header("ETag") != nil)
            }
            #expect(
                try await street.ask(.get, "/assets/styles/saar.css").header("Cache-Control") == "public, max-age=600")
        }
    }

    @Test func everyPageNamesItsPartsInTheirVersion() async throws {
        try await APIStreet.run { street in
            for (path, person) in [
                ("/", nil), ("/", Street.anna), ("/me", Street.anna), ("/groups/kerkstraat", Street.carla),
                ("/map", nil),
                ("/groups/kerkstraat/settings", Street.carla), ("/groups/kerkstraat/sheet", Street.carla),
                ("/embed/finder", nil), ("/groups/new", nil), ("/statistics", nil), ("/offline", nil),
            ] as [(String, Street.Neighbour?)] {
                let page = try await street.ask(.get, path, as: person)
                let parts = try Self.parts(page.text)
                #expect(page.status == 200 && parts.count > 2, "\(path)")
                for part in parts {
                    let answer = try await street.ask(.get, part)
                    #expect(answer.status == 200, "\(path): \(part)")
                    #expect(answer.header("Cache-Control")?.hasSuffix("immutable") == true, "\(path): \(part)")
                }
            }
        }
    }

    @Test func aVersionIsAnotherAsSoonAsAByteIs() {
        func version(_ files: [(String, String)]) -> String {
            AssetVersion.text(files.map { (name: $0.0, bytes: Array($0.1.utf8)) }, digest: { Digest.sha256($0) })
        }
        let one = version([("a.css", "x"), ("b.js", "y")])
        #expect(one == version([("b.js", "y"), ("a.css", "x")]) && one.utf8.count == 12)
        for other in [
            [("a.css", "x"), ("b.js", "z")], [("a.css", "y"), ("b.js", "x")], [("a.css", "x")],
            [("a.css", "xb.js 1\ny")], [("a.css", "x"), ("c.js", "y")],
        ] { #expect(version(other) != one) }
    }

    @Test(arguments: Language.allCases)
    func theManifestSpeaksEachLanguage(language: Language) async throws {
        try await APIStreet.run { street in
            let manifest = try await street.ask(.get, "/manifest.webmanifest?language=\(language.rawValue)")
            #expect(manifest.status == 200 && manifest.header("Content-Type") == "application/manifest+json")
            #expect(manifest["lang"] == language.rawValue && manifest["name"] == "Saar" && manifest["id"] == "/")
            #expect(manifest["description"] == (try PageStreet.words(language).text("layout.app")))
            #expect(manifest["display"] == "standalone" && manifest["start_url"] == "/" && manifest["scope"] == "/")
            #expect(manifest.count("icons") == 3 && manifest["icons.2.purpose"] == "maskable")
            for number in 0..<3 {
                let icon = try await street.ask(.get, try #require(manifest["icons.\(number).src"]))
                #expect(icon.status == 200 && icon.header("Content-Type") == "image/png")
                // The width stands in the file itself (PNG §11.2.2).
                let width = icon.bytes.getInteger(at: 16, as: UInt32.self)
                #expect(manifest["icons.\(number).sizes"] == width.map { "\($0)x\($0)" })
            }
            let page = try await street.ask(.get, "/help", headers: ["Accept-Language": language.rawValue])
            #expect(page.text.contains(#"href="/manifest.webmanifest?language=\#(language.rawValue)""#))
            #expect(page.text.contains(#"rel="apple-touch-icon""#))
        }
    }

    @Test(arguments: Language.allCases)
    func withoutALineThereIsTheNumberToCall(language: Language) async throws {
        try await APIStreet.run { street in
            for path in ["/offline?language=\(language.rawValue)", "/offline"] {
                let page = try await street.ask(
                    .get, path, as: Street.anna, headers: ["Accept-Language": language.rawValue])
                #expect(page.text.contains("<html lang=\"\(language.rawValue)\">") && page.text.contains("tel:112"))
                #expect(page.header("Content-Language") == language.rawValue)
                // Nobody's: whoever has the browser next sees nothing of who had it.
                #expect(!page.text.contains("Anna") && !page.text.contains("/sign-out"))
                #expect(page.header("Cache-Control") == "no-cache" && page.header("Set-Cookie") == nil)
            }
            #expect(try await street.ask(.get, "/offline?language=xx").text.contains("<html lang=\"en\">"))
        }
    }
}
