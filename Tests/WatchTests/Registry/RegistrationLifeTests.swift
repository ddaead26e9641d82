import Testing
import Watch
import WatchTesting

@Suite("A group's way through the registry")
struct RegistrationLifeTests {
    /// What somebody does.
    enum Step: String, CaseIterable { case confirm, renew, close, reopen }

    static let table: [(from: Registration.Standing, step: Step, to: Registration.Standing?, refusal: Refusal.Code?)] =
        [
            (.proposed, .confirm, .listed, nil), (.listed, .confirm, nil, .registrationNotProposed),
            (.silent, .confirm, nil, .registrationNotProposed), (.closed, .confirm, nil, .registrationNotProposed),
            (.proposed, .renew, .proposed, nil), (.listed, .renew, .listed, nil), (.silent, .renew, .listed, nil),
            (.closed, .renew, nil, .groupClosed),
            (.proposed, .close, .closed, nil), (.listed, .close, .closed, nil), (.silent, .close, .closed, nil),
            (.closed, .close, nil, .groupClosed),
            (.proposed, .reopen, nil, .registrationNotClosed), (.listed, .reopen, nil, .registrationNotClosed),
            (.silent, .reopen, nil, .registrationNotClosed), (.closed, .reopen, .listed, nil),
        ]

    @Test("every step from every standing", arguments: table.indices)
    func steps(_ index: Int) {
        let row = RegistrationLifeTests.table[index]
        let now = ManualClock.friday
        var registration = Street.registration(of: Street.group)
        registration.standing = row.from
        registration.reminders = 2
        registration.silentAt = row.from == .silent ? now : nil
        let before = registration
        do throws(Refusal) {
            switch row.step {
            case .confirm: try registration.confirm(at: now)
            case .renew: try registration.renew(at: now)
            case .close: try registration.close()
            case .reopen: try registration.reopen(at: now)
            }
            #expect(row.to == registration.standing)
            // It counts since it was confirmed first, whatever came after that.
            #expect(registration.listedAt == (row.step == .confirm || row.step == .reopen ? now : nil))
            if row.step == .renew {
                #expect(registration.confirmedAt == now && registration.reminders == 0 && registration.silentAt == nil)
            }
        } catch {
            #expect(row.refusal == error.code)
            #expect(registration == before)
        }
    }

    @Test("since when it counts is said once")
    func listed() throws {
        let now = ManualClock.friday
        var registration = Street.registration(of: Street.group)
        registration.standing = .proposed
        try registration.confirm(at: now)
        try registration.close()
        try registration.reopen(at: now + .days(9))
        #expect(registration.listedAt == now && registration.confirmedAt == now + .days(9))
        var declined = Street.registration(of: Street.group)
        declined.standing = .proposed
        try declined.decline()
        #expect(declined.listedAt == nil)
    }

    @Test("the table knows every step from every standing once")
    func isWhole() {
        let rows = Set(RegistrationLifeTests.table.map { "\($0.from) \($0.step)" })
        #expect(rows.count == Registration.Standing.allCases.count * Step.allCases.count)
        #expect(rows.count == RegistrationLifeTests.table.count)
    }

    @Test("a municipality speaks for its groups, a foundation for its country's, a coordinator for their own")
    func capacities() throws {
        func of(_ member: Member?, _ offices: [Office]) -> Set<RegistryRules.Capacity> {
            RegistryRules.capacities(of: member, offices: offices, for: Street.group)
        }
        #expect(of(Street.carlaMember, []) == [.coordinator])
        #expect(of(Street.annaMember, []) == [])
        #expect(of(nil, [Office(kind: .municipality, territory: "1901")]) == [.municipality])
        #expect(of(nil, [Office(kind: .municipality, territory: "0632")]) == [])
        #expect(of(nil, [Office(kind: .foundation, territory: "NL")]) == [.foundation])
        #expect(of(nil, [Office(kind: .foundation, territory: "BE")]) == [])
        #expect(of(nil, [Street.police]) == [])
        #expect(try RegistryRules.office([.municipality, .foundation]) == .municipality)
        #expect(throws: Refusal(.notAllowed)) { try RegistryRules.office([.coordinator]) }
    }

    @Test(
        "a code is read however it was typed",
        arguments: [
            ("abcd-efgh", "abcdefgh"), ("ABCD EFGH", "abcdefgh"), ("0000000000e1", "0000000000e1"), ("abcdefg", nil),
            ("abcdefghijklm", nil), ("abcd/efgh", nil), ("äbcdefgh", nil), ("", nil),
        ] as [(String, String?)])
    func codes(_ typed: String, _ text: String?) {
        #expect(JoinCode(typed)?.text == text)
    }

    @Test("a new code has eight letters that cannot be mistaken, and is printed in two halves")
    func newCode() throws {
        let code = JoinCode(randomness: [0, 1, 29, 30, 255, 100, 200, 7, 9, 9])
        #expect(code.text.count == 8)
        #expect(!code.text.contains { "01iluo".contains($0) })
        #expect(JoinCode(code.printed) == code)
        #expect(code.printed.count == 9)
    }
}
