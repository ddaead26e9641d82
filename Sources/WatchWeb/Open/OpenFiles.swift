import Foundation
import HTTPTypes
import Hummingbird
import Watch
import WatchWords

/// What the registry gives away to everybody: open data, the feed of new groups, the map of the site. Each is made once for
/// a state of the registry and then answered from memory, with an entity tag, so that who asks again is told "the same".
/// One request makes it and the others are answered with the one before, and none is made more than once a minute: however
/// often groups change and whoever asks, the country is not written down by every request.
struct OpenFiles: Sendable {
    private let house: House

    init(house: House) { self.house = house }

    func add(to router: Router<WebContext>) {
        router.get("/open-data/groups.json") { request, _ in
            try await answer(request, "groups.json", "application/json") { groups, gazetteer in
                try await OpenFiles.list(groups, OpenGroups.head, between: ",\n", OpenGroups.foot) { group in
                    try WebJSON.data(OpenGroups.Entry(group, of: gazetteer, site: house.site.url))
                }
            }
        }
        router.get("/open-data/groups.geojson") { request, _ in
            try await answer(request, "groups.geojson", "application/geo+json") { groups, gazetteer in
                try await OpenFiles.list(groups, OpenFeatures.head, between: ",\n", OpenFeatures.foot) { group in
                    try WebJSON.data(OpenFeatures.Feature(group, of: gazetteer, site: house.site.url))
                }
            }
        }
        router.get("/open-data/groups.csv") { request, _ in
            try await answer(request, "groups.csv", "text/csv; charset=utf-8; header=present") { groups, gazetteer in
                try await OpenFiles.list(groups, OpenTable.head, between: "", "") { group in
                    OpenTable.line(group, of: gazetteer, site: house.site.url).utf8
                }
            }
        }
        router.get("/groups.atom") { request, context in
            let words = house.site.words.of(context.language)
            let name = "groups.\(words.language.rawValue).atom"
            return try await answer(
                request, name, "application/atom+xml; charset=utf-8", vary: "Accept-Language, Cookie"
            ) { groups, _ in
                Array(GroupFeed.text(groups, site: house.site.url, words).utf8)
            }
        }
        router.get("/sitemap.xml") { request, _ in
            try await answer(request, "sitemap.xml", "application/xml; charset=utf-8") { groups, gazetteer in
                let addresses = SiteMap.addresses(groups, of: gazetteer, site: house.site.url)
                return Array(SiteMap.whole(addresses, site: house.site.url).utf8)
            }
        }
        router.get("/sitemaps/{file}") { request, context in
            let name = context.parameters.get("file") ?? ""
            guard name.ends(with: ".xml"), name.utf8.count <= 12, let number = Int(name.dropLast(".xml".count)),
                SiteMap.has(number, SiteMap.count(house.registryMap().findable, of: try await house.gazetteer()))
            else { throw Refusal(.notFound) }
            return try await answer(request, "sitemaps/\(number).xml", "application/xml; charset=utf-8") {
                groups, gazetteer in
                let addresses = SiteMap.addresses(groups, of: gazetteer, site: house.site.url)
                return Array((SiteMap.part(addresses, number - 1) ?? "").utf8)
            }
        }
        router.get("/robots.txt") { request, _ in
            StaticFile(
                bytes: Data(OpenFiles.robots(site: house.site.url).utf8), type: "text/plain; charset=utf-8",
                digest: house.digest
            ).answer(to: request)
        }
    }

    /// A file of many groups. A country's take some tenths of a second to write down, so others come in between.
    private static func list<Bytes: Sequence<UInt8>>(
        _ groups: [ListedGroup], _ head: String, between separator: String, _ foot: String,
        write: (ListedGroup) throws -> Bytes
    ) async throws -> [UInt8] {
        var data = Array(head.utf8)
        for (number, group) in groups.enumerated() {
            if number > 0 { data.append(contentsOf: separator.utf8) }
            data.append(contentsOf: try write(group))
            if number.isMultiple(of: 100) { await Task.yield() }
        }
        data.append(contentsOf: foot.utf8)
        return data
    }

    /// The file as it is now, or was a minute ago.
    private func answer(
        _ request: Request, _ name: String, _ type: String, vary: String? = nil,
        write: ([ListedGroup], Gazetteer) async throws -> [UInt8]
    ) async throws -> Response {
        let map = house.registryMap()
        let gazetteer = try await house.gazetteer()
        let state = OpenCache.State(
            version: map.version, minutes: house.surroundings.now().milliseconds / 600_000,
            places: gazetteer.released)
        let file = try await house.open(
            name, state, type: type, vary: vary, youth: OpenCache.youth, isFixed: true
        ) { try await write(Array(map.findable), gazetteer) }
        var response = file.answer(to: request)
        // Programs on pages of others may read it.
        response.headers[.accessControlAllowOrigin] = "*"
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { response.headers[name] = "cross-origin" }
        return response
    }

    /// What search engines need not look at: what is somebody's own, and what is looked for rather than read.
    static func robots(site: String) -> String {
        """
        User-agent: *
        Disallow: /a/
        Disallow: /j/
        Disallow: /alerts/
        Disallow: /api/
        Disallow: /demo/
        Disallow: /groups?
        Disallow: /me
        Disallow: /sign-in
        Disallow: /u/

        Sitemap: \(site)/sitemap.xml

        """
    }
}
