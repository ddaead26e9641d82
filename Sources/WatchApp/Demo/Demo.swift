import Foundation
import Watch
import WatchWeb
import WatchWords

/// Fills a database with the demo street, and gives everybody in it a way in.
public struct Demo: Sendable {
    private let wiring: Wiring

    public init(_ wiring: Wiring) {
        self.wiring = wiring
    }

    /// The line that `saar demo --json` prints when it is ready.
    public struct Line: Codable, Sendable {
        public struct Group: Codable, Sendable {
            public let id: GroupId
            public let slug: String
            public let name: String
        }

        public struct Person: Codable, Sendable {
            public let name: String
            public let role: String
            public let token: String
            public let signInURL: String
            public let groups: [GroupId]
        }

        public let url: String
        public let groups: [Group]
        public let people: [Person]
    }

    /// Somebody of the street with fresh keys.
    public struct Key: Sendable {
        let name: String
        let role: String
        let place: String
        let token: String
        let signIn: String
        let groups: [GroupId]
    }

    /// Makes street and people where they are not there yet, and gives everybody new keys.
    public func settle() async throws -> [Key] {
        let now = wiring.surroundings.now()
        for neighbour in DemoStreet.people where try await wiring.persons.person(neighbour.id) == nil {
            let person = Person(
                id: neighbour.id, firstName: neighbour.firstName, lastName: neighbour.lastName,
                email: neighbour.email, language: neighbour.language, createdAt: now)
            try await wiring.personStore.keep(person, offices: neighbour.offices)
        }
        // Whoever has said otherwise since is right.
        let zones = try await wiring.zones.zones()
        try await wiring.zones.set(DemoStreet.zones.filter { zones[$0.key] == nil })
        var founded: Set<GroupId> = []
        for place in DemoStreet.neighbourhoods where try await settle(place) { founded.insert(place.id) }
        // Whoever has ended a link since is not linked again.
        for (one, other) in DemoStreet.links where founded.contains(one) || founded.contains(other) {
            try await link(one, with: other)
        }
        var keys: [Key] = []
        for neighbour in DemoStreet.people {
            let hearings = try await wiring.groups.hearings(of: neighbour.id)
            let home = DemoStreet.neighbourhoods.first { $0.id == neighbour.group }?.name
            keys.append(
                Key(
                    name: "\(neighbour.firstName) \(neighbour.lastName)", role: neighbour.role,
                    place: home ?? neighbour.offices.first?.territory ?? "",
                    token: try await wiring.persons.issue(.bearer, to: neighbour.id),
                    signIn: try await wiring.persons.issue(.demo, to: neighbour.id),
                    groups: hearings.map(\.group)))
        }
        return keys
    }

    /// Adds approved residents to the first group, for load tests.
    ///
    /// - Returns: a bearer token of each.
    public func addResidents(_ count: Int) async throws -> [String] {
        // As many as PostgreSQL has connections for: more would stand in line, and be turned away where the machine is busy.
        let width = 8
        return try await withThrowingTaskGroup(of: [String].self) { tasks in
            for lane in 0..<min(width, count) {
                tasks.addTask {
                    var tokens: [String] = []
                    for number in stride(from: lane, to: count, by: width) {
                        tokens.append(try await addResident(number))
                    }
                    return tokens
                }
            }
            return try await tasks.reduce(into: []) { $0 += $1 }
        }
    }

    /// Where people find what.
    public func line(url: String, _ keys: [Key]) -> Line {
        Line(
            url: url,
            groups: DemoStreet.neighbourhoods.map { Line.Group(id: $0.id, slug: $0.slug, name: $0.name) },
            people: keys.map { key in
                Line.Person(
                    name: key.name, role: key.role, token: key.token,
                    signInURL: url + SiteURL.signInLink(key.signIn).path, groups: key.groups)
            })
    }

    /// The links that the home page of the demo shows.
    public func links(_ keys: [Key]) -> [House.DemoLink] {
        keys.map { key in
            House.DemoLink(
                name: key.name, role: key.role, place: key.place, url: SiteURL.signInLink(key.signIn).path)
        }
    }

    private func link(_ one: GroupId, with other: GroupId) async throws {
        for (group, neighbour) in [(one, other), (other, one)] {
            guard let place = DemoStreet.neighbourhoods.first(where: { $0.id == group }) else { continue }
            _ = try await wiring.links.propose(
                try await wiring.groups.group(.id(group)), with: .id(neighbour), by: place.coordinator)
        }
    }

    /// - Returns: whether it was founded now.
    private func settle(_ place: DemoStreet.Neighbourhood) async throws -> Bool {
        do {
            _ = try await wiring.groups.group(.id(place.id))
            return false
        } catch let refusal as Refusal where refusal.code == .notFound {
            guard let area = place.area else { return false }
            try await wiring.groups.found(
                Group(
                    id: place.id, slug: place.slug, name: place.name, place: place.place,
                    jurisdiction: Jurisdiction.of(place.country), municipality: place.municipality,
                    area: area, createdAt: wiring.surroundings.now()),
                coordinator: place.coordinator)
            for neighbour in DemoStreet.people
            where neighbour.group == place.id && neighbour.id != place.coordinator {
                try await admit(neighbour.id, to: place)
            }
            return true
        }
    }

    /// Lets somebody in who has no place there, or has left it.
    func admit(_ person: PersonId, to place: DemoStreet.Neighbourhood) async throws {
        let member = try await wiring.members.apply(
            to: place.id, by: person, consent: Member.Consent(acceptsRules: true, isOfAge: true))
        _ = try await wiring.members.change(
            .id(member.id), in: place.id, to: Member.Wish(standing: .approved), by: place.coordinator)
        // Who lives in a demo knows that they do: its mailbox is for what visitors set off.
        try await wiring.letters.withdraw(.place(member.id))
    }

    private func addResident(_ number: Int) async throws -> String {
        let now = wiring.surroundings.now()
        let person = Person(
            id: wiring.surroundings.id(at: now), firstName: "Bewoner \(number + 1)", lastName: "", email: nil,
            language: .nl, createdAt: now)
        try await wiring.personStore.keep(person, offices: [])
        if let street = DemoStreet.neighbourhoods.first { try await admit(person.id, to: street) }
        return try await wiring.persons.issue(.bearer, to: person.id)
    }
}
