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
        text = lines.map(CSVText.line).joined()
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
}
