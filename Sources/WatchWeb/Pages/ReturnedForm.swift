import Hummingbird
import Watch
import WatchWords

/// A form that was sent when nobody was signed in any more. What stands in it goes along through signing in, and comes back
/// in the same form, to be sent by who wrote it: nothing is done by itself.
enum ReturnedForm: Equatable, Sendable {
    case reaction(AlertId)
    case correction(AlertId)
    case closure(AlertId)
    case join(GroupName)
    case asked(GroupName)
    case settings(GroupName)
    case sheet(GroupName)
    case codes(GroupName)
    case decline(GroupName)
    case me

    /// Larger ones would not fit into the form that brings them along, since they are written there as text.
    static let limit = BoundedBody.limit / 2

    /// The form that is sent to this address; nil for one in which nobody writes anything.
    init?(_ path: String) {
        let pieces = path.split(scalar: "/").map(String.init)
        switch (pieces.first, pieces.count) {
        case ("me", 1): self = .me
        case ("alerts", 3):
            guard let alert = AlertId(pieces[1]) else { return nil }
            switch pieces[2] {
            case "reactions": self = .reaction(alert)
            case "corrections": self = .correction(alert)
            case "closure": self = .closure(alert)
            default: return nil
            }
        case ("groups", 3):
            let group = GroupName(pieces[1])
            switch pieces[2] {
            case "members": self = .join(group)
            case "co-coordination": self = .asked(group)
            case "settings": self = .settings(group)
            case "sheet": self = .sheet(group)
            case "codes": self = .codes(group)
            case "decline": self = .decline(group)
            default: return nil
            }
        default: return nil
        }
    }
}

extension PageRoutes {
    /// Signing in, with a form that was sent before it; nil for a form that does not come back.
    func signingIn(with body: BoundedBody, _ context: WebContext) -> Response? {
        guard body.bytes.count <= ReturnedForm.limit, ReturnedForm(context.path) != nil,
            let next = LocalPath(context.path)
        else { return nil }
        // Also one in which nothing stands yet: who may not is answered alike, whatever their form holds.
        let sent = body.bytes.isEmpty ? "do=" : String(decoding: body.bytes, as: UTF8.self)
        return signInPage(SignInErrand(next: next, draft: sent), refused: Refusal(.signInNeeded), setting(context))
    }

    /// The form that waited while somebody signed in, every word still in it; for who may not send it, what sending it
    /// would say.
    func returned(_ form: ReturnedForm, draft: String, _ person: PersonId, _ context: WebContext) async throws
        -> Response
    {
        let typed = TypedForm(try BoundedBody(bytes: Array(draft.utf8)).form())
        var setting = setting(context, done: "kept")
        setting.at = context.path
        func named(_ form: String) -> TypedForm { TypedForm(typed.fields.merging(["form": form]) { $1 }) }
        switch form {
        case .reaction(let alert): return try await show(alert, to: person, setting, typed: named("reaction"))
        case .correction(let alert): return try await show(alert, to: person, setting, typed: named("correction"))
        case .closure(let alert): return try await show(alert, to: person, setting, typed: named("closure"))
        case .join(let name):
            return try await showJoining(try await house.groups.group(name), person, typed, setting)
        case .asked(let name):
            return try await show(try await house.groups.group(name), setting, context, typed: typed)
        case .settings(let name):
            return try await caring(try await house.groups.group(name), person) { group in
                try await showSettings(group, typed, heard: try await heard(context), setting)
            }
        case .sheet(let name):
            return try await showSheet(try await house.groups.group(name), typed, person, setting)
        case .codes(let name):
            return try await caring(try await house.groups.group(name), person) { group in
                try await showCodes(group, typed, setting)
            }
        case .decline(let name):
            let group = try await house.groups.group(name)
            return try await showWaiting(person, setting, refused: (group.id, typed["reason-\(group.id)"]))
        case .me: return try await showMe(person, by: context.token, setting, typed: typed)
        }
    }
}
