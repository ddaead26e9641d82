import HTTPTypes
import Hummingbird
import Watch

private struct HealthJSON: Encodable {
    let status: String
}

extension APICalls {
    /// They are served under `/api/v1` and outside it.
    func addHealth(to api: some RouterMethods<WebContext>) {
        api.get("/healthz") { _, _ in try json(HealthJSON(status: "ok")) }
        api.get("/readyz") { _, _ in
            guard await house.isReady() else { throw Refusal(.unavailable) }
            return try json(HealthJSON(status: "ready"))
        }
        // Anybody may read it from anywhere (NL API Design Rules, API-51).
        api.get("/openapi.json") { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "application/json", .accessControlAllowOrigin: "*",
                    .cacheControl: "public, max-age=600",
                ],
                body: ResponseBody(byteBuffer: description))
        }
    }
}
