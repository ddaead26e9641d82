import HTTPTypes
import Hummingbird
import Watch

private struct HealthJSON: Encodable {
    let status: String
}

private struct ReadinessJSON: Encodable {
    let status: String
    let database: String
    let schema: String
    let bus: String
    let register: String
}

extension APICalls {
    /// They are served under `/api/v1` and outside it.
    func addHealth(to api: some RouterMethods<WebContext>) {
        api.get("/healthz") { _, _ in try json(HealthJSON(status: "ok")) }
        api.get("/readyz") { _, _ in
            let now = await house.readiness()
            guard now.isReady else {
                throw Refusal(
                    .unavailable,
                    [
                        "database": now.database.rawValue, "schema": now.schema.rawValue, "bus": now.bus.rawValue,
                        "register": now.register, "closing": String(now.isClosing),
                    ])
            }
            return try json(
                ReadinessJSON(
                    status: now.status, database: now.database.rawValue, schema: now.schema.rawValue,
                    bus: now.bus.rawValue, register: now.register))
        }
        // Anybody may read it from anywhere (NL API Design Rules, API-51).
        api.get("/openapi.json") { request, _ in
            var response = try await description().answer(to: request)
            response.headers[.accessControlAllowOrigin] = "*"
            return response
        }
    }
}
