import Watch
import WatchWords

/// Starting a group, or registering one that is there: what is asked of a coordinator, where it watches, how it talks.
struct FoundingModel: PageModel {
    static let template = "founding"

    /// What the police of a country ask of a watch.
    struct Guidelines: Equatable, Sendable {
        let title: String
        let lines: [String]
    }

    let frame: PageFrame
    let action: String
    let requestKey: String
    /// The screen that is shown, and how far one is.
    let step: String
    /// Nil where all of it stands on one page.
    let progress: String?
    let heading: String
    let isFirst: Bool
    let isName: Bool
    let isWhere: Bool
    let isTalk: Bool
    let isLast: Bool
    let isSummedUp: Bool
    /// What was said on the others.
    let carried: [FinalStepModel.Field]
    let guidelines: [Guidelines]
    let name: FormField
    let needsName: Bool
    let firstName: FormField
    let place: WherePart
    let channels: [Choice]
    let invitation: FormField
    let statedMembers: FormField
    let asksForProof: JoinModel.TickBox
    let coCoordinator: FormField
    let agrees: JoinModel.TickBox
    let isOfAge: JoinModel.TickBox
    /// To which age the box says yes: where it was drawn elsewhere since, another one may hold.
    let age: String
    let isStranger: Bool
    let mistakes: [Mistake]
    let hasMistakes: Bool

    /// - Parameters:
    ///   - steps: the screens that are shown: one of them, or all.
    ///   - part: where it watches.
    ///   - jurisdiction: the policy that holds there; nil where that is not said yet.
    ///   - known: the first name of who founds it; empty when they have not said it.
    init(
        _ typed: TypedForm, steps: [FoundingStep] = [.name], place part: WherePart, jurisdiction: Jurisdiction?,
        firstName known: String?, refusals: [Refusal] = [],
        requestKey: String, _ setting: PageSetting
    ) {
        let words = setting.words
        let policy = jurisdiction ?? .usual
        frame = PageFrame(
            words.text("founding.title"), setting, in: policy, isForSearching: typed.fields.isEmpty)
        action = SiteURL.groups.path
        self.requestKey = requestKey
        let step = steps.last ?? .name
        let isWhole = steps.count > 1
        self.step = step.rawValue
        progress =
            isWhole
            ? nil
            : words.text(
                "founding.step",
                ["number": words.number(step.number), "count": words.number(FoundingStep.allCases.count)])
        heading = isWhole ? words.text("founding.title") : words.text("founding.step.\(step.rawValue)")
        isFirst = step == FoundingStep.allCases.first
        isName = steps.contains(.name)
        isWhere = steps.contains(.where)
        isTalk = steps.contains(.talk)
        isLast = steps.contains(.last)
        isSummedUp = steps == [.last]
        carried = FoundingStep.carried(typed, besides: steps)
        guidelines = Jurisdiction.all.map(\.country).filter { jurisdiction == nil || $0 == policy.country }.map {
            code in
            Guidelines(
                title: words.text("founding.police.\(code)"),
                lines: (1...4).map { words.text("founding.police.\(code).\($0)") })
        }
        let box = GroupBoxes(typed, refusals: refusals, words)
        name = box.name
        channels = box.channels
        invitation = box.invitation
        statedMembers = box.statedMembers
        asksForProof = box.asksForProof
        coCoordinator = FormField(
            "coCoordinator", words.text("founding.coCoordinator"), hint: words.text("founding.coCoordinator.hint"),
            value: typed["coCoordinator"], limit: 254, field: "coCoordinator", refusals: refusals, words: words)
        isStranger = known == nil
        needsName = known?.isEmpty == true
        firstName = FormField(
            "firstName", words.text("me.firstName"), hint: words.text("me.firstName.hint"),
            value: typed.fields["firstName"] ?? "", limit: 40, field: "firstName", refusals: refusals, words: words,
            complete: "given-name")
        place = part
        agrees = box.tick("agrees", words.text("founding.agree"))
        age = String(policy.minimumAge)
        isOfAge = box.tick(
            "isOfAge", words.text("join.age", ["age": age]), isTicked: GroupBoxes.consent(typed, in: policy).isOfAge)
        mistakes = refusals.map { Mistake($0, words: words, names: GroupBoxes.names) }
        hasMistakes = !mistakes.isEmpty
    }
}

/// The boxes that founding a group and changing it have in common.
struct GroupBoxes {
    let name: FormField
    let channels: [Choice]
    let invitation: FormField
    let statedMembers: FormField
    let asksForProof: JoinModel.TickBox
    private let typed: TypedForm
    private let refusals: [Refusal]
    private let words: Catalogue

    init(_ typed: TypedForm, refusals: [Refusal], _ words: Catalogue) {
        self.typed = typed
        self.refusals = refusals
        self.words = words
        func field(_ name: String, limit: Int) -> FormField {
            FormField(
                name, words.text("founding.\(name)"), hint: words.text("founding.\(name).hint"), value: typed[name],
                limit: limit, field: name, refusals: refusals, words: words)
        }
        name = field("name", limit: 80)
        channels = Choice.all(
            "channel", Registration.Channel.allCases.map(\.rawValue),
            chosen: typed.filled("channel") ?? Registration.Channel.saar.rawValue,
            label: { words.text("founding.channel.\($0)") })
        invitation = field("invitation", limit: 500)
        statedMembers = field("statedMembers", limit: 6)
        asksForProof = JoinModel.TickBox(
            name: "asksForProof", label: words.text("founding.proof"), isTicked: typed["asksForProof"] == "1",
            error: nil)
    }

    func tick(_ name: String, _ label: String, isTicked: Bool? = nil) -> JoinModel.TickBox {
        JoinModel.TickBox(
            name: name, label: label, isTicked: isTicked ?? (typed[name] == "1"),
            error: refusals.first { $0.field == name }.map(words.refusal))
    }

    /// The number that was typed; nothing counts as none.
    ///
    /// - Throws: `field-invalid`.
    static func members(_ typed: TypedForm) throws(Refusal) -> Int {
        guard let text = typed.filled("statedMembers") else { return 0 }
        return try GroupPlan.members(Int(Words.trimmed(text)) ?? -1)
    }

    /// Everything that is amiss with these boxes and the area, in the order of the form.
    ///
    /// - Parameters:
    ///   - old: what the group is called already; nil for a new one.
    ///   - asksForName: whether who founds it has no first name yet.
    static func refusals(
        _ typed: TypedForm, insteadOf old: String? = nil, asksForName: Bool = false, in gazetteer: Gazetteer,
        house: House
    ) -> [Refusal] {
        var found = Refusals()
        found.check { () throws(Refusal) in try GroupRules.name(typed["name"], insteadOf: old) }
        if asksForName { found.check { () throws(Refusal) in try PersonName.checked(typed["firstName"]) } }
        found.check { () throws(Refusal) in
            guard let area = try WhereForm(typed: typed).area(in: gazetteer, house: house) else {
                guard old == nil else { return }
                throw Refusal(.fieldMissing, field: "area")
            }
            _ = try AreaRules.drawn(area, in: house.areas)
        }
        found.check { () throws(Refusal) in
            let channel = Registration.Channel(rawValue: typed["channel"]) ?? .saar
            _ = try ChatInvitation.kept(typed["invitation"], for: channel)
        }
        found.check { () throws(Refusal) in try members(typed) }
        return found.all
    }

    /// The same for a group that is to be founded, whose form asks more.
    static func refusals(
        founding typed: TypedForm, asksForName: Bool, jurisdiction: Jurisdiction, in gazetteer: Gazetteer, house: House
    ) -> [Refusal] {
        var found = Refusals()
        found.check { () throws(Refusal) in try CoCoordination.address(typed["coCoordinator"]) }
        return refusals(typed, asksForName: asksForName, in: gazetteer, house: house) + found.all
            + lacking(typed, in: jurisdiction)
    }

    /// What who founds a group agrees to by the form: to coordinate it by the rules, and that they are as old as the box said.
    static func consent(_ typed: TypedForm, in jurisdiction: Jurisdiction) -> Member.Consent {
        let isOldEnough = typed.filled("age").map { Int($0) ?? 0 >= jurisdiction.minimumAge } ?? true
        return Member.Consent(acceptsRules: typed["agrees"] == "1", isOfAge: typed["isOfAge"] == "1" && isOldEnough)
    }

    /// What is missing of that, in the boxes of this form.
    static func lacking(_ typed: TypedForm, in jurisdiction: Jurisdiction) -> [Refusal] {
        consent(typed, in: jurisdiction).refusals(in: jurisdiction).map { refusal in
            refusal.code == .rulesNotAccepted ? Refusal(.rulesNotAccepted, field: "agrees") : refusal
        }
    }

    /// The ids of the boxes, by the API's spelling.
    static let names = WherePart.names.merging([
        "name": "name", "firstName": "firstName", "invitation": "invitation", "statedMembers": "statedMembers",
        "agrees": "agrees", "isOfAge": "isOfAge", "coCoordinator": "coCoordinator",
    ]) { first, _ in first }
}
