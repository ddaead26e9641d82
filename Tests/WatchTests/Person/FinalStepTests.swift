import Testing
import Watch
import WatchTesting

/// What asks once more, and the value that only the page holds which asks.
@Suite struct FinalStepTests {
    private static let secret = String(repeating: "a", count: 64)
    private static let group = Street.group.id
    private static let next = Street.nextGroup.id
    private static let anna: MemberId = Street.fixed("a1")
    private static let bram: MemberId = Street.fixed("a2")
    private static let day = ManualClock.friday

    /// Every step, and each of them about something else.
    static let steps: [FinalStep] = [
        .erasure, .device(Street.fixed("f1")), .device(Street.fixed("f2")), .otherDevices, .leaving(group),
        .leaving(next), .member(anna, .init(standing: .left)), .member(bram, .init(standing: .left)),
        .member(anna, .init(role: .coordinator)), .member(anna, .init(role: .resident)),
        .member(anna, .init(role: .coordinator, until: day)),
        .member(anna, .init(role: .coordinator, until: day + .days(1))), .handOver(group, to: anna),
        .handOver(group, to: bram), .handOver(next, to: anna), .closure(group), .closure(next), .decline(group),
        .codes(group), .retraction(Street.fixed("c1")), .retraction(Street.fixed("c2")),
    ]

    private func countersign(_ step: FinalStep, _ secret: String = secret) -> String {
        step.countersign(by: secret, digest: FakeSeal.hash)
    }

    @Test func eachHasItsOwn() {
        #expect(Set(Self.steps.map { countersign($0) }).count == Self.steps.count)
        #expect(
            Set(Self.steps.map { countersign($0, String(repeating: "b", count: 64)) })
                .isDisjoint(with: Self.steps.map { countersign($0) }))
        #expect(Self.steps.allSatisfy { countersign($0) == countersign($0) })
    }

    @Test(arguments: steps)
    func onlyItsOwnCounts(step: FinalStep) {
        func counts(_ typed: String, _ secret: String = Self.secret) -> Bool {
            step.isCountersigned(typed, by: secret, digest: FakeSeal.hash)
        }
        let right = countersign(step)
        #expect(counts(right))
        #expect(!counts(right, String(repeating: "b", count: 64)), "another session's")
        for other in Self.steps where other != step { #expect(!counts(countersign(other))) }
        for wrong in [
            "", " ", "1", String(right.dropLast()), right + "0", right.uppercased() + " ", "\u{0600}" + right,
        ] {
            #expect(!counts(wrong), "\(wrong)")
        }
        #expect(!counts(String(right.reversed())) || String(right.reversed()) == right)
    }

    @Test(arguments: [
        (Member.Wish(standing: .left), true), (Member.Wish(role: .coordinator), true),
        (Member.Wish(role: .resident), true),
        (Member.Wish(role: .coordinator, until: ManualClock.friday), true), (Member.Wish(standing: .approved), false),
        (Member.Wish(standing: .suspended), false), (Member.Wish(isMuted: true), false), (Member.Wish(), false),
    ])
    func whatIsAskedAboutOnceMore(wish: Member.Wish, isFinal: Bool) {
        #expect(wish.isFinal == isFinal)
    }
}
