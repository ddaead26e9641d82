import HTTPTypes
import Testing
import Watch
import WatchTesting

/// A coordinator draws the group's area anew: what the pages say when it goes elsewhere.
@Suite("A group that moves, on its pages") struct PageMoveTests {
    private let settings = "/groups/kerkstraat/settings"

    private func fields(_ more: [String: String]) -> [String: String] {
        ["name": "Kerkstraat", "channel": "saar", "do": "save"].merging(more) { _, new in new }
    }

    @Test func whoGoesElsewhereIsToldBeforehandAndAfterwards() async throws {
        try await APIStreet.run { street in
            let form = try await street.ask(.get, settings, as: Street.carla)
            #expect(form.text.contains("Does the group move to another municipality"))
            let same = try await street.send(settings, as: Street.carla, fields(["where": "same"]))
            #expect(same.status == 303 && same.header("Location") == "\(settings)?done=revised", "\(same.text)")
            let area =
                #"{"type":"Polygon","coordinates":[[[5.15,52.15],[5.16,52.15],[5.16,52.16],[5.15,52.16],[5.15,52.15]]]}"#
            let moved = try await street.send(
                settings, as: Street.carla, fields(["where": "drawn", "area": area]))
            #expect(moved.status == 303 && moved.header("Location") == "\(settings)?done=moved", "\(moved.text)")
            let page = try await street.ask(.get, "\(settings)?done=moved", as: Street.carla)
            #expect(page.text.contains("will confirm it again"))
            let group = try await street.ask(.get, "/groups/kerkstraat", as: Street.carla)
            #expect(group.text.contains("The group is waiting for confirmation"))
            let answer = try await street.ask(.get, APIStreet.group, as: Street.carla)
            #expect(answer["standing"] == "proposed")
            let log = try await street.ask(.get, "\(APIStreet.group)/audit", as: Street.carla)
            #expect(log["entries.0.details.standing"] == "listed → proposed", "\(log.text)")
            // It waits already: another step is no second move.
            let again = try await street.send(
                settings, as: Street.carla,
                fields(["where": "drawn", "area": area.replacing("52.5", with: "52.3")]))
            #expect(again.header("Location") == "\(settings)?done=revised", "\(again.text)")
        }
    }
}
