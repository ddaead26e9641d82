/// What somebody asks who looks for the group of their street.
public enum GroupQuestion: Hashable, Sendable {
    /// Whatever was typed into the one box: a postcode, a place, a municipality, a name.
    case words(String)
    /// A postcode, with or without letters.
    case postcode(String)
    /// A place by its name, or by its key in the gazetteer.
    case place(String)
    /// A municipality by its code or its name.
    case municipality(String)
    /// Where somebody stands.
    case near(Coordinate)
}

/// A group with its distance from where somebody looked.
public struct FoundGroup: Hashable, Sendable {
    public let group: ListedGroup
    /// Metres from the point to the area as strangers are shown it, in whole hundreds; 0 inside, and only there; nil when
    /// no point was asked about.
    public let distance: Double?

    public init(group: ListedGroup, distance: Double?) {
        self.group = group
        self.distance = distance
    }
}

/// What is known of the groups somewhere: the answer to a `GroupQuestion`. Closed groups are in none.
public struct Finding: Hashable, Sendable {
    /// What the question was understood to be about.
    public enum Subject: Hashable, Sendable {
        /// Nothing was asked.
        case nothing
        case position(Coordinate)
        case place(Place)
        /// No place is called so: groups were looked for by their names alone.
        case words
    }

    public let subject: Subject
    /// Whether the place is only what was most probably meant.
    public var isGuess = false
    /// What else may have been meant.
    public var others: [Place] = []
    /// Groups in whose area the point lies. Of a place or a postcode that is its middle, and no more than that.
    public var covering: [ListedGroup] = []
    /// The nearest other groups, with metres from the point.
    public var nearest: [FoundGroup] = []
    /// Groups of the municipality or province that was asked about, by name.
    public var inside: [ListedGroup] = []
    /// How many there are of those, whether or not all are told.
    public var insideCount = 0
    /// Other groups with these words in their name or place.
    public var named: [ListedGroup] = []
    /// How many there are of those.
    public var namedCount = 0

    init(_ subject: Subject) { self.subject = subject }

    /// Every group that was found, once: those that cover, the nearest, then the rest.
    public var groups: [FoundGroup] {
        covering.map { FoundGroup(group: $0, distance: 0) } + nearest
            + (inside + named).map { FoundGroup(group: $0, distance: nil) }
    }

    /// How many groups there are where somebody looked; the nearest ones, which are elsewhere, do not count.
    public var count: Int { covering.count + insideCount + namedCount }

    /// The point that distances are from; nil where there is none.
    public var point: Coordinate? {
        switch subject {
        case .position(let point): point
        case .place(let place): place.kind == .province ? nil : place.middle
        case .nothing, .words: nil
        }
    }

    /// The place that it is about; nil where it is about none.
    public var place: Place? {
        if case .place(let place) = subject { place } else { nil }
    }
}
