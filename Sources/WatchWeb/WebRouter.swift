import Hummingbird
import Logging
import Watch

/// The whole web put together: who stands in the chain, and in which order.
public enum WebRouter {
    /// Builds it. Everything that lies in the share folder is read now, so that what is missing is missed at start.
    ///
    /// - Throws: when styles, scripts or the API's description cannot be read.
    public static func build(house: House, logger: Logger) throws -> Router<WebContext> {
        let api = try APICalls(house: house)
        let files = try StaticFiles(share: house.site.share, pack: house.site.pack, digest: house.digest)
        let pages = PageRoutes(house: house, version: files.version)
        let phone = try PhoneFiles(house: house, templates: pages.templates, version: files.version)
        let leaflet = try LeafletFiles(folder: house.site.leaflet, digest: house.digest)
        let open = OpenFiles(house: house)
        func addRoutes(to router: Router<WebContext>) {
            api.add(to: router)
            pages.add(to: router)
            files.add(to: router)
            phone.add(to: router)
            leaflet.add(to: router)
            open.add(to: router)
        }

        // Middleware holds for routes that are added after it, and one of them must know all routes: so they are
        // added once to a router that nobody uses.
        let map = Router(context: WebContext.self)
        addRoutes(to: map)
        let full = FullLane(pages: pages, logger: logger)
        let known = KnownPaths(map.routes)
        let errors = ErrorAnswer(
            catalogues: house.site.words, known: known, pages: pages,
            randomness: house.surroundings.randomness, logger: logger)

        let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: TurnGiver())
        router.add(middleware: RequestLog(logger: logger))
        router.add(middleware: SlicedBodies())
        router.add(middleware: SecurityHeaders())
        router.add(middleware: APIVersion())
        var outside = errors
        outside.lanes = (house.lanes, full)
        router.add(middleware: outside)
        router.add(middleware: CanonicalPath(known: known))
        router.add(middleware: CrossSiteGuard(site: house.site))
        router.add(
            middleware: Authentication(
                persons: house.persons, cookie: SessionCookie(isSecure: house.site.isSecure),
                now: { house.surroundings.now() }))
        router.add(middleware: OpenLaneGuard(lanes: house.lanes, full: full))
        // Once more, where it is known who asks.
        router.add(middleware: errors)
        addRoutes(to: router)
        return router
    }
}
