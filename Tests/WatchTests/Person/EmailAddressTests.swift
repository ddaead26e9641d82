import Testing
import Watch

@Suite struct EmailAddressTests {
    private static func text(_ count: Int) -> String { String(repeating: "a", count: count) }

    @Test(arguments: [
        ("anna@example.org", "anna@example.org"), ("  Anna@Example.ORG \n", "anna@example.org"),
        ("anna.de.vries+saar@mail.example.org", "anna.de.vries+saar@mail.example.org"), ("a@b.nl", "a@b.nl"),
        ("anna_@x-y.example", "anna_@x-y.example"), ("o'brien@example.org", "o'brien@example.org"),
        ("anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"), ("1@1.be", "1@1.be"),
        ("anna-@example.org", "anna-@example.org"), ("#!$%&*/=?^{|}~@example.org", "#!$%&*/=?^{|}~@example.org"),
        (text(64) + "@example.org", text(64) + "@example.org"),
        ("a@" + text(63) + ".nl", "a@" + text(63) + ".nl"),
        // As it is pasted: with what is not seen, with a full stop behind it, as a link, with a name.
        ("\u{200B}anna@example.org", "anna@example.org"), ("anna@example.org\u{200B}", "anna@example.org"),
        ("\u{202A}anna@example.org\u{202C}", "anna@example.org"), ("\u{FEFF}anna@example.org", "anna@example.org"),
        ("an\u{AD}na@\u{200B}example.org", "anna@example.org"), ("anna@example.org\u{202E}", "anna@example.org"),
        ("\u{A0}anna@example.org\u{2003}", "anna@example.org"), ("anna @ example.org", "anna@example.org"),
        ("anna@example.org.", "anna@example.org"), ("anna@example.org,", "anna@example.org"),
        ("mailto:anna@example.org", "anna@example.org"), ("MAILTO:Anna@example.org?subject=Hoi", "anna@example.org"),
        ("Anna <anna@example.org>", "anna@example.org"), ("<anna@example.org>", "anna@example.org"),
        ("\"Vries, Anna de\" <anna@example.org>;", "anna@example.org"), ("'anna@example.org'", "anna@example.org"),
        ("anna@example.org <anna@example.org>", "anna@example.org"), ("<mailto:anna@example.org>", "anna@example.org"),
        ("ａｎｎａ＠example.org", "anna@example.org"), ("anna@example。org", "anna@example.org"),
        // Other letters in the domain: what the post carries, as Python's idna package writes it.
        ("anna@café-de-zwaan.example", "anna@xn--caf-de-zwaan-deb.example"),
        ("anna@cafe\u{301}-de-zwaan.example", "anna@xn--caf-de-zwaan-deb.example"),
        ("Anna@BÜCHER.example", "anna@xn--bcher-kva.example"), ("anna@straße.example", "anna@xn--strae-oqa.example"),
        ("anna@пример.рф", "anna@xn--e1afmkfd.xn--p1ai"), ("anna@例え.jp", "anna@xn--r8jz45g.jp"),
        ("anna@مثال.إختبار", "anna@xn--mgbh0fb.xn--kgbechtv"),
        ("anna@việt-phở.example", "anna@xn--vit-ph-jk8bvh.example"),
    ])
    func whereALetterCouldGo(typed: String, kept: String) {
        #expect(EmailAddress(typed)?.text == kept)
    }

    @Test(arguments: [
        "", " ", "anna", "@", "anna@", "anna@example", "<anna>", "mailto:", "anna.example.org",
    ])
    func whatIsMissingIsNamed(typed: String) throws {
        #expect(throws: Refusal(.emailInvalid, field: "email")) { try EmailAddress(typed, field: "email") }
        #expect(EmailAddress(typed) == nil)
    }

    @Test(arguments: [
        "änna@example.org", "аnna@example.org", "🚓@example.org", "\"anna\"x@example.org", "anna(x)@example.org",
        "anna\\@example.org", "anna`id`@example.org", "a:b@example.org", "a[b@example.org",
    ])
    func aSignThatNoLetterReachesIsNamed(typed: String) throws {
        #expect(throws: Refusal(.emailSign, field: "email")) { try EmailAddress(typed, field: "email") }
    }

    @Test(arguments: [
        "@example.org", "anna@@example.org", "anna@home@example.org",
        ".anna@example.org", "anna.@example.org", "an..na@example.org", "anna@example..org", "anna@.example.org",
        "anna@-example.org", "anna@example-.org", "-oA@example.org", "an na@example.org",
        "anna@exam ple.org", "anna@exam_ple.org", "anna@[192.0.2.1]", "anna@ex\u{2F}ample.org",
        // What could end a header, or begin another address.
        "anna@example.org\r\nBcc: all@example.org", "anna@example.org\nBcc: x@example.org", "anna\r@example.org",
        "anna@example.org\u{0}", "anna\u{0}@example.org", "anna@example.org,bram@example.org",
        "anna@example.org;x", "anna@example.org\u{85}x", "anna@example.org\u{2028}Bcc: x@example.org",
        "anna\t@example.org", "Bram <anna@example.org> <bram@example.org>", "bram@example.org <anna@example.org>",
        "<anna@example.org> Bram", "<anna@example.org\r\nBcc: all@example.org>", "Anna\n<anna@example.org>",
        // Letters that begin with an accent, are none, or are no letters.
        "a@\u{301}example.org", "anna@ex⚑mple.org", "anna@½.example",
        // Too long for the post.
        text(65) + "@example.org", "a@" + text(64) + ".nl", "a@é" + text(60) + ".nl",
        "Anna " + text(2_000) + " <anna@example.org>",
    ])
    func whereNoLetterCouldGo(typed: String) throws {
        #expect(throws: Refusal(.emailForm, field: "email")) { try EmailAddress(typed, field: "email") }
        #expect(EmailAddress(typed) == nil)
    }

    @Test(arguments: [("anna@example.org", "a…@example.org"), ("a@b.nl", "a…@b.nl"), ("o'b@x-y.be", "o…@x-y.be")])
    func whoseItIsIsTheirsToSee(typed: String, masked: String) {
        #expect(EmailAddress(typed)?.masked == masked)
    }

    @Test(arguments: [(254, true), (255, false)])
    func theWholeHasALimit(length: Int, isGood: Bool) {
        let labels = [61, 61, 61, length - 64 - 1 - 3 * 62].map(EmailAddressTests.text).joined(separator: ".")
        let typed = EmailAddressTests.text(64) + "@" + labels
        #expect(typed.utf8.count == length)
        #expect((EmailAddress(typed) != nil) == isGood)
    }
}
