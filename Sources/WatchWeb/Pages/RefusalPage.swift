import Watch
import WatchWords

/// Why something was not done, and what to do instead.
struct RefusalModel: PageModel {
    static let template = "refusal"

    let frame: PageFrame
    let calls: CallsAfter
    let title: String
    let text: String
    /// Words that were typed and that no form could take back.
    let kept: [Kept]
    /// Another place to go; nil when home is all there is.
    let link: String?
    let linkLabel: String?

    /// - Parameter jurisdiction: of what it is about; nil where that lies nowhere.
    init(
        _ refusal: Refusal, keeping form: TypedForm, in jurisdiction: Jurisdiction? = nil, _ setting: PageSetting
    ) {
        let words = setting.words
        // What it says to call, where one country alone has that number.
        let said = refusal.parameters["number"].flatMap { number in
            Jurisdiction.all.filter { $0.number(number) != nil }.first
        }
        let jurisdiction = jurisdiction ?? said ?? .usual
        calls = CallsAfter(refusal.parameters["number"], in: jurisdiction, words)
        let isTooOld = refusal.code == .signInTooOld
        title = isTooOld ? words.text("sign-in.anew") : words.text("refused.title")
        frame = PageFrame(title, setting, in: jurisdiction, calling: calls.danger)
        // What nobody foresaw has a number by which it is found in the log.
        let isUnexpected = refusal.parameters["reference"] != nil
        text = isUnexpected ? words.text("refusal.unexpected", refusal.parameters) : words.refusal(refusal)
        kept = Kept.all(form, words: words)
        let alert = refusal.parameters["alertId"].flatMap { AlertId($0) }
        if refusal.code == .signInNeeded || isTooOld {
            link = SiteURL.signIn.path + (LocalPath(setting.path)?.query("next") ?? "")
            linkLabel = words.text("sign-in.title")
        } else {
            link = alert.map { SiteURL.alert($0).path }
            linkLabel = alert.map { _ in words.text("refused.alert") }
        }
    }
}
