import HTTPTypes
import Hummingbird
import Watch
import WatchWords

/// An alert for who was handed its link in a chat: no account, no names, the place to the street.
struct LinkedAlertModel: PageModel {
    static let template = "linked-alert"

    struct Said: Equatable, Sendable {
        let kind: String
        let label: String
        let author: String
        let isPolice: Bool
        let text: String?
        let at: Stamp
    }

    let frame: PageFrame
    let kind: String
    let isMissing: Bool
    let groupName: String
    let groupPath: String
    let call: String
    let calls: CallsAfter
    let facts: [Fact]
    let map: MapLink?
    let fromPolice: Pinned?
    let amended: Amendment?
    let isRetracted: Bool
    let said: [Said]
    let hasSaid: Bool
    let shared: String

    init(_ alert: PublicAlert, in group: Group, _ setting: PageSetting) {
        let words = setting.words
        let clock = setting.clock(in: group.jurisdiction)
        calls = CallsAfter(alert.call.number, in: group.jurisdiction, words)
        frame = PageFrame(
            words.title(AlertTitle(alert)), setting, mood: .awake, in: group.jurisdiction,
            calling: calls.danger, isLinked: true,
            preview: PagePreview(
                words.text("linked.preview", ["group": group.name]), words.text("linked.why"), isAwake: true, setting))
        isMissing = alert.kind == .missingPerson
        kind = words.title(AlertTitle(alert))
        groupName = group.name
        groupPath = SiteURL.group(.init(group)).path
        shared = words.text("linked.shared", ["when": clock.phrase(alert.sharedAt)])
        call = AlertSaying.call(alert.call, clock, words)
        let direction = alert.direction.map { words.text("direction.\($0.rawValue)") }
        facts = [
            ("behaviour", alert.behaviour), ("place", alert.street), ("appearance", alert.appearance),
            ("vehicle", alert.vehicle), ("direction", direction),
        ].compactMap { name, text in
            text.map { Fact(label: words.text("fact.\(name)"), text: $0) }
        }
        map = MapLink(
            latitude: alert.near?.latitude, longitude: alert.near?.longitude, words: alert.street, zoom: 16,
            place: group.place, words, isApproximate: alert.near != nil)
        fromPolice = alert.said.last { $0.capacity == .police && $0.kind != .correction }.map { said in
            Pinned(
                label: words.text(AlertModel.saidKey(said.kind, by: .police, about: alert.kind)), text: said.text,
                at: clock.stamp(said.at))
        }
        amended = alert.correction.flatMap { said in
            said.text.map { Amendment(text: $0, at: clock.stamp(said.at)) }
        }
        isRetracted = alert.isRetracted
        said = alert.said.map { said in
            let isPolice = said.capacity == .police
            let author =
                switch said.capacity {
                case .neighbour: "author.neighbour"
                case .coordinator: "linked.coordinator"
                case .police: "author.police"
                }
            return Said(
                kind: said.kind.rawValue,
                label: words.text(AlertModel.saidKey(said.kind, by: said.capacity, about: alert.kind)),
                author: words.text(author), isPolice: isPolice, text: said.text, at: clock.stamp(said.at))
        }
        hasSaid = !said.isEmpty
    }
}

/// How it ended, for who has the link, for a day: the words of the all-clear.
struct LinkedEndModel: PageModel {
    static let template = "linked-end"

    let frame: PageFrame
    let outcome: String
    let closed: String
    let isByItself: Bool

    init(_ end: PublicEnding, in group: Group, _ setting: PageSetting) {
        let words = setting.words
        frame = PageFrame(
            words.text("linked.over"), setting, in: group.jurisdiction,
            preview: PagePreview(words.text("linked.over"), words.text("linked.over.text"), setting))
        outcome = words.text(
            end.isByItself ? "alert.ended.alone" : "\(AlertSaying.outcomeKey(end.outcome, of: end.kind)).long")
        closed = words.text(
            end.isByItself ? "alert.ended.nobody" : "handoff.ended",
            ["when": setting.clock(in: group.jurisdiction).phrase(end.at)])
        isByItself = end.isByItself
    }
}

extension PageRoutes {
    func addLinkedAlerts(to router: Router<WebContext>) {
        router.get("/a/:link", use: linkedAlert)
    }

    @Sendable private func linkedAlert(_ request: Request, context: WebContext) async throws -> Response {
        let setting = setting(context)
        let link = context.parameters.get("link") ?? ""
        let seen: (alert: PublicAlert, group: Group)
        do {
            seen = try await house.alerts.seen(byLink: link)
        } catch let refusal as Refusal {
            if refusal.code == .alertLinkEnded, let ended = try await house.alerts.ending(byLink: link) {
                let model = LinkedEndModel(ended.end, in: ended.group, setting)
                return PageRoutes.hidden(templates.response(model, words: setting.words))
            }
            return PageRoutes.hidden(
                await refusalPage(refusal, status: PageRoutes.status(refusal), context: context))
        }
        let model = LinkedAlertModel(seen.alert, in: seen.group, setting)
        return PageRoutes.hidden(templates.response(model, words: setting.words))
    }

    /// Not to be indexed, kept, or told to where its links lead: the address itself is the key.
    static func hidden(_ page: Response) -> Response {
        var page = page
        if let name = HTTPField.Name("X-Robots-Tag") { page.headers[name] = "noindex, nofollow, noarchive" }
        if let name = HTTPField.Name("Referrer-Policy") { page.headers[name] = "no-referrer" }
        return page
    }
}
