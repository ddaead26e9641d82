import AsyncHTTPClient
import NIOCore
import NIOPosix
import Watch

/// Calls others over HTTP.
public struct OutgoingClient: Sendable {
    private let client: HTTPClient

    init(client: HTTPClient) { self.client = client }
}
