/// What the registry comes to in one country, province or municipality.
///
/// Only groups that count are in it: listed, and silent ones. A municipality with one group shows that group's number of
/// members; that is no secret, since the registry shows it of every group, and nothing finer is ever counted here.
public struct TerritoryFigures: Hashable, Sendable {
    public enum Kind: String, Codable, Sendable { case country, province, municipality }

    public let kind: Kind
    /// `NL`, `28`, `0632`.
    public let code: String
    /// ISO 3166-1.
    public let country: String
    /// The code of the province in which a municipality lies.
    public let province: String?
    /// What it is called there, and in other languages; empty for a country, which pages name themselves.
    public let name: String
    public let names: [Language: String]
    /// Nil where nobody has counted them: figures that need it are then not there, rather than made up.
    public let inhabitants: Int?
    public var groups = 0
    public var members = 0
    /// Municipalities in it, and those of them that have no group; of a municipality itself 1.
    public var municipalities = 0
    public var withoutGroup = 0
    public var uncovered = Uncovered()

    public init(
        _ kind: Kind, code: String, country: String, province: String? = nil, name: String,
        names: [Language: String] = [:], inhabitants: Int?, groups: Int = 0, members: Int = 0
    ) {
        self.kind = kind
        self.code = code
        self.country = country
        self.province = province
        self.name = name
        self.names = names
        self.inhabitants = inhabitants
        self.groups = groups
        self.members = members
    }

    init(_ kind: Kind, of place: Place) {
        self.init(
            kind, code: place.code, country: place.country, province: kind == .municipality ? place.province : nil,
            name: place.name, names: place.names, inhabitants: place.population.flatMap { $0 > 0 ? $0 : nil })
    }

    public func name(in language: Language) -> String { names[language] ?? name }

    /// Groups for every 1,000 inhabitants.
    public var groupsPerThousand: Double? { perThousand(groups) }

    /// Members for every 1,000 inhabitants: a tenth of it is their share of the population in per cent.
    public var membersPerThousand: Double? { perThousand(members) }

    private func perThousand(_ count: Int) -> Double? { inhabitants.map { Double(count) * 1_000 / Double($0) } }
}

/// Neighbourhoods without a group: those whose middle lies in no group's area.
///
/// It is a measure by neighbourhoods and not by front doors: one whose middle is watched counts as watched, even where
/// its last street is not. In the Netherlands they are those of CBS in which anybody lives; in Belgium, where we have no
/// smaller ones, the localities of the post, whose inhabitants we do not know.
public struct Uncovered: Hashable, Sendable {
    /// All that were looked at.
    public var all = 0
    /// Those without a group.
    public var count = 0
    /// Who lives in all of them, and in those without a group; nil where nobody has counted.
    public var inhabitants: Int?
    public var inhabitantsWithout: Int?
    /// The largest without a group.
    public var largest: [Place] = []

    /// Kept at most.
    public static let mostLargest = 10

    public init() {}

    mutating func add(_ place: Place, isCovered: Bool) {
        all += 1
        if let population = place.population {
            inhabitants = (inhabitants ?? 0) + population
            inhabitantsWithout = (inhabitantsWithout ?? 0) + (isCovered ? 0 : population)
        }
        guard !isCovered else { return }
        count += 1
        // From few to many there is no need to sort all of them.
        guard largest.count < Uncovered.mostLargest || Uncovered.isLarger(place, largest[largest.count - 1]) else {
            return
        }
        let index = largest.firstIndex { Uncovered.isLarger(place, $0) } ?? largest.count
        largest.insert(place, at: index)
        if largest.count > Uncovered.mostLargest { largest.removeLast() }
    }

    private static func isLarger(_ a: Place, _ b: Place) -> Bool {
        (-(a.population ?? 0), a.name, a.code) < (-(b.population ?? 0), b.name, b.code)
    }
}
