import Watch

/// What somebody is written by e-mail, whatever it is about: news of an alert, a test of one, or what the registry has to tell.
public struct NoticeLetter: Sendable {
    private let alerts: AlertLetter
    private let tests: TestAlarmLetter
    private let registry: RegistryLetters

    /// Letters in these words, whose links lead to this site.
    public init(words: Catalogues, site: SiteAddress) {
        alerts = AlertLetter(words: words, site: site)
        tests = TestAlarmLetter(words: words, site: site)
        registry = RegistryLetters(words: words, site: site)
    }

    /// The letter that is handed to the post, known by its receipt.
    public func letter(_ dispatch: Dispatch, to email: EmailAddress) -> Letter {
        switch dispatch.content {
        case .alert(let news, let alert, let message):
            let news = AlertLetterNews(kind: news, alert: alert, message: message)
            return alerts.letter(dispatch, of: news, to: email)
        case .testAlarm: return tests.letter(dispatch, to: email)
        case .letter(let content):
            return registry.letter(
                content, about: dispatch.group, to: email, in: dispatch.language, at: dispatch.now
            )
            .known(by: dispatch.receipt)
        }
    }
}

extension Letter {
    /// The same, with what an answer to it is known by.
    fileprivate func known(by receipt: NoticeReceipt) -> Letter {
        Letter(
            to: to, subject: subject, text: text, language: language, html: html, receipt: receipt, thread: thread,
            stop: stop)
    }
}
