import HTTPTypes
import Hummingbird
import Watch

extension PageRoutes {
    func addHome(to router: Router<WebContext>) {
        router.get("/", use: home)
    }

    @Sendable private func home(_ request: Request, context: WebContext) async throws -> Response {
        let setting = try await heard(setting(context, request: request), context.person)
        var waiting: [(member: Member, group: Group)] = []
        var work = HomeModel.Work()
        let heard = try await heardGroups(context.person)
        if let person = context.person {
            work = try await self.work(of: person, in: heard)
            let places = try await house.members.places(of: person).filter { $0.standing != .approved }
            let groups = try await house.groups.groups(places.map(\.group))
            waiting = places.compactMap { member in groups[member.group].map { (member, $0) } }
        }
        let model = HomeModel(
            groups: heard, waiting: waiting, work: work, demo: house.site.demoLinks, setting)
        return templates.response(model, words: setting.words)
    }

    /// What waits for somebody in the groups that they hear, and by their offices.
    private func work(of person: PersonId, in heard: [Group]) async throws -> HomeModel.Work {
        let shown = Set(heard.map(\.id))
        let hearings = try await house.groups.hearings(of: person).filter { shown.contains($0.group) }
        var work = HomeModel.Work(applicants: try await house.members.applicants(ledBy: person))
        work.flagged = try await house.alerts.flagged(in: hearings, for: person).mapValues(\.count)
        let held = try await house.persons.offices(of: person)
        work.oversees = !held.isEmpty
        let offices = held.filter { $0.kind != .police }
        guard !offices.isEmpty else { return work }
        let figures = try await house.figures()
        work.registry = HomeModel.Registry(
            waiting: house.registryMap().groups
                .filter { $0.standing == .proposed && RegistryRules.lookAfter($0, offices) }
                .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) },
            cared: try await house.registry.cared(by: offices).count { $0.need != .proposed },
            territories: offices.compactMap { figures.territory($0.territory) })
        return work
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
