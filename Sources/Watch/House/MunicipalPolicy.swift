/// What a municipality does its own way, over the policy of its country; what is nil is as everywhere in it.
public struct MunicipalPolicy: Hashable, Sendable {
    /// From which age on somebody may join, or found a group.
    public let minimumAge: Int?
    /// The number of the local police, for what has no hurry, as it is dialled there.
    public let policeNumber: String?

    public init(minimumAge: Int?, policeNumber: String?) {
        self.minimumAge = minimumAge
        self.policeNumber = policeNumber
    }

    /// Whether nothing is left of it.
    public var isEmpty: Bool { minimumAge == nil && policeNumber == nil }

    /// The ages that occur: below 16 somebody else would have to agree for them, and above 21 nobody is kept out.
    public static let ages = 16...21

    /// How many digits a number of the police has.
    public static let digits = 6...12

    /// An age as it may be set.
    ///
    /// - Throws: `field-invalid`.
    public static func age(_ age: Int) throws(Refusal) -> Int {
        guard ages.contains(age) else {
            throw Refusal(
                .fieldInvalid, field: "minimumAge",
                ["least": String(ages.lowerBound), "limit": String(ages.upperBound)])
        }
        return age
    }

    /// A number of the local police as it may be set: as it is dialled within the country, and none that counts there for
    /// something else.
    ///
    /// - Throws: `field-invalid`.
    public static func number(_ typed: String, in country: Jurisdiction) throws(Refusal) -> String {
        let number = Words.trimmed(typed)
        let known = country.numbers.map { $0.number.keeping(\.isDigit) }
        let isWritten = number.unicodeScalars.allSatisfy { $0.isDigit || separators.contains($0) }
        let written = number.keeping(\.isDigit)
        guard isWritten, number.utf8.count <= 20, digits.contains(written.utf8.count), written.begins(with: "0"),
            !known.contains(written)
        else { throw Refusal(.fieldInvalid, field: "policeNumber") }
        return number
    }

    private static let separators: Set<Unicode.Scalar> = [" ", "-", "/", "."]
}
