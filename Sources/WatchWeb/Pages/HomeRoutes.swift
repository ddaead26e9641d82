import HTTPTypes
import Hummingbird
import Watch

extension PageRoutes {
    func addHome(to router: Router<WebContext>) {
        router.get("/", use: home)
    }

    @Sendable private func home(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context, request: request)
        var waiting: [(member: Member, group: Group)] = []
        var offices: [Office] = []
        if let person = context.person {
            offices = try await house.persons.offices(of: person)
            let places = try await house.members.places(of: person).filter { $0.standing != .approved }
            let groups = try await house.groups.groups(places.map(\.group))
            waiting = places.compactMap { member in groups[member.group].map { (member, $0) } }
        }
        let model = HomeModel(
            groups: try await heardGroups(context.person), waiting: waiting, offices: offices,
            demo: house.site.demoLinks, setting)
        return templates.response(model, words: setting.words)
    }

    /// The groups somebody hears, those that are awake first. An officer's zone may hold hundreds: the first will do
    /// until the police have their own desk.
    func heardGroups(_ person: PersonId?) async throws -> [Group] {
        guard let person else { return [] }
        let heard = try await house.groups.hearings(of: person).prefix(50).map(\.group)
        let all = try await house.groups.groups(heard)
        let groups = heard.compactMap { all[$0] }
        return groups.filter { $0.state == .awake } + groups.filter { $0.state == .asleep }
    }
}
