import Watch

/// What a mailer writes back about a letter (RFC 3464): whether it says that one of ours came back for good.
///
/// Anybody can write such a report. What makes one count is the receipt of the letter that it returns, which stood in that
/// letter and nowhere else.
public enum Bounce: Hashable, Sendable {
    /// The letter with this receipt came back, and others to that address would as well.
    case failed(NoticeReceipt)
    case passedOver(Reason)

    /// Why nothing comes of a message.
    public enum Reason: String, Sendable, CaseIterable {
        /// It is larger than any report of a letter of ours.
        case tooLarge = "too-large"
        /// It is no delivery status report: a holiday notice, a question, an advertisement.
        case noReport = "no-report"
        /// It says that a letter has come late, or has come, or may come yet.
        case notForGood = "not-for-good"
        /// The letter was not wanted for what stood in it or for where it came from, which says nothing of the address.
        case notTheAddress = "not-the-address"
        /// What it returns is no letter that could be ours.
        case noReceipt = "no-receipt"
    }

    /// So many bytes are read of a message: a letter is a few kilobytes, and a report returns it once.
    public static let mostBytes = 1_048_576

    /// Parts within parts that are looked into.
    private static let mostDepth = 4

    /// Reads a message as a mailer hands it to a program. Time and room grow with its length alone.
    public init(_ message: [UInt8]) {
        guard message.count <= Bounce.mostBytes else {
            self = .passedOver(.tooLarge)
            return
        }
        guard let report = Bounce.report(in: MessagePart(message[...]), depth: 0) else {
            self = .passedOver(.noReport)
            return
        }
        let parts = report.parts
        let statuses = parts.filter { Bounce.statusTypes.contains($0.type) }
            .flatMap { Bounce.failures(in: $0.content) }
        guard !statuses.isEmpty else {
            self = .passedOver(.notForGood)
            return
        }
        guard statuses.contains(where: Bounce.isOfAddress) else {
            self = .passedOver(.notTheAddress)
            return
        }
        let returned = parts.filter { Bounce.returnedTypes.contains($0.type) }.map { MessagePart($0.content) }
        self = returned.lazy.compactMap(Bounce.receipt).first.map { .failed($0) } ?? .passedOver(.noReceipt)
    }

    private static let statusTypes: Set = ["message/delivery-status", "message/global-delivery-status"]
    private static let returnedTypes: Set = [
        "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers",
    ]

    /// The report, which lists and filters may have put beside words of their own.
    private static func report(in part: MessagePart, depth: Int) -> MessagePart? {
        if part.type == "multipart/report" {
            return part.parameter("report-type")?.lowercased() == "delivery-status" ? part : nil
        }
        guard depth < mostDepth else { return nil }
        return part.parts.lazy.compactMap { report(in: $0, depth: depth + 1) }.first
    }

    /// The statuses of all to whom it did not get for good (RFC 3464 §2.3.3 and §2.3.4): `5.1.1`.
    private static func failures(in content: ArraySlice<UInt8>) -> [String] {
        var rest = content
        var statuses: [String] = []
        while !rest.isEmpty {
            // Each block of lines, up to an empty one, reads like the headers of a message.
            let block = MessagePart(rest)
            rest = block.body
            let action = block.header("action").map(word)
            guard action == "failed", let status = block.header("status").map(word), isPermanent(status) else {
                continue
            }
            statuses.append(status)
        }
        return statuses
    }

    /// Three numbers, the first of them 5 (RFC 3463 §2).
    private static func isPermanent(_ status: String) -> Bool {
        let numbers = status.split(scalar: ".", omittingEmptySubsequences: false)
        return numbers.count == 3 && numbers[0] == "5"
            && numbers.allSatisfy { (1...3).contains($0.utf8.count) && $0.unicodeScalars.allSatisfy(\.isDigit) }
    }

    /// Whether a status says something of the address or its mailbox (RFC 3463 §3): not of a mailer that does not work, of a
    /// protocol, of what stood in the letter, nor of a list on which this house stands. By one of those all who have their
    /// mail with one provider would lose their way at once.
    private static func isOfAddress(_ status: String) -> Bool {
        switch status.split(scalar: ".").dropFirst().first {
        case "3", "5", "6", "7": false
        default: true
        }
    }

    private static func receipt(of message: MessagePart) -> NoticeReceipt? {
        guard let id = message.header("message-id"), id.begins(with: "<"), id.ends(with: ">"),
            let local = id.split(scalar: "@").first
        else { return nil }
        return NoticeReceipt(local.dropFirst())
    }

    /// The first word, in lower case: behind it a mailer may say more.
    private static func word(_ value: String) -> String {
        value.split(whereScalar: { $0.isSpace || $0 == "(" || $0 == ";" }).first.map { $0.lowercased() } ?? ""
    }
}
