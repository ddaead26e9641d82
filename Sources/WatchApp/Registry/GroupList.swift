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
        _ file: String, _ bytes: [UInt8], country: String, skipsExisting: Bool, _ book: ImportContext,
        show: (_ done: Int, _ total: Int) -> Void
    ) throws {
        guard bytes.count <= GroupFile.mostBytes else {
            throw PlaceFileFault(file: file, "it is larger than \(GroupFile.mostBytes / 1_000_000) MB: cut it in parts")
        }
        let opened = try GroupFile.open(file, bytes)
        form = opened.form
        let records = try form.separator == nil ? features(file, opened) : rows(file, opened)
        guard records.count <= GroupFile.mostLines else {
            throw PlaceFileFault(file: file, "it has more than \(GroupFile.mostLines) groups: cut it in parts")
        }
        var first: [String: GroupFileFault.Place] = [:]
        for (index, record) in records.enumerated() {
            if index.isMultiple(of: 50) { show(index, records.count) }
            var line = GroupLine(record, country: country, book)
            if let before = first[ImportContext.identity(line)] {
                line.fault(line.slug == nil ? .name : .slug, "the same group stands in \(before): take one out")
            }
            first[ImportContext.identity(line)] = first[ImportContext.identity(line)] ?? line.placeInFile
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
        show(records.count, records.count)
        faults += lines.flatMap(\.faults)
    }

    /// Whether it can come in.
    var isWhole: Bool { !faults.contains(where: \.isFault) }

    // MARK: kinds of files

    private mutating func rows(_ file: String, _ opened: GroupFile.Opened) throws -> [GroupRecord] {
        let table = try CSVTable(
            file, opened.text, columns: [GroupFile.Column.name.rawValue, GroupFile.Column.place.rawValue],
            form: CSVTable.Form(
                separator: (opened.form.separator ?? .comma).rawValue, firstLine: opened.firstLine, isLoose: true),
            naming: GroupFile.column)
        let header = GroupFileFault.Place.line(opened.firstLine)
        passOver(table.names, header)
        for number in table.unnamed {
            faults.append(
                GroupFileFault(
                    header, column: "column \(number)", "it has no name, and is passed over", isFault: false))
        }
        return table.rows.map { GroupRecord($0) }
    }

    private mutating func features(_ file: String, _ opened: GroupFile.Opened) throws -> [GroupRecord] {
        let features = try GroupFeatures.read(file, opened.text).features
        passOver(Set(features.flatMap(\.properties.keys)).map(GroupFile.column).sorted(), nil)
        return features.enumerated().map { index, feature in
            GroupRecord(feature, number: index + 1, naming: GroupFile.column)
        }
    }

    private mutating func passOver(_ names: [String], _ place: GroupFileFault.Place?) {
        for name in names where GroupFile.Column(rawValue: name) == nil {
            faults.append(
                GroupFileFault(place, column: name, "this column is not known, and passed over", isFault: false))
        }
    }

    private mutating func compareAreas(_ book: ImportContext) {
        let drawn = lines.indices.compactMap { index in lines[index].area.map { (key: index, area: $0) } }
        let index = AreaIndex(drawn)
        for (key, area) in drawn {
            for other in index.touching(area, within: 0) where other < key {
                guard let theirs = lines[other].area, book.areas.overlap(area, theirs) > GroupList.mostShared else {
                    continue
                }
                lines[key].fault(.area, "more than half of it is that of \(lines[other].placeInFile)", isFault: false)
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
    func groups(_ book: ImportContext, _ surroundings: Surroundings) -> [ImportedGroup] {
        var taken = Set(lines.compactMap(\.slug))
        return lines.compactMap { line in
            guard let area = line.area else { return nil }
            let slug = line.slug ?? GroupList.free(GroupRules.slug(line.name), &taken, book)
            return GroupList.group(line, slug: slug, area: area, at: book.now, surroundings)
        }
    }

    /// The slug, with `-2`, `-3` … behind it where it is taken.
    private static func free(_ slug: String, _ taken: inout Set<String>, _ book: ImportContext) -> String {
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
            jurisdiction: line.jurisdiction, municipality: line.municipality, area: area, createdAt: now,
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
