import Hummingbird
import Watch
import WatchWords

/// What is about to be done, and what of it cannot be undone: asked on a page of its own, once more, before it is done.
struct FinalStepModel: PageModel {
    static let template = "final-step"

    /// What the words are about, as the catalogue names them: `step.leave.title` and so on.
    enum Kind: String, CaseIterable, Sendable {
        case leave, withdraw, remove, decline, appoint, dismiss
        case standIn = "stand-in"
        case handOver = "hand-over"
        case handOverByOffice = "hand-over-office"
        case close
        case declineGroup = "decline-group"
        case codes, device
        case testAlarm = "test-alarm"
        case otherDevices = "other-devices"
        case retract, erasure
    }

    /// A step that is about to be taken, and what its page must know of it.
    struct Question: Sendable {
        let step: FinalStep
        let kind: Kind
        /// What the words need: names, a day.
        var values: [String: String] = [:]
        /// Whose data it is about, by their address.
        var whose: String?
        /// Somebody's own words that it is about.
        var quote: String?
        /// Where the form goes.
        let action: String
        /// What it brings along besides.
        var fields: [Field] = []
        /// Where to go for who thinks better of it.
        let back: String
        /// Groups that would be left with nobody.
        var alone: [String] = []
        /// A box to tick besides; nil for none.
        var tick: String?
        var jurisdiction = Jurisdiction.usual
    }

    /// Something that the form brings along unseen.
    struct Field: Equatable, Sendable {
        let name: String
        let value: String
    }

    /// A paragraph under its heading.
    struct Part: Equatable, Sendable {
        let heading: String
        let text: String
    }

    let frame: PageFrame
    let title: String
    let lead: String
    let whose: String?
    let quote: String?
    let parts: [Part]
    let alone: [String]
    let isAlone: Bool
    /// Where one's own data is, for who is about to lose it.
    let recordPath: String?
    let action: String
    let countersign: String
    let fields: [Field]
    let tick: JoinModel.TickBox?
    let button: String
    let backPath: String
    let mistakes: [Mistake]
    let hasMistakes: Bool

    init(_ question: Question, countersign: String, refusals: [Refusal] = [], _ setting: PageSetting) {
        let words = setting.words
        let isErasure = question.kind == .erasure
        let key = isErasure ? "erasure" : "step.\(question.kind.rawValue)"
        title = words.text("\(key).title", question.values)
        frame = PageFrame(title, setting, in: question.jurisdiction)
        lead = words.text("\(key).lead", question.values)
        whose = question.whose
        quote = question.quote
        parts =
            isErasure
            ? [
                Part(heading: words.text("erasure.goes"), text: words.text("erasure.goes.text")),
                Part(heading: words.text("erasure.stays"), text: words.text("erasure.stays.text")),
            ] : [Part(heading: words.text("step.final"), text: words.text("\(key).final", question.values))]
        alone = question.alone
        isAlone = !question.alone.isEmpty
        recordPath = isErasure ? SiteURL.record.path : nil
        action = question.action
        self.countersign = countersign
        fields = question.fields
        tick = question.tick.map { name in
            JoinModel.TickBox(
                name: name, label: words.text("\(key).\(name)"), isTicked: false,
                error: refusals.first { $0.field == name }.map(words.refusal))
        }
        button = words.text("\(key).button", question.values)
        backPath = question.back
        mistakes = refusals.map { Mistake($0, words: words, names: ["sure": "sure"]) }
        hasMistakes = !mistakes.isEmpty
    }
}

extension PageRoutes {
    /// Whether a form comes from the page that asks about this step, and about nothing else. What is only looked at never
    /// does.
    func isCountersigned(_ step: FinalStep, _ form: TypedForm, _ context: WebContext) -> Bool {
        guard context.isFormSent, let secret = context.secret else { return false }
        return step.isCountersigned(form["countersign"], by: secret, digest: house.digest)
    }

    /// The page that asks.
    ///
    /// - Throws: `sign-in-needed`.
    func ask(
        _ question: FinalStepModel.Question, _ context: WebContext, refused refusal: Refusal? = nil
    ) throws(Refusal) -> Response {
        guard let secret = context.secret else { throw Refusal(.signInNeeded) }
        let setting = setting(context)
        let model = FinalStepModel(
            question, countersign: question.step.countersign(by: secret, digest: house.digest),
            refusals: refusal.map { [$0] } ?? [], setting)
        return templates.response(model, words: setting.words, status: refusal.map(PageRoutes.status) ?? .ok)
    }
}
