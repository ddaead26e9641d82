import Testing
import Watch
import WatchStore
import WatchTesting

/// Which news of an alert its page shows, and what comes of a receipt for each, on every database.
@Suite("News of an alert that its page shows")
struct AlertNewsStoreTests {
    /// What happened in the street, in order.
    private func told(in street: StoreStreet) async throws -> [Event] {
        try await street.alertStore.events(of: street.street, after: 0, limit: 500).map(\.event)
    }

    @Test(
        "all that a channel tells, from the reader's hearing on, the oldest first",
        arguments: DatabaseUnderTest.allCases)
    func shows(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            _ = try await street.alerts.correct("het was nummer 12", of: alert, by: street.anna)
            let said = try await street.alerts.react(.init(kind: .sighting, text: "hier"), to: alert, by: street.bram)
            _ = try await street.alerts.hold(alert, by: street.carla)
            try await street.admit(street.stranger)
            _ = try await street.share(by: street.bram)
            _ = try await street.alerts.retract(try #require(said.message), by: street.carla)
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            _ = try await street.alerts.reopen(alert, by: street.carla)
            let events = try await told(in: street).filter { $0.alertNews?.alert == alert }
            let shown = events.filter { $0.alertNews.flatMap { Notice.Kind($0.kind) } != nil }
            #expect(
                shown.map(\.alertNews?.kind)
                    == [.alertShared, .alertCorrected, .messageRetracted, .alertClosed, .alertReopened])
            for person in [street.anna, street.bram, street.carla, street.officer] {
                #expect(try await street.alerts.file(alert, for: person).news == shown.map(\.id))
            }
            let late = try await street.alerts.file(alert, for: street.stranger).news
            #expect(late == shown.dropFirst(2).map(\.id), "what was told before them is not theirs")
            // All of them at once, and each but once.
            let store = street.alertStore
            func receive(_ events: [EventId]) async throws -> [GrownReach] {
                try await store.receive(events, by: street.bram, channel: .mail, at: street.clock.now())
            }
            #expect(try await receive([]).isEmpty)
            #expect(try await receive([shown[3].id]).isEmpty, "of no sharing")
            let grown = [GrownReach(alert: alert, home: street.street)]
            #expect(try await receive(shown.map(\.id) + [shown[0].id]) == grown)
            #expect(try await receive(shown.map(\.id)).isEmpty)
            let receipts = try await street.database.read { connection in
                try connection.rows("SELECT event_id FROM receipts WHERE person_id = \(street.bram.text)")
                    .map { row -> EventId in EventId(trusted: try row.text("event_id")) }
            }
            #expect(receipts.sorted() == shown.map(\.id).sorted())
            #expect(try await street.alerts.reach(of: alert, for: street.anna).channels == ["mail": 1])
        }
    }

    @Test("of many the newest, and its sharing all the same", arguments: DatabaseUnderTest.allCases)
    func newest(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let alert = try await street.share().alert
            for _ in 0..<AlertFile.mostNews {
                street.clock.advance(by: .minutes(5))
                _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
                _ = try await street.alerts.reopen(alert, by: street.anna)
            }
            let all = try await told(in: street).map(\.id)
            let news = try await street.alerts.file(alert, for: street.bram).news
            #expect(all.count == 2 * AlertFile.mostNews + 1)
            #expect(news == [all[0]] + all.suffix(AlertFile.mostNews))
        }
    }

    @Test("in another group what was told there, by the same ids", arguments: DatabaseUnderTest.allCases)
    func elsewhere(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let row = try await LinkedRow(street, 2)
            try await row.link(0, 1)
            let alert = try await row.share(in: 0, by: street.anna, latitude: 52.0895).alert
            _ = try await row.share(in: 1, by: row.coordinators[1], latitude: 52.0985)
            _ = try await street.alerts.close(alert, .gone, text: nil, by: street.anna)
            let home = try await street.alerts.file(alert, for: street.bram)
            let there = try await street.alerts.file(alert, for: row.coordinators[1])
            #expect(home.hearing.group == row.groups[0].id && there.hearing.group == row.groups[1].id)
            #expect(home.news == there.news && home.news.count == 2)
        }
    }
}
