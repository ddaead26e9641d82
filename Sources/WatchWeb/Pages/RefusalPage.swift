import Watch

/// Why something was not done, and what to do instead.
struct RefusalModel: PageModel {
    static let template = "refusal"

    let frame: PageFrame
    let title: String
    let text: String
    /// Words that were typed and that no form could take back.
    let kept: [Kept]
    /// Another place to go; nil when home is all there is.
    let link: String?
    let linkLabel: String?

    init(_ refusal: Refusal, keeping form: TypedForm, _ setting: PageSetting) {
        let words = setting.words
        let isTooOld = refusal.code == .signInTooOld
        title = isTooOld ? words.text("sign-in.anew") : words.text("refused.title")
        frame = PageFrame(title, setting)
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
