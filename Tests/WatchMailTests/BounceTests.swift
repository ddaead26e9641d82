import Foundation
import Testing
import Watch
import WatchTesting

@testable import WatchMail

/// Reports of mailers about letters (RFC 3464).
@Suite("Letters that came back")
struct BounceTests {
    static let receipt = "abababababababababababababababab"

    @Test("a report as Postfix writes one")
    func postfix() throws {
        let report = """
            From MAILER-DAEMON  Sun Nov 29 15:00:00 2026
            Return-Path: <>
            Received: by mx.street.example (Postfix)
            \tid 1D8F; Sun, 29 Nov 2026 15:00:00 +0000 (UTC)
            From: MAILER-DAEMON@street.example (Mail Delivery System)
            Subject: Undelivered Mail Returned to Sender
            To: saar@street.example
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
            \tboundary="4E1C.1796050800/mx.street.example"
            Message-Id: <20261129150000.1D8F@mx.street.example>

            This is a MIME-encapsulated message.

            --4E1C.1796050800/mx.street.example
            Content-Description: Notification
            Content-Type: text/plain; charset=us-ascii

            I'm sorry to have to inform you that your message could not be delivered.

            --4E1C.1796050800/mx.street.example
            Content-Description: Delivery report
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.street.example
            X-Postfix-Queue-ID: 4E1C
            Arrival-Date: Sun, 29 Nov 2026 14:59:59 +0000 (UTC)

            Final-Recipient: rfc822; nobody@example.org
            Original-Recipient: rfc822;nobody@example.org
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.example.org
            Diagnostic-Code: smtp; 550 5.1.1 <nobody@example.org>: Recipient address
                rejected: User unknown

            --4E1C.1796050800/mx.street.example
            Content-Description: Undelivered Message
            Content-Type: message/rfc822

            Return-Path: <saar@street.example>
            Date: Sun, 29 Nov 2026 14:59:59 +0000
            From: Saar <saar@street.example>
            Message-ID: <\(BounceTests.receipt)@street.example>
            Content-Type: multipart/alternative; boundary="=_00ff"

            --=_00ff
            Content-Type: text/plain; charset=utf-8

            112

            --=_00ff--

            --4E1C.1796050800/mx.street.example--

            """
        let bounce = Bounce(Array(report.utf8))
        #expect(bounce == .failed(try #require(NoticeReceipt(BounceTests.receipt))))
        let overSMTP = report.replacingOccurrences(of: "\n", with: "\r\n")
        #expect(Bounce(Array(overSMTP.utf8)) == bounce)
    }

    /// What mailers say of a recipient, and what comes of it.
    @Test(
        "what counts",
        arguments: [
            ("failed", "5.1.1", nil), ("Failed", "5.1.10 (no such mailbox)", nil), ("failed", "5.0.0", nil),
            ("failed", "5.2.1", nil), ("failed", "5.2.2", nil), ("failed", "5.4.4", nil), ("failed", "5.4.1", nil),
            // It may come yet, or has come, or was tried for too long: that the way is broken nobody says.
            ("delayed", "5.1.1", Bounce.Reason.notForGood), ("delivered", "2.0.0", .notForGood),
            ("relayed", "5.1.1", .notForGood), ("expanded", "5.1.1", .notForGood), ("failed", "4.4.1", .notForGood),
            ("failed", "", .notForGood), ("failed", "5", .notForGood), ("failed", "5.1", .notForGood),
            ("failed", "5.1.1.1", .notForGood), ("failed", "5.x.1", .notForGood), ("failed", "550", .notForGood),
            ("", "5.1.1", .notForGood),
            // The letter, the protocol, their mailer or our name: the next letter may be welcome.
            ("failed", "5.3.4", .notTheAddress), ("failed", "5.5.2", .notTheAddress),
            ("failed", "5.6.0", .notTheAddress), ("failed", "5.7.1", .notTheAddress),
        ] as [(String, String, Bounce.Reason?)])
    func counts(_ action: String, _ status: String, _ reason: Bounce.Reason?) throws {
        let bounce = Bounce(report(recipients: ["Action: \(action)\nStatus: \(status)"]))
        let failed = Bounce.failed(try #require(NoticeReceipt(BounceTests.receipt)))
        #expect(bounce == reason.map(Bounce.passedOver) ?? failed)
    }

    @Test("one of several to whom it did not get is enough")
    func several() {
        let blocks = [
            "Action: delivered\nStatus: 2.0.0", "Action: failed\nStatus: 5.1.1", "Action: delayed\nStatus: 4.0.0",
        ]
        #expect(isFailed(report(recipients: blocks)))
    }

    /// The ways in which mailers return what came back.
    @Test(
        "where the receipt is looked for",
        arguments: [
            ("message/rfc822", "", "Message-ID: <\(receipt)@street.example>\n\nHoi", true),
            ("text/rfc822-headers", "", "Message-ID: <\(receipt)@street.example>", true),
            ("text/rfc822-headers; charset=utf-8", "7bit", "message-id:\n <\(receipt.uppercased())@x>\n", true),
            ("message/global-headers", "8bit", "Subject: ë\nMessage-Id: <\(receipt)@x>\n", true),
            (
                "text/rfc822-headers", "base64", Data("Message-ID: <\(receipt)@x>\n".utf8).base64EncodedString(), true
            ),
            ("text/rfc822-headers", "quoted-printable", "Message-ID: <\(receipt)=40=\nx>\n", true),
            // Ids of others, and what only looks like one of ours.
            ("message/rfc822", "", "Message-ID: <20261129.1@elsewhere.example>\n\n", false),
            ("message/rfc822", "", "Message-ID: \(receipt)@street.example\n\n", false),
            ("message/rfc822", "", "Message-ID: <\(receipt)0@street.example>\n\n", false),
            ("message/rfc822", "", "Message-ID: <\(receipt.dropLast())@street.example>\n\n", false),
            ("message/rfc822", "", "Subject: <\(receipt)@street.example>\n\n", false),
            ("message/rfc822", "", "Subject: x\n\nMessage-ID: <\(receipt)@street.example>\n", false),
            ("text/plain", "", "Message-ID: <\(receipt)@street.example>\n\n", false),
            ("message/rfc822", "", "", false),
        ])
    func receipts(_ type: String, _ encoding: String, _ returned: String, _ isFound: Bool) throws {
        let bounce = Bounce(report(returning: returned, as: type, encoding: encoding))
        let failed = Bounce.failed(try #require(NoticeReceipt(BounceTests.receipt)))
        #expect(bounce == (isFound ? failed : .passedOver(.noReceipt)))
    }

    @Test("what is no report is passed over, also where it holds one of our letters")
    func noReport() {
        let letter = "Message-ID: <\(BounceTests.receipt)@street.example>\nContent-Type: text/plain\n\nHoi"
        let forwarded = "Content-Type: message/rfc822\n\n" + String(decoding: report(), as: UTF8.self)
        let disposition = String(decoding: report(), as: UTF8.self)
            .replacingOccurrences(of: "delivery-status; boundary", with: "disposition-notification; boundary")
        let holiday = "Auto-Submitted: auto-replied\nIn-Reply-To: <\(BounceTests.receipt)@street.example>\n\nOp reis"
        for text in ["", "\n", ":", "\u{0}", letter, forwarded, disposition, holiday, "Content-Type: multipart/report"]
        {
            #expect(Bounce(Array(text.utf8)) == .passedOver(.noReport), "\(text)")
        }
    }

    @Test("a report that a list has put among its own words is found, one that is buried is not")
    func nested() {
        func wrapped(_ inner: [UInt8], _ depth: Int) -> [UInt8] {
            guard depth > 0 else { return inner }
            let head =
                "Content-Type: multipart/mixed; boundary=\"m\(depth)\"\n\n--m\(depth)\nContent-Type: text/plain\n\nx"
            return wrapped(
                Array("\(head)\n--m\(depth)\n".utf8) + inner + Array("\n--m\(depth)--\n".utf8), depth - 1)
        }
        #expect(isFailed(wrapped(report(), 1)))
        #expect(isFailed(wrapped(report(), 4)))
        #expect(Bounce(wrapped(report(), 5)) == .passedOver(.noReport))
        #expect(Bounce(wrapped(report(), 3_000)) == .passedOver(.noReport))
    }

    @Test("a report that was cut off counts as far as it goes")
    func cutOff() {
        let whole = report()
        #expect(isFailed(Array(whole.dropLast(12))))
        #expect(Bounce([UInt8](repeating: 0x61, count: Bounce.mostBytes + 1)) == .passedOver(.tooLarge))
    }

    /// Whatever comes, it is read to its end, in time that grows with its length alone.
    @Test("a thousand reports with something wrong in each, and the largest ones of nothing but beginnings")
    func broken() {
        let randomness = SeededRandomness(seed: 14)
        let whole = report()
        for _ in 0..<1_000 {
            var bytes = whole
            for _ in 0..<4 {
                let place = randomness.bytes(3).reduce(0) { $0 << 8 | Int($1) } % bytes.count
                bytes[place] = randomness.bytes(1)[0]
            }
            if case .failed(let receipt) = Bounce(bytes) { #expect(receipt.text.utf8.count == 32) }
        }
        let head = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
        for piece in [
            "--b\n", "--b\n\n", "\n", " \n", "a:\n b\n", "=", "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
        ] {
            let text = head + String(repeating: piece, count: (Bounce.mostBytes - head.utf8.count) / piece.utf8.count)
            #expect(Bounce(Array(text.utf8)) == .passedOver(.notForGood))
        }
    }

    // MARK: helpers

    private func isFailed(_ message: [UInt8]) -> Bool {
        if case .failed = Bounce(message) { true } else { false }
    }

    private func report(
        recipients: [String] = ["Action: failed\nStatus: 5.1.1"], returning: String? = nil,
        as type: String = "message/rfc822", encoding: String = ""
    ) -> [UInt8] {
        let blocks = recipients.map { "Final-Recipient: rfc822; nobody@example.org\n\($0)\n" }.joined(separator: "\n")
        let returned = returning ?? "Message-ID: <\(BounceTests.receipt)@street.example>\n\nHoi"
        let packed = encoding.isEmpty ? "" : "Content-Transfer-Encoding: \(encoding)\n"
        let text = """
            From: MAILER-DAEMON@street.example
            Content-Type: multipart/report; report-type=delivery-status; boundary="b;\\"1"

            --b;"1
            Content-Type: text/plain

            Helaas.
            --b;"1
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.street.example

            \(blocks)
            --b;"1
            Content-Type: \(type)
            \(packed)
            \(returned)
            --b;"1--

            """
        return Array(text.utf8)
    }
}
