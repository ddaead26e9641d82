import HTTPTypes
import Hummingbird
import Watch

/// Which methods each address has, so that a wrong method is told from a wrong address (RFC 9110 §15.5.6): the router
/// itself answers both with 404.
struct KnownPaths: Sendable {
    private let paths: [(path: RouterPath, methods: Set<HTTPRequest.Method>)]

    /// - Parameter routes: of a router that has all routes.
    init(_ routes: [Router<WebContext>.RouteDescription]) {
        var byPath: [String: (path: RouterPath, methods: Set<HTTPRequest.Method>)] = [:]
        for route in routes {
            byPath[route.path.description, default: (route.path, [])].methods.insert(route.method)
            // The router makes a HEAD of every GET.
            if route.method == .get { byPath[route.path.description]?.methods.insert(.head) }
        }
        paths = Array(byPath.values)
    }

    /// The methods of an address, in the order of the alphabet; empty when nothing lives there.
    func methods(at path: String) -> [String] {
        let pieces = path.split(scalar: "/")
        var methods: Set<HTTPRequest.Method> = []
        for known in paths where KnownPaths.matches(known.path, pieces) { methods.formUnion(known.methods) }
        return methods.map(\.rawValue).sorted()
    }

    private static func matches(_ path: RouterPath, _ pieces: [Substring]) -> Bool {
        path.count == pieces.count && zip(path, pieces).allSatisfy { $0 ~= $1 }
    }
}
