// Text from outside, taken sign by sign, where a sign is a Unicode scalar and never what people see as one.
//
// Swift's own `split`, `hasPrefix`, `contains`, `replacing` and `filter` go by `Character`: a quote with an accent behind it
// is another Character than a quote, and a `<` behind U+0600 is another than a `<`. A browser, a spreadsheet and a mail
// program do not see it so. Whatever is escaped, taken apart or held against a sign that means something therefore goes by
// these, and `script/imports` holds all of Sources to it.

extension StringProtocol {
    /// The pieces between a sign, whatever hangs on it.
    public func split(
        scalar: Unicode.Scalar, maxSplits: Int = .max, omittingEmptySubsequences: Bool = true
    ) -> [SubSequence] {
        split(
            maxSplits: maxSplits, omittingEmptySubsequences: omittingEmptySubsequences, whereScalar: { $0 == scalar })
    }

    /// The pieces between signs of a kind.
    public func split(
        maxSplits: Int = .max, omittingEmptySubsequences: Bool = true, whereScalar isBetween: (Unicode.Scalar) -> Bool
    ) -> [SubSequence] {
        unicodeScalars.split(
            maxSplits: maxSplits, omittingEmptySubsequences: omittingEmptySubsequences, whereSeparator: isBetween
        ).map { self[$0.startIndex..<$0.endIndex] }
    }

    /// Whether it begins with these bytes, whatever comes behind them.
    public func begins(with beginning: some StringProtocol) -> Bool { utf8.starts(with: beginning.utf8) }

    /// Whether it ends with these bytes, whatever stands before them.
    public func ends(with ending: some StringProtocol) -> Bool {
        let length = ending.utf8.count
        return utf8.count >= length && utf8.suffix(length).elementsEqual(ending.utf8)
    }

    /// Whether these bytes stand in it, whatever stands around them.
    public func holds(_ piece: some StringProtocol) -> Bool { utf8.contains(piece.utf8) }

    /// With one piece of text put wherever another stood, whatever stood around it.
    public func exchanging(_ old: String, for new: String) -> String {
        let scalars = String.UnicodeScalarView(unicodeScalars)
        return String(scalars.replacing(old.unicodeScalars, with: new.unicodeScalars))
    }

    /// Only the signs that are wanted.
    public func keeping(_ isWanted: (Unicode.Scalar) -> Bool) -> String {
        String(String.UnicodeScalarView(unicodeScalars.lazy.filter(isWanted)))
    }

    /// With each sign as a plain keyboard would have typed it.
    public var plain: String { String(String.UnicodeScalarView(unicodeScalars.lazy.map(\.plain))) }

    /// The beginning, of so many signs at most. What people see as one sign can be of any length.
    public func beginning(_ most: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(most))) }

    /// Without such signs at both ends.
    public func trimming(_ isUnwanted: (Unicode.Scalar) -> Bool) -> String {
        var scalars = Substring(self).unicodeScalars
        while let first = scalars.first, isUnwanted(first) { scalars.removeFirst() }
        while let last = scalars.last, isUnwanted(last) { scalars.removeLast() }
        return String(scalars)
    }
}

extension String {
    /// Without such signs at its end.
    func trimmingEnd(_ isUnwanted: (Unicode.Scalar) -> Bool) -> String {
        var scalars = Substring(self).unicodeScalars
        while let last = scalars.last, isUnwanted(last) { scalars.removeLast() }
        return String(scalars)
    }
}

extension Unicode.Scalar {
    /// Of any alphabet.
    public var isAlphabetic: Bool { properties.isAlphabetic }

    /// A digit or number of any writing.
    public var isNumeric: Bool { properties.numericType != nil }

    /// 0 to 9, and no digit of another writing.
    public var isDigit: Bool { (0x30...0x39).contains(value) }

    /// a to z, A to Z, 0 to 9.
    public var isPlainLetterOrDigit: Bool {
        isDigit || (0x41...0x5A).contains(value) || (0x61...0x7A).contains(value)
    }

    /// As a plain keyboard would have typed it: the digits of every writing are 0 to 9, and what is as wide as a Chinese sign
    /// is its narrow self. Everything else stays.
    public var plain: Unicode.Scalar {
        if properties.numericType == .decimal, let digit = properties.numericValue, (0...9).contains(digit) {
            return Unicode.Scalar(0x30 + UInt8(digit))
        }
        switch value {
        case 0xFF01...0xFF5E: return Unicode.Scalar(UInt8(value - 0xFEE0))
        case 0x3000: return " "
        default: return self
        }
    }

    /// White space, line breaks among it.
    public var isSpace: Bool { properties.isWhitespace }

    /// What Unicode ends a line with.
    public var isLineBreak: Bool {
        switch value {
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// An accent or another mark that stands on the sign before it.
    public var isAccent: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    /// What is part of the sign beside it, or is not seen at all: an accent, a joiner, a sign that changes how others look.
    public var isJoining: Bool { isAccent || isUnseen }

    /// Nothing is seen of it, and it separates nothing: a byte order mark, a mark of direction, a joiner, a soft hyphen.
    public var isUnseen: Bool { properties.generalCategory == .format || properties.isDefaultIgnorableCodePoint }

    /// It steers a terminal or ends a line, and is no text.
    public var isControl: Bool { properties.generalCategory == .control || isLineBreak }
}
