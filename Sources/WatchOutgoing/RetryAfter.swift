import Foundation
import Watch

/// `Retry-After` of RFC 9110, section 10.2.3: so many seconds, or a time on a clock.
enum RetryAfter {
    /// Nobody is waited for longer, whatever they say.
    static let most: Span = .days(1)

    /// Nil for what is neither.
    static func span(_ text: String, at now: Moment) -> Span? {
        let text = Words.trimmed(text)
        if !text.isEmpty, text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) {
            return Int64(text).map { Span.seconds(min($0, most.milliseconds / 1_000)) } ?? most
        }
        return date(text).map { min(max($0 - now, .seconds(0)), most) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`: what everybody writes; the two forms of before, nobody does.
    private static func date(_ text: String) -> Moment? {
        let parts = text.split(whereScalar: { $0 == " " || $0 == "," || $0 == ":" }).map(String.init)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard text.utf8.count == 29, parts.count == 8, parts[7] == "GMT",
            let month = months.firstIndex(of: parts[2]),
            [parts[1], parts[4], parts[5], parts[6]].allSatisfy({ $0.utf8.count == 2 })
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Moment("\(parts[3])-\(number)-\(parts[1])T\(parts[4]):\(parts[5]):\(parts[6])Z")
    }
}
