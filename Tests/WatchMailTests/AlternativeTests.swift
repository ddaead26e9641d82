import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchMail

/// Letters with two parts, and what only letters about alerts have in their head.
@Suite("Letters in plain words and as a page")
struct AlternativeTests {
    @Test("a whole letter, byte for byte")
    func whole() throws {
        let letter = Letter(
            to: try #require(EmailAddress("anna@example.org")), subject: "Melding", text: "112\n", language: .nl,
            html: "<p>112 ë</p>\n", receipt: NoticeReceipt(bytes: [UInt8](repeating: 0xAB, count: 16)),
            thread: "0190-d1", stop: "https://saar.test/u/c0de")
        let expected = """
            Date: Sat, 21 Nov 2026 03:04:05 +0000
            From: Saar <saar@street.example>
            To: anna@example.org
            Subject: Melding
            Message-ID: <abababababababababababababababab@street.example>
            In-Reply-To: <0190-d1@street.example>
            References: <0190-d1@street.example>
            List-Unsubscribe: <https://saar.test/u/c0de>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary="=_00ff"
            Content-Language: nl
            Auto-Submitted: auto-generated

            --=_00ff
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            112

            --=_00ff
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>112 =C3=AB</p>

            --=_00ff--

            """
        #expect(try text(letter, boundary: [0x00, 0xFF]) == expected)
    }

    @Test("what stands in a letter begins and ends no part of it, whatever the line between parts is")
    func parts() throws {
        let wild = "--=_00ff\n\n--=_00ff--\n.\nFrom x\nContent-Type: text/html\n\n<b>=_</b>\r\n--=_00ff\r\n"
        let letter = Letter(
            to: try #require(EmailAddress("anna@example.org")), subject: wild, text: wild, language: .nl, html: wild)
        let message = MessagePart(Array(try text(letter, boundary: [0x00, 0xFF]).utf8)[...])
        #expect(message.type == "multipart/alternative" && message.header("subject")?.contains("=_00ff") == true)
        #expect(message.parts.map(\.type) == ["text/plain", "text/html"])
        for part in message.parts {
            #expect(String(decoding: part.content, as: UTF8.self) == wild.replacingOccurrences(of: "\r\n", with: "\n"))
        }
    }

    /// Whatever could end a header, or lead elsewhere, leaves that header out: the letter goes all the same.
    @Test(
        "how it is stopped",
        arguments: [
            ("https://saar.test/u/1", ["<https://saar.test/u/1>", "List-Unsubscribe=One-Click"]),
            // RFC 8058 §3.1: only https is pressed by a mail program.
            ("http://127.0.0.1:8080/u/1", ["<http://127.0.0.1:8080/u/1>"]),
            ("https://saar.test/u/1\nBcc: x@y.example", []), ("https://saar.test/>,<mailto:x@y.example", []),
            ("https://saar.test/ ", []), ("https://sa\u{E4}r.test/", []), ("", []),
        ])
    func stop(_ stop: String, _ expected: [String]) throws {
        let letter = Letter(
            to: try #require(EmailAddress("anna@example.org")), subject: "x", text: "x", language: .nl, stop: stop)
        let message = MessagePart(Array(try text(letter).utf8)[...])
        #expect(message.headers.filter { $0.name.hasPrefix("list-") }.map(\.value) == expected)
        #expect(message.header("bcc") == nil)
    }

    @Test("letters of one matter stand together", arguments: ["d1", "a\nBcc: x@y.example", "a> <b", "", "é"])
    func threads(_ thread: String) throws {
        let letter = Letter(
            to: try #require(EmailAddress("anna@example.org")), subject: "x", text: "x", language: .nl, thread: thread)
        let message = MessagePart(Array(try text(letter).utf8)[...])
        let expected = thread == "d1" ? "<d1@street.example>" : nil
        #expect(message.header("references") == expected && message.header("in-reply-to") == expected)
        #expect(message.header("bcc") == nil)
    }

    private func text(_ letter: Letter, boundary: [UInt8] = []) throws -> String {
        let message = InternetMessage(
            letter, from: Sender(address: try #require(EmailAddress("saar@street.example"))),
            at: try #require(Moment("2026-11-21T03:04:05Z")), id: [1], boundary: boundary)
        return String(decoding: message.bytes, as: UTF8.self)
    }
}
