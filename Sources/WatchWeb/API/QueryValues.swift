import Foundation
import Hummingbird
import Watch

/// What stands behind the question mark, read strictly: a parameter that is misspelt, given twice or has no sense is
/// refused rather than passed over, so that a program never takes an answer for one to another question.
struct QueryValues: Sendable {
    private let values: [String: String]

    /// - Throws: `parameter-invalid` with the parameter as its field.
    init(_ request: Request, known: Set<String>) throws(Refusal) {
        var values: [String: String] = [:]
        for pair in FormText.pairs(request.uri.query ?? "") {
            guard let name = pair.name, known.contains(name) else { throw Refusal(.parameterInvalid) }
            guard let value = pair.value, values.updateValue(value, forKey: name) == nil else {
                throw Refusal(.parameterInvalid, field: name)
            }
        }
        self.values = values
    }

    /// Words to search for; nil when there are none.
    func words(_ name: String) throws(Refusal) -> String? {
        do {
            return try Words.kept(values[name], field: name, limit: 100)
        } catch {
            throw Refusal(.parameterInvalid, field: name, ["limit": "100"])
        }
    }

    /// A whole number without a sign.
    func number(_ name: String, from least: Int64 = 0, to most: Int64 = .max) throws(Refusal) -> Int64? {
        guard let text = values[name] else { return nil }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int64(text), number >= least,
            number <= most
        else { throw Refusal(.parameterInvalid, field: name) }
        return number
    }

    /// How many to answer with at most.
    func limit(most: Int, usual: Int) throws(Refusal) -> Int {
        try number("limit", from: 1, to: Int64(most)).map(Int.init) ?? usual
    }

    /// A point as `latitude,longitude`.
    func point(_ name: String) throws(Refusal) -> Coordinate? {
        guard let text = values[name] else { return nil }
        let numbers = text.split(scalar: ",", omittingEmptySubsequences: false).map(QueryValues.degrees)
        guard numbers.count == 2, let latitude = numbers[0], let longitude = numbers[1],
            let point = Coordinate(latitude: latitude, longitude: longitude)
        else { throw Refusal(.parameterInvalid, field: name) }
        return point
    }

    /// A box as `west,south,east,north` (RFC 7946 §5).
    func box(_ name: String) throws(Refusal) -> Area.Box? {
        guard let text = values[name] else { return nil }
        let numbers = text.split(scalar: ",", omittingEmptySubsequences: false).compactMap(QueryValues.degrees)
        guard numbers.count == 4, text.utf8.count(where: { $0 == UInt8(ascii: ",") }) == 3,
            let low = Coordinate(latitude: numbers[1], longitude: numbers[0]),
            let high = Coordinate(latitude: numbers[3], longitude: numbers[2]),
            low.latitude <= high.latitude, low.longitude <= high.longitude
        else { throw Refusal(.parameterInvalid, field: name) }
        return Area.Box(
            south: low.latitude, north: high.latitude, west: low.longitude, east: high.longitude)
    }

    /// What somebody asks who looks for their group: at most one question at a time; nil for none.
    ///
    /// - Throws: `parameter-invalid` for the second of two questions, and for what can be no postcode.
    func question() throws(Refusal) -> GroupQuestion? {
        var questions: [(name: String, question: GroupQuestion)] = []
        if let words = try words("q") { questions.append(("q", .words(words))) }
        if let words = try words("place") { questions.append(("place", .place(words))) }
        if let words = try words("postcode") {
            guard Postcode(words) != nil else { throw Refusal(.parameterInvalid, field: "postcode") }
            questions.append(("postcode", .postcode(words)))
        }
        if let words = try words("municipality") { questions.append(("municipality", .municipality(words))) }
        if let point = try point("near") { questions.append(("near", .near(point))) }
        guard questions.count < 2 else { throw Refusal(.parameterInvalid, field: questions[1].name) }
        return questions.first?.question
    }

    /// The text as it came.
    func text(_ name: String) -> String? { values[name] }

    /// Digits with at most one point: Swift would also read `0x1p3` and `inf`.
    private static func degrees(_ text: Substring) -> Double? {
        let digits = text.begins(with: "-") ? text.dropFirst() : text
        guard digits.unicodeScalars.first?.isDigit == true,
            digits.unicodeScalars.allSatisfy({ $0.isDigit || $0 == "." })
        else { return nil }
        return Double(text)
    }
}

extension GroupQuestion {
    /// Whether places must be known to answer it.
    var needsPlaces: Bool { if case .near = self { false } else { true } }
}
