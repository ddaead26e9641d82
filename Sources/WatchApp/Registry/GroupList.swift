import Watch

/// A list of groups, read whole and held against the registry: what would come in, and what is wrong.
struct GroupList {
    private(set) var lines: [GroupLine] = []
    /// Of all lines, in their order.
    private(set) var faults: [GroupFileFault] = []
    /// Lines that were passed over since their group is there already.
    private(set) var skipped = 0
    let form: GroupFile.Form

    /// How much two areas may share before it is worth a look.
    private static let mostShared = 0.5

    /// - Parameters:
    ///   - skipsExisting: passes over what is there already, so that a list can be brought in again.
    ///   - show: told how many lines were looked at.
    /// - Throws: `PlaceFileFault` for what cannot be read as a table.
    init(
        _ file: String, _ bytes: [UInt8], country: String, skipsExisting: Bool, _ book: GroupBook,
        show: (_ done: Int, _ total: Int) -> Void
    ) throws {
        guard bytes.count <= GroupFile.mostBytes else {
            throw PlaceFileFault(file: file, "it is larger than \(GroupFile.mostBytes / 1_000_000) MB: cut it in parts")
        }
        let (text, form) = GroupFile.read(bytes)
        self.form = form
        let table = try CSVTable(
            file, text, columns: [GroupFile.Column.name.rawValue, GroupFile.Column.place.rawValue],
            separator: UInt8(ascii: form.separator == ";" ? ";" : ","), naming: GroupList.column)
        guard table.count <= GroupFile.mostLines else {
            throw PlaceFileFault(file: file, "it has more than \(GroupFile.mostLines) lines: cut it in parts")
        }
        for name in table.names where GroupFile.Column(rawValue: name) == nil {
            faults.append(
                GroupFileFault(line: 1, column: name, "this column is not known, and passed over", isFault: false))
        }
        var first: [String: Int] = [:]
        for (index, row) in table.rows.enumerated() {
            if index.isMultiple(of: 50) { show(index, table.count) }
            var line = GroupLine(row, country: country, book)
            if let before = first[GroupBook.identity(line)] {
                line.fault(line.slug == nil ? .name : .slug, "the same group stands in line \(before): take one out")
            }
            first[GroupBook.identity(line)] = first[GroupBook.identity(line)] ?? line.line
            if let there = book.existing(line) {
                if skipsExisting {
                    skipped += 1
                    continue
                }
                line.fault(
                    line.slug == nil ? .name : .slug,
                    "it is in the registry already (\(there.slug)): take the line out, or use --skip-existing")
            }
            lines.append(line)
        }
        compareAreas(book)
        show(table.count, table.count)
        faults += lines.flatMap(\.faults)
    }

    /// Whether it can come in.
    var isWhole: Bool { !faults.contains(where: \.isFault) }

    /// `Coordinator e-mail` is the same column as `coordinator_email`.
    private static func column(_ header: String) -> String {
        let name = Words.trimmed(header.lowercased()).map { $0 == " " || $0 == "-" ? "_" : $0 }
        return String(name) == "coordinator_e_mail" ? "coordinator_email" : String(name)
    }

    private mutating func compareAreas(_ book: GroupBook) {
        let drawn = lines.indices.compactMap { index in lines[index].area.map { (key: index, area: $0) } }
        let index = AreaIndex(drawn)
        for (key, area) in drawn {
            for other in index.touching(area, within: 0) where other < key {
                guard let theirs = lines[other].area, book.areas.overlap(area, theirs) > GroupList.mostShared else {
                    continue
                }
                lines[key].fault(.area, "more than half of it is that of line \(lines[other].line)", isFault: false)
            }
            for other in book.registry.touching(area)
            where book.areas.overlap(area, other.area) > GroupList.mostShared {
                lines[key].fault(.area, "more than half of it is that of \(other.slug)", isFault: false)
            }
        }
    }

    // MARK: what comes in

    /// The groups, ready to be kept.
    ///
    /// - Precondition: the list is whole.
    func groups(_ book: GroupBook, _ surroundings: Surroundings) -> [ImportedGroup] {
        var taken = Set(lines.compactMap(\.slug))
        return lines.compactMap { line in
            guard let area = line.area else { return nil }
            let slug = line.slug ?? GroupList.free(GroupRules.slug(line.name), &taken, book)
            return GroupList.group(line, slug: slug, area: area, at: book.now, surroundings)
        }
    }

    /// The slug, with `-2`, `-3` … behind it where it is taken.
    private static func free(_ slug: String, _ taken: inout Set<String>, _ book: GroupBook) -> String {
        var candidate = slug
        var number = 2
        while taken.contains(candidate) || book.isTaken(candidate) {
            candidate = "\(slug.prefix(55))-\(number)"
            number += 1
        }
        taken.insert(candidate)
        return candidate
    }

    private static func group(
        _ line: GroupLine, slug: String, area: Area, at now: Moment, _ surroundings: Surroundings
    ) -> ImportedGroup {
        let founded = line.founded ?? now
        let group = Group(
            id: surroundings.id(at: now), slug: slug, name: line.name, place: line.place,
            jurisdiction: line.jurisdiction, zone: line.zone ?? line.jurisdiction.code,
            municipality: line.municipality, area: area, createdAt: now,
            closedAt: line.standing == .closed ? now : nil)
        let coordinator = line.coordinator.map { email in
            Person(
                id: surroundings.id(at: now), firstName: "", lastName: "", email: email.text, language: .nl,
                createdAt: now)
        }
        let registration = Registration(
            group: group.id, standing: line.standing, channel: line.channel, statedMembers: line.members,
            foundedAt: founded, confirmedAt: now, silentAt: line.standing == .silent ? now : nil,
            joinCode: JoinCode(randomness: surroundings.randomness.bytes(8)),
            // Who brings in a list knows who has nobody: it stands on the offices' own list, and no letter goes out.
            escalatedAt: coordinator == nil && line.standing != .closed ? now : nil,
            listedAt: line.standing == .listed || line.standing == .silent ? now : nil)
        return ImportedGroup(
            group: group, registration: registration, invitation: line.invitation, coordinator: coordinator,
            member: surroundings.id(at: now), entry: surroundings.id(at: now))
    }
}
