import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchMail

/// Letters as bytes.
@Suite("Letters as Internet messages")
struct InternetMessageTests {
    @Test("a whole letter, byte for byte")
    func whole() throws {
        let letter = try letter(subject: "Your code", text: "Hoi,\n\n123 456\n", language: .en)
        let message = InternetMessage(
            letter, from: try sender(), at: try #require(Moment("2026-11-21T03:04:05.678Z")),
            id: [0x00, 0x0F, 0xA0, 0xFF])
        #expect(
            String(decoding: message.bytes, as: UTF8.self) == """
                Date: Sat, 21 Nov 2026 03:04:05 +0000
                From: Saar <saar@street.example>
                To: anna@example.org
                Subject: Your code
                Message-ID: <000fa0ff@street.example>
                MIME-Version: 1.0
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable
                Content-Language: en
                Auto-Submitted: auto-generated

                Hoi,

                123 456

                """)
    }

    @Test(
        "the date, in the words of RFC 5322",
        arguments: [
            ("1970-01-01T00:00:00Z", "Thu, 1 Jan 1970 00:00:00 +0000"),
            ("2024-02-29T23:59:59.999Z", "Thu, 29 Feb 2024 23:59:59 +0000"),
            ("2026-11-22T12:00:00Z", "Sun, 22 Nov 2026 12:00:00 +0000"),
            ("2027-03-01T01:02:03+02:00", "Sun, 28 Feb 2027 23:02:03 +0000"),
        ])
    func dates(_ moment: String, _ expected: String) throws {
        #expect(InternetMessage.date(try #require(Moment(moment))) == expected)
    }

    @Test(
        "subjects",
        arguments: [
            ("Saar: 123456", "Subject: Saar: 123456"),
            ("ë", "Subject: =?UTF-8?B?w6s=?="),
            // What would be read as an encoded-word is written as one.
            ("=?UTF-8?B?eA==?=", "Subject: =?UTF-8?B?PT9VVEYtOD9CP2VBPT0/PQ==?="),
            ("  a \t b  ", "Subject: a  b"),
            ("", "Subject: "),
            // Line breaks of every kind, and what comes after them, stay in the subject.
            ("a\nBcc: x@y.example", "Subject: a Bcc: x@y.example"),
            ("a\r\nBcc: x@y.example", "Subject: a Bcc: x@y.example"),
            ("a\r\n\r\nbody", "Subject: a body"),
            ("a\rb\u{0}c\u{85}d\u{2028}e\u{2029}f\u{7F}g\u{B}h", "Subject: a b c d e f g h"),
            ("\nBcc: x", "Subject: Bcc: x"),
            // Long plain ones are folded between words, in lines of 78.
            (
                String(repeating: "neighbour ", count: 8) + "end",
                "Subject: " + Array(repeating: "neighbour", count: 6).joined(separator: " ")
                    + " neighbour" + "\n neighbour end"
            ),
        ])
    func subjects(_ subject: String, _ expected: String) throws {
        #expect(HeaderText.unstructured(header: "Subject", subject) == expected)
    }

    @Test(
        "subjects that are encoded come back whole, in words of whole characters and short lines",
        arguments: [
            String(repeating: "ë", count: 200), String(repeating: "漢字", count: 60),
            "Wie 👩‍👩‍👧‍👦 kennt 🇳🇱 " + String(repeating: "👩‍👩‍👧‍👦", count: 12),
            "e" + String(repeating: "\u{301}", count: 100),
            String(repeating: "x", count: 300), String(repeating: "two  spaces ", count: 20) + "é",
        ])
    func encodedSubjects(_ subject: String) throws {
        let header = HeaderText.unstructured(header: "Subject", subject)
        #expect(header.hasPrefix("Subject: =?UTF-8?B?"))
        var decoded = ""
        for (number, line) in header.split(separator: "\n").enumerated() {
            #expect(line.utf8.count <= 76)
            let word = line.dropFirst(number == 0 ? "Subject: ".count : 1)
            #expect(word.utf8.count <= 75)
            #expect(word.hasPrefix("=?UTF-8?B?") && word.hasSuffix("?="))
            let bytes = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            decoded += try #require(String(validating: bytes, as: UTF8.self), "a character is cut in two")
        }
        #expect(decoded.unicodeScalars.elementsEqual(subject.unicodeScalars))
    }

    @Test("people see no divided character where a word can hold it")
    func wholeCharacters() throws {
        let header = HeaderText.unstructured(header: "Subject", String(repeating: "👩‍👩‍👧‍👦", count: 3))
        let family = Data("👩‍👩‍👧‍👦".utf8).base64EncodedString()
        #expect(header == "Subject: " + Array(repeating: "=?UTF-8?B?\(family)?=", count: 3).joined(separator: "\n "))
    }

    @Test(
        "names of senders",
        arguments: [
            ("Saar", "From: Saar <saar@street.example>"),
            ("Saar in de straat", "From: Saar in de straat <saar@street.example>"),
            ("", "From: saar@street.example"),
            ("Saar, the \"watch\" \\", #"From: "Saar, the \"watch\" \\" <saar@street.example>"#),
            ("Saar <x@y.example>", #"From: "Saar <x@y.example>" <saar@street.example>"#),
            ("Zoë", "From: =?UTF-8?B?Wm/Dqw==?= <saar@street.example>"),
            ("S\r\nBcc: x@y.example", #"From: "S Bcc: x@y.example" <saar@street.example>"#),
            (
                String(repeating: "ë", count: 22),
                "From: =?UTF-8?B?" + Data(String(repeating: "ë", count: 21).utf8).base64EncodedString()
                    + "?=\n =?UTF-8?B?w6s=?= <saar@street.example>"
            ),
        ])
    func senders(_ name: String, _ expected: String) throws {
        #expect(HeaderText.mailbox(header: "From", name: name, address: "saar@street.example") == expected)
    }

    @Test(
        "texts, quoted-printable",
        arguments: [
            ("", ""), ("a", "a\n"), ("a\n", "a\n"), ("a\r\nb\r\n", "a\nb\n"), ("a\rb", "a=0Db\n"), ("\n\n", "\n\n"),
            ("1 + 1 = 2", "1 + 1 =3D 2\n"), ("ë", "=C3=AB\n"), ("a \nb\t\n-- \n", "a=20\nb=09\n--=20\n"),
            (" a", " a\n"),
            (".\n..x\na.b", "=2E\n=2E.x\na.b\n"), ("From me\nFrom: me\n>From me", "=46rom me\nFrom: me\n>From me\n"),
            ("\u{0}\u{7F}", "=00=7F\n"), ("Bcc: x@y.example\n\nx", "Bcc: x@y.example\n\nx\n"),
            (String(repeating: "x", count: 76), String(repeating: "x", count: 76) + "\n"),
            (String(repeating: "x", count: 77), String(repeating: "x", count: 75) + "=\nxx\n"),
            // A line that begins because the one before is full is a line like any other.
            (String(repeating: "x", count: 75) + ".y", String(repeating: "x", count: 75) + "=\n=2Ey\n"),
            (String(repeating: "x", count: 75) + "From y", String(repeating: "x", count: 75) + "=\n=46rom y\n"),
            (String(repeating: "x", count: 74) + "ë", String(repeating: "x", count: 74) + "=\n=C3=AB\n"),
            (String(repeating: "x", count: 75) + " ", String(repeating: "x", count: 75) + "=\n=20\n"),
        ])
    func texts(_ text: String, _ expected: String) {
        #expect(String(decoding: QuotedPrintable.encoded(text), as: UTF8.self) == expected)
    }

    @Test("a message is ASCII in short lines without a carriage return, whatever is in the letter")
    func shortLines() throws {
        let wild =
            String(repeating: "漢字 ë . From 👩‍👩‍👧‍👦=\r\n.\r\nx\u{0}\t", count: 40) + String(repeating: "y", count: 5_000)
        let message = InternetMessage(
            try letter(subject: wild, text: wild, language: .nl),
            from: Sender(name: wild, address: try sender().address),
            at: ManualClock.friday, id: [1])
        #expect(message.bytes.allSatisfy { $0 == 0x09 || $0 == 0x0A || (0x20...0x7E).contains($0) })
        let lines = message.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(lines.map(\.count).max() == 76)
        let headers = lines.prefix { !$0.isEmpty }.filter { $0.first != 0x20 }
            .map { String(decoding: $0.prefix { $0 != 0x3A }, as: UTF8.self) }
        #expect(
            headers == [
                "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
                "Content-Transfer-Encoding",
                "Content-Language", "Auto-Submitted",
            ])
    }

    private func sender() throws -> Sender {
        Sender(address: try #require(EmailAddress("saar@street.example")))
    }

    private func letter(subject: String, text: String, language: Language) throws -> Letter {
        Letter(to: try #require(EmailAddress("anna@example.org")), subject: subject, text: text, language: language)
    }
}
