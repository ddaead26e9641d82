import Foundation
import NIOPosix
import Watch
import WatchPostgres
import WatchStore

extension Wiring {
    /// What an import came to.
    public struct ImportedGroups: Sendable {
        /// How the file is written.
        public let form: GroupFile.Form
        /// What is wrong, and what is worth a look.
        public let faults: [GroupFileFault]
        /// Groups that came in, or would come in.
        public let groups: Int
        /// Of those, how many have nobody.
        public let withNobody: Int
        /// Lines that were passed over since their group was there.
        public let skipped: Int
        /// Whether anything was changed.
        public let isKept: Bool
    }

    /// Brings in a list of groups: all of it, or nothing.
    ///
    /// - Parameters:
    ///   - country: of lines that do not say it.
    ///   - isTrial: changes nothing, and says what would be done.
    /// - Throws: `PlaceFileFault` for what is no table, `Refusal` `slug-taken` when a group came in between.
    public func importGroups(
        from file: URL, country: String, skipsExisting: Bool, isTrial: Bool, line: ImportLine
    ) async throws -> ImportedGroups {
        try await registryShelf.refresh()
        let now = surroundings.now()
        let areas = areas
        let registry = registryShelf.current
        let gazetteer = try await places.gazetteer()
        let zones = try await zones.zones()
        let surroundings = surroundings
        let (list, groups) = try await NIOThreadPool.singleton.runIfActive {
            let book = ImportContext(gazetteer: gazetteer, registry: registry, zones: zones, areas: areas, now: now)
            let list = try GroupList(
                file.lastPathComponent, try Wiring.bytes(of: file, most: GroupFile.mostBytes),
                country: country, skipsExisting: skipsExisting, book
            ) { line.show("reading", $0, of: $1) }
            return (list, list.isWhole ? list.groups(book, surroundings) : [])
        }
        let isKept = list.isWhole && !isTrial && !groups.isEmpty
        if isKept {
            line.show("keeping", 0, of: groups.count)
            try await keep(groups, at: now)
            line.show("keeping", groups.count, of: groups.count)
        }
        return ImportedGroups(
            form: list.form, faults: list.faults, groups: groups.count,
            withNobody: groups.count { $0.coordinator == nil }, skipped: list.skipped, isKept: isKept)
    }

    private func keep(_ groups: [ImportedGroup], at now: Moment) async throws {
        guard case .postgres(let url) = settings.database else {
            return try await SQLRegistryStore(database: database).take(groups, at: now)
        }
        // A server keeps nobody waiting; a long list takes its time.
        let patient = PostgresDatabase(url: url, limits: .patient)
        do {
            try await SQLRegistryStore(database: patient).take(groups, at: now)
            try await patient.close()
        } catch {
            try? await patient.close()
            throw error
        }
    }

    /// What is in a file that somebody brings in.
    static func bytes(of file: URL, most: Int) throws -> [UInt8] {
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw PlaceFileFault(file: file.lastPathComponent, "it cannot be read")
        }
        defer { try? handle.close() }
        // One byte more than is taken tells what is too long, without reading all of it.
        return Array(try handle.read(upToCount: most + 1) ?? Data())
    }

    /// Writes the registry as a list that can be brought in again.
    ///
    /// - Parameters:
    ///   - isPrivate: with invitations and coordinators' addresses.
    ///   - write: given one line after another, the header first.
    /// - Returns: how many groups were written.
    public func exportGroups(
        country: String?, municipality: String?, isPrivate: Bool, write: (String) throws -> Void
    ) async throws -> Int {
        let columns = GroupFile.Column.written.filter { isPrivate || !$0.isPrivate }
        try write(CSVText.line(columns.map(\.rawValue)))
        let store = SQLRegistryStore(database: database)
        var written = 0
        var after: String?
        while true {
            let groups = try await store.keptGroups(
                country: country, municipality: municipality, after: after, limit: 500)
            for group in groups { try write(GroupFile.line(group, columns)) }
            written += groups.count
            after = groups.last?.group.slug
            if groups.count < 500 { return written }
        }
    }
}

extension GroupFile {
    /// A group as a line of a list.
    static func line(_ kept: KeptGroup, _ columns: [Column]) -> String {
        let group = kept.group
        let cells = columns.map { column in
            let text: String? =
                switch column {
                case .slug: group.slug
                case .name: group.name
                case .place: group.place
                case .municipality: group.municipality
                case .country: group.jurisdiction.country
                case .zone: group.zone
                case .area: kept.area.map(AreaText.text)
                case .latitude, .longitude, .radius, .municipalityCode: nil
                case .members: String(max(kept.members, kept.registration.statedMembers))
                case .channel: kept.registration.channel.rawValue
                case .founded: GroupFile.day(kept.registration.foundedAt)
                case .standing: kept.registration.standing.rawValue
                case .invitation: kept.invitation
                case .coordinatorEmail: kept.coordinatorEmail
                }
            return text ?? ""
        }
        return CSVText.line(cells)
    }
}
