import Foundation
import Watch
import WatchStore

/// A land of groups of ninety, written by SQL: nobody waits for it.
struct Land: Sendable {
    /// Neighbours in a group who hear of an alert.
    static let neighbours = 90

    let database: any Database
    let groups: [GroupId]
    let reporters: [PersonId]

    static let begin = Moment(milliseconds: 1_700_000_000_000)

    /// People as they came: those of one group at all times of the last years, between those of others.
    ///
    /// - Parameter reporters: in how many of the groups somebody more lives, who reports.
    init(_ database: any Database, groups count: Int, reporters reporting: Int) async throws {
        self.database = database
        var random = SystemRandomNumberGenerator()
        func id<Kind>() -> Id<Kind> {
            let at = Land.begin + Span(milliseconds: .random(in: 0..<60_000_000_000, using: &random))
            return Id(at: at, randomness: (0..<10).map { _ in .random(in: 0...255, using: &random) })
        }
        var groups: [GroupId] = []
        var reporters: [PersonId] = []
        for part in 0..<((count + 99) / 100) {
            let made = (part * 100..<min(count, part * 100 + 100)).map { number -> Neighbourhood in
                let people = Land.neighbours + (number < reporting ? 1 : 0)
                return Neighbourhood(number: number, id: id(), people: (0..<people).map { _ in (id(), id()) })
            }
            groups += made.map(\.id)
            reporters += made.compactMap(\.people.first?.person)
            try await Land.write(made, database)
        }
        self.groups = groups
        self.reporters = reporters
    }

    private struct Neighbourhood: Sendable {
        let number: Int
        let id: GroupId
        let people: [(person: PersonId, member: MemberId)]
    }

    private static func write(_ made: [Neighbourhood], _ database: any Database) async throws {
        let corners = [(52.08, 4.87), (52.08, 4.88), (52.09, 4.88), (52.09, 4.87), (52.08, 4.87)]
        guard
            let area = Area(polygons: [corners.compactMap { Coordinate(latitude: $0.0, longitude: $0.1) }].map { [$0] })
        else { return }
        let outline = String(decoding: try JSONEncoder().encode(area), as: UTF8.self)
        try await database.write { connection in
            let groups = made.map { one -> SQL in
                """
                (\(one.id), \("groep-\(one.number)"), \("Groep \(one.number)"), 'Woerden', 'NL', '', \(outline), 52.08,
                 52.09, 4.87, 4.88, 0, 0, 0, 0, \(RegisterEntry.genesis), 0, \(begin), \(Int64(one.people.count)))
                """
            }
            try connection.run(
                """
                INSERT INTO groups (id, slug, name, place, country, zone, area, south, north, west, east, last_sequence,
                    member_version, open_alerts, register_position, register_hash, checkpointed, created_at, members)
                VALUES \(sql: groups.joined(separator: ", "))
                """)
            let people = made.flatMap { one in one.people.map { (group: one.id, person: $0.person, member: $0.member) }
            }
            for part in people.batches(of: 1_000) {
                let persons = part.map { one -> SQL in
                    "(\(one.person), 'Bram', '', \("\(one.person.text)@example.org"), 'nl', \(begin))"
                }
                try connection.run(
                    """
                    INSERT INTO persons (id, first_name, last_name, email, language, created_at)
                    VALUES \(sql: persons.joined(separator: ", "))
                    """)
                let members = part.map { one -> SQL in
                    "(\(one.member), \(one.group), \(one.person), 'approved', 'resident', 1, \(begin))"
                }
                try connection.run(
                    """
                    INSERT INTO members (id, group_id, person_id, standing, role, joined_sequence, applied_at)
                    VALUES \(sql: members.joined(separator: ", "))
                    """)
            }
        }
    }

    /// Shares an alert in a group.
    func share(in index: Int, by desk: AlertDesk, at now: Moment) async throws -> AlertId {
        let report = Report(
            kind: .suspiciousPerson, observation: Observation(behaviour: "Trekt aan deuren"),
            location: Location(coordinate: Coordinate(latitude: 52.085, longitude: 4.875), description: "bij de brug"),
            call: Report.Call(number: "112", calledAt: now, by: .me), isSeparate: true)
        return try await desk.share(report, in: groups[index], by: reporters[index]).alert
    }

    /// One call: what was shared in the first group stands in all others too, by one commit.
    func call(_ alert: AlertId, surroundings: Surroundings) async throws {
        let now = surroundings.now()
        let others = groups.dropFirst().map { (group: $0, event: surroundings.id(at: now) as EventId) }
        try await database.write { connection in
            for part in others.batches(of: 100) {
                let rows = part.map { one -> SQL in "(CAST(\(one.group) AS TEXT), CAST(\(one.event) AS TEXT))" }
                try connection.run(
                    """
                    WITH s (place, row) AS (VALUES \(sql: rows.joined(separator: ", ")))
                    INSERT INTO events (id, news_id, group_id, sequence, at, kind, alert_id, message_id, body)
                    SELECT s.row, e.id, s.place, g.last_sequence + 1, e.at, 'alert-forwarded', e.alert_id, e.message_id,
                        e.body
                    FROM s JOIN groups g ON g.id = s.place
                        JOIN events e ON e.alert_id = \(alert) AND e.kind = 'alert-shared'
                    """)
                try connection.run(
                    """
                    INSERT INTO audiences (event_id, told, is_quiet, at)
                    SELECT id, 'members', FALSE, at FROM events WHERE id IN \(list: part.map(\.event))
                    """)
                try connection.run(
                    "UPDATE groups SET last_sequence = last_sequence + 1 WHERE id IN \(list: part.map(\.group))")
            }
        }
    }
}
