import Watch

/// The street of the demo: groups, people, and what they are to each other. Invented people in real places.
enum DemoStreet {
    struct Neighbourhood {
        let id: GroupId
        let slug: String
        let name: String
        let place: String
        let country: String
        let municipality: String
        /// South-west and north-east corner of its box.
        let south: Double, west: Double, north: Double, east: Double
        let coordinator: PersonId

        var area: Area? {
            let corners = [(south, west), (south, east), (north, east), (north, west), (south, west)]
            let ring = corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }
            return Area(polygons: [[ring]])
        }
    }

    struct Neighbour {
        let id: PersonId
        let firstName: String
        let lastName: String
        /// resident, coordinator, police, municipality, foundation
        let role: String
        let language: Language
        let group: GroupId?
        let offices: [Office]

        /// Where their letters go: the demo's own mailbox.
        var email: String { "\(firstName.lowercased())@example.org" }

        init(
            _ number: Int, _ firstName: String, _ lastName: String, role: String = "resident",
            language: Language = .nl, group: GroupId? = nil, offices: [Office] = []
        ) {
            self.id = DemoStreet.id(number)
            self.firstName = firstName
            self.lastName = lastName
            self.role = role
            self.language = language
            self.group = group
            self.offices = offices
        }
    }

    /// The same ids every time, so that a demo that is started again on its database finds its people.
    static func id<Kind>(_ number: Int) -> Id<Kind> {
        let digits = String(number)
        return Id(
            trusted: "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)
    }

    static let first: GroupId = id(101)
    static let second: GroupId = id(102)
    static let third: GroupId = id(103)
    static let zone = "MN-woerden"
    /// In which police zone its municipalities lie.
    static let zones = ["0632": zone, "11022": "PZ-grens"]

    static let neighbourhoods = [
        Neighbourhood(
            id: first, slug: "schilderskwartier-woerden", name: "Schilderskwartier Woerden", place: "Woerden",
            country: "NL", municipality: "0632", south: 52.0860, west: 4.8700, north: 52.0925, east: 4.8800,
            coordinator: id(3)),
        Neighbourhood(
            id: second, slug: "staatsliedenkwartier-woerden", name: "Staatsliedenkwartier Woerden", place: "Woerden",
            country: "NL", municipality: "0632", south: 52.0860, west: 4.8803, north: 52.0925, east: 4.8900,
            coordinator: id(7)),
        Neighbourhood(
            id: third, slug: "bin-heide-kalmthout", name: "BIN Heide Kalmthout", place: "Kalmthout", country: "BE",
            municipality: "11022", south: 51.3600, west: 4.4500, north: 51.3680, east: 4.4640,
            coordinator: id(11)),
    ]

    /// Neighbours that hear each other's alerts.
    static let links = [(first, second)]

    static let people = [
        Neighbour(1, "Anna", "de Vries", group: first),
        Neighbour(2, "Bram", "Jansen", group: first),
        Neighbour(3, "Carla", "Bakker", role: "coordinator", group: first),
        Neighbour(4, "Emine", "Yilmaz", group: first),
        Neighbour(5, "Fleur", "Visser", group: first),
        Neighbour(6, "John", "Smith", language: .en, group: first),
        Neighbour(7, "Gerrit", "Smit", role: "coordinator", group: second),
        Neighbour(8, "Hanna", "Meijer", group: second),
        Neighbour(9, "Ibrahim", "El Amrani", group: second),
        Neighbour(11, "Jef", "Peeters", role: "coordinator", group: third),
        Neighbour(12, "Katrien", "Maes", group: third),
        Neighbour(21, "Wouter", "de Wit", role: "police", offices: [Office(kind: .police, territory: zone)]),
        Neighbour(22, "Lies", "Claes", role: "police", offices: [Office(kind: .police, territory: "PZ-grens")]),
        Neighbour(
            31, "Marieke", "van Dam", role: "municipality",
            offices: [Office(kind: .municipality, territory: "0632")]),
        Neighbour(41, "Nico", "Hendriks", role: "foundation", offices: [Office(kind: .foundation, territory: "NL")]),
    ]
}
