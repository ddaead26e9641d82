import Watch

/// A list of municipalities with their police zones, read whole and held against the gazetteer and the table as it is.
struct ZoneList {
    /// Every column that is known. What stands in the last ones is written by `saar zone list` for who reads it.
    enum Column: String, CaseIterable {
        case municipality, zone, country, name, groups, officers
    }

    /// What the table is to say.
    private(set) var wanted: [String: String?] = [:]
    /// Of all lines, in their order.
    private(set) var faults: [GroupFileFault] = []
    let form: GroupFile.Form

    /// The largest file and the longest list that are read: both countries have some nine hundred municipalities.
    static let mostBytes = 5_000_000
    static let mostLines = 10_000

    /// On which line each municipality stands.
    private var lines: [String: Int] = [:]

    /// - Parameter country: of lines that do not say it.
    /// - Throws: `PlaceFileFault` for what cannot be read as a table.
    init(
        _ file: String, _ bytes: [UInt8], country: String, table: [String: String], _ gazetteer: Gazetteer
    ) throws {
        guard bytes.count <= ZoneList.mostBytes else {
            throw PlaceFileFault(
                file: file, "it is larger than \(ZoneList.mostBytes / 1_000_000) MB: is it another list?")
        }
        let opened = try GroupFile.open(file, bytes)
        form = opened.form
        guard let separator = form.separator else {
            throw PlaceFileFault(file: file, "it is GeoJSON: save the list as CSV (UTF-8) and bring in that")
        }
        let csv = try CSVTable(
            file, opened.text, columns: [Column.municipality.rawValue, Column.zone.rawValue],
            form: CSVTable.Form(separator: separator.rawValue, firstLine: opened.firstLine, isLoose: true),
            naming: ZoneList.column)
        guard csv.count <= ZoneList.mostLines else {
            throw PlaceFileFault(file: file, "it has more than \(ZoneList.mostLines) lines: is it another list?")
        }
        for name in csv.names where Column(rawValue: name) == nil {
            faults.append(
                GroupFileFault(
                    .line(opened.firstLine), column: name, "this column is not known, and passed over", isFault: false))
        }
        let book = MunicipalityBook(gazetteer)
        for row in csv.rows { read(row, usually: country, book) }
        lookForNamesakes(table, gazetteer)
    }

    /// Whether it can come in.
    var isWhole: Bool { !faults.contains(where: \.isFault) }

    /// A column's name as it is known here: also as lists of groups have it.
    private static func column(_ header: String) -> String {
        let name = GroupFile.column(header)
        return name == GroupFile.Column.municipalityCode.rawValue ? Column.municipality.rawValue : name
    }

    // MARK: lines

    private mutating func read(_ row: CSVTable.Row, usually country: String, _ book: MunicipalityBook) {
        let line = row.line
        let country = field(row, .country)?.uppercased() ?? country
        guard Jurisdiction.all.contains(where: { $0.code == country }) else {
            let known = Jurisdiction.all.map(\.code).joined(separator: " or ")
            return fault(line, .country, "this country is not known: write \(known)")
        }
        guard let zone = zone(row), let typed = municipality(row) else { return }
        do throws(MunicipalityBook.Fault) {
            let place = try book.municipality(typed, country: country)
            if let before = lines[place.code] {
                let isSame = wanted[place.code] == zone
                return fault(
                    line, .municipality,
                    "\(place.name) stands in line \(before) already\(isSame ? "" : ", in another zone"): take one out",
                    isFault: !isSame)
            }
            lines[place.code] = line
            wanted[place.code] = zone
        } catch {
            fault(line, .municipality, error.reason)
        }
    }

    private mutating func municipality(_ row: CSVTable.Row) -> String? {
        guard row.optional(Column.municipality.rawValue) != nil else {
            fault(row.line, .municipality, "nothing stands there: write its code or name")
            return nil
        }
        return field(row, .municipality)
    }

    private mutating func zone(_ row: CSVTable.Row) -> String? {
        guard let typed = row.optional(Column.zone.rawValue).map(CSVText.meant) else {
            fault(
                row.line, .zone,
                "nothing stands there: write the zone, or take the line out (saar zone clear takes a zone away)")
            return nil
        }
        do throws(Refusal) {
            return try ZoneRules.name(typed)
        } catch {
            fault(row.line, .zone, ZoneList.words(error))
            return nil
        }
    }

    private mutating func field(_ row: CSVTable.Row, _ column: Column, most: Int = 200) -> String? {
        guard let text = row.optional(column.rawValue).map(CSVText.meant) else { return nil }
        guard text.utf8.count <= most, !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            fault(row.line, column, "it is longer than \(most) bytes, or holds a sign that is no text")
            return nil
        }
        return text
    }

    private mutating func fault(_ line: Int, _ column: Column, _ reason: String, isFault: Bool = true) {
        faults.append(GroupFileFault(.line(line), column: column.rawValue, reason, isFault: isFault))
    }

    /// An officer of the one would read along in the other country.
    private mutating func lookForNamesakes(_ table: [String: String], _ gazetteer: Gazetteer) {
        let after = ZoneRules.table(table, after: ZoneRules.changes(to: wanted, in: table))
        for found in ZoneRules.namesakes(in: after, country: { gazetteer.municipality($0)?.country }) {
            guard let line = found.municipalities.compactMap({ lines[$0] }).min() else { continue }
            fault(line, .zone, ZoneList.namesakes(found.zone, found.municipalities, gazetteer))
        }
    }

    /// Why a name cannot be that of a zone, for who typed it.
    static func words(_ refusal: Refusal) -> String {
        switch refusal.code {
        case .textTooLong: "more than \(ZoneRules.longestName) letters: shorten it"
        case .linkUnwanted:
            "an address or a telephone number stands in it: take it out, or put a space behind the dot where it is none"
        default: "no name: write one of 1 to \(ZoneRules.longestName) letters"
        }
    }

    /// Why a zone cannot be in both countries.
    static func namesakes(_ zone: String, _ municipalities: [String], _ gazetteer: Gazetteer) -> String {
        let places = municipalities.compactMap(gazetteer.municipality)
        let both = Jurisdiction.all.map(\.country).compactMap { country in places.first { $0.country == country } }
        let names = both.map { "\($0.name) in \($0.country)" }.joined(separator: ", ")
        return "\(zone) would be a zone of both countries (\(names)): write it differently in one of them"
    }
}
