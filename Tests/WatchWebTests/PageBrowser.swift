import Foundation
import HTTPTypes
import Synchronization
import Testing
import Watch
import WatchTesting

/// Somebody's browser: keeps cookies by name and path as it is told, and sends them where they belong.
final class PageBrowser: Sendable {
    static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    static let chrome =
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/138.0.0.0 Mobile Safari/537.36"

    private struct Kept {
        let value: String
        let path: String
    }

    private let street: APIStreet
    private let agent: String
    private let language: String
    private let jar = Mutex<[String: Kept]>([:])

    init(_ street: APIStreet, agent: String = PageBrowser.firefox, language: String = "en") {
        self.street = street
        self.agent = agent
        self.language = language
    }

    func get(_ path: String) async throws -> Answer {
        keep(try await street.ask(.get, path, headers: headers(path)))
    }

    func send(_ path: String, _ fields: [String: String] = [:]) async throws -> Answer {
        keep(try await street.send(path, headers: headers(path), fields))
    }

    /// Sends a form of which a page asks once more whether it is meant, and says yes there, with what else is ticked.
    func confirm(_ path: String, _ fields: [String: String] = [:]) async throws -> Answer {
        let asked = try await send(path, fields)
        guard let form = try asked.finalStep else { return asked }
        return try await send(form.path, form.fields.merging(fields) { first, _ in first })
    }

    func cookie(_ name: String) -> String? { jar.withLock { $0[name]?.value } }

    /// Puts a cookie in by hand.
    func put(_ name: String, _ value: String) { jar.withLock { $0[name] = Kept(value: value, path: "/") } }

    /// Asks for a letter.
    ///
    /// - Returns: the letter.
    @discardableResult
    func askForLetter(_ email: String, _ fields: [String: String] = [:]) async throws -> Letter {
        let answer = try await send("/sign-in", fields.merging(["email": email]) { $1 })
        try #require(answer.status == 303 || answer.status == 200, "\(answer.text)")
        return try #require(street.letters.letters.last)
    }

    /// Signs in with the code of a letter.
    ///
    /// - Returns: the session's secret.
    @discardableResult
    func signIn(_ neighbour: Street.Neighbour) async throws -> String {
        let letter = try await askForLetter(try #require(neighbour.person.email))
        let answer = try await send("/sign-in/code", ["code": try letter.code])
        try #require(answer.status == 303, "\(answer.text)")
        return try #require(cookie("__Host-saar-session"))
    }

    private func headers(_ path: String) -> [String: String] {
        let cookies = jar.withLock { jar in
            jar.filter { path.hasPrefix($0.value.path) }.map { "\($0.key)=\($0.value.value)" }.sorted()
        }
        return ["Cookie": cookies.joined(separator: "; "), "User-Agent": agent, "Accept-Language": language]
    }

    private func keep(_ answer: Answer) -> Answer {
        for line in answer.headers[values: .setCookie] {
            let parts = line.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let pair = parts[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let path = parts.first { $0.hasPrefix("Path=") }.map { String($0.dropFirst(5)) } ?? "/"
            jar.withLock { $0[pair[0]] = parts.contains("Max-Age=0") ? nil : Kept(value: pair[1], path: path) }
        }
        return answer
    }
}

extension APIStreet {
    /// Whether a session's secret opens nothing.
    func isSignedOut(_ secret: String) async throws -> Bool {
        try await ask(.get, "/me", headers: ["Cookie": "__Host-saar-session=\(secret)"]).status == 401
    }
}

extension Answer {
    /// The one line that sets a cookie; nil when there is none.
    func cookie(_ name: String) throws -> String? {
        let lines = headers[values: .setCookie].filter { $0.hasPrefix("\(name)=") }
        try #require(lines.count < 2, "\(lines)")
        return lines.first
    }

    /// Everything that an expression finds on the page, by its first pair of brackets.
    func found(_ pattern: String) throws -> [String] {
        try NSRegularExpression(pattern: pattern)
            .matches(in: text, range: NSRange(text.startIndex..., in: text))
            .compactMap { Range($0.range(at: 1), in: text).map { String(text[$0]) } }
    }
}

extension Letter {
    var lines: [String] { text.split(separator: "\n").map(String.init) }

    /// The code, on a line of its own.
    var code: String {
        get throws { try #require(lines.first { $0.count == 6 && $0.allSatisfy { $0.isASCII && $0.isWholeNumber } }) }
    }

    /// The path of the link, which stands on a line of its own.
    var linkPath: String {
        get throws {
            let site = "https://saar.test"
            return String(try #require(lines.first { $0.hasPrefix("\(site)/sign-in/") }).dropFirst(site.count))
        }
    }
}
