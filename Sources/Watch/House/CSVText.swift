/// Tables as text (RFC 4180), for spreadsheets and for Saar's own import: the one writer of lines and cells there is.
///
/// Every cell is quoted. Spreadsheets take a cell for a formula that begins with one of a few signs, and reckon with what
/// strangers typed; one that takes another separator for the right one, or loses count of the quotes, begins a cell in
/// the middle of one of ours. So an apostrophe stands before such a sign at the beginning of a cell and behind anything
/// in it that some program parts cells at. `meant` takes it away again.
public enum CSVText {
    /// A line with its end.
    public static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    /// A cell with its quotes.
    public static func cell(_ text: String) -> String {
        var cell = String.UnicodeScalarView("\"".unicodeScalars)
        for sign in signs(of: text) {
            if sign.isFormula { cell.append("'") }
            if sign.scalar == "\"" { cell.append("\"") }
            cell.append(sign.scalar)
        }
        cell.append("\"")
        return String(cell)
    }

    /// What somebody typed, of a cell that `cell` has written: without the apostrophes that it put there.
    public static func meant(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for sign in signs(of: text) {
            if sign.isFormula, scalars.last == "'" { scalars.removeLast() }
            scalars.append(sign.scalar)
        }
        return String(scalars)
    }

    private struct Sign {
        let scalar: Unicode.Scalar
        /// Whether a program could take what begins here for a formula.
        let isFormula: Bool
    }

    private static func signs(of text: String) -> [Sign] {
        let scalars = Array(text.unicodeScalars)
        // Nothing but what may be passed over has stood in the cell so far, or since it could be parted.
        var isBeginning = true
        var isFirst = true
        return scalars.indices.map { index in
            let scalar = scalars[index]
            if separators.contains(scalar) {
                // What stands before a cell some programs drop, and look at what comes then.
                let isDropped = isFirst && isBeginning && scalar.isSpace
                isBeginning = true
                isFirst = false
                return Sign(scalar: scalar, isFormula: isDropped)
            }
            guard isBeginning, !isPassedOver(scalar) else { return Sign(scalar: scalar, isFormula: false) }
            isBeginning = false
            return Sign(scalar: scalar, isFormula: formulas.contains(scalar) && !isNumber(scalars[index...]))
        }
    }

    /// A number of ours or of a phone: `-4.75`, `+31 6 …`, and nothing else up to where a program may part it.
    private static func isNumber(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let sign = rest.first, sign == "-" || sign == "+", rest.dropFirst().first?.isDigit == true else {
            return false
        }
        return rest.dropFirst().prefix { !separators.contains($0) }.allSatisfy {
            $0.isDigit || ". ()".unicodeScalars.contains($0)
        }
    }

    private static func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\"" || scalar == "'" || scalar.isSpace || scalar.isJoining
    }

    private static let separators: Set<Unicode.Scalar> = [",", ";", "\t", "\r", "\n"]
    /// Also as wide as Chinese letters, and the small and the proper minus, which some programs take for the same.
    private static let formulas: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "＝", "＋", "－", "＠", "﹢", "﹣", "﹦", "﹫", "−",
    ]
}
