import Watch
import WatchWords

/// New groups as an Atom feed (RFC 4287): those that were confirmed, by the moment at which they were, the newest first.
/// However long one waited for it, it is news then.
enum GroupFeed {
    static let most = 50

    static func text(_ groups: [ListedGroup], site: String, _ words: Catalogue) -> String {
        let newest = newest(groups)
        let updated = newest.first.map(listed) ?? Moment(milliseconds: 0)
        let entries = newest.map { group in
            let address = MarkupText.escaped(site + SiteURL.group(.init(group)).path)
            let count = words.count("search.card.members", group.members)
            let summary = [group.place, count].filter { !$0.isEmpty }.joined(separator: " · ")
            return """
                <entry>
                <id>urn:uuid:\(group.id.text)</id>
                <title>\(MarkupText.escaped(group.name))</title>
                <link rel="alternate" type="text/html" href="\(address)"/>
                <published>\(listed(group))</published>
                <updated>\(listed(group))</updated>
                <summary>\(MarkupText.escaped(summary))</summary>
                </entry>

                """
        }
        let home = MarkupText.escaped(site)
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="\(words.language.rawValue)">
            <id>\(home)/groups.atom</id>
            <title>\(MarkupText.escaped(words.text("open-data.feed.title")))</title>
            <updated>\(updated)</updated>
            <author><name>Saar</name></author>
            <rights>CC0 1.0</rights>
            <link rel="self" type="application/atom+xml" href="\(home)/groups.atom"/>
            <link rel="alternate" type="text/html" href="\(home)/groups"/>
            \(entries.joined())</feed>

            """
    }

    static func newest(_ groups: [ListedGroup]) -> [ListedGroup] {
        Array(
            groups.filter(\.counts).sorted { (listed($1), $0.id) < (listed($0), $1.id) }.prefix(most))
    }

    private static func listed(_ group: ListedGroup) -> Moment { group.listedAt ?? group.createdAt }
}

/// Which pages there are for search engines (sitemaps.org, version 0.9): those that say something to anybody.
enum SiteMap {
    /// Addresses in one file, at most.
    static let most = 50_000

    /// The pages that are there in any house.
    private static let pages: [SiteURL] = [
        .home, .groups, .map, .figures, .openData, .embed, .privacy, .help, .contact, .accessibility,
    ]

    /// How many addresses there are.
    static func count(_ groups: some Sequence<ListedGroup>, of gazetteer: Gazetteer) -> Int {
        let territories = gazetteer.provinces() + gazetteer.municipalities()
        return pages.count + Set(territories.map(\.country)).count + territories.count
            + groups.reduce(0) { $0 + ($1.counts ? 1 : 0) }
    }

    /// Whether so many addresses have a file of this number, counted from 1.
    static func has(_ number: Int, _ count: Int) -> Bool { number >= 1 && (number - 1) * most < count }

    /// Every address.
    static func addresses(_ groups: [ListedGroup], of gazetteer: Gazetteer, site: String) -> [String] {
        let territories = gazetteer.provinces() + gazetteer.municipalities()
        let countries = Set(territories.map(\.country)).sorted()
        let figures = countries.map(SiteURL.statistics) + territories.map { .territory($0.code) }
        return (pages + figures).map { site + $0.path }
            + groups.filter(\.counts).map { site + SiteURL.group(.init($0)).path }
    }

    /// The file at `/sitemap.xml`: all addresses, or where the files with them are when they are too many for one.
    static func whole(_ addresses: [String], site: String, most: Int = most) -> String {
        guard addresses.count > most else { return part(addresses, 0, most: most) ?? "" }
        let files = (0..<(addresses.count + most - 1) / most).map { "\(site)/sitemaps/\($0 + 1).xml" }
        return list("sitemapindex", "sitemap", files)
    }

    /// One of several files, counted from 0; nil behind the last.
    static func part(_ addresses: [String], _ number: Int, most: Int = most) -> String? {
        guard number >= 0, number <= addresses.count / most else { return nil }
        let slice = addresses.dropFirst(number * most).prefix(most)
        return slice.isEmpty ? nil : list("urlset", "url", slice)
    }

    private static func list(_ root: String, _ entry: String, _ addresses: some Sequence<String>) -> String {
        let lines = addresses.map { "<\(entry)><loc>\(MarkupText.escaped($0))</loc></\(entry)>\n" }
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <\(root) xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
            \(lines.joined())</\(root)>

            """
    }
}
