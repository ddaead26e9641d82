import Testing
import Watch
import WatchTesting

/// What the rules are tried on in memory keeps to what every database keeps to.
@Suite("Alerts in memory") struct AlertStoreContractTests {
    @Test func theStoreInMemoryKeepsTheContract() async throws {
        var contract = AlertStoreContract(LivingStreet())
        #expect(try await contract.breaches() == [])
    }
}
