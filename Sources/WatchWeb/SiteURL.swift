import Foundation
import Watch

/// The addresses of Saar's pages, for links and for routes: the API's are the same under `/api/v1`.
public enum SiteURL: Hashable, Sendable {
    case home
    case signIn(link: String)
    case signOut
    case group(Group.Address)
    case report(Group.Address)
    case alerts(Group.Address)
    case apply(Group.Address)
    case member(Group.Address, MemberId)
    case leave(Group.Address)
    case alert(AlertId)
    case reactions(AlertId)
    case corrections(AlertId)
    case closure(AlertId)
    case reopening(AlertId)
    case hold(AlertId)
    case retraction(MessageId)
    case flags(MessageId)
    case live

    /// The path, ready for an `href`.
    public var path: String {
        switch self {
        case .home: "/"
        case .signIn(let link): "/sign-in/\(link)"
        case .signOut: "/sign-out"
        case .group(let group): "/groups/\(group.text)"
        case .report(let group): "/groups/\(group.text)/report"
        case .alerts(let group): "/groups/\(group.text)/alerts"
        case .apply(let group): "/groups/\(group.text)/members"
        case .member(let group, let member): "/groups/\(group.text)/members/\(member)"
        case .leave(let group): "/groups/\(group.text)/leave"
        case .alert(let alert): "/alerts/\(alert)"
        case .reactions(let alert): "/alerts/\(alert)/reactions"
        case .corrections(let alert): "/alerts/\(alert)/corrections"
        case .closure(let alert): "/alerts/\(alert)/closure"
        case .reopening(let alert): "/alerts/\(alert)/reopening"
        case .hold(let alert): "/alerts/\(alert)/hold"
        case .retraction(let message): "/messages/\(message)/retraction"
        case .flags(let message): "/messages/\(message)/flags"
        case .live: "/api/v1/live"
        }
    }
}

extension Group {
    /// How a page's address names a group: by its slug.
    public struct Address: Hashable, Sendable {
        /// As it stands in the address.
        public let text: String

        /// The address of a group.
        public init(_ group: Group) { text = group.slug }
    }
}
