import Watch

/// One screen of starting a group. What was said on the others goes along in the form, so that nothing is kept anywhere
/// before the group is there, and the way works without a script.
enum FoundingStep: String, CaseIterable, Sendable {
    case name, `where`, talk, last

    /// The step that a form shows, as it says; the first one for a form that says none.
    init(_ typed: TypedForm) { self = FoundingStep(rawValue: typed["step"]) ?? .name }

    /// The step on which something is mended.
    init(mending refusal: Refusal) {
        switch refusal.field {
        case "name", "firstName", "slug": self = .name
        case "at", "area", "neighbourhoods", "radius", "where": self = .where
        case "channel", "invitation", "statedMembers", "coCoordinator": self = .talk
        default: self = refusal.code == .areaOverlaps ? .where : .last
        }
    }

    /// The screens to show where all of this is to be mended: the one on which it is, or all of them on one page, since
    /// nobody mends one thing after the other.
    static func all(mending refusals: [Refusal]) -> [FoundingStep] {
        let steps = Set(refusals.map { FoundingStep(mending: $0) })
        return steps.count == 1 ? Array(steps) : FoundingStep.allCases
    }

    /// From 1 on.
    var number: Int { (FoundingStep.allCases.firstIndex(of: self) ?? 0) + 1 }

    var next: FoundingStep { FoundingStep.allCases.last { $0.number <= number + 1 } ?? self }

    var before: FoundingStep { FoundingStep.allCases.first { $0.number >= number - 1 } ?? self }

    /// The boxes that stand on its screen.
    private var boxes: Set<String> {
        switch self {
        case .name: ["name", "firstName"]
        case .where: ["at", "where", "radius", "area", "separate"]
        case .talk: ["channel", "invitation", "statedMembers", "asksForProof", "coCoordinator"]
        case .last: ["agrees", "isOfAge", "age"]
        }
    }

    /// Whether a box stands on its screen. Neighbourhoods are ticked by their codes.
    private func shows(_ box: String) -> Bool { boxes.contains(box) || (self == .where && box.begins(with: "n-")) }

    /// What was said on other screens than these.
    static func carried(_ typed: TypedForm, besides steps: [FoundingStep]) -> [FinalStepModel.Field] {
        typed.fields.filter { box, value in
            !value.isEmpty && !steps.contains { $0.shows(box) } && FoundingStep.allCases.contains { $0.shows(box) }
        }.sorted { $0.key < $1.key }.map { FinalStepModel.Field(name: $0.key, value: $0.value) }
    }
}
