import Watch

/// Numbers and days as the table programs of these countries write them: `45,0` and `1.250` are whole numbers, `30-4-2016` is a
/// day. What could be read in two ways that differ is not read.
enum WrittenNumber {
    /// A whole number; nil for what is none, or has a fraction.
    static func whole(_ text: String) -> Int? {
        let bytes = plain(text)
        guard let first = bytes.firstIndex(where: { separators.contains($0) }) else { return number(bytes[...]) }
        // The last sign between digits may begin a fraction, and then only zeros stand behind it.
        if let last = bytes.lastIndex(where: { decimals.contains($0) }) {
            let fraction = bytes[(last + 1)...]
            let isGroup = fraction.count == 3 && (last == first || bytes[first] == bytes[last])
            // `45,000` is 45 by the hand of one country, and 45 thousand by that of another.
            if last == first, bytes[last] == UInt8(ascii: ","), fraction.elementsEqual("000".utf8) { return nil }
            if !isGroup {
                guard !fraction.isEmpty, fraction.allSatisfy({ $0 == zero }) else { return nil }
                return thousands(bytes[..<last])
            }
        }
        return thousands(bytes[...])
    }

    /// A number with a fraction, by point or by comma: `52.0907`, `52,0907`. A group of three digits behind a single sign is
    /// taken for a fraction, as in `4.881`.
    static func decimal(_ text: String) -> Double? {
        var bytes = plain(text)
        if let comma = bytes.firstIndex(of: UInt8(ascii: ",")) { bytes[comma] = UInt8(ascii: ".") }
        guard bytes.allSatisfy({ digits.contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    /// The beginning of a day or a year, in UTC: `2026-11-21`, `21-11-2026`, `21/11/2026`, `21.11.2026`, `2026`, each also
    /// with a time of midnight behind it, as programs add it; nil for what is none.
    static func day(_ text: String) -> Moment? {
        let bytes = withoutMidnight(plain(text)[...])
        if bytes.count == 4, let year = number(bytes) { return moment(year, 1, 1) }
        guard let sign = bytes.first(where: { daySigns.contains($0) }) else { return nil }
        // By scalar: these are bytes.
        let parts = bytes.split(separator: sign, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ (1...4).contains($0.count) }),
            let first = number(parts[0]), let month = number(parts[1]), let last = number(parts[2])
        else { return nil }
        if parts[0].count == 4, parts[2].count <= 2 { return moment(first, month, last) }
        // The day comes first in both countries; a month first, as elsewhere, is told from it only where it cannot be a day.
        if parts[2].count == 4, parts[0].count <= 2 { return moment(last, month, first) }
        return nil
    }

    /// Whether it is how spreadsheets number days (from 1900 on), as they leave them where a column is not kept as a date.
    static func isDayNumber(_ text: String) -> Bool {
        number(plain(text)[...]).map { (10_000...99_999).contains($0) } ?? false
    }

    // MARK: parts

    private static let zero = UInt8(ascii: "0")
    private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    private static let decimals = Set(".,".utf8)
    private static let separators = Set(".,' ".utf8)
    private static let daySigns = Set("-/.".utf8)

    /// Without what is only for the eye: spaces that do not break, in thousands, become ordinary ones; a curly apostrophe a
    /// straight one.
    private static func plain(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { scalar in
            switch scalar.value {
            case 0xA0, 0x2009, 0x202F: UInt8(ascii: " ")
            case 0x2019: UInt8(ascii: "'")
            case 0x2212: UInt8(ascii: "-")
            case ..<0x80: UInt8(scalar.value)
            default: 0x7F
            }
        }
    }

    /// Groups of three digits with one sign between them: `1.250`, `1 250 000`; or no sign at all.
    private static func thousands(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let sign = bytes.first(where: { separators.contains($0) }) else { return number(bytes) }
        // By scalar: these are bytes.
        let groups = bytes.split(separator: sign, omittingEmptySubsequences: false)
        guard let first = groups.first, (1...3).contains(first.count), groups.dropFirst().allSatisfy({ $0.count == 3 })
        else { return nil }
        return number(groups.joined().map { $0 }[...])
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard (1...15).contains(bytes.count), bytes.allSatisfy({ digits.contains($0) }) else { return nil }
        return Int(String(decoding: bytes, as: UTF8.self))
    }

    private static func withoutMidnight(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let end = bytes.firstIndex(where: { $0 == UInt8(ascii: " ") || $0 | 0x20 == UInt8(ascii: "t") }) else {
            return bytes
        }
        let time = bytes[(end + 1)...]
        let isMidnight =
            !time.isEmpty && time.allSatisfy { $0 == zero || [0x3A, 0x2E, 0x5A, 0x7A].contains($0) }
        return isMidnight ? bytes[..<end] : bytes
    }

    private static func moment(_ year: Int, _ month: Int, _ day: Int) -> Moment? {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard (1000...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        return Moment("\(year)-\(two(month))-\(two(day))T00:00:00Z")
    }
}
