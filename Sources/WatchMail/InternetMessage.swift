import Watch

/// Who a letter comes from: a name to show, and the address that answers and refusals go to.
public struct Sender: Hashable, Sendable {
    /// Shown before the address. Any characters; control characters among them become spaces.
    public let name: String
    public let address: EmailAddress

    public init(name: String = "Saar", address: EmailAddress) {
        self.name = name
        self.address = address
    }
}

/// A letter as the post carries it: an Internet message (RFC 5322) in UTF-8 (RFC 2045), of plain text or, where the letter
/// has both, of plain text and the same as a page (RFC 2046 §5.1.4). It is ASCII throughout, with no line longer than 78
/// characters but for one that holds a single long address or id.
///
/// The same letter, sender, moment and random bytes always give the same message. Whatever stands in the letter stays where
/// it is put: a subject with a line break in it is still one header, and no text begins a header, ends a part or a letter
/// early, or looks like the next letter in a mailbox file.
///
/// Lines end with `\n` alone. Programs on Unix take a message the Unix way and make it `\r\n` themselves when they
/// speak SMTP; of a `\r` they are handed, some make part of the line's words, which breaks signatures and headers.
public struct InternetMessage: Hashable, Sendable {
    public let bytes: [UInt8]

    /// - Parameters:
    ///   - moment: when it was written; the header says so in UTC, to the second.
    ///   - id: random bytes, which make the message different from every other one; sixteen are plenty. A letter that has a
    ///     receipt is known by that.
    ///   - boundary: random bytes, of which the line between two parts is made.
    public init(_ letter: Letter, from sender: Sender, at moment: Moment, id: [UInt8], boundary: [UInt8] = []) {
        let domain = sender.address.text.split(scalar: "@").last.map(String.init) ?? "localhost"
        // No text has "=_" in it once it is encoded (RFC 2045 §6.7): no line of one is taken for what stands between parts.
        let line = "=_" + Hex.text(boundary)
        let headers = [
            "Date: " + InternetMessage.date(moment),
            HeaderText.mailbox(header: "From", name: sender.name, address: sender.address.text),
            "To: " + letter.to.text,
            HeaderText.unstructured(header: "Subject", letter.subject),
            "Message-ID: <\(letter.receipt?.text ?? Hex.text(id))@\(domain)>",
        ]
        let form = [
            "MIME-Version: 1.0",
            letter.html == nil ? InternetMessage.plain : "Content-Type: multipart/alternative; boundary=\"\(line)\"",
            letter.html == nil ? InternetMessage.encoding : nil,
            "Content-Language: " + letter.language.rawValue,
            // RFC 3834 §5: so that nobody's holiday notice answers it. "Precedence: bulk" stands in no standard, and some
            // mailers let such letters wait: an alarm is not to.
            "Auto-Submitted: auto-generated",
        ].compactMap(\.self)
        let head = headers + InternetMessage.thread(letter, domain) + InternetMessage.stop(letter) + form
        let text = QuotedPrintable.encoded(letter.text)
        guard let html = letter.html else {
            bytes = InternetMessage.lines(head + [""]) + text
            return
        }
        // The line end before such a line belongs to it (RFC 2046 §5.1.1).
        bytes =
            InternetMessage.lines(head + ["", "--" + line, InternetMessage.plain, InternetMessage.encoding, ""]) + text
            + InternetMessage.lines(["", "--" + line, InternetMessage.page, InternetMessage.encoding, ""])
            + QuotedPrintable.encoded(html) + InternetMessage.lines(["", "--" + line + "--"])
    }

    private static let plain = "Content-Type: text/plain; charset=utf-8"
    private static let page = "Content-Type: text/html; charset=utf-8"
    private static let encoding = "Content-Transfer-Encoding: quoted-printable"

    private static func lines(_ lines: [String]) -> [UInt8] { lines.flatMap { Array($0.utf8) + [UInt8(ascii: "\n")] } }

    /// That it belongs to others: all of them answer a letter that never was, since of the first one who has it knows an id
    /// that stands in that one alone (RFC 5322 §3.6.4).
    private static func thread(_ letter: Letter, _ domain: String) -> [String] {
        guard let thread = letter.thread, !thread.isEmpty,
            thread.unicodeScalars.allSatisfy({ $0.isPlainLetterOrDigit || $0 == "-" })
        else { return [] }
        return ["In-Reply-To: <\(thread)@\(domain)>", "References: <\(thread)@\(domain)>"]
    }

    /// How it is stopped, by a mail program's own button (RFC 2369 §3.2) and, where that is safe on the way, with one press
    /// (RFC 8058 §3.1).
    private static func stop(_ letter: Letter) -> [String] {
        guard let stop = letter.stop, !stop.isEmpty,
            stop.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") })
        else { return [] }
        let header = "List-Unsubscribe: <\(stop)>"
        return stop.begins(with: "https://") ? [header, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"] : [header]
    }

    /// `Sat, 21 Nov 2026 03:04:05 +0000` (RFC 5322 §3.3).
    static func date(_ moment: Moment) -> String {
        // Year, month, day, hours, minutes, seconds, milliseconds.
        let parts = moment.description.split(whereScalar: { "-T:.Z".unicodeScalars.contains($0) })
        guard parts.count == 7, let month = Int(parts[1]), let day = Int(parts[2]) else { return moment.description }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        // The first of January 1970 was a Thursday.
        let sinceSunday = (moment.milliseconds / 86_400_000 + 4) % 7
        let weekday = weekdays[Int(sinceSunday + 7) % 7]
        return "\(weekday), \(day) \(months[month - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) +0000"
    }
}
