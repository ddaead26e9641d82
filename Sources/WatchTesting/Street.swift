import Watch

/// A street of named people, the same in every test: the Kerkstraat, and the Molenweg beside it.
///
/// Ids read as what they are: people end in `-0000000000a1`, groups in `-0000000000e1`.
public enum Street {
    /// Somebody with a door.
    public struct Neighbour: Sendable {
        /// Who they are.
        public let person: Person
        /// Where they live.
        public let door: Coordinate

        /// Their id.
        public var id: PersonId { person.id }
    }

    // MARK: people

    /// A resident at no. 12; she is the one who sees things.
    public static let anna = neighbour("a1", "Anna", "de Vries", metresNorth: 120)
    /// A resident at no. 15, across from Anna.
    public static let bram = neighbour("a2", "Bram", "Bakker", metresNorth: 130)
    /// The coordinator, at no. 3.
    public static let carla = neighbour("a3", "Carla", "Jansen", metresNorth: 30)
    /// The officer of the zone, who lives elsewhere.
    public static let deWit = neighbour("a4", "Jeroen", "de Wit", metresNorth: 3_000)
    /// A resident at no. 21 who was suspended.
    public static let dirk = neighbour("a5", "Dirk", "Smit", metresNorth: 210)
    /// At no. 23; she has asked to join.
    public static let els = neighbour("a6", "Els", "Mulder", metresNorth: 230)
    /// At no. 27; she joins later.
    public static let fatima = neighbour("a7", "Fatima", "El Amrani", metresNorth: 270)
    /// Of the Molenweg, the neighbours' street.
    public static let gijs = neighbour("a8", "Gijs", "Peters", metresNorth: 620)
    /// An officer of another zone.
    public static let claes = neighbour("a9", "Sofie", "Claes", metresNorth: 90_000)

    /// All of them.
    public static let everybody = [anna, bram, carla, deWit, dirk, els, fatima, gijs, claes]

    // MARK: groups, places, offices

    /// The police zone of both streets.
    public static let zone = "alphen-bodegraven"

    /// The Kerkstraat's group, under Dutch policy.
    public static let group = Street.group("e1", "kerkstraat", "Kerkstraat", metresNorth: 0)
    /// The group beside it.
    public static let nextGroup = Street.group("e2", "molenweg", "Molenweg", metresNorth: 500)

    /// What holds here.
    public static let jurisdiction = group.jurisdiction

    /// De Wit's post.
    public static let police = Office(kind: .police, territory: zone)

    /// Who holds which office.
    public static let offices: [PersonId: [Office]] = [
        deWit.id: [police], claes.id: [Office(kind: .police, territory: "brugge")],
    ]

    /// Where the street begins.
    public static let corner = point(metresNorth: 0)

    /// A point on the street, so many metres from its beginning.
    public static func point(metresNorth: Double) -> Coordinate {
        Coordinate(latitude: 52.08 + metresNorth / 111_195.08, longitude: 4.75) ?? nowhere
    }

    // MARK: members and actors

    /// Anna, a neighbour since the beginning.
    public static let annaMember = member("b1", anna)
    /// Bram, a neighbour since the beginning.
    public static let bramMember = member("b2", bram)
    /// Carla, the coordinator.
    public static let carlaMember = member("b3", carla, .coordinator)
    /// Dirk, who was suspended before anything happened.
    public static let dirkMember = Member(
        id: fixed("b5"), group: group.id, person: dirk.id, standing: .suspended, role: .resident, joinedSequence: 1,
        leftSequence: 1, appliedAt: founded)
    /// Els, whose application waits.
    public static let elsMember = Member(
        id: fixed("b6"), group: group.id, person: els.id, standing: .applied, role: .resident, appliedAt: founded)
    /// Gijs, in the next street.
    public static let gijsMember = Member(
        id: fixed("b8"), group: nextGroup.id, person: gijs.id, standing: .approved, role: .resident,
        joinedSequence: 1, appliedAt: founded)

    /// Everybody with a place in one of the groups.
    public static let members = [annaMember, bramMember, carlaMember, dirkMember, elsMember, gijsMember]

    /// A place in the Kerkstraat's group for somebody who comes in after so many events.
    public static func newcomer(_ neighbour: Neighbour, after sequence: Int64) -> Member {
        Member(
            id: fixed("b7"), group: group.id, person: neighbour.id, standing: .approved, role: .resident,
            joinedSequence: sequence + 1, appliedAt: founded)
    }

    /// Anna as a neighbour.
    public static let byAnna = Actor(person: anna.id, capacity: .neighbour)
    /// Bram as a neighbour.
    public static let byBram = Actor(person: bram.id, capacity: .neighbour)
    /// Carla as the coordinator.
    public static let byCarla = Actor(person: carla.id, capacity: .coordinator)
    /// De Wit as the police.
    public static let byDeWit = Actor(person: deWit.id, capacity: .police)

    // MARK: ids

    /// An id that can be read: `fixed("a1")` ends in `-0000000000a1`.
    public static func fixed<Kind>(_ ending: String) -> Id<Kind> {
        Id(trusted: "01900000-0000-7000-8000-" + String(repeating: "0", count: 12 - ending.utf8.count) + ending)
    }

    /// When both groups were founded.
    public static let founded = ManualClock.friday - .days(400)

    private static func neighbour(
        _ ending: String, _ firstName: String, _ lastName: String, metresNorth: Double
    ) -> Neighbour {
        Neighbour(
            person: Person(
                id: fixed(ending), firstName: firstName, lastName: lastName,
                email: "\(firstName.lowercased())@example.org", language: .nl, createdAt: founded),
            door: point(metresNorth: metresNorth))
    }

    private static func member(_ ending: String, _ neighbour: Neighbour, _ role: Member.Role = .resident) -> Member {
        Member(
            id: fixed(ending), group: group.id, person: neighbour.id, standing: .approved, role: role,
            joinedSequence: 1, appliedAt: founded)
    }

    private static func group(_ ending: String, _ slug: String, _ name: String, metresNorth: Double) -> Group {
        Group(
            id: fixed(ending), slug: slug, name: name, place: "Bodegraven", jurisdiction: .netherlands, zone: zone,
            policeReads: true, municipality: "1901", area: block(metresNorth: metresNorth), createdAt: founded)
    }

    /// A block of 400 by about 340 metres.
    private static func block(metresNorth: Double) -> Area {
        let south = point(metresNorth: metresNorth).latitude
        let north = point(metresNorth: metresNorth + 400).latitude
        let corners = [(south, 4.7475), (south, 4.7525), (north, 4.7525), (north, 4.7475), (south, 4.7475)]
        guard let area = Area(polygons: [[corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }]]) else {
            preconditionFailure("a block of a street is an area")
        }
        return area
    }

    private static var nowhere: Coordinate {
        preconditionFailure("a street lies on the earth")
    }
}
