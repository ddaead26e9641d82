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

/// A letter as the post carries it: an Internet message (RFC 5322) of plain text in UTF-8 (RFC 2045), ASCII throughout,
/// with no line longer than 78 characters but for one that holds a single long address or id.
///
/// The same letter, sender, moment and id always give the same bytes. Whatever stands in the letter stays where it is
/// put: a subject with a line break in it is still one header, and no text begins a header, ends a letter early or
/// looks like the next letter in a mailbox file.
///
/// Lines end with `\n` alone. Programs on Unix take a message the Unix way and make it `\r\n` themselves when they
/// speak SMTP; of a `\r` they are handed, some make part of the line's words, which breaks signatures and headers.
public struct InternetMessage: Hashable, Sendable {
    public let bytes: [UInt8]

    /// - Parameters:
    ///   - moment: when it was written; the header says so in UTC, to the second.
    ///   - id: random bytes, which make the message different from every other one; sixteen are plenty.
    public init(_ letter: Letter, from sender: Sender, at moment: Moment, id: [UInt8]) {
        let domain = sender.address.text.split(scalar: "@").last.map(String.init) ?? "localhost"
        let headers = [
            "Date: " + InternetMessage.date(moment),
            HeaderText.mailbox(header: "From", name: sender.name, address: sender.address.text),
            "To: " + letter.to.text,
            HeaderText.unstructured(header: "Subject", letter.subject),
            "Message-ID: <\(InternetMessage.hexadecimal(id))@\(domain)>",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Language: " + letter.language.rawValue,
            // RFC 3834 §5: so that nobody's holiday notice answers it.
            "Auto-Submitted: auto-generated",
        ]
        bytes = Array((headers.joined(separator: "\n") + "\n\n").utf8) + QuotedPrintable.encoded(letter.text)
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

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
