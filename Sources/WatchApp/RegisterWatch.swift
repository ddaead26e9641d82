import Logging
import Synchronization
import Watch

/// Signs the register minute by minute, and remembers how that stands, so that `/readyz` and the log say it when nothing is
/// signed any more. People are served all the same.
final class RegisterWatch: Sendable {
    private let desk: RegisterSigningDesk
    private let logger: Logger
    private let state = Mutex<RegisterStanding?>(nil)

    init(desk: RegisterSigningDesk, logger: Logger) {
        self.desk = desk
        self.logger = logger
    }

    /// One round. What it says is logged when it has changed.
    func round() async throws {
        let standing = try await desk.checkpoint()
        // Another process of this machine signs: what it finds, this one finds a minute later.
        if standing == .busy { return }
        let before = state.withLock { state in
            defer { state = standing }
            return state
        }
        let (code, isWell) = (standing.code, standing.isSigning)
        guard before.map({ $0.code != code }) ?? !isWell else { return }
        var metadata: Logger.Metadata = ["register": "\(code)"]
        if case .markAway(let fault) = standing { metadata["reason"] = "\(fault)" }
        if isWell {
            logger.notice("the register is signed again", metadata: metadata)
        } else {
            logger.error("nothing is signed in the register: run `saar register verify`", metadata: metadata)
        }
    }

    /// In the word of `/readyz`.
    var code: String { state.withLock { $0?.code ?? "unknown" } }
}

extension RegisterStanding {
    /// In one stable word, as `/readyz` says it.
    var code: String {
        switch self {
        case .signing, .busy: "signing"
        case .halted(let flaw): flaw.code
        case .handedOver: "handed-over"
        case .markAway: "mark-unusable"
        }
    }

    /// Whether all is well.
    var isSigning: Bool {
        switch self {
        case .signing, .busy: true
        case .halted, .handedOver, .markAway: false
        }
    }
}
