/// What somebody saw: behaviour first, then what helps to recognise it.
public struct Observation: Hashable, Codable, Sendable {
    /// What is happening. Only a missing-person alert may lack it.
    public let behaviour: String?
    /// Clothing, height, hair: what somebody looks like.
    public let appearance: String?
    /// Colour, make, kind of vehicle. Plates go into the police part.
    public let vehicle: String?
    /// Where they went.
    public let direction: Compass?

    public init(behaviour: String?, appearance: String? = nil, vehicle: String? = nil, direction: Compass? = nil) {
        self.behaviour = behaviour
        self.appearance = appearance
        self.vehicle = vehicle
        self.direction = direction
    }
}

/// One of eight directions.
public enum Compass: String, Codable, Sendable, CaseIterable {
    case north, northEast = "north-east", east, southEast = "south-east"
    case south, southWest = "south-west", west, northWest = "north-west"
}

/// Where it is: a point, words, or both.
public struct Location: Hashable, Codable, Sendable {
    public let coordinate: Coordinate?
    public let description: String?
    /// Whether the point is where the reporter's own phone was, which is often their home: neighbours are told it to about
    /// a hundred metres. A point that somebody set is told as it was set.
    public let isOwnPosition: Bool

    public init(coordinate: Coordinate?, description: String?, isOwnPosition: Bool = false) {
        self.coordinate = coordinate
        self.description = description
        self.isOwnPosition = isOwnPosition
    }

    /// The same place in other words.
    func saying(_ description: String?) -> Location {
        Location(coordinate: coordinate, description: description, isOwnPosition: isOwnPosition)
    }

    /// What was kept before it was told apart counts as a phone's own position.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        coordinate = try values.decodeIfPresent(Coordinate.self, forKey: .coordinate)
        description = try values.decodeIfPresent(String.self, forKey: .description)
        isOwnPosition = try values.decodeIfPresent(Bool.self, forKey: .isOwnPosition) ?? true
    }
}

/// What goes to the police alone: plates, names, what could identify somebody.
public struct PoliceOnly: Hashable, Codable, Sendable {
    public let licencePlate: String?
    public let text: String?

    public init(licencePlate: String?, text: String?) {
        self.licencePlate = licencePlate
        self.text = text
    }
}

/// That the police were called: the number, by whom, and when. Saar never calls for anybody.
public struct EmergencyCall: Hashable, Codable, Sendable {
    public enum Caller: String, Codable, Sendable, CaseIterable {
        /// The reporter.
        case me = "self"
        /// Somebody else on the spot.
        case other
    }

    /// As the jurisdiction spells it.
    public let number: String
    /// Whether it is a number for danger and crimes in progress.
    public let isUrgent: Bool
    /// Always known for a call of one's own; for somebody else's it may not be.
    public let calledAt: Moment?
    public let by: Caller
    /// What the reporter's clock said, where it was so far ahead that `calledAt` is when the report came in; for the
    /// register.
    public let clockSaid: Moment?

    public init(number: String, isUrgent: Bool, calledAt: Moment?, by: Caller, clockSaid: Moment? = nil) {
        self.number = number
        self.isUrgent = isUrgent
        self.calledAt = calledAt
        self.by = by
        self.clockSaid = clockSaid
    }
}

/// What somebody reports, as it came in: not yet checked against any rule.
public struct Report: Hashable, Sendable {
    public struct Call: Hashable, Sendable {
        public let number: String?
        public let calledAt: Moment?
        public let by: EmergencyCall.Caller?

        public init(number: String?, calledAt: Moment?, by: EmergencyCall.Caller?) {
            self.number = number
            self.calledAt = calledAt
            self.by = by
        }
    }

    public let kind: Alert.Kind
    public let observation: Observation
    public let location: Location?
    public let policeOnly: PoliceOnly?
    public let call: Call?
    /// Shared on its own although one like it is open.
    public let isSeparate: Bool
    /// Whether an officer who lives in the street reports it as the police.
    public let asPolice: Bool

    public init(
        kind: Alert.Kind, observation: Observation, location: Location?, policeOnly: PoliceOnly? = nil, call: Call?,
        isSeparate: Bool = false, asPolice: Bool = false
    ) {
        self.kind = kind
        self.observation = observation
        self.location = location
        self.policeOnly = policeOnly
        self.call = call
        self.isSeparate = isSeparate
        self.asPolice = asPolice
    }
}
