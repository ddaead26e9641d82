import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addFinder(to router: Router<WebContext>) {
        router.get("/groups", use: findGroups)
        router.get("/map", use: map)
        router.get("/open-data", use: openData)
    }

    /// Pages read leniently: what makes no sense in an address counts as not said.
    @Sendable private func findGroups(_ request: Request, context: WebContext) async throws -> Response {
        let query = request.uri.queryParameters
        if let typed = query["near"].map(String.init), let point = PageRoutes.point(typed) {
            let rounded = GroupSearchModel.rounded(point)
            // An address keeps nobody's home, in a history or a log.
            guard typed == rounded else { return .redirect(to: "\(SiteURL.groups.path)?near=\(rounded)") }
        }
        let setting = setting(context)
        let gazetteer = try await house.gazetteer()
        let question = PageRoutes.question(request)
        let finding = Finder(map: house.registryMap(), gazetteer: gazetteer)
            .find(question, limit: GroupSearchModel.most)
        var (own, offices): (Set<GroupId>, [Office]) = ([], [])
        if let person = context.person {
            own = Set(try await house.members.places(of: person).map(\.group)).union(try await heard(context))
            offices = try await house.persons.offices(of: person)
        }
        let model = GroupSearchModel(
            finding, typed: PageRoutes.typed(question, of: gazetteer, setting.words), of: gazetteer,
            own: { own.contains($0.id) || RegistryRules.lookAfter($0, offices) }, setting)
        return templates.response(model, words: setting.words)
    }

    @Sendable private func map(_ request: Request, context: WebContext) async throws -> Response {
        let query = request.uri.queryParameters
        var box: Area.Box?
        if let point = query["at"].flatMap({ PageRoutes.point(String($0)) }) {
            box = PageRoutes.box(around: point)
        } else if let key = query["place"].map(String.init) {
            let gazetteer = try await house.gazetteer()
            if let place = gazetteer.place(key) {
                box = gazetteer.outline(of: place.code)?.box ?? PageRoutes.box(around: place.middle)
            }
        }
        let setting = setting(context)
        let model = MapModel(showing: box, tiles: house.site.map, hasMap: house.site.leaflet != nil, setting)
        return templates.response(model, words: setting.words).showingMap(house.site.map)
    }

    @Sendable private func openData(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context)
        return templates.response(OpenDataModel(setting), words: setting.words)
    }

    // MARK: what was asked

    static func question(_ request: Request) -> GroupQuestion {
        let query = request.uri.queryParameters
        func words(_ name: String) -> String? {
            let typed = Words.trimmed((query[name[...]] ?? "").beginning(100).exchanging("+", for: " "))
            return typed.isEmpty ? nil : typed
        }
        if let point = query["near"].flatMap({ point(String($0)) }) { return .near(point) }
        if let place = words("place") { return .place(place) }
        if let municipality = words("municipality") { return .municipality(municipality) }
        if let postcode = words("postcode") { return .postcode(postcode) }
        return .words(words("q") ?? "")
    }

    /// What stands in the box of the answer.
    static func typed(_ question: GroupQuestion, of gazetteer: Gazetteer, _ words: Catalogue) -> String {
        switch question {
        case .words(let typed), .postcode(let typed): typed
        case .place(let typed): gazetteer.place(typed).map { GroupSearchModel.name($0, words) } ?? typed
        case .municipality(let typed): gazetteer.municipality(typed)?.name(in: words.language) ?? typed
        case .near: ""
        }
    }

    /// A position as an address brings it: `52.081,4.750`.
    static func point(_ typed: String) -> Coordinate? {
        let numbers = typed.beginning(60).split(scalar: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard numbers.count == 2, let latitude = numbers[0], let longitude = numbers[1] else { return nil }
        return Coordinate(latitude: latitude, longitude: longitude)
    }

    /// Some streets around a point.
    private static func box(around point: Coordinate) -> Area.Box {
        Area.Box(
            south: point.latitude, north: point.latitude, west: point.longitude, east: point.longitude
        ).widened(metres: 1_500)
    }
}
