import Testing
import Watch
import WatchTesting

@Suite struct IdTests {
    @Test(arguments: [
        "01900000-0000-7000-8000-0000000000a1", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "00000000-0000-0000-0000-000000000000",
    ])
    func whatIsAnId(text: String) {
        #expect(PersonId(text)?.text == text)
        #expect(PersonId(text.uppercased())?.text == text)
        #expect(PersonId(text[...])?.description == text)
    }

    @Test(arguments: [
        "", "anna", "01900000-0000-7000-8000-0000000000a", "01900000-0000-7000-8000-0000000000a11",
        "01900000-0000-7000-8000-0000000000g1", "0190000000007000800000000000000000a1",
        "01900000-0000-7000-80000-000000000a1", "01900000-0000-7000-8000-0000000000a ",
        "{1900000-0000-7000-8000-0000000000a}", "01900000–0000-7000-8000-00000000a1",
        "٠١900000-0000-7000-8000-00000000a1", "../../etc/passwd/aaaaaaaaaaaaaaaaaaaa",
    ])
    func whatIsNone(text: String) {
        #expect(PersonId(text) == nil)
    }

    @Test func newOnesAreOfVersion7AndSortByTime() throws {
        let bytes = [UInt8](repeating: 0xFF, count: 10)
        let first = AlertId(at: ManualClock.friday, randomness: bytes)
        #expect(first.text == "01a1fa8f-0780-7fff-bfff-ffffffffffff")
        #expect(AlertId(first.text) == first)
        let later = AlertId(at: ManualClock.friday + .milliseconds(1), randomness: [UInt8](repeating: 0, count: 10))
        #expect(first < later)
        #expect(later.text.hasSuffix("-7000-8000-000000000000"))
    }

    @Test func aSeedGivesTheSameIdsAndNeverTheSameTwice() {
        let one = SeededRandomness(seed: 7)
        let other = SeededRandomness(seed: 7)
        let ids = (0..<1_000).map { _ in AlertId(at: ManualClock.friday, randomness: one.bytes(10)) }
        #expect(ids == (0..<1_000).map { _ in AlertId(at: ManualClock.friday, randomness: other.bytes(10)) })
        #expect(Set(ids).count == 1_000)
        #expect(SeededRandomness(seed: 8).bytes(10) != SeededRandomness(seed: 7).bytes(10))
    }

    @Test(arguments: [
        ([UInt8](), ""), ([0], "00"), ([0x0F, 0xF0, 0xAB], "0ff0ab"), ([255, 1], "ff01"),
    ])
    func hexadecimal(bytes: [UInt8], text: String) {
        #expect(Hex.text(bytes) == text)
        #expect(Hex.bytes(text) == bytes)
        #expect(Hex.bytes(text.uppercased()) == bytes)
    }

    @Test(arguments: ["a", "0g", "0x", " 0", "é", "١٢"])
    func noHexadecimal(text: String) {
        #expect(Hex.bytes(text) == nil)
    }
}
