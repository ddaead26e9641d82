import HTTPTypes
import Synchronization
import Testing
import Watch
import WatchTesting

/// A push service that keeps what it was asked to test, and answers as it is told to.
final class PushTrials: PushTester {
    struct Sent: Sendable {
        let device: PushDevice
        let capability: PushCapability
        let language: Language
    }

    private let kept = Mutex<[Sent]>([])
    private let said = Mutex(ChannelAnswer.accepted)

    /// What was sent, in order.
    var sent: [Sent] { kept.withLock { $0 } }

    /// From now on it answers so.
    func answer(_ answer: ChannelAnswer) { said.withLock { $0 = answer } }

    func test(
        _ device: PushDevice, _ capability: PushCapability, in language: Language, at now: Moment
    ) async throws(CancellationError) -> ChannelAnswer {
        kept.withLock { $0.append(Sent(device: device, capability: capability, language: language)) }
        return said.withLock { $0 }
    }
}

/// Keys of a house that takes any of a browser's that are not empty, and calls one push service.
struct StreetPushKeys: PushKeys {
    static let service = "https://push.example/"

    let publicKey = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"

    func isUsable(publicKey: String, secret: String) -> Bool { !publicKey.isEmpty && !secret.isEmpty }

    func mayCall(_ endpoint: String) -> Bool { endpoint.hasPrefix(StreetPushKeys.service) }
}

extension APIStreet {
    static let subscriptions = "\(root)/me/subscriptions"

    /// What a browser says of itself.
    static func subscription(_ name: String = "one", device: String? = nil) -> String {
        let device = device.map { #", "device": "\#($0)""# } ?? ""
        return #"""
            {"endpoint": "\#(StreetPushKeys.service)\#(name)", "expirationTime": null,
             "keys": {"p256dh": "BNcR", "auth": "s3cret"}\#(device)}
            """#
    }

    /// Somebody's browser may be woken from now on.
    ///
    /// - Returns: its id.
    func wake(_ neighbour: Street.Neighbour, _ name: String = "one", device: String? = nil) async throws -> String {
        let answer = try await ask(
            .post, APIStreet.subscriptions, as: neighbour, body: APIStreet.subscription(name, device: device))
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["id"])
    }
}
