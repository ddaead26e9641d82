import Watch

/// What somebody is written of a test of their group's alarm, where no device of theirs has shown it: that it is one, first of
/// all, and how the next alarm wakes them.
struct TestAlarmLetter: Sendable {
    private let catalogues: Catalogues
    private let site: SiteAddress

    /// Letters in these words, whose links lead to this site.
    init(words: Catalogues, site: SiteAddress) {
        catalogues = words
        self.site = site
    }

    func letter(_ dispatch: Dispatch, to email: EmailAddress) -> Letter {
        let words = catalogues.of(dispatch.language)
        let group = ["group": dispatch.group.name]
        let capability = dispatch.way.capability
        let stop = capability.isEmpty ? nil : site.url + SiteURL.letterStop(capability).path
        let subject = words.text("letter.test-alarm.subject", group)
        let page = SiteURL.group(.init(dispatch.group)).path + "?by=\(NoticeChannel.mail.rawValue)"
        let parts: [AlertLetterPart] =
            [
                .lead(words.text("letter.test-alarm.lead")), .words(words.text("letter.test-alarm.text", group)),
                .link(words.text("letter.test-alarm.look"), site.url + page),
                .words(words.text("letter.test-alarm.wake")),
                .footLink(words.text("letter.test-alarm.devices"), site.url + SiteURL.me.path),
                .foot(words.text("letter.alert.why", group)),
            ] + (stop.map { [.footLink(words.text("letter.alert.stop"), $0)] } ?? [])
        return Letter(
            to: email, subject: subject, text: AlertLetterText.text(parts, words), language: words.language,
            html: AlertLetterMarkup.page(parts, title: subject, in: words.language, words), receipt: dispatch.receipt,
            thread: dispatch.notice.subject.id.text, stop: stop)
    }
}
