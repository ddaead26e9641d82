import HTTPTypes
import Hummingbird
import NIOCore

/// Sends what is large in slices, each when the one before has gone out: so a thread that writes for thousands of
/// connections does not push one body of a megabyte after the other while an alert waits, and who reads slowly is given no
/// more than they take.
struct SlicedBodies: RouterMiddleware {
    typealias Context = WebContext

    /// Bytes: as much as a connection takes in before it asks to wait.
    static let slice = 64 * 1024

    func handle(
        _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        // A stream of events has no length, and sends what there is.
        guard let length = response.body.contentLength, length > SlicedBodies.slice else { return response }
        let body = response.body
        response.body = ResponseBody(contentLength: length) { writer in
            try await body.write(Writer(outbound: writer))
        }
        return response
    }

    struct Writer: ResponseBodyWriter {
        var outbound: any ResponseBodyWriter

        mutating func write(_ buffer: ByteBuffer) async throws {
            var rest = buffer
            // Slices share the bytes of the whole.
            while let slice = rest.readSlice(length: min(SlicedBodies.slice, rest.readableBytes)),
                slice.readableBytes > 0
            {
                try await outbound.write(slice)
            }
        }

        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
            try await outbound.finish(trailingHeaders)
        }
    }
}
