/// From where letters for signing in were asked for lately, so that a program at one place on the internet does not use
/// up the letters of the whole house.
///
/// Behind one address may sit a street, or a town's worth of phones: so it holds far more than people ask for in an
/// evening, and only letters that went out count. Each server knows it for itself, for minutes, and writes it nowhere.
public struct LetterOrigins: Sendable {
    /// Letters that one line may ask for at once.
    public static let atOnce = 120
    /// After that, one in so long a time: 600 an hour.
    public static let pace = Span.seconds(6)
    /// Lines that are known at the same time. With more, those that come are not counted: the limit for all of the house
    /// stands behind this one.
    public static let most = 10_000

    /// When all that a line has asked for will be as if it had not.
    private var forgotten: [InternetAddress: Moment] = [:]

    public init() {}

    /// Counts a letter that is about to go out.
    ///
    /// - Throws: `too-many-letters`.
    public mutating func take(from address: InternetAddress, at now: Moment) throws(Refusal) {
        let line = address.line
        if forgotten[line] == nil, forgotten.count >= LetterOrigins.most {
            forgotten = forgotten.filter { $0.value > now }
            guard forgotten.count < LetterOrigins.most else { return }
        }
        let bound = now + Span(milliseconds: LetterOrigins.pace.milliseconds * Int64(LetterOrigins.atOnce))
        // Who was refused before the clock was put back waits as long as anybody, and no longer.
        let spent = min(max(forgotten[line] ?? now, now), bound)
        guard spent + LetterOrigins.pace <= bound else {
            forgotten[line] = spent
            throw Refusal(.tooManyLetters, field: "email")
        }
        forgotten[line] = spent + LetterOrigins.pace
    }

    /// It did not go out after all.
    public mutating func giveBack(_ address: InternetAddress) {
        let line = address.line
        if let until = forgotten[line] { forgotten[line] = until - LetterOrigins.pace }
    }
}
