import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing
import Watch
import WatchTesting
import WatchWeb

/// A stream lasts no longer than the key it was opened with.
@Suite("When a key is taken back", .serialized, .timeLimit(.minutes(6)))
struct LiveKeyTests {
    /// Ways for Anna to lose the key of her phone.
    enum Way: CaseIterable, Sendable {
        case signOut, device, others, signInAnew, erasure, expiry
    }

    private func listen(_ street: APIStreet, _ fields: [String: String]) async throws -> SSEClient {
        let client = try await SSEClient.connect(port: try #require(street.client.port))
        try await client.ask("/api/v1/live", fields)
        try await LiveHouse.expectOpening(client)
        return client
    }

    @Test("who signs out hears nothing more", arguments: Way.allCases)
    func cut(way: Way) async throws {
        try await APIStreet.run(isLive: true) { street in
            let phone = PageBrowser(street, agent: PageBrowser.chrome)
            let secret = try await phone.signIn(Street.anna)
            let computer = PageBrowser(street)
            let bram = try await PageBrowser(street).signIn(Street.bram)
            let stream = try await listen(street, ["Cookie": "__Host-saar-session=\(secret)"])
            let other = try await listen(street, ["Cookie": "__Host-saar-session=\(bram)"])
            switch way {
            case .signOut: _ = try await phone.send("/sign-out")
            case .device:
                try await computer.signIn(Street.anna)
                let tokens = try await street.house.persons.devices(of: Street.anna.id)
                let token = try #require(tokens.first { $0.device == "Chrome · Android" }).id
                #expect(try await computer.confirm("/me/devices/\(token)").status == 303)
            case .others:
                try await computer.signIn(Street.anna)
                #expect(try await computer.confirm("/me/devices/others").status == 303)
            case .signInAnew: try await phone.signIn(Street.carla)
            case .erasure: #expect(try await phone.confirm("/me/erasure", ["sure": "1"]).status == 303)
            case .expiry:
                street.clock.advance(by: .days(365))
                try await street.house.persons.endExpired()
            }
            #expect(try await stream.events(untilThe: .finished, "the end").isEmpty)
            // On the same connection: the key opens nothing more.
            try await stream.ask("/api/v1/live", ["Cookie": "__Host-saar-session=\(secret)"])
            guard case .head(401, _) = try await stream.next("a refusal") else {
                Issue.record("the key still opens the door")
                return
            }
            if way != .expiry {
                street.house.live.sendEphemeral(
                    group: Street.group.id, to: LiveEphemeral(persons: [Street.bram.id], audiences: []),
                    kind: .reachChanged, data: "still here")
                #expect(try await other.event().data == "still here")
            }
            other.close()
        }
    }
}
