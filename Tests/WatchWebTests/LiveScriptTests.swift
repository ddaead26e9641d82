import Foundation
import NIOCore
import Testing
import Watch

@testable import WatchWeb

/// What the scripts of pages know of the stream, held against what is sent: a browser drops an event nobody listens for.
@Suite("Kinds of news that scripts know") struct LiveScriptTests {
    private static let kinds = Set(AlertNews.Kind.allCases.map(\.rawValue)).union([TestAlarmNews.kind])
    private static let ephemerals = Set(LiveEphemeral.Kind.allCases.map(\.rawValue))

    private func script(_ name: String) throws -> String {
        try String(contentsOf: APIStreet.share.appending(path: "scripts/\(name).js"), encoding: .utf8)
    }

    /// The words of one list in a script: `const name = [ … ]`, or a set of them.
    private func list(_ name: String, in script: String) throws -> [String] {
        let start = try #require(try Regex("const \(name) = (?:new Set\\()?\\[").firstMatch(in: script))
        let end = try #require(script[start.range.upperBound...].firstIndex(of: "]"))
        return script[start.range.upperBound..<end].matches(of: /"([^"]*)"/).map { String($0.1) }
    }

    private func expect(_ list: [String], holds kinds: Set<String>, _ place: SourceLocation = #_sourceLocation) {
        #expect(list.count == kinds.count && Set(list) == kinds, sourceLocation: place)
    }

    @Test("the line listens for every kind there is")
    func line() throws {
        expect(try list("kinds", in: try script("line")), holds: Self.kinds.union(Self.ephemerals).union(["heartbeat"]))
        let beat = LiveChunk.heartbeat
        #expect(String(buffer: beat).contains("event: heartbeat\n"))
    }

    @Test("receipts are given for what a channel tells")
    func receipts() throws {
        let told = AlertNews.Kind.allCases.filter { Notice.Kind($0) != nil }
        expect(
            try list("told", in: try script("receipts")),
            holds: Set(told.map(\.rawValue)).union([TestAlarmNews.kind]))
    }

    @Test("a page says of an alert that is new what a channel would")
    func tellings() throws {
        let live = try script("live")
        expect(try list("tellings", in: live), holds: Set(AlertNews.Kind.tellings.map(\.rawValue)))
        let compared = live.matches(of: /\btype === "([^"]*)"/).map { String($0.1) }
        // Of boxes and buttons it looks at the type, too.
        let news = Set(compared).subtracting(["radio", "checkbox", "hidden"])
        #expect(news == ["alert-closed", "members-changed", "reach-changed", TestAlarmNews.kind])
        #expect(news.isSubset(of: Self.kinds.union(Self.ephemerals)))
    }
}
