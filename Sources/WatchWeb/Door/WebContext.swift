import Foundation
import Hummingbird
import Logging
import NIOCore
import Watch

/// What is known of a request on its way: who asks, by which door, and in which language to answer.
public struct WebContext: RequestContext {
    /// What Hummingbird itself keeps of a request.
    public var coreContext: CoreRequestContextStorage
    /// The connection, for live streams.
    public let channel: any NIOCore.Channel
    /// Who asks; nil for anybody. Set by `Authentication`.
    public var person: PersonId?
    /// Which key of theirs opened the door, for the list of their devices.
    public var token: TokenId?
    /// When they signed in, by a session; nil for programs.
    public var signedInAt: Moment?
    /// The secret that opened the door, so that signing out can forget it.
    public var secret: String?
    /// Whether a browser's cookie opened it: then a change must come from our own pages.
    public var cameByCookie = false
    /// The address that was asked for, for links that lead back to it.
    public var path = "/"
    /// Whether a form was sent: then switching the language would lose what stands in it.
    public var isFormSent = false
    /// What the device calls itself, for the list of devices: `Firefox · Android`.
    public var device: String? { userAgent.flatMap(DeviceName.init)?.text }
    /// As the request says it; read only when somebody signs in.
    public var userAgent: String?
    /// The language to answer in: as chosen on a page, or by the request's `Accept-Language`; Dutch in doubt.
    public var language = Language.nl

    /// A request that has just come in: nobody is known yet.
    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// The bodies that are read at all are small: reports and reactions.
    public var maxUploadSize: Int { BoundedBody.limit }

    /// Refuses a browser what its pages ask about once more (`FinalStep`), so that a call of the API is no way round them.
    ///
    /// - Throws: `page-needed` for who came by a cookie.
    public func byProgramOnly() throws(Refusal) {
        guard !cameByCookie else { throw Refusal(.pageNeeded) }
    }

    /// Who asks.
    ///
    /// - Throws: `sign-in-needed`.
    public func signedIn() throws(Refusal) -> PersonId {
        guard let person else { throw Refusal(.signInNeeded) }
        return person
    }
}
