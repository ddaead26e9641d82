import Watch

/// Rows of what people chose to hear.
enum ChoiceRows {
    static let columns: SQL = "person_id, group_id, quiet_from, quiet_until, passes, not_kinds, linked, metres"

    /// How much somebody hears of linked groups, in one stable word.
    private enum Linked: String { case all, near, nothing }

    // MARK: asked

    /// What is asked to know what these people chose, whoever and however many they are.
    static func asking(for people: [PersonId]) -> [SQL] {
        [
            "SELECT person_id, ends_at FROM stops WHERE person_id IN \(list: people)",
            "SELECT \(sql: columns) FROM choices WHERE person_id IN \(list: people)",
        ]
    }

    /// - Parameter answers: one for each of the questions.
    /// - Returns: without those who chose nothing.
    static func choices(_ answers: some Collection<[Row]>) throws -> [PersonId: Choices] {
        guard let stops = answers.first, let groups = answers.dropFirst().first else { return [:] }
        var found: [PersonId: Choices] = [:]
        for row in stops {
            let until: Int64? = try row.integerIfPresent("ends_at")
            let pause = Pause(until: until.map { Moment(milliseconds: $0) })
            found[try row.id("person_id"), default: Choices()].stop = pause
        }
        for row in groups {
            found[try row.id("person_id"), default: Choices()].groups[try row.id("group_id")] = try choices(row)
        }
        return found
    }

    static func choices(of person: PersonId, _ connection: any Connection) throws -> Choices {
        try choices(connection.rows(of: asking(for: [person])))[person] ?? Choices()
    }

    /// What this program does not know stands there by the hand of a newer one: it counts as not chosen, so that rather too much
    /// is told than too little.
    private static func choices(_ row: Row) throws -> GroupChoices {
        let passes: [String] = try row.json("passes")
        let without: [String] = try row.json("not_kinds")
        var quiet: QuietHours?
        let from: Int? = try row.integerIfPresent("quiet_from")
        if let from, let until: Int = try row.integerIfPresent("quiet_until") {
            quiet = QuietHours(
                from: from, until: until, passes: Set(passes.compactMap { QuietHours.Passing(rawValue: $0) }))
        }
        let linked: GroupChoices.Linked =
            switch Linked(rawValue: try row.text("linked")) {
            case .near: try row.integerIfPresent("metres").map { .within(metres: $0) } ?? .all
            case .nothing: .nothing
            case .all, nil: .all
            }
        return GroupChoices(
            quietHours: quiet, without: Set(without.compactMap { Alert.Kind(rawValue: $0) }), linked: linked)
    }

    // MARK: written

    /// Puts down what somebody, whose row is held, chose about a group. Who is back at what everybody has leaves nothing.
    static func put(
        _ choices: GroupChoices, of person: PersonId, in group: GroupId, _ connection: any Connection
    ) throws {
        guard choices != .unchosen else { return try forget(person, in: group, connection) }
        let passes = try StoredJSON.text((choices.quietHours?.passes ?? []).map(\.rawValue).sorted())
        let without = try StoredJSON.text(choices.without.map(\.rawValue).sorted())
        var linked = Linked.all
        var metres: Int64?
        switch choices.linked {
        case .all: break
        case .within(let far): (linked, metres) = (.near, Int64(far))
        case .nothing: linked = .nothing
        }
        let quiet = choices.quietHours.map { (from: Int64($0.from), until: Int64($0.until)) }
        try connection.put(
            """
            INSERT INTO choices (\(sql: columns))
            VALUES (\(person), \(group), \(quiet?.from), \(quiet?.until), \(passes), \(without), \(linked.rawValue),
                    \(metres))
            ON CONFLICT (person_id, group_id) DO UPDATE SET quiet_from = excluded.quiet_from,
                quiet_until = excluded.quiet_until, passes = excluded.passes, not_kinds = excluded.not_kinds,
                linked = excluded.linked, metres = excluded.metres
            """)
    }

    /// Stops or goes on with all that somebody, whose row is held, is told.
    static func put(_ stop: Pause?, of person: PersonId, at now: Moment, _ connection: any Connection) throws {
        guard let stop else {
            return try connection.put("DELETE FROM stops WHERE person_id = \(person)")
        }
        try connection.put(
            """
            INSERT INTO stops (person_id, since, ends_at) VALUES (\(person), \(now), \(stop.until))
            ON CONFLICT (person_id) DO UPDATE SET since = excluded.since, ends_at = excluded.ends_at
            """)
    }

    /// Who has left a group has chosen nothing about it any more.
    static func forget(_ person: PersonId, in group: GroupId, _ connection: any Connection) throws {
        try connection.put("DELETE FROM choices WHERE person_id = \(person) AND group_id = \(group)")
    }

    /// Takes out all that a person chose.
    static func erase(of person: PersonId, _ connection: any Connection) throws {
        try connection.put("DELETE FROM choices WHERE person_id = \(person)")
        try connection.put("DELETE FROM stops WHERE person_id = \(person)")
    }
}
