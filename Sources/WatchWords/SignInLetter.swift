import Watch

/// The letter with code and link.
public enum SignInLetter {
    /// The letter for who asked for it, with the words of their language.
    ///
    /// - Parameter next: where they were going: the link leads there, too.
    public static func letter(
        _ secrets: SignInDesk.Secrets, to email: EmailAddress, next: LocalPath?, site: String, _ words: Catalogue
    ) -> Letter {
        let values = [
            "code": secrets.code,
            "link": site + SiteURL.signInLink(secrets.link).path + (next?.query("next") ?? ""),
            "minutes": String(SignInRules.codeLifetime.milliseconds / 60_000),
        ]
        return Letter(
            to: email, subject: words.text("letter.sign-in.subject", values),
            text: words.text("letter.sign-in.text", values), language: words.language)
    }
}
