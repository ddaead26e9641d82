import Foundation
import HTTPTypes
import Testing
import Watch
import WatchTesting
import WatchWords

@testable import WatchWeb

/// A group that nobody answers for, from the first letter to the button that keeps it, or to its end.
@Suite("A silent group, as pages and letters tell it") struct PageClosingTests {
    private let page = "/groups/kerkstraat"

    /// So many days later the registry does what is due: letters are written, go out, and are counted.
    private func wait(_ days: Int64, _ street: APIStreet) async throws {
        street.clock.advance(by: .days(days))
        for _ in 0..<3 {
            _ = try await street.write(.reminder)
            street.clock.advance(by: .minutes(1))
        }
    }

    /// Four hundred days after the coordinator's last word, through all letters, to the one to those above.
    private func warned(_ street: APIStreet) async throws {
        for days: Int64 in [0, 14, 14, 14] { try await wait(days, street) }
        let silent = try await street.ask(.get, page, as: Street.anna)
        #expect(!silent.text.contains("Does this group stay?"))
        #expect(!street.letters.letters.contains { $0.to.text == "marieke@example.org" })
        try await wait(60, street)
        let letters = street.letters.letters.filter { $0.to.text == "marieke@example.org" }
        #expect(letters.count == 1 && letters.first?.text.contains("- \(Street.group.name), ") == true)
    }

    @Test func theOfficeAboveIsAskedAndKeepsIt() async throws {
        try await APIStreet.run { street in
            try await street.ask(.post, "\(APIStreet.group)/renewal", as: Street.marieke, body: "{}")
                .expectProblem(403, "not-allowed")
            try await warned(street)
            for (path, neighbour) in [
                (page, Street.anna), ("\(page)/registry", Street.marieke), ("/registry/care", Street.marieke),
            ] {
                let shown = try await street.ask(.get, path, as: neighbour)
                #expect(shown.status == 200 && shown.text.contains("will be closed on "), "\(path)")
            }
            let registry = try await street.ask(.get, "\(page)/registry", as: Street.marieke)
            #expect(registry.text.contains("The group stays") && registry.text.contains(#"action="\#(page)/renewal""#))
            for neighbour in [Street.anna, Street.deWit] {
                #expect(try await street.send("\(page)/renewal", as: neighbour, [:]).status == 403)
            }
            let answer = try await street.send("\(page)/renewal", as: Street.marieke, [:])
            #expect(answer.header("Location") == "\(page)/registry?done=registry-renewed")
            #expect(try await !street.ask(.get, page, as: Street.anna).text.contains("Does this group stay?"))
            let log = try await street.ask(.get, "\(APIStreet.group)/audit", as: Street.marieke)
            #expect(log["entries.0.kind"] == "renewed" && log["entries.0.capacity"] == "municipality")
            #expect(log["entries.1.kind"] == "warned" && log["entries.1.capacity"] == "watch")
        }
    }

    @Test func unansweredItIsClosedAMonthLater() async throws {
        try await APIStreet.run { street in
            try await warned(street)
            try await wait(29, street)
            #expect(try await street.ask(.get, "\(page)/report", as: Street.anna).status == 200)
            try await wait(1, street)
            #expect(try await street.ask(.get, page, as: Street.anna).text.contains("This group is closed"))
            #expect(try await street.ask(.get, "\(page)/report", as: Street.anna).status == 409)
        }
    }
}
