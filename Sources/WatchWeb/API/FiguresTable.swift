import Watch

/// The figures as a table for spreadsheets (RFC 4180): a line of names first, then a line for each territory.
struct FiguresTable: Sendable {
    let text: String

    private static let names = [
        "kind", "country", "code", "name", "province", "rank", "groups", "members", "inhabitants",
        "groups_per_1000", "members_per_1000", "neighbourhoods", "neighbourhoods_without_group",
    ]

    init(_ figures: Figures, of territory: TerritoryFigures) {
        var lines = [FiguresTable.names, FiguresTable.cells(.init(territory))]
        for part in [figures.provinces(of: territory.code), figures.municipalities(of: territory.code)] {
            lines += Ranking(part, by: .groups).entries.map {
                FiguresTable.cells(.init($0.figures, rank: $0.rank))
            }
        }
        for village in territory.kind == .municipality ? figures.villages(of: territory.code) : [] {
            lines.append([
                "village", territory.country, village.place.code, village.place.name, territory.province ?? "", "",
                String(village.groups), String(village.members), "", "", "", "", "",
            ])
        }
        text = lines.map { $0.map(FiguresTable.cell).joined(separator: ",") + "\r\n" }.joined()
    }

    private static func cells(_ territory: FiguresJSON.Territory) -> [String] {
        func text(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "" }
        return [
            territory.kind.rawValue, territory.country, territory.code, territory.name ?? "",
            territory.province ?? "", text(territory.rank), text(territory.groups), text(territory.members),
            text(territory.inhabitants), text(territory.groupsPerThousand), text(territory.membersPerThousand),
            text(territory.neighbourhoods.all), text(territory.neighbourhoods.withoutGroup),
        ]
    }

    /// One cell. What a spreadsheet would take for a formula gets an apostrophe in front, which it shows as text.
    static func cell(_ text: String) -> String {
        let isFormula = text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
        let plain = isFormula ? "'" + text : text
        guard plain.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }
}
