import Synchronization

/// How people reach the site. Where the system chooses the port it is known only once the server runs.
public final class SiteAddress: Sendable {
    private let text: Mutex<String>

    /// - Parameter url: without a slash at the end.
    public init(_ url: String) { text = Mutex(url) }

    /// Without a slash at the end: `https://saar.example.org`.
    public var url: String { text.withLock { $0 } }

    /// Now it is known.
    public func settle(_ url: String) { text.withLock { $0 = url } }
}
