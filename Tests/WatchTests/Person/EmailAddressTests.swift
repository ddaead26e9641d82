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
    ])
    func whereALetterCouldGo(typed: String, kept: String) {
        #expect(EmailAddress(typed)?.text == kept)
    }

    @Test(arguments: [
        "", " ", "anna", "@", "anna@", "@example.org", "anna@example", "anna@@example.org", "anna@home@example.org",
        ".anna@example.org", "anna.@example.org", "an..na@example.org", "anna@example..org", "anna@.example.org",
        "anna@example.org.", "anna@-example.org", "anna@example-.org", "-oA@example.org", "an na@example.org",
        "anna@exam ple.org", "anna@exam_ple.org", "anna@[192.0.2.1]",
        // What could end a header, or begin another address.
        "anna@example.org\r\nBcc: all@example.org", "anna@example.org\nBcc: x@example.org", "anna\r@example.org",
        "anna@example.org\u{0}", "anna\u{0}@example.org", "anna@example.org,bram@example.org",
        "anna@example.org;x", "Anna <anna@example.org>", "<anna@example.org>", "\"anna\"@example.org",
        "anna(x)@example.org", "anna\\@example.org", "anna`id`@example.org", "mailto:anna@example.org",
        "anna@example.org\u{85}x", "anna@example.org\u{2028}Bcc: x@example.org", "anna\t@example.org",
        // What is not ASCII: no letter of ours could go there.
        "änna@example.org", "anna@bücher.example", "anna@example。org", "anna＠example.org", "аnna@example.org",
        "anna@example.org\u{202E}", "an\u{200B}na@example.org", "a@\u{301}example.org", "🚓@example.org",
        // Too long for the post.
        text(65) + "@example.org", "a@" + text(64) + ".nl",
    ])
    func whereNoLetterCouldGo(typed: String) {
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
