/// Somewhere that people call by a name or a number: what they type when they look for their group.
public struct Place: Hashable, Sendable {
    /// What sort of place, from large to small.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        case province
        case municipality
        /// A town, a village, a hamlet: what stands on an envelope.
        case town
        /// A part of a municipality, made of neighbourhoods (a Dutch wijk).
        case district
        /// The smallest part for which there are figures (a Dutch buurt).
        case neighbourhood
        /// Four digits.
        case postcode
    }

    public let kind: Kind
    /// ISO 3166-1: `NL`, `BE`.
    public let country: String
    /// Unique among the places of its kind in its country: CBS's digits or REFNIS for a municipality (`0632`, `11022`)
    /// and a province, the four digits for a postcode, CBS's own code for a district or a neighbourhood.
    public let code: String
    /// What it is called there.
    public let name: String
    /// What it is called in other languages, where that differs.
    public let names: [Language: String]
    /// What people call it, too.
    public let otherNames: [String]
    /// Belgium's region.
    public let region: String?
    /// The code of the province in which it lies, or that it is; none in the region of Brussels but the region's own.
    public let province: String?
    /// The code of the municipality in which it lies, or that it is.
    public let municipality: String?
    /// The four digits in use there, where there is one answer.
    public let postcode: String?
    /// Where to fly a map to.
    public let middle: Coordinate
    /// How many people live there, where it is known.
    public let population: Int?

    public init(
        _ kind: Kind, country: String, code: String, name: String, names: [Language: String] = [:],
        otherNames: [String] = [], region: String? = nil, province: String? = nil, municipality: String? = nil,
        postcode: String? = nil, middle: Coordinate, population: Int? = nil
    ) {
        self.kind = kind
        self.country = country
        self.code = code
        self.name = name
        self.names = names
        self.otherNames = otherNames
        self.region = region
        self.province = province
        self.municipality = municipality
        self.postcode = postcode
        self.middle = middle
        self.population = population
    }

    /// One of a kind among all places, and the same in the next release: `NL/municipality/0632`.
    public var key: String { "\(country)/\(kind.rawValue)/\(code)" }

    /// What it is called in this language; what it is called there, where the language has no name for it.
    public func name(in language: Language) -> String { names[language] ?? name }

    /// Every name that it has, each once.
    public var allNames: [String] {
        var all = [name]
        for other in Language.allCases.compactMap({ names[$0] }) + otherNames where !all.contains(other) {
            all.append(other)
        }
        return all
    }
}
