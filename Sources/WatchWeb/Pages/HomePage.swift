import Hummingbird
import Watch

/// The front door: what Saar is, the number to call, my groups; in a demo the people of the street.
struct HomeModel: PageModel {
    static let template = "home"

    /// A group of mine.
    struct MyGroup: Equatable, Sendable {
        let name: String
        let place: String
        let path: String
        let isAwake: Bool
        let state: String
        let reportPath: String
    }

    /// Somebody of the demo street.
    struct Neighbour: Equatable, Sendable {
        let name: String
        let role: String
        let place: String
        let link: String
    }

    let frame: PageFrame
    let isSignedIn: Bool
    let groups: [MyGroup]
    let hasGroups: Bool
    let neighbours: [Neighbour]
    let hasNeighbours: Bool

    /// - Parameter groups: those that the reader hears.
    init(groups: [Group], demo: [House.DemoLink], _ setting: PageSetting) {
        let words = setting.words
        let isAwake = groups.contains { $0.state == .awake }
        frame = PageFrame(
            words.text("home.title"), setting, mood: isAwake ? .awake : .plain,
            in: groups.first?.jurisdiction ?? .netherlands, live: LiveSubject())
        isSignedIn = setting.isSignedIn
        self.groups = groups.map { group in
            MyGroup(
                name: group.name, place: group.place, path: SiteURL.group(.init(group)).path,
                isAwake: group.state == .awake, state: words.text("state.\(group.state.rawValue)"),
                reportPath: SiteURL.report(.init(group)).path)
        }
        hasGroups = !groups.isEmpty
        neighbours = demo.map {
            Neighbour(name: $0.name, role: words.text("role.\($0.role)"), place: $0.place, link: $0.url)
        }
        hasNeighbours = !demo.isEmpty
    }
}

extension PageRoutes {
    func addHome(to router: Router<WebContext>) {
        router.get("/", use: home)
        router.get("/sign-in/:secret", use: signIn)
        router.post("/sign-out", use: signOut)
    }

    @Sendable private func home(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context, request: request)
        let model = HomeModel(
            groups: try await heardGroups(context.person), demo: house.site.demoLinks, setting)
        return templates.response(model, words: setting.words)
    }

    @Sendable private func signIn(_ request: Request, context: WebContext) async throws -> Response {
        let opened = try await house.persons.signIn(link: context.parameters.get("secret") ?? "")
        let groups = try await heardGroups(opened.person)
        var answer = redirect(to: groups.count == 1 ? .group(.init(groups[0])) : .home)
        answer.setCookie(PersonAtTheDoor.cookie(session: opened.session, isSecure: house.site.isSecure))
        return answer
    }

    @Sendable private func signOut(_ request: Request, context: WebContext) async throws -> Response {
        if context.cameByCookie, let secret = context.secret { try await house.persons.forget(secret) }
        var answer = redirect(to: .home, done: "signed-out")
        answer.setCookie(PersonAtTheDoor.noCookie(isSecure: house.site.isSecure))
        return answer
    }

    /// The groups somebody hears, those that are awake first. An officer's zone may hold hundreds: the first will do
    /// until the police have their own desk.
    private func heardGroups(_ person: PersonId?) async throws -> [Group] {
        guard let person else { return [] }
        var groups: [Group] = []
        for hearing in try await house.groups.hearings(of: person).prefix(50) {
            groups.append(try await house.groups.group(.id(hearing.group)))
        }
        return groups.filter { $0.state == .awake } + groups.filter { $0.state == .asleep }
    }
}
