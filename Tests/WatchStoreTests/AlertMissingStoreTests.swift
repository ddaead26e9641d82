import Testing
import Watch
import WatchStore
import WatchTesting

/// Who is missing is asked about, also where an older program asked nobody, on every database.
@Suite("Keeping an eye on who is missing")
struct AlertMissingStoreTests {
    @Test("an open alert for which nothing is due is looked at again", arguments: DatabaseUnderTest.allCases)
    func remembering(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let missing = try await street.alerts.share(
                Street.missingChild(), in: street.street, by: street.anna
            ).alert
            let ended = try await street.share().alert
            _ = try await street.alerts.close(ended, .gone, text: nil, by: street.carla)
            // As programs before this one left it.
            _ = try await street.database.write { try $0.run("DELETE FROM schedule WHERE subject = 'alert'") }
            street.clock.advance(by: .days(3))
            #expect(try await street.dues.round() == 0)
            #expect(try await street.alerts.remember() == 1)
            #expect(try await street.alerts.remember() == 0)
            #expect(try await street.dues.round() == 1)
            let file = try await street.alerts.file(missing, for: street.bram)
            #expect(file.alert.state == .open(askedAt: street.clock.now(), heldUntil: nil))
            street.clock.advance(by: .days(1))
            #expect(try await street.dues.round() == 1)
            #expect(try await street.groups.group(.id(street.street)).state == .awake)
        }
    }
}
