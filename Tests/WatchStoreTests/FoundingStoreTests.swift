import Testing
import Watch
import WatchStore
import WatchTesting

/// Founding, codes of households and changes of a group on every database.
@Suite("Founding in the store")
struct FoundingStoreTests {
    private static func plan(
        _ name: String, south: Double = 52.2, invitation: String? = nil, isSeparate: Bool = false
    ) -> GroupPlan {
        GroupPlan(
            name: name, place: "Woerden", country: "NL", zone: nil, municipality: "0632", area: StoreStreet.area(south),
            channel: .whatsapp, invitation: invitation, isSeparate: isSeparate)
    }

    @Test(
        "a second group on the same ground is refused, unless it says that it is one",
        arguments: DatabaseUnderTest.allCases)
    func overlapping(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let store = SQLRegistryStore(database: street.database)
            let link = "https://chat.whatsapp.com/AbCdEf1234567890"
            let first = try await street.groups.found(
                FoundingStoreTests.plan("Eerste", invitation: link), by: street.anna)
            #expect(try await store.invitation(of: first.id) == link)
            try await expectRefusal(.areaOverlaps) {
                _ = try await street.groups.found(FoundingStoreTests.plan("Tweede"), by: street.bram)
            }
            // What was refused is not there.
            try await expectRefusal(.notFound) { _ = try await street.groups.group(.slug("tweede")) }
            let second = try await street.groups.found(
                FoundingStoreTests.plan("Tweede", isSeparate: true), by: street.bram)
            let log = try await store.audit(of: second.id, limit: 9)
            #expect(log.map(\.details) == [["separate": "true", "overlaps": first.id.text]])
            try await expectRefusal(.invitationInvalid) {
                _ = try await street.groups.found(
                    FoundingStoreTests.plan("Derde", south: 53, invitation: "x"), by: street.bram)
            }
        }
    }

    @Test("nobody has more than five groups waiting", arguments: DatabaseUnderTest.allCases)
    func limit(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            for number in 0..<FoundingRules.mostProposed {
                _ = try await street.groups.found(
                    FoundingStoreTests.plan("Groep \(number)", south: 52.5 + Double(number) / 10), by: street.anna)
            }
            try await expectRefusal(.tooManyGroups) {
                _ = try await street.groups.found(FoundingStoreTests.plan("Nog een", south: 51), by: street.anna)
            }
            _ = try await street.groups.found(FoundingStoreTests.plan("Nog een", south: 51), by: street.bram)
        }
    }

    @Test(
        "a code opens the door for six people of a household, and guessing ends", arguments: DatabaseUnderTest.allCases)
    func codes(_ kind: DatabaseUnderTest) async throws {
        try await withStreet(kind) { street in
            let desk = HouseholdDesk(
                store: SQLHouseholdStore(database: street.database, surroundings: street.surroundings),
                hashing: SecretHash(), surroundings: street.surroundings)
            try await expectRefusal(.notAllowed) { _ = try await desk.make(2, in: street.street, by: street.anna) }
            try await expectRefusal(.fieldInvalid) { _ = try await desk.make(501, in: street.street, by: street.carla) }
            let codes = try await desk.make(3, in: street.street, by: street.carla)
            #expect(Set(codes).count == 3)
            #expect(try await desk.count(in: street.street) == 3)
            let rows = try await street.database.read { connection in
                try connection.rows("SELECT hash FROM household_codes").map { try $0.text("hash") }
            }
            for code in codes { #expect(!rows.contains { $0.contains(code.text) }) }

            let proof = try await desk.proof(codes[0].printed, in: street.street, by: street.anna)
            _ = try await desk.make(1, in: street.street, by: street.carla, replaces: true)
            #expect(try await desk.count(in: street.street) == 1)
            try await expectRefusal(.proofWrong) {
                _ = try await desk.proof(codes[0].printed, in: street.street, by: street.anna)
            }
            _ = proof
            for _ in 1..<HouseholdCode.triesPerHour {
                try await expectRefusal(.proofWrong) {
                    _ = try await desk.proof("abcd-efgh", in: street.street, by: street.anna)
                }
            }
            try await expectRefusal(.tooManyTries) {
                _ = try await desk.proof("abcd-efgh", in: street.street, by: street.anna)
            }
            street.clock.advance(by: .hours(1))
            try await expectRefusal(.proofWrong) {
                _ = try await desk.proof("abcd-efgh", in: street.street, by: street.anna)
            }
        }
    }
}
