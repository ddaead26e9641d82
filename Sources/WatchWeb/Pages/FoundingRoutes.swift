import HTTPTypes
import Hummingbird
import Watch
import WatchWords

extension PageRoutes {
    func addFounding(to router: Router<WebContext>) {
        router.get("/groups/new") { request, context in
            let setting = setting(context)
            let at = WhereForm.words(for: PageRoutes.question(request), in: try await house.gazetteer(), setting.words)
            return try await showFounding(TypedForm(at.isEmpty ? [:] : ["at": at]), setting, context)
        }
        router.post("/groups", use: foundGroup)
    }

    /// The form that waited while somebody signed in, every word still in it.
    func foundingPage(draft: String, _ context: WebContext) async throws -> Response {
        let typed = TypedForm(try BoundedBody(bytes: Array(draft.utf8)).form())
        return try await showFounding(typed, at: [FoundingStep(typed)], setting(context), context, looks: true)
    }

    @Sendable private func foundGroup(_ request: Request, context: WebContext) async throws -> Response {
        let body = try await BoundedBody.read(request)
        return try await handle(body, context) { typed in
            let setting = setting(context)
            let step = FoundingStep(typed)
            switch typed["do"] {
            case "look":
                return try await showFounding(typed, at: [.where], setting, context, looks: true)
            case "back":
                return try await showFounding(typed, at: [step.before], setting, context, looks: true)
            case "next":
                let refusals = try await refusals(typed, at: step, context)
                let goal = refusals.isEmpty ? step.next : step
                return try await showFounding(typed, at: [goal], setting, context, looks: true, refused: refusals)
            default: break
            }
            guard let person = context.person else {
                let errand = SignInErrand(
                    next: LocalPath(SiteURL.newGroup.path), draft: String(decoding: body.bytes, as: UTF8.self))
                return signInPage(errand, refused: Refusal(.signInNeeded), setting)
            }
            do {
                let gazetteer = try await house.gazetteer()
                let policy = try await jurisdiction(typed, in: gazetteer)
                if let first = GroupBoxes.lacking(typed, in: policy).first { throw first }
                let profile = try await profile(typed, of: person, context)
                let group = try await house.groups.found(
                    try plan(typed, in: gazetteer), by: person, called: profile,
                    consent: GroupBoxes.consent(typed, in: policy), in: gazetteer,
                    request: requestKey(typed, body, request))
                return redirect(to: .group(.init(group)), done: "proposed")
            } catch let refusal as Refusal {
                let all = refusal.among(try await refusals(typed, of: person))
                return try await showFounding(
                    typed, at: FoundingStep.all(mending: all), setting, context, looks: true, refused: all)
            }
        }
    }

    /// Everything that is amiss with what was said so far.
    private func refusals(_ typed: TypedForm, of person: PersonId?) async throws -> [Refusal] {
        var asksForName = false
        if let person { asksForName = try await house.persons.person(person)?.firstName.isEmpty == true }
        let gazetteer = try await house.gazetteer()
        return GroupBoxes.refusals(
            founding: typed, asksForName: asksForName, jurisdiction: try await jurisdiction(typed, in: gazetteer),
            in: gazetteer, house: house)
    }

    /// The policy that holds where the form says that the group watches.
    private func jurisdiction(_ typed: TypedForm, in gazetteer: Gazetteer) async throws -> Jurisdiction {
        // What is no area is refused elsewhere.
        let area = try? WhereForm(typed: typed).area(in: gazetteer, house: house)
        return try await house.groups.jurisdiction(on: area.flatMap { Ground(of: $0, in: gazetteer) })
    }

    /// What must be mended on one screen before the next one.
    private func refusals(_ typed: TypedForm, at step: FoundingStep, _ context: WebContext) async throws -> [Refusal] {
        var refusals = try await refusals(typed, of: context.person).filter { FoundingStep(mending: $0) == step }
        guard step == .where, refusals.isEmpty else { return refusals }
        // Who watches there already is shown before the next step, as far as it is known beforehand.
        let heard = try await heard(context)
        let found = look(WhereForm(typed: typed), heard: heard, in: try await house.gazetteer(), refusals: &refusals)
        do throws(Refusal) {
            _ = try FoundingRules.check(found.overlaps, isSeparate: typed["separate"] == "1")
        } catch {
            refusals.append(error)
        }
        return refusals
    }

    /// Who leads a group is known to its people by name: as somebody who has none yet says it; nil for who has one.
    func profile(_ typed: TypedForm, of id: PersonId, _ context: WebContext) async throws -> PersonProfile? {
        guard let person = try await house.persons.person(id) else { throw Refusal(.signInNeeded) }
        guard person.firstName.isEmpty else { return nil }
        return try PersonProfile(person, firstName: typed["firstName"], language: context.language)
    }

    private func plan(_ typed: TypedForm, in gazetteer: Gazetteer) throws(Refusal) -> GroupPlan {
        _ = try GroupRules.name(typed["name"])
        guard let area = try WhereForm(typed: typed).area(in: gazetteer, house: house) else {
            throw Refusal(.fieldMissing, field: "area")
        }
        // Abroad and at sea the Dutch policy holds: there is none yet.
        let country = Ground(of: area, in: gazetteer)?.country ?? Jurisdiction.usual.country
        return GroupPlan(
            name: typed["name"], place: nil, country: country, municipality: nil, area: area,
            channel: Registration.Channel(rawValue: typed["channel"]) ?? .saar, invitation: typed["invitation"],
            statedMembers: try GroupBoxes.members(typed), asksForProof: typed["asksForProof"] == "1",
            isSeparate: typed["separate"] == "1", coCoordinator: typed["coCoordinator"])
    }

    /// - Parameter looks: whether to show what was said about the area so far.
    private func showFounding(
        _ typed: TypedForm, at steps: [FoundingStep] = [.name], _ setting: PageSetting, _ context: WebContext,
        looks: Bool = false, refused: [Refusal] = []
    ) async throws -> Response {
        let gazetteer = try await house.gazetteer()
        let heard = try await heard(context)
        var refusals = refused
        let found: (area: Area?, overlaps: [Overlap]) =
            looks && typed.filled("where") != nil
            ? look(WhereForm(typed: typed), heard: heard, in: gazetteer, refusals: &refusals) : (nil, [])
        let part = WherePart(
            WhereForm(typed: typed),
            ways: WhereForm.Way.all(in: house), area: found.area, overlaps: found.overlaps, heard: heard,
            refusals: refusals,
            gazetteer: gazetteer, house: house, setting)
        let ground = found.area.flatMap { Ground(of: $0, in: gazetteer) }
        var policy: Jurisdiction?
        if ground != nil { policy = try await house.groups.jurisdiction(on: ground) }
        var known: String?
        if let person = context.person { known = try await house.persons.person(person)?.firstName ?? "" }
        let model = FoundingModel(
            typed, steps: steps, place: part, jurisdiction: policy,
            firstName: known, refusals: refusals, requestKey: Hex.text(house.surroundings.randomness.bytes(16)),
            setting)
        return templates.response(
            model, words: setting.words, status: refusals.first.map(PageRoutes.status) ?? .ok
        ).showingMap(house.site.map)
    }

    /// The area that a form means and who watches there already. What is wrong with it is added to the refusals, unless
    /// that was said before.
    func look(
        _ form: WhereForm, heard: Set<GroupId>, in gazetteer: Gazetteer, except group: GroupId? = nil,
        refusals: inout [Refusal]
    ) -> (area: Area?, overlaps: [Overlap]) {
        do throws(Refusal) {
            guard let drawn = try form.area(in: gazetteer, house: house) else { return (nil, []) }
            let area = try AreaRules.drawn(drawn, in: house.areas)
            return (
                area,
                FoundingRules.overlaps(
                    of: area, on: house.registryMap(), known: heard, except: group, in: house.areas)
            )
        } catch {
            // Who has typed a place and ticked nothing yet is shown what there is to tick.
            let isOnTheWay = error.code == .fieldMissing && error.field == "neighbourhoods"
            if refusals.isEmpty, !isOnTheWay { refusals.append(error) }
            return (nil, [])
        }
    }
}
